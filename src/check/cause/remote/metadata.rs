//! Instance metadata that keeps its credentials to itself: too far away, turned off, without a role, or behind a proxy.

use super::{Cause, code};
use crate::check::catalog::CheckId;
use crate::check::finding::Hint;
use crate::check::session;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::{self, Answer, Attempt, Provider};
use crate::credentials::instance::{InstanceProfile, Refusal, Service};

/// The addresses of instance metadata and of containers' credentials, which no proxy can serve.
const LINK_LOCAL: &str =
    "169.254.169.254,169.254.170.2,169.254.170.23,[fd00:ec2::254],[fd00:ec2::23]";

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    let decided = chain::deciding(&facts.attempts.value);
    let cause = match decided {
        None if !facts.attempts.value.is_empty() => without_role(facts),
        Some(Attempt { provider: Provider::InstanceMetadata, answer, .. }) => match answer {
            Answer::Silent(after) => hop_limit(facts, after.as_secs()),
            Answer::Broken(reason) => refused(facts, system, reason),
            _ => None,
        },
        _ => None,
    };
    let is_found = matches!(decided, Some(Attempt { answer: Answer::Credentials(_), .. }));
    let proxy = if is_found { proxy(facts, system) } else { None };
    cause.into_iter().chain(proxy).collect()
}

fn cause(code: &'static str, summary: impl Into<String>, hint: Hint) -> Cause {
    Cause { code, finding: CheckId::AwsCredentials, summary: summary.into(), hint }
}

/// The answer to the request for a token dies one hop too early.
fn hop_limit(facts: &Facts, after: u64) -> Option<Cause> {
    // Where it says anything at all, its answers do come in.
    let is_silent = facts.expects_metadata() && facts.instance.service == Service::Silent;
    let sign = facts.passage.container.as_ref().filter(|_| is_silent)?;
    let summary = format!(
        "the instance metadata service did not answer within {after} s: likely its answers do not reach into this container ({sign}), where they need one more hop"
    );
    let command = format!(
        "aws ec2 modify-instance-metadata-options --instance-id {} --http-put-response-hop-limit 2 --http-tokens required",
        instance(facts)
    );
    let hint = Hint::new(
        "allow two hops, from a machine that may; or run the container with `--network host`",
        [command],
    );
    Some(cause(code::IMDS_HOP_LIMIT, summary, hint))
}

fn refused(facts: &Facts, system: System, reason: &str) -> Option<Cause> {
    if facts.instance.service == Service::Forbidden {
        let command = format!(
            "aws ec2 modify-instance-metadata-options --instance-id {} --http-endpoint enabled",
            instance(facts)
        );
        let hint = Hint::new(
            "turn it on, from a machine that may; or have it left alone, where it is kept from you",
            [command, crate::check::advice::export(system, "AWS_EC2_METADATA_DISABLED", "true")],
        );
        let summary = "the instance metadata is set up and does not work: it answers 403, so that it is turned off for this instance, or a rule keeps it from you";
        return Some(cause(code::IMDS_FORBIDDEN, summary, hint));
    }
    let Some(Refusal { role, code }) = &facts.instance.refusal else {
        let start = format!("the instance metadata is set up and does not work: {reason}");
        return without_credentials(facts, &start);
    };
    if code == "AssumeRoleUnauthorizedAccess" {
        let summary = format!(
            "the instance metadata is set up and does not work: EC2 may not assume the role {role} of this instance ({code})"
        );
        // Whoever writes a policy anew takes everybody else's trust away.
        let hint = Hint::new(
            format!(
                "let the role trust EC2, from a machine that may: add this statement to those that are there: {TRUST}"
            ),
            [format!(
                "aws iam get-role --role-name \"{role}\" --query Role.AssumeRolePolicyDocument"
            )],
        );
        return Some(cause(code::IMDS_ROLE_WITHOUT_TRUST, summary, hint));
    }
    let summary = format!(
        "the instance metadata is set up and does not work: it has no credentials of the role {role} ({code})"
    );
    let hint = Hint::new(
        "a role is attached: see whether it is still there, and whom it trusts, from a machine that may",
        [format!("aws iam get-role --role-name \"{role}\"")],
    );
    Some(cause(code::IMDS_ROLE_REFUSED, summary, hint))
}

/// A profile is attached, and does not lead to credentials: to attach one does not help.
fn without_credentials(facts: &Facts, start: &str) -> Option<Cause> {
    let InstanceProfile::Attached(profile) = &facts.instance.profile else { return None };
    let summary = format!("{start}; the instance profile {profile} is attached, and gives none");
    let name = if session::is_plain(profile) { profile } else { "PROFILE" };
    let hint = Hint::new(
        "see which role it carries, from a machine that may, and whether that one is still there",
        [format!(
            "aws iam get-instance-profile --instance-profile-name \"{name}\" --query InstanceProfile.Roles"
        )],
    );
    Some(cause(code::IMDS_ROLE_REFUSED, summary, hint))
}

const TRUST: &str =
    r#"{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}"#;

fn without_role(facts: &Facts) -> Option<Cause> {
    let is_bare = facts.instance.profile == InstanceProfile::NotAttached;
    let summary = "no provider has credentials, and no role is attached to this instance";
    if is_bare {
        return Some(cause(code::IMDS_NO_ROLE, summary, session::sign_in(facts)));
    }
    without_credentials(facts, "no provider has credentials")
}

/// We ask without a proxy; others do not all do so.
fn proxy(facts: &Facts, system: System) -> Option<Cause> {
    let variable = facts.passage.proxy_of_metadata?;
    let is_ec2 = facts.place.is_cloud9()
        || facts.instance_id().is_some()
        || facts.place.vendor.as_deref().is_some_and(|vendor| vendor.contains("Amazon"));
    if !is_ec2 {
        return None;
    }
    let summary = format!(
        "`{variable}` leads other tools to ask a proxy for instance metadata, which it cannot know"
    );
    let hint = Hint::new(
        "name its addresses as those that are asked directly",
        [direct(facts.passage.direct, system)],
    );
    Some(cause(code::PROXY_EATS_IMDS, summary, hint))
}

/// What is named already stays.
fn direct(named: Option<&str>, system: System) -> String {
    match (named, system) {
        (Some(name), System::Windows) => {
            format!("$env:{name} = \"$env:{name},{LINK_LOCAL}\"")
        }
        (None, System::Windows) => format!("$env:NO_PROXY = \"{LINK_LOCAL}\""),
        (Some(name), _) => format!("export {name}=\"${name},{LINK_LOCAL}\""),
        (None, _) => format!("export NO_PROXY=\"{LINK_LOCAL}\""),
    }
}

fn instance(facts: &Facts) -> &str {
    facts.instance_id().unwrap_or("\"INSTANCE\"")
}
