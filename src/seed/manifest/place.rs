//! Where something stands: a file, a line and a column; and what there is to say about it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::folder;
use crate::foreign;

/// The most problems that are told one by one.
pub(crate) const MOST_TOLD: usize = 100;

/// With more problems than this, each has one line only.
const MOST_EXPLAINED: usize = 20;

/// A file that is part of the manifest. The manifest itself is number 0, the others follow as they were read.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) number: usize,
    pub(crate) path: PathBuf,
}

/// A file, and in it a line and a column, both from 1.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    file: Arc<File>,
    line: u32,
    column: u32,
}

/// Something to say about a place. Never says a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Diagnostic {
    pub(crate) place: Place,
    pub(crate) message: String,
    /// The keys that lead to the place, as far as they are known to be no values.
    pub(crate) keys: Vec<String>,
    /// Whether it is about a secret that others may read.
    pub(crate) about_secret: bool,
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for File {}

impl Ord for File {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.number.cmp(&other.number)
    }
}

impl PartialOrd for File {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl File {
    /// Returns the manifest itself, which everything else belongs to.
    pub(crate) fn first(path: &Path) -> Arc<Self> {
        Arc::new(Self { number: 0, path: path.to_owned() })
    }

    /// Returns the folder that paths in this file are relative to.
    pub(crate) fn folder(&self) -> &Path {
        folder::of(&self.path)
    }

    pub(crate) fn start(self: &Arc<Self>) -> Place {
        self.place(1, 1)
    }

    /// Returns a place in this file. What is too far to be counted is at the end of what can be.
    pub(crate) fn place(self: &Arc<Self>, line: u64, column: u64) -> Place {
        let small = |number| u32::try_from(number).unwrap_or(u32::MAX);
        Place { file: Arc::clone(self), line: small(line), column: small(column) }
    }
}

impl Place {
    pub(crate) const fn file(&self) -> &Arc<File> {
        &self.file
    }

    pub(crate) const fn line(&self) -> u32 {
        self.line
    }

    pub(crate) const fn column(&self) -> u32 {
        self.column
    }

    /// Returns another place in the same file.
    pub(crate) fn at(&self, line: u32, column: u32) -> Self {
        Self { file: Arc::clone(&self.file), line, column }
    }
}

impl Diagnostic {
    pub(crate) fn new(place: &Place, message: impl Into<String>) -> Self {
        Self {
            place: place.clone(),
            message: message.into(),
            keys: Vec::new(),
            about_secret: false,
        }
    }

    /// Says something about a secret that others may read.
    pub(crate) fn about_secret(place: &Place, message: impl Into<String>) -> Self {
        Self { about_secret: true, ..Self::new(place, message) }
    }

    /// Returns the keys that lead to the place, unless the message says them itself.
    fn keys_to_tell(&self) -> Option<String> {
        let said = |key: &String| self.message.contains(&format!("`{key}`"));
        let tells_nothing = self.keys.iter().all(said);
        (!tells_nothing).then(|| self.keys.join(" > "))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file.path.display(), self.line, self.column)
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

/// Says it as compilers do: file, line, column, what.
impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.message)
    }
}

/// Everything that is wrong with a manifest, in the order of the files.
#[derive(Debug)]
pub(crate) struct Problems(Vec<Diagnostic>);

impl Problems {
    pub(crate) fn new(mut problems: Vec<Diagnostic>) -> Self {
        problems.sort();
        problems.dedup();
        Self(problems)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.0.iter()
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        for problem in self.0.iter().take(MOST_TOLD) {
            lines.push(problem.to_string());
            if let Some(keys) = problem.keys_to_tell().filter(|_| self.0.len() <= MOST_EXPLAINED) {
                lines.push(format!("  in {}", foreign::escaped(&keys)));
            }
        }
        if let Some(untold @ 1..) = self.0.len().checked_sub(MOST_TOLD) {
            lines.push(format!("and {untold} more problems"));
        }
        formatter.write_str(&lines.join("\n"))
    }
}
