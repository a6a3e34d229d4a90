//! What the store keeps, Region by Region: an engine in memory, and a journal unless it is ephemeral.

use std::collections::BTreeMap;

use super::engine::{Decision, Effect, Engine, Operation, Refusal, Settings, Timestamp};
use super::folder::{Folder, FolderError};
use super::journal::{Journal, JournalError};
use crate::credentials::region::RegionName;

/// Every Region's parameters.
pub(crate) struct State {
    settings: Settings,
    folder: Option<Folder>,
    regions: BTreeMap<RegionName, Kept>,
}

struct Kept {
    engine: Engine,
    /// Written first when there is something to write.
    journal: Option<Journal>,
}

impl State {
    /// A state that ends with this value.
    pub(crate) const fn ephemeral(settings: Settings) -> Self {
        Self { settings, folder: None, regions: BTreeMap::new() }
    }

    /// Reads all journals of a folder: whatever is wrong with one is said before anything is served.
    pub(crate) fn read(folder: Folder, settings: Settings) -> Result<Self, StateError> {
        let mut regions = BTreeMap::new();
        for region in folder.regions()? {
            let mut engine = Engine::new(region.clone(), settings);
            let journal = Journal::read(&folder.journal(&region), &region, &mut engine)?;
            regions.insert(region, Kept { engine, journal: Some(journal) });
        }
        Ok(Self { settings, folder: Some(folder), regions })
    }

    /// Returns the folder of the state, when there is one.
    pub(crate) const fn folder(&self) -> Option<&Folder> {
        self.folder.as_ref()
    }

    /// Decides about a request. What has expired by now is gone first.
    pub(crate) fn decide(
        &mut self,
        region: &RegionName,
        operation: Operation,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Decision, Refusal> {
        let expired = self.of(region).engine.expired(now);
        self.commit(region, expired)?;
        self.of(region).engine.decide(operation, body, now)
    }

    /// Makes effects so: first in the journal, then in memory.
    pub(crate) fn commit(
        &mut self,
        region: &RegionName,
        effects: Vec<Effect>,
    ) -> Result<(), Refusal> {
        if effects.is_empty() {
            return Ok(());
        }
        self.keep(region, &effects).map_err(|error| fault(&error))?;
        let Kept { engine, journal } = self.of(region);
        for effect in effects {
            engine.apply(effect).map_err(|error| fault(&error))?;
        }
        if let Some(journal) = journal {
            // All is kept even when this fails, in more lines than it need be.
            drop(journal.tidy(region, engine));
        }
        Ok(())
    }

    fn keep(&mut self, region: &RegionName, effects: &[Effect]) -> Result<(), JournalError> {
        let path = self.folder.as_ref().map(|folder| folder.journal(region));
        let kept = self.of(region);
        match (&mut kept.journal, path) {
            (Some(journal), _) => journal.append(effects),
            (None, Some(path)) => {
                let mut journal = Journal::write(&path, region, &[])?;
                journal.append(effects)?;
                kept.journal = Some(journal);
                Ok(())
            }
            (None, None) => Ok(()),
        }
    }

    fn of(&mut self, region: &RegionName) -> &mut Kept {
        let settings = self.settings;
        self.regions.entry(region.clone()).or_insert_with(|| Kept {
            engine: Engine::new(region.clone(), settings),
            journal: None,
        })
    }

    /// Returns how many parameters there are, in all Regions.
    pub(crate) fn len(&self) -> usize {
        self.regions.values().map(|kept| kept.engine.len()).sum()
    }
}

/// What AWS says when it is to blame.
fn fault(error: &dyn std::error::Error) -> Refusal {
    let cause = error.source().map_or_else(String::new, |cause| format!(": {cause}"));
    Refusal::new("InternalServerError", format_args!("{error}{cause}"))
}

/// Why there is no state to serve.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StateError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    Journal(#[from] JournalError),
}

impl StateError {
    pub(crate) fn hint(&self) -> String {
        match self {
            Self::Journal(JournalError::Damaged { path, .. }) => {
                let (mv, path) = (if cfg!(windows) { "move" } else { "mv" }, path.display());
                format!("to begin anew and keep it, move it aside: `{mv} {path} {path}.damaged`")
            }
            Self::Journal(JournalError::Newer { .. }) => {
                "use the version of bootstrap that wrote it, or a newer one".to_owned()
            }
            Self::Folder(error) => error.hint(),
            Self::Journal(_) => "check who may read and write there".to_owned(),
        }
    }
}
