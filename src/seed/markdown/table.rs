//! The steps of a page, one row each: first what is not as it should be, then the rest, as far as there is room.

use serde::Deserialize as _;
use serde_json::Value;

use super::{all_steps, escaped, text};
use crate::seed::plan::Carried;

/// Steps that leave a parameter as it is are counted, and not listed.
const IDLE: [&str; 2] = ["unchanged", "keep"];

/// Room for the line that says how much is left out.
const LAST_LINE: usize = 200;

/// How much a step is worth being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Undone,
    NotTried,
    AsItShouldBe,
}

/// Lists the steps that do something; nothing when there is none.
pub(super) fn table(report: &Value, room: usize) -> Option<String> {
    let mut steps: Vec<&Value> = all_steps(report).filter(|step| !is_idle(step)).collect();
    if steps.is_empty() {
        return None;
    }
    steps.sort_by_key(|step| urgency(step));
    let is_done = steps.iter().any(|step| step["result"].is_string());
    let mut lines = vec![
        row(&["step", "type", "parameter", "details"], "result", is_done),
        row(&["---"; 4], "---", is_done),
    ];
    let mut room = room.saturating_sub(lines.iter().map(|line| line.len() + 1).sum());
    let listed = steps.iter().map(|step| of(step, is_done)).take_while(|row| {
        let rest = room.checked_sub(row.len() + 1).filter(|rest| *rest >= LAST_LINE);
        room = rest.unwrap_or(room);
        rest.is_some()
    });
    lines.extend(listed);
    lines.extend(left_out(&steps[lines.len() - 2..]));
    Some(lines.join("\n"))
}

/// Says how many steps have no row, and how many of them one should know of.
fn left_out(steps: &[&Value]) -> Option<String> {
    let urgent = steps.iter().filter(|step| urgency(step) != Urgency::AsItShouldBe).count();
    match (steps.len(), urgent) {
        (0, _) => None,
        (count, 0) => Some(format!("\nand {count} more")),
        (count, urgent) => Some(format!(
            "\nand {count} more, {urgent} of them not as they should be: the log of the run names each"
        )),
    }
}

fn urgency(step: &Value) -> Urgency {
    match text(step, "result") {
        _ if is_undone(step) => Urgency::Undone,
        "not-tried" => Urgency::NotTried,
        _ => Urgency::AsItShouldBe,
    }
}

fn is_idle(step: &Value) -> bool {
    // What was to be left alone and has a reason to be spoken of is spoken of.
    IDLE.contains(&text(step, "action")) && !is_undone(step)
}

/// Tells whether a step did not come to what was planned.
pub(crate) fn is_undone(step: &Value) -> bool {
    text(step, "action") == "refuse"
        || ["failed", "unknown", "conflict"].contains(&text(step, "result"))
}

fn of(step: &Value, is_done: bool) -> String {
    let name = escaped(text(step, "name"));
    let cells = [text(step, "action"), text(step, "type"), &name, &details(step)];
    row(&cells, &result(step), is_done)
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
