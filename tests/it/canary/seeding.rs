//! The canary as a value: written, read, compared, refused.

use super::{CANARY, assert_silent};
use crate::loopback::{Meddling, Reply};
use crate::peers::moto;
use crate::sandbox::Sandbox;
use crate::seed::store::values;
use crate::seed::terminal::{self, Typed};
use crate::seed::{machine, seed};

/// The ways to look without a change.
const LOOKS: [&[&str]; 6] = [
    &["--dry-run"],
    &["--dry-run", "--verbose"],
    &["--dry-run", "--format", "json"],
    &["--dry-run", "--format", "json", "--verbose"],
    &["--verbose"],
    &["--format", "json"],
];

fn with_canaries(mut sandbox: Sandbox) -> Sandbox {
    sandbox.set("FROM_ENV", CANARY);
    sandbox.set("RUST_LOG", "trace");
    sandbox.set("RUST_BACKTRACE", "full");
    sandbox.write("work/file.txt", CANARY);
    sandbox.write("work/line.txt", format!("{CANARY}\n"));
    sandbox.write("work/lines.txt", format!("first line\r\n  {CANARY}\r\nlast line\r\n"));
    sandbox
}

/// Declares the canary in every way in which a value can be declared.
fn canaries(path: &str) -> String {
    format!(
        "\
version: 1
path: {path}
parameters:
  literal: {CANARY}
  longhand: {{value: '{CANARY}', description: x}}
  secure: {{type: SecureString, value: {CANARY}}}
  list: [x, {CANARY}]
  block: |
    first
    {CANARY}
  unicode: \"é{CANARY}\\u2028\"
  env: {{type: SecureString, from: {{env: FROM_ENV}}}}
  file: {{from: {{file: file.txt}}}}
  line: {{from: {{file: line.txt}}}}
  lines: {{from: {{file: lines.txt}}}}
  api-token: {CANARY}
"
    )
}

/// Declares other values of the same names.
fn others(path: &str) -> String {
    let names = canaries(path);
    let names = names.lines().skip(3).filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let others: String =
        names.map(|line| format!("{}: other\n", line.split(':').next().unwrap())).collect();
    format!("version: 1\npath: {path}\nparameters:\n{others}")
}

#[test]
fn no_run_says_the_new_value_nor_the_old_one() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = with_canaries(machine(&relay));
    let path = "/it-cage";
    // New; the old one; new over another; the same.
    let stages =
        [("new", canaries(path)), ("old", others(path)), ("changed", canaries(path)), ("same", canaries(path))];
    for (stage, manifest) in stages {
        for look in LOOKS {
            assert_silent(&format!("{stage} {look:?}"), &seed(&sandbox, &manifest, look));
        }
        for typed in [Typed::Text("n"), Typed::Interrupt] {
            assert_silent(stage, &terminal::seed(&sandbox, &["--verbose"], typed));
        }
        let said = match stage {
            "new" => seed(&sandbox, &manifest, &["--yes", "--verbose"]),
            "old" => terminal::seed(&sandbox, &[], Typed::Text("y")),
            _ => seed(&sandbox, &manifest, &["--yes", "--format", "json"]),
        };
        assert_silent(stage, &said);
        assert_eq!(said.code, Some(0), "{stage}: {said:?}");
        let caged = values(moto, path).into_values().filter(|(value, _)| value.contains(CANARY));
        assert_eq!(caged.count(), if stage == "old" { 0 } else { 11 }, "{stage}");
    }
}

#[test]
fn what_the_service_repeats_is_not_said_again() {
    let Some(moto) = moto() else { return };
    let echoes: [(&str, &str, fn(&str) -> String); 9] = [
        ("a validation", "ValidationException", |value| {
            format!("1 validation error detected: Value '{value}' at 'value' failed to satisfy constraint: x")
        }),
        ("a validation that cuts", "ValidationException", |value| {
            let cut: String = value.chars().take(value.chars().count() - 2).collect();
            format!("1 validation error detected: Value '{cut}...' at 'value' failed: x")
        }),
        ("two validations", "ValidationException", |value| {
            format!("2 validation errors detected: Value '{value}' at 'value' failed; Value '{value}' at 'a' failed")
        }),
        ("a pattern", "ParameterPatternMismatchException", |value| {
            format!("Parameter value, {value}, does not match the pattern")
        }),
        ("the value alone", "Odd", str::to_owned),
        ("a trimmed value", "Odd", |value| format!("not {:?}", value.trim())),
        ("an escaped value", "Odd", |value| format!("not {value:?}")),
        ("lines in a row", "Odd", |value| value.lines().map(str::trim).collect::<Vec<_>>().join(" ")),
        ("the request", "Odd", |value| serde_json::json!({ "Value": value }).to_string()),
    ];
    for (case, code, echo) in echoes {
        let relay = moto.relay(move |request| {
            let body: serde_json::Value = serde_json::from_str(&request.body).ok()?;
            let message = echo(body["Value"].as_str()?);
            Some(Meddling::Instead(Reply::aws_error(400, code, &message)))
        });
        let sandbox = with_canaries(machine(&relay));
        for arguments in [&["--yes", "--verbose"][..], &["--yes", "--format", "json"]] {
            let said = seed(&sandbox, &canaries("/it-echoed"), arguments);

            assert_eq!(said.code, Some(1), "{case}: {said:?}");
            assert_eq!(relay.calls("PutParameter") % 11, 0, "{case}");
            assert_silent(case, &said);
        }
    }
}

#[test]
fn an_answer_that_is_no_answer_is_not_said_either() {
    let Some(moto) = moto() else { return };
    let path = "/it-spoiled";
    let manifest = format!("version: 1\npath: {path}\nparameters: {{a: {CANARY}}}");
    let stored = moto.relay(|_| None);
    let before = manifest.replace(CANARY, "other");
    assert_eq!(seed(&machine(&stored), &before, &["--yes"]).code, Some(0));
    // A proxy that shows what it was sent, and an answer to a reader that is spoiled.
    for (operation, status) in
        [("PutParameter", 403), ("PutParameter", 502), ("GetParameters", 200), ("GetParameters", 400)]
    {
        let relay = moto.relay(move |request| {
            let page = format!("<html>{}{CANARY}{{\"message\": \"{CANARY}\"", request.body);
            (request.operation() == operation)
                .then(|| Meddling::Instead(Reply::status(status, page)))
        });

        let said = seed(&machine(&relay), &manifest, &["--yes", "--verbose"]);

        assert_ne!(said.code, Some(0), "{operation} {status}: {said:?}");
        assert_silent(&format!("{operation} {status}"), &said);
    }
}
