//! Cloud9-managed temporary credentials or role credentials, and what to do about it.

use super::catalog::CheckId;
use super::finding::{Finding, Hint};
use crate::credentials::cloud9::Cloud9Answer;
use crate::credentials::instance::InstanceProfile;
use crate::credentials::verdict::{self, Certainty, Kind, Verdict};
use crate::credentials::{Facts, Identity};
use crate::local::engine;

pub(crate) fn judge(facts: &Facts) -> Finding {
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
        Kind::Cloud9Managed => {
            Finding::warn(id, managed(&verdict), leave_managed(facts)).leaving_open()
        }
        Kind::Cloud9SsmRole => Finding::warn(
            id,
            "the instance's role is AWSCloud9SSMAccessRole, which is only good for Session Manager",
            Hint::new("attach a role that may deploy", replace_profile(facts)),
        )
        .blocking(),
        Kind::None if facts.is_undecided() => {
            return Finding::skip(id, "not known whether there are any (aws.credentials)");
        }
        Kind::None => Finding::skip(id, "no credentials to tell apart (aws.credentials)"),
        Kind::Unknown if matches!(facts.identity.value, Identity::Known(_)) => {
            Finding::pass(id, "not managed by Cloud9; the kind of principal is unfamiliar")
        }
        Kind::Unknown => Finding::skip(id, "AWS could not be asked whose they are (aws.identity)"),
        kind => Finding::pass(id, format!("{}, {}", described(kind), sure(verdict.certainty))),
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

fn managed(verdict: &Verdict) -> String {
    let sure = match verdict.certainty {
        Certainty::Certain => "the credentials are managed by Cloud9",
        Certainty::Likely => "the credentials are likely managed by Cloud9",
    };
    let because = verdict.evidence.first().map_or("", String::as_str);
    format!(
        "{sure}: {because}. They act as the environment's owner, expire within 15 minutes without the IDE, and may touch only some IAM roles, so a deployment may fail"
    )
}

/// The order matters: only the owner, whom the managed credentials stand for, may turn them off; and whoever turns
/// them off before a role is attached has no credentials left.
fn leave_managed(facts: &Facts) -> Hint {
    match &facts.instance.profile {
        profile @ InstanceProfile::Attached(_) if !verdict::is_session_manager_profile(profile) => {
            let mut commands = vec![disable(facts)];
            commands.extend(move_aside(facts));
            commands.push("bootstrap check".to_owned());
            Hint::new(
                "a role is attached: turn the managed credentials off to use it (as the environment's owner)",
                commands,
            )
        }
        InstanceProfile::Attached(_) => {
            let mut commands = replace_profile(facts);
            commands.push("bootstrap check".to_owned());
            Hint::new(
                "the attached role is only good for Session Manager: replace it first, then check again",
                commands,
            )
        }
        InstanceProfile::NotAttached => Hint::new(
            "attach a role first, or nothing is left when they are turned off; then check again",
            [attach_profile(facts), "bootstrap check".to_owned()],
        ),
        InstanceProfile::Unknown => Hint::new(
            "see first whether a role is attached; the instance did not say",
            [format!(
                "aws ec2 describe-iam-instance-profile-associations --filters Name=instance-id,Values={}",
                instance(facts)
            )],
        ),
    }
}

/// The id is known in terminals of the IDE; elsewhere the instance carries it as a tag.
fn disable(facts: &Facts) -> String {
    let id = facts.place.environment_id.clone().unwrap_or_else(|| {
        format!(
            "\"$(aws ec2 describe-tags --filters Name=resource-id,Values={} Name=key,Values=aws:cloud9:environment \
             --query \"Tags[0].Value\" --output text)\"",
            instance(facts)
        )
    });
    format!(
        "aws cloud9 update-environment --environment-id {id} --managed-credentials-action DISABLE"
    )
}

/// The file stays in the way of the role. It is moved, never deleted, and only when nothing else is in it.
fn move_aside(facts: &Facts) -> Option<String> {
    let form = facts.file.form()?;
    let path = facts.file.path.display();
    (form.sections.len() == 1).then(|| format!("mv \"{path}\" \"{path}.cloud9\""))
}

fn attach_profile(facts: &Facts) -> String {
    format!(
        "aws ec2 associate-iam-instance-profile --instance-id {} --iam-instance-profile Name=\"PROFILE\"",
        instance(facts)
    )
}

fn replace_profile(facts: &Facts) -> Vec<String> {
    let find = format!(
        "aws ec2 describe-iam-instance-profile-associations --filters Name=instance-id,Values={} \
         --query \"IamInstanceProfileAssociations[0].AssociationId\" --output text",
        instance(facts)
    );
    vec![format!(
        "aws ec2 replace-iam-instance-profile-association --association-id \"$({find})\" \
         --iam-instance-profile Name=\"PROFILE\""
    )]
}

fn instance(facts: &Facts) -> &str {
    facts.instance_id().unwrap_or("\"$(ec2-metadata --instance-id --quiet)\"")
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

const fn sure(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "not managed by Cloud9",
        Certainty::Likely => "likely not managed by Cloud9",
    }
}
