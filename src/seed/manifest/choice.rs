//! What somebody chooses beside the manifest: a stage, and variables.

use std::collections::BTreeMap;

use super::ManifestError;
use super::variables::is_name;
use super::words::shown;
use crate::cli::ReadingArgs;
use crate::environment::Environment;

/// The variable that names the stage where the command line does not.
const STAGE_VARIABLE: &str = "BOOTSTRAP_STAGE";

/// What is chosen for a manifest.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    pub(crate) stage: Option<String>,
    /// Whether the stage is that of the command line, and not of whoever set up the environment.
    pub(crate) is_stage_asked_for: bool,
    pub(crate) set: BTreeMap<String, String>,
    pub(crate) is_strict: bool,
    pub(crate) allows_commands: bool,
}

impl Choice {
    pub(crate) fn of(
        arguments: &ReadingArgs,
        environment: &Environment,
    ) -> Result<Self, ManifestError> {
        let mut set = BTreeMap::new();
        for text in &arguments.set {
            let (name, value) = text.split_once('=').ok_or(ManifestError::NoAssignment)?;
            if name.is_empty() {
                return Err(ManifestError::NoAssignment);
            }
            if !is_name(name) {
                return Err(ManifestError::Unnameable(shown(name)));
            }
            if set.insert(name.to_owned(), value.to_owned()).is_some() {
                return Err(ManifestError::SetTwice(name.to_owned()));
            }
        }
        let outside = environment.text(STAGE_VARIABLE).map(str::to_owned);
        Ok(Self {
            stage: arguments.stage.clone().or(outside),
            is_stage_asked_for: arguments.stage.is_some(),
            set,
            is_strict: arguments.strict,
            allows_commands: arguments.allow_commands,
        })
    }
}
