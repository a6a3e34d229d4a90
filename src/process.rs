//! The door to other programs: no shell, no input, drained, ended on time, the whole group with it.

pub(crate) mod foreground;

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use process_wrap::tokio::{ChildWrapper, CommandWrap};
use sysinfo::{Pid, ProcessRefreshKind, ProcessesToUpdate};
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout, timeout_at};

use crate::environment::Environment;

/// The most that is kept of what a program says; the rest is read and forgotten.
const KEPT: usize = 64 * 1024;

/// How long pipes may stay open after the program itself has ended.
const STRAGGLERS: Duration = Duration::from_millis(200);

/// What became of a program that was asked something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    /// It is not on `PATH`.
    Absent,
    /// It is there and cannot be started.
    Unstartable { path: PathBuf, reason: String },
    /// It did not end in time, and was ended.
    TooSlow { path: PathBuf, after: Duration },
    /// It ended by itself.
    Ended(Ended),
}

/// A program that ended by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ended {
    pub(crate) path: PathBuf,
    /// Nothing when it was ended by a signal.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Finds a program on `PATH` as the shell would.
pub(crate) fn find(program: &str, environment: &Environment) -> Option<PathBuf> {
    which::which_in(program, environment.raw("PATH"), environment.folder()).ok()
}

/// Runs a program with arguments and returns what it said, or why it said nothing.
pub(crate) async fn ask(
    program: &str,
    arguments: &[&str],
    limit: Duration,
    environment: &Environment,
) -> Reply {
    let Some(path) = find(program, environment) else { return Reply::Absent };
    match run(&path, arguments, environment.folder(), limit).await {
        Ok(Some((status, stdout, stderr))) => {
            Reply::Ended(Ended { path, code: status.code(), stdout, stderr })
        }
        Ok(None) => Reply::TooSlow { path, after: limit },
        Err(error) => {
            Reply::Unstartable { path, reason: crate::foreign::harmless(&error.to_string()) }
        }
    }
}

/// Runs a program in a folder. Returns nothing when it did not end in time.
pub(crate) async fn run(
    path: &Path,
    arguments: &[impl AsRef<OsStr>],
    folder: &Path,
    limit: Duration,
) -> io::Result<Option<(ExitStatus, String, String)>> {
    let deadline = Instant::now() + limit;
    let mut program = Running(command(path, arguments, folder).spawn()?);
    let mut stdout = Pipe::drain(program.0.stdout().take());
    let mut stderr = Pipe::drain(program.0.stderr().take());

    let Ok(status) = timeout_at(deadline, program.0.wait()).await else { return Ok(None) };
    let status = status?;
    let patience = STRAGGLERS.min(deadline.saturating_duration_since(Instant::now()));
    if timeout(patience, closed(&mut stdout, &mut stderr)).await.is_err() {
        // The program left children behind that hold its pipes: the group goes, and the pipes close. A child that
        // left the group keeps them open, and is not waited for.
        drop(program);
        drop(timeout(STRAGGLERS, closed(&mut stdout, &mut stderr)).await);
    }
    Ok(Some((status, stdout.said(), stderr.said())))
}

/// Ends the programs that a library has started for us and waits for no longer, such as a `credential_process` that
/// hangs, and their children. Whoever calls this waits for no program either.
pub(crate) fn end_abandoned() {
    // On Windows the id of a parent that has ended may be ours by now: it proves nothing.
    let Some(ourselves) = sysinfo::get_current_pid().ok().filter(|_| cfg!(unix)) else { return };
    let mut system = sysinfo::System::new();
    // Without tasks: those are our own threads.
    let all = ProcessRefreshKind::nothing().without_tasks();
    system.refresh_processes_specifics(ProcessesToUpdate::All, true, all);
    let parent_of = |process: &Pid| system.process(*process)?.parent();
    for (id, process) in system.processes() {
        let mut ancestors = std::iter::successors(parent_of(id), parent_of);
        if ancestors.any(|ancestor| ancestor == ourselves) {
            // It may have ended by itself.
            process.kill();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the room that may")]
fn command(path: &Path, arguments: &[impl AsRef<OsStr>], folder: &Path) -> CommandWrap {
    let mut command = CommandWrap::with_new(path, |command| {
        command
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            // One language to read, no colour, no telemetry, and no downloads behind the user's back.
            .env("LC_ALL", "C")
            .env("NO_COLOR", "1")
            .env("SAM_CLI_TELEMETRY", "0")
            .env("RUSTUP_AUTO_INSTALL", "0");
    });
    #[cfg(unix)]
    command.wrap(process_wrap::tokio::ProcessGroup::leader());
    #[cfg(windows)]
    command.wrap(process_wrap::tokio::JobObject);
    command
}

/// A pipe that is read to its end, so that the program never waits for us; the beginning is kept.
struct Pipe {
    kept: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

impl Pipe {
    fn drain(pipe: Option<impl AsyncRead + Unpin + Send + 'static>) -> Self {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let keeper = Arc::clone(&kept);
        let reader = tokio::spawn(async move {
            let Some(mut pipe) = pipe else { return };
            let mut buffer = vec![0; 8 * 1024];
            while let Ok(count @ 1..) = pipe.read(&mut buffer).await {
                let mut kept = keeper.lock().unwrap_or_else(PoisonError::into_inner);
                let room = KEPT.saturating_sub(kept.len());
                kept.extend_from_slice(&buffer[..count.min(room)]);
            }
        });
        Self { kept, reader }
    }

    /// Waits until nobody holds the other end any more.
    async fn closed(&mut self) {
        if !self.reader.is_finished() {
            // Reading does not panic, and what was kept before counts anyway.
            drop((&mut self.reader).await);
        }
    }

    /// Returns what was said so far.
    fn said(&self) -> String {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&kept).into_owned()
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.reader.abort();
    }
}

async fn closed(stdout: &mut Pipe, stderr: &mut Pipe) {
    tokio::join!(stdout.closed(), stderr.closed());
}

/// A started program; whoever drops it, for whatever reason, ends it and its children.
struct Running(Box<dyn ChildWrapper>);

impl Drop for Running {
    fn drop(&mut self) {
        // There may be nothing left to end.
        drop(self.0.start_kill());
    }
}
