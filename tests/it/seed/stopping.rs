//! Ctrl-C before anything is written: it ends at once, the terminal is as before, and one line says that nothing was
//! written.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use super::terminal::{self, Typed};
use super::with;
use crate::local::server::{Local, machine};
use crate::loopback::Server;
use crate::peers::peers;
use crate::sandbox::{Said, Sandbox};

const NOTHING: &str = "interrupted: nothing was written\n";

/// Runs a command at a terminal, interrupts it at a text, and says at the end whether the terminal echoes.
#[track_caller]
fn interrupted_at(sandbox: &Sandbox, arguments: &[&str], text: &str) -> Said {
    let line = format!(
        "trap : INT; {}; code=$?; /bin/stty -a | /bin/grep -o ' -*echo '; exit $code",
        sandbox.line(arguments)
    );
    terminal::at_terminal(sandbox, &["/bin/sh", "-c", &line], text, &[Typed::Interrupt])
}

/// Asserts that it ended as it should, with these lines at the end of the screen.
#[track_caller]
fn assert_stopped(said: &Said) {
    assert_eq!(said.code, Some(130), "{said:?}");
    assert!(said.took < Duration::from_secs(10), "{said:?}");
    assert!(said.stdout.ends_with(&format!("{NOTHING} echo \n")), "{said:?}");
    assert_eq!(said.stdout.matches("nothing was written").count(), 1, "{said:?}");
}

#[test]
fn while_reading_the_drawn_line_is_taken_away() {
    if peers().is_none() {
        return;
    }
    let mut sandbox = machine();
    let server = Local::ephemeral(&[]);
    let relay = Server::relay(server.url(), |request| {
        if request.operation() == "GetParameters" {
            std::thread::sleep(Duration::from_secs(2));
        }
        None
    });
    for (name, value) in &server.exports {
        sandbox.set(name, value.replace(server.url(), &relay.url()));
    }
    let mut manifest = "version: 1\nparameters:\n".to_owned();
    (0..1000).for_each(|number| writeln!(manifest, "  p{number}: x").unwrap());
    sandbox.write("work/params.yaml", manifest);

    let said = interrupted_at(&sandbox, &["seed", "params.yaml"], "of 1000");

    assert_stopped(&said);
    let (_, end) = said.stdout.rsplit_once("of 1000").unwrap();
    let line = end.split_once(NOTHING).unwrap().0;
    let mut pieces = line.rsplit('\r');
    assert_eq!((pieces.next(), pieces.next().map(str::trim)), (Some(""), Some("")), "{said:?}");
    assert_eq!(relay.calls("PutParameter"), 0);
}

#[test]
fn while_somebody_is_asked_for_a_value_the_terminal_shows_again_what_is_typed() {
    if peers().is_none() {
        return;
    }
    let sandbox = machine();
    let server = Local::ephemeral(&[]);
    let sandbox = server.exports.iter().fold(sandbox, |mut sandbox, (name, value)| {
        sandbox.set(name, value);
        sandbox
    });
    sandbox.write("work/params.yaml", with("a: {type: SecureString, from: {prompt: What is it?}}"));

    for arguments in [
        &["seed", "params.yaml"][..],
        &["seed", "params.yaml", "--local"],
        &["local", "--manifest", "params.yaml", "--", "/bin/echo", "beside"],
        &["local", "--manifest", "params.yaml"],
    ] {
        let said = interrupted_at(&sandbox, arguments, "(a):");

        assert_stopped(&said);
        assert!(said.stdout.contains("What is it? (a): \ninterrupted: "), "{said:?}");
        assert!(!said.stdout.contains("beside"), "{said:?}");
    }
}

#[test]
fn while_a_command_runs_it_is_ended_with_all_that_it_started() {
    if peers().is_none() {
        return;
    }
    let sandbox = machine();
    let work = sandbox.work().display().to_string();
    sandbox.script(
        "slow",
        &format!("/bin/sleep 60 & echo $! >{work}/child; echo $$ >{work}/parent; echo ready >/dev/tty; wait"),
    );
    sandbox.write("work/params.yaml", with("a: {from: {command: [slow]}}"));

    let arguments = ["seed", "params.yaml", "--local", "--allow-commands"];
    let said = interrupted_at(&sandbox, &arguments, "ready");

    assert_stopped(&said);
    for started in ["parent", "child"] {
        let id = fs::read_to_string(sandbox.work().join(started)).unwrap();
        let stat = Path::new("/proc").join(id.trim()).join("stat");
        crate::sandbox::wait_for(|| {
            fs::read_to_string(&stat).map_or(true, |it| it.contains(") Z "))
        });
    }
}
