//! All that is wrong with a manifest, told at once: each with its place, and few enough with their lines.

use std::fmt;

use super::frame;
use super::place::Diagnostic;

/// The most problems that are told one by one.
pub(crate) const MOST_TOLD: usize = 100;

/// With more problems than this, each has one line only.
const MOST_EXPLAINED: usize = 20;

/// Everything that is wrong with a manifest, in the order of the files.
#[derive(Debug)]
pub(crate) struct Problems(Vec<Diagnostic>);

impl Problems {
    pub(crate) fn new(problems: Vec<Diagnostic>) -> Self {
        Self(in_order(problems))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }
}

/// Returns each once, in the order of the files; they are explained unless there are too many.
pub(crate) fn in_order(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort();
    diagnostics.dedup();
    if diagnostics.len() <= MOST_EXPLAINED {
        frame::explain(&mut diagnostics);
    }
    diagnostics
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines: Vec<String> =
            self.0.iter().take(MOST_TOLD).map(Diagnostic::explained).collect();
        if let Some(untold @ 1..) = self.0.len().checked_sub(MOST_TOLD) {
            lines.push(format!("and {untold} more problems"));
        }
        formatter.write_str(&lines.join("\n"))
    }
}
