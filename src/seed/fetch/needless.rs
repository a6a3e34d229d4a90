//! Values that count only where a parameter is not there yet, and it is: nobody is asked for them, and nothing is run.

use std::collections::BTreeSet;

use super::Sources;
use crate::parameter::name::ParameterName;
use crate::parameter::{Overwrite, Parameter};
use crate::seed::error::SeedError;
use crate::seed::manifest::{Manifest, Pending};
use crate::store::Part;

/// Tells whether the value counts only at the creation of a parameter.
pub(super) fn counts_once(manifest: &Manifest, pending: &Pending) -> bool {
    let counts_once =
        |parameter: &Parameter| parameter.overwrite == Overwrite::Never || parameter.ignores_value;
    manifest.find(&pending.name).is_some_and(|placed| counts_once(&placed.parameter))
}

/// Leaves out what need not be fetched. The store is asked only where that may save something.
pub(super) async fn leave_out(
    manifest: &mut Manifest,
    sources: &Sources<'_>,
) -> Result<(), SeedError> {
    let once = manifest.pending.iter().filter(|pending| counts_once(manifest, pending));
    let names: Vec<ParameterName> = once.map(|pending| pending.name.clone()).collect();
    if !sources.may_look || names.is_empty() {
        return Ok(());
    }
    let stored = sources.store.find(&names).await.map_err(|failure| sources.unread(failure))?;
    let there: BTreeSet<ParameterName> = stored.into_iter().map(|stored| stored.name).collect();
    manifest.pending.retain(|pending| !there.contains(&pending.name));
    Ok(())
}

impl Sources<'_> {
    /// Says that the store that is seeded could not be read.
    pub(super) fn unread(&self, failure: crate::aws::Failure) -> SeedError {
        let unread = SeedError::Unread { what: Part::Values, failure };
        if self.elsewhere.is_none() { unread.locally() } else { unread }
    }
}
