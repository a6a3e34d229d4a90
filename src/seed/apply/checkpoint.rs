//! Whether parameters are still in the version that the plan knows: asked ten at a time, just before they are written.

use std::collections::BTreeMap;

use tokio::sync::OnceCell;

use super::undone::{How, Undone};
use crate::aws::Failure;
use crate::parameter::name::ParameterName;
use crate::seed::plan::{Action, Plan, Step};
use crate::store::ssm::{NAMES_A_READ, Ssm};

type Versions = Result<BTreeMap<ParameterName, i64>, Failure>;

/// The questions of a plan: who comes first to a batch asks for all of it.
pub(super) struct Checkpoints<'a> {
    batches: Vec<Batch<'a>>,
    /// In which batch a parameter is.
    places: BTreeMap<&'a ParameterName, usize>,
}

struct Batch<'a> {
    names: Vec<&'a ParameterName>,
    versions: OnceCell<Versions>,
}

impl<'a> Checkpoints<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let names: Vec<_> =
            plan.steps.iter().filter(|step| needs(step)).map(|step| &step.name).collect();
        let places = names.iter().enumerate().map(|(place, name)| (*name, place / NAMES_A_READ));
        let batch = |names: &[&'a ParameterName]| Batch {
            names: names.to_vec(),
            versions: OnceCell::new(),
        };
        Self { places: places.collect(), batches: names.chunks(NAMES_A_READ).map(batch).collect() }
    }

    /// Says no where a parameter has moved since the plan.
    pub(super) async fn pass(
        &self,
        name: &ParameterName,
        expected: i64,
        store: &Ssm,
    ) -> Result<(), Undone> {
        let Some(batch) = self.places.get(name).map(|place| &self.batches[*place]) else {
            return Ok(());
        };
        let versions = batch.versions.get_or_init(|| store.versions(&batch.names)).await;
        let versions = versions.as_ref().map_err(|failure| {
            Undone::from(failure.clone()).after("not written, for its version cannot be read again")
        })?;
        compare(versions.get(name), expected)
    }
}

/// Tells whether a version is the one that the plan knows.
pub(super) fn compare(found: Option<&i64>, expected: i64) -> Result<(), Undone> {
    let conflict = |what: String| {
        Err(Undone::because(How::Conflict, format!("{what} since the plan; run again to compare")))
    };
    match found {
        Some(found) if *found == expected => Ok(()),
        Some(found) => conflict(format!("somebody wrote version {found}")),
        None => conflict("somebody deleted it".to_owned()),
    }
}

/// Tags alone lie over nothing that somebody else may have written.
fn needs(step: &Step) -> bool {
    match &step.action {
        Action::Update(update) => update.write.is_some() || !update.labels.is_empty(),
        Action::Replace(_) => true,
        _ => false,
    }
}
