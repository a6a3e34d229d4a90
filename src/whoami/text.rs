//! The report for people: one screen, a word for each question and the answers beside it.

use std::fmt::{self, Write as _};

use anstyle::Style;

use super::chain::{Shadowed, Would};
use super::report::Report;
use super::who::Status;
use crate::check;
use crate::check::catalog::CheckId;
use crate::check::report::Line;
use crate::credentials::surroundings::Sign;
use crate::credentials::verdict::Kind;

const QUESTION: Style = Style::new().bold();

/// Where answers begin: the longest question, two more columns.
const INDENT: &str = "          ";

/// How long credentials are good that Cloud9 manages, in seconds.
const LONGEST_MANAGED: u64 = 15 * 60;

/// Writes the report for people.
pub(super) fn render(report: &Report, width: Option<usize>, verbose: bool) -> String {
    let mut page = Page { text: String::new(), width };
    page.section("where", report.surroundings.iter().map(Sign::told));
    page.section(
        "answers",
        [Some(report.answers.summary.clone()), expiry(report)].into_iter().flatten(),
    );
    let who = [Some(report.identity.summary.clone()), report.identity.whereabouts()];
    page.section("who", who.into_iter().flatten());
    page.section("shadowed", report.shadowed.iter().map(told));
    let skipped = |one: &super::chain::Skipped| format!("{}: {}", one.provider, one.because);
    page.section("skipped", report.skipped.iter().map(skipped));
    if verbose {
        page.section("asked", report.walked.iter().cloned());
    }
    page.section("verdict", [report.verdict.summary.clone()]);
    for evidence in &report.verdict.evidence {
        page.wrapped(INDENT, "- ", evidence);
    }
    if report.verdict.kind == Kind::Cloud9Managed {
        page.wrapped(INDENT, "- ", "such may touch only some IAM roles, so a deployment may fail");
    }
    if let Some(advice) = &report.advice {
        page.advice("to do", advice);
    }
    for advice in &report.besides {
        page.advice("besides", advice);
    }
    page.text
}

/// Says how long the credentials are good.
fn expiry(report: &Report) -> Option<String> {
    let answers = &report.answers;
    let is_temporary = answers.is_temporary?;
    Some(match (&answers.expires_at, answers.good_for_s) {
        (Some(until), Some(0)) => format!("expired at {until}"),
        (Some(until), Some(seconds)) => format!("good for {}, until {until}", spoken(seconds)),
        _ if is_temporary && let Some(age) = answers.managed_for_s => {
            let is_over = age > LONGEST_MANAGED && report.identity.status != Status::Known;
            let over = if is_over { ": likely expired" } else { "" };
            let age = if age < 60 { "less than a minute".to_owned() } else { spoken(age) };
            format!("temporary; Cloud9's last 15 min at most, and the file is {age} old{over}")
        }
        _ if is_temporary => "temporary; nothing here says until when".to_owned(),
        _ => "a long-term key: it does not expire".to_owned(),
    })
}

/// Says a time in its two largest units.
fn spoken(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) if days < 100 => format!("{days} d {hours} h"),
        (days, ..) => format!("{days} d"),
    }
}

fn told(shadowed: &Shadowed) -> String {
    let from = &shadowed.from;
    let because = shadowed.because.as_deref().unwrap_or_default();
    match (shadowed.would, &shadowed.identity) {
        (Would::Answer, Some(who)) if who.status == Status::NotAsked => match &shadowed.likely {
            Some(likely) => format!("{from}: would answer, likely as {likely} (not asked)"),
            None => format!("{from}: would answer (as whom: not asked)"),
        },
        (Would::Answer, Some(who)) => {
            let place = who.whereabouts().map_or_else(String::new, |place| format!(", {place}"));
            format!("{from}: would answer, as {}{place}", who.summary)
        }
        (Would::Answer, None) => format!("{from}: would answer"),
        (Would::Fail, _) => format!("{from}: is set up and does not work: {because}"),
        (Would::Unknown, _) => match &shadowed.likely {
            Some(likely) => format!("{from}: {because}; likely as {likely}"),
            None => format!("{from}: {because}"),
        },
    }
}

/// A page that is being written.
struct Page {
    text: String,
    width: Option<usize>,
}

impl Page {
    /// Writes a question and its answers, a paragraph each; nothing, when there are none.
    fn section(&mut self, question: &str, answers: impl IntoIterator<Item = String>) {
        for (position, answer) in answers.into_iter().enumerate() {
            if position == 0 {
                let gap = &INDENT[question.len()..];
                let start = self.text.len();
                self.wrapped(INDENT, "", &answer);
                self.text.replace_range(
                    start..start + INDENT.len(),
                    &format!("{QUESTION}{question}{QUESTION:#}{gap}"),
                );
            } else {
                self.wrapped(INDENT, "", &answer);
            }
        }
    }

    /// Writes what to do about a finding.
    fn advice(&mut self, question: &str, advice: &Line) {
        // Who answers, who that is, and who manages them has been told.
        let is_told = match advice.id {
            CheckId::AwsCredentials | CheckId::AwsIdentity => {
                advice.status != check::finding::Status::Warn
            }
            id => id == CheckId::Cloud9Credentials,
        };
        let prose = advice.hint.as_ref().map(|hint| hint.prose.clone());
        if is_told {
            self.section(question, prose);
        } else {
            self.section(question, [advice.summary.clone()]);
            self.wrapped(INDENT, "> ", &prose.unwrap_or_default());
        }
        for command in advice.hint.iter().flat_map(|hint| &hint.commands) {
            // Never wrapped: a command is there to be pasted.
            self.line(format_args!("{INDENT}    {command}"));
        }
    }

    /// Writes a paragraph behind a mark.
    fn wrapped(&mut self, indent: &str, mark: &str, words: &str) {
        let first = format!("{indent}{mark}");
        let next = format!("{indent}{}", " ".repeat(mark.len()));
        let filled = match self.width {
            None => format!("{first}{words}"),
            Some(width) => {
                let options = textwrap::Options::new(width)
                    .initial_indent(&first)
                    .subsequent_indent(&next)
                    .break_words(false)
                    .word_splitter(textwrap::WordSplitter::NoHyphenation);
                textwrap::fill(words, options)
            }
        };
        self.line(format_args!("{filled}"));
    }

    /// Writing to a string does not fail.
    fn line(&mut self, line: fmt::Arguments<'_>) {
        writeln!(self.text, "{line}").expect("a string takes everything");
    }
}
