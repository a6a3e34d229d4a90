//! What is said to GitHub Actions: which texts its log must not show, which lines of which files are spoken of, and the
//! page that sums a job up.
//!
//! The runner reads both streams of a step line by line, and takes a line that begins with `::` for a command. What is
//! said to it goes to standard error, for standard output may hold a document.

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::foreign;
use crate::secret::Secret;
use crate::terminal::Terminal;

/// Shorter texts are in every line: without them the log would be stars.
const SHORTEST: usize = 4;

/// The most annotations: GitHub shows ten of a kind for each step.
const MOST_ANNOTATIONS: usize = 10;

/// A job of GitHub Actions, when this is one.
#[derive(Debug)]
pub(crate) struct Job {
    /// Where this is, so that files can be named as the repository knows them.
    folder: PathBuf,
    repository: Option<PathBuf>,
    summary: Option<PathBuf>,
}

/// What an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Error,
    Warning,
}

/// Something to say about a place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Annotation {
    pub(crate) level: Level,
    pub(crate) file: PathBuf,
    /// A line and a column, unless it is about the file as a whole.
    pub(crate) position: Option<(u32, u32)>,
    pub(crate) message: String,
}

impl Job {
    /// Finds out whether this is a job of GitHub Actions.
    pub(crate) fn find(environment: &Environment) -> Option<Self> {
        let is_one = environment.text("GITHUB_ACTIONS") == Some("true");
        is_one.then(|| Self {
            folder: environment.folder().to_owned(),
            repository: environment.text("GITHUB_WORKSPACE").map(PathBuf::from),
            summary: environment.text("GITHUB_STEP_SUMMARY").map(PathBuf::from),
        })
    }

    /// Registers values, before anything is said that could hold one: from now on the log shows stars instead.
    ///
    /// This is the one place where a value is written to a stream: the runner takes the line for itself, and shows it
    /// to nobody.
    #[expect(clippy::unused_self, reason = "only a job has a runner that takes these lines")]
    pub(crate) fn mask<'a>(&self, secrets: impl Iterator<Item = &'a Secret>, voice: &mut Terminal) {
        for secret in secrets {
            for mask in masks(secret.expose_secret()) {
                voice.command(&mask);
            }
        }
    }

    /// Shows problems and warnings beside the lines that they are about.
    pub(crate) fn annotate(&self, annotations: &[Annotation], voice: &mut Terminal) {
        for level in [Level::Error, Level::Warning] {
            let some = annotations.iter().filter(|annotation| annotation.level == level);
            for annotation in some.take(MOST_ANNOTATIONS) {
                voice.command(&self.line(annotation));
            }
        }
    }

    fn line(&self, annotation: &Annotation) -> String {
        let level = match annotation.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let file = self.in_repository(&annotation.file).display().to_string();
        let file = property(&foreign::escaped(&file));
        let position =
            annotation.position.map(|(line, column)| format!(",line={line},col={column}"));
        let position = position.unwrap_or_default();
        let lines: Vec<String> = annotation.message.lines().map(foreign::escaped).collect();
        format!("::{level} file={file}{position}::{}", data(&lines.join("\n")))
    }

    /// Names a file as the repository does, when it is in there.
    fn in_repository(&self, file: &Path) -> PathBuf {
        let whole: PathBuf = self.folder.join(file).components().collect();
        let inside = self.repository.as_ref().and_then(|root| whole.strip_prefix(root).ok());
        inside.map_or_else(|| file.to_owned(), Path::to_owned)
    }

    /// Adds a page to the summary of the job.
    pub(crate) fn summarize(&self, page: &str, voice: &mut Terminal) {
        let Some(path) = &self.summary else { return };
        if let Err(error) = append(path, page) {
            voice.warn(&format!("the summary of the job is not written: {error}"));
        }
    }
}

fn append(path: &Path, page: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(page.as_bytes())?;
    // The next step's page begins on a line of its own.
    file.write_all(b"\n")
}

/// Returns the commands that mask a value: as a whole and line by line, for a log is shown line by line.
fn masks(value: &str) -> Vec<String> {
    let lines = value.split(['\r', '\n']).map(str::trim);
    let mut pieces: Vec<&str> = Vec::new();
    for piece in [value, value.trim()].into_iter().chain(lines) {
        if piece.trim().chars().count() >= SHORTEST && !pieces.contains(&piece) {
            pieces.push(piece);
        }
    }
    pieces.iter().map(|piece| format!("::add-mask::{}", data(piece))).collect()
}

/// Escapes what a command says.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes what a command says of itself.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(folder: &str, repository: &str) -> Job {
        Job { folder: folder.into(), repository: Some(repository.into()), summary: None }
    }

    #[test]
    fn only_github_actions_is_a_job() {
        let is_job = |value| Job::find(&Environment::of(&[("GITHUB_ACTIONS", value)])).is_some();

        assert!(is_job("true"));
        assert!(!is_job("false"));
        assert!(!is_job(""));
        assert!(Job::find(&Environment::of(&[])).is_none());
    }

    #[test]
    fn a_value_is_masked_as_a_whole_and_line_by_line() {
        assert_eq!(masks("hunter2"), ["::add-mask::hunter2"]);
        assert_eq!(masks("100%"), ["::add-mask::100%25"]);
        assert_eq!(masks(" padded "), ["::add-mask:: padded ", "::add-mask::padded"]);
        assert_eq!(
            masks("-----BEGIN-----\r\n  abcd\nxyz\n\nabcd\n"),
            [
                "::add-mask::-----BEGIN-----%0D%0A  abcd%0Axyz%0A%0Aabcd%0A",
                "::add-mask::-----BEGIN-----%0D%0A  abcd%0Axyz%0A%0Aabcd",
                "::add-mask::-----BEGIN-----",
                "::add-mask::abcd",
            ]
        );
    }

    #[test]
    fn what_is_in_every_line_is_not_masked() {
        for value in ["", "a", "abc", "  a  ", "\n\n\n\n", "a\nb\nc"] {
            assert!(masks(value).iter().all(|mask| mask.contains("%0A")), "{value:?}");
        }
        assert!(masks("yes").is_empty());
    }

    #[test]
    fn an_annotation_names_the_file_as_the_repository_does() {
        let annotation = Annotation {
            level: Level::Error,
            file: "in,fra/params\n.yaml".into(),
            position: Some((3, 5)),
            message: "100% wrong:\nreally\u{1b}, ::error::".to_owned(),
        };

        assert_eq!(
            job("/checkout/app", "/checkout").line(&annotation),
            "::error file=app/in%2Cfra/params .yaml,line=3,col=5::100%25 wrong:%0Areally\\u{1b}, ::error::"
        );
        assert_eq!(
            job("/elsewhere", "/checkout").line(&annotation),
            "::error file=in%2Cfra/params .yaml,line=3,col=5::100%25 wrong:%0Areally\\u{1b}, ::error::"
        );
    }
}
