//! A moment, as the engine is told it.

use serde::{Deserialize, Serialize};

/// Milliseconds since the epoch. The engine has no clock: whoever asks says when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Timestamp(i64);

impl Timestamp {
    pub(crate) const fn from_milliseconds(milliseconds: i64) -> Self {
        Self(milliseconds)
    }

    /// Returns what the wire has: seconds, with three decimals.
    #[expect(clippy::cast_precision_loss, reason = "exact for the next 280,000 years")]
    pub(super) fn seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wire_has_seconds_with_three_decimals() {
        let seconds = |milliseconds| {
            serde_json::json!(Timestamp::from_milliseconds(milliseconds).seconds()).to_string()
        };

        assert_eq!(seconds(1_700_000_000_123), "1700000000.123");
        assert_eq!(seconds(1_700_000_000_001), "1700000000.001");
        assert_eq!(seconds(1_700_000_000_000), "1700000000.0");
    }
}
