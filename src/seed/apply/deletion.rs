//! What is deleted because the manifest does not name it any more: ten at a time, after all else.

use std::collections::BTreeMap;

use super::hand::Hand;
use super::undone::{How, Undone};
use super::{Done, Run, checkpoint};
use crate::parameter::name::ParameterName;
use crate::seed::plan::{Action, Plan};
use crate::store::ssm::{NAMES_A_DELETION, Ssm};

/// A step of the plan that deletes, and the version that it knows.
struct Deletion<'a> {
    position: usize,
    name: &'a ParameterName,
    version: i64,
}

/// Deletes, until somebody asks us to stop.
pub(super) async fn delete(plan: &Plan, store: &Ssm, hand: &Hand<'_>, run: &mut Run) {
    let steps = plan.steps.iter().enumerate();
    let deletions: Vec<Deletion<'_>> = steps
        .filter_map(|(position, step)| match step.action {
            Action::Delete { version } => Some(Deletion { position, name: &step.name, version }),
            _ => None,
        })
        .collect();
    for batch in deletions.chunks(NAMES_A_DELETION) {
        if hand.is_stopped() || run.hopeless {
            return;
        }
        delete_batch(batch, store, &mut hand.clone(), run).await;
    }
}

async fn delete_batch(batch: &[Deletion<'_>], store: &Ssm, hand: &mut Hand<'_>, run: &mut Run) {
    let versions = match versions(batch, store).await {
        Ok(versions) => versions,
        Err(undone) => return note_all(batch, &undone, run),
    };
    let mut remaining = Vec::new();
    for deletion in batch {
        match versions.get(deletion.name) {
            // Somebody was faster: what was wanted is so.
            None => run.note(deletion.position, Ok(Done::Deleted)),
            found => match checkpoint::compare(found, deletion.version) {
                Ok(()) => remaining.push(deletion),
                Err(conflict) => run.note(deletion.position, Err(conflict)),
            },
        }
    }
    if remaining.is_empty() {
        return;
    }
    let names: Vec<&ParameterName> = remaining.iter().map(|deletion| deletion.name).collect();
    let deleted = hand.repeat(async || store.delete(&names).await).await;
    match deleted {
        Ok(()) => {
            for deletion in remaining {
                run.note(deletion.position, Ok(Done::Deleted));
            }
        }
        Err(undone) => note_remaining(&remaining, undone, store, run).await,
    }
}

/// After a failure that may have come after the effect, the store has the last word.
async fn note_remaining(remaining: &[&Deletion<'_>], undone: Undone, store: &Ssm, run: &mut Run) {
    let names: Vec<&ParameterName> = remaining.iter().map(|deletion| deletion.name).collect();
    let there = if undone.how == How::InDoubt { store.versions(&names).await.ok() } else { None };
    for deletion in remaining {
        let ended = match &there {
            Some(there) if !there.contains_key(deletion.name) => Ok(Done::Deleted),
            Some(_) => Err(Undone { how: How::Failed, ..undone.clone() }),
            None => Err(undone.clone()),
        };
        run.note(deletion.position, ended);
    }
}

async fn versions(
    batch: &[Deletion<'_>],
    store: &Ssm,
) -> Result<BTreeMap<ParameterName, i64>, Undone> {
    let names: Vec<&ParameterName> = batch.iter().map(|deletion| deletion.name).collect();
    store.versions(&names).await.map_err(|failure| {
        Undone::from(failure).after("not deleted, for its version cannot be read again")
    })
}

fn note_all(batch: &[Deletion<'_>], undone: &Undone, run: &mut Run) {
    for deletion in batch {
        run.note(deletion.position, Err(undone.clone()));
    }
}
