//! How to go over from the credentials that Cloud9 manages to the instance's role.

use super::role::Role;
use crate::check::advice;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::verdict::{Evidence, Meaning};

/// The order matters: only the owner, whom the managed credentials stand for, may turn them off; and whoever turns
/// them off before a role answers has no credentials left.
pub(super) fn leave(facts: &Facts, evidence: &Evidence, system: System) -> Hint {
    let (prose, command) = match Role::behind(facts) {
        Role::Answers => return use_role(facts, evidence, system),
        Role::OnlySessionManager => (
            "the attached role is only good for Session Manager: replace it first, then check again"
                .to_owned(),
            replace_profile(facts),
        ),
        Role::Refused(reason) => (
            format!(
                "the attached role gives no credentials ({reason}): mend that first, from a machine that may, or nothing is left when they are turned off; then check again"
            ),
            look_at_role(facts),
        ),
        Role::NotAttached => (
            "attach a role first, or nothing is left when they are turned off; then check again"
                .to_owned(),
            attach_profile(facts),
        ),
        Role::NotAsked => (
            "see first whether a role is attached; the instance was not asked".to_owned(),
            associations(facts),
        ),
        Role::Unknown => (
            "see first whether a role is attached; the instance did not say".to_owned(),
            associations(facts),
        ),
    };
    Hint::new(prose, [command, CHECK.to_owned()])
}

const CHECK: &str = "bootstrap check";

/// What is left to do depends on what Cloud9 has done already, and on who may ask it.
fn use_role(facts: &Facts, evidence: &Evidence, system: System) -> Hint {
    let (rest, command) = take_away(facts, system);
    let then = |prose: String, first: Option<String>| {
        Hint::new(prose, first.into_iter().chain([command, CHECK.to_owned()]))
    };
    match evidence.cloud9_means() {
        Some(Meaning::Leaving) => Hint::new(
            "a role is attached, and Cloud9 is removing its credentials: wait a minute, then check again",
            [CHECK],
        ),
        Some(Meaning::Off) => then(format!("a role is attached: {rest}"), None),
        Some(Meaning::OnForOthers(owner)) => then(
            format!(
                "a role is attached; only the environment's owner, {owner}, may turn the managed credentials off: let them do that, wait a minute, then {rest}"
            ),
            Some(disable(facts)),
        ),
        _ if facts.is_refused() => then(
            format!(
                "a role is attached; since these are not accepted any more, the owner can turn them off only in the IDE (Preferences, AWS Settings, Credentials): wait a minute, then {rest}"
            ),
            None,
        ),
        _ => then(
            format!(
                "a role is attached: turn the managed credentials off to use it (only the environment's owner may), wait a minute, then {rest}"
            ),
            Some(disable(facts)),
        ),
    }
}

/// The file stays in the way of the role. It is moved, never deleted, and only when nothing else is in it.
fn take_away(facts: &Facts, system: System) -> (&'static str, String) {
    let path = &facts.file.path;
    if facts.file.form().is_some_and(|form| form.sections.len() > 1) {
        let prose = "take `[default]` out of the file, which has other profiles, too";
        return (prose, advice::edit(system, path));
    }
    let path = path.display();
    ("move the file out of its way", format!("mv \"{path}\" \"{path}.cloud9\""))
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

fn attach_profile(facts: &Facts) -> String {
    format!(
        "aws ec2 associate-iam-instance-profile --instance-id {} --iam-instance-profile Name=\"PROFILE\"",
        instance(facts)
    )
}

pub(super) fn replace_profile(facts: &Facts) -> String {
    format!(
        "aws ec2 replace-iam-instance-profile-association --association-id \"$({} \
         --query \"IamInstanceProfileAssociations[0].AssociationId\" --output text)\" \
         --iam-instance-profile Name=\"PROFILE\"",
        associations(facts)
    )
}

fn associations(facts: &Facts) -> String {
    format!(
        "aws ec2 describe-iam-instance-profile-associations --filters Name=instance-id,Values={}",
        instance(facts)
    )
}

/// Shows whom the role trusts, as far as its name is known.
fn look_at_role(facts: &Facts) -> String {
    match &facts.instance.role {
        Some(role) => {
            format!("aws iam get-role --role-name \"{role}\" --query Role.AssumeRolePolicyDocument")
        }
        None => associations(facts),
    }
}

fn instance(facts: &Facts) -> &str {
    facts.instance_id().unwrap_or("\"$(ec2-metadata --instance-id --quiet)\"")
}
