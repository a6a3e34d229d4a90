//! The store on this machine: a secret stands in its journal, in clear text as is said, and in nothing that is said.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{CANARY, assert_silent};
use crate::local::server::{Local, machine};
use crate::sandbox::{Sandbox, wait_for};

const FAULTS: &str = r#"[{"operation": "PutParameter", "calls": [2], "fault": "internal-server-error"},
                        {"operation": "PutParameter", "calls": [3], "fault": "cut-after"}]"#;

/// Returns the files in which the canary is.
fn with_the_canary(sandbox: &Sandbox) -> Vec<String> {
    let mut folders = vec![sandbox.work(), sandbox.home()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                folders.push(entry.path());
            } else if holds_it(&entry.path()) {
                let path = sandbox.normal(&entry.path().display().to_string());
                found.push(path.trim_start_matches("[SANDBOX]/").to_owned());
            }
        }
    }
    found.sort_unstable();
    found
}

fn holds_it(path: &Path) -> bool {
    let bytes = fs::read(path).unwrap();
    bytes.windows(CANARY.len()).any(|bytes| bytes == CANARY.as_bytes())
}

fn manifest() -> String {
    format!(
        "version: 1\npath: /it\nparameters:\n  secret: {{value: {CANARY}, type: SecureString}}\n  text: {CANARY}x\n  list: [{CANARY}, b]\n"
    )
}

const JOURNAL: &str = "work/.bootstrap/000000000000.eu-west-1.jsonl";

#[test]
fn seeding_the_local_store_says_nothing_of_a_secret() {
    let sandbox = machine();
    sandbox.write("work/params.yaml", manifest());

    for arguments in [
        &["seed", "params.yaml", "--local", "--dry-run", "--verbose"][..],
        &["seed", "params.yaml", "--local", "--verbose"],
        &["seed", "params.yaml", "--local", "--format", "json"],
        &["local", "--manifest", "params.yaml", "--verbose", "--", "/bin/true"],
    ] {
        assert_silent(&arguments.join(" "), &sandbox.bootstrap(arguments));
    }

    assert_eq!(with_the_canary(&sandbox), [JOURNAL, "work/params.yaml"]);
}

#[test]
fn a_server_says_nothing_of_a_secret_whatever_happens_to_it() {
    let sandbox = machine();
    let faults = sandbox.write("faults.json", FAULTS);
    let log = sandbox.path("work/calls.log");
    let text = |path: &PathBuf| path.display().to_string();
    sandbox.write("work/params.yaml", manifest());
    let arguments = ["--verbose", "--faults", &text(&faults), "--call-log", &text(&log)];
    let mut server = Local::start(&sandbox, &arguments);
    let client = server.client();

    assert_silent("seed", &sandbox.bootstrap(&["seed", "params.yaml", "--local"]));
    for (field, value) in [
        ("Type", json!("Bogus")),
        ("AllowedPattern", json!("^[0-9]$")),
        ("Value", json!(CANARY.repeat(1000))),
        ("Value", json!(format!("{{{{ssm:{CANARY}}}}}"))),
        ("Value", json!([CANARY])),
        ("DataType", json!("integer")),
        ("Tier", json!("Bogus")),
        ("Overwrite", json!(CANARY)),
    ] {
        let mut put = json!({"Name": "/it/refused", "Value": CANARY, "Type": "SecureString"});
        put[field] = value;
        let answer = client.ask("PutParameter", &put);
        assert_eq!(answer.status, 400, "{field}: {answer:?}");
        assert!(!answer.body.contains(CANARY), "{field}: {answer:?}");
    }
    let encrypted = client.succeed("GetParameter", &json!({"Name": "/it/secret"}));
    assert!(!encrypted.to_string().contains(CANARY), "{encrypted}");
    server.end("TERM");
    wait_for(|| server.stderr().contains("stopped"));

    let said = server.stdout() + &server.stderr();
    assert!(!said.contains(CANARY), "{said}");
    assert_eq!(with_the_canary(&sandbox), [JOURNAL, "work/params.yaml"]);
}

#[test]
fn a_damaged_journal_is_refused_without_a_word_of_what_is_in_it() {
    let sandbox = machine();
    sandbox.write("work/params.yaml", manifest());
    assert_eq!(sandbox.bootstrap(&["seed", "params.yaml", "--local"]).code, Some(0));
    let journal = fs::read_to_string(sandbox.path(crate::local::keeping::JOURNAL)).unwrap();

    for damaged in [
        journal.replacen(CANARY, &format!("{CANARY}\""), 1),
        journal.replacen("\"value\"", &format!("\"{CANARY}\""), 1),
        journal.clone() + &format!("{CANARY}\n"),
        journal.replacen("bootstrap.local/1", CANARY, 1),
    ] {
        sandbox.write(crate::local::keeping::JOURNAL, &damaged);
        for arguments in [&["local", "--", "/bin/true"][..], &["seed", "params.yaml", "--local"]] {
            let said = sandbox.bootstrap(arguments);
            assert_silent("damaged", &said);
            assert_eq!(said.code, Some(3), "{said:?}");
        }
    }
}
