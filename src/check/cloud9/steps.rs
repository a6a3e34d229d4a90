//! The commands on the way to the instance's role, with the ids filled in.

use crate::credentials::Facts;

pub(super) const CHECK: &str = "bootstrap check";

pub(super) const FIX: &str = "bootstrap check cloud9.credentials --fix";

/// The names that can be put in place of `PROFILE`.
const PROFILES: &str =
    "aws iam list-instance-profiles --query \"InstanceProfiles[].InstanceProfileName\"";

/// The id is known in terminals of the IDE; elsewhere the instance carries it as a tag.
pub(super) fn disable(facts: &Facts) -> String {
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

pub(super) fn attach_profile(facts: &Facts) -> [String; 2] {
    let attach = format!(
        "aws ec2 associate-iam-instance-profile --instance-id {} --iam-instance-profile Name=\"PROFILE\"",
        instance(facts)
    );
    [PROFILES.to_owned(), attach]
}

pub(super) fn replace_profile(facts: &Facts) -> [String; 2] {
    let replace = format!(
        "aws ec2 replace-iam-instance-profile-association --association-id \"$({} \
         --query \"IamInstanceProfileAssociations[0].AssociationId\" --output text)\" \
         --iam-instance-profile Name=\"PROFILE\"",
        associations(facts)
    );
    [PROFILES.to_owned(), replace]
}

pub(super) fn associations(facts: &Facts) -> String {
    format!(
        "aws ec2 describe-iam-instance-profile-associations --filters Name=instance-id,Values={}",
        instance(facts)
    )
}

/// Shows whom the role trusts, as far as its name is known.
pub(super) fn look_at_role(facts: &Facts) -> String {
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
