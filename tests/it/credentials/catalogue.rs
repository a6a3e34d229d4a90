//! The whole catalogue of causes: a machine for each code, and what none of them shows.

mod local;
mod remote;

use std::thread;

use super::known_as;
use crate::canary::assert_silent;
use crate::fixtures::role;
use crate::loopback::{Reply, Server};
use crate::sandbox::{Sandbox, check_of};

/// The file that has every code.
const CODES: &str = include_str!("../../../src/check/cause/code.rs");

/// What is wrong with a machine: the code of the cause, the check that tells it, and how to make such a machine.
type Row = (&'static str, &'static str, fn(&mut Machine));

/// A machine, and whoever it speaks to.
struct Machine {
    sandbox: Sandbox,
    servers: Vec<Server>,
}

impl Machine {
    /// A machine on which nothing is wrong yet but that it has no credentials.
    fn new() -> Self {
        let (mut sandbox, sts) = known_as(&role("Admin", "ann"));
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        sandbox.write("work/params.yaml", "version: 1\nparameters: {it-catalogue: x}");
        Self { sandbox, servers: vec![sts] }
    }

    /// Puts somebody else in the place of STS.
    fn sts(&mut self, sts: Server) {
        self.sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
        self.servers.push(sts);
    }

    fn answering(&mut self, answer: impl Fn() -> Reply + Send + Sync + 'static) {
        self.sts(Server::start(move |_| answer()));
    }

    fn metadata(&mut self, metadata: Server) {
        self.sandbox.with_metadata(&metadata);
        self.servers.push(metadata);
    }

    fn config(&self, text: &str) {
        self.sandbox.write("home/.aws/config", text);
    }
}

fn rows() -> Vec<Row> {
    [local::ROWS, remote::ROWS].concat()
}

fn made((_, _, make): Row) -> Machine {
    let mut machine = Machine::new();
    make(&mut machine);
    machine
}

#[test]
fn every_code_has_a_machine_that_shows_it() {
    let codes = CODES.lines().filter(|line| line.starts_with("pub(crate) const"));
    let codes: Vec<&str> = codes.filter_map(|line| line.split('"').nth(1)).collect();
    assert!(codes.len() > 50, "{codes:?}");
    let rows = rows();
    for code in &codes {
        assert!(rows.iter().any(|(shown, ..)| shown == code), "nobody shows {code}");
    }
    for (code, ..) in rows {
        assert!(codes.contains(&code), "there is no code {code}");
    }
}

#[test]
fn every_row_is_told_by_its_code() {
    in_parallel(&rows(), |row @ (code, id, _)| {
        let machine = made(row);
        let (report, _) = machine.sandbox.check(&["aws"]);
        let check = check_of(&report, id);
        assert_eq!(check["facts"]["cause"], code, "{check}");
        let (status, hint) = (&check["status"], check["hint"].as_str().unwrap_or_default());
        assert!(["fail", "warn", "unknown"].iter().any(|word| status == word), "{check}");
        assert!(hint.lines().count() >= 2, "a command to paste: {check}");
    });
}

#[test]
fn no_row_shows_a_secret_in_any_format_however_loud() {
    let commands = commands(&Sandbox::empty());
    assert!(commands.len() >= 12, "{commands:?}");
    in_parallel(&rows(), |row| {
        let machine = made(row);
        in_parallel(&commands, |command: Vec<String>| {
            let said =
                machine.sandbox.bootstrap(&command.iter().map(String::as_str).collect::<Vec<_>>());
            let case = format!("{}: {command:?}", row.0);
            assert_silent(&case, &said);
            for never in super::NEVER {
                assert!(!said.everything().contains(never), "{case} shows {never}: {said:?}");
            }
        });
    });
}

/// Returns both commands in every format that they know, as quiet and as loud as they can be.
fn commands(sandbox: &Sandbox) -> Vec<Vec<String>> {
    let mut commands = vec![vec!["seed", "params.yaml", "--dry-run", "--verbose"]];
    let asked = [&["check", "aws"][..], &["whoami"], &["whoami", "--all"]];
    let help = asked.map(|command| sandbox.bootstrap(&[command[0], "--help"]).stdout);
    for (command, help) in asked.iter().zip(&help) {
        let (_, formats) = help.split_once("--format <FORMAT>").expect("there are formats");
        let (formats, _) = formats.split_once("[default: ").expect("one is taken by itself");
        let formats =
            formats.lines().filter_map(|line| line.trim().strip_prefix("- ")?.split(':').next());
        for format in formats {
            for loud in [&[][..], &["--verbose"]] {
                commands.push([command, &["--format", format][..], loud].concat());
            }
        }
    }
    let owned = |words: Vec<&str>| words.into_iter().map(str::to_owned).collect();
    commands.into_iter().map(owned).collect()
}

/// Does something with each of many, at the same time with some of them: most wait for somebody who is silent.
fn in_parallel<T: Clone + Sync + Send>(all: &[T], each: impl Fn(T) + Sync) {
    for some in all.chunks(8) {
        thread::scope(|scope| {
            for one in some {
                scope.spawn(|| each(one.clone()));
            }
        });
    }
}
