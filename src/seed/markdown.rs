//! The report as Markdown, for a page: what would change or has changed, and how it ended.
//!
//! It is made from the document that programs read, so that the two cannot drift.

mod table;

use serde::Deserialize as _;
use serde_json::Value;

use super::report::Estimate;
use crate::foreign;

pub(super) use table::is_undone;

/// What the counts are called, in this order.
const COUNTS: [(&str, &str); 9] = [
    ("create", "to create"),
    ("update", "to update"),
    ("replace", "to replace"),
    ("delete", "to delete"),
    ("write", "to write"),
    ("unchanged", "unchanged"),
    ("keep", "kept"),
    ("not_compared", "kept and not compared"),
    ("refused", "refused"),
];

/// Writes the report as a page of at most so many bytes, as far as that is a matter of how many steps are listed.
pub(crate) fn page(report: &Value, room: usize) -> String {
    let before = [Some("## bootstrap seed".to_owned()), Some(target(&report["target"]))];
    let after = [Some(counts(report)), unknown(report), Some(ending(report))];
    let around = before.iter().chain(&after).flatten().map(|part| part.len() + 2).sum();
    let steps = table::table(report, room.saturating_sub(around));
    let parts = before.into_iter().chain([steps]).chain(after);
    parts.flatten().collect::<Vec<_>>().join("\n\n") + "\n"
}

fn target(target: &Value) -> String {
    let line = |(field, called): (&str, &str)| {
        let text = target[field].as_str()?;
        Some(format!("* {called}: {}", escaped(text)))
    };
    let fields = [
        ("account", "account"),
        ("region", "Region"),
        ("principal", "by"),
        ("credentials", "credentials"),
        ("profile", "profile"),
        ("endpoint", "endpoint"),
    ];
    let lines = fields.into_iter().filter_map(line).chain(stage(target));
    lines.collect::<Vec<_>>().join("\n")
}

/// Says which stage of the manifest is applied, where it has some.
fn stage(target: &Value) -> Option<String> {
    let stages: Vec<&str> =
        target["stages"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    match (target["stage"].as_str(), stages.as_slice()) {
        (Some(stage), _) => Some(format!("* stage: {}", escaped(stage))),
        (None, []) => None,
        (None, stages) => Some(format!("* stage: none, of {}", escaped(&stages.join(", ")))),
    }
}

fn all_steps(report: &Value) -> impl Iterator<Item = &Value> {
    report["steps"].as_array().into_iter().flatten()
}

pub(super) fn text<'a>(step: &'a Value, field: &str) -> &'a str {
    step[field].as_str().unwrap_or_default()
}

fn counts(report: &Value) -> String {
    let count = |(field, called): (&str, &str)| {
        let number = report["counts"][field].as_u64().filter(|number| *number > 0)?;
        Some(format!("{number} {called}"))
    };
    let counts: Vec<String> = COUNTS.into_iter().filter_map(count).collect();
    if counts.is_empty() {
        "nothing is declared".to_owned()
    } else {
        counts.join(", ") + &time(report)
    }
}

/// Says how long it takes, as long as nothing is done.
fn time(report: &Value) -> String {
    let is_done = all_steps(report).any(|step| step["result"].is_string());
    let estimate = Estimate::deserialize(&report["estimate"]).ok().filter(|_| !is_done);
    estimate.map_or_else(String::new, |estimate| estimate.text())
}

/// Says why nobody knows who has changed what differs.
fn unknown(report: &Value) -> Option<String> {
    let reason = report["changed_by_unknown"].as_str()?;
    Some(format!("who has changed them could not be read: {}", escaped(reason)))
}

/// Counts what is there already and may be anything: what is only ever created.
fn not_compared(report: &Value) -> u64 {
    let kept_unseen =
        |step: &&Value| text(step, "action") == "write" && text(step, "result") == "kept";
    let unseen = all_steps(report).filter(kept_unseen).count();
    report["counts"]["not_compared"].as_u64().unwrap_or_default() + unseen as u64
}

/// Says how it ended, by the exit code; and of what was tried, how much came to what.
fn ending(report: &Value) -> String {
    let error = text(report, "error");
    // Some errors say so themselves.
    let error = error.strip_suffix("; nothing was written").unwrap_or(error);
    let refused = format!("**Nothing was written: {}.**", escaped(error));
    let same = match not_compared(report) {
        0 => "**The store is as the manifest says.**".to_owned(),
        number => format!(
            "**The store is as the manifest says, but for {number} that {} there and not compared.**",
            if number == 1 { "is" } else { "are" }
        ),
    };
    let ended = match report["exit_code"].as_u64() {
        Some(0) => &same,
        Some(1) => "**The store is not as the manifest says.**",
        Some(2) => &refused,
        Some(130) => "**Interrupted.** Run it again for the rest.",
        _ => "**It could not be told whether the store is as the manifest says.**",
    };
    let mut results: Vec<(&str, usize)> = Vec::new();
    for result in all_steps(report).filter_map(|step| step["result"].as_str()) {
        match results.iter_mut().find(|(known, _)| *known == result) {
            Some((_, number)) => *number += 1,
            None => results.push((result, 1)),
        }
    }
    results.sort_unstable();
    let results = results.iter().map(|(result, number)| format!("{number} {}", escaped(result)));
    let results = results.collect::<Vec<_>>().join(", ");
    if results.is_empty() { ended.to_owned() } else { format!("{results}\n\n{ended}") }
}

/// Makes a text stay what it is in a cell of a table, whatever others have written into it.
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for character in foreign::escaped(text).chars() {
        match character {
            '<' => shown.push_str("&lt;"),
            '>' => shown.push_str("&gt;"),
            '&' => shown.push_str("&amp;"),
            // A mention or a reference would reach somebody.
            '@' => shown.push_str("&#64;"),
            '#' => shown.push_str("&#35;"),
            '\\' | '`' | '*' | '_' | '~' | '|' | '[' | ']' | '!' => {
                shown.push('\\');
                shown.push(character);
            }
            _ => shown.push(character),
        }
    }
    shown
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
