//! Reading a large store takes a while: whoever waits is told what is read and how far it is, once in a while.

use std::fmt::Write as _;
use std::thread::sleep;
use std::time::Duration;

use super::terminal::{self, Typed};
use crate::local::server::{Local, machine};
use crate::loopback::Server;
use crate::peers::peers;
use crate::sandbox::Sandbox;

fn manifest(number: usize) -> String {
    let mut manifest = "version: 1\npath: /slow\nparameters:\n".to_owned();
    for number in 0..number {
        writeln!(manifest, "  p{number:04}: x").unwrap();
    }
    manifest
}

/// A machine whose store takes its time for each answer.
fn slow(pause: Duration) -> (Sandbox, Local, Server) {
    let mut sandbox = machine();
    let server = Local::ephemeral(&[]);
    let relay = Server::relay(server.url(), move |request| {
        if request.operation().starts_with("GetParameters") {
            sleep(pause);
        }
        None
    });
    for (name, value) in &server.exports {
        sandbox.set(name, value.replace(server.url(), &relay.url()));
    }
    (sandbox, server, relay)
}

#[test]
fn at_a_terminal_a_line_says_how_far_it_is_and_is_taken_away() {
    if peers().is_none() {
        return;
    }
    // Eight calls at once: thirteen rounds.
    let (sandbox, _server, _relay) = slow(Duration::from_millis(250));
    sandbox.write("work/params.yaml", manifest(1000));

    let said = terminal::seed(&sandbox, &["--dry-run"], Typed::Enter);

    assert_eq!(said.code, Some(1), "{said:?}");
    let drawn: Vec<&str> =
        said.stdout.split('\r').filter(|piece| piece.starts_with("reading the values: ")).collect();
    assert!(drawn.len() >= 3, "{said:?}");
    assert!(drawn.iter().all(|line| line.trim_end().ends_with(" of 1000")), "{drawn:?}");
    let (before, end) = said.stdout.rsplit_once("reading the values: ").unwrap();
    assert!(!before.contains('\n'), "nothing else is said before: {before}");
    let mut pieces = end.split('\r').skip(1);
    assert_eq!(pieces.next().map(str::trim), Some(""), "{end}");
    assert!(pieces.next().is_some_and(|answer| answer.starts_with("account ")), "{end}");
}

#[test]
fn elsewhere_a_line_is_printed_every_ten_seconds() {
    let (sandbox, _server, _relay) = slow(Duration::from_millis(900));
    sandbox.write("work/params.yaml", manifest(1000));

    let said = sandbox.bootstrap(&["seed", "params.yaml", "--dry-run"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    let lines: Vec<&str> = said.stderr.lines().collect();
    let (line, at_most) = (lines.first().expect("it takes longer"), said.took.as_secs() / 10);
    assert!(lines.len() as u64 <= at_most, "{said:?}");
    let done = line.strip_prefix("reading the values: ").and_then(|it| it.strip_suffix(" of 1000"));
    let done: usize = done.unwrap_or_else(|| panic!("{line}")).parse().unwrap();
    assert!((1..1000).contains(&done), "{line}");
    assert!(!said.stdout.contains("reading"), "{said:?}");
}

#[test]
fn an_export_says_how_far_it_is_too() {
    if peers().is_none() {
        return;
    }
    let (sandbox, server, _relay) = slow(Duration::from_millis(400));
    let put = |number: usize| {
        let body =
            serde_json::json!({"Name": format!("/slow/p{number}"), "Value": "x", "Type": "String"});
        server.client().succeed("PutParameter", &body);
    };
    (0..50).for_each(put);

    let line = format!("exec {} >answer", sandbox.line(&["export", "/slow"]));
    let said = terminal::at_terminal(&sandbox, &["/bin/sh", "-c", &line], "[y/N]", &[]);

    assert_eq!(said.code, Some(0), "{said:?}");
    let is_drawn = |piece: &str| {
        piece.starts_with("reading what is under the path: ")
            && piece.trim_end().ends_with("so far")
    };
    assert!(said.stdout.split('\r').any(is_drawn), "{said:?}");
}
