//! A manifest on its way: all that its files say, before any value is fetched.

use std::path::{Path, PathBuf};

use super::choice::Choice;
use super::copies;
use super::decode::{self, Declared};
use super::expiring;
use super::files;
use super::judge::Judged;
use super::layers::{self, Composed, Entry, SOURCES};
use super::limits::keep;
use super::place::{Diagnostic, Place};
use super::problems::Problems;
use super::source::{Resolved, foresee, outline, resolve};
use super::variables::{Parts, Written};
use super::{Guard, Manifest, ManifestError, Prune};
use crate::environment::Environment;

/// What the files of a manifest say, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Draft {
    path: PathBuf,
    pub(crate) composed: Composed,
    pub(crate) declared: Vec<Declared>,
    guard: Guard,
    prune: Option<Prune>,
    problems: Vec<Diagnostic>,
}

impl Draft {
    /// Reads all files; nothing else is fetched, and nothing is run.
    pub(crate) fn read(
        path: &Path,
        choice: &Choice,
        environment: &Environment,
    ) -> Result<Self, ManifestError> {
        let loaded = files::load(path, choice, environment)?;
        let mut problems = loaded.problems;
        let mut composed = layers::compose(&loaded.documents, choice, environment);
        let (guard, more) = decode::guard(composed.account.as_ref(), composed.region.as_ref());
        problems.extend(more);
        let has_scope = composed.scope.is_some();
        let (prune, more) = decode::prune(composed.prune.as_ref(), has_scope);
        problems.extend(more);
        if let Some(root) = loaded.documents.last() {
            keep(&mut problems, decode::defaults(&composed.defaults, &root.node.place));
        }
        let mut declared = Vec::new();
        for entry in &composed.entries {
            let (one, more) = decode::parameter(entry, prune.is_some() && has_scope);
            keep(&mut problems, more);
            let written = written(entry, &composed.parts);
            declared.extend(one.map(|one| Declared { literals: literals(&one, &written), ..one }));
        }
        problems.extend(copies::of_our_own(&declared));
        // What has no file behind it is not YAML at all, and is told so.
        if !loaded.documents.is_empty() {
            problems.extend(composed.problems.iter().cloned());
        }
        for entry in &composed.entries {
            let said = SOURCES.iter().filter_map(|source| entry.fields.get(source));
            said.for_each(|field| composed.parts.note_whole(&field.node));
        }
        composed.parts.name_flags(&mut problems);
        let path = path.to_owned();
        Ok(Self { path, composed, declared, guard, prune, problems })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses a draft that something is wrong with.
    pub(crate) fn check(&self) -> Result<(), ManifestError> {
        if self.problems.is_empty() {
            return Ok(());
        }
        Err(ManifestError::Refused(Problems::new(self.problems.clone())))
    }

    /// Fetches the values that are at hand, and makes a manifest of it.
    pub(crate) fn resolve(
        mut self,
        choice: &Choice,
        environment: &Environment,
    ) -> Result<Manifest, ManifestError> {
        let mut manifest = self.manifest(choice);
        manifest.expirations = expiring::all(&self.composed.entries, &self.declared);
        let mut judged = Judged::default();
        for declared in std::mem::take(&mut self.declared) {
            let Resolved { placed, pending, literals, judged: more } =
                resolve(declared, choice, environment);
            manifest.parameters.push(placed);
            manifest.pending.extend(pending);
            manifest.literals.extend(literals);
            judged.warnings.extend(more.warnings);
            judged.problems.extend(more.problems);
        }
        self.composed.parts.name_flags(&mut judged.problems);
        self.composed.parts.name_flags(&mut judged.warnings);
        self.problems.append(&mut judged.problems);
        // Where nothing else is wrong, they are told with those that are found later.
        if choice.is_strict && !self.problems.is_empty() {
            let secrets = judged.warnings.extract_if(.., |warning| warning.about_secret);
            self.problems.extend(secrets);
        }
        self.check()?;
        manifest.warnings = judged.warnings;
        Ok(manifest)
    }

    /// Makes a manifest of it that has no values.
    pub(crate) fn outline(mut self, choice: &Choice) -> Manifest {
        let mut manifest = self.manifest(choice);
        for declared in std::mem::take(&mut self.declared) {
            if declared.is_never_put() {
                manifest.never_put.push(declared.parameter.name.clone());
            }
            let (literals, warnings) = foresee(&declared);
            manifest.literals.extend(literals);
            manifest.warnings.extend(warnings);
            let (placed, pending) = outline(declared);
            manifest.parameters.push(placed);
            manifest.pending.extend(pending);
        }
        manifest
    }

    fn manifest(&mut self, choice: &Choice) -> Manifest {
        Manifest {
            path: std::mem::take(&mut self.path),
            guard: std::mem::take(&mut self.guard),
            scope: self.composed.scope.take().map(|(scope, _)| scope),
            prune: self.prune.take(),
            stage: self.composed.stage.take(),
            stages: std::mem::take(&mut self.composed.stages),
            is_strict: choice.is_strict,
            ..Manifest::default()
        }
    }
}

/// Returns where what is said of a parameter's value is written; of a variable of the environment, what holds without
/// it.
fn written(entry: &Entry, parts: &Parts) -> Written {
    let said = SOURCES.iter().find_map(|source| entry.fields.get(source));
    let Some(node) = said.map(|field| &field.node) else { return Written::default() };
    let default = node.get("env").filter(|_| entry.fields.contains_key("from"));
    match (default.and_then(|env| env.get("default")), entry.fields.contains_key("from")) {
        (Some(default), _) => parts.of(default),
        (None, true) => Written::default(),
        (None, false) => parts.of(node),
    }
}

/// Returns where a value that the manifest says itself is written. What the command line or the environment has a part
/// in is not in the file.
fn literals(declared: &Declared, written: &Written) -> Vec<Place> {
    if !declared.origin.is_literal() || !written.set.is_empty() {
        return Vec::new();
    }
    let here = written.is_here.then(|| declared.value_place.clone());
    written.places.iter().cloned().chain(here).collect()
}
