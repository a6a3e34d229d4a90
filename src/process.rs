//! The door to other programs: no shell, no input, drained, ended on time, the whole group with it.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use process_wrap::tokio::{ChildWrapper, CommandWrap};
use tokio::io::{AsyncRead, AsyncReadExt as _};
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
    let (stdout, stderr) = (program.0.stdout().take(), program.0.stderr().take());
    let mut said = tokio::spawn(async { tokio::join!(drain(stdout), drain(stderr)) });

    let Ok(status) = timeout_at(deadline, program.0.wait()).await else { return Ok(None) };
    let status = status?;
    let patience = STRAGGLERS.min(deadline.saturating_duration_since(Instant::now()));
    let (stdout, stderr) = match timeout(patience, &mut said).await {
        Ok(said) => said.unwrap_or_default(),
        Err(_still_open) => {
            // The program left children behind that hold its pipes: the group goes, and the pipes close.
            drop(program);
            timeout(STRAGGLERS, &mut said).await.ok().and_then(Result::ok).unwrap_or_default()
        }
    };
    said.abort();
    Ok(Some((status, stdout, stderr)))
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

/// Reads to the end, so that the program never waits for us, and keeps the beginning.
async fn drain(pipe: Option<impl AsyncRead + Unpin>) -> String {
    let Some(mut pipe) = pipe else { return String::new() };
    let mut kept = Vec::new();
    let mut buffer = vec![0; 8 * 1024];
    while let Ok(count @ 1..) = pipe.read(&mut buffer).await {
        let room = KEPT.saturating_sub(kept.len());
        kept.extend_from_slice(&buffer[..count.min(room)]);
    }
    String::from_utf8_lossy(&kept).into_owned()
}

/// A started program; whoever drops it, for whatever reason, ends it and its children.
struct Running(Box<dyn ChildWrapper>);

impl Drop for Running {
    fn drop(&mut self) {
        // There may be nothing left to end.
        drop(self.0.start_kill());
    }
}
