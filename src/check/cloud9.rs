//! Cloud9-managed temporary credentials or role credentials, and what to do about it.

mod between;
mod leaving;
mod region;
mod role;
mod steps;

use super::catalog::CheckId;
use super::finding::{Finding, Hint};
use super::system::System;
use crate::credentials::cloud9::Cloud9Answer;
use crate::credentials::instance::InstanceProfile;
use crate::credentials::verdict::{Certainty, Cloud9Says, Evidence, Kind, Meaning, Verdict};
use crate::credentials::{Facts, Identity};
use crate::local::engine;

pub(crate) use between::Obstacle;
pub(crate) use leaving::{has_others, renew_or_leave, toward_role};
pub(crate) use region::{LostRegion, fits};
pub(crate) use role::Role;

pub(crate) fn judge(facts: &Facts, system: System) -> Finding {
    let id = CheckId::Cloud9Credentials;
    if facts.profile.value.unread().is_some() {
        return Finding::skip(id, "not known where a profile cannot be read (aws.profile)");
    }
    let evidence = facts.evidence();
    let verdict = Verdict::of(&evidence);
    if matches!(&facts.identity.value, Identity::Known(identity) if identity.account == engine::ACCOUNT)
    {
        return Finding::skip(
            id,
            "a stand-in answers for AWS, which could not be asked (aws.endpoint)",
        );
    }
    let finding = match verdict.kind {
        Kind::Cloud9Managed => Finding::warn(
            id,
            managed(&verdict, &evidence, facts.is_refused()),
            leaving::leave(facts, &evidence, system),
        )
        .leaving_open(),
        Kind::Cloud9SsmRole => Finding::warn(
            id,
            "the instance's role is AWSCloud9SSMAccessRole, which is only good for Session Manager",
            Hint::new(
                "attach a role that may deploy, with the name of one of these profiles in place of PROFILE",
                steps::replace_profile(facts),
            ),
        )
        .blocking(),
        Kind::None => Finding::skip(id, "no credentials to tell apart (aws.credentials)"),
        Kind::Unknown if evidence.provider.is_none() => {
            Finding::skip(id, "not known whether there are any (aws.credentials)")
        }
        Kind::Unknown if evidence.principal.is_some() => {
            let managed = not_managed(&evidence);
            Finding::pass(id, format!("{managed}; the kind of principal is unfamiliar"))
        }
        Kind::Unknown => {
            let because = verdict.evidence.first().map_or("", String::as_str);
            Finding::skip(id, format!("{because} (aws.identity)"))
        }
        kind => Finding::pass(id, format!("{}, {}", described(kind), not_managed(&evidence))),
    };
    let profile = match &facts.instance.profile {
        InstanceProfile::Attached(name) => Some(name),
        InstanceProfile::NotAttached | InstanceProfile::Unknown => None,
    };
    finding
        .fact("kind", verdict.kind)
        .fact("certainty", verdict.certainty)
        .fact("evidence", verdict.evidence)
        .fact("on_cloud9", !evidence.cloud9.is_empty())
        .fact("instance_profile", profile)
        .fact("managed_credentials", said_by_cloud9(facts))
}

/// Returns the status that Cloud9 has for managed credentials, or why it is not known; nothing when it was not asked.
fn said_by_cloud9(facts: &Facts) -> Option<String> {
    match &facts.cloud9.value {
        Cloud9Answer::Known(environment) => {
            Some(environment.managed_credentials.clone().unwrap_or_else(|| "NONE".to_owned()))
        }
        Cloud9Answer::Unknown(reason) => Some(format!("unknown: {reason}")),
        Cloud9Answer::NotAsked => None,
    }
}

fn managed(verdict: &Verdict, evidence: &Evidence, is_refused: bool) -> String {
    let because = verdict.evidence.first().map_or("", String::as_str);
    let sure = match verdict.certainty {
        Certainty::Certain => "",
        Certainty::Likely => "likely ",
    };
    let word = evidence.cloud9_says.as_ref().map(Cloud9Says::told);
    let limits = "expire within 15 minutes without the IDE, and may touch only some IAM roles, so a deployment may fail";
    match (evidence.cloud9_means(), word) {
        (Some(Meaning::Off), Some(word)) => format!(
            "the credentials are {sure}left behind by Cloud9: {because}; {word}. Nobody renews them, and they come before an instance's role"
        ),
        (Some(Meaning::OnForOthers(_) | Meaning::Leaving | Meaning::Unclear), Some(word)) => {
            format!("the credentials are {sure}managed by Cloud9: {because}; {word}. They {limits}")
        }
        _ if is_refused => format!(
            "the credentials are {sure}managed by Cloud9: {because}. AWS does not accept them any more"
        ),
        _ => format!(
            "the credentials are {sure}managed by Cloud9: {because}. They act as the environment's owner, {limits}"
        ),
    }
}

/// What kind they are, and whether Cloud9 may manage them, are two questions: only its form of the file says yes.
fn not_managed(evidence: &Evidence) -> &'static str {
    if evidence.has_managed_form() {
        "likely not managed by Cloud9"
    } else {
        "not managed by Cloud9"
    }
}

pub(crate) const fn described(kind: Kind) -> &'static str {
    match kind {
        Kind::InstanceRole => "the instance's role",
        Kind::AssumedRole => "an assumed role",
        Kind::Sso => "a role of IAM Identity Center",
        Kind::Container => "a container's role",
        Kind::WebIdentity => "a role by web identity",
        Kind::GithubOidc => "a role by GitHub's OpenID Connect",
        Kind::PodIdentity => "a role by EKS Pod Identity",
        Kind::User => "a user's long-term key",
        Kind::SessionToken => "a user's temporary key",
        Kind::Root => "the root user",
        Kind::Federated => "a federated user",
        Kind::Cloud9Managed | Kind::Cloud9SsmRole | Kind::None | Kind::Unknown => "",
    }
}
