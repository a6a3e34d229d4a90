//! A `bootstrap local` that runs until it is dropped.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use super::wire::Client;
use crate::sandbox::{Sandbox, signal, wait_for};

/// The Region of most tests.
pub(crate) const REGION: &str = "eu-west-1";

/// Long enough for a slow machine to start a program.
const PATIENCE: Duration = Duration::from_mins(1);

/// A server on a free port of loopback, and what it has said so far.
pub(crate) struct Local {
    process: Child,
    /// What a shell would have after it took the printed lines over.
    pub(crate) exports: BTreeMap<String, String>,
    stdout: Arc<Mutex<String>>,
    stderr: Arc<Mutex<String>>,
}

impl Local {
    /// Starts a server that keeps nothing.
    #[track_caller]
    pub(crate) fn ephemeral(arguments: &[&str]) -> Self {
        Self::start(&machine(), &[&["--ephemeral"], arguments].concat())
    }

    /// Starts a server in the sandbox's folder.
    #[track_caller]
    pub(crate) fn start(sandbox: &Sandbox, arguments: &[&str]) -> Self {
        Self::from(sandbox.command(&[&["local"], arguments].concat()))
    }

    /// Starts a server with this command.
    #[track_caller]
    pub(crate) fn from(mut command: Command) -> Self {
        let mut process = command.spawn().expect("the program is built");
        let (stdout, lines) = follow(process.stdout.take().expect("it is piped"));
        let (stderr, _) = follow(process.stderr.take().expect("it is piped"));
        let mut server = Self { process, exports: BTreeMap::new(), stdout, stderr };
        server.read_exports(&lines);
        server
    }

    /// Leads a machine's calls to this server by another way.
    pub(crate) fn reach_by(&self, sandbox: &mut Sandbox, way: &str) {
        let url = self.url().trim_end_matches('/');
        for (name, value) in &self.exports {
            sandbox.set(name, if value.trim_end_matches('/') == url { way } else { value });
        }
    }

    #[track_caller]
    fn read_exports(&mut self, lines: &Receiver<String>) {
        let started = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(started.elapsed());
            let Ok(line) = lines.recv_timeout(left) else {
                panic!("it did not start: {}{}", self.stdout(), self.stderr());
            };
            let assignments = line.strip_prefix("export ").unwrap_or_default().split_whitespace();
            let pairs = assignments.filter_map(|assignment| assignment.split_once('='));
            self.exports.extend(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
            if line.starts_with("unset ") {
                return;
            }
        }
    }

    /// Returns the address of the endpoint.
    #[must_use]
    pub(crate) fn url(&self) -> &str {
        &self.exports["AWS_ENDPOINT_URL_SSM"]
    }

    /// Returns the address without its scheme.
    #[must_use]
    pub(crate) fn host(&self) -> &str {
        self.url().trim_start_matches("http://")
    }

    /// Returns a client of another Region.
    #[must_use]
    pub(crate) fn client_in(&self, region: &str) -> Client {
        Client::new(self.url(), region, self.key())
    }

    /// Returns the access key id that it has handed out.
    #[must_use]
    pub(crate) fn key(&self) -> &str {
        &self.exports["AWS_ACCESS_KEY_ID"]
    }

    /// Returns a client of the usual Region.
    #[must_use]
    pub(crate) fn client(&self) -> Client {
        self.client_in(REGION)
    }

    /// Returns what it said on standard output so far.
    #[must_use]
    pub(crate) fn stdout(&self) -> String {
        self.stdout.lock().expect("no test panicked here").clone()
    }

    /// Returns what it said on standard error so far.
    #[must_use]
    pub(crate) fn stderr(&self) -> String {
        self.stderr.lock().expect("no test panicked here").clone()
    }

    #[must_use]
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// Sends a signal: `INT`, `TERM`, `KILL`.
    pub(crate) fn signal(&self, name: &str) {
        signal(&self.process, name);
    }

    /// Sends a signal, waits for the end, and returns the exit code.
    #[track_caller]
    pub(crate) fn end(&mut self, name: &str) -> Option<i32> {
        self.signal(name);
        self.exit_code()
    }

    /// Waits for the end, and returns the exit code.
    #[track_caller]
    pub(crate) fn exit_code(&mut self) -> Option<i32> {
        wait_for(|| self.process.try_wait().expect("it is our child").is_some());
        self.process.wait().expect("it is our child").code()
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        if self.process.try_wait().is_ok_and(|status| status.is_none()) {
            signal(&self.process, "TERM");
            let started = Instant::now();
            while self.process.try_wait().is_ok_and(|status| status.is_none()) {
                if started.elapsed() > Duration::from_secs(10) {
                    // A test that fails here must not leave it behind.
                    drop(self.process.kill());
                }
                thread::sleep(Duration::from_millis(2));
            }
        }
    }
}

/// A machine of somebody who has no AWS account.
#[must_use]
pub(crate) fn machine() -> Sandbox {
    let mut sandbox = Sandbox::empty();
    sandbox.set("AWS_REGION", REGION);
    sandbox
}

/// Collects what comes out of a pipe, all of it and line by line.
fn follow(pipe: impl Read + Send + 'static) -> (Arc<Mutex<String>>, Receiver<String>) {
    let all = Arc::new(Mutex::new(String::new()));
    let (sender, lines) = mpsc::channel();
    let collected = Arc::clone(&all);
    thread::spawn(move || {
        for line in BufReader::new(pipe).lines().map_while(Result::ok) {
            let mut collected = collected.lock().expect("no test panicked here");
            collected.push_str(&line);
            collected.push('\n');
            // Nobody may be waiting for the line.
            drop(sender.send(line));
        }
    });
    (all, lines)
}
