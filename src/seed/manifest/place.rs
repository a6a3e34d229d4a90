//! Where something stands: a file, a line and a column; and what there is to say about it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::folder;
use crate::secret::Secret;

/// A file that is part of the manifest. The manifest itself is number 0, the others follow as they were read.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) number: usize,
    pub(crate) path: PathBuf,
    text: Option<Secret>,
}

/// A file, and in it a line and a column, both from 1.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    file: Arc<File>,
    line: u32,
    column: u32,
    /// Where what an alias stands for is written, in the same file; zeros where it is written here.
    written: (u32, u32),
}

/// Something to say about a place. Never says a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Diagnostic {
    pub(crate) place: Place,
    pub(crate) message: String,
    /// Whether it is about a secret that others may read.
    pub(crate) about_secret: bool,
    /// What on the command line or in the environment it is about, where that is no place of a file.
    pub(crate) outside: Option<String>,
    /// Another place that it is about, and what is there.
    pub(crate) other: Option<Box<(Place, &'static str)>>,
    /// The line that it is about, and the keys that lead there, as far as they are known to be no values.
    pub(crate) explanation: Vec<String>,
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
    /// Returns the manifest itself, which everything else belongs to; nothing is read of it.
    #[cfg(test)]
    pub(crate) fn first(path: &Path) -> Arc<Self> {
        Self::with_text(0, path, None)
    }

    /// Keeps what is written in a file, so that its lines can be looked at when there is something to say of them.
    pub(crate) fn with_text(number: usize, path: &Path, text: Option<Secret>) -> Arc<Self> {
        Arc::new(Self { number, path: path.to_owned(), text })
    }

    /// Returns what is written in the file, where it is text.
    pub(crate) const fn text(&self) -> Option<&Secret> {
        self.text.as_ref()
    }

    /// Returns the folder that paths in this file are relative to.
    pub(crate) fn folder(&self) -> &Path {
        folder::of(&self.path)
    }

    pub(crate) fn start(self: &Arc<Self>) -> Place {
        self.place(1, 1)
    }

    /// Returns a place in this file.
    pub(crate) fn place(self: &Arc<Self>, line: u64, column: u64) -> Place {
        let (line, column) = (small(line), small(column));
        Place { file: Arc::clone(self), line, column, written: (0, 0) }
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
        Self { file: Arc::clone(&self.file), line, column, written: (0, 0) }
    }

    /// Says that an alias stands here, for what is written elsewhere in the file.
    pub(crate) fn alias_of(self, line: u64, column: u64) -> Self {
        let written = (small(line), small(column));
        if written == (self.line, self.column) { self } else { Self { written, ..self } }
    }

    /// Returns where what stands here is written, where this is an alias.
    pub(crate) fn anchored(&self) -> Option<Self> {
        (self.written != (0, 0)).then(|| self.at(self.written.0, self.written.1))
    }
}

impl Diagnostic {
    pub(crate) fn new(place: &Place, message: impl Into<String>) -> Self {
        Self {
            place: place.clone(),
            message: message.into(),
            about_secret: false,
            outside: None,
            other: None,
            explanation: Vec::new(),
        }
    }

    /// Says something about what somebody said outside of the manifest, such as `--stage q`.
    pub(crate) fn outside(file: &Arc<File>, outside: String, message: impl Into<String>) -> Self {
        Self { outside: Some(outside), ..Self::new(&file.start(), message) }
    }

    /// Says what is at another place that this is about.
    pub(crate) fn beside(self, place: &Place, what: &'static str) -> Self {
        Self { other: Some(Box::new((place.clone(), what))), ..self }
    }

    /// Says something about a secret that others may read.
    pub(crate) fn about_secret(place: &Place, message: impl Into<String>) -> Self {
        Self { about_secret: true, ..Self::new(place, message) }
    }

    /// Says all there is to say: one line, and below it the line of the file. What belongs to the line before begins
    /// with a space.
    pub(crate) fn explained(&self) -> String {
        let below = self.explanation.iter().map(|line| format!("\n {line}"));
        std::iter::once(self.to_string()).chain(below).collect()
    }
}

/// What is too far to be counted is at the end of what can be.
fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
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
        match &self.outside {
            Some(outside) => write!(formatter, "{outside}: {}", self.message),
            None => write!(formatter, "{}: {}", self.place, self.message),
        }
    }
}
