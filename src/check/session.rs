//! AWS: the provider that answers, and whose credentials they are.

use super::advice;
use super::catalog::CheckId;
use super::cause;
use super::finding::{Finding, Hint};
use super::selection;
use super::stand_in;
use super::system::System;
use crate::aws::FailureKind;
use crate::credentials::chain::{self, Answer, Attempt, Provider};
use crate::credentials::identity::{CallerIdentity, Principal};
use crate::credentials::profile::{Profile, ProfileOrigin};
use crate::credentials::{Facts, Identity};
use crate::local::engine;

/// The variables that hold keys.
pub(crate) const KEYS: [&str; 3] =
    ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// Judges the credentials, and where it was looked for also what stands in for AWS.
pub(crate) fn judge(
    facts: &Facts,
    stand_in: Option<&stand_in::Facts>,
    system: System,
) -> Vec<Finding> {
    let causes = cause::all(facts, system);
    let findings = [
        Some(selection::profile(facts, system)),
        Some(selection::region(facts, system)),
        stand_in.map(|stand_in| stand_in::judge(stand_in, system)),
        Some(credentials(facts, system)),
        Some(identity(facts, system)),
        Some(after_identity(super::cloud9::judge(facts, system), facts)),
    ];
    findings
        .into_iter()
        .flatten()
        .map(|finding| cause::explained(finding, &causes, facts))
        .collect()
}

/// Keys that may be good are not given up for a wrong clock, or a Region in which STS is off.
fn after_identity(finding: Finding, facts: &Facts) -> Finding {
    if finding.hint.is_none() || !facts.is_refused_for_another_reason() {
        return finding;
    }
    let first =
        "first mend what STS says no to (aws.identity); that says nothing yet of these credentials";
    Finding { hint: Some(Hint::new(first, ["bootstrap check"])), ..finding }
}

fn credentials(facts: &Facts, system: System) -> Finding {
    let id = CheckId::AwsCredentials;
    if facts.endpoint.is_err() {
        return Finding::skip(id, "not asked for while an endpoint is malformed (aws.identity)");
    }
    if facts.profile.value.unread().is_some() {
        return Finding::skip(id, "not asked for where a profile cannot be read (aws.profile)");
    }
    let finding = match chain::deciding(&facts.attempts.value) {
        Some(Attempt { provider, answer: Answer::Credentials(_), .. }) => {
            cause::passed_over(facts, system)
                .unwrap_or_else(|| Finding::pass(id, answered(*provider, facts)))
                .fact("provider", provider)
        }
        Some(attempt @ Attempt { provider, answer: Answer::Broken(reason), .. })
            if facts.is_cut_off(attempt) =>
        {
            Finding::unknown(
                id,
                format!("the {provider} is set up, and AWS cannot be asked: {reason}"),
                look(),
            )
        }
        Some(Attempt { provider, answer: Answer::Broken(reason), .. }) => Finding::fail(
            id,
            format!("the {provider} is set up and does not work: {reason}"),
            sign_in(facts),
        ),
        Some(Attempt {
            provider: Provider::InstanceMetadata,
            answer: Answer::Silent(after),
            ..
        }) => silent_metadata(facts, after.as_secs()),
        Some(Attempt { provider, answer: Answer::Silent(after), .. }) => Finding::unknown(
            id,
            format!("the {provider} did not answer within {} s", after.as_secs()),
            sign_in(facts),
        ),
        Some(Attempt { answer: Answer::NotAsked(what), .. }) if facts.is_undecided() => {
            Finding::unknown(id, format!("not asked, with --offline: {what}"), ask())
        }
        _ => Finding::fail(id, "no provider has credentials", sign_in(facts)),
    };
    let walked: Vec<String> = facts.attempts.value.iter().map(told).collect();
    finding
        .fact("walked", walked)
        .fact("surroundings", &facts.surroundings)
        .taking(facts.attempts.took)
}

/// Where nothing else says that this is an EC2 instance, silence only means that it is none.
fn silent_metadata(facts: &Facts, after: u64) -> Finding {
    let id = CheckId::AwsCredentials;
    if !facts.expects_metadata() {
        return Finding::fail(id, "no provider has credentials", sign_in(facts));
    }
    Finding::unknown(
        id,
        format!(
            "no other provider has credentials, and the instance metadata service did not answer within {after} s"
        ),
        sign_in(facts),
    )
}

fn answered(provider: Provider, facts: &Facts) -> String {
    match provider {
        Provider::Profile => format!("from the profile `{}`", facts.profile.value.name),
        Provider::Environment => "from environment variables".to_owned(),
        Provider::WebIdentity => "from a web identity token".to_owned(),
        Provider::Container => "from the container endpoint".to_owned(),
        Provider::InstanceMetadata => "from instance metadata".to_owned(),
    }
}

pub(crate) fn told(attempt: &Attempt) -> String {
    let answer = match &attempt.answer {
        Answer::Credentials(_) => "has credentials".to_owned(),
        Answer::NotSetUp(reason) => format!("none: {reason}"),
        Answer::Broken(reason) => format!("broken: {reason}"),
        Answer::Silent(after) => format!("silent for {} s", after.as_secs()),
        Answer::Overruled => "overruled by --profile".to_owned(),
        Answer::NotAsked(what) => format!("not asked: {what}"),
    };
    format!("{}: {answer}", attempt.provider)
}

/// Says how to get credentials where we are.
pub(crate) fn sign_in(facts: &Facts) -> Hint {
    if facts.place.is_cloud9() {
        return Hint::new(
            "on Cloud9: turn on AWS managed temporary credentials (Preferences, AWS Settings; as the owner, and not in a private subnet), or attach a role",
            ["aws ec2 associate-iam-instance-profile --instance-id \"INSTANCE\" --iam-instance-profile Name=\"PROFILE\""
                .replace("INSTANCE", facts.instance_id().unwrap_or("i-..."))],
        );
    }
    if let Some(id) = facts.instance_id() {
        let command = format!(
            "aws ec2 associate-iam-instance-profile --instance-id {id} --iam-instance-profile Name=\"PROFILE\""
        );
        return Hint::new("attach a role to this instance, from a machine that may", [command]);
    }
    // Who named it by a variable has named it for the AWS CLI too.
    let Profile { name, origin, .. } = &facts.profile.value;
    let profile = if *origin == ProfileOrigin::Flag && is_plain(name) {
        format!(" --profile \"{name}\"")
    } else {
        String::new()
    };
    Hint::new("sign in; with IAM Identity Center: `aws sso login`", [format!("aws login{profile}")])
}

/// Tells whether a name can stand in a command, between quotes.
pub(crate) fn is_plain(name: &str) -> bool {
    name.chars().all(|next| next.is_alphanumeric() || " -_.:/@+=,".contains(next))
}

fn identity(facts: &Facts, system: System) -> Finding {
    let id = CheckId::AwsIdentity;
    if let Err(malformed) = &facts.endpoint {
        let command = if malformed.is_of_profile {
            advice::edit(system, &facts.paths.config)
        } else {
            advice::unset(system, &["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"])
        };
        let correct = Hint::new("correct it, or take it away to speak to AWS itself", [command]);
        return Finding::fail(id, malformed.to_string(), correct);
    }
    let at = facts.endpoint.as_ref().ok().and_then(Option::as_deref);
    let place = at.map_or_else(String::new, |url| format!(", at {url}"));
    let finding = match &facts.identity.value {
        Identity::Known(identity) if identity.account == engine::ACCOUNT => Finding::skip(
            id,
            format!("a stand-in for STS answered{place}, and not AWS (aws.endpoint)"),
        ),
        Identity::Known(identity) if identity.principal == Principal::Root => Finding::warn(
            id,
            format!(
                "the root user of account {}{place}; nothing limits what it may do",
                identity.account
            ),
            Hint::new(
                "never work as root: sign in as somebody else, with IAM Identity Center or as a user, then delete root's keys in the console",
                ["aws configure sso", "aws login"],
            ),
        ),
        Identity::Known(identity) if is_long_term_user(identity, facts) => Finding::warn(
            id,
            format!(
                "account {}, {}{place}, by a long-term key: whoever gets hold of it keeps it",
                identity.account, identity.principal
            ),
            expiring(facts, system),
        ),
        Identity::Known(identity) => Finding::pass(
            id,
            format!("account {}, {}{place}", identity.account, identity.principal),
        ),
        Identity::Silent(after) => Finding::unknown(
            id,
            format!("STS did not answer within {} s{place}", after.as_secs()),
            look(),
        ),
        Identity::Failed(failure) if failure.kind.says_nothing() => {
            Finding::unknown(id, format!("STS cannot be asked{place}: {failure}"), look())
        }
        Identity::Failed(failure) if failure.kind == FailureKind::Denied => Finding::unknown(
            id,
            format!(
                "a policy denies these credentials to ask STS whose they are{place}: {failure}"
            ),
            Hint::new(
                "everybody may ask, unless the organization or a VPC endpoint denies it: see what it says",
                ["aws sts get-caller-identity"],
            ),
        ),
        Identity::Failed(failure) if failure.kind == FailureKind::Other => Finding::unknown(
            id,
            format!("STS does not say whose the credentials are{place}: {failure}"),
            Hint::new("see what it says to others", ["aws sts get-caller-identity"]),
        ),
        Identity::Failed(failure) => Finding::fail(
            id,
            format!("STS does not accept the credentials{place}: {failure}"),
            renew(facts, system),
        ),
        Identity::NotAsked if facts.is_undecided() => {
            Finding::skip(id, "not known whether there are credentials (aws.credentials)")
        }
        Identity::NotAsked => Finding::skip(id, "no credentials to ask about (aws.credentials)"),
        Identity::Offline => Finding::unknown(
            id,
            format!("not asked, with --offline: only STS knows whose they are{place}"),
            ask(),
        ),
    };
    let finding = match &facts.identity.value {
        Identity::Known(identity) => finding
            .fact("account", &identity.account)
            .fact("partition", &identity.partition)
            .fact("principal", identity.principal.to_string())
            .fact("shape", identity.principal.shape()),
        Identity::Failed(failure) => finding.fact("code", &failure.code),
        Identity::Silent(_) | Identity::NotAsked | Identity::Offline => finding,
    };
    finding.fact("endpoint", at).taking(facts.identity.took)
}

/// Tells whether a user's own key answered, which does not expire.
fn is_long_term_user(identity: &CallerIdentity, facts: &Facts) -> bool {
    matches!(identity.principal, Principal::User(_)) && !facts.evidence().temporary
}

/// Says how to get keys that expire, and that are not hidden by those that do not.
fn expiring(facts: &Facts, system: System) -> Hint {
    let is_in_front = chain::winner(&facts.attempts.value)
        .is_some_and(|(provider, _)| provider == Provider::Environment);
    let unset = is_in_front.then(|| advice::unset(system, &KEYS));
    let commands = unset.into_iter().chain(["aws login".to_owned()]);
    Hint::new("use keys that expire by themselves, then delete this one", commands)
}

fn look() -> Hint {
    Hint::new("see whether the network lets you through", ["aws sts get-caller-identity"])
}

fn ask() -> Hint {
    Hint::new("where there is a network, ask", ["bootstrap whoami"])
}

/// Says how to get fresh credentials from where the refused ones came.
pub(crate) fn renew(facts: &Facts, system: System) -> Hint {
    match chain::winner(&facts.attempts.value) {
        Some((Provider::Environment, _)) => Hint::new(
            "the environment's keys come before everything else: unset them to use a profile or a role",
            [advice::unset(system, &KEYS)],
        ),
        Some((Provider::Profile, _)) if facts.is_managed_by_cloud9() => {
            super::cloud9::renew_or_leave(facts, system)
        }
        Some((Provider::Profile, _)) if facts.place.is_cloud9() => Hint::new(
            "they come before what Cloud9 or a role would give: write fresh ones, or take them out of the file",
            [advice::edit(system, &facts.paths.credentials)],
        ),
        _ => sign_in(facts),
    }
}
