//! The report for people.

use std::fmt::{Arguments, Write as _};

use anstyle::{AnsiColor, Style};

use super::{Estimate, Report, StepLine};
use crate::parameter::kind::ParameterType;
use crate::seed::apply::Done;
use crate::seed::plan::Plan;

const CREATE: Style = AnsiColor::Green.on_default().bold();
const UPDATE: Style = AnsiColor::Yellow.on_default().bold();
const FAILED: Style = AnsiColor::Red.on_default().bold();
const UNKNOWN: Style = AnsiColor::Magenta.on_default().bold();
const QUIET: Style = Style::new().dimmed();

impl Report {
    /// Shows whose store it is, and every step that does something; with `verbose` the others too.
    pub(crate) fn plan_text(&self, verbose: bool) -> String {
        let mut text = format!("{}\n", self.target.text());
        for line in &self.steps {
            let style = match line.action {
                "unchanged" | "keep" if !verbose => continue,
                "unchanged" | "keep" => QUIET,
                "create" | "write" => CREATE,
                "update" => UPDATE,
                _ => FAILED,
            };
            let kind = line.r#type.map_or("", ParameterType::as_str);
            let (action, name, detail) = (line.action, &line.name, line.detail());
            put(
                &mut text,
                format_args!("  {style}{action:<9}{style:#}  {kind:<12}  {name}{detail}\n"),
            );
            if let Some(warning) = line.warning {
                put(&mut text, format_args!("             {UPDATE}warning{UPDATE:#}: {warning}\n"));
            }
            if let Some(carried) = &line.carries_over {
                let sentence = carried.sentence(line.action == "replace");
                put(&mut text, format_args!("             {sentence}\n"));
            }
        }
        if let Some(reason) = &self.changed_by_unknown {
            put(&mut text, format_args!("who has changed them could not be read: {reason}\n"));
        }
        text + &self.counted()
    }

    fn counted(&self) -> String {
        let counts = &self.counts;
        let mut text = if counts.write > 0 {
            format!("{} to write", counts.write)
        } else {
            format!("{} to create, {} to update", counts.create, counts.update)
        };
        let some = [(counts.replace, "replace"), (counts.delete, "delete")];
        for (count, word) in some.into_iter().filter(|(count, _)| *count > 0) {
            put(&mut text, format_args!(", {count} to {word}"));
        }
        if counts.write == 0 {
            put(&mut text, format_args!(", {} unchanged", counts.unchanged));
        }
        let some = [
            (counts.keep, "kept"),
            (counts.not_compared, "kept and not compared"),
            (counts.refused, "refused"),
        ];
        for (count, word) in some.into_iter().filter(|(count, _)| *count > 0) {
            put(&mut text, format_args!(", {count} {word}"));
        }
        text + &self.estimate.text() + "\n"
    }

    /// Shows what became of the plan: how many of each, and by name whatever is not as it should be.
    pub(crate) fn results_text(&self, verbose: bool) -> String {
        results(&self.steps, verbose)
    }
}

/// Shows what became of a plan that nobody was shown.
pub(crate) fn results_of(plan: &Plan, done: &[Done]) -> String {
    let lines = plan.steps.iter().zip(done).map(|(step, done)| {
        let mut line = StepLine::of(step, None);
        line.note(done);
        line
    });
    results(&lines.collect::<Vec<_>>(), false)
}

fn results(lines: &[StepLine], verbose: bool) -> String {
    let mut text = String::new();
    for line in lines {
        let word = line.result.unwrap_or_default();
        let style = match word {
            "failed" | "conflict" => FAILED,
            "unknown" => UNKNOWN,
            "not-tried" => UPDATE,
            "unchanged" | "kept" => continue,
            _ if !verbose => continue,
            _ => QUIET,
        };
        let version = line.version.map(|version| format!("version {version}"));
        let detail = line.reason.clone().or(version);
        let detail = detail.map_or_else(String::new, |detail| format!("  {detail}"));
        put(&mut text, format_args!("  {style}{word:<9}{style:#}  {}{detail}\n", line.name));
    }
    text + &results_counted(lines)
}

/// Counts what became of it. Where all is well it is said of the usual that there is none, too.
fn results_counted(lines: &[StepLine]) -> String {
    let count = |word: &str| lines.iter().filter(|line| line.result == Some(word)).count();
    let is_well =
        ["failed", "conflict", "unknown", "not-tried"].iter().all(|word| count(word) == 0);
    let is_blind = lines.iter().any(|line| line.action == "write");
    let usual: &[&str] = if is_blind { &["written"] } else { &["created", "updated", "unchanged"] };
    let words = [
        "written",
        "created",
        "updated",
        "replaced",
        "deleted",
        "unchanged",
        "kept",
        "failed",
        "conflict",
        "unknown",
        "not-tried",
    ];
    let counted = words
        .into_iter()
        .map(|word| (count(word), word))
        .filter(|(number, word)| *number > 0 || is_well && usual.contains(word));
    let counted = counted.map(|(number, word)| format!("{number} {}", word.replace('-', " ")));
    let counted = counted.collect::<Vec<_>>().join(", ");
    let what_now = if is_well { "" } else { "what is written stays; run it again for the rest\n" };
    format!("{counted}\n{what_now}")
}

impl StepLine {
    /// Returns what is said in brackets behind a step of the plan.
    fn detail(&self) -> String {
        let changes: Vec<&str> = self.changes.iter().map(|change| change.word()).collect();
        let mut detail = self.reason.clone().unwrap_or_else(|| changes.join(", "));
        if let Some(at) = &self.changed_at {
            let by = self.changed_by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
            put(&mut detail, format_args!("; changed{by} at {at}"));
        }
        match detail.trim_start_matches("; ") {
            "" => String::new(),
            detail => format!("  ({detail})"),
        }
    }
}

impl Estimate {
    /// Says how long it takes, where one has to wait.
    pub(crate) fn text(&self) -> String {
        match (self.seconds, self.writes_a_second) {
            (Some(seconds), Some(rate)) if seconds > 0 => {
                let (minutes, rest) = (seconds / 60, seconds % 60);
                let time = if minutes > 0 {
                    format!("{minutes} min {rest} s")
                } else {
                    format!("{rest} s")
                };
                if self.writes == 0 {
                    return format!("; about {time}");
                }
                let rate = (rate * 100.0).round() / 100.0;
                format!("; about {time} at {rate} writes a second")
            }
            _ => String::new(),
        }
    }
}

/// Writing to a string does not fail.
pub(crate) fn put(text: &mut String, what: Arguments<'_>) {
    text.write_fmt(what).expect("a string takes everything");
}
