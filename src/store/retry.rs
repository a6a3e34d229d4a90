//! How long to wait before trying again, and when to give up.

use std::time::Duration;

use crate::aws::{Failure, FailureKind};

/// The first pause; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(250);

/// No pause is longer.
const LONGEST: Duration = Duration::from_secs(5);

/// The pauses for one call: it knows what failed so far, and no clock.
#[derive(Debug, Default)]
pub(crate) struct Backoff {
    pauses: u32,
    unanswered: u32,
}

impl Backoff {
    /// Returns how long to wait after a failure, or nothing when trying again is no use.
    ///
    /// Throttling is waited out for about a minute, and never for less than the half one that AWS wants between a
    /// deletion and a parameter of the same name. What cannot be reached gets few tries: every one of them may
    /// already have taken its whole time.
    pub(crate) fn after(&mut self, failure: &Failure) -> Option<Duration> {
        let most = match failure.kind {
            FailureKind::Throttled => 18,
            FailureKind::Server => 6,
            FailureKind::Unreachable => {
                self.unanswered += 1;
                if self.unanswered > 2 {
                    return None;
                }
                18
            }
            FailureKind::Credentials
            | FailureKind::Denied
            | FailureKind::Unclear
            | FailureKind::Other => return None,
        };
        if self.pauses >= most {
            return None;
        }
        let pause = FIRST.saturating_mul(1 << self.pauses.min(10)).min(LONGEST);
        self.pauses += 1;
        // Between half of it and all of it, so that many who were sent away do not come back together.
        Some(pause.mul_f64(0.5 + fastrand::f64() / 2.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(kind: FailureKind) -> Vec<Duration> {
        let failure = Failure::new(kind, None, "");
        let mut backoff = Backoff::default();
        std::iter::from_fn(|| backoff.after(&failure)).collect()
    }

    #[test]
    fn throttling_is_waited_out_for_about_a_minute() {
        let pauses = pauses(FailureKind::Throttled);
        let total: Duration = pauses.iter().sum();

        assert_eq!(pauses.len(), 18);
        assert!(pauses[0] <= FIRST && pauses.iter().all(|pause| *pause <= LONGEST));
        assert!((35..=73).contains(&total.as_secs()), "{total:?}");
    }

    #[test]
    fn what_will_not_change_is_not_tried_again() {
        use FailureKind::{Credentials, Denied, Other, Server, Unclear, Unreachable};

        for kind in [Denied, Credentials, Unclear, Other] {
            assert!(pauses(kind).is_empty());
        }
        assert_eq!(pauses(Unreachable).len(), 2);
        assert_eq!(pauses(Server).len(), 6);
    }
}
