//! What counts only at the creation of a parameter: nobody is asked for it, and nothing is run, once it is there.

use std::fs;

use super::terminal::{Typed, at_terminal};
use super::{machine, picture, seed, with};
use crate::loopback::{Meddling, Reply};
use crate::peers::{moto, peers};
use crate::sandbox::{Said, Sandbox};

/// A machine whose store is beside the manifest, with a program that counts how often it is run.
fn local() -> Sandbox {
    let mut sandbox = Sandbox::empty();
    sandbox.set("AWS_REGION", "eu-west-1");
    sandbox.script("count", "echo run >>runs; echo made");
    sandbox
}

fn runs(sandbox: &Sandbox) -> usize {
    fs::read_to_string(sandbox.work().join("runs")).unwrap_or_default().lines().count()
}

/// Seeds at a terminal, where somebody types at each question.
#[track_caller]
fn typing(sandbox: &Sandbox, arguments: &[&str], typed: &[Typed]) -> Said {
    let program = env!("CARGO_BIN_EXE_bootstrap");
    let command = [&[program, "seed", "params.yaml", "--local"], arguments].concat();
    at_terminal(sandbox, &command, "): ", typed)
}

#[test]
fn a_question_is_asked_once_where_the_answer_counts_once() {
    if peers().is_none() {
        return;
    }
    let sandbox = local();
    sandbox.write(
        "work/params.yaml",
        with("a: {overwrite: never, from: {prompt: What is a}}\nb: {ignore: [value], from: {prompt: What is b}}"),
    );

    let said = typing(&sandbox, &[], &[Typed::Text("one"), Typed::Text("two")]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(said.stdout.matches("What is").count(), 2, "{said:?}");

    for arguments in [&[][..], &["--dry-run"], &["--check"]] {
        let said = typing(&sandbox, arguments, &[]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(!said.stdout.contains("What is"), "{said:?}");
    }
    // And nobody has to be there.
    let again = sandbox.bootstrap(&["seed", "params.yaml", "--local"]);
    assert_eq!(again.code, Some(0), "{again:?}");

    let more = with(
        "a: {overwrite: never, from: {prompt: What is a}}\nc: {overwrite: never, from: {prompt: What is c}}",
    );
    sandbox.write("work/params.yaml", &more);
    let said = typing(&sandbox, &[], &[Typed::Text("three")]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("What is c") && !said.stdout.contains("What is a"), "{said:?}");

    // What counts each time is asked for each time.
    sandbox.write("work/params.yaml", with("a: {from: {prompt: What is a}}"));
    let said = typing(&sandbox, &[], &[Typed::Text("one")]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("What is a"), "{said:?}");
}

#[test]
fn a_command_is_run_once_where_what_it_prints_counts_once() {
    let sandbox = local();
    let once = with("a: {overwrite: never, from: {command: [count]}}");
    let seeded = |manifest: &str| {
        let said = seed(&sandbox, manifest, &["--local", "--allow-commands"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        runs(&sandbox)
    };

    assert_eq!([seeded(&once), seeded(&once), seeded(&once)], [1, 1, 1]);
    let more = format!("{once}  b: {{ignore: [value], from: {{command: [count]}}}}\n");
    assert_eq!([seeded(&more), seeded(&more)], [2, 2]);
    let each = with("a: {from: {command: [count]}}");
    assert_eq!([seeded(&each), seeded(&each)], [3, 4]);
}

#[test]
fn where_the_answer_is_needed_and_nobody_is_there_nothing_is_run() {
    let sandbox = local();
    let manifest =
        with("a: {from: {command: [count]}}\nb: {overwrite: never, from: {prompt: What is it?}}");

    insta::assert_snapshot!(
        picture(&sandbox, &seed(&sandbox, &manifest, &["--local", "--allow-commands"])),
        @"
    error: params.yaml:4:31: somebody has to type the value, and there is nobody to ask
      |
    4 |   b: { …, from: {…} }
      |                 ^^^
      = in b > from
    exit code 2
    "
    );
    assert_eq!(runs(&sandbox), 0);
}

#[test]
fn what_may_not_be_looked_at_is_fetched_and_what_cannot_be_read_is_said() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    sandbox.script("count", "echo run >>runs; echo made");
    let manifest = with("/it-once/a: {overwrite: never, from: {command: [count]}}");
    let arguments = ["--yes", "--allow-commands"];

    let first = seed(&sandbox, &manifest, &arguments);
    assert_eq!((first.code, runs(&sandbox)), (Some(0), 1), "{first:?}");
    let again = seed(&sandbox, &manifest, &arguments);
    assert_eq!((again.code, runs(&sandbox)), (Some(0), 1), "{again:?}");
    let blind = seed(&sandbox, &manifest, &[&arguments[..], &["--no-read"]].concat());
    assert_eq!((blind.code, runs(&sandbox)), (Some(0), 2), "{blind:?}");

    let denied = moto.relay(|request| {
        let denial = Reply::aws_error(400, "AccessDeniedException", "no");
        (request.operation() == "GetParameters").then_some(Meddling::Instead(denial))
    });
    let sandbox = machine(&denied);
    sandbox.script("count", "echo run >>runs; echo made");
    let said = seed(&sandbox, &manifest, &arguments);
    assert_eq!((said.code, runs(&sandbox)), (Some(3), 0), "{said:?}");
}
