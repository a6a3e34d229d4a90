//! A value, and how long it took to find out.

use std::time::{Duration, Instant};

/// A value, and how long it took to find out.
#[derive(Debug, Clone)]
pub(crate) struct Timed<T> {
    pub(crate) value: T,
    pub(crate) took: Duration,
}

/// Waits for a value and looks at the clock.
pub(crate) async fn timed<T>(value: impl Future<Output = T>) -> Timed<T> {
    let started = Instant::now();
    let value = value.await;
    Timed { value, took: started.elapsed() }
}
