//! The catalogue of what can be wrong with credentials: each cause is known by its structure and has a stable code.

mod local;
mod remote;

pub(crate) use remote::burden;

use super::catalog::CheckId;
use super::finding::Hint;
use super::system::System;
use crate::credentials::Facts;

pub(crate) use local::{of_lost_file, passed_over};

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
    causes.sort_by_key(|cause| cause.code == local::code::NOTHING_FOUND);
    causes
}
