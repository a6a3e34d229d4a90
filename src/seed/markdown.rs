//! The report as Markdown, for a page: what would change or has changed, and how it ended.
//!
//! It is made from the document that programs read, so that the two cannot drift.

use serde::Deserialize as _;
use serde_json::Value;

use super::plan::Carried;
use crate::foreign;

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

/// Steps that leave a parameter as it is are counted, and not listed.
const IDLE: [&str; 2] = ["unchanged", "keep"];

/// Writes the report as a page with at most so many steps.
pub(crate) fn page(report: &Value, most: usize) -> String {
    let parts = [
        Some("## bootstrap seed".to_owned()),
        Some(target(&report["target"])),
        steps(report, most),
        Some(counts(report)),
        Some(ending(report)),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n") + "\n"
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
    fields.into_iter().filter_map(line).collect::<Vec<_>>().join("\n")
}

/// Lists the steps that do something; nothing when there is none.
fn steps(report: &Value, most: usize) -> Option<String> {
    let steps: Vec<&Value> = all_steps(report).filter(|step| !is_idle(step)).collect();
    if steps.is_empty() {
        return None;
    }
    let is_done = steps.iter().any(|step| step["result"].is_string());
    let mut lines = vec![
        row(&["step", "type", "parameter", "details"], "result", is_done),
        row(&["---"; 4], "---", is_done),
    ];
    lines.extend(steps.iter().take(most).map(|step| {
        let name = escaped(text(step, "name"));
        let cells = [text(step, "action"), text(step, "type"), &name, &details(step)];
        row(&cells, &result(step), is_done)
    }));
    if steps.len() > most {
        lines.push(format!("\nand {} more", steps.len() - most));
    }
    Some(lines.join("\n"))
}

fn all_steps(report: &Value) -> impl Iterator<Item = &Value> {
    report["steps"].as_array().into_iter().flatten()
}

fn is_idle(step: &Value) -> bool {
    // What was to be left alone and has a reason to be spoken of is spoken of.
    IDLE.contains(&text(step, "action")) && !is_undone(step)
}

/// Tells whether a step did not come to what was planned.
pub(super) fn is_undone(step: &Value) -> bool {
    text(step, "action") == "refuse"
        || ["failed", "unknown", "conflict"].contains(&text(step, "result"))
}

pub(super) fn text<'a>(step: &'a Value, field: &str) -> &'a str {
    step[field].as_str().unwrap_or_default()
}

fn row(cells: &[&str], last: &str, is_done: bool) -> String {
    let cells = cells.iter().copied().chain(is_done.then_some(last));
    format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
}

fn details(step: &Value) -> String {
    let changes: Vec<&str> =
        step["changes"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let said = [
        changes.join(", "),
        text(step, "reason").to_owned(),
        text(step, "warning").to_owned(),
        carried(step),
        changed(step),
    ];
    let said: Vec<String> =
        said.iter().filter(|text| !text.is_empty()).map(|text| escaped(text)).collect();
    said.join("; ")
}

/// Says what may be lost with what is deleted and created again.
fn carried(step: &Value) -> String {
    let carried = Carried::deserialize(&step["carries_over"]);
    carried.map_or_else(
        |_nothing| String::new(),
        |carried| carried.sentence(text(step, "action") == "replace"),
    )
}

/// Says who has changed it last, and when, as far as that was asked.
fn changed(step: &Value) -> String {
    let said = |word: &str, field| match text(step, field) {
        "" => String::new(),
        text => format!(" {word} {text}"),
    };
    let said = said("by", "changed_by") + &said("at", "changed_at");
    if said.is_empty() { said } else { format!("changed{said}") }
}

fn result(step: &Value) -> String {
    let version = step["version"].as_i64().map(|version| format!(", version {version}"));
    escaped(text(step, "result")) + &version.unwrap_or_default()
}

fn counts(report: &Value) -> String {
    let count = |(field, called): (&str, &str)| {
        let number = report["counts"][field].as_u64().filter(|number| *number > 0)?;
        Some(format!("{number} {called}"))
    };
    let counts: Vec<String> = COUNTS.into_iter().filter_map(count).collect();
    if counts.is_empty() { "nothing is declared".to_owned() } else { counts.join(", ") }
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
    let refused = format!("**Nothing was written: {}.**", escaped(text(report, "error")));
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
