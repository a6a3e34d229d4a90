//! A program that has our terminal: it is told what we are told, waited for, and nothing of it stays.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use process_wrap::tokio::{ChildWrapper, CommandWrap};
use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, UpdateKind};
use tokio::time::{Instant, sleep_until};

use super::{Running, end_abandoned};
use crate::environment::Environment;
use crate::interrupt::{Signals, Stop};

/// How long a program that was told to end may take.
const GRACE: Duration = Duration::from_secs(10);

/// By this variable we know again what a program has started and left behind.
const MARK: &str = "BOOTSTRAP_LOCAL_RUN";

/// A program and how its environment differs from ours.
pub(crate) struct Foreground<'a> {
    pub(crate) path: &'a Path,
    pub(crate) arguments: &'a [OsString],
    pub(crate) environment: &'a Environment,
    pub(crate) set: &'a [(&'static str, String)],
    pub(crate) unset: &'a [&'static str],
    /// Whether a person sits at the terminal: then Ctrl-C reaches the program without us, and Ctrl-Z both of us.
    pub(crate) has_keyboard: bool,
}

impl Foreground<'_> {
    /// Runs the program to its end and returns its exit code; as shells do, 128 and more for a signal.
    pub(crate) async fn run(&self) -> io::Result<u8> {
        adopt_orphans();
        let mark = format!("{:032x}", fastrand::u128(..));
        // From here on, what asks us to stop asks the program.
        let mut signals = Signals::listen();
        let mut program = Running(self.command(&mark).spawn()?);
        let mut deadline = None;
        let status = loop {
            tokio::select! {
                // Itself alone: what it left in its group is ours by then, and may never end.
                status = program.0.inner_mut().wait() => break status?,
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
        end_abandoned();
        end_marked(&mark);
        Ok(code(status))
    }

    /// Adds our mark to those of whoever runs us beside a store of their own.
    fn marks(&self, mark: &str) -> String {
        match self.environment.text(MARK) {
            Some(others) => format!("{others},{mark}"),
            None => mark.to_owned(),
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is a room of `process`")]
    fn command(&self, mark: &str) -> CommandWrap {
        let mut command = CommandWrap::with_new(self.path, |command| {
            command
                .args(self.arguments)
                .current_dir(self.environment.folder())
                .env(MARK, self.marks(mark));
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

/// Makes programs ours that lose their parents, so that none of them gets away. Only Linux can; elsewhere the mark has
/// to do.
fn adopt_orphans() {
    #[cfg(target_os = "linux")]
    {
        let ourselves = rustix::process::getpid();
        // Without it, too, most are found.
        let _ = rustix::process::set_child_subreaper(Some(ourselves));
    }
}

/// Ends whatever carries our mark, in whichever group it is by now.
fn end_marked(mark: &str) {
    let mut system = sysinfo::System::new();
    let kind = ProcessRefreshKind::nothing().without_tasks().with_environ(UpdateKind::Always);
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, kind);
    let is_ours = |variable: &OsString| {
        let variable = variable.to_string_lossy();
        variable.starts_with(MARK) && variable.contains(mark)
    };
    for process in system.processes().values() {
        if process.environ().iter().any(is_ours) {
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
