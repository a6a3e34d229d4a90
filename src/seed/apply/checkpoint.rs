//! Whether parameters are still what the plan knows: asked ten at a time, just before they are written.

use std::collections::BTreeMap;
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::undone::{How, Undone};
use crate::aws::Failure;
use crate::parameter::name::ParameterName;
use crate::seed::plan::{Action, Plan, Step};
use crate::store::ssm::{NAMES_A_READ, Ssm};
use crate::store::{Edition, Editions};

/// For so long an answer counts. It is asked for after the turn to write has come, and what waited longer asks again.
const FRESH: Duration = Duration::from_secs(1);

type Answer = Result<Editions, Failure>;

/// The questions of a plan: who comes first to a batch asks for all of it.
pub(super) struct Checkpoints<'a> {
    batches: Vec<Batch<'a>>,
    /// In which batch a parameter is.
    places: BTreeMap<&'a ParameterName, usize>,
}

struct Batch<'a> {
    names: Vec<&'a ParameterName>,
    answer: Mutex<Option<(Instant, Answer)>>,
}

impl<'a> Checkpoints<'a> {
    pub(super) fn of(plan: &'a Plan) -> Self {
        let names: Vec<_> =
            plan.steps.iter().filter(|step| needs(step)).map(|step| &step.name).collect();
        let places = names.iter().enumerate().map(|(place, name)| (*name, place / NAMES_A_READ));
        let batch =
            |names: &[&'a ParameterName]| Batch { names: names.to_vec(), answer: Mutex::default() };
        Self { places: places.collect(), batches: names.chunks(NAMES_A_READ).map(batch).collect() }
    }

    /// Says no where a parameter has moved since the plan.
    pub(super) async fn pass(
        &self,
        name: &ParameterName,
        expected: Edition,
        store: &Ssm,
    ) -> Result<(), Undone> {
        let Some(batch) = self.places.get(name).map(|place| &self.batches[*place]) else {
            return Ok(());
        };
        let mut answer = batch.answer.lock().await;
        if answer.as_ref().is_none_or(|(at, _)| at.elapsed() >= FRESH) {
            let editions = store.editions(&batch.names).await;
            *answer = Some((Instant::now(), editions));
        }
        let Some((_, editions)) = answer.as_ref() else { return Ok(()) };
        judge(editions, name, expected)
    }
}

/// Asks for one parameter alone: some time has passed since it was asked for with the others.
pub(super) async fn pass_again(
    name: &ParameterName,
    expected: Edition,
    store: &Ssm,
) -> Result<(), Undone> {
    judge(&store.editions(&[name]).await, name, expected)
}

fn judge(answer: &Answer, name: &ParameterName, expected: Edition) -> Result<(), Undone> {
    let editions = answer.as_ref().map_err(|failure| {
        Undone::from(failure.clone()).after("not written, for its version cannot be read again")
    })?;
    compare(editions, name, expected)
}

/// Tells whether a parameter is the one that the plan knows.
pub(super) fn compare(
    editions: &Editions,
    name: &ParameterName,
    expected: Edition,
) -> Result<(), Undone> {
    let conflict = |what: String| {
        Err(Undone::because(How::Conflict, format!("{what} since the plan; run again to compare")))
    };
    match editions.there.get(name) {
        Some(found) if found.is(expected) => Ok(()),
        Some(found) if found.version == expected.version => {
            conflict("somebody deleted it and made it again".to_owned())
        }
        Some(found) => conflict(format!("somebody wrote version {}", found.version)),
        None if editions.absent.contains(name) => conflict("somebody deleted it".to_owned()),
        None => Err(Undone::because(
            How::InDoubt,
            "left as it is: the answer to whether it has moved says nothing about it",
        )),
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
