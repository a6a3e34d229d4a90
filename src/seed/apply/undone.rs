//! Why a step is not done, or not all of it, or perhaps not.

use crate::aws::{Failure, FailureKind};
use crate::seed::plan::Carried;

/// What the service says to whoever creates what is there.
pub(super) const ALREADY_THERE: &str = "ParameterAlreadyExists";

/// A step that did not come to its end.
#[derive(Debug, Clone)]
pub(super) struct Undone {
    pub(super) kind: FailureKind,
    pub(super) how: How,
    pub(super) code: Option<String>,
    pub(super) reason: String,
}

/// What is known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Failed,
    /// It may be done.
    InDoubt,
    /// Somebody else was there.
    Conflict,
    NotTried,
}

impl Undone {
    pub(super) fn not_tried() -> Self {
        Self::because(How::NotTried, "")
    }

    pub(super) fn because(how: How, reason: impl Into<String>) -> Self {
        Self { kind: FailureKind::Other, how, code: None, reason: reason.into() }
    }

    /// Says what was done before.
    pub(super) fn after(self, what: &str) -> Self {
        let how = if self.how == How::NotTried { How::Failed } else { self.how };
        let reason = if self.reason.is_empty() { "interrupted" } else { &self.reason };
        Self { reason: format!("{what}: {reason}"), how, ..self }
    }

    /// Says what is lost with what was deleted and may not be there again.
    pub(super) fn losing(self, carried: &Carried) -> Self {
        if carried.is_empty() {
            return self;
        }
        let lost = if self.how == How::InDoubt { "lost, if it is not there" } else { "lost" };
        Self { reason: format!("{}; {lost}: {carried}", self.reason), ..self }
    }

    pub(super) fn in_doubt_if(self, in_doubt: bool) -> Self {
        if in_doubt { Self { how: How::InDoubt, ..self } } else { self }
    }

    /// Says that what failed may be done all the same.
    pub(super) fn in_doubt(failure: Failure) -> Self {
        Self { how: How::InDoubt, ..failure.into() }
    }
}

impl From<Failure> for Undone {
    fn from(failure: Failure) -> Self {
        Self {
            kind: failure.kind,
            how: How::Failed,
            reason: failure.to_string(),
            code: failure.code,
        }
    }
}
