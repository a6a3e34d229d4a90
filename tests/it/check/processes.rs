//! Stand-ins that hang, and a look at whether anything of them is left.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::sandbox::{Sandbox, wait_for};

/// How long the kernel may take to end what was killed, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The processes that wrote themselves down; what is left of them ends with the test.
pub(crate) struct Processes {
    list: PathBuf,
}

impl Processes {
    pub(crate) fn new(sandbox: &Sandbox, name: &str) -> Self {
        Self { list: sandbox.path(&format!("{name}.processes")) }
    }

    /// Puts a tool on `PATH` that starts a child and waits for it, and neither ever ends by itself.
    pub(crate) fn of_hanging_tool(sandbox: &Sandbox, name: &str) -> Self {
        let processes = Self::new(sandbox, name);
        let list = processes.list();
        sandbox.script(
            name,
            &format!(
                "trap '' INT TERM\n/bin/sleep 1000 &\necho $! >>{list}\necho $$ >>{list}\nwhile :; do wait; done"
            ),
        );
        processes
    }

    /// Returns the file in which processes write themselves down, for a script.
    pub(crate) fn list(&self) -> String {
        self.list.display().to_string()
    }

    /// Waits until so many processes are there.
    #[track_caller]
    pub(crate) fn wait_for(&self, count: usize) {
        wait_for(|| self.ids().len() == count);
    }

    /// Waits for the end of all that were there, of whom there must have been so many.
    #[track_caller]
    pub(crate) fn assert_gone(&self, count: usize) {
        let ids = self.ids();
        assert_eq!(ids.len(), count, "processes that were there");
        let started = Instant::now();
        wait_for(|| started.elapsed() > PATIENCE || !ids.iter().any(|id| is_alive(id)));
        let orphans: Vec<_> = ids.iter().filter(|id| is_alive(id)).collect();
        assert!(orphans.is_empty(), "orphans: {orphans:?}");
    }

    fn ids(&self) -> Vec<String> {
        let list = fs::read_to_string(&self.list).unwrap_or_default();
        // A line without its end is still being written.
        list.split_inclusive('\n')
            .filter_map(|line| line.strip_suffix('\n'))
            .map(str::to_owned)
            .collect()
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        for id in self.ids().iter().filter(|id| is_alive(id)) {
            end(id);
        }
    }
}

/// Ends a process that need not be a child of ours.
fn end(process: &str) {
    let mut kill = Command::new("/bin/kill");
    kill.args(["-KILL", process]).stderr(Stdio::null());
    kill.status().expect("there is a kill");
}

/// Tells whether a process runs; one that has ended and was not yet asked about it does not.
fn is_alive(process: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name, in parentheses, may hold anything.
    stat.rsplit(") ").next().is_some_and(|state| !state.is_empty() && !state.starts_with('Z'))
}
