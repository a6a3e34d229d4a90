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
            Err(Undone { kind, reason }) => {
                let later = matches!(kind, FailureKind::Throttled | FailureKind::Server);
                busy = if later { busy + 1 } else { 0 };
                // What holds for one holds for all: bad credentials, no network, an account that has no room for us.
                let ends_all = matches!(kind, FailureKind::Credentials | FailureKind::Unreachable);
                hopeless = ends_all || busy == BUSY_AFTER;
                done.push(Done::Failed(reason));
            }
        }
    }
    done
}

/// Why a step is not done, or not all of it.
struct Undone {
    kind: FailureKind,
    reason: String,
}

impl From<Failure> for Undone {
    fn from(failure: Failure) -> Self {
        Self { kind: failure.kind, reason: failure.to_string() }
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
            tagged.map(|()| Done::Updated(version)).map_err(|failure| {
                let written = version.map_or_else(String::new, |version| {
                    format!("version {version} is written, the tags are not: ")
                });
                Undone { kind: failure.kind, reason: format!("{written}{failure}") }
            })
        }
    }
}

/// Creates a parameter. "Already there" after an answer that was lost may be our own work.
async fn create(write: &Write, store: &Ssm, listener: &mut Listener) -> Result<i64, Failure> {
    let mut backoff = Backoff::default();
    let mut unsure = false;
    loop {
        let failure = match store.put(write).await {
            Ok(version) => return Ok(version),
            Err(failure) => failure,
        };
        if failure.code.as_deref() == Some("ParameterAlreadyExists") {
            if unsure && let Some(stored) = stored_as(write, store).await? {
                return Ok(stored.version);
            }
            let message = "somebody made it since the plan; run again to compare";
            return Err(Failure::new(FailureKind::Other, failure.code.as_deref(), message));
        }
        // A fault of the service may come after the effect too.
        unsure |= matches!(failure.kind, FailureKind::Unreachable | FailureKind::Server);
        pause(&mut backoff, failure, listener).await?;
    }
}

/// Writes over a parameter. After an answer that was lost the store is asked before anything is written again.
async fn replace(
    replacement: &Replacement,
    store: &Ssm,
    listener: &mut Listener,
) -> Result<i64, Failure> {
    let mut backoff = Backoff::default();
    let mut unsure = false;
    loop {
        let failure = match store.put(&replacement.write).await {
            Ok(version) => return Ok(version),
            Err(failure) => failure,
        };
        // Once in doubt, always in doubt: "too many updates" may be said because of the lost one.
        unsure |= matches!(failure.kind, FailureKind::Unreachable | FailureKind::Server);
        pause(&mut backoff, failure, listener).await?;
        if unsure
            && let Some(stored) = stored_as(&replacement.write, store).await?
            && stored.version > replacement.version
        {
            return Ok(stored.version);
        }
    }
}

async fn pause(
    backoff: &mut Backoff,
    failure: Failure,
    listener: &mut Listener,
) -> Result<(), Failure> {
    match backoff.after(&failure) {
        Some(pause) if !listener.heard() => {
            listener.sleep(pause).await;
            Ok(())
        }
        _ => Err(failure),
    }
}

/// Returns the parameter if it is stored as this write wants it.
async fn stored_as(write: &Write, store: &Ssm) -> Result<Option<Stored>, Failure> {
    let mut stored = store.find(std::slice::from_ref(&write.name)).await?;
    let same = |stored: &Stored| stored.value == write.value && stored.kind == Some(write.kind);
    Ok(stored.pop().filter(same))
}

/// Adds tags, again and again if need be: the same tags twice are the same tags.
async fn add_tags(
    step: &Step,
    tags: &Tags,
    store: &Ssm,
    listener: &mut Listener,
) -> Result<(), Failure> {
    if tags.is_empty() {
        return Ok(());
    }
    let mut backoff = Backoff::default();
    while let Err(failure) = store.add_tags(&step.name, tags).await {
        pause(&mut backoff, failure, listener).await?;
    }
    Ok(())
}
