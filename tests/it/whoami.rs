//! `bootstrap whoami`: where this is, who answers, whose that is, what it hides, and what to do.

mod advice;
mod around;
mod likely;
mod offline;
mod principals;
mod screens;

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::canary::assert_no_key_id;
use crate::fixtures::{ACCOUNT, identity, sts};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Said, Sandbox, watch};

/// What must never be shown: secrets, and accounts in full.
const NEVER: [&str; 2] = ["canary", ACCOUNT];

/// Compares a screen; ports and remaining times differ from run to run.
macro_rules! assert_screen {
    ($said:expr, @$picture:literal) => {
        insta::with_settings!({filters => vec![
            (r"127\.0\.0\.1:\d+", "[LOOPBACK]"),
            (r"good for \d+ d( \d+ h)?,", "good for [TIME],"),
        ]}, {
            insta::assert_snapshot!($said, @$picture);
        });
    };
}

use assert_screen;

/// A machine without tools, and an STS that knows one caller.
fn known_as(arn: &str) -> (Sandbox, Server) {
    let sts = sts(arn);
    let mut sandbox = Sandbox::empty();
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
    (sandbox, sts)
}

/// An STS that knows several callers, by their access keys.
fn sts_of(callers: Vec<(&'static str, String)>) -> Server {
    Server::start(move |request| {
        let signed = request.headers.get("authorization").cloned().unwrap_or_default();
        let caller = callers.iter().find(|(key, _)| signed.contains(&format!("Credential={key}/")));
        caller.map_or_else(|| Reply::status(403, ""), |(_, arn)| identity(arn))
    })
}

/// Asks in every form there is. Asserts that none of them shows what must not be shown; returns the document.
#[track_caller]
fn asked(sandbox: &Sandbox, arguments: &[&str]) -> (Value, Said) {
    let said_by = |more: &[&str]| sandbox.bootstrap(&[&["whoami"], arguments, more].concat());
    let (text, json) = (said_by(&["--verbose"]), said_by(&["--format", "json"]));
    let everything = text.everything() + &json.everything();
    let home = sandbox.home().display().to_string();
    for never in NEVER.into_iter().chain([home.as_str()]) {
        assert!(!everything.contains(never), "{never}: {everything}");
    }
    assert_no_key_id("whoami", &everything);
    let document: Value =
        serde_json::from_str(&json.stdout).unwrap_or_else(|error| panic!("{error}: {json:?}"));
    assert_eq!(document["schema"], "bootstrap.whoami/1");
    assert_eq!(document["exit_code"].as_i64(), json.code.map(i64::from), "{json:?}");
    assert_eq!(text.code, json.code, "{text:?}");
    (document, text)
}

/// Returns the screen that a person sees at 80 columns, with what differs from run to run left out.
#[track_caller]
fn screen(sandbox: &Sandbox, arguments: &[&str]) -> String {
    let script = Path::new("/usr/bin/script");
    if !script.exists() {
        return sandbox.bootstrap(&[&["whoami"], arguments].concat()).stdout;
    }
    let line = sandbox.line(&[&["whoami"], arguments].concat());
    let line = format!("/bin/stty cols 80; exec {line}");
    let mut terminal = Command::new(script);
    sandbox.furnish(terminal.args(["--quiet", "--return", "--command", &line, "/dev/null"]));
    terminal.env("NO_COLOR", "1").env("SHELL", "/bin/sh");
    let said = watch(terminal).stdout.replace("\r\n", "\n");
    for line in said.lines().filter(|line| !line.contains("http") && !line.contains("aws ")) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(said.lines().count() <= 24, "more than a screen:\n{said}");
    said
}
