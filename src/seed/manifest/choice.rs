//! What somebody chooses beside the manifest: a stage, and variables.

use std::collections::BTreeMap;

use super::ManifestError;
use super::variables::is_name;
use super::words::shown;
use crate::cli::ReadingArgs;
use crate::environment::Environment;

/// The variable that names the stage where the command line does not.
const STAGE_VARIABLE: &str = "BOOTSTRAP_STAGE";

/// Where a stage is chosen, as it is written there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum StageBy {
    #[default]
    Flag,
    Variable,
}

impl StageBy {
    /// Writes a stage as it is chosen.
    pub(crate) fn choosing(self, stage: &str) -> String {
        match self {
            Self::Flag => format!("--stage {stage}"),
            Self::Variable => format!("{STAGE_VARIABLE}={stage}"),
        }
    }
}

/// What is chosen for a manifest.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    pub(crate) stage: Option<String>,
    pub(crate) stage_by: StageBy,
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
            // Whoever set up the environment may not have meant this manifest.
            stage_by: if arguments.stage.is_some() { StageBy::Flag } else { StageBy::Variable },
            set,
            is_strict: arguments.strict,
            allows_commands: arguments.allow_commands,
        })
    }
}
