//! Profiles that lead nowhere: in a circle, to one that does not exist, or to half of what is needed.

use super::{answered_by, code, shown, stuck};
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::cause::Cause;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::Provider;
use crate::credentials::chain::{Answer, Attempt};
use crate::credentials::profiles::lineage::End;

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    cause(facts, system).into_iter().collect()
}

fn cause(facts: &Facts, system: System) -> Option<Cause> {
    let lineage = &facts.written.lineage;
    let last = lineage.last()?;
    let is_stuck = stuck(facts) == Some(Provider::Profile);
    let (code, key, summary) = match &lineage.end {
        End::MissingSource(name) if is_passed_over(facts) => (
            code::SOURCE_PROFILE_MISSING,
            "source_profile",
            format!(
                "{}: {} does not exist, and the SDKs pass over that; {}",
                way(facts, name),
                shown(name),
                answered_by(facts)
            ),
        ),
        _ if !is_stuck => return None,
        End::Loop(name) => (
            code::SOURCE_PROFILE_LOOP,
            "source_profile",
            format!("the profiles lead in a circle: {}", way(facts, name)),
        ),
        End::NoSource => (
            code::ROLE_WITHOUT_SOURCE,
            "role_arn",
            format!(
                "the profile {} takes a role, and names neither a `source_profile` nor a `credential_source` to \
                 take it with",
                shown(last)
            ),
        ),
        End::TwoSources => (
            code::ROLE_WITH_TWO_SOURCES,
            "source_profile",
            format!(
                "the profile {} names both a `source_profile` and a `credential_source`, and only one can be",
                shown(last)
            ),
        ),
        End::Lacks(key) => (
            code::PROFILE_KEY_MISSING,
            *key,
            format!(
                "the profile {} has no `{key}`, without which its other settings are of no use",
                shown(last)
            ),
        ),
        End::MissingSsoSession(session) => (
            code::SSO_SESSION_MISSING,
            "sso_session",
            format!(
                "the profile {} names a `sso_session`, and there is no section {}",
                shown(last),
                shown(&format!("[sso-session {session}]"))
            ),
        ),
        _ => return None,
    };
    let (path, line) = facts.written.profiles.place(last, key)?;
    Some(Cause {
        code,
        finding: CheckId::AwsCredentials,
        summary: format!("{summary} ({}, section on line {line})", path.display()),
        hint: Hint::new("correct the profile", [advice::edit(system, path)]),
    })
}

/// A profile whose source does not exist counts as none: the SDKs go on to the next provider.
fn is_passed_over(facts: &Facts) -> bool {
    facts.attempts.value.iter().any(|attempt| {
        matches!(
            attempt,
            Attempt {
                provider: Provider::Profile,
                answer: Answer::NotSetUp(_) | Answer::Broken(_)
            }
        )
    }) && !super::keys::are_in_front(facts)
}

/// Writes down from which profile to which it goes.
fn way(facts: &Facts, next: &str) -> String {
    let names = facts.written.lineage.visited.iter().map(|name| shown(name));
    names.chain([shown(next)]).collect::<Vec<_>>().join(" -> ")
}
