//! What leaves the command: for people and for programs, in colour and without, into a pipe that closes.

use std::fs::File;
use std::process::Command;

use serde_json::Value;

use super::healthy;
use crate::fixtures::{ACCOUNT, role, sts};
use crate::loopback::Server;
use crate::peers::not_run;
use crate::sandbox::{Sandbox, check_of, text_of, watch};

/// A machine on which every status occurs.
fn mixed() -> (Sandbox, Vec<Server>) {
    let (mut sandbox, mut servers) = healthy();
    sandbox.without("cc");
    sandbox.tool("sam", "SAM CLI, version 1.155.2");
    sandbox.script("cargo-lambda", "echo hello");
    let sts = sts(&role("Workshop", "ann"));
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
    servers.push(sts);
    (sandbox, servers)
}

/// Returns the checks of a report that have a status.
fn with_status<'a>(report: &'a Value, statuses: &[&str]) -> Vec<&'a Value> {
    let checks = report["checks"].as_array().expect("a report has checks");
    checks.iter().filter(|check| statuses.contains(&text_of(check, "status"))).collect()
}

#[test]
fn the_verdict_comes_last_and_names_what_decided_it() {
    let (sandbox, _servers) = mixed();

    let said = sandbox.bootstrap(&["check"]);

    insta::assert_snapshot!(said.stdout.lines().last().unwrap(), @"build: blocked (rust.linker)   run locally: blocked (rust.linker)   deploy: blocked (rust.linker)");
    let counts = said.stdout.lines().rev().nth(1).unwrap();
    assert!(counts.starts_with("8 pass, 2 warn, 1 fail, 1 skip, 1 unknown in "), "{counts}");
    assert_eq!(said.stderr, "");
    assert_eq!(said.code, Some(1));
}

#[test]
fn whoever_says_that_something_is_wrong_says_what_to_do() {
    let machines = [mixed(), healthy(), (Sandbox::empty(), Vec::new())];
    for (sandbox, _servers) in machines {
        let (report, _) = sandbox.check(&[]);
        let text = sandbox.bootstrap(&["check"]).stdout;

        for check in with_status(&report, &["warn", "fail", "unknown"]) {
            let hint = check["hint"].as_str().unwrap_or_default();
            assert!(hint.lines().count() >= 2, "{check}");
            assert!(hint.lines().all(|line| !line.trim().is_empty()), "{check}");
            for line in hint.lines() {
                assert!(text.contains(line), "{line}\n{text}");
            }
            let docs = check["docs"].as_str();
            assert!(docs.is_none_or(|docs| text.contains(&format!("  see {docs}\n"))), "{check}");
        }
        for check in with_status(&report, &["pass", "skip"]) {
            assert_eq!(check["hint"], Value::Null, "{check}");
        }
    }
}

#[test]
fn an_empty_machine_is_told_everything_it_lacks() {
    let (report, said) = Sandbox::empty().check(&[]);

    let failed: Vec<&str> =
        with_status(&report, &["fail"]).iter().map(|check| text_of(check, "id")).collect();
    assert_eq!(
        failed,
        [
            "rust.toolchain",
            "rust.linker",
            "cargo-lambda.version",
            "sam.version",
            "aws.region",
            "aws.credentials"
        ]
    );
    assert_eq!(said.code, Some(1));
    assert_eq!(said.stderr, "");
}

#[test]
fn programs_and_people_get_the_same_statuses_and_the_same_code() {
    for (sandbox, _servers) in [mixed(), healthy(), (Sandbox::empty(), Vec::new())] {
        let text = sandbox.bootstrap(&["check"]);
        let (report, json) = sandbox.check(&[]);

        let spoken: Vec<(String, String)> = text
            .stdout
            .lines()
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .map(|line| {
                let (status, rest) = line.trim_start().split_once(' ').unwrap();
                let (id, _) = rest.trim_start().split_once(": ").unwrap();
                (status.to_owned(), id.to_owned())
            })
            .collect();
        let written: Vec<(String, String)> = report["checks"]
            .as_array()
            .unwrap()
            .iter()
            .map(|check| (text_of(check, "status").to_owned(), text_of(check, "id").to_owned()))
            .collect();
        assert_eq!(spoken, written);
        assert_eq!(text.code, json.code);
        assert_eq!(report["exit_code"].as_i64(), json.code.map(i64::from));
        assert_eq!(report["schema"], "bootstrap.check/1");
    }
}

#[test]
fn accounts_are_masked_and_home_is_a_tilde() {
    let (mut sandbox, _servers) = mixed();
    // The tools are where rustup and pip put them.
    std::fs::create_dir(sandbox.home().join(".local")).unwrap();
    std::fs::rename(sandbox.bin(), sandbox.home().join(".local/bin")).unwrap();
    sandbox.set("PATH", sandbox.home().join(".local/bin"));
    let home = sandbox.home().display().to_string();
    for spelled in [home.clone(), format!("{home}/")] {
        sandbox.set("HOME", &spelled);
        let identified = sandbox.bootstrap(&["check", "--verbose"]);
        sandbox.write("home/.aws/credentials", "[default]\noops\n");

        let (report, json) = sandbox.check(&["--verbose"]);
        let text = sandbox.bootstrap(&["check", "--verbose"]);

        assert!(identified.stdout.contains("account ********3333, role Workshop"), "{spelled}");
        let everything = identified.everything() + &json.everything() + &text.everything();
        assert!(!everything.contains(ACCOUNT), "{everything}");
        assert!(!everything.contains(&home), "{spelled}: {everything}");
        assert_eq!(check_of(&report, "sam.version")["facts"]["path"], "~/.local/bin/sam");
        assert!(text.stdout.contains(". path: ~/.local/bin/sam\n"), "{}", text.stdout);
        let hint = text_of(check_of(&report, "aws.profile"), "hint");
        assert!(hint.ends_with("\n${EDITOR:-vi} \"$HOME/.aws/credentials\""), "{hint}");
        std::fs::remove_file(sandbox.path("home/.aws/credentials")).unwrap();
    }
}

#[test]
fn a_reader_who_has_seen_enough_changes_nothing() {
    for (case, machine) in [("healthy", healthy()), ("mixed", mixed())] {
        let (sandbox, _servers) = machine;
        let expected = sandbox.bootstrap(&["check"]).code;
        for arguments in [["check", "--format=text"], ["check", "--format=json"]] {
            let mut child = sandbox.command(&arguments).spawn().unwrap();
            drop(child.stdout.take());

            let output = child.wait_with_output().unwrap();

            assert_eq!(output.status.code(), expected, "{case} {arguments:?}: {output:?}");
            assert!(output.stderr.is_empty(), "{case} {arguments:?}: {output:?}");
        }
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_told() {
    let (sandbox, _servers) = healthy();
    let mut command = sandbox.command(&["check"]);
    command.stdout(File::options().write(true).open("/dev/full").unwrap());

    let said = watch(command);

    assert_eq!(said.code, Some(3));
    assert!(
        said.stderr.starts_with("error: failed to write the answer\n  caused by: No space left"),
        "{said:?}"
    );
}

#[test]
fn colour_is_for_terminals_and_for_those_who_ask() {
    let (mut sandbox, _servers) = mixed();
    let cases = [
        ("auto", [].as_slice(), false),
        ("always", &[], true),
        ("always", &["NO_COLOR"], true),
        ("never", &["CLICOLOR_FORCE"], false),
        ("auto", &["CLICOLOR_FORCE"], true),
        ("auto", &["CLICOLOR_FORCE", "NO_COLOR"], false),
    ];
    let plain = sandbox.bootstrap(&["check"]);
    for (when, variables, coloured) in cases {
        sandbox.unset("NO_COLOR").unset("CLICOLOR_FORCE");
        for name in variables {
            sandbox.set(name, "1");
        }

        let said = sandbox.bootstrap(&["check", "--color", when]);

        let case = format!("{when} {variables:?}");
        assert_eq!(said.stdout.contains("\u{1b}["), coloured, "{case}: {}", said.stdout);
        assert_eq!(
            without_time(&without_escapes(&said.stdout)),
            without_time(&plain.stdout),
            "{case}"
        );
        let (_, json) = sandbox.check(&["--color", when]);
        assert!(!json.stdout.contains('\u{1b}'), "{case}");
    }
}

#[test]
fn a_terminal_gets_colour_and_lines_that_fit() {
    if !std::path::Path::new("/usr/bin/script").exists() {
        return not_run("there is no script to open a terminal with");
    }
    let (mut sandbox, _servers) = mixed();
    sandbox.set("TERM", "xterm-256color");
    let on_terminal = |sandbox: &Sandbox| {
        let inner = format!("stty rows 24 cols 60; exec {}", sandbox.line(&["check"]));
        let mut script = Command::new("/usr/bin/script");
        script.args(["--quiet", "--return", "--command", &inner, "/dev/null"]);
        sandbox.furnish(&mut script);
        script.env("SHELL", "/bin/sh");
        watch(script)
    };
    std::os::unix::fs::symlink("/usr/bin/stty", sandbox.bin().join("stty")).unwrap();

    let coloured = on_terminal(&sandbox);
    sandbox.set("NO_COLOR", "1");
    let plain = on_terminal(&sandbox);

    assert_eq!((coloured.code, plain.code), (Some(1), Some(1)), "{coloured:?} {plain:?}");
    assert!(coloured.stdout.contains("\u{1b}[1m\u{1b}[31mfail"), "{}", coloured.stdout);
    assert!(!plain.stdout.contains('\u{1b}'), "{}", plain.stdout);
    let verdict = plain.stdout.replace("\r\n", "\n");
    let (_, verdict) = verdict.rsplit_once(" s\n").expect("the verdict is last");
    insta::assert_snapshot!(verdict, @"
    build: blocked (rust.linker)
    run locally: blocked (rust.linker)
    deploy: blocked (rust.linker)
    ");
    for line in without_escapes(&coloured.stdout).lines().filter(|line| !is_command(line)) {
        assert!(line.trim_end().chars().count() <= 60 || !line.trim().contains(' '), "{line:?}");
    }
}

/// Commands and addresses are never wrapped.
fn is_command(line: &str) -> bool {
    line.starts_with("               ") || line.contains("  see https://")
}

fn without_escapes(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        plain.push_str(part.split_once('m').map_or("", |(_, rest)| rest));
    }
    plain
}

fn without_time(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.ends_with(" s") && !line.contains("machine.disk"));
    lines.collect::<Vec<_>>().join("\n")
}
