//! `--fix`: from credentials that Cloud9 manages to the role that is attached, step by step, each with consent, and in
//! an order that cannot lock anybody out.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use tokio::time::{Instant, sleep};

use super::cloud9::Role;
use crate::aside::aside;
use crate::aws::{Failure, Session};
use crate::cli::AwsArgs;
use crate::credentials::chain::{self, Provider};
use crate::credentials::files::CredentialsFile;
use crate::credentials::region::RegionAnswer;
use crate::credentials::verdict::{Certainty, Kind, Meaning, Verdict};
use crate::credentials::{self, Facts, Network};
use crate::environment::Environment;
use crate::terminal::Terminal;

/// How long Cloud9 may take to answer.
const ANSWER: Duration = Duration::from_secs(10);

/// How long the change may take to be seen here; Cloud9 removes its credentials in its own time.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often we look.
const PAUSE: Duration = Duration::from_secs(2);

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Where managed credentials are to be turned off; nothing when they are off already.
    environment_id: Option<String>,
    /// Nothing when there is more in the file than Cloud9 has written.
    file: Option<PathBuf>,
    certainty: Certainty,
}

/// Why there is nothing to do, or nothing that could be done safely.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoPlan {
    #[error("nothing to fix: the credentials are not managed by Cloud9")]
    NotManaged,
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
    #[error("not fixed: Cloud9 is removing its credentials already; check again in a minute")]
    Leaving,
    #[error("not fixed: only the environment's owner, {0}, may turn the managed credentials off")]
    OfAnother(String),
    #[error(
        "not fixed: the credentials are not accepted any more, and cannot turn anything off; the owner can, in the IDE's Preferences"
    )]
    Refused,
    #[error("not fixed: the id of the environment is known only in a terminal of the IDE")]
    NoEnvironment,
    #[error(
        "not fixed: the credentials are only likely managed by Cloud9, and it did not say so; answer at a terminal, without `--yes`"
    )]
    OnlyLikely,
}

/// Decides what is to be done.
pub(crate) fn plan(facts: &Facts, yes: bool) -> Result<Plan, NoPlan> {
    let evidence = facts.evidence();
    let Verdict { kind: Kind::Cloud9Managed, certainty, .. } = Verdict::of(&evidence) else {
        return Err(NoPlan::NotManaged);
    };
    match Role::behind(facts) {
        Role::Answers => {}
        Role::OnlySessionManager => return Err(NoPlan::OnlySessionManager),
        Role::Refused(reason) => return Err(NoPlan::RoleRefused(reason)),
        Role::NotAttached => return Err(NoPlan::NoRole),
        Role::NotAsked => return Err(NoPlan::RoleNotAsked),
        Role::Unknown => return Err(NoPlan::RoleUnknown),
    }
    let environment_id = facts.place.environment_id.clone();
    let environment_id = match evidence.cloud9_means() {
        Some(Meaning::Leaving) => return Err(NoPlan::Leaving),
        Some(Meaning::OnForOthers(owner)) => return Err(NoPlan::OfAnother(owner.clone())),
        Some(Meaning::Off) => None,
        _ if facts.is_refused() => return Err(NoPlan::Refused),
        _ => Some(environment_id.ok_or(NoPlan::NoEnvironment)?),
    };
    if yes && certainty == Certainty::Likely && evidence.cloud9_says.is_none() {
        return Err(NoPlan::OnlyLikely);
    }
    let is_cloud9s_alone = facts.file.form().is_some_and(|form| form.sections.len() == 1);
    let file = is_cloud9s_alone.then(|| facts.file.path.clone());
    Ok(Plan { environment_id, file, certainty })
}

/// Does what can be done, as far as somebody agrees, and says what became of it.
pub(crate) async fn run(
    facts: &Facts,
    yes: bool,
    aws: &AwsArgs,
    (environment, root): (&Environment, &Path),
    voice: &mut Terminal,
) {
    let plan = match plan(facts, yes) {
        Ok(plan) => plan,
        Err(reason) => return voice.remark(&reason.to_string()),
    };
    if !turn_off(&plan, facts, yes, voice).await {
        return;
    }
    let Some(path) = &plan.file else {
        let path = facts.file.path.display();
        return voice.remark(&format!(
            "{path} has other profiles than Cloud9's, and stays: take `[default]` out of it, then check again"
        ));
    };
    if !put_aside(path, &plan, facts, yes, voice).await {
        return;
    }
    await_the_role(aws, environment, root, voice).await;
}

/// Turns managed credentials off, unless they are.
async fn turn_off(plan: &Plan, facts: &Facts, yes: bool, voice: &mut Terminal) -> bool {
    let Some(id) = &plan.environment_id else { return true };
    let doubt = plan.doubt("that they are in use here is likely, not certain");
    let question =
        format!("Turn managed credentials off for the environment {id}, as its owner?{doubt}");
    if !agreed(&question, yes, voice).await {
        voice.remark("nothing was changed");
        return false;
    }
    if let Err(failure) = disable(facts, id).await {
        voice.remark(&format!("not turned off, and nothing else was changed: {failure}"));
        return false;
    }
    voice.remark("managed credentials are turned off");
    true
}

impl Plan {
    /// Says what is not certain, behind a question.
    fn doubt(&self, what: &str) -> String {
        match self.certainty {
            Certainty::Certain => String::new(),
            Certainty::Likely => format!(" ({what})"),
        }
    }
}

/// Moves the file out of the role's way, if it is still the one that was looked at.
async fn put_aside(
    path: &Path,
    plan: &Plan,
    facts: &Facts,
    yes: bool,
    voice: &mut Terminal,
) -> bool {
    let Some(target) = free_name(path) else {
        voice.remark(&format!("{} stays: too many were put aside already", path.display()));
        return false;
    };
    let doubt = plan.doubt("that Cloud9 wrote it is likely, not certain");
    let question = format!("Move {} to {}?{doubt}", path.display(), target.display());
    if !agreed(&question, yes, voice).await {
        voice.remark("the file stays, and keeps the role from being used");
        return false;
    }
    match still_managed(path, facts).await {
        Some(true) => {}
        Some(false) => {
            voice.remark(&format!("{} has changed meanwhile, and stays", path.display()));
            return false;
        }
        None => {
            voice.remark(&format!("{} is gone already", path.display()));
            return true;
        }
    }
    match std::fs::rename(path, &target) {
        Ok(()) => voice.remark(&format!("moved to {}", target.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            voice.remark(&format!("{} is gone already", path.display()));
        }
        Err(error) => {
            voice.remark(&format!("{} cannot be moved: {error}", path.display()));
            return false;
        }
    }
    true
}

async fn agreed(question: &str, yes: bool, voice: &mut Terminal) -> bool {
    yes || voice.confirm(question).await
}

/// Turns managed credentials off, as the owner for whom they act.
async fn disable(facts: &Facts, id: &str) -> Result<(), String> {
    let winner = chain::winner(&facts.attempts.value);
    let (Some((_, answered)), RegionAnswer::Found { name, .. }) = (winner, &facts.region.value)
    else {
        return Err("there is no Region to ask in".to_owned());
    };
    let source = SharedCredentialsProvider::new(answered.credentials.clone());
    let (region, profile, id) = (name.clone(), facts.profile.value.name.clone(), id.to_owned());
    let ask = async move {
        Session::open(&region, source, &profile).await.disable_managed_credentials(&id).await
    };
    match aside(ANSWER, ask).await {
        Some(answer) => answer.map_err(|failure: Failure| failure.to_string()),
        None => Err(format!("no answer within {} s", ANSWER.as_secs())),
    }
}

/// Tells whether the file is still only what Cloud9 wrote; nothing when it is gone.
async fn still_managed(path: &Path, facts: &Facts) -> Option<bool> {
    let file = CredentialsFile::read(path).await;
    if !path.exists() {
        return None;
    }
    let before = facts.file.form()?.section("default")?;
    let is_same = file.form().is_some_and(|form| {
        form.sections.len() == 1
            && form
                .section("default")
                .is_some_and(|section| section.is_temporary() && section.keys == before.keys)
    });
    Some(is_same)
}

/// Returns a name beside the file that nobody has.
fn free_name(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let first = path.with_file_name(format!("{name}.cloud9"));
    let others = (2..100).map(|number| path.with_file_name(format!("{name}.cloud9.{number}")));
    std::iter::once(first).chain(others).find(|path| !path.exists())
}

/// Waits until the role answers, or says that it does not yet.
async fn await_the_role(
    aws: &AwsArgs,
    environment: &Environment,
    root: &Path,
    voice: &mut Terminal,
) {
    voice.remark("waiting for the role to answer...");
    let deadline = Instant::now() + PATIENCE;
    loop {
        let facts = Box::pin(credentials::gather(aws, environment, root, Network::Used)).await;
        if chain::winner(&facts.attempts.value)
            .is_some_and(|(provider, _)| provider == Provider::InstanceMetadata)
        {
            return voice.remark("the role answers");
        }
        if Instant::now() > deadline {
            return voice.remark("the role does not answer yet; check again in a few minutes");
        }
        sleep(PAUSE).await;
    }
}
