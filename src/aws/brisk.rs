//! Short pauses between the attempts of a call, for whoever is next door: back soon, or not at all.

use std::time::Duration;

use aws_sdk_sts::config::{AsyncSleep, Sleep};

/// The SDK pauses for less than this before it tries again; what it waits for an answer is this and more.
const PAUSE: Duration = Duration::from_secs(2);

/// By how much a pause is cut.
const CUT: u32 = 8;

/// Sleeps as the SDK is told to, but for its pauses.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Brisk;

impl AsyncSleep for Brisk {
    fn sleep(&self, duration: Duration) -> Sleep {
        Sleep::new(tokio::time::sleep(shortened(duration)))
    }
}

fn shortened(duration: Duration) -> Duration {
    if duration < PAUSE { duration / CUT } else { duration }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pauses_are_cut() {
        assert_eq!(shortened(Duration::from_millis(1600)), Duration::from_millis(200));
        assert_eq!(shortened(PAUSE), PAUSE);
    }
}
