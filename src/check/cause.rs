//! The catalogue of what can be wrong with credentials: each cause is known by its structure and has a stable code.

mod code;
mod local;
mod remote;

pub(crate) use remote::burden;

use super::catalog::CheckId;
use super::finding::{Bearing, Finding, Hint, Status};
use super::system::System;
use crate::credentials::Facts;

pub(crate) use local::{is_plain, of_lost_file, passed_over};

/// Something that is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cause {
    /// Never used again for something else.
    pub(crate) code: &'static str,
    /// The check whose finding it explains.
    pub(crate) finding: CheckId,
    pub(crate) summary: String,
    pub(crate) hint: Hint,
}

/// Returns everything that is wrong, the nearest causes first: what is on this machine, then what others answer.
pub(crate) fn all(facts: &Facts, system: System) -> Vec<Cause> {
    let mut causes = [local::of(facts, system), remote::of(facts, system)].concat();
    // Whoever knows why nothing was found says more than that it was not.
    causes.sort_by_key(|cause| cause.code == code::NOTHING_FOUND);
    causes
}

/// Gives a finding that something is wrong the words of its cause, and lets it say what will go wrong with others.
pub(crate) fn explained(finding: Finding, causes: &[Cause], facts: &Facts) -> Finding {
    let Some(cause) = causes.iter().find(|cause| cause.finding == finding.id) else {
        return finding;
    };
    let hint = cause.hint.clone();
    let finding = match (finding.status, burden(cause, facts)) {
        (Status::Pass | Status::Warn, Some((status, bearing))) => {
            let summary = format!("{}; {}", finding.summary, cause.summary);
            let bearing = if bearing == Bearing::Fine { finding.bearing } else { bearing };
            Finding { status, bearing, summary, hint: Some(hint), ..finding }
        }
        (Status::Warn | Status::Fail | Status::Unknown, _) => {
            Finding { summary: cause.summary.clone(), hint: Some(hint), ..finding }
        }
        (Status::Pass | Status::Skip, _) => return finding,
    };
    finding.fact("cause", cause.code)
}
