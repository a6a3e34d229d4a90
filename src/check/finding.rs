//! What a check found: its verdict, in words and as facts, and how it bears on what the user wants to do.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::catalog::CheckId;

/// What a check found. It cannot be made without a hint where there is something to do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    pub(crate) id: CheckId,
    pub(crate) status: Status,
    pub(crate) summary: String,
    pub(crate) hint: Option<Hint>,
    pub(crate) facts: BTreeMap<&'static str, Value>,
    pub(crate) bearing: Bearing,
    pub(crate) took: Duration,
}

/// The five answers. "Could not look" is one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    Pass,
    Warn,
    Fail,
    Skip,
    Unknown,
}

/// What a finding means for the capabilities that need the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bearing {
    Fine,
    Blocks,
    LeavesOpen,
}

/// What to do: a sentence, and commands that can be pasted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hint {
    pub(crate) prose: String,
    pub(crate) commands: Vec<String>,
}

impl Hint {
    pub(crate) fn new<C: Into<String>>(
        prose: impl Into<String>,
        commands: impl IntoIterator<Item = C>,
    ) -> Self {
        Self { prose: prose.into(), commands: commands.into_iter().map(Into::into).collect() }
    }
}

impl Finding {
    pub(crate) fn pass(id: CheckId, summary: impl Into<String>) -> Self {
        Self::new(id, Status::Pass, Bearing::Fine, summary.into(), None)
    }

    pub(crate) fn warn(id: CheckId, summary: impl Into<String>, hint: Hint) -> Self {
        Self::new(id, Status::Warn, Bearing::Fine, summary.into(), Some(hint))
    }

    pub(crate) fn fail(id: CheckId, summary: impl Into<String>, hint: Hint) -> Self {
        Self::new(id, Status::Fail, Bearing::Blocks, summary.into(), Some(hint))
    }

    pub(crate) fn unknown(id: CheckId, summary: impl Into<String>, hint: Hint) -> Self {
        Self::new(id, Status::Unknown, Bearing::LeavesOpen, summary.into(), Some(hint))
    }

    /// Not looked at; the summary says why that is no loss, or which other check has the reason.
    pub(crate) fn skip(id: CheckId, summary: impl Into<String>) -> Self {
        Self::new(id, Status::Skip, Bearing::Fine, summary.into(), None)
    }

    fn new(
        id: CheckId,
        status: Status,
        bearing: Bearing,
        summary: String,
        hint: Option<Hint>,
    ) -> Self {
        Self { id, status, summary, hint, facts: BTreeMap::new(), bearing, took: Duration::ZERO }
    }

    /// Says that this warning stands in the way of what needs the check.
    pub(crate) const fn blocking(mut self) -> Self {
        self.bearing = Bearing::Blocks;
        self
    }

    /// Says that with this warning nobody can tell whether what needs the check will work.
    pub(crate) const fn leaving_open(mut self) -> Self {
        self.bearing = Bearing::LeavesOpen;
        self
    }

    pub(crate) const fn taking(mut self, took: Duration) -> Self {
        self.took = took;
        self
    }

    /// Adds a fact for programs. Never a secret; ids are masked when the report is made.
    pub(crate) fn fact(mut self, name: &'static str, value: impl Serialize) -> Self {
        self.facts.insert(name, serde_json::to_value(value).unwrap_or(Value::Null));
        self
    }
}
