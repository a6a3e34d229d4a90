//! Work that may block the thread it runs on, done on another one: whoever waits for it has a limit that holds.
//!
//! The AWS SDK reads its files where its futures are polled. On a pipe that nobody writes to, or on a file system whose
//! server is gone, that would stop everything else too: timers, and whoever asks us to stop.

use std::convert::Infallible;
use std::panic::resume_unwind;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// Does some work aside. Returns nothing when it did not end in time; then, or when nobody waits any more, it is given
/// up, as soon as it can be.
pub(crate) async fn aside<T: Send + 'static>(
    limit: Duration,
    work: impl Future<Output = T> + Send + 'static,
) -> Option<T> {
    let runtime = Handle::current();
    let (waiting, gone) = oneshot::channel::<Infallible>();
    let work = Box::pin(work);
    let task = spawn_blocking(move || {
        runtime.block_on(async {
            tokio::select! {
                biased;
                _ = gone => None,
                value = work => Some(value),
            }
        })
    });
    let done = timeout(limit, task).await;
    drop(waiting);
    match done {
        Ok(Ok(value)) => value,
        Ok(Err(error)) => error.try_into_panic().map_or(None, |panic| resume_unwind(panic)),
        Err(_elapsed) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Instant;

    use tokio::runtime::Builder;
    use tokio::time::sleep;

    use super::*;

    fn run<T>(work: impl Future<Output = T>) -> T {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let value = runtime.block_on(work);
        runtime.shutdown_background();
        value
    }

    #[test]
    fn a_limit_holds_for_work_that_blocks_its_thread() {
        let started = Instant::now();

        let blocked = run(aside(Duration::from_millis(50), async {
            thread::sleep(Duration::from_secs(20));
        }));

        assert_eq!(blocked, None);
        assert!(started.elapsed() < Duration::from_secs(10), "{:?}", started.elapsed());
    }

    #[test]
    fn work_that_waits_is_done_and_given_up_with_its_reader() {
        let slow = || async { sleep(Duration::from_millis(20)).await };
        assert_eq!(run(aside(Duration::from_secs(20), slow())), Some(()));

        let (kept, dropped) = oneshot::channel::<()>();
        let forever = async move {
            let _kept = kept;
            std::future::pending::<()>().await;
        };
        let given_up = run(async {
            drop(timeout(Duration::from_millis(20), aside(Duration::from_mins(1), forever)).await);
            timeout(Duration::from_secs(20), dropped).await
        });
        assert!(given_up.is_ok_and(|dropped| dropped.is_err()));
    }
}
