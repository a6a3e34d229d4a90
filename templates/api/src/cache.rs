//! A parameter that is remembered for a while, so that not every request asks for it.

use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use crate::store::{ParameterStore, StoreError};

/// One parameter of a store, and what it was when it was last read.
#[derive(Debug)]
pub(crate) struct Cached<S> {
    store: S,
    name: String,
    fresh_for: Duration,
    last: Mutex<Option<Reading>>,
}

#[derive(Debug)]
struct Reading {
    value: String,
    at: Instant,
}

impl<S: ParameterStore> Cached<S> {
    pub(crate) fn new(store: S, name: String, fresh_for: Duration) -> Self {
        Self {
            store,
            name,
            fresh_for,
            last: Mutex::new(None),
        }
    }

    /// Gets the value, from the store if the last reading is too old; a failure is not remembered.
    pub(crate) async fn get(&self) -> Result<String, StoreError> {
        // The lock is held while the store is asked: requests that wait for it share one answer.
        let mut last = self.last.lock().await;

        if let Some(reading) = &*last
            && reading.at.elapsed() < self.fresh_for
        {
            return Ok(reading.value.clone());
        }

        let value = self.store.get(&self.name).await?;
        *last = Some(Reading {
            value: value.clone(),
            at: Instant::now(),
        });
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fake::Shelf;

    const NEVER_OLD: Duration = Duration::MAX;
    const OLD_AT_ONCE: Duration = Duration::ZERO;

    fn greeting(store: &Shelf, fresh_for: Duration) -> Cached<&Shelf> {
        Cached::new(store, "/app/greeting".to_owned(), fresh_for)
    }

    #[tokio::test]
    async fn a_fresh_value_is_not_asked_for_again() {
        let store = Shelf::holding([("/app/greeting", "Hello")]);
        let greeting = greeting(&store, NEVER_OLD);

        assert_eq!(greeting.get().await.expect("it is there"), "Hello");
        store.put("/app/greeting", "Good evening");

        assert_eq!(greeting.get().await.expect("it is there"), "Hello");
    }

    #[tokio::test]
    async fn an_old_value_is_asked_for_again() {
        let store = Shelf::holding([("/app/greeting", "Hello")]);
        let greeting = greeting(&store, OLD_AT_ONCE);

        assert_eq!(greeting.get().await.expect("it is there"), "Hello");
        store.put("/app/greeting", "Good evening");

        assert_eq!(greeting.get().await.expect("it is there"), "Good evening");
    }

    #[tokio::test]
    async fn a_failure_is_not_remembered() {
        let store = Shelf::holding([]);
        let greeting = greeting(&store, NEVER_OLD);

        greeting.get().await.expect_err("it is not there yet");
        store.put("/app/greeting", "Hello");

        assert_eq!(greeting.get().await.expect("it is there"), "Hello");
    }
}
