//! Who has changed what differs from the manifest, and when: as far as that may be read.

use std::collections::BTreeMap;

use super::plan::{Found, Plan};
use super::survey;
use crate::foreign;
use crate::mask::Mask;
use crate::parameter::name::ParameterName;
use crate::store::LastChange;
use crate::store::ssm::Ssm;

/// What is known of the last changes.
#[derive(Debug)]
pub(crate) struct Drift {
    known: BTreeMap<ParameterName, LastChange>,
    /// Why not all could be read.
    unknown: Option<String>,
}

/// Finds out who has changed what differs: what the plan has described is not described again. That this may not be
/// read changes nothing about what differs.
pub(crate) async fn who(plan: &Plan, found: &Found, store: &Ssm) -> Drift {
    let (mut known, mut names) = (BTreeMap::new(), Vec::new());
    for name in survey::drifted(plan) {
        match found.changed.get(name) {
            Some(change) => drop(known.insert(name.clone(), change.clone())),
            None => names.push(name),
        }
    }
    match store.last_changes(&names).await {
        Ok(changes) => {
            known.extend(changes);
            Drift { known, unknown: None }
        }
        Err(failure) => Drift { known, unknown: Some(Mask::default().prose(&failure.to_string())) },
    }
}

impl Drift {
    /// Returns who has changed a parameter, masked, and when.
    pub(crate) fn of(&self, name: &ParameterName) -> Option<LastChange> {
        let shown = |text: &String| Mask::default().prose(&foreign::harmless(text));
        self.known.get(name).map(|change| LastChange {
            by: change.by.as_ref().map(shown),
            at: change.at.as_ref().map(shown),
        })
    }

    /// Returns why not all could be read.
    pub(crate) fn unknown(&self) -> Option<&str> {
        self.unknown.as_deref()
    }
}
