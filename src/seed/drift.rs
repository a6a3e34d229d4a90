//! Who has changed what differs from the manifest, and when: as far as that may be read.

use std::collections::BTreeMap;

use super::plan::Plan;
use super::survey;
use crate::foreign;
use crate::mask::Mask;
use crate::parameter::name::ParameterName;
use crate::store::LastChange;
use crate::store::ssm::Ssm;

/// What is known of the last changes.
#[derive(Debug)]
pub(crate) enum Drift {
    Known(BTreeMap<ParameterName, LastChange>),
    /// Why it could not be read.
    Unknown(String),
}

/// Reads who has changed what differs. That this may not be read changes nothing about what differs.
pub(crate) async fn who(plan: &Plan, store: &Ssm) -> Drift {
    match store.last_changes(&survey::drifted(plan)).await {
        Ok(changes) => Drift::Known(changes),
        Err(failure) => Drift::Unknown(Mask::default().prose(&failure.to_string())),
    }
}

impl Drift {
    /// Returns who has changed a parameter, masked, and when.
    pub(crate) fn of(&self, name: &ParameterName) -> Option<LastChange> {
        let Self::Known(changes) = self else { return None };
        let shown = |text: &String| Mask::default().prose(&foreign::harmless(text));
        changes.get(name).map(|change| LastChange {
            by: change.by.as_ref().map(shown),
            at: change.at.as_ref().map(shown),
        })
    }

    /// Returns why it could not be read.
    pub(crate) fn unknown(&self) -> Option<&str> {
        match self {
            Self::Known(_) => None,
            Self::Unknown(reason) => Some(reason),
        }
    }
}
