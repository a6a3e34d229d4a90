//! Causes that this machine knows of: variables, files, profiles, earlier sign-ins.

mod files;
mod keys;
mod lineage;
mod nothing;
mod outside;
mod profile;
mod region;
mod sign_in;

use super::{Cause, code};
use crate::check::catalog::CheckId;
use crate::check::finding::Finding;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::{self, Answer, Attempt, Provider};

/// Returns what is wrong, as far as this machine knows; of one finding's causes the first is the nearest.
pub(crate) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    [
        files::of(facts, system),
        profile::of(facts, system),
        lineage::of(facts, system),
        sign_in::of(facts, system),
        outside::of(facts, system),
        keys::of(facts, system),
        region::of(facts, system),
        nothing::of(facts),
    ]
    .concat()
}

/// Returns what is told of a file though nothing else is wrong with the profile.
pub(crate) fn of_lost_file(facts: &Facts, system: System) -> Option<Finding> {
    let cause = files::of(facts, system).into_iter().find(|cause| {
        cause.finding == CheckId::AwsProfile
            && [code::UTF_16, code::NOT_UTF_8].contains(&cause.code)
    })?;
    Some(Finding::warn(cause.finding, cause.summary, cause.hint))
}

/// Returns what the SDKs pass over without a word on their way to the provider that answers.
pub(crate) fn passed_over(facts: &Facts, system: System) -> Option<Finding> {
    let causes = [lineage::of(facts, system), keys::of(facts, system)].concat();
    let cause = causes.into_iter().find(|cause| cause.finding == CheckId::AwsCredentials)?;
    let finding = Finding::warn(cause.finding, cause.summary, cause.hint);
    // The SDKs go on, and botocore, with which SAM CLI is written, does not.
    let stops_sam = cause.code == code::HALF_KEY_PAIR && keys::stops_sam(facts);
    Some(if stops_sam { finding.leaving_open() } else { finding })
}

/// Returns the provider at which the SDKs stop, though it has no credentials.
fn stuck(facts: &Facts) -> Option<Provider> {
    let Attempt { provider, answer, .. } = chain::deciding(&facts.attempts.value)?;
    let is_stuck = match answer {
        Answer::Credentials(_) => false,
        // Elsewhere its silence means nothing.
        Answer::Silent(_) => *provider != Provider::InstanceMetadata,
        _ => true,
    };
    is_stuck.then_some(*provider)
}

/// Tells whether the SDKs come to the end of their list, as far as anybody can tell.
fn is_nobody_left(facts: &Facts) -> bool {
    match chain::deciding(&facts.attempts.value) {
        None => !facts.attempts.value.is_empty(),
        Some(Attempt {
            provider: Provider::InstanceMetadata, answer: Answer::Silent(_), ..
        }) => !facts.expects_metadata(),
        Some(_) => false,
    }
}

/// Tells who answers, or that nobody does.
fn answered_by(facts: &Facts) -> String {
    chain::winner(&facts.attempts.value).map_or_else(
        || "nobody else has credentials".to_owned(),
        |(provider, _)| match provider {
            Provider::Environment => "the keys in the environment answer".to_owned(),
            Provider::Profile => {
                let name = crate::foreign::harmless(&facts.profile.value.name);
                format!("the profile `{name}` answers")
            }
            Provider::WebIdentity | Provider::Container => format!("the {provider} answers"),
            Provider::InstanceMetadata => "the instance's role answers".to_owned(),
        },
    )
}

/// Tells whether a name can stand in a command, between quotes or not.
pub(crate) fn is_plain(name: &str) -> bool {
    let fits = |next: char| next.is_ascii_alphanumeric() || "-_.@+=,".contains(next);
    !name.is_empty() && !name.starts_with('-') && name.chars().all(fits)
}

/// Writes a name into prose.
fn shown(name: &str) -> String {
    format!("`{}`", crate::foreign::harmless(name))
}
