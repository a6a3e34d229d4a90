//! A program that has our terminal: it is told what we are told, waited for, and nothing of it stays.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use process_wrap::tokio::{ChildWrapper, CommandWrap};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, UpdateKind};
use tokio::time::{Instant, sleep_until};

use super::Running;
use crate::interrupt::{Signals, Stop};

/// How long a program that was told to end may take.
const GRACE: Duration = Duration::from_secs(10);

/// By this variable we know again what a program has started and left behind.
const MARK: &str = "BOOTSTRAP_LOCAL_RUN";

/// A program and how its environment differs from ours.
pub(crate) struct Foreground<'a> {
    pub(crate) path: &'a Path,
    pub(crate) arguments: &'a [OsString],
    pub(crate) folder: &'a Path,
    pub(crate) set: &'a [(&'static str, String)],
    pub(crate) unset: &'a [&'static str],
    /// Whether a person sits at the terminal: then Ctrl-C reaches the program without us, and Ctrl-Z both of us.
    pub(crate) has_keyboard: bool,
}

impl Foreground<'_> {
    /// Runs the program to its end and returns its exit code; as shells do, 128 and more for a signal.
    pub(crate) async fn run(&self) -> io::Result<u8> {
        let mark = format!("{:032x}", fastrand::u128(..));
        // From here on, what asks us to stop asks the program.
        let mut signals = Signals::listen();
        let mut program = Running(self.command(&mark).spawn()?);
        let mut deadline = None;
        let status = loop {
            tokio::select! {
                status = program.0.wait() => break status?,
                stop = signals.next() => {
                    self.pass_on(stop, program.0.as_ref());
                    if stop != Stop::Interrupt {
                        deadline.get_or_insert(Instant::now() + GRACE);
                    }
                }
                () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                    program.0.start_kill()?;
                    deadline = None;
                }
            }
        };
        drop(program);
        end_marked(&mark);
        Ok(code(status))
    }

    #[expect(clippy::disallowed_methods, reason = "this is a room of `process`")]
    fn command(&self, mark: &str) -> CommandWrap {
        let mut command = CommandWrap::with_new(self.path, |command| {
            command.args(self.arguments).current_dir(self.folder).env(MARK, mark);
            for name in self.unset {
                command.env_remove(name);
            }
            for (name, value) in self.set {
                command.env(name, value);
            }
        });
        #[cfg(unix)]
        if !self.has_keyboard {
            command.wrap(process_wrap::tokio::ProcessGroup::leader());
        }
        #[cfg(windows)]
        command.wrap(process_wrap::tokio::JobObject);
        command
    }

    /// Passes on what we were told. A console of Windows tells every program itself.
    fn pass_on(&self, stop: Stop, program: &dyn ChildWrapper) {
        #[cfg(unix)]
        if !(self.has_keyboard && stop == Stop::Interrupt) {
            // It may have ended meanwhile.
            drop(program.signal(stop.number()));
        }
        #[cfg(not(unix))]
        let _ = (stop, program);
    }
}

/// Ends whatever still runs of what a program started, in whichever group it is by now.
fn end_marked(mark: &str) {
    let mut system = sysinfo::System::new();
    let kind = ProcessRefreshKind::nothing().without_tasks().with_environ(UpdateKind::Always);
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, kind);
    let marked = format!("{MARK}={mark}");
    for process in system.processes().values() {
        if process.environ().iter().any(|variable| variable == OsStr::new(&marked)) {
            // It may have ended by itself.
            process.kill();
        }
    }
}

fn code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return u8::try_from(signal).map_or(u8::MAX, |signal| signal.saturating_add(128));
    }
    // Windows has larger ones: what they share with ours is that zero is well.
    status.code().map_or(u8::MAX, |code| u8::try_from(code).unwrap_or(u8::MAX))
}
