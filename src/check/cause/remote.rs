//! Causes that others answer with, or do not answer at all: STS, instance metadata, containers, proxies.

mod clock;
mod container;
mod metadata;
mod network;
mod partition;
mod refusal;
mod role;

use super::{Cause, code};
use crate::check::finding::{Bearing, Status};
use crate::check::system::System;
use crate::credentials::Facts;

pub(crate) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    [
        // A wrong clock spoils what everybody else says.
        clock::of(facts, system),
        refusal::of(facts, system),
        role::of(facts, system),
        network::of(facts, system),
        container::of(facts, system),
        metadata::of(facts, system),
        partition::of(facts, system),
    ]
    .concat()
}

/// Tells how bad a cause is where everything still works; nothing when it only explains what does not.
pub(crate) fn burden(cause: &Cause, facts: &Facts) -> Option<(Status, Bearing)> {
    match cause.code {
        code::CLOCK_SKEW if clock::is_refused(facts) => Some((Status::Fail, Bearing::Blocks)),
        // Who asks another STS may get an answer; nothing else of that partition gives one.
        code::PARTITION_MISMATCH => Some((Status::Warn, Bearing::Blocks)),
        code::CLOCK_SKEW | code::PROXY_EATS_IMDS => Some((Status::Warn, Bearing::Fine)),
        _ => None,
    }
}

/// Says where STS was asked, when that is not AWS's own address.
fn place(facts: &Facts) -> String {
    let at = facts.endpoint.as_ref().ok().and_then(Option::as_deref);
    at.map_or_else(String::new, |url| format!(", at {url}"))
}
