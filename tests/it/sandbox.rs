//! A machine of one's own: a home, a `PATH` of stand-ins, and nothing of the real environment.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// No test waits longer than this for the program.
const PATIENCE: Duration = Duration::from_mins(2);

/// What the system says of itself: the kind that Cloud9 starts.
const OS_RELEASE: &str = "NAME=\"Amazon Linux\"\nVERSION=\"2023\"\nID=\"amzn\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"2023\"\n";

/// A machine that is gone when the test is over.
pub(crate) struct Sandbox {
    folder: TempDir,
    variables: BTreeMap<String, OsString>,
}

/// What the program said.
#[derive(Debug)]
pub(crate) struct Said {
    /// Nothing when it was ended by a signal.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) took: Duration,
    /// The most memory that it used, in bytes.
    pub(crate) peak_memory: u64,
}

impl Sandbox {
    /// A machine with nothing on it: no tools, no credentials, no instance metadata.
    #[must_use]
    pub(crate) fn empty() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("sandbox-")
            .tempdir()
            .expect("there is room for a sandbox");
        for name in ["home", "bin", "work"] {
            fs::create_dir(folder.path().join(name)).expect("the sandbox is ours");
        }
        let mut sandbox = Self { folder, variables: BTreeMap::new() };
        sandbox.write("system/etc/os-release", OS_RELEASE);
        sandbox.set("HOME", sandbox.home());
        sandbox.set("PATH", sandbox.bin());
        sandbox.set("AWS_EC2_METADATA_DISABLED", "true");
        // The real machine's engine is none of our business.
        let no_engine = format!("unix://{}", sandbox.path("no-engine.sock").display());
        sandbox.set("DOCKER_HOST", no_engine);
        sandbox
    }

    /// A machine with all tools, in versions that are fine.
    #[must_use]
    pub(crate) fn with_tools() -> Self {
        let sandbox = Self::empty();
        sandbox.tool("rustc", "rustc 1.95.0 (59807616e 2026-04-14)");
        sandbox.tool("cargo", "cargo 1.95.0 (f2d3ce0bd 2026-03-21)");
        sandbox.tool("cc", "cc (Debian 12.2.0-14) 12.2.0");
        sandbox.tool("cargo-lambda", "cargo-lambda 1.9.2 (0123abc 2026-01-01Z)");
        sandbox.tool("sam", "SAM CLI, version 1.170.0");
        sandbox
    }

    /// Returns a path in the sandbox.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn home(&self) -> PathBuf {
        self.path("home")
    }

    pub(crate) fn bin(&self) -> PathBuf {
        self.path("bin")
    }

    /// Returns the folder in which the program is started.
    pub(crate) fn work(&self) -> PathBuf {
        self.path("work")
    }

    /// Sets an environment variable.
    pub(crate) fn set(&mut self, name: &str, value: impl Into<OsString>) -> &mut Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// Removes an environment variable.
    pub(crate) fn unset(&mut self, name: &str) -> &mut Self {
        self.variables.remove(name);
        self
    }

    /// Writes a file, relative to the sandbox.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is below the sandbox"))
            .expect("the sandbox is ours");
        fs::write(&path, content).expect("the sandbox is ours");
        path
    }

    /// Puts a tool on `PATH` that says its version.
    pub(crate) fn tool(&self, name: &str, version: &str) -> PathBuf {
        self.script(name, &format!("echo '{version}'"))
    }

    /// Puts a shell script on `PATH`. It finds no other program without its path.
    pub(crate) fn script(&self, name: &str, body: &str) -> PathBuf {
        let path = self.write(&format!("bin/{name}"), format!("#!/bin/sh\n{body}\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("the sandbox is ours");
        path
    }

    /// Puts a tool of the real machine on `PATH`.
    #[track_caller]
    pub(crate) fn real_tool(&self, name: &str) {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let found = std::env::split_paths(&folders)
            .map(|folder| folder.join(name))
            .find(|path| path.exists());
        let found = found.unwrap_or_else(|| panic!("{name} is not on this machine"));
        std::os::unix::fs::symlink(found, self.bin().join(name)).expect("the sandbox is ours");
    }

    /// Takes a tool away.
    pub(crate) fn without(&self, name: &str) {
        fs::remove_file(self.bin().join(name)).expect("the tool was there");
    }

    /// Returns the program with its arguments, in this environment.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bootstrap"));
        command.args(arguments).args(self.instead_of_the_real_system(arguments));
        self.furnish(&mut command);
        command
    }

    /// Returns what leads `check` to the sandbox's own system: the real one is none of our business.
    fn instead_of_the_real_system(&self, arguments: &[&str]) -> Option<String> {
        let system = self.path("system");
        ["check", "whoami"]
            .contains(arguments.first()?)
            .then(|| format!("--system-root={}", system.display()))
    }

    /// Returns a line for a shell that runs the program, in this environment.
    pub(crate) fn line(&self, arguments: &[&str]) -> String {
        let program = [env!("CARGO_BIN_EXE_bootstrap")];
        let line = [program.as_slice(), arguments].concat().join(" ");
        self.instead_of_the_real_system(arguments).map_or(line.clone(), |root| line + " " + &root)
    }

    /// Returns the program as somebody without any privileges would start it, where that can be tried.
    pub(crate) fn as_nobody(&self, arguments: &[&str]) -> Option<Command> {
        let root = fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0);
        let setpriv = Path::new("/usr/bin/setpriv");
        if !root || !setpriv.exists() {
            return None;
        }
        // Nobody must be able to come in.
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(self.folder.path(), open).expect("the sandbox is ours");
        let mut command = Command::new(setpriv);
        command.args([
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            env!("CARGO_BIN_EXE_bootstrap"),
        ]);
        command.args(arguments).args(self.instead_of_the_real_system(arguments));
        self.furnish(&mut command);
        Some(command)
    }

    /// Returns the program as somebody who may not read and write everything: as nobody where we are root, otherwise
    /// as ourselves. Returns nothing where we are root and cannot be anybody else.
    pub(crate) fn without_privileges(&self, arguments: &[&str]) -> Option<Command> {
        let closed = self.write("closed", "");
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000))
            .expect("the sandbox is ours");
        if fs::read(&closed).is_err() {
            return Some(self.command(arguments));
        }
        self.as_nobody(arguments)
    }

    /// Gives a command this environment, and no terminal.
    pub(crate) fn furnish(&self, command: &mut Command) {
        command
            .env_clear()
            .envs(&self.variables)
            .current_dir(self.work())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
    }

    /// Runs the program.
    #[track_caller]
    pub(crate) fn bootstrap(&self, arguments: &[&str]) -> Said {
        watch(self.command(arguments))
    }

    /// Runs `check --format json` and returns the document, with what the program said.
    #[track_caller]
    pub(crate) fn check(&self, arguments: &[&str]) -> (Value, Said) {
        let said = self.bootstrap(&[&["check", "--format", "json"], arguments].concat());
        let document =
            serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said:?}"));
        (document, said)
    }

    /// Replaces what differs from run to run, so that the rest can be compared.
    pub(crate) fn normal(&self, text: &str) -> String {
        text.replace(&self.folder.path().display().to_string(), "[SANDBOX]")
    }
}

/// Waits until something is so.
#[track_caller]
pub(crate) fn wait_for(mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < PATIENCE, "it never came to be");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Sends a signal to a process of ours: `INT`, `TERM`.
pub(crate) fn signal(child: &std::process::Child, name: &str) {
    let status =
        Command::new("/bin/kill").arg(format!("-{name}")).arg(child.id().to_string()).status();
    assert!(status.expect("there is a kill").success());
}

/// Runs a command to its end.
#[track_caller]
pub(crate) fn watch(mut command: Command) -> Said {
    let started = Instant::now();
    let mut child = command.spawn().expect("the program is built");
    let mut peak_memory = 0;
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let stdout = stdout.map(|mut pipe| std::thread::spawn(move || read(&mut pipe)));
    let stderr = stderr.map(|mut pipe| std::thread::spawn(move || read(&mut pipe)));
    let status = loop {
        peak_memory = memory_of(child.id()).unwrap_or(0).max(peak_memory);
        if let Some(status) = child.try_wait().expect("it is our child") {
            break status;
        }
        if started.elapsed() > PATIENCE {
            drop(child.kill());
            panic!("{command:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let took = started.elapsed();
    let text = |thread: Option<std::thread::JoinHandle<String>>| {
        thread.map_or_else(String::new, |thread| thread.join().expect("reading does not panic"))
    };
    Said { code: status.code(), stdout: text(stdout), stderr: text(stderr), took, peak_memory }
}

fn read(pipe: &mut impl std::io::Read) -> String {
    let mut bytes = Vec::new();
    // What came before a broken pipe is what was said.
    drop(pipe.read_to_end(&mut bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Reads the peak memory of a process that still runs.
pub(crate) fn memory_of(process: u32) -> Option<u64> {
    let mut status = String::new();
    fs::File::open(Path::new("/proc").join(process.to_string()).join("status"))
        .ok()?
        .read_to_string(&mut status)
        .ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

impl Said {
    /// Everything that was said, on both streams.
    #[must_use]
    pub(crate) fn everything(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

/// Returns one check of a report.
#[track_caller]
pub(crate) fn check_of<'a>(report: &'a Value, id: &str) -> &'a Value {
    let checks = report["checks"].as_array().expect("a report has checks");
    checks
        .iter()
        .find(|check| check["id"] == id)
        .unwrap_or_else(|| panic!("no check {id} in {report}"))
}

/// Returns a text of a check or of its facts.
#[track_caller]
pub(crate) fn text_of<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("no {name} in {value}"))
}
