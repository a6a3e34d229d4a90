//! Keys in the environment: half of a pair, in front of a profile that somebody asked for, or in quotes.

use super::{answered_by, code, shown, stuck};
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::cause::Cause;
use crate::check::finding::Hint;
use crate::check::session::KEYS as ALL;
use crate::check::system::System;
use crate::credentials::chain::{self, Answer, Provider};
use crate::credentials::profile::{ProfileOrigin, ProfileState};
use crate::credentials::profiles::lineage::End;
use crate::credentials::written::{Presence, is_quoted};
use crate::credentials::{Facts, Identity};

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    [half(facts, system), overruled(facts, system), quoted(facts, system)]
        .into_iter()
        .flatten()
        .collect()
}

/// Tells whether keys in the environment answer, before everything else.
pub(super) fn are_in_front(facts: &Facts) -> bool {
    chain::winner(&facts.attempts.value)
        .is_some_and(|(provider, _)| provider == Provider::Environment)
}

/// Tells whether SAM CLI refuses to go on: botocore takes an id without a secret for a mistake.
pub(super) fn stops_sam(facts: &Facts) -> bool {
    facts.written.keys.access_key_id == Presence::Set
}

fn half(facts: &Facts, system: System) -> Option<Cause> {
    let keys = &facts.written.keys;
    let was_asked = facts.attempts.value.iter().any(|attempt| {
        attempt.provider == Provider::Environment && matches!(attempt.answer, Answer::NotSetUp(_))
    });
    let (there, missing, how) = match (keys.access_key_id, keys.secret_access_key) {
        (Presence::Set, missing) if missing != Presence::Set => (ALL[0], ALL[1], missing),
        (missing, Presence::Set) if missing != Presence::Set => (ALL[1], ALL[0], missing),
        _ => return None,
    };
    // Where the SDKs stop at another provider, that is what is wrong.
    if !was_asked || stuck(facts).is_some() {
        return None;
    }
    let how = if how == Presence::Blank { "is blank, which counts as unset" } else { "is not" };
    Some(Cause {
        code: code::HALF_KEY_PAIR,
        finding: CheckId::AwsCredentials,
        summary: format!(
            "`{there}` is set and `{missing}` {how}: the AWS SDK for Rust passes over half of a pair; {}",
            answered_by(facts)
        ),
        hint: Hint::new(
            format!("set `{missing}`, too, or take the other away"),
            [advice::unset(system, &ALL)],
        ),
    })
}

fn overruled(facts: &Facts, system: System) -> Option<Cause> {
    let profile = &facts.profile.value;
    let exists = matches!(profile.state, ProfileState::Exists { .. });
    if !are_in_front(facts) || profile.origin != ProfileOrigin::AwsProfile || !exists {
        return None;
    }
    Some(Cause {
        code: code::ENVIRONMENT_OVERRULES_PROFILE,
        finding: CheckId::AwsCredentials,
        summary: format!(
            "from environment variables: `AWS_PROFILE` names {}, and is overruled by `AWS_ACCESS_KEY_ID`",
            shown(&profile.name)
        ),
        hint: Hint::new(
            "take the keys away to use the profile; to keep them, unset `AWS_PROFILE`",
            [advice::unset(system, &ALL)],
        ),
    })
}

/// Quotes are taken for a part of the value, and AWS knows no such key.
fn quoted(facts: &Facts, system: System) -> Option<Cause> {
    let is_refused =
        matches!(&facts.identity.value, Identity::Failed(failure) if !failure.kind.says_nothing());
    let cause =
        |finding, summary, hint| Some(Cause { code: code::QUOTED_VALUE, finding, summary, hint });
    if is_refused && are_in_front(facts) {
        let name = facts.written.keys.quoted.first()?;
        return cause(
            CheckId::AwsIdentity,
            format!("the value of `{name}` has quotes, which are taken for a part of it"),
            Hint::new("set it again, without quotes inside", [advice::unset(system, &ALL)]),
        );
    }
    let from_profile = chain::winner(&facts.attempts.value)
        .is_some_and(|(provider, _)| provider == Provider::Profile);
    let finding = match stuck(facts) {
        Some(Provider::Profile) => CheckId::AwsCredentials,
        _ if is_refused && from_profile => CheckId::AwsIdentity,
        _ => return None,
    };
    let written = &facts.written;
    if written.lineage.end != End::Keys {
        return None;
    }
    let last = written.lineage.last()?;
    let key = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"]
        .into_iter()
        .find(|key| written.profiles.setting(last, key).is_some_and(is_quoted))?;
    let (path, line) = written.profiles.place(last, key)?;
    cause(
        finding,
        format!(
            "the value of `{key}` of the profile {} has quotes, which are taken for a part of it ({}, section on \
             line {line})",
            shown(last),
            path.display()
        ),
        Hint::new("take the quotes away", [advice::edit(system, path)]),
    )
}
