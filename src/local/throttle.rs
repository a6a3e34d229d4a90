//! An account's quotas: so many calls a second and a burst, each group of operations for itself.
//!
//! AWS publishes few of these numbers; `docs/assumptions.md` says which are known.

use tokio::time::Instant;

use super::engine::Operation;
use crate::cli::Quotas;

/// Operations that share a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Writes,
    /// Reads of one; without higher throughput all three reads.
    Reads,
    ReadsOfSeveral,
    ReadsByPath,
    Deletes,
    Metadata,
    Tagging,
}

/// Tokens that come back with time; a call takes one.
#[derive(Debug)]
struct Bucket {
    per_second: f64,
    burst: f64,
    tokens: f64,
    filled: Instant,
}

/// The buckets of one account in one Region.
#[derive(Debug)]
pub(crate) struct Throttle {
    writes: Bucket,
    reads: Bucket,
    /// Only with higher throughput.
    reads_of_several: Option<Bucket>,
    reads_by_path: Option<Bucket>,
    deletes: Bucket,
    metadata: Bucket,
    tagging: Bucket,
}

impl Throttle {
    /// Full buckets.
    pub(crate) fn new(quotas: Quotas, now: Instant) -> Self {
        let bucket = |per_second: u32, burst: u32| Bucket {
            per_second: per_second.into(),
            burst: burst.into(),
            tokens: burst.into(),
            filled: now,
        };
        let is_high = quotas == Quotas::High;
        Self {
            writes: if is_high { bucket(10, 20) } else { bucket(3, 10) },
            reads: if is_high { bucket(10_000, 10_000) } else { bucket(40, 40) },
            reads_of_several: is_high.then(|| bucket(1000, 1000)),
            reads_by_path: is_high.then(|| bucket(100, 100)),
            deletes: bucket(5, 10),
            metadata: bucket(5, 20),
            tagging: bucket(15, 15),
        }
    }

    /// Takes a token for a call, or says that there is none.
    pub(crate) fn admits(&mut self, operation: Operation, now: Instant) -> bool {
        let bucket = match group(operation) {
            Group::Writes => &mut self.writes,
            Group::Reads => &mut self.reads,
            Group::ReadsOfSeveral => self.reads_of_several.as_mut().unwrap_or(&mut self.reads),
            Group::ReadsByPath => self.reads_by_path.as_mut().unwrap_or(&mut self.reads),
            Group::Deletes => &mut self.deletes,
            Group::Metadata => &mut self.metadata,
            Group::Tagging => &mut self.tagging,
        };
        bucket.take(now)
    }
}

impl Bucket {
    fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.filled).as_secs_f64();
        self.tokens = passed.mul_add(self.per_second, self.tokens).min(self.burst);
        self.filled = now;
        let is_there = self.tokens >= 1.0;
        if is_there {
            self.tokens -= 1.0;
        }
        is_there
    }
}

const fn group(operation: Operation) -> Group {
    match operation {
        Operation::PutParameter => Group::Writes,
        Operation::GetParameter => Group::Reads,
        Operation::GetParameters => Group::ReadsOfSeveral,
        Operation::GetParametersByPath => Group::ReadsByPath,
        Operation::DeleteParameter | Operation::DeleteParameters => Group::Deletes,
        Operation::GetResources => Group::Tagging,
        Operation::DescribeParameters
        | Operation::GetParameterHistory
        | Operation::LabelParameterVersion
        | Operation::UnlabelParameterVersion
        | Operation::AddTagsToResource
        | Operation::RemoveTagsFromResource
        | Operation::ListTagsForResource
        | Operation::GetServiceSetting => Group::Metadata,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// Returns how many of a number of calls, made all at once, are admitted.
    fn admitted(
        throttle: &mut Throttle,
        operation: Operation,
        calls: usize,
        now: Instant,
    ) -> usize {
        (0..calls).filter(|_| throttle.admits(operation, now)).count()
    }

    #[test]
    fn a_burst_passes_and_then_so_many_a_second() {
        let start = Instant::now();
        let mut throttle = Throttle::new(Quotas::Default, start);
        let writes = |throttle: &mut Throttle, seconds| {
            admitted(throttle, Operation::PutParameter, 100, start + Duration::from_secs(seconds))
        };

        assert_eq!(writes(&mut throttle, 0), 10);
        assert_eq!(writes(&mut throttle, 1), 3);
        assert_eq!(writes(&mut throttle, 3), 6);
        assert_eq!(writes(&mut throttle, 1000), 10);
    }

    #[test]
    fn reads_share_a_bucket_and_leave_the_others_alone() {
        let now = Instant::now();
        let mut throttle = Throttle::new(Quotas::Default, now);

        assert_eq!(admitted(&mut throttle, Operation::GetParameter, 30, now), 30);
        assert_eq!(admitted(&mut throttle, Operation::GetParametersByPath, 30, now), 10);
        assert_eq!(admitted(&mut throttle, Operation::DescribeParameters, 30, now), 20);
    }

    #[test]
    fn higher_throughput_is_for_reads_and_writes() {
        let now = Instant::now();
        let mut throttle = Throttle::new(Quotas::High, now);

        assert_eq!(admitted(&mut throttle, Operation::PutParameter, 100, now), 20);
        assert_eq!(admitted(&mut throttle, Operation::GetParameters, 1500, now), 1000);
        assert_eq!(admitted(&mut throttle, Operation::GetParametersByPath, 600, now), 100);
        assert_eq!(admitted(&mut throttle, Operation::DeleteParameter, 100, now), 10);
    }
}
