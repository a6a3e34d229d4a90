//! The report for people: a line for each check, what to do below it, and the verdict last.

use std::fmt::{self, Write as _};

use anstyle::{AnsiColor, Style};
use serde_json::Value;

use super::finding::{Hint, Status};
use super::report::{Ability, AbilityVerdict, Capabilities, Line, Report};

const PASS: Style = AnsiColor::Green.on_default();
const WARN: Style = AnsiColor::Yellow.on_default().bold();
const FAIL: Style = AnsiColor::Red.on_default().bold();
const UNKNOWN: Style = AnsiColor::Magenta.on_default().bold();
const SKIP: Style = Style::new().dimmed();
const AREA: Style = Style::new().bold();

/// Where the text of a line begins: two columns, the longest status, two more.
const INDENT: &str = "           ";

/// How a report is laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Lines are wrapped to this many columns; not at all when no person reads them.
    pub(crate) width: Option<usize>,
    /// Whether the facts are shown too.
    pub(crate) verbose: bool,
}

/// Writes the report for people.
pub(crate) fn render(report: &Report, layout: Layout) -> String {
    let mut text = String::new();
    let mut area = "";
    for line in &report.checks {
        if line.area != area {
            area = line.area;
            let above = if text.is_empty() { "" } else { "\n" };
            push(&mut text, format_args!("{above}{AREA}{area}{AREA:#}\n"));
        }
        check(&mut text, line, layout);
    }
    let seconds = f64::from(u32::try_from(report.duration_ms).unwrap_or(u32::MAX)) / 1000.0;
    push(&mut text, format_args!("\n{} in {seconds:.1} s\n", counts(report)));
    let verdicts = verdicts(&report.capabilities, layout.width);
    if verdicts.is_empty() { text } else { text + &verdicts + "\n" }
}

/// The last line; where it would not fit, a line for each capability.
fn verdicts(capabilities: &Capabilities, width: Option<usize>) -> String {
    let abilities = [
        ("build", &capabilities.build),
        ("run locally", &capabilities.run_local),
        ("deploy", &capabilities.deploy),
    ];
    // Of what was only left out there is nothing to say.
    let is_told = |ability: &Ability| !ability.by.is_empty() || ability.left_out.is_empty();
    let told = abilities.into_iter().filter(|(_, ability)| is_told(ability));
    let verdicts: Vec<String> = told.map(|(name, ability)| verdict(name, ability)).collect();
    let line = verdicts.join("   ");
    match width {
        // Styles take no room.
        Some(width) if textwrap::core::display_width(&line) > width => {
            let options = textwrap::Options::new(width)
                .subsequent_indent("  ")
                .break_words(false)
                .word_splitter(textwrap::WordSplitter::NoHyphenation);
            let lines = verdicts.iter().map(|verdict| textwrap::fill(verdict, &options));
            lines.collect::<Vec<_>>().join("\n")
        }
        _ => line,
    }
}

fn check(text: &mut String, line: &Line, layout: Layout) {
    let style = line.status.style();
    push(text, format_args!("  {style}{:<7}{style:#}  ", line.status.to_string()));
    let summary = format!("{}: {}", line.id, line.summary);
    wrapped(text, &summary, "", layout.width);
    if let Some(hint) = &line.hint {
        advice(text, hint, layout.width);
        if let Some(docs) = line.docs {
            push(text, format_args!("{INDENT}  see {docs}\n"));
        }
    }
    if layout.verbose {
        for (name, value) in &line.facts {
            let value = match value {
                Value::String(value) => value.clone(),
                other => other.to_string(),
            };
            push(text, format_args!("{INDENT}. "));
            wrapped(text, &format!("{name}: {value}"), "  ", layout.width);
        }
    }
}

fn advice(text: &mut String, hint: &Hint, width: Option<usize>) {
    push(text, format_args!("{INDENT}> "));
    wrapped(text, &hint.prose, "  ", width);
    for command in &hint.commands {
        // Never wrapped: a command is there to be pasted.
        push(text, format_args!("{INDENT}    {command}\n"));
    }
}

/// Appends a text whose first line has already begun at [`INDENT`].
fn wrapped(text: &mut String, words: &str, hanging: &str, width: Option<usize>) {
    let Some(width) = width else {
        push(text, format_args!("{words}\n"));
        return;
    };
    let indent = format!("{INDENT}{hanging}");
    let options = textwrap::Options::new(width)
        .initial_indent(&indent)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let filled = textwrap::fill(words, options);
    push(text, format_args!("{}\n", filled.strip_prefix(&indent).unwrap_or(&filled)));
}

fn counts(report: &Report) -> String {
    let statuses = [Status::Pass, Status::Warn, Status::Fail, Status::Skip, Status::Unknown];
    let counted = statuses.into_iter().filter_map(|status| {
        let count = report.checks.iter().filter(|line| line.status == status).count();
        (count > 0).then(|| format!("{count} {status}"))
    });
    counted.collect::<Vec<_>>().join(", ")
}

fn verdict(name: &str, ability: &Ability) -> String {
    let by: Vec<&str> = ability.by.iter().map(|id| id.as_str()).collect();
    let (style, word) = match ability.verdict {
        AbilityVerdict::Ok => return format!("{name}: {PASS}ok{PASS:#}"),
        AbilityVerdict::Blocked => (FAIL, "blocked"),
        AbilityVerdict::Unknown => (UNKNOWN, "unknown"),
    };
    format!("{name}: {style}{word}{style:#} ({})", by.join(", "))
}

impl Status {
    const fn style(self) -> Style {
        match self {
            Self::Pass => PASS,
            Self::Warn => WARN,
            Self::Fail => FAIL,
            Self::Skip => SKIP,
            Self::Unknown => UNKNOWN,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Skip => "skip",
            Self::Unknown => "unknown",
        })
    }
}

/// Writing to a string does not fail.
fn push(text: &mut String, what: fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a string takes everything");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::catalog::CheckId;

    #[test]
    fn a_verdict_that_many_have_decided_is_wrapped_at_the_capabilities() {
        let ability =
            |verdict, by: &[CheckId]| Ability { verdict, by: by.to_vec(), left_out: Vec::new() };
        let tools = [
            CheckId::RustToolchain,
            CheckId::RustLinker,
            CheckId::CargoLambdaVersion,
            CheckId::SamVersion,
            CheckId::DockerEngine,
        ];
        let capabilities = Capabilities {
            build: ability(AbilityVerdict::Ok, &[]),
            run_local: ability(AbilityVerdict::Blocked, &tools),
            deploy: ability(AbilityVerdict::Unknown, &[CheckId::AwsIdentity]),
        };
        let shown =
            |width| anstream::adapter::strip_str(&verdicts(&capabilities, width)).to_string();

        assert_eq!(
            shown(Some(80)),
            "build: ok\n\
             run locally: blocked (rust.toolchain, rust.linker, cargo-lambda.version,\n  \
             sam.version, docker.engine)\n\
             deploy: unknown (aws.identity)"
        );
        for wide in [Some(1000), None] {
            assert_eq!(shown(wide).lines().count(), 1, "{wide:?}");
        }
    }
}
