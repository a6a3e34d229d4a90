//! What STS says no to: credentials that are expired, unknown, or incomplete, and Regions that are off.

use super::{Cause, code, place};
use crate::aws::Failure;
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::finding::Hint;
use crate::check::session;
use crate::check::system::System;
use crate::credentials::chain::{self, Provider};
use crate::credentials::profile::ProfileState;
use crate::credentials::{Facts, Identity};

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    let Identity::Failed(failure) = &facts.identity.value else { return Vec::new() };
    let Some((code, what, hint)) = told(failure, facts, system) else { return Vec::new() };
    let summary = format!("STS does not accept the credentials{}: {what}: {failure}", place(facts));
    vec![Cause { code, finding: CheckId::AwsIdentity, summary, hint }]
}

/// Returns the code of the cause, what is wrong, and what to do.
fn told(
    failure: &Failure,
    facts: &Facts,
    system: System,
) -> Option<(&'static str, &'static str, Hint)> {
    Some(match failure.code.as_deref()? {
        "ExpiredToken" | "ExpiredTokenException" => {
            (code::EXPIRED_TOKEN, "they are expired", renew(facts, system))
        }
        "InvalidClientTokenId" | "UnrecognizedClientException" => unknown(facts, system),
        "SignatureDoesNotMatch" | "InvalidSignatureException" => (
            code::WRONG_SECRET,
            "likely the secret is not the one of this key",
            renew(facts, system),
        ),
        "RegionDisabledException" => (
            code::REGION_DISABLED,
            "STS is off in this Region for this account",
            other_region(facts, system),
        ),
        _ => return None,
    })
}

/// Says why AWS may not know a key.
fn unknown(facts: &Facts, system: System) -> (&'static str, &'static str, Hint) {
    let Some((provider, answered)) = chain::winner(&facts.attempts.value) else {
        return (code::INVALID_KEY, "AWS does not know the key", renew(facts, system));
    };
    let key = answered.credentials.access_key_id();
    let is_temporary = answered.credentials.session_token().is_some();
    let where_set = || match provider {
        Provider::Environment => {
            Hint::new("set AWS_SESSION_TOKEN too, or unset all three", [unset_keys(system)])
        }
        Provider::Profile => Hint::new(
            "write the key as AWS gave it, with its token and without quotes",
            [advice::edit(system, &facts.paths.credentials)],
        ),
        _ => renew(facts, system),
    };
    if !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return (code::MALFORMED_KEY, "the id of the key has quotes or blanks in it", where_set());
    }
    if key.starts_with("ASIA") && !is_temporary {
        return (
            code::TOKEN_MISSING,
            "the key is a temporary one, and its token is missing",
            where_set(),
        );
    }
    if facts.is_managed_by_cloud9() {
        return (
            code::INVALID_KEY,
            "those that Cloud9 manages are refused so when they are expired or turned off",
            renew(facts, system),
        );
    }
    if super::partition::asked(facts) != "aws" {
        let hint = Hint::new(
            "take a profile of this partition, or a Region of the key's",
            ["aws configure list-profiles".to_owned(), another_region(facts, system)],
        );
        return (code::PARTITION_MISMATCH, "likely the key belongs to another partition", hint);
    }
    (
        code::INVALID_KEY,
        "AWS does not know the key: it is deleted, turned off, or of another partition",
        renew(facts, system),
    )
}

/// Says how to get fresh credentials; those of IAM Identity Center by their own command.
fn renew(facts: &Facts, system: System) -> Hint {
    let profile = &facts.profile.value;
    let is_sso = matches!(profile.state, ProfileState::Exists { is_sso: true, .. });
    let is_from_profile = chain::winner(&facts.attempts.value)
        .is_some_and(|(provider, _)| provider == Provider::Profile);
    if is_sso && is_from_profile {
        let name = if session::is_plain(&profile.name) {
            format!(" --profile \"{}\"", profile.name)
        } else {
            String::new()
        };
        return Hint::new("sign in again", [format!("aws sso login{name}")]);
    }
    session::renew(facts, system)
}

fn unset_keys(system: System) -> String {
    advice::unset(system, &session::KEYS)
}

pub(super) fn other_region(facts: &Facts, system: System) -> Hint {
    Hint::new(
        "take another Region, or turn STS on in this one (IAM, Account settings)",
        [another_region(facts, system)],
    )
}

fn another_region(facts: &Facts, system: System) -> String {
    advice::name_region(system, facts.region.value.origin(), "us-east-1")
}
