//! The door to the files of a manifest: itself, and what it includes.

use std::fs::{self, File as OpenFile};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::ManifestError;
use super::choice::Choice;
use super::layers::variables;
use super::node::{Content, MOST_NODES, Node};
use super::place::{Diagnostic, File};
use super::shape::{self, FILE};
use super::variables::Variables;
use crate::environment::Environment;
use crate::foreign;
use crate::secret::Secret;

/// No manifest is larger than this, with all that it includes: ten thousand parameters with full values.
const LARGEST: u64 = 48 * 1024 * 1024;

/// How many files a manifest has at most, and how deep they include one another.
const MOST_FILES: usize = 64;
const DEEPEST: usize = 8;

/// What the files of a manifest hold, the lowest layer first: each file behind those that it includes.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    pub(crate) documents: Vec<Document>,
    pub(crate) problems: Vec<Diagnostic>,
}

/// One file of a manifest.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) file: Arc<File>,
    pub(crate) node: Node,
}

/// What a file holds.
pub(super) enum Read {
    Text(Secret),
    TooLarge,
    /// With how many bytes are text.
    NotText(usize, Vec<u8>),
}

/// Reads a manifest and all that it includes.
pub(crate) fn load(
    path: &Path,
    choice: &Choice,
    environment: &Environment,
) -> Result<Loaded, ManifestError> {
    let unreadable = |source| ManifestError::Unreadable { path: path.to_owned(), source };
    let read = read_file(path, LARGEST).map_err(unreadable)?;
    let mut loader = Loader {
        choice,
        environment,
        room: LARGEST,
        nodes: MOST_NODES,
        seen: vec![identity(path)],
        open: vec![identity(path)],
        loaded: Loaded::default(),
    };
    if matches!(read, Read::TooLarge) {
        return Err(ManifestError::TooLarge { path: path.to_owned(), limit: LARGEST });
    }
    loader.document(0, path, read, &[]);
    Ok(loader.loaded)
}

struct Loader<'a> {
    choice: &'a Choice,
    environment: &'a Environment,
    /// How many bytes there may still be.
    room: u64,
    /// How many nodes there may still be.
    nodes: usize,
    seen: Vec<PathBuf>,
    /// The files that include one another down to this one.
    open: Vec<PathBuf>,
    loaded: Loaded,
}

impl Loader<'_> {
    /// Takes a file in, behind all that it includes. `outer` are those that include it, the manifest itself last.
    fn document(&mut self, number: usize, path: &Path, read: Read, outer: &[&Node]) {
        let without_text = || File::with_text(number, path, None);
        let (file, node) = match read {
            Read::Text(text) => {
                self.room = self.room.saturating_sub(text.expose_secret().len() as u64);
                let file = File::with_text(number, path, Some(text));
                let text = file.text().map_or("", Secret::expose_secret);
                let node = self.parse(text, &file);
                (Arc::clone(&file), node)
            }
            Read::TooLarge => {
                let file = without_text();
                let problem = Diagnostic::new(&file.start(), "the file is too large");
                (file, Err(problem))
            }
            Read::NotText(valid, bytes) => {
                let file = without_text();
                let problem = no_text(&file, valid, &bytes);
                (file, Err(problem))
            }
        };
        match node {
            Ok(node) => {
                self.loaded.problems.extend(shape::check(&node, &FILE, "a manifest"));
                self.includes(&file, &node, outer);
                self.loaded.documents.push(Document { file, node });
            }
            Err(problem) => self.loaded.problems.push(problem),
        }
    }

    /// Reads a file into what all files together may have.
    fn parse(&mut self, text: &str, file: &Arc<File>) -> Result<Node, Diagnostic> {
        let node = Node::parse_up_to(self.nodes, text, file);
        // What could not be read took its time, too; a node has two bytes at least.
        let taken = node.as_ref().map_or(text.len() / 2, Node::count);
        self.nodes = self.nodes.saturating_sub(taken);
        node
    }

    fn includes(&mut self, file: &Arc<File>, node: &Node, outer: &[&Node]) {
        let Some(include) = node.get("include") else { return };
        let chain: Vec<&Node> = std::iter::once(node).chain(outer.iter().copied()).collect();
        let mut variables = Variables::new(variables(&chain, self.choice), self.environment);
        let include = variables.node(include);
        self.loaded.problems.append(&mut variables.problems);
        let single = std::slice::from_ref(&include);
        let items = if let Content::List(items) = &include.content { items } else { single };
        for item in items {
            let Content::Text(text) = &item.content else { continue };
            if text.as_str().is_empty() {
                self.loaded
                    .problems
                    .push(Diagnostic::new(&item.place, "no file has an empty path"));
                continue;
            }
            let path = file.folder().join(text.as_str());
            // What comes from the environment may be a secret in the wrong place.
            let shown = if text.is_tainted {
                "the file"
            } else {
                &foreign::harmless(&path.display().to_string())
            };
            let flags = variables.parts.of(item).flags();
            if let Err(problem) = self.include(&path, shown, &chain) {
                let problem = format!("{problem}{flags}");
                self.loaded.problems.push(Diagnostic::new(&item.place, problem));
            }
        }
    }

    fn include(&mut self, path: &Path, shown: &str, outer: &[&Node]) -> Result<(), String> {
        let identity = identity(path);
        if self.open.contains(&identity) {
            return Err(format!("`{shown}` includes itself"));
        }
        // Who is included by two is there for both.
        if self.seen.contains(&identity) {
            return Ok(());
        }
        if self.open.len() > DEEPEST {
            return Err(format!("files include one another at most {DEEPEST} deep"));
        }
        if self.seen.len() == MOST_FILES {
            return Err(format!("a manifest has at most {MOST_FILES} files"));
        }
        let read = read_regular(path, self.room)
            .map_err(|error| format!("cannot read `{shown}`: {error}"))?;
        if matches!(read, Read::TooLarge) {
            return Err(format!(
                "with `{shown}`, the manifest has more than {} MiB",
                LARGEST >> 20
            ));
        }
        let number = self.seen.len();
        self.seen.push(identity.clone());
        self.open.push(identity);
        self.document(number, path, read, outer);
        self.open.pop();
        Ok(())
    }
}

/// Returns what tells files apart, however their paths are written.
fn identity(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn no_text(file: &Arc<File>, valid: usize, bytes: &[u8]) -> Diagnostic {
    let before = String::from_utf8_lossy(&bytes[..valid]);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(0, |last| last.chars().count()) + 1;
    let place = file.place(line as u64, column as u64);
    Diagnostic::new(&place, "the file is not UTF-8 text; save it as UTF-8")
}

/// Reads a file that cannot keep us waiting, as a pipe might.
pub(super) fn read_regular(path: &Path, limit: u64) -> io::Result<Read> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a file"));
    }
    read_file(path, limit)
}

/// Reads a file up to a limit.
fn read_file(path: &Path, limit: u64) -> io::Result<Read> {
    let mut bytes = Vec::new();
    OpenFile::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Ok(Read::TooLarge);
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Read::Text(Secret::new(text)),
        Err(error) => Read::NotText(error.utf8_error().valid_up_to(), error.into_bytes()),
    })
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
