//! What `--fix` would do, or why it does nothing: whatever would lock somebody out is refused.

use std::path::PathBuf;

use crate::check::cloud9::{self, LostRegion, Obstacle, Role};
use crate::credentials::verdict::{Certainty, Evidence, Kind, Meaning, SectionForm, Verdict};
use crate::credentials::{Facts, Identity};

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// What is to be written elsewhere before the file goes.
    pub(super) region: Option<LostRegion>,
    /// Where managed credentials are to be turned off; nothing when they are off already.
    pub(super) environment_id: Option<String>,
    pub(super) file: PathBuf,
    certainty: Certainty,
}

/// Why there is nothing to do, or nothing that could be done safely.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum NoPlan {
    #[error("nothing to fix: the credentials are not managed by Cloud9")]
    NotManaged,
    #[error("not fixed: {0} is likely a copy, since Cloud9 writes no file but its own; it stays")]
    Copy(String),
    #[error(
        "not fixed: STS does not say whose the credentials are; see `bootstrap check aws.identity`"
    )]
    Unidentified,
    #[error("not fixed: no role is attached, and nothing would be left; attach one first")]
    NoRole,
    #[error("not fixed: the attached role is only good for Session Manager; replace it first")]
    OnlySessionManager,
    #[error(
        "not fixed: the attached role gives no credentials ({0}), and nothing would be left; mend that first"
    )]
    RoleRefused(String),
    #[error("not fixed: the instance does not say whether a role is attached")]
    RoleUnknown,
    #[error("not fixed: the instance was not asked whether a role is attached")]
    RoleNotAsked,
    #[error("not fixed: {0} comes before the role; take that out of the way first")]
    InTheWay(Obstacle),
    #[error("not fixed: Cloud9 is removing its credentials already; check again in a minute")]
    Leaving,
    #[error("not fixed: only the environment's owner, {0}, may turn the managed credentials off")]
    OfAnother(String),
    #[error(
        "not fixed: the credentials are not accepted any more, and cannot turn anything off; the owner can, in the IDE's Preferences"
    )]
    Refused,
    #[error(
        "not fixed: {file} has other profiles, too, which Cloud9 may delete together with its own; move them to {config} first, as `[profile NAME]`"
    )]
    OtherProfiles { file: String, config: String },
    #[error("not fixed: the id of the environment is known only in a terminal of the IDE")]
    NoEnvironment,
    #[error("not fixed: without the file SAM CLI would not find the Region {}; first `{}`", .0.name, .0.command())]
    RegionWouldBeLost(LostRegion),
    #[error(
        "not fixed: the credentials are only likely managed by Cloud9: neither its comment in the file nor its own word says that they are on; answer at a terminal, without `--yes`"
    )]
    OnlyLikely,
}

/// Decides what is to be done.
pub(super) fn plan(facts: &Facts, yes: bool) -> Result<Plan, NoPlan> {
    let evidence = facts.evidence();
    let Verdict { kind: Kind::Cloud9Managed, certainty, .. } = Verdict::of(&evidence) else {
        return Err(NoPlan::NotManaged);
    };
    let path = || facts.file.path.display().to_string();
    if evidence.is_of_another_file() {
        return Err(NoPlan::Copy(path()));
    }
    see_role(facts)?;
    let is_on = match evidence.cloud9_means() {
        Some(Meaning::Leaving) => return Err(NoPlan::Leaving),
        Some(Meaning::OnForOthers(owner)) => return Err(NoPlan::OfAnother(owner.clone())),
        Some(Meaning::Off) => false,
        _ if facts.is_refused() => return Err(NoPlan::Refused),
        _ if matches!(facts.identity.value, Identity::Failed(_)) => {
            return Err(NoPlan::Unidentified);
        }
        _ => true,
    };
    if cloud9::has_others(facts) {
        let config = facts.paths.config.display().to_string();
        return Err(NoPlan::OtherProfiles { file: path(), config });
    }
    let environment_id = match (is_on, &facts.place.environment_id) {
        (false, _) => None,
        (true, Some(id)) => Some(id.clone()),
        (true, None) => return Err(NoPlan::NoEnvironment),
    };
    let region = LostRegion::without_the_file(facts);
    if let Some(region) = region.clone().filter(|region| !region.fits) {
        return Err(NoPlan::RegionWouldBeLost(region));
    }
    if yes && certainty == Certainty::Likely && !is_said(&evidence) {
        return Err(NoPlan::OnlyLikely);
    }
    Ok(Plan { region, environment_id, file: facts.file.path.clone(), certainty })
}

/// Sees that a role is left, and that nobody else comes before it.
fn see_role(facts: &Facts) -> Result<(), NoPlan> {
    match Role::behind(facts) {
        Role::Answers => {}
        Role::OnlySessionManager => return Err(NoPlan::OnlySessionManager),
        Role::Refused(reason) => return Err(NoPlan::RoleRefused(reason)),
        Role::NotAttached => return Err(NoPlan::NoRole),
        Role::NotAsked => return Err(NoPlan::RoleNotAsked),
        Role::Unknown => return Err(NoPlan::RoleUnknown),
    }
    Obstacle::before_the_role(facts).map_or(Ok(()), |obstacle| Err(NoPlan::InTheWay(obstacle)))
}

/// Tells whether Cloud9 itself says that the file is its own: there, or when asked.
fn is_said(evidence: &Evidence) -> bool {
    evidence.section == SectionForm::UnderManagedHeader
        || evidence.cloud9_means() == Some(&Meaning::OnForUs)
}

impl Plan {
    /// Says what is not certain, behind a question.
    pub(super) fn doubt(&self, what: &str) -> String {
        match self.certainty {
            Certainty::Certain => String::new(),
            Certainty::Likely => format!(" ({what})"),
        }
    }
}
