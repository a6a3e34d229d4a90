//! The account's quotas, in real time: as fast as they let, and nothing is lost.

use std::fmt::Write as _;
use std::fs;

use serde_json::{Value, json};

use super::seed;
use super::terminal::{self, Typed};
use crate::local::server::{Local, machine};
use crate::peers::peers;
use crate::sandbox::{Said, Sandbox};

/// The calls that a server has logged: operation and status.
fn logged(sandbox: &Sandbox) -> Vec<(String, u64)> {
    let text = fs::read_to_string(sandbox.path("calls")).expect("there is a log");
    let line = |line: &str| {
        let line: Value = serde_json::from_str(line).expect("a line is a document");
        let status = line["status"].as_u64().unwrap_or_default();
        (line["operation"].as_str().expect("it has a word").to_owned(), status)
    };
    text.lines().map(line).collect()
}

/// A server with an account's quotas, and a machine whose calls all go there.
fn throttled() -> (Sandbox, Local) {
    let mut sandbox = machine();
    let log = sandbox.path("calls").display().to_string();
    let server = Local::start(&sandbox, &["--ephemeral", "--throttle", "--call-log", &log]);
    for (name, value) in &server.exports {
        sandbox.set(name, value);
    }
    (sandbox, server)
}

fn manifest(number: usize) -> String {
    let mut manifest = "version: 1\npath: /paced\nparameters:\n".to_owned();
    for number in 0..number {
        writeln!(manifest, "  p{number:03}: value {number}").unwrap();
    }
    manifest
}

fn run(sandbox: &Sandbox, arguments: &[&str]) -> Said {
    sandbox.bootstrap(&[&["seed", "params.yaml"], arguments].concat())
}

#[test]
fn a_hundred_parameters_take_the_time_of_the_quota_and_a_second_run_ten_calls() {
    let (sandbox, server) = throttled();
    sandbox.write("work/params.yaml", manifest(100));

    let first = run(&sandbox, &["--yes"]);

    assert_eq!(first.code, Some(0), "{first:?}");
    let said = "100 to create, 0 to update, 0 unchanged; about 33 s at 3 writes a second";
    assert!(first.stdout.contains(said), "{first:?}");
    // Ninety at three a second, after a burst of ten.
    let took = first.took.as_secs_f64();
    assert!(took < 30.0 * 1.15, "{took} s");
    let calls = logged(&sandbox);
    let count = |word: &str| calls.iter().filter(|(operation, _)| operation == word).count();
    let refused =
        calls.iter().filter(|(operation, status)| operation == "PutParameter" && *status != 200);
    let refused = refused.count();
    assert!(refused < 5, "{refused} throttled");
    assert_eq!((count("GetParameters"), count("GetServiceSetting")), (10, 1));
    let below = json!({"Path": "/paced"});
    assert_eq!(server.client().pages("GetParametersByPath", &below, "Parameters").len(), 100);
    // Nobody sits before a terminal: a line every ten seconds.
    let lines: Vec<&str> =
        first.stderr.lines().filter(|line| line.contains("of 100 done")).collect();
    assert_eq!(lines.len(), 3, "{first:?}");
    assert!(lines[0].contains(" a second, about "), "{first:?}");

    let before = logged(&sandbox).len();
    let second = run(&sandbox, &[]);
    assert_eq!(second.code, Some(0), "{second:?}");
    let calls: Vec<_> = logged(&sandbox).split_off(before);
    assert_eq!(calls, vec![("GetParameters".to_owned(), 200); 10]);
}

#[test]
fn who_only_checks_is_not_told_how_long_writing_would_take() {
    let (sandbox, _server) = throttled();
    sandbox.write("work/params.yaml", manifest(100));

    let dry = run(&sandbox, &["--dry-run"]);
    let checked = run(&sandbox, &["--check"]);
    let document = run(&sandbox, &["--check", "--format", "json"]);

    assert_eq!((dry.code, checked.code, document.code), (Some(1), Some(1), Some(1)), "{checked:?}");
    assert!(dry.stdout.ends_with("; about 33 s at 3 writes a second\n"), "{dry:?}");
    assert!(checked.stdout.ends_with("100 to create, 0 to update, 0 unchanged\n"), "{checked:?}");
    let document: Value = serde_json::from_str(&document.stdout).expect("it is a document");
    let estimate = json!({"writes": 100, "writes_a_second": null, "seconds": null});
    assert_eq!(document["estimate"], estimate);
}

#[test]
fn tps_is_as_fast_as_it_says() {
    let (sandbox, _server) = throttled();

    let said = seed(&sandbox, &manifest(4), &["--yes", "--tps", "2"]);

    assert_eq!(said.code, Some(2), "it is said twice: {said:?}");
    let said = run(&sandbox, &["--yes", "--tps", "1"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!((3.0..6.0).contains(&said.took.as_secs_f64()), "{:?}", said.took);
    assert!(logged(&sandbox).iter().all(|(operation, _)| operation != "GetServiceSetting"));
}

#[test]
fn at_a_terminal_a_line_is_drawn_again_and_again_and_taken_away() {
    if peers().is_none() {
        return;
    }
    let (sandbox, _server) = throttled();
    sandbox.write("work/params.yaml", manifest(8));

    let said = terminal::seed(&sandbox, &["--yes", "--tps", "2"], Typed::Enter);

    assert_eq!(said.code, Some(0), "{said:?}");
    let drawn: Vec<&str> = said.stdout.split('\r').filter(|piece| piece.starts_with('[')).collect();
    assert!(drawn.len() > 5, "{said:?}");
    let of = |part: &str| drawn.iter().any(|line| line.contains(part));
    assert!(of("of 8 done") && of(" a second, about ") && of("/paced/p"), "{drawn:?}");
    assert!(drawn.iter().all(|line| line.chars().count() < 80), "{drawn:?}");
    // Blanks take the last one away before the answer comes.
    let (_, end) = said.stdout.rsplit_once('[').unwrap();
    let mut pieces = end.split('\r').skip(1);
    assert_eq!(pieces.next().map(str::trim), Some(""), "{said:?}");
    assert_eq!(pieces.next(), Some("8 created, 0 updated, 0 unchanged\n"), "{said:?}");
}
