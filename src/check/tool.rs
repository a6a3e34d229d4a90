//! Asking a tool for its version, and what each kind of answer means.

use std::time::Duration;

use semver::Version;

use super::catalog::CheckId;
use super::finding::{Finding, Hint};
use crate::foreign;
use crate::process::Reply;
use crate::timed::Timed;

/// What a tool says of its version.
#[derive(Debug)]
pub(crate) enum Stated {
    Version(Version),
    /// The finding that says why there is none.
    Nothing(Box<Finding>),
}

/// Reads the version out of a tool's reply. Only what ended well and reads like a version is one.
pub(crate) fn stated(id: CheckId, tool: &str, reply: &Reply, install: Hint) -> Stated {
    let again = || Hint::new("see what it says", [question(tool)]);
    let finding = match reply {
        Reply::Absent => Finding::fail(id, format!("`{tool}` is not on PATH"), install),
        Reply::Unstartable { path, reason } => {
            Finding::fail(id, format!("{} cannot be started: {reason}", path.display()), install)
        }
        Reply::TooSlow { path, after } => Finding::unknown(
            id,
            format!("{} did not answer within {}", path.display(), seconds(*after)),
            again(),
        ),
        Reply::Ended(ended) if ended.code != Some(0) => {
            let how = ended.code.map_or_else(
                || "was ended by a signal".to_owned(),
                |code| format!("ended with code {code}"),
            );
            let said = foreign::first_line(if ended.stderr.trim().is_empty() {
                &ended.stdout
            } else {
                &ended.stderr
            });
            let said = if said.is_empty() { said } else { format!(": {said}") };
            Finding::fail(id, format!("{} {how}{said}", ended.path.display()), install)
        }
        Reply::Ended(ended) => match version_in(&ended.stdout) {
            Some(version) => return Stated::Version(version),
            None => Finding::unknown(
                id,
                format!(
                    "{} says no version: \"{}\"",
                    ended.path.display(),
                    foreign::first_line(&ended.stdout)
                ),
                again(),
            ),
        },
    };
    Stated::Nothing(Box::new(finding))
}

/// Returns what a tool is asked. cargo-lambda is Cargo's: it expects to be called by it.
fn question(tool: &str) -> String {
    let subcommand = if tool == "cargo-lambda" { " lambda" } else { "" };
    format!("{tool}{subcommand} --version")
}

/// Adds where the tool is and how long it took.
pub(crate) fn located(finding: Finding, reply: &Timed<Reply>) -> Finding {
    let path = match &reply.value {
        Reply::Absent => None,
        Reply::Unstartable { path, .. } | Reply::TooSlow { path, .. } => Some(path),
        Reply::Ended(ended) => Some(&ended.path),
    };
    finding.fact("path", path.map(|path| path.display().to_string())).taking(reply.took)
}

/// Finds the first word that is a version: `1.95.0` in `rustc 1.95.0 (59807616e 2026-04-14)`.
fn version_in(text: &str) -> Option<Version> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    line.split([' ', ',']).find_map(|word| Version::parse(word).ok())
}

fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_tools_print() {
        let found = |text| version_in(text).map(|version| version.to_string());

        assert_eq!(found("rustc 1.95.0 (59807616e 2026-04-14)\n").as_deref(), Some("1.95.0"));
        assert_eq!(found("SAM CLI, version 1.170.0").as_deref(), Some("1.170.0"));
        assert_eq!(found("cargo-lambda 1.9.2 (abc 2026-01-01Z)").as_deref(), Some("1.9.2"));
        assert_eq!(found("rustc 1.97.0-nightly (x)").as_deref(), Some("1.97.0-nightly"));
        assert_eq!(found("hello\n1.2.3"), None);
    }
}
