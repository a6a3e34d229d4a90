//! What a command leaves behind does not stay, however well it hides.

use std::path::Path;

use super::running::assert_ended;
use super::server::machine;
use crate::sandbox::{signal, wait_for, watch};

const BOOTSTRAP: &str = env!("CARGO_BIN_EXE_bootstrap");

/// Writes its own process id, and is in no group and of no parent that one could know.
fn daemon(pid: &Path, environment: &str) -> String {
    let pid = pid.display();
    format!(
        "{environment} /usr/bin/setsid /bin/sh -c 'echo $$ > {pid}.new; /bin/mv {pid}.new {pid}; exec /bin/sleep 1000' & \
             while ! [ -e {pid} ]; do /bin/sleep 0.01; done"
    )
}

#[test]
fn a_daemon_ends_with_the_command() {
    for environment in ["", "/usr/bin/env -i"] {
        let sandbox = machine();
        let pid = sandbox.path("pid");
        let script = daemon(&pid, environment);

        let said = sandbox.bootstrap(&["local", "--ephemeral", "--", "/bin/sh", "-c", &script]);

        assert_eq!(said.code, Some(0), "{said:?}");
        assert_ended(&pid);
    }
}

#[test]
fn a_daemon_of_a_store_beside_a_store_ends_too() {
    let sandbox = machine();
    let pid = sandbox.path("pid");
    let script = format!("trap '' TERM; {}; while :; do /bin/sleep 0.1; done", daemon(&pid, ""));
    let inner = ["local", "--ephemeral", "--", "/bin/sh", "-c", &script];
    let outer = [&["local", "--ephemeral", "--", BOOTSTRAP], inner.as_slice()].concat();
    let child = sandbox.command(&outer).spawn().unwrap();
    wait_for(|| pid.exists());

    signal(&child, "TERM");

    child.wait_with_output().unwrap();
    assert_ended(&pid);
}

#[test]
fn a_daemon_ends_with_a_command_that_has_a_terminal() {
    let sandbox = machine();
    let script = sandbox.write("script", daemon(&sandbox.path("pid"), ""));
    let line = format!("{BOOTSTRAP} local --ephemeral -- /bin/sh {}", script.display());
    let mut terminal = std::process::Command::new("/usr/bin/script");
    sandbox.furnish(terminal.args(["--quiet", "--return", "--command", &line, "/dev/null"]));
    terminal.env("SHELL", "/bin/sh");

    let said = watch(terminal);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_ended(&sandbox.path("pid"));
}
