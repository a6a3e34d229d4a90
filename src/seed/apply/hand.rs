//! The hand that writes: a put whose answer may be lost, and calls that are safe to repeat.

use std::time::Duration;

use super::checkpoint::{self, Checkpoints};
use super::seen::{self, Seen};
use super::undone::{ALREADY_THERE, How, Undone};
use crate::aws::{Failure, FailureKind};
use crate::interrupt::Listener;
use crate::store::retry::Backoff;
use crate::store::ssm::{Ssm, Turn};
use crate::store::{Edition, Write};

/// Writes, and knows whether somebody asked us to stop.
#[derive(Clone)]
pub(super) struct Hand<'a> {
    pub(super) store: &'a Ssm,
    listener: Listener,
    /// Whether what is begun must be ended, whoever asks us to stop.
    undeterred: bool,
}

impl<'a> Hand<'a> {
    pub(super) fn of(store: &'a Ssm, listener: &Listener) -> Self {
        Self { store, listener: listener.clone(), undeterred: false }
    }

    /// Returns a hand that finishes what it begins: half of it would be worse than either end.
    pub(super) fn undeterred(&self) -> Self {
        Self { undeterred: true, ..self.clone() }
    }

    pub(super) fn is_stopped(&self) -> bool {
        !self.undeterred && self.listener.heard()
    }

    /// Puts a parameter that was as the plan knows it, or not there, and returns its new version. Whether it still is
    /// so is looked at after each turn to write has come; after an answer that was lost, what came of it.
    pub(super) async fn put(
        &mut self,
        write: &Write,
        known: Option<(Edition, &Checkpoints<'_>)>,
    ) -> Result<i64, Undone> {
        let before = known.map_or(0, |(edition, _)| edition.version);
        let mut backoff = Backoff::default();
        // Once in doubt, always in doubt: "too many updates" may be said because of the lost one.
        let (mut lost, mut latest): (Option<Failure>, _) = (None, None);
        loop {
            let Some(turn) = self.turn().await else {
                let Some(failure) = latest else { return Err(Undone::not_tried()) };
                return self.conclude(write, before, lost, failure).await;
            };
            if let Some(lost) = &lost {
                if let Seen::Ours(version) = self.look(write, before, lost).await? {
                    return Ok(version);
                }
            } else if let Some((edition, checkpoints)) = known {
                match latest {
                    None => checkpoints.pass(&write.name, edition, self.store).await?,
                    Some(_) => checkpoint::pass_again(&write.name, edition, self.store).await?,
                }
            }
            let failure = match self.store.put(turn, write).await {
                Ok(version) => return Ok(version),
                Err(failure) => failure,
            };
            lost = lost.or_else(|| may_be_done(&failure));
            if !self.pauses(&mut backoff, &failure).await {
                return self.conclude(write, before, lost, failure).await;
            }
            latest = Some(failure);
        }
    }

    /// Makes a call that is safe to repeat, again and again if need be.
    pub(super) async fn repeat<T>(
        &mut self,
        call: impl AsyncFn() -> Result<T, Failure>,
    ) -> Result<T, Undone> {
        let mut backoff = Backoff::default();
        let mut lost: Option<Failure> = None;
        loop {
            let failure = match call().await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            lost = lost.or_else(|| may_be_done(&failure));
            if !self.pauses(&mut backoff, &failure).await {
                return Err(lost.map_or_else(|| failure.into(), Undone::in_doubt));
            }
        }
    }

    /// Waits, and says whether nobody asked us to stop meanwhile.
    pub(super) async fn rests(&mut self, pause: Duration) -> bool {
        if self.undeterred {
            tokio::time::sleep(pause).await;
        } else {
            self.listener.sleep(pause).await;
        }
        !self.is_stopped()
    }

    /// Waits for a turn to write; nothing when somebody asks us to stop first.
    pub(super) async fn turn(&mut self) -> Option<Turn> {
        if self.undeterred {
            return Some(self.store.turn_to_write().await);
        }
        tokio::select! {
            biased;
            () = self.listener.asked() => None,
            turn = self.store.turn_to_write() => Some(turn),
        }
    }

    /// Waits before the next try; says no when there is none.
    pub(super) async fn pauses(&mut self, backoff: &mut Backoff, failure: &Failure) -> bool {
        match backoff.after(failure) {
            Some(pause) => self.rests(pause).await,
            None => false,
        }
    }

    /// Ends a write that is not tried again. If an answer was lost, the store has the last word.
    async fn conclude(
        &mut self,
        write: &Write,
        before: i64,
        lost: Option<Failure>,
        failure: Failure,
    ) -> Result<i64, Undone> {
        if let Some(lost) = lost
            && let Seen::Ours(version) = self.look(write, before, &lost).await?
        {
            return Ok(version);
        }
        if failure.code.as_deref() == Some(ALREADY_THERE) {
            return Err(Undone::because(
                How::Conflict,
                "somebody made it since the plan; run again to compare",
            ));
        }
        if failure.kind == FailureKind::Unclear {
            let nothing = "nothing of it is to be seen, and";
            return Err(Undone {
                reason: format!("{nothing} {failure}"),
                ..Undone::in_doubt(failure)
            });
        }
        Err(failure.into())
    }

    /// Looks what became of a write whose answer was lost. What somebody else has written since is not written over.
    /// Whoever asks us to stop does not wait for it.
    async fn look(&mut self, write: &Write, before: i64, lost: &Failure) -> Result<Seen, Undone> {
        let unread = |kind, reason: &str| Undone {
            kind,
            ..Undone::because(
                How::InDoubt,
                format!("may have been written: {lost}; then reading it failed: {reason}"),
            )
        };
        let seen = if self.undeterred {
            seen::look(self.store, write, before).await
        } else {
            tokio::select! {
                seen = seen::look(self.store, write, before) => seen,
                () = self.listener.asked() => return Err(unread(FailureKind::Other, "interrupted")),
            }
        };
        match seen.map_err(|failure| unread(failure.kind, &failure.to_string()))? {
            Seen::Theirs(version) if write.overwrite => Err(Undone::because(
                How::Conflict,
                format!("somebody else wrote version {version} meanwhile; run again to compare"),
            )),
            seen => Ok(seen),
        }
    }
}

/// Returns the failure when the write may be done all the same: a fault of the service may come after the effect, too.
pub(super) fn may_be_done(failure: &Failure) -> Option<Failure> {
    use FailureKind::{Server, Unclear, Unreachable};

    let is_lost = matches!(failure.kind, Unreachable | Server | Unclear);
    is_lost.then(|| failure.clone())
}
