//! The providers around the one that answers: which of the earlier ones were skipped and why, and which of the later
//! ones would answer, too.

use serde::Serialize;

use super::Facts;
use super::who::Who;
use crate::check::report::prose;
use crate::check::session;
use crate::credentials::chain::{self, Answer, Attempt, Provider};
use crate::credentials::profile::{ProfileOrigin, ProfileState};
use crate::credentials::shadowed::{before, behind};
use crate::mask::Mask;
use crate::nearest::nearest;

/// An earlier provider that was passed over although somebody meant it.
#[derive(Debug, Serialize)]
pub(super) struct Skipped {
    pub(super) provider: Provider,
    pub(super) because: String,
}

/// A later provider that would answer, or would be asked.
#[derive(Debug, Serialize)]
pub(super) struct Shadowed {
    pub(super) provider: Provider,
    pub(super) from: String,
    pub(super) would: Would,
    /// Why it would not, or is not known to.
    pub(super) because: Option<String>,
    pub(super) identity: Option<Who>,
    /// As whom, by what this machine says of it, where STS was not asked.
    pub(super) likely: Option<String>,
}

/// What a shadowed provider would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Would {
    Answer,
    Fail,
    Unknown,
}

/// Returns what was skipped: providers that nobody has set up are not worth a word.
pub(super) fn skipped(facts: &Facts, mask: &Mask) -> Vec<Skipped> {
    let attempts = &facts.credentials.attempts.value;
    let earlier = before(attempts).iter().filter_map(|attempt| {
        let because = match (attempt.provider, &attempt.answer) {
            (Provider::Environment, Answer::Overruled) => {
                let origin = facts.origins.of(Provider::Environment, &facts.credentials);
                (!origin.variables.is_empty()).then(|| "overruled by --profile".to_owned())
            }
            (Provider::Environment, _) => facts.origins.half_keys(),
            (Provider::Profile, _) => mistaken_profile(facts),
            _ => None,
        };
        Some(Skipped { provider: attempt.provider, because: prose(&because?, mask) })
    });
    // Who has named a profile means it, wherever it stands.
    let overruled = behind(attempts)
        .iter()
        .any(|attempt| attempt.provider == Provider::Profile)
        .then(|| overruled_profile(facts))
        .flatten()
        .map(|because| Skipped { provider: Provider::Profile, because: prose(&because, mask) });
    earlier.chain(overruled).collect()
}

fn mistaken_profile(facts: &Facts) -> Option<String> {
    let profile = &facts.credentials.profile.value;
    let ProfileState::Missing(known) = &profile.state else { return None };
    if !profile.is_mistaken() {
        return None;
    }
    let nearest = match nearest(&profile.name, known.iter().map(String::as_str)) {
        Some(name) => format!("; the nearest is `{name}`"),
        None if known.is_empty() => "; there are no profiles".to_owned(),
        None => String::new(),
    };
    Some(format!("`{}`, from {}, does not exist{nearest}", profile.name, profile.origin))
}

fn overruled_profile(facts: &Facts) -> Option<String> {
    let profile = &facts.credentials.profile.value;
    let missing = if profile.is_mistaken() { ", and does not exist" } else { "" };
    (profile.origin == ProfileOrigin::AwsProfile).then(|| {
        format!(
            "AWS_PROFILE names `{}`, which the keys in the environment overrule{missing}",
            profile.name
        )
    })
}

/// Returns who stands behind the provider that answers, or behind the one that is in the way.
pub(super) fn shadowed(facts: &Facts, mask: &Mask) -> Vec<Shadowed> {
    let attempts = &facts.credentials.attempts.value;
    behind(attempts).iter().filter_map(|attempt| one_shadowed(attempt, facts, mask)).collect()
}

fn one_shadowed(attempt: &Attempt, facts: &Facts, mask: &Mask) -> Option<Shadowed> {
    let provider = attempt.provider;
    let is_expected =
        provider != Provider::InstanceMetadata || facts.credentials.expects_metadata();
    let (would, because) = match &attempt.answer {
        Answer::Credentials(_) => (Would::Answer, None),
        Answer::Broken(reason) => (Would::Fail, Some(reason.clone())),
        Answer::Silent(after) if is_expected => {
            (Would::Unknown, Some(format!("no answer within {} s", after.as_secs())))
        }
        Answer::NotAsked(what) if is_expected => {
            (Would::Unknown, Some(format!("not asked: {what}")))
        }
        Answer::Silent(_) | Answer::NotAsked(_) | Answer::NotSetUp(_) | Answer::Overruled => {
            return None;
        }
    };
    let asked = facts.shadowed.iter().flatten().find(|(one, _)| *one == provider);
    let identity = (would == Would::Answer)
        .then(|| asked.map_or_else(Who::not_asked, |(_, identity)| Who::of(identity, mask)));
    let is_asked = asked.is_some() || would == Would::Fail;
    let likely = if is_asked { None } else { facts.credentials.likely_whose(provider) };
    Some(Shadowed {
        likely: likely.map(|likely| prose(&likely, mask)),
        provider,
        from: prose(&facts.origins.of(provider, &facts.credentials).described(provider), mask),
        would,
        because: because.map(|because| prose(&because, mask)),
        identity,
    })
}

/// Returns what each provider has said.
pub(super) fn walked(facts: &Facts, mask: &Mask) -> Vec<String> {
    let attempts = facts.credentials.attempts.value.iter();
    attempts.map(|attempt| prose(&session::told(attempt), mask)).collect()
}

/// Returns the provider that answers.
pub(super) fn winner(facts: &Facts) -> Option<(Provider, &chain::Answered)> {
    chain::winner(&facts.credentials.attempts.value)
}
