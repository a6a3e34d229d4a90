//! What is said to GitHub Actions: which texts its log must not show, which lines of which files are spoken of, and the
//! page that sums a job up.
//!
//! The runner reads both streams of a step line by line, and takes a line that begins with `::` for a command. What is
//! said to it goes to standard error, for standard output may hold a document.

use std::cell::RefCell;
use std::collections::HashSet;
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

/// The most bytes of a summary: GitHub takes a MiB for each step, and nothing at all of what is larger.
const LARGEST_SUMMARY: usize = 1024 * 1024 - 64 * 1024;

/// A job of GitHub Actions, when this is one.
#[derive(Debug)]
pub(crate) struct Job {
    /// Where this is, so that files can be named as the repository knows them.
    folder: PathBuf,
    repository: Option<PathBuf>,
    summary: Option<PathBuf>,
    /// What the runner knows already.
    masked: RefCell<HashSet<Secret>>,
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
            masked: RefCell::default(),
        })
    }

    /// Registers values, before anything is said that could hold one: from now on the log shows stars instead.
    ///
    /// This is the one place where a value is written to a stream: the runner takes the line for itself, and shows it
    /// to nobody.
    pub(crate) fn mask<'a>(&self, secrets: impl Iterator<Item = &'a Secret>, voice: &mut Terminal) {
        for secret in secrets {
            for mask in masks(secret.expose_secret()) {
                if self.masked.borrow_mut().insert(Secret::new(mask)) {
                    voice.command(&format!("::add-mask::{}", data(mask)));
                }
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

    /// Adds a page to the summary of the job, when told for how many bytes there is room. One that is too large would
    /// cost the pages before it, too.
    pub(crate) fn summarize(&self, page: impl FnOnce(usize) -> String, voice: &mut Terminal) {
        let Some(path) = &self.summary else { return };
        let room = LARGEST_SUMMARY.saturating_sub(length(path));
        let page = page(room);
        let added = if page.len() > room {
            Err(io::Error::other("there is no room left in it"))
        } else {
            append(path, &page)
        };
        if let Err(error) = added {
            voice.warn(&format!("the summary of the job is not written: {error}"));
        }
    }
}

/// Returns what the summary has already; of what is not there yet, nothing.
fn length(path: &Path) -> usize {
    let length = std::fs::metadata(path).map_or(0, |metadata| metadata.len());
    usize::try_from(length).unwrap_or(usize::MAX)
}

fn append(path: &Path, page: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(page.as_bytes())?;
    // The next step's page begins on a line of its own.
    file.write_all(b"\n")
}

/// Returns what to mask of a value: all of it, and each of its lines, for a log is shown line by line. The first and the
/// last line of a key or certificate are in every other one, and no secret.
fn masks(value: &str) -> Vec<&str> {
    let lines = value.split(['\r', '\n']).map(str::trim).filter(|line| !is_frame(line));
    let mut pieces: Vec<&str> = Vec::new();
    for piece in [value, value.trim()].into_iter().chain(lines) {
        if piece.trim().chars().count() >= SHORTEST && !pieces.contains(&piece) {
            pieces.push(piece);
        }
    }
    pieces
}

/// Tells whether a line is like `-----BEGIN CERTIFICATE-----`.
fn is_frame(line: &str) -> bool {
    let begins =
        ["-----BEGIN ", "-----END "].into_iter().find_map(|begin| line.strip_prefix(begin));
    let what = begins.and_then(|rest| rest.strip_suffix("-----"));
    let is_plain = |character: char| {
        character.is_ascii_uppercase() || character.is_ascii_digit() || character == ' '
    };
    what.is_some_and(|what| what.chars().all(is_plain))
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
        Job {
            folder: folder.into(),
            repository: Some(repository.into()),
            summary: None,
            masked: RefCell::default(),
        }
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
        assert_eq!(masks("hunter2"), ["hunter2"]);
        assert_eq!(masks(" padded "), [" padded ", "padded"]);
        assert_eq!(
            masks("one line\r\n  abcd\nxyz\n\nabcd\n"),
            [
                "one line\r\n  abcd\nxyz\n\nabcd\n",
                "one line\r\n  abcd\nxyz\n\nabcd",
                "one line",
                "abcd",
            ]
        );
        assert_eq!(data("100%\r\n"), "100%25%0D%0A");
    }

    #[test]
    fn what_frames_a_key_is_no_secret_unless_it_is_all_there_is() {
        let key = "-----BEGIN EC PRIVATE KEY-----\nabcd\n-----END EC PRIVATE KEY-----";
        assert_eq!(masks(key), [key, "abcd"]);
        let frame = "-----BEGIN X509 CRL-----";
        assert_eq!(masks(frame), [frame]);
        for secret in ["-----hunter2-----", "-----BEGIN hunter2-----", "-----BEGIN X-----x"] {
            assert_eq!(masks(&format!("{secret}\nx"))[1], secret);
        }
    }

    #[test]
    fn what_is_in_every_line_is_not_masked() {
        for value in ["", "a", "abc", "  a  ", "\n\n\n\n", "a\nb\nc"] {
            assert!(masks(value).iter().all(|mask| mask.contains('\n')), "{value:?}");
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
