//! The canary as what somebody types at a question.

use std::path::PathBuf;

use super::{CANARY, assert_silent, with_canary};
use crate::loopback::{Meddling, Reply};
use crate::peers::{moto, peers};
use crate::sandbox::{Said, Sandbox};
use crate::seed::machine;
use crate::seed::store::values;
use crate::seed::terminal::{Typed, at_terminal};

const MANIFEST: &str = "\
version: 1
path: /it-canary-typed
parameters:
  plain: {from: {prompt: What is it}}
  secret: {type: SecureString, from: {prompt: What is it}}
";

/// What ends a question.
const QUESTION: &str = "): ";

fn with_manifest(mut sandbox: Sandbox, manifest: &str) -> Sandbox {
    sandbox.set("RUST_LOG", "trace");
    sandbox.set("RUST_BACKTRACE", "full");
    sandbox.write("work/params.yaml", manifest);
    sandbox
}

/// Seeds at a terminal, where somebody types the canary twice.
#[track_caller]
fn typing(sandbox: &Sandbox, arguments: &[&str]) -> Said {
    let program = env!("CARGO_BIN_EXE_bootstrap");
    let command = [&[program, "seed", "params.yaml"], arguments].concat();
    let said = at_terminal(sandbox, &command, QUESTION, &[Typed::Text(CANARY); 2]);
    assert_eq!(said.stdout.matches("What is it").count(), 2, "{arguments:?}: {said:?}");
    assert_silent(&format!("{arguments:?}"), &said);
    said
}

#[test]
fn what_is_typed_is_in_no_output_and_in_no_file_but_the_store() {
    if peers().is_none() {
        return;
    }
    let mut sandbox = with_manifest(Sandbox::empty(), MANIFEST);
    sandbox.set("AWS_REGION", "eu-west-1");

    for (arguments, code) in [
        (&["--local", "--dry-run", "--verbose"][..], 1),
        (&["--local", "--dry-run", "--format", "json"], 1),
        (&["--local", "--verbose"], 0),
        (&["--local"], 0),
        (&["--local", "--check", "--verbose"], 0),
        (&["--local", "--no-read", "--verbose"], 0),
        (&["--local", "--format", "json"], 0),
        (&["--local", "--format", "markdown", "--verbose"], 0),
    ] {
        let said = typing(&sandbox, arguments);
        assert_eq!(said.code, Some(code), "{arguments:?}: {said:?}");
    }

    let found = with_canary(&sandbox.path(""));
    let store = sandbox.work().join(".bootstrap");
    assert!(!found.is_empty(), "otherwise nothing is looked at");
    assert!(found.iter().all(|path| path.starts_with(&store)), "{found:?}");
}

#[test]
fn what_is_typed_and_refused_is_not_repeated() {
    if peers().is_none() {
        return;
    }
    for rule in ["allowed_pattern: '^[0-9]+$'", "data_type: 'aws:ec2:image'"] {
        let manifest = MANIFEST.replace("from:", &format!("{rule}, from:"));
        let mut sandbox = with_manifest(Sandbox::empty(), &manifest);
        sandbox.set("AWS_REGION", "eu-west-1");

        let said = typing(&sandbox, &["--local", "--verbose"]);

        assert_eq!(said.code, Some(2), "{rule}: {said:?}");
        assert_eq!(with_canary(&sandbox.path("")), Vec::<PathBuf>::new(), "{rule}");
    }
}

#[test]
fn what_is_typed_and_repeated_by_the_store_is_not_shown() {
    let Some(moto) = moto() else { return };
    let plain = moto.relay(|_| None);
    let sandbox = with_manifest(machine(&plain), MANIFEST);
    let said = typing(&sandbox, &["--yes", "--verbose"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(values(moto, "/it-canary-typed")["/it-canary-typed/secret"].0, CANARY);
    assert_eq!(with_canary(&sandbox.path("")), Vec::<PathBuf>::new());

    let echoing = moto.relay(|request| {
        let reply = Reply::aws_error(400, "ValidationException", &request.body);
        (request.operation() == "PutParameter").then_some(Meddling::Instead(reply))
    });
    let manifest = MANIFEST.replace("it-canary-typed", "it-canary-retyped");
    let sandbox = with_manifest(machine(&echoing), &manifest);
    let said = typing(&sandbox, &["--yes", "--verbose"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(with_canary(&sandbox.path("")), Vec::<PathBuf>::new());
}
