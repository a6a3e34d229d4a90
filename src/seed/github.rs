//! What GitHub Actions is told of a run: the secrets first, then what is wrong with which line, and at last the summary.

use std::cell::Cell;

use serde_json::Value;

use super::error::SeedError;
use super::manifest::{Diagnostic, Manifest};
use super::markdown;
use super::plan::Found;
use crate::error::Error;
use crate::foreign;
use crate::github::{Annotation, Job, Level};
use crate::parameter::kind::ParameterType;
use crate::parameter::{Parameter, WantedValue};
use crate::secret::Secret;
use crate::terminal::Terminal;

/// A run of ours in a job, or one elsewhere, of which nobody is told.
#[derive(Debug)]
pub(super) struct Run {
    job: Option<Job>,
    /// Whether the summary says already how it ended.
    has_page: Cell<bool>,
}

impl Run {
    pub(super) const fn of(job: Option<Job>) -> Self {
        Self { job, has_page: Cell::new(false) }
    }

    /// Registers the values that a manifest wants, and says what looks wrong in it.
    pub(super) fn begins(&self, manifest: &Manifest, voice: &mut Terminal) {
        self.masks(manifest, voice);
        let Some(job) = &self.job else { return };
        job.annotate(&manifest.annotations(), voice);
    }

    /// Says what looks wrong in a manifest, now that it is known what is there.
    pub(super) fn warns(&self, warnings: &[Diagnostic], voice: &mut Terminal) {
        let Some(job) = &self.job else { return };
        job.annotate(&warnings.iter().map(Diagnostic::warning).collect::<Vec<_>>(), voice);
    }

    /// Registers the values that a manifest wants, as far as they are at hand.
    pub(super) fn masks(&self, manifest: &Manifest, voice: &mut Terminal) {
        let Some(job) = &self.job else { return };
        let parameters = manifest.parameters.iter().map(|placed| &placed.parameter);
        let wanted = parameters.filter(|wanted| is_secret(wanted)).filter_map(known);
        job.mask(wanted, voice);
    }

    /// Says what is wrong with a manifest, on its lines.
    pub(super) fn is_no_manifest(&self, error: &Error, voice: &mut Terminal) {
        let (Some(job), Some(error)) = (&self.job, error.about_seeding()) else { return };
        job.annotate(&error.annotations(), voice);
    }

    /// Says why nothing is applied: on its lines, and in the summary if that has no page yet.
    pub(super) fn is_refused(&self, error: &Error, voice: &mut Terminal) {
        self.is_no_manifest(error, voice);
        let is_manifest = matches!(error.about_seeding(), Some(SeedError::Manifest(_)));
        let title = if is_manifest { "The manifest is refused" } else { "Nothing was written" };
        self.adds(|_room| refusal(title, error), voice);
    }

    /// Says that somebody asked us to stop before there was a plan.
    pub(super) fn is_interrupted(&self, voice: &mut Terminal) {
        self.adds(|_room| "### Interrupted: nothing was written\n".to_owned(), voice);
    }

    /// Adds a page to the summary, if it is the first one of this run.
    fn adds(&self, page: impl FnOnce(usize) -> String, voice: &mut Terminal) {
        let Some(job) = &self.job else { return };
        if !self.has_page.replace(true) {
            job.summarize(page, voice);
        }
    }

    /// Registers the values that were found, and those that were made: old secrets are secrets, too.
    pub(super) fn has_found(&self, manifest: &Manifest, found: &Found, voice: &mut Terminal) {
        let Some(job) = &self.job else { return };
        let stored = found.stored.values().filter(|stored| {
            let is_wanted_secret = || {
                let placed = manifest.find(&stored.name);
                placed.is_some_and(|placed| is_secret(&placed.parameter))
            };
            // What was a secret is one, whatever it is to become; so is what has a type that we do not know.
            !matches!(stored.kind, Some(ParameterType::String | ParameterType::StringList))
                || is_wanted_secret()
        });
        let old = stored.map(|stored| &stored.value);
        job.mask(old.chain(found.made.values()), voice);
    }

    /// Says which steps did not come to what was planned, and adds the page to the summary.
    pub(super) fn ends(&self, manifest: &Manifest, report: &Value, voice: &mut Terminal) {
        let Some(job) = &self.job else { return };
        job.annotate(&annotations(manifest, report), voice);
        self.adds(|room| markdown::page(report, room), voice);
    }
}

/// Shows what is wrong as a block of text, whatever marks are in it.
fn refusal(title: &str, error: &Error) -> String {
    let mut lines: Vec<String> = error.to_string().lines().map(foreign::escaped).collect();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        lines.push(format!("  caused by: {}", foreign::harmless(&error.to_string())));
        cause = error.source();
    }
    lines.extend(error.hint().map(|hint| format!("hint: {}", foreign::escaped(&hint))));
    let lines = lines.join("\n").replace("````", "'");
    format!("### {title}\n\n````text\n{lines}\n````\n")
}

fn is_secret(parameter: &Parameter) -> bool {
    parameter.kind == ParameterType::SecureString || parameter.is_sensitive
}

fn known(parameter: &Parameter) -> Option<&Secret> {
    match &parameter.value {
        WantedValue::Known(value) => Some(value),
        WantedValue::Random(_) | WantedValue::Any => None,
    }
}

/// Speaks of each step that is not done, on the line where its parameter is declared.
fn annotations(manifest: &Manifest, report: &Value) -> Vec<Annotation> {
    let steps = report["steps"].as_array().into_iter().flatten();
    let undone = steps.filter(|step| markdown::is_undone(step));
    let annotation = |step: &Value| {
        let name = markdown::text(step, "name").parse().ok()?;
        let reason = markdown::text(step, "reason");
        let word = match markdown::text(step, "result") {
            "" => markdown::text(step, "action"),
            result => result,
        };
        let message = foreign::escaped(&format!("{name}: {word}: {reason}"));
        let placed = manifest.find(&name)?;
        Some(placed.annotation(Level::Error, message))
    };
    undone.filter_map(annotation).collect()
}
