//! `--check`: what others have changed, who it was and when, as far as that may be read.

use serde_json::{Value, json};

use super::seed;
use crate::local::server::{Local, machine};
use crate::sandbox::Sandbox;

const MANIFEST: &str = "\
version: 1
path: /drift
parameters:
  changed: ours
  gone: ours
  same: ours
";

/// A store that was seeded and then changed by other hands.
fn drifted(arguments: &[&str]) -> (Sandbox, Local) {
    let mut sandbox = machine();
    let server = Local::start(&sandbox, &[&["--ephemeral"], arguments].concat());
    for (name, value) in &server.exports {
        sandbox.set(name, value);
    }
    assert_eq!(seed(&sandbox, MANIFEST, &["--yes"]).code, Some(0));
    let client = server.client();
    client.put("/drift/changed", "theirs");
    client.succeed("DeleteParameter", &json!({"Name": "/drift/gone"}));
    (sandbox, server)
}

/// Takes out when it was.
fn timeless(text: &str) -> String {
    let pieces = text.split(" at 20");
    let pieces = pieces.enumerate().map(|(position, piece)| match piece.split_once('Z') {
        Some((_, rest)) if position > 0 => format!(" at [THEN]{rest}"),
        _ => piece.to_owned(),
    });
    pieces.collect()
}

#[test]
fn what_has_drifted_is_said_with_who_changed_it_and_when() {
    let (sandbox, server) = drifted(&[]);

    let said = seed(&sandbox, MANIFEST, &["--check"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    let steps: Vec<&str> = said.stdout.lines().filter(|line| line.contains("/drift/")).collect();
    insta::assert_snapshot!(timeless(&steps.join("\n")), @"
    update     String        /drift/changed  (value; changed by arn:aws:iam::000000000000:user/bootstrap-local at [THEN])
    create     String        /drift/gone
    ");
    assert!(!said.everything().contains("theirs"), "{said:?}");
    assert_eq!(server.client().value("/drift/changed").as_deref(), Some("theirs"));
    server.client().put("/drift/changed", "ours");
    server.client().put("/drift/gone", "ours");
    let said = seed(&sandbox, MANIFEST, &["--check"]);
    assert_eq!(said.code, Some(0), "{said:?}");
}

#[test]
fn who_it_was_may_be_hidden_and_what_differs_is_said_all_the_same() {
    let folder = machine();
    let script = r#"[{"operation": "DescribeParameters", "fault": "access-denied"}]"#;
    let path = folder.write("faults.json", script).display().to_string();
    let (sandbox, _server) = drifted(&["--faults", &path]);
    let manifest = "version: 1\npath: /drift\nparameters: {same: {value: ours, tags: {app: shop}}}";

    let said = seed(&sandbox, manifest, &["--check", "--format", "json"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    let document: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(document["exit_code"], 1);
    let reason = document["changed_by_unknown"].as_str().unwrap();
    assert!(reason.starts_with("AccessDeniedException"), "{reason}");
    assert_eq!(document["steps"][0]["action"], "update");
    assert!(document["steps"][0]["changed_by"].is_null());
}

#[test]
fn what_does_not_differ_has_nobody_who_changed_it() {
    let (sandbox, _server) = drifted(&[]);
    let manifest = "version: 1\npath: /drift\nparameters: {same: {value: ours, tier: Standard}}";

    let said = seed(&sandbox, manifest, &["--check", "--format", "json"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    let document: Value = serde_json::from_str(&said.stdout).unwrap();
    assert!(document["steps"][0]["changed_by"].is_null(), "{document}");
}
