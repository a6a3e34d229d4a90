//! When all of the looking has to be over, however many are slow one after another.

use std::time::Duration;

use tokio::time::Instant;

/// How long all of it may take.
const WHOLE: Duration = Duration::from_secs(10);

/// The moment at which everything that has not answered is given up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self(Instant::now() + WHOLE)
    }

    /// Returns how long somebody may take who has a limit of its own.
    pub(crate) fn left(self, limit: Duration) -> Duration {
        self.0.saturating_duration_since(Instant::now()).min(limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_holds_until_less_than_that_is_left() {
        let deadline = |seconds| Deadline(Instant::now() + Duration::from_secs(seconds));
        let limit = Duration::from_secs(5);

        assert_eq!(deadline(60).left(limit), limit);
        assert!(deadline(3).left(limit) <= Duration::from_secs(3));
        assert_eq!(deadline(0).left(limit), Duration::ZERO);
    }
}
