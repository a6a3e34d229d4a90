//! The plan and what became of it, as one value for people and for programs. No value of a parameter is in it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::apply::Done;
use super::plan::{Action, Change, Plan, Step};
use crate::credentials::region::{RegionName, RegionOrigin};
use crate::credentials::settled::Settled;
use crate::error::Outcome;
use crate::foreign;
use crate::local::engine::ACCOUNT;
use crate::mask;
use crate::parameter::kind::ParameterType;

const CREATE: Style = AnsiColor::Green.on_default().bold();
const UPDATE: Style = AnsiColor::Yellow.on_default().bold();
const FAILED: Style = AnsiColor::Red.on_default().bold();
const UNKNOWN: Style = AnsiColor::Magenta.on_default().bold();
const QUIET: Style = Style::new().dimmed();

/// What stands in place of credentials where there are none.
const LOCAL: &str = "local store";

/// All there is to say.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    schema: &'static str,
    exit_code: u8,
    target: Target,
    counts: Counts,
    steps: Vec<StepLine>,
}

/// Whose store it is, masked.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Target {
    account: String,
    principal: String,
    region: RegionName,
    region_origin: RegionOrigin,
    profile: Option<String>,
    credentials: String,
    endpoint: Option<String>,
}

#[derive(Debug, Serialize)]
struct Counts {
    create: usize,
    update: usize,
    unchanged: usize,
    refused: usize,
}

/// One parameter: what is planned, and what became of it when the plan was applied.
#[derive(Debug, Serialize)]
struct StepLine {
    name: String,
    r#type: ParameterType,
    action: &'static str,
    changes: Vec<Change>,
    result: Option<&'static str>,
    version: Option<i64>,
    reason: Option<String>,
}

impl Target {
    pub(crate) fn of(settled: &Settled) -> Self {
        let principal = settled.identity.principal.to_string();
        Self {
            account: foreign::escaped(&mask::account(&settled.identity.account)),
            principal: foreign::escaped(&mask::Mask::default().prose(&principal)),
            region: settled.region.clone(),
            region_origin: settled.region_origin,
            profile: settled.used_profile().map(foreign::escaped),
            credentials: settled.provider.to_string(),
            endpoint: settled.endpoint.as_deref().map(foreign::escaped),
        }
    }

    /// The store beside the manifest.
    pub(crate) fn local(
        region: RegionName,
        origin: RegionOrigin,
        endpoint: Option<String>,
    ) -> Self {
        Self {
            account: ACCOUNT.to_owned(),
            principal: "user/bootstrap-local".to_owned(),
            region,
            region_origin: origin,
            profile: None,
            credentials: LOCAL.to_owned(),
            endpoint,
        }
    }

    /// Says where we are about to write.
    pub(crate) fn text(&self) -> String {
        if self.credentials == LOCAL {
            let served =
                self.endpoint.as_ref().map_or_else(String::new, |url| format!(", at {url}"));
            return format!("local store, {} ({}){served}\n", self.region, self.region_origin);
        }
        let profile = self.profile.as_ref().map_or_else(String::new, |name| format!(" `{name}`"));
        let endpoint = self.endpoint.as_ref().map_or_else(String::new, |url| format!(", at {url}"));
        format!(
            "account {}, {} ({}){endpoint}\n{}, by {}{profile}\n",
            self.account, self.region, self.region_origin, self.principal, self.credentials
        )
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }

    pub(crate) const fn region(&self) -> &RegionName {
        &self.region
    }
}

impl Report {
    pub(crate) fn new(
        target: Target,
        plan: &Plan,
        done: Option<&[Done]>,
        outcome: Outcome,
    ) -> Self {
        let line = |(position, step)| StepLine::of(step, done.and_then(|done| done.get(position)));
        Self {
            schema: "bootstrap.seed/1",
            exit_code: outcome.code(),
            target,
            counts: Counts::of(plan),
            steps: plan.steps.iter().enumerate().map(line).collect(),
        }
    }

    /// Returns what the document says that programs read.
    pub(crate) fn as_value(&self) -> serde_json::Value {
        // Only a map with keys that are no text could fail, and there is none.
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl Counts {
    fn of(plan: &Plan) -> Self {
        let count =
            |is: fn(&Action) -> bool| plan.steps.iter().filter(|step| is(&step.action)).count();
        Self {
            create: count(|action| matches!(action, Action::Create(_))),
            update: count(|action| matches!(action, Action::Update { .. })),
            unchanged: count(|action| matches!(action, Action::Keep)),
            refused: count(|action| matches!(action, Action::Refuse(_))),
        }
    }
}

impl StepLine {
    fn of(step: &Step, done: Option<&Done>) -> Self {
        let (action, changes, refusal) = match &step.action {
            Action::Create(_) => ("create", Vec::new(), None),
            Action::Update { changes, .. } => ("update", changes.clone(), None),
            Action::Keep => ("unchanged", Vec::new(), None),
            Action::Refuse(reason) => ("refuse", Vec::new(), Some((*reason).to_owned())),
        };
        let (result, version, reason) = match done {
            None => (None, None, refusal),
            Some(Done::Created(version)) => (Some("created"), Some(*version), None),
            Some(Done::Updated(version)) => (Some("updated"), *version, None),
            Some(Done::Unchanged) => (Some("unchanged"), None, None),
            Some(Done::Unknown(reason)) => (Some("unknown"), None, Some(masked(reason))),
            Some(Done::Failed(reason)) => (Some("failed"), None, Some(masked(reason))),
            Some(Done::NotTried) => (Some("not-tried"), None, None),
        };
        Self {
            name: step.name.to_string(),
            r#type: step.kind,
            action,
            changes,
            result,
            version,
            reason,
        }
    }
}

fn masked(reason: &str) -> String {
    mask::Mask::default().prose(reason)
}

/// Shows the plan: every step that does something; with `verbose` the others too.
pub(crate) fn plan_text(plan: &Plan, verbose: bool) -> String {
    let mut text = String::new();
    for step in &plan.steps {
        let line = StepLine::of(step, None);
        let style = match step.action {
            Action::Keep if !verbose => continue,
            Action::Keep => QUIET,
            Action::Create(_) => CREATE,
            Action::Update { .. } => UPDATE,
            Action::Refuse(_) => FAILED,
        };
        let changes: Vec<&str> = line.changes.iter().map(|change| change.word()).collect();
        let detail = line.reason.unwrap_or_else(|| changes.join(", "));
        let detail = if detail.is_empty() { detail } else { format!("  ({detail})") };
        let (action, name, kind) = (line.action, &step.name, step.kind.as_str());
        put(&mut text, format_args!("  {style}{action:<9}{style:#}  {kind:<12}  {name}{detail}\n"));
    }
    let counts = Counts::of(plan);
    let refused =
        if counts.refused > 0 { format!(", {} refused", counts.refused) } else { String::new() };
    put(
        &mut text,
        format_args!(
            "{} to create, {} to update, {} unchanged{refused}\n",
            counts.create, counts.update, counts.unchanged
        ),
    );
    text
}

/// Shows what became of the plan: how many of each, and by name whatever is not as it should be.
pub(crate) fn results_text(plan: &Plan, done: &[Done], verbose: bool) -> String {
    let mut text = String::new();
    let count = |is: fn(&Done) -> bool| done.iter().filter(|done| is(done)).count();
    let failed = count(|done| matches!(done, Done::Failed(_)));
    let unknown = count(|done| matches!(done, Done::Unknown(_)));
    let not_tried = count(|done| matches!(done, Done::NotTried));
    for (step, done) in plan.steps.iter().zip(done) {
        let line = StepLine::of(step, Some(done));
        let word = line.result.unwrap_or_default();
        match done {
            Done::Failed(_) | Done::Unknown(_) => {
                let style = if matches!(done, Done::Failed(_)) { FAILED } else { UNKNOWN };
                let reason = line.reason.unwrap_or_default();
                put(
                    &mut text,
                    format_args!("  {style}{word:<9}{style:#}  {}  {reason}\n", step.name),
                );
            }
            Done::NotTried => {
                put(&mut text, format_args!("  {UPDATE}{word:<9}{UPDATE:#}  {}\n", step.name));
            }
            Done::Created(_) | Done::Updated(_) if verbose => {
                let version =
                    line.version.map_or_else(String::new, |version| format!("  version {version}"));
                put(
                    &mut text,
                    format_args!("  {QUIET}{word:<9}{QUIET:#}  {}{version}\n", step.name),
                );
            }
            Done::Created(_) | Done::Updated(_) | Done::Unchanged => {}
        }
    }
    let created = count(|done| matches!(done, Done::Created(_)));
    let updated = count(|done| matches!(done, Done::Updated(_)));
    let unchanged = count(|done| matches!(done, Done::Unchanged));
    put(&mut text, format_args!("{created} created, {updated} updated, {unchanged} unchanged"));
    if failed + unknown + not_tried > 0 {
        let unknown = if unknown > 0 { format!(", {unknown} unknown") } else { String::new() };
        put(
            &mut text,
            format_args!(
                ", {failed} failed{unknown}, {not_tried} not tried\nwhat is written stays; run it again for the rest"
            ),
        );
    }
    text + "\n"
}

impl Change {
    const fn word(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Value => "value",
            Self::Description => "description",
            Self::Tier => "tier",
            Self::KeyId => "key_id",
            Self::Tags => "tags",
        }
    }
}

/// Writing to a string does not fail.
fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a string takes everything");
}
