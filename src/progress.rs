//! How far we are, for whoever waits: a line that is drawn again and again on a terminal, one every ten seconds elsewhere.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::store::ssm::Ssm;
use crate::terminal::Terminal;

/// How often somebody who waits is told how far we are.
const TOLD_EVERY: Duration = Duration::from_secs(10);
const DRAWN_EVERY: Duration = Duration::from_millis(200);

/// What is read in less than this is not worth a line.
const READ_SOON: Duration = Duration::from_secs(1);

/// When to tell how far we are, and how.
#[derive(Debug)]
pub(crate) struct Progress {
    next: Instant,
    draws: bool,
}

impl Progress {
    /// Begins; on a terminal the first line comes after a while.
    pub(crate) fn start(at_first: Duration) -> Self {
        let draws = Terminal::has_screen();
        Self { next: Instant::now() + if draws { at_first } else { TOLD_EVERY }, draws }
    }

    /// Waits until there is something to tell.
    pub(crate) async fn tick(&self) {
        sleep_until(self.next).await;
    }

    /// Tells how far we are: in a line of its own, or on a terminal with something before and a name behind it.
    pub(crate) fn tell(&mut self, before: &str, line: &str, name: &str, terminal: &mut Terminal) {
        if self.draws {
            let gap = if name.is_empty() { "" } else { "  " };
            terminal.draw_with_end(&format!("{before}{line}{gap}"), name);
            self.next = Instant::now() + DRAWN_EVERY;
        } else {
            terminal.remark(line);
            self.next = Instant::now() + TOLD_EVERY;
        }
    }

    /// Takes the line away.
    pub(crate) fn end(&self, terminal: &mut Terminal) {
        if self.draws {
            terminal.erase();
        }
    }
}

/// Waits for what is read from a store, and tells meanwhile how far that is.
pub(crate) async fn while_reading<T>(
    store: &Ssm,
    terminal: &mut Terminal,
    work: impl Future<Output = T>,
) -> T {
    let mut progress = Progress::start(READ_SOON);
    let mut work = std::pin::pin!(work);
    let answer = loop {
        tokio::select! {
            biased;
            answer = &mut work => break answer,
            () = progress.tick() => {
                let line = store.reading().map_or("reading".to_owned(), |it| it.to_string());
                progress.tell("", &line, "", terminal);
            }
        }
    };
    progress.end(terminal);
    answer
}
