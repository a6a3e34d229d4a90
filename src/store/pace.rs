//! How fast calls may follow each other: a token bucket that learns from being throttled. Time is a value here.

use std::time::Duration;

/// What a pace without a ceiling falls to when it is throttled: as many writes in a second as every account has.
const USUAL: f64 = 3.0;

/// What is left of the rate after it was throttled.
const SLOWER: f64 = 0.7;

/// What each success gives back, as a part of the ceiling.
const FASTER: f64 = 0.01;

/// The rate never falls below this part of the ceiling.
const SLOWEST: f64 = 0.1;

/// Several calls that are under way together are throttled together: that counts once.
const ONE_LESSON: Duration = Duration::from_secs(1);

/// So many calls in a second, a few of them at once.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    /// Infinite where there is no quota that we know of.
    ceiling: f64,
    rate: f64,
    burst: f64,
    /// Less than none when turns are promised that have not come yet.
    tokens: f64,
    filled: Duration,
    slowed: Option<Duration>,
}

impl Pace {
    /// A full bucket.
    pub(crate) const fn new(per_second: f64, burst: f64) -> Self {
        Self {
            ceiling: per_second,
            rate: per_second,
            burst,
            tokens: burst,
            filled: Duration::ZERO,
            slowed: None,
        }
    }

    /// No limit, until there turns out to be one.
    pub(crate) const fn unlimited() -> Self {
        Self::new(f64::INFINITY, USUAL)
    }

    /// Returns how many calls there are in a second, where that is limited.
    pub(crate) fn rate(&self) -> Option<f64> {
        self.rate.is_finite().then_some(self.rate)
    }

    /// Takes a turn, and returns how long it is until then. Whoever asks later has a later one.
    pub(crate) fn reserve(&mut self, now: Duration) -> Duration {
        if self.rate.is_infinite() {
            return Duration::ZERO;
        }
        self.fill(now);
        self.tokens -= 1.0;
        Duration::from_secs_f64((-self.tokens / self.rate).max(0.0))
    }

    /// Learns that it was too fast.
    pub(crate) fn throttled(&mut self, now: Duration) {
        if self.slowed.is_some_and(|slowed| now.saturating_sub(slowed) < ONE_LESSON) {
            return;
        }
        self.slowed = Some(now);
        self.fill(now);
        self.tokens = self.tokens.min(0.0);
        self.rate = if self.rate.is_infinite() {
            USUAL
        } else {
            (self.rate * SLOWER).max(self.known_ceiling() * SLOWEST)
        };
    }

    /// Brings in what has come back since the last time.
    fn fill(&mut self, now: Duration) {
        let passed = now.saturating_sub(self.filled).as_secs_f64();
        // Nothing at an infinite rate would be no number.
        if passed > 0.0 {
            self.tokens = passed.mul_add(self.rate, self.tokens).min(self.burst);
        }
        self.filled = self.filled.max(now);
    }

    /// Learns that it was not too fast.
    pub(crate) fn succeeded(&mut self) {
        self.rate = self.known_ceiling().mul_add(FASTER, self.rate).min(self.ceiling);
    }

    fn known_ceiling(&self) -> f64 {
        if self.ceiling.is_finite() { self.ceiling } else { USUAL }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Duration = Duration::ZERO;

    fn seconds(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    /// Returns when each of so many calls that all come now has its turn.
    fn turns(pace: &mut Pace, calls: usize, now: Duration) -> Vec<f64> {
        (0..calls).map(|_| (pace.reserve(now).as_secs_f64() * 100.0).round() / 100.0).collect()
    }

    #[test]
    fn a_few_go_at_once_and_the_others_one_after_the_other() {
        let mut pace = Pace::new(4.0, 2.0);

        assert_eq!(turns(&mut pace, 5, START), [0.0, 0.0, 0.25, 0.5, 0.75]);
        // Who comes later waits for those before.
        assert_eq!(turns(&mut pace, 1, seconds(0.5)), [0.5]);
        // A rest fills the bucket, and no more than that.
        assert_eq!(turns(&mut pace, 3, seconds(100.0)), [0.0, 0.0, 0.25]);
    }

    #[test]
    fn it_slows_down_once_for_calls_that_were_throttled_together_and_comes_back_slowly() {
        let mut pace = Pace::new(10.0, 3.0);
        pace.throttled(seconds(1.0));
        assert_eq!(turns(&mut pace.clone(), 1, seconds(1.0)), [0.14], "the bucket is empty");
        pace.throttled(seconds(1.5));

        assert!((6.9..7.1).contains(&pace.rate().unwrap()), "{pace:?}");
        for _ in 0..10 {
            pace.succeeded();
        }
        assert!((7.9..8.1).contains(&pace.rate().unwrap()), "{pace:?}");
        for _ in 0..100 {
            pace.succeeded();
        }
        assert_eq!(pace.rate(), Some(10.0), "and not above the ceiling");
    }

    #[test]
    fn it_never_stands_still() {
        let mut pace = Pace::new(3.0, 1.0);
        for second in 0..1000 {
            pace.throttled(seconds(f64::from(second) * 2.0));
        }

        assert!((0.29..0.31).contains(&pace.rate().unwrap()), "{pace:?}");
    }

    #[test]
    fn without_a_ceiling_nobody_waits_until_somebody_is_throttled() {
        let mut pace = Pace::unlimited();
        assert_eq!(turns(&mut pace, 100, START), [0.0; 100]);
        assert_eq!(pace.rate(), None);

        pace.throttled(seconds(5.0));

        assert_eq!(pace.rate(), Some(USUAL));
        assert_eq!(turns(&mut pace, 2, seconds(5.0)), [0.33, 0.67]);
    }
}
