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

/// What a program that was run has said.
#[derive(Debug)]
pub(crate) struct Output {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: Vec<u8>,
    /// Whether standard output was longer than what is kept of it.
    pub(crate) is_cut: bool,
    /// Whether something that the program left behind could still write to its standard output.
    pub(crate) is_held: bool,
}

/// In which environment a program is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// One language to read, no colour, no telemetry, and no downloads behind the user's back.
    Plain,
    /// As its user would run it.
    AsItIs,
}

impl Output {
    /// Returns what was said for people, or for us to look for words in it.
    pub(crate) fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }

    pub(crate) fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.stderr).into_owned()
    }
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
        Ok(Some(output)) => Reply::Ended(Ended {
            path,
            code: output.status.code(),
            stdout: output.stdout_text(),
            stderr: output.stderr_text(),
        }),
        Ok(None) => Reply::TooSlow { path, after: limit },
        Err(error) => {
            Reply::Unstartable { path, reason: crate::foreign::harmless(&error.to_string()) }
        }
    }
}

/// Runs a program of ours to ask in a folder. Returns nothing when it did not end in time.
pub(crate) async fn run(
    path: &Path,
    arguments: &[impl AsRef<OsStr>],
    folder: &Path,
    limit: Duration,
) -> io::Result<Option<Output>> {
    run_in(Manner::Plain, path, arguments, folder, limit).await
}

/// Runs a program of the user's in a folder, in the user's own language. Returns nothing when it did not end in time.
pub(crate) async fn run_as_it_is(
    path: &Path,
    arguments: &[impl AsRef<OsStr>],
    folder: &Path,
    limit: Duration,
) -> io::Result<Option<Output>> {
    run_in(Manner::AsItIs, path, arguments, folder, limit).await
}

async fn run_in(
    manner: Manner,
    path: &Path,
    arguments: &[impl AsRef<OsStr>],
    folder: &Path,
    limit: Duration,
) -> io::Result<Option<Output>> {
    let deadline = Instant::now() + limit;
    let mut program = Running(command(manner, path, arguments, folder).spawn()?);
    let mut stdout = Pipe::drain(program.0.stdout().take());
    let mut stderr = Pipe::drain(program.0.stderr().take());

    let Ok(status) = timeout_at(deadline, program.0.wait()).await else { return Ok(None) };
    let status = status?;
    let patience = STRAGGLERS.min(deadline.saturating_duration_since(Instant::now()));
    let closed_in_time = timeout(patience, closed(&mut stdout, &mut stderr)).await;
    let is_held = !stdout.reader.is_finished();
    if closed_in_time.is_err() {
        // The program left children behind that hold its pipes: the group goes, and the pipes close. A child that
        // left the group keeps them open, and is not waited for.
        drop(program);
        drop(timeout(STRAGGLERS, closed(&mut stdout, &mut stderr)).await);
    }
    let is_cut = stdout.is_cut();
    Ok(Some(Output { status, stdout: stdout.said(), stderr: stderr.said(), is_cut, is_held }))
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
fn command(
    manner: Manner,
    path: &Path,
    arguments: &[impl AsRef<OsStr>],
    folder: &Path,
) -> CommandWrap {
    let mut command = CommandWrap::with_new(path, |command| {
        command
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if manner == Manner::Plain {
            command
                .env("LC_ALL", "C")
                .env("NO_COLOR", "1")
                .env("SAM_CLI_TELEMETRY", "0")
                .env("RUSTUP_AUTO_INSTALL", "0");
        }
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
                // One more than is kept says that there was more.
                let room = (KEPT + 1).saturating_sub(kept.len());
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

    /// Returns what was said so far, as far as it is kept.
    fn said(&self) -> Vec<u8> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept[..kept.len().min(KEPT)].to_vec()
    }

    fn is_cut(&self) -> bool {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).len() > KEPT
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
