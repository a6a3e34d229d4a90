//! Profiles that lead nowhere: in a circle, to one that does not exist, or to half of what is needed.

use super::{answered_by, code, shown, stuck};
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::cause::Cause;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::{Answer, Provider};
use crate::credentials::profiles::lineage::End;
use crate::foreign::harmless;

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    cause(facts, system).into_iter().collect()
}

fn cause(facts: &Facts, system: System) -> Option<Cause> {
    let lineage = &facts.written.lineage;
    let last = lineage.last()?;
    let is_passed_over = is_passed_over(facts);
    if !is_passed_over && stuck(facts) != Some(Provider::Profile) {
        return None;
    }
    let profile = shown(last);
    let (code, key, what) = match &lineage.end {
        End::MissingSource(name) => (
            code::SOURCE_PROFILE_MISSING,
            "source_profile",
            format!("{}: {} does not exist", way(facts, name), shown(name)),
        ),
        End::Loop(name) => (
            code::SOURCE_PROFILE_LOOP,
            "source_profile",
            format!("the profiles lead in a circle: {}", way(facts, name)),
        ),
        End::NoSource => (
            code::ROLE_WITHOUT_SOURCE,
            "role_arn",
            format!("{profile} takes a role, and names no `source_profile` to take it with"),
        ),
        End::TwoSources => (
            code::ROLE_WITH_TWO_SOURCES,
            "source_profile",
            format!(
                "{profile} names a `source_profile` and a `credential_source`: only one can be"
            ),
        ),
        // Old SDKs do not know that a session may have it for the profile, and say so of good profiles, too.
        End::Lacks(key @ "sso_region") => (
            code::SSO_REGION_MISSING,
            *key,
            format!(
                "{profile} has no `sso_region`, nor has a session that it names; tools with an old SDK want it in the \
                 profile itself"
            ),
        ),
        End::Lacks(key) => (
            code::PROFILE_KEY_MISSING,
            *key,
            format!("{profile} has no `{key}`, without which its other settings are of no use"),
        ),
        End::MissingSsoSession(session) => (
            code::SSO_SESSION_MISSING,
            "sso_session",
            format!(
                "{profile} names a session that is not there: `[sso-session {}]`",
                harmless(session)
            ),
        ),
        _ => return None,
    };
    let what = match &lineage.end {
        End::MissingSource(_) | End::Loop(_) => what,
        _ => format!("the profile {what}"),
    };
    let (path, line) = facts.written.profiles.place(last, key)?;
    let place = format!("{}, section on line {line}", path.display());
    let then = if is_passed_over {
        format!("; the SDKs pass over that, and {}", answered_by(facts))
    } else {
        String::new()
    };
    Some(Cause {
        code,
        finding: CheckId::AwsCredentials,
        summary: format!("{what} ({place}){then}"),
        hint: Hint::new("correct the profile", [advice::edit(system, path)]),
    })
}

/// Some profiles of no use count as none: the SDKs go on to the next provider.
fn is_passed_over(facts: &Facts) -> bool {
    let is_none = facts.attempts.value.iter().any(|attempt| {
        attempt.provider == Provider::Profile && matches!(attempt.answer, Answer::NotSetUp(_))
    });
    is_none && stuck(facts).is_none() && !super::keys::are_in_front(facts)
}

/// Writes down from which profile to which it goes.
fn way(facts: &Facts, next: &str) -> String {
    let names = facts.written.lineage.visited.iter().map(|name| shown(name));
    names.chain([shown(next)]).collect::<Vec<_>>().join(" -> ")
}
