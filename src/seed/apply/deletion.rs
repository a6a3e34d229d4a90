//! What is deleted because the manifest does not name it any more: ten at a time, after all else.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::future::try_join_all;
use tokio::time::Instant;

use super::hand::{Hand, may_be_done};
use super::undone::{How, Undone};
use super::{Done, Run, checkpoint};
use crate::aws::{Failure, FailureKind};
use crate::parameter::name::ParameterName;
use crate::seed::plan::{Action, Plan, Removal};
use crate::seed::prune;
use crate::store::Editions;
use crate::store::retry::Backoff;
use crate::store::ssm::{NAMES_A_DELETION, Ssm};

/// The tags of what is still there.
type TagsByName<'a> = BTreeMap<&'a ParameterName, BTreeMap<String, String>>;

/// How long tags count. At the pace of such calls those of a batch take two seconds, and more after being throttled.
const FRESH: Duration = Duration::from_secs(5);

/// So often it is looked whether what goes is still what the plan knows.
const LOOKS: usize = 5;

/// A step of the plan that deletes.
#[derive(Clone, Copy)]
pub(super) struct Deletion<'a> {
    position: usize,
    pub(super) name: &'a ParameterName,
    removal: &'a Removal,
}

/// Returns what the plan deletes, as many as one call takes together.
pub(super) fn batches(plan: &Plan) -> Vec<Vec<Deletion<'_>>> {
    let steps = plan.steps.iter().enumerate();
    let deletions: Vec<Deletion<'_>> = steps
        .filter_map(|(position, step)| match &step.action {
            Action::Delete(removal) => Some(Deletion { position, name: &step.name, removal }),
            _ => None,
        })
        .collect();
    deletions.chunks(NAMES_A_DELETION).map(<[_]>::to_vec).collect()
}

/// Deletes what is still what the plan knows. That is looked at before every try, after the turn for it has come.
pub(super) async fn delete(mut batch: Vec<Deletion<'_>>, hand: &mut Hand<'_>, run: &mut Run) {
    let (mut backoff, mut lost) = (Backoff::default(), None);
    loop {
        let turn = hand.store.turn_to_delete().await;
        batch = match look(&batch, hand.store).await {
            Ok((editions, tags)) => still_to_go(batch, &editions, &tags, run),
            Err(failure) => {
                let what = "not deleted, for what it is now cannot be read again";
                let undone =
                    lost.map_or_else(|| Undone::from(failure).after(what), Undone::in_doubt);
                return note_all(&batch, &undone, run);
            }
        };
        if batch.is_empty() {
            return;
        }
        let names: Vec<&ParameterName> = batch.iter().map(|deletion| deletion.name).collect();
        let failure = match hand.store.delete(turn, &names).await {
            Ok(gone) => return note_gone(&batch, |name| gone.contains(name), run),
            Err(failure) => failure,
        };
        lost = lost.or_else(|| may_be_done(&failure));
        if !hand.pauses(&mut backoff, &failure).await {
            return conclude(&batch, lost, failure, hand.store, run).await;
        }
    }
}

/// Looks at all that a deletion depends on: what is deleted is gone for good. Versions come last, for one call has them
/// all; tags are one call each, and are read again if that took so long that the first of them are old.
async fn look<'a>(
    batch: &[Deletion<'a>],
    store: &Ssm,
) -> Result<(Editions, TagsByName<'a>), Failure> {
    let names: Vec<&ParameterName> = batch.iter().map(|deletion| deletion.name).collect();
    for _ in 0..LOOKS {
        let started = Instant::now();
        let tags = batch
            .iter()
            .map(async |it| Ok::<_, Failure>((it.name, store.tags_now(it.name).await?)));
        let tags = try_join_all(tags).await?;
        let editions = store.editions(&names).await?;
        if started.elapsed() < FRESH {
            let known = tags.into_iter().filter_map(|(name, tags)| Some((name, tags?)));
            return Ok((editions, known.collect()));
        }
    }
    Err(Failure::new(FailureKind::Throttled, None, "what is read is old before all of it is"))
}

/// Notes what is gone, and what must not be deleted any more; returns the rest.
fn still_to_go<'a>(
    batch: Vec<Deletion<'a>>,
    editions: &Editions,
    tags: &TagsByName<'_>,
    run: &mut Run,
) -> Vec<Deletion<'a>> {
    let mut rest = Vec::new();
    for deletion in batch {
        // Somebody was faster: what was wanted is so.
        let is_gone = editions.absent.contains(deletion.name);
        let ended = if is_gone { Ok(Done::Deleted) } else { Err(moved(deletion, editions, tags)) };
        match ended {
            Err(None) => rest.push(deletion),
            Err(Some(undone)) => run.note(deletion.position, Err(undone)),
            Ok(done) => run.note(deletion.position, Ok(done)),
        }
    }
    rest
}

/// Says what has become of a parameter since the plan, if anything.
fn moved(deletion: Deletion<'_>, editions: &Editions, tags: &TagsByName<'_>) -> Option<Undone> {
    let Removal { edition, owner } = deletion.removal;
    if let Err(undone) = checkpoint::compare(editions, deletion.name, *edition) {
        return Some(undone);
    }
    let may_go = tags.get(deletion.name).is_some_and(|tags| prune::may_go(tags, owner));
    let reason =
        "somebody changed the tags that let it be deleted since the plan; run again to compare";
    (!may_go).then(|| Undone::because(How::Conflict, reason))
}

/// After a failure that may have come after the effect, the store has the last word.
async fn conclude(
    batch: &[Deletion<'_>],
    lost: Option<Failure>,
    failure: Failure,
    store: &Ssm,
    run: &mut Run,
) {
    let Some(lost) = lost else { return note_all(batch, &failure.into(), run) };
    let names: Vec<&ParameterName> = batch.iter().map(|deletion| deletion.name).collect();
    let editions = store.editions(&names).await.unwrap_or_default();
    for deletion in batch {
        let ended = if editions.absent.contains(deletion.name) {
            Ok(Done::Deleted)
        } else if editions.there.contains_key(deletion.name) {
            Err(failure.clone().into())
        } else {
            Err(Undone::in_doubt(lost.clone()))
        };
        run.note(deletion.position, ended);
    }
}

fn note_gone(batch: &[Deletion<'_>], is_gone: impl Fn(&ParameterName) -> bool, run: &mut Run) {
    for deletion in batch {
        let ended = if is_gone(deletion.name) { Ok(Done::Deleted) } else { Err(not_said()) };
        run.note(deletion.position, ended);
    }
}

/// What is known of a parameter that an answer about its deletion does not name.
pub(super) fn not_said() -> Undone {
    Undone::because(How::InDoubt, "the answer does not say whether it is deleted")
}

fn note_all(batch: &[Deletion<'_>], undone: &Undone, run: &mut Run) {
    for deletion in batch {
        run.note(deletion.position, Err(undone.clone()));
    }
}
