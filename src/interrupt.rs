//! Somebody asks us to stop: Ctrl-C anywhere; on Unix also what a CI system sends before it kills, and what a terminal
//! sends when it is closed.

use std::time::Duration;

use tokio::sync::watch;

use crate::error::{Error, Outcome};

/// Works until it is done or somebody asks us to stop, whichever comes first.
pub(crate) async fn or_stop(
    work: impl Future<Output = Result<Outcome, Error>>,
) -> Result<Outcome, Error> {
    tokio::select! {
        outcome = work => outcome,
        () = requested() => Ok(Outcome::Interrupted),
    }
}

/// Waits until somebody asks us to stop.
async fn requested() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let (Ok(mut terminate), Ok(mut hangup)) =
            (signal(SignalKind::terminate()), signal(SignalKind::hangup()))
        {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
                _ = hangup.recv() => {}
            }
            return;
        }
    }
    // Where signals cannot be heard, they keep their own effect.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Remembers that somebody asked us to stop, for work that must not be cut in the middle.
#[derive(Debug)]
pub(crate) struct Listener(watch::Receiver<bool>);

impl Listener {
    /// Listens from now on.
    pub(crate) fn start() -> Self {
        let (sender, receiver) = watch::channel(false);
        tokio::spawn(async move {
            requested().await;
            sender.send_replace(true);
            // The sender stays, so that the receiver can tell "not asked" from "asked and gone".
            std::future::pending::<()>().await;
        });
        Self(receiver)
    }

    /// Tells whether somebody asked.
    pub(crate) fn heard(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until somebody asks.
    pub(crate) async fn asked(&mut self) {
        // The sender is never dropped before the runtime is.
        if self.0.wait_for(|asked| *asked).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// Waits, but not longer than until somebody asks us to stop.
    pub(crate) async fn sleep(&mut self, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = self.asked() => {}
        }
    }
}
