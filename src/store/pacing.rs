//! The paces of one store, kept by the clock.

use std::cell::RefCell;

use tokio::time::{Instant, sleep};

use super::pace::Pace;
use crate::aws::Failure;

/// Operations that share a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Group {
    Reads,
    Writes,
    Deletes,
    /// Descriptions, tags of one parameter, labels.
    Metadata,
    Tagging,
}

/// Where calls wait for their turn.
#[derive(Debug)]
pub(crate) struct Pacing {
    started: Instant,
    paces: RefCell<[Pace; 5]>,
}

impl Pacing {
    /// What every account has; of what AWS publishes nothing about, what others have met (docs/assumptions.md).
    pub(crate) fn of_an_account() -> Self {
        Self::new([
            Pace::new(40.0, 10.0),
            Pace::new(3.0, 3.0),
            Pace::new(5.0, 3.0),
            Pace::new(5.0, 5.0),
            Pace::new(10.0, 5.0),
        ])
    }

    /// For a store on this machine, which has no quotas unless somebody asked for them.
    pub(crate) fn unlimited() -> Self {
        Self::new(std::array::from_fn(|_| Pace::unlimited()))
    }

    fn new(paces: [Pace; 5]) -> Self {
        Self { started: Instant::now(), paces: RefCell::new(paces) }
    }

    /// Sets how many writes there may be in a second.
    pub(crate) fn limit_writes(&self, per_second: f64) {
        let burst = per_second.clamp(1.0, 10.0);
        self.paces.borrow_mut()[Group::Writes as usize] = Pace::new(per_second, burst);
    }

    /// Returns how many calls there are in a second, where that is limited.
    pub(crate) fn rate(&self, group: Group) -> Option<f64> {
        self.paces.borrow()[group as usize].rate()
    }

    /// Waits for a turn.
    pub(crate) async fn turn(&self, group: Group) {
        let wait = self.paces.borrow_mut()[group as usize].reserve(self.started.elapsed());
        if !wait.is_zero() {
            sleep(wait).await;
        }
    }

    /// Learns from how a call went.
    pub(crate) fn learn<T>(&self, group: Group, answer: &Result<T, Failure>) {
        let pace = &mut self.paces.borrow_mut()[group as usize];
        match answer {
            Ok(_) => pace.succeeded(),
            Err(failure) if failure.is_too_fast() => pace.throttled(self.started.elapsed()),
            Err(_) => {}
        }
    }
}
