//! Somebody asks us to stop: Ctrl-C anywhere; on Unix also what a CI system sends before it kills, and what a terminal
//! sends when it is closed.

use std::sync::mpsc;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::watch;

use crate::error::{Error, Outcome};
use crate::process;

/// Works until it is done or somebody asks us to stop, whichever comes first.
pub(crate) async fn or_stop(
    work: impl Future<Output = Result<Outcome, Error>>,
) -> Result<Outcome, Error> {
    let mut listener = Listener::start();
    tokio::select! {
        outcome = work => outcome,
        () = listener.asked() => Ok(Outcome::Interrupted),
    }
}

/// How we are asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Ctrl-C.
    Interrupt,
    /// What a CI system sends before it kills.
    Terminate,
    /// What a terminal sends when it is closed.
    HangUp,
}

impl Stop {
    /// Returns the number of the signal, the same on every Unix.
    #[cfg(unix)]
    pub(crate) fn number(self) -> i32 {
        use tokio::signal::unix::SignalKind;
        match self {
            Self::Interrupt => SignalKind::interrupt(),
            Self::Terminate => SignalKind::terminate(),
            Self::HangUp => SignalKind::hangup(),
        }
        .as_raw_value()
    }
}

/// Hears whatever asks us to stop, as often as it does; none of it ends us any more.
#[derive(Debug)]
pub(crate) struct Signals {
    #[cfg(unix)]
    streams: Vec<(Stop, tokio::signal::unix::Signal)>,
}

impl Signals {
    /// Listens from now on. What cannot be heard keeps its own effect.
    #[cfg(unix)]
    pub(crate) fn listen() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        let heard = [
            (Stop::Interrupt, SignalKind::interrupt()),
            (Stop::Terminate, SignalKind::terminate()),
            (Stop::HangUp, SignalKind::hangup()),
        ];
        let stream = |(stop, kind)| Some((stop, signal(kind).ok()?));
        Self { streams: heard.into_iter().filter_map(stream).collect() }
    }

    /// Waits for the next time.
    #[cfg(unix)]
    pub(crate) async fn next(&mut self) -> Stop {
        std::future::poll_fn(|context| {
            for (stop, stream) in &mut self.streams {
                if stream.poll_recv(context).is_ready() {
                    return std::task::Poll::Ready(*stop);
                }
            }
            std::task::Poll::Pending
        })
        .await
    }

    #[cfg(not(unix))]
    pub(crate) fn listen() -> Self {
        Self {}
    }

    #[cfg(not(unix))]
    pub(crate) async fn next(&mut self) -> Stop {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
        Stop::Interrupt
    }
}

/// Remembers that somebody asked us to stop, for work that must not be cut in the middle. Whoever asks a second time
/// does not ask any more: the process ends there and then.
#[derive(Debug, Clone)]
pub(crate) struct Listener(watch::Receiver<bool>);

impl Listener {
    /// Listens from now on until it is dropped, on a thread of its own: what blocks the others does not make it deaf.
    pub(crate) fn start() -> Self {
        let (sender, receiver) = watch::channel(false);
        let (listening, begun) = mpsc::channel();
        // Without the thread, what asks us to stop keeps its own effect.
        drop(std::thread::Builder::new().spawn(move || listen(&sender, &listening)));
        // What is heard before the thread listens would be lost. It either says that it does, or has ended.
        let _unless_it_has_ended = begun.recv();
        Self(receiver)
    }

    /// Hears nobody: for work that nobody waits for.
    #[cfg(test)]
    pub(crate) fn deaf() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// Tells whether somebody asked.
    pub(crate) fn heard(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until somebody asks.
    pub(crate) async fn asked(&mut self) {
        // Without a sender nobody can be heard.
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

/// Passes on that somebody asked; the second time it ends the process.
fn listen(sender: &watch::Sender<bool>, listening: &mpsc::Sender<()>) {
    let Ok(runtime) = Builder::new_current_thread().enable_io().build() else { return };
    runtime.block_on(async {
        let mut signals = Signals::listen();
        let _unless_nobody_waits = listening.send(());
        for is_first in [true, false] {
            tokio::select! {
                _ = signals.next() => if is_first { sender.send_replace(true); } else { end() },
                () = sender.closed() => return,
            }
        }
    });
}

#[expect(clippy::exit, reason = "whatever keeps `main` from returning has had its chance")]
fn end() -> ! {
    process::end_abandoned();
    std::process::exit(Outcome::Interrupted.code().into())
}
