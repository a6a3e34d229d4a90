//! AWS: the profile, the Region, the provider that answers, whose credentials they are.

use super::catalog::CheckId;
use super::finding::{Finding, Hint};
use super::system::System;
use crate::aws::FailureKind;
use crate::credentials::chain::{self, Answer, Attempt, Provider};
use crate::credentials::files::Content;
use crate::credentials::identity::Principal;
use crate::credentials::profile::{ProfileOrigin, ProfileState};
use crate::credentials::region::{RegionAnswer, RegionOrigin};
use crate::credentials::{Facts, Identity};

pub(crate) fn judge(facts: &Facts, system: System) -> Vec<Finding> {
    vec![
        profile(facts, system),
        region(facts, system),
        credentials(facts),
        identity(facts),
        super::cloud9::judge(facts),
    ]
}

fn profile(facts: &Facts, system: System) -> Finding {
    let id = CheckId::AwsProfile;
    if let Content::Unreadable(reason) = &facts.file.content {
        let path = facts.file.path.display();
        return Finding::fail(
            id,
            format!("{path} cannot be read: {reason}; the SDKs take it for empty"),
            Hint::new("make it yours to read", [format!("chmod 600 \"{path}\"")]),
        );
    }
    let profile = &facts.profile.value;
    let (name, origin) = (&profile.name, profile.origin);
    let finding = match &profile.state {
        ProfileState::Exists { .. } if origin == ProfileOrigin::Default => {
            Finding::pass(id, format!("`{name}`, since no other is named"))
        }
        ProfileState::Exists { .. } => Finding::pass(id, format!("`{name}`, from {origin}")),
        ProfileState::Malformed(place) => Finding::fail(
            id,
            format!("a file of profiles cannot be read: {place}"),
            Hint::new("open it at that line", [edit(system, facts)]),
        ),
        ProfileState::Missing(_) if origin == ProfileOrigin::Default => {
            Finding::skip(id, "none is named, and there is no `default`")
        }
        ProfileState::Missing(known) => Finding::fail(
            id,
            format!("`{name}`, from {origin}, does not exist; {}", there_are(known)),
            Hint::new(
                "name one that exists, or none",
                [match origin {
                    ProfileOrigin::Flag => "aws configure list-profiles".to_owned(),
                    _ => unset(system, "AWS_PROFILE"),
                }],
            ),
        ),
    };
    let known = match &profile.state {
        ProfileState::Missing(known) => known.as_slice(),
        _ => &[],
    };
    finding
        .fact("name", name)
        .fact("origin", origin)
        .fact("known", known)
        .taking(facts.profile.took)
}

fn there_are(known: &[String]) -> String {
    if known.is_empty() {
        return "there are none".to_owned();
    }
    let known: Vec<String> =
        known.iter().take(5).map(|name| format!("`{}`", crate::foreign::harmless(name))).collect();
    format!("there are {}", known.join(", "))
}

fn region(facts: &Facts, system: System) -> Finding {
    let id = CheckId::AwsRegion;
    let name_one = || {
        Hint::new("name one, for all tools", [export(system, "AWS_DEFAULT_REGION", "eu-west-1")])
    };
    let finding = match &facts.region.value {
        // SAM CLI asks botocore, which reads AWS_DEFAULT_REGION and the profile, and not AWS_REGION.
        RegionAnswer::Found { name, origin }
            if *origin == RegionOrigin::AwsRegion && !facts.default_region =>
        {
            Finding::warn(
                id,
                format!("{name}, from AWS_REGION, which SAM CLI does not read"),
                Hint::new(
                    "name it for SAM CLI too",
                    [export(system, "AWS_DEFAULT_REGION", name.as_str())],
                ),
            )
        }
        RegionAnswer::Found { name, origin } => Finding::pass(id, format!("{name}, from {origin}")),
        RegionAnswer::Malformed { text, origin } => Finding::fail(
            id,
            format!("{text:?}, from {origin}, is not the name of a Region"),
            name_one(),
        ),
        RegionAnswer::Missing => Finding::fail(id, "no Region is set", name_one()),
        RegionAnswer::Unknown if !facts.expects_metadata() => {
            Finding::fail(id, "no Region is set", name_one())
        }
        RegionAnswer::Unknown => Finding::unknown(
            id,
            "no Region is set, and the instance metadata service did not answer",
            name_one(),
        ),
    };
    let finding = match &facts.region.value {
        RegionAnswer::Found { name, origin } => finding.fact("region", name).fact("origin", origin),
        RegionAnswer::Malformed { origin, .. } => finding.fact("origin", origin),
        RegionAnswer::Missing | RegionAnswer::Unknown => finding,
    };
    finding.taking(facts.region.took)
}

fn credentials(facts: &Facts) -> Finding {
    let id = CheckId::AwsCredentials;
    if facts.endpoint.is_err() {
        return Finding::skip(id, "not asked for while an endpoint is malformed (aws.identity)");
    }
    let finding = match chain::deciding(&facts.attempts.value) {
        Some(Attempt { provider, answer: Answer::Credentials(_) }) => {
            Finding::pass(id, answered(*provider, facts)).fact("provider", provider)
        }
        Some(Attempt { provider, answer: Answer::Broken(reason) }) => Finding::fail(
            id,
            format!("the {provider} is set up and does not work: {reason}"),
            sign_in(facts),
        ),
        Some(Attempt { provider: Provider::InstanceMetadata, answer: Answer::Silent(after) }) => {
            silent_metadata(facts, after.as_secs())
        }
        Some(Attempt { provider, answer: Answer::Silent(after) }) => Finding::unknown(
            id,
            format!("the {provider} did not answer within {} s", after.as_secs()),
            sign_in(facts),
        ),
        _ => Finding::fail(id, "no provider has credentials", sign_in(facts)),
    };
    let walked: Vec<String> = facts.attempts.value.iter().map(told).collect();
    finding.fact("walked", walked).taking(facts.attempts.took)
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

fn told(attempt: &Attempt) -> String {
    let answer = match &attempt.answer {
        Answer::Credentials(_) => "has credentials".to_owned(),
        Answer::NotSetUp(reason) => format!("none: {reason}"),
        Answer::Broken(reason) => format!("broken: {reason}"),
        Answer::Silent(after) => format!("silent for {} s", after.as_secs()),
        Answer::Overruled => "overruled by --profile".to_owned(),
    };
    format!("{}: {answer}", attempt.provider)
}

/// Says how to get credentials where we are.
fn sign_in(facts: &Facts) -> Hint {
    if facts.place.is_cloud9() {
        return Hint::new(
            "on Cloud9: turn on AWS managed temporary credentials (Preferences, AWS Settings), or attach a role",
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
    let profile = match facts.profile.value.origin {
        ProfileOrigin::Default => String::new(),
        _ => format!(" --profile \"{}\"", facts.profile.value.name),
    };
    Hint::new("sign in; with IAM Identity Center: `aws sso login`", [format!("aws login{profile}")])
}

fn identity(facts: &Facts) -> Finding {
    let id = CheckId::AwsIdentity;
    if let Err(malformed) = &facts.endpoint {
        let unset = Hint::new(
            "correct it, or speak to AWS itself",
            ["unset AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS"],
        );
        return Finding::fail(id, malformed.to_string(), unset);
    }
    let at = facts.endpoint.as_ref().ok().and_then(Option::as_deref);
    let place = at.map_or_else(String::new, |url| format!(", at {url}"));
    let look = || {
        Hint::new(
            "see whether the network lets you through",
            ["aws sts get-caller-identity --debug"],
        )
    };
    let finding = match &facts.identity.value {
        Identity::Known(identity) if identity.principal == Principal::Root => Finding::warn(
            id,
            format!(
                "the root user of account {}{place}; nothing limits what it may do",
                identity.account
            ),
            Hint::new("use a role or a user of IAM Identity Center instead", ["aws configure sso"]),
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
        Identity::Failed(failure) => match failure.kind {
            FailureKind::Credentials | FailureKind::Denied | FailureKind::Other => Finding::fail(
                id,
                format!("STS does not accept the credentials{place}: {failure}"),
                renew(facts),
            ),
            FailureKind::Unreachable | FailureKind::Throttled | FailureKind::Server => {
                Finding::unknown(id, format!("STS cannot be asked{place}: {failure}"), look())
            }
        },
        Identity::NotAsked => Finding::skip(id, "no credentials to ask about (aws.credentials)"),
    };
    let finding = match &facts.identity.value {
        Identity::Known(identity) => finding
            .fact("account", &identity.account)
            .fact("partition", &identity.partition)
            .fact("principal", identity.principal.to_string()),
        Identity::Failed(failure) => finding.fact("code", &failure.code),
        Identity::Silent(_) | Identity::NotAsked => finding,
    };
    finding.fact("endpoint", at).taking(facts.identity.took)
}

/// Says how to get fresh credentials from where the refused ones came.
fn renew(facts: &Facts) -> Hint {
    match chain::winner(&facts.attempts.value) {
        Some((Provider::Environment, _)) => Hint::new(
            "the environment's keys come before everything else: unset them to use a profile or a role",
            ["unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"],
        ),
        Some((Provider::Profile, _)) if facts.place.is_cloud9() => Hint::new(
            "Cloud9 renews its credentials only while the environment's owner has the IDE open: reload the tab, then",
            ["bootstrap check"],
        ),
        _ => sign_in(facts),
    }
}

impl Facts {
    /// Tells whether silence of the metadata service means that something is wrong.
    fn expects_metadata(&self) -> bool {
        self.metadata_is_elsewhere || self.place.may_be_ec2()
    }

    pub(crate) fn instance_id(&self) -> Option<&str> {
        self.instance.id.as_deref().or(self.place.instance_id.as_deref())
    }
}

fn unset(system: System, name: &str) -> String {
    if system == System::Windows {
        format!("Remove-Item Env:{name}")
    } else {
        format!("unset {name}")
    }
}

fn export(system: System, name: &str, value: &str) -> String {
    if system == System::Windows {
        format!("$env:{name} = \"{value}\"")
    } else {
        format!("export {name}={value}")
    }
}

fn edit(system: System, facts: &Facts) -> String {
    let editor = if system == System::Windows { "notepad" } else { "${EDITOR:-vi}" };
    format!("{editor} \"{}\"", facts.file.path.display())
}
