//! Manifests of the tests, in a folder of their own.

use std::path::PathBuf;

use tempfile::TempDir;

use super::choice::Choice;
use super::{Draft, ManifestError};
use crate::cli::ReadingArgs;
use crate::environment::Environment;

/// Files in a folder; the first is the manifest.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Self(folder)
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.0.path().join("m.yaml")
    }

    pub(crate) fn draft(&self, arguments: &ReadingArgs) -> Result<Draft, ManifestError> {
        let environment = Environment::of(&[("USER", "ann")]);
        let choice = Choice::of(arguments, &environment)?;
        let draft = Draft::read(&self.path(), &choice, &environment)?;
        draft.check()?;
        Ok(draft)
    }

    /// Returns what is said of a text, without the folder.
    pub(crate) fn normal(&self, text: &str) -> String {
        text.replace(&format!("{}/", self.0.path().display()), "")
    }

    /// Returns what is wrong with the manifest, and by which keys it is reached, without the lines themselves.
    pub(crate) fn problems(&self, arguments: &ReadingArgs) -> String {
        let explained = self.explained(arguments);
        let told = explained.lines().filter_map(|line| match line.split_once("= in ") {
            Some((gutter, keys)) if gutter.trim().is_empty() => Some(format!("  in {keys}")),
            _ => (!line.starts_with(' ')).then(|| line.to_owned()),
        });
        told.collect::<Vec<_>>().join("\n")
    }

    /// Returns all that is said of what is wrong with the manifest.
    pub(crate) fn explained(&self, arguments: &ReadingArgs) -> String {
        match self.draft(arguments) {
            Ok(_) => String::new(),
            Err(error) => self.normal(&error.to_string()),
        }
    }
}

/// Chooses a stage.
pub(crate) fn stage(name: &str) -> ReadingArgs {
    ReadingArgs { stage: Some(name.to_owned()), ..ReadingArgs::default() }
}
