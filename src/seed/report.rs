//! The plan and what became of it, as one value for people and for programs. No value of a parameter is in it.

mod target;
mod text;

use serde::{Deserialize, Serialize};

use super::apply::Done;
use super::drift::Drift;
use super::error::SeedError;
use super::plan::{Action, Carried, Change, Kept, Plan, Step};
use crate::error::Outcome;
use crate::mask;
use crate::parameter::kind::ParameterType;

pub(crate) use target::Target;
pub(crate) use text::{put, results_of};

/// All there is to say.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    schema: &'static str,
    exit_code: u8,
    target: Target,
    counts: Counts,
    estimate: Estimate,
    /// Why nobody knows who has changed what differs, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by_unknown: Option<String>,
    /// Why it ended without anything being tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    steps: Vec<StepLine>,
}

/// How long it takes to write all this.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Estimate {
    writes: usize,
    /// Nothing where there is no quota.
    writes_a_second: Option<f64>,
    seconds: Option<u64>,
}

/// How many calls there are in a second that write tags and labels.
const REMARKS_A_SECOND: f64 = 5.0;

#[derive(Debug, Default, Serialize)]
struct Counts {
    create: usize,
    update: usize,
    unchanged: usize,
    refused: usize,
    replace: usize,
    /// Without knowing what is there.
    write: usize,
    delete: usize,
    keep: usize,
    /// Kept, too, and nobody knows whether it is as the manifest says.
    not_compared: usize,
}

/// One parameter: what is planned, and what became of it when the plan was applied.
#[derive(Debug, Serialize)]
struct StepLine {
    name: String,
    r#type: Option<ParameterType>,
    action: &'static str,
    changes: Vec<Change>,
    #[serde(skip_serializing_if = "Option::is_none")]
    warning: Option<&'static str>,
    /// What is in memory alone while it is deleted and created again.
    #[serde(skip_serializing_if = "Option::is_none")]
    carries_over: Option<Carried>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changed_at: Option<String>,
    result: Option<&'static str>,
    version: Option<i64>,
    reason: Option<String>,
}

impl Report {
    pub(crate) fn new(
        target: Target,
        plan: &Plan,
        estimate: Estimate,
        drift: Option<&Drift>,
    ) -> Self {
        let line = |step| StepLine::of(step, drift);
        Self {
            schema: "bootstrap.seed/1",
            exit_code: Outcome::Yes.code(),
            target,
            counts: Counts::of(plan),
            estimate,
            changed_by_unknown: drift.and_then(Drift::unknown).map(str::to_owned),
            error: None,
            steps: plan.steps.iter().map(line).collect(),
        }
    }

    /// Returns what the document says that programs read.
    pub(crate) fn as_value(&self) -> serde_json::Value {
        // Only a map with keys that are no text could fail, and there is none.
        serde_json::to_value(self).unwrap_or_default()
    }

    /// Notes what became of each step.
    pub(crate) fn note(&mut self, done: &[Done]) {
        for (line, done) in self.steps.iter_mut().zip(done) {
            line.note(done);
        }
    }

    /// Notes how it ends.
    pub(crate) fn end(&mut self, ending: &Result<Outcome, SeedError>) {
        let outcome = ending.as_ref().map_or_else(SeedError::outcome, |outcome| *outcome);
        self.exit_code = outcome.code();
        self.error = ending.as_ref().err().map(|error| masked(&error.to_string()));
    }

    /// Returns what to ask before the plan is applied.
    pub(crate) fn question(&self, deletions: usize) -> String {
        let (account, region) = (self.target.account(), self.target.region());
        match deletions {
            0 => format!("Apply this to account {account} in {region}?"),
            1 => format!("Apply this to account {account} in {region}, and delete 1 parameter?"),
            _ => format!(
                "Apply this to account {account} in {region}, and delete {deletions} parameters?"
            ),
        }
    }
}

impl Estimate {
    pub(crate) fn of(plan: &Plan, writes_a_second: Option<f64>) -> Self {
        let writes = plan.puts();
        let count = |number: usize| f64::from(u32::try_from(number).unwrap_or(u32::MAX));
        let remarks = count(plan.remarks()) / REMARKS_A_SECOND;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it is a few thousand seconds, and never less than none"
        )]
        let seconds =
            writes_a_second.map(|rate| (count(writes) / rate).max(remarks).round() as u64);
        Self { writes, writes_a_second, seconds }
    }
}

impl Counts {
    fn of(plan: &Plan) -> Self {
        let mut counts = Self::default();
        for step in &plan.steps {
            *match step.action {
                Action::Create(_) => &mut counts.create,
                Action::Update(_) => &mut counts.update,
                Action::Replace(_) => &mut counts.replace,
                Action::Write(_) => &mut counts.write,
                Action::Delete(_) => &mut counts.delete,
                Action::Unchanged => &mut counts.unchanged,
                Action::Keep(Kept::OnlyCreated) => &mut counts.not_compared,
                Action::Keep(Kept::Protected | Kept::Wanted) => &mut counts.keep,
                Action::Refuse(_) => &mut counts.refused,
            } += 1;
        }
        counts
    }
}

impl StepLine {
    fn of(step: &Step, drift: Option<&Drift>) -> Self {
        let (action, changes, reason) = match &step.action {
            Action::Create(_) => ("create", Vec::new(), None),
            Action::Update(update) => ("update", update.changes.clone(), None),
            Action::Replace(replacement) => ("replace", replacement.changes.clone(), None),
            Action::Write(_) => ("write", Vec::new(), None),
            Action::Delete(_) => ("delete", Vec::new(), None),
            Action::Unchanged => ("unchanged", Vec::new(), None),
            Action::Keep(kept) => ("keep", Vec::new(), Some(kept.reason().to_owned())),
            Action::Refuse(reason) => ("refuse", Vec::new(), Some((*reason).to_owned())),
        };
        let carried = step.action.replacement().map(|replacement| &replacement.carried);
        let change = drift.and_then(|drift| drift.of(&step.name)).unwrap_or_default();
        Self {
            name: step.name.to_string(),
            r#type: step.kind,
            action,
            changes,
            warning: step.warning,
            carries_over: carried.filter(|carried| !carried.is_empty()).cloned(),
            changed_by: change.by,
            changed_at: change.at,
            result: None,
            version: None,
            reason,
        }
    }

    fn note(&mut self, done: &Done) {
        let (word, version, reason) = match done {
            Done::Created(version) => ("created", Some(*version), None),
            Done::Updated(version) => ("updated", *version, None),
            Done::Replaced(version) => ("replaced", Some(*version), None),
            Done::Written(version) => ("written", Some(*version), None),
            Done::Deleted => ("deleted", None, None),
            Done::Kept => ("kept", None, self.reason.take()),
            Done::Unchanged => ("unchanged", None, None),
            Done::Conflict(reason) => ("conflict", None, Some(masked(reason))),
            Done::Unknown(reason) => ("unknown", None, Some(masked(reason))),
            Done::Failed(reason) => ("failed", None, Some(masked(reason))),
            Done::NotTried => ("not-tried", None, None),
        };
        (self.result, self.version, self.reason) = (Some(word), version, reason);
    }
}

fn masked(reason: &str) -> String {
    mask::Mask::default().prose(reason)
}
