//! Whatever others write, into names, versions, addresses and answers: none of it does anything to a terminal.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use serde_json::Value;

use crate::fixtures::{metadata_but, refusing_sts, role, sts};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Sandbox, watch};

/// Sets the title, underlines, rings, moves, and reads from right to left.
const WILD: &str = "\u{1b}]0;title\u{7}\u{1b}[4mwild\u{9b}1m\u{202e}dliw\u{8}\r\u{7f}";

/// The styles that the report itself uses, and the end of each.
const STYLES: [&str; 7] =
    ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m", "\u{1b}[35m"];

/// Asserts that nothing wild is in the report, in any form. Into a pipe escape sequences are left out by default, which
/// would hide them: so colour is asked for.
#[track_caller]
fn assert_harmless(sandbox: &Sandbox, case: &str) {
    let text = sandbox.bootstrap(&["check", "--verbose", "--color", "always"]);
    let plain = STYLES.iter().fold(text.everything(), |text, style| text.replace(style, ""));
    assert_eq!(wild(&plain), None, "{case}: {plain:?}");
    assert!(plain.contains("wild"), "{case} is not shown at all: {plain}");
    assert_eq!(
        text.stdout.lines().last().map(|line| line.starts_with("build: ")),
        Some(true),
        "{case}"
    );

    let (report, said) = sandbox.check(&["--color", "always"]);
    assert!(!said.everything().contains('\u{1b}'), "{case}: {said:?}");
    assert_each_is_harmless(&report, case);
}

#[track_caller]
fn assert_each_is_harmless(value: &Value, case: &str) {
    match value {
        // A hint has a line for each command.
        Value::String(text) => assert_eq!(wild(text), None, "{case}: {text:?}"),
        Value::Array(values) => {
            for value in values {
                assert_each_is_harmless(value, case);
            }
        }
        Value::Object(fields) => {
            for value in fields.values() {
                assert_each_is_harmless(value, case);
            }
        }
        _ => {}
    }
}

fn wild(text: &str) -> Option<char> {
    text.chars().find(|next| (next.is_control() && *next != '\n') || *next == '\u{202e}')
}

#[test]
fn what_tools_say_is_harmless() {
    let sandbox = || {
        let mut sandbox = Sandbox::with_tools();
        sandbox.set("WILD", WILD);
        sandbox
    };
    for tool in ["rustc", "cargo", "cc", "cargo-lambda", "sam"] {
        for body in ["echo \"$WILD\"", "echo \"$WILD\" >&2; exit 1"] {
            let sandbox = sandbox();
            sandbox.script(tool, body);
            assert_harmless(&sandbox, &format!("{tool}: {body}"));
        }
    }
}

#[test]
fn what_variables_hold_is_harmless() {
    for name in ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "DOCKER_HOST"] {
        let mut sandbox = Sandbox::with_tools();
        sandbox.set(name, WILD);
        assert_harmless(&sandbox, name);
    }
    let mut sandbox = Sandbox::with_tools();
    sandbox.set("DOCKER_HOST", format!("unix:///{WILD}"));
    assert_harmless(&sandbox, "a socket");
}

#[test]
fn what_files_and_folders_are_called_is_harmless() {
    for bytes in [WILD.as_bytes(), b"wild\n\xff\n"] {
        let name = std::ffi::OsStr::from_bytes(bytes);
        let mut sandbox = Sandbox::with_tools();
        let folder = sandbox.work().join(name);
        fs::create_dir(&folder).unwrap();
        let bin = folder.join("bin");
        fs::rename(sandbox.bin(), &bin).unwrap();
        sandbox.set("PATH", &bin);
        sandbox.set("HOME", folder.join("home"));
        sandbox.set("AWS_SHARED_CREDENTIALS_FILE", folder.join("bin"));
        assert_harmless(&sandbox, "a folder of tools");

        let mut command = sandbox.command(&["check", "--color", "always"]);
        command.current_dir(&folder);
        let said = watch(command);
        let plain = STYLES.iter().fold(said.everything(), |text, style| text.replace(style, ""));
        assert_eq!(wild(&plain), None, "{plain:?}");
    }
}

#[test]
fn what_servers_answer_is_harmless() {
    let engine =
        Server::start(|_| Reply::status(500, serde_json::json!({ "message": WILD }).to_string()));
    let refusing = refusing_sts("wild\u{202e}", WILD);
    let knowing = sts(&role("wild\u{202e}", WILD));
    let metadata = metadata_but(Some("Workshop"), |path| {
        let arn = format!("arn:aws:iam::111122223333:instance-profile/{WILD}");
        let info = serde_json::json!({ "Code": "Success", "InstanceProfileArn": arn });
        (path == "/latest/meta-data/iam/info").then(|| Reply::ok(info.to_string()))
    });
    for (case, sts) in [("refusing", &refusing), ("knowing", &knowing)] {
        let mut sandbox = Sandbox::with_tools();
        sandbox.set("DOCKER_HOST", engine.url().replace("http", "tcp"));
        sandbox.with_metadata(&metadata);
        sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
        assert_harmless(&sandbox, case);
    }
}
