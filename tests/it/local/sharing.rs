//! One folder, and others who have it, had it, or should not have it.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::process::Command;

use serde_json::json;

use super::server::{Local, machine};
use crate::sandbox::{wait_for, watch};

const MANIFEST: &str = "version: 1\nparameters:\n  /mine: x\n";

#[test]
fn an_announcement_counts_only_while_whoever_made_it_has_the_folder() {
    let sandbox = machine();
    sandbox.write("work/params.yaml", MANIFEST);
    let foreign = Local::ephemeral(&["--any-key"]);
    let left_behind = json!({"endpoint": foreign.url(), "pid": 1, "run": "LOCALBBBBBBBBBBBBBBB"});
    drop(Local::start(&sandbox, &[]));
    sandbox.write("work/.bootstrap/server.json", left_behind.to_string());
    // Somebody has the folder, and serves nobody.
    let lock = sandbox.path("work/.bootstrap/lock");
    let taken = sandbox.path("taken");
    let script = format!("touch {}; exec sleep 2", taken.display());
    let mut holder = Command::new("flock").arg(&lock).args(["sh", "-c", &script]).spawn().unwrap();
    wait_for(|| taken.exists());

    let said = sandbox.bootstrap(&["seed", "params.yaml", "--local"]);

    holder.wait().unwrap();
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!said.stdout.contains(foreign.url()), "{said:?}");
    assert_eq!(foreign.client().value("/mine"), None);
    assert_eq!(Local::start(&sandbox, &[]).client().value("/mine").as_deref(), Some("x"));
}

#[test]
fn whoever_ends_takes_only_their_own_announcement_along() {
    let sandbox = machine();
    sandbox.write("work/params.yaml", MANIFEST);
    let first = Local::start(&sandbox, &[]);
    fs::remove_dir_all(sandbox.path("work/.bootstrap")).unwrap();
    let second = Local::start(&sandbox, &[]);

    drop(first);

    let said = sandbox.bootstrap(&["seed", "params.yaml", "--local"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(second.client().value("/mine").as_deref(), Some("x"));
}

#[test]
fn nothing_is_acknowledged_into_a_file_that_was_taken_away() {
    let sandbox = machine();
    let server = Local::start(&sandbox, &[]);
    server.client().put("/before", "x");
    fs::remove_dir_all(sandbox.path("work/.bootstrap")).unwrap();

    let put = json!({"Name": "/after", "Value": "x", "Type": "String"});
    let answer = server.client().ask("PutParameter", &put);

    assert_eq!(answer.status, 500, "{answer:?}");
    assert!(answer.body.contains("was taken away"), "{answer:?}");
    assert_eq!(server.client().value("/after"), None);
}

#[test]
fn a_link_is_not_followed_to_what_is_not_ours() {
    let sandbox = machine();
    let elsewhere = sandbox.path("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::set_permissions(&elsewhere, Permissions::from_mode(0o755)).unwrap();
    symlink(&elsewhere, sandbox.work().join(".bootstrap")).unwrap();

    let said = sandbox.bootstrap(&["local", "--", "/bin/true"]);

    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.stderr.contains("it is a link"), "{said:?}");
    assert_eq!(fs::metadata(&elsewhere).unwrap().mode() & 0o777, 0o755);
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
}

#[test]
fn nobody_else_can_read_what_lets_in() {
    let sandbox = machine();
    let _server = Local::start(&sandbox, &[]);
    let folder = sandbox.path("work/.bootstrap");

    assert_eq!(fs::metadata(&folder).unwrap().mode() & 0o777, 0o700);
    for entry in fs::read_dir(&folder).unwrap().map(Result::unwrap) {
        assert_eq!(entry.metadata().unwrap().mode() & 0o777, 0o600, "{entry:?}");
    }
}

#[test]
fn the_first_line_says_that_secrets_are_kept_in_clear_text() {
    let sandbox = machine();
    let literal = "version: 1\nparameters:\n  /db/password: hunter2\n";
    sandbox.write("work/project/params.yaml", literal);
    let clear = "Values are kept in clear text, secrets too, in project/.bootstrap.";

    for arguments in [
        &["local", "--manifest", "project/params.yaml", "--", "/bin/true"][..],
        &["seed", "project/params.yaml", "--local"],
        &["seed", "project/params.yaml", "--local", "--format", "json"],
    ] {
        let said = watch(sandbox.command(arguments));

        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(said.stderr.lines().next(), Some(clear), "{arguments:?}");
    }
}

#[test]
fn a_journal_of_a_long_run_is_written_anew_while_it_is_served() {
    let sandbox = machine();
    let server = Local::start(&sandbox, &[]);
    let client = server.client();
    let put = json!({"Name": "/a", "Value": "x".repeat(100), "Type": "String", "Overwrite": true});
    for _ in 0..2500 {
        client.succeed("PutParameter", &put);
    }
    let journal = sandbox.path("work/.bootstrap/000000000000.eu-west-1.jsonl");

    let lines = fs::read_to_string(&journal).unwrap().lines().count();

    assert!(lines < 2000, "{lines} lines for one parameter of a hundred versions");
    drop(server);
    let client = Local::start(&sandbox, &[]);
    let found = client.client().succeed("GetParameter", &json!({"Name": "/a"}));
    assert_eq!(found["Parameter"]["Version"], 2500);
}
