//! A manifest on its way: all that its files say, before any value is fetched.

use std::path::{Path, PathBuf};

use super::choice::Choice;
use super::copies;
use super::decode::{self, Declared};
use super::expiring;
use super::files::{self, Document};
use super::judge::Judged;
use super::layers::{self, Composed};
use super::place::{Diagnostic, Problems};
use super::shape::tell_keys;
use super::source::{Resolved, outline, resolve};
use super::{Guard, Manifest, ManifestError, Prune};
use crate::environment::Environment;

/// What the files of a manifest say, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Draft {
    path: PathBuf,
    documents: Vec<Document>,
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
        let composed = layers::compose(&loaded.documents, choice, environment);
        let (guard, more) = decode::guard(composed.account.as_ref(), composed.region.as_ref());
        problems.extend(more);
        let has_scope = composed.scope.is_some();
        let (prune, more) = decode::prune(composed.prune.as_ref(), has_scope);
        problems.extend(more);
        if let Some(root) = loaded.documents.last() {
            problems.extend(decode::defaults(&composed.defaults, &root.node.place));
        }
        let mut declared = Vec::new();
        for entry in &composed.entries {
            let (one, more) = decode::parameter(entry, prune.is_some() && has_scope);
            problems.extend(more);
            declared.extend(one);
        }
        problems.extend(copies::of_our_own(&declared));
        // What has no file behind it is not YAML at all, and is told so.
        if !loaded.documents.is_empty() {
            problems.extend(composed.problems.iter().cloned());
        }
        let path = path.to_owned();
        Ok(Self { path, documents: loaded.documents, composed, declared, guard, prune, problems })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Refuses a draft that something is wrong with.
    pub(crate) fn check(&self) -> Result<(), ManifestError> {
        if self.problems.is_empty() {
            return Ok(());
        }
        let mut problems = self.problems.clone();
        tell_keys(&mut problems, self.documents.iter().map(|document| &document.node));
        Err(ManifestError::Refused(Problems::new(problems)))
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
            let Resolved { placed, pending, literal, judged: more } =
                resolve(declared, choice, environment);
            manifest.parameters.push(placed);
            manifest.pending.extend(pending);
            manifest.literals.extend(literal);
            judged.warnings.extend(more.warnings);
            judged.problems.extend(more.problems);
        }
        if choice.is_strict {
            judged.problems.extend(judged.warnings.extract_if(.., |warning| warning.about_secret));
        }
        self.problems.append(&mut judged.problems);
        self.check()?;
        manifest.note(judged)?;
        Ok(manifest)
    }

    /// Makes a manifest of it that has no values.
    pub(crate) fn outline(mut self, choice: &Choice) -> Manifest {
        let mut manifest = self.manifest(choice);
        for declared in std::mem::take(&mut self.declared) {
            if declared.is_never_put() {
                manifest.never_put.push(declared.parameter.name.clone());
            }
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
