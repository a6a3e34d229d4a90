//! The plan's steps, done one after the other; each ends in a word that says what is so now.

use std::time::{Duration, Instant};

use crate::aws::{Failure, FailureKind};
use crate::interrupt::Listener;
use crate::parameter::tag::Tags;
use crate::store::retry::Backoff;
use crate::store::ssm::Ssm;
use crate::store::{Stored, Write};
use crate::terminal::Terminal;

use super::plan::{Action, Plan, Replacement, Step};

/// How often somebody who waits is told how far we are.
const TOLD_EVERY: Duration = Duration::from_secs(10);

/// So many steps in a row that were throttled to the end mean that the account is busy elsewhere; so many that met a
/// fault of the service mean that it is down.
const BUSY_AFTER: usize = 3;

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Done {
    Created(i64),
    /// With the new version; nothing when only tags were written.
    Updated(Option<i64>),
    Unchanged,
    /// A write whose answer was lost, and nobody who could say what came of it.
    Unknown(String),
    Failed(String),
    NotTried,
}

/// Does the steps in the plan's order, until somebody asks us to stop, and returns what became of each.
pub(crate) async fn apply(
    plan: &Plan,
    store: &Ssm,
    listener: &mut Listener,
    terminal: &mut Terminal,
) -> Vec<Done> {
    let mut done = Vec::with_capacity(plan.steps.len());
    let mut told = Instant::now();
    let mut busy = 0;
    let mut hopeless = false;
    for (position, step) in plan.steps.iter().enumerate() {
        if told.elapsed() >= TOLD_EVERY {
            terminal.remark(&format!("{position} of {} done", plan.steps.len()));
            told = Instant::now();
        }
        if matches!(step.action, Action::Keep) {
            done.push(Done::Unchanged);
            continue;
        }
        if hopeless || listener.heard() {
            done.push(Done::NotTried);
            continue;
        }
        match take(step, store, listener).await {
            Ok(became) => {
                busy = 0;
                done.push(became);
            }
            Err(Undone { kind, in_doubt, reason }) => {
                let later = matches!(kind, FailureKind::Throttled | FailureKind::Server);
                busy = if later { busy + 1 } else { 0 };
                // What holds for one holds for all: bad credentials, no network, an account that has no room for us.
                let ends_all = matches!(kind, FailureKind::Credentials | FailureKind::Unreachable);
                hopeless = ends_all || busy == BUSY_AFTER;
                done.push(if in_doubt { Done::Unknown(reason) } else { Done::Failed(reason) });
            }
        }
    }
    done
}

/// Why a step is not done, or not all of it, or perhaps not.
struct Undone {
    kind: FailureKind,
    in_doubt: bool,
    reason: String,
}

impl From<Failure> for Undone {
    fn from(failure: Failure) -> Self {
        Self { kind: failure.kind, in_doubt: false, reason: failure.to_string() }
    }
}

async fn take(step: &Step, store: &Ssm, listener: &mut Listener) -> Result<Done, Undone> {
    match &step.action {
        Action::Keep => Ok(Done::Unchanged),
        Action::Refuse(reason) => Ok(Done::Failed((*reason).to_owned())),
        Action::Create(write) => Ok(Done::Created(create(write, store, listener).await?)),
        Action::Update { write, tags, .. } => {
            let version = match write {
                Some(replacement) => Some(replace(replacement, store, listener).await?),
                None => None,
            };
            let tagged = add_tags(step, tags, store, listener).await;
            tagged.map(|()| Done::Updated(version)).map_err(|undone| untagged(version, &undone))
        }
    }
}

/// Says what is so when the value is written, or was right, and the tags are not.
fn untagged(version: Option<i64>, undone: &Undone) -> Undone {
    let so_far = match (version, undone.in_doubt) {
        (Some(version), false) => format!("version {version} is written, the tags are not: "),
        (Some(version), true) => format!("version {version} is written, the tags may be: "),
        (None, false) => String::new(),
        (None, true) => "may have been written: ".to_owned(),
    };
    let &Undone { kind, in_doubt, ref reason } = undone;
    Undone { kind, in_doubt, reason: format!("{so_far}{reason}") }
}

/// Creates a parameter. "Already there" after an answer that was lost may be our own work.
async fn create(write: &Write, store: &Ssm, listener: &mut Listener) -> Result<i64, Undone> {
    let mut backoff = Backoff::default();
    let mut lost = None;
    loop {
        let failure = match store.put(write).await {
            Ok(version) => return Ok(version),
            Err(failure) => theirs(failure),
        };
        lost = lost.or_else(|| may_be_done(&failure));
        if let Err(failure) = pause(&mut backoff, failure, listener).await {
            return conclude(write, 0, lost, failure, store, listener).await;
        }
    }
}

/// Says who made what was not there in the plan.
fn theirs(failure: Failure) -> Failure {
    if failure.code.as_deref() != Some("ParameterAlreadyExists") {
        return failure;
    }
    let message = "somebody made it since the plan; run again to compare";
    Failure::new(FailureKind::Other, failure.code.as_deref(), message)
}

/// Writes over a parameter. After an answer that was lost the store is asked before anything is written again.
async fn replace(
    Replacement { write, version }: &Replacement,
    store: &Ssm,
    listener: &mut Listener,
) -> Result<i64, Undone> {
    let mut backoff = Backoff::default();
    let mut lost = None;
    loop {
        let failure = match store.put(write).await {
            Ok(version) => return Ok(version),
            Err(failure) => failure,
        };
        // Once in doubt, always in doubt: "too many updates" may be said because of the lost one.
        lost = lost.or_else(|| may_be_done(&failure));
        if let Err(failure) = pause(&mut backoff, failure, listener).await {
            return conclude(write, *version, lost, failure, store, listener).await;
        }
        if let Some(lost) = &lost
            && let Some(version) = written(write, *version, lost, store, listener).await?
        {
            return Ok(version);
        }
    }
}

/// Returns the failure when the write may be done all the same: a fault of the service may come after the effect, too.
fn may_be_done(failure: &Failure) -> Option<Failure> {
    let is_lost = matches!(failure.kind, FailureKind::Unreachable | FailureKind::Server);
    is_lost.then(|| failure.clone())
}

/// Ends a write that is not tried again. If an answer was lost, the store has the last word.
async fn conclude(
    write: &Write,
    before: i64,
    lost: Option<Failure>,
    failure: Failure,
    store: &Ssm,
    listener: &mut Listener,
) -> Result<i64, Undone> {
    let version = match lost {
        Some(lost) => written(write, before, &lost, store, listener).await?,
        None => None,
    };
    version.ok_or_else(|| failure.into())
}

/// Returns the version, later than the one before, in which the parameter is stored as this write wants it. Whoever
/// asks us to stop does not wait for it.
async fn written(
    write: &Write,
    before: i64,
    lost: &Failure,
    store: &Ssm,
    listener: &mut Listener,
) -> Result<Option<i64>, Undone> {
    let unread = |kind, reason: &str| Undone {
        kind,
        in_doubt: true,
        reason: format!("may have been written: {lost}; then reading it failed: {reason}"),
    };
    let mut stored = tokio::select! {
        found = store.find(std::slice::from_ref(&write.name)) => {
            found.map_err(|failure| unread(failure.kind, &failure.to_string()))?
        }
        () = listener.asked() => return Err(unread(FailureKind::Other, "interrupted")),
    };
    let same = |stored: &Stored| {
        stored.value == write.value && stored.kind == Some(write.kind) && stored.version > before
    };
    Ok(stored.pop().filter(same).map(|stored| stored.version))
}

/// Waits before the next try, or returns the failure when there is none.
async fn pause(
    backoff: &mut Backoff,
    failure: Failure,
    listener: &mut Listener,
) -> Result<(), Failure> {
    if let Some(pause) = backoff.after(&failure) {
        listener.sleep(pause).await;
        if !listener.heard() {
            return Ok(());
        }
    }
    Err(failure)
}

/// Adds tags, again and again if need be: the same tags twice are the same tags.
async fn add_tags(
    step: &Step,
    tags: &Tags,
    store: &Ssm,
    listener: &mut Listener,
) -> Result<(), Undone> {
    if tags.is_empty() {
        return Ok(());
    }
    let mut backoff = Backoff::default();
    let mut lost = None;
    while let Err(failure) = store.add_tags(&step.name, tags).await {
        lost = lost.or_else(|| may_be_done(&failure));
        if let Err(failure) = pause(&mut backoff, failure, listener).await {
            let in_doubt = lost.is_some();
            return Err(Undone { in_doubt, ..lost.unwrap_or(failure).into() });
        }
    }
    Ok(())
}
