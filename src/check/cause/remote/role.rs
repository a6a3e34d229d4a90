//! A role that STS does not give: to keys that another profile holds, or for a web identity token.

use super::refusal::other_region;
use super::{Cause, code};
use crate::aws::Failure;
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::cloud9;
use crate::check::finding::Hint;
use crate::check::session::is_plain;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::{self, Answer, Attempt, Provider};
use crate::credentials::profiles::lineage::End;

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    cause(facts, system).into_iter().collect()
}

fn cause(facts: &Facts, system: System) -> Option<Cause> {
    let Attempt { provider, answer: Answer::Broken(_), refusal: Some(failure), .. } =
        chain::deciding(&facts.attempts.value)?
    else {
        return None;
    };
    let (code, what, hint) = match token_file(*provider, facts) {
        Some(path) => for_token(failure, path, facts, system)?,
        None => to_keys(failure, facts, system)?,
    };
    let summary = format!("the {provider} is set up and does not work: {what}: {failure}");
    Some(Cause { code, finding: CheckId::AwsCredentials, summary, hint })
}

/// Returns the file with the token that was exchanged, when it was one.
fn token_file(provider: Provider, facts: &Facts) -> Option<&std::path::Path> {
    let file = match provider {
        Provider::WebIdentity => facts.written.token_of_environment.as_ref(),
        _ => facts.written.token_of_profile.as_ref(),
    };
    file.map(|file| file.path.as_path())
}

type Told = (&'static str, &'static str, Hint);

fn to_keys(failure: &Failure, facts: &Facts, system: System) -> Option<Told> {
    Some(match failure.code.as_deref()? {
        "ExpiredToken" | "ExpiredTokenException" => {
            (code::EXPIRED_TOKEN, "the keys that take the role are expired", renew(facts, system))
        }
        "InvalidClientTokenId" if may_be_managed(facts) => (
            code::MANAGED_MAY_NOT_ASSUME,
            "likely Cloud9 manages the keys that take the role, and does not let them take any",
            by_instance(facts, system),
        ),
        "InvalidClientTokenId" | "UnrecognizedClientException" => (
            code::INVALID_KEY,
            "AWS does not know the key that takes the role",
            renew(facts, system),
        ),
        "SignatureDoesNotMatch" | "InvalidSignatureException" => (
            code::WRONG_SECRET,
            "likely the secret is not the one of the key that takes the role",
            renew(facts, system),
        ),
        "AccessDenied" | "AccessDeniedException" => (
            code::ROLE_DENIED,
            "these keys may not take the role, or there is none of that name",
            Hint::new(
                "the role must trust whoever this is, and a policy there must allow it; see who it is",
                [format!("aws sts get-caller-identity{}", by_profile(source(facts)))],
            ),
        ),
        "RegionDisabledException" => (
            code::REGION_DISABLED,
            "STS is off in this Region for this account",
            other_region(facts, system),
        ),
        _ => return None,
    })
}

fn for_token(
    failure: &Failure,
    path: &std::path::Path,
    facts: &Facts,
    system: System,
) -> Option<Told> {
    let look = || [advice::look_at(system, path)];
    Some(match failure.code.as_deref()? {
        "ExpiredToken" | "ExpiredTokenException" => (
            code::WEB_IDENTITY_EXPIRED,
            "the web identity token is expired",
            Hint::new("whoever runs this machine renews the token: see when that was", look()),
        ),
        "InvalidIdentityToken"
        | "InvalidIdentityTokenException"
        | "IDPRejectedClaim"
        | "IDPRejectedClaimException"
        | "AccessDenied"
        | "AccessDeniedException" => (
            code::WEB_IDENTITY_REFUSED,
            "AWS does not give the role for this web identity token",
            Hint::new(
                "the account must know who gives such tokens, and the role must trust them; see that the file is the right one",
                look(),
            ),
        ),
        "RegionDisabledException" => (
            code::REGION_DISABLED,
            "STS is off in this Region for this account",
            other_region(facts, system),
        ),
        _ => return None,
    })
}

/// Says how to take the role with that of the instance, which must be there, and good for it.
fn by_instance(facts: &Facts, system: System) -> Hint {
    let change = "`credential_source = Ec2InstanceMetadata` in place of `source_profile`";
    let (before, commands) = match cloud9::toward_role(facts) {
        Some(Hint { prose, commands }) => (format!("{prose}; then "), commands),
        None => (String::new(), Vec::new()),
    };
    let prose =
        format!("{before}let the role of the instance take it, which it must trust: {change}");
    Hint::new(prose, commands.into_iter().chain([get_config(facts, system)]))
}

/// Tells whether the keys are where Cloud9 puts its own. Of those STS says that they are invalid, whatever they ask for
/// beyond their list.
fn may_be_managed(facts: &Facts) -> bool {
    let form = facts.file.form();
    facts.place.is_cloud9()
        && source(facts) == Some("default")
        && form
            .and_then(|form| form.section("default"))
            .is_some_and(crate::credentials::files::Section::is_temporary)
}

/// Says how to get fresh keys for the profile that has them.
fn renew(facts: &Facts, system: System) -> Hint {
    let source = source(facts);
    let sign_in = match &facts.written.lineage.end {
        End::Sso(_) => "aws sso login",
        End::Keys | End::Login { .. } => "aws login",
        // Another provider, or a program: those give fresh ones by themselves.
        _ => return Hint::new("see who has these keys", [get_config(facts, system)]),
    };
    let name = source.map_or_else(String::new, |name| {
        format!(" of the profile `{}`", crate::foreign::harmless(name))
    });
    Hint::new(format!("get fresh ones{name}"), [format!("{sign_in}{}", by_profile(source))])
}

fn get_config(facts: &Facts, system: System) -> String {
    advice::edit(system, &facts.paths.config)
}

/// Returns the profile whose keys take the role.
fn source(facts: &Facts) -> Option<&str> {
    facts.written.lineage.last()
}

fn by_profile(name: Option<&str>) -> String {
    name.filter(|name| is_plain(name))
        .map_or_else(String::new, |name| format!(" --profile \"{name}\""))
}
