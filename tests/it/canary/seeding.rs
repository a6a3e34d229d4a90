//! The canary as a value: written, read, compared, refused.

use super::{CANARY, assert_silent, with_canary};
use crate::loopback::{Meddling, Reply};
use crate::peers::moto;
use crate::sandbox::Sandbox;
use crate::seed::store::values;
use crate::seed::terminal::{self, Typed};
use crate::seed::{machine, seed};

/// The ways to look without a change.
const LOOKS: [&[&str]; 11] = [
    &["--dry-run"],
    &["--dry-run", "--verbose"],
    &["--dry-run", "--verbose", "--format", "markdown"],
    &["--dry-run", "--verbose", "--no-read"],
    &["--dry-run", "--verbose", "--replace", "--tps=5"],
    &["--check", "--verbose"],
    &["--check", "--format", "json"],
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

/// Declares another value for each.
fn others(path: &str) -> String {
    const NAMES: [&str; 11] = [
        "literal",
        "longhand",
        "secure",
        "list",
        "block",
        "unicode",
        "env",
        "file",
        "line",
        "lines",
        "api-token",
    ];
    let others = NAMES.map(|name| format!("{name}: other"));
    format!("version: 1\npath: {path}\nparameters: {{{}}}", others.join(", "))
}

/// Asserts that no file has the canary but those that somebody wrote.
#[track_caller]
fn assert_left_nowhere(sandbox: &Sandbox) {
    let found = with_canary(&sandbox.path(""));
    let mut names: Vec<&str> = found.iter().filter_map(|path| path.file_name()?.to_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["file.txt", "line.txt", "lines.txt", "params.yaml"], "{found:?}");
}

/// Fills in a value, in the ways in which somebody may repeat it.
fn repeated(message: &str, value: &str) -> String {
    let cut: String = value.chars().take(value.chars().count() - 2).collect();
    let lines: Vec<&str> = value.lines().map(str::trim).collect();
    message
        .replace("CUT", &cut)
        .replace("TRIMMED", value.trim())
        .replace("ESCAPED", &format!("{value:?}"))
        .replace("LINES", &lines.join(" "))
        .replace("JSON", &serde_json::json!({ "Value": value }).to_string())
        .replace("VALUE", value)
}

#[test]
fn no_run_says_the_new_value_nor_the_old_one() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = with_canaries(machine(&relay));
    let path = "/it-cage";
    // New; the old one; new over another; the same.
    let stages = [
        ("new", canaries(path)),
        ("old", others(path)),
        ("changed", canaries(path)),
        ("same", canaries(path)),
    ];
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
    assert_left_nowhere(&sandbox);
}

#[test]
fn what_the_service_repeats_is_not_said_again() {
    let Some(moto) = moto() else { return };
    let echoes = [
        (
            "ValidationException",
            "1 error: Value 'VALUE' at 'value' failed to satisfy constraint: x",
        ),
        (
            "ValidationException",
            "1 error: Value 'CUT...' at 'value' failed to satisfy constraint: x",
        ),
        ("ValidationException", "2 errors: Value 'VALUE' at 'value'; Value 'VALUE' at 'x' failed"),
        ("ParameterPatternMismatchException", "Parameter value, VALUE, does not match the pattern"),
        ("Odd", "VALUE"),
        ("Odd", "not TRIMMED"),
        ("Odd", "not ESCAPED"),
        ("Odd", "not LINES"),
        ("Odd", "not JSON"),
    ];
    for (code, echo) in echoes {
        let relay = moto.relay(move |request| {
            let body: serde_json::Value = serde_json::from_str(&request.body).ok()?;
            let message = repeated(echo, body["Value"].as_str()?);
            Some(Meddling::Instead(Reply::aws_error(400, code, &message)))
        });
        let sandbox = with_canaries(machine(&relay));
        for arguments in [&["--yes", "--verbose"][..], &["--yes", "--format", "json"]] {
            let said = seed(&sandbox, &canaries("/it-echoed"), arguments);

            assert_eq!(said.code, Some(1), "{echo}: {said:?}");
            assert_eq!(relay.calls("PutParameter") % 11, 0, "{echo}");
            assert_silent(echo, &said);
        }
        assert_left_nowhere(&sandbox);
    }
}

#[test]
fn what_the_service_repeats_of_tags_and_descriptions_is_not_said_again() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|request| {
        let says = ["PutParameter", "AddTagsToResource"]
            .iter()
            .any(|operation| request.operation() == *operation);
        let is_first = request.body.contains("first time");
        (says && !is_first).then(|| Meddling::Instead(Reply::aws_error(400, "Odd", &request.body)))
    });
    let sandbox = with_canaries(machine(&relay));
    let before = "version: 1\npath: /it-beside\nparameters: {a: first time}";
    assert_eq!(seed(&sandbox, before, &["--yes"]).code, Some(0));
    let manifest = "\
version: 1
path: /it-beside
defaults: {tags: {k: '${env:FROM_ENV}'}}
parameters:
  a: first time
  b: {value: x, description: '${env:FROM_ENV}'}
";
    for arguments in [&["--yes", "--verbose"][..], &["--yes", "--format", "json"]] {
        let said = seed(&sandbox, manifest, arguments);

        assert_eq!(said.code, Some(1), "{said:?}");
        assert_silent("beside", &said);
    }
    assert!(relay.calls("AddTagsToResource") == 2 && relay.calls("PutParameter") == 3);
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
    for (operation, status) in [
        ("PutParameter", 403),
        ("PutParameter", 502),
        ("GetParameters", 200),
        ("GetParameters", 400),
    ] {
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

#[test]
fn what_is_fetched_is_not_said_nor_is_it_in_the_summary() {
    let mut sandbox = with_canaries(Sandbox::empty());
    let (work, summary) = (sandbox.work(), sandbox.path("summary.md"));
    sandbox.set("AWS_REGION", "eu-west-1");
    sandbox.set("GITHUB_WORKSPACE", work).set("GITHUB_STEP_SUMMARY", &summary);
    sandbox.script("prints", "echo $FROM_ENV; echo $FROM_ENV >&2");
    let source =
        format!("version: 1\nparameters: {{/source: {{type: SecureString, value: {CANARY}}}}}");
    assert_eq!(seed(&sandbox, &source, &["--local"]).code, Some(0));
    let more = "  command: {from: {command: [prints]}}
  copy: {type: SecureString, from: {parameter: /source}}
  random: {from: {random: {length: 20}}}
";
    let manifest = canaries("/it-fetched") + more;
    sandbox.write("work/params.yaml", &manifest);

    for about in ["render", "permissions"] {
        for format in ["text", "json"] {
            let said = sandbox.bootstrap(&["seed", about, "params.yaml", "--format", format]);
            assert_eq!(said.code, Some(0), "{said:?}");
            assert_silent(&format!("{about} {format}"), &said);
        }
    }
    for format in ["text", "json", "markdown"] {
        let arguments = ["--local", "--allow-commands", "--verbose", "--format", format];
        let said = seed(&sandbox, &manifest.replace("it-fetched", format), &arguments);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_silent(format, &said);
    }
    // In a job the masks are said, to the runner; the summary is everybody's.
    sandbox.set("GITHUB_ACTIONS", "true");
    let arguments = ["--local", "--allow-commands", "--verbose"];
    let mut said = seed(&sandbox, &manifest, &arguments);
    assert_eq!(said.code, Some(0), "{said:?}");
    said.stdout = std::fs::read_to_string(&summary).unwrap();
    assert!(said.stdout.contains("/it-fetched/command"), "{said:?}");
    let is_said = |line: &&str| !line.starts_with("::add-mask::");
    said.stderr = said.stderr.lines().filter(is_said).collect::<Vec<_>>().join("\n");
    assert_silent("in a job", &said);
}
