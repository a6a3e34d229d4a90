//! Where the state is, who may look at it, who works on it, and for how long it stays.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::{Value, json};

use super::server::{Local, REGION, machine};
use crate::sandbox::{Sandbox, wait_for};

/// The journal of the usual Region.
pub(crate) const JOURNAL: &str = "work/.bootstrap/000000000000.eu-west-1.jsonl";

const MANIFEST: &str = "version: 1\npath: /app\nparameters: {greeting: hello, secret: {value: s3cret, type: SecureString}}\n";

/// Returns the files of a folder and their modes.
fn modes(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mode = |entry: &fs::DirEntry| entry.metadata().unwrap().permissions().mode() & 0o7777;
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), format!("{:o}", mode(&entry))))
        .collect()
}

#[test]
fn the_state_is_private_and_never_under_version_control() {
    let sandbox = machine();
    let server = Local::start(&sandbox, &[]);
    server.client().put("/a", "x");

    let folder = sandbox.path("work/.bootstrap");
    assert_eq!(modes(&sandbox.work()), BTreeMap::from([(".bootstrap".into(), "700".into())]));
    insta::assert_debug_snapshot!(modes(&folder), @r#"
    {
        ".gitignore": "600",
        "000000000000.eu-west-1.jsonl": "600",
        "key": "600",
        "lock": "600",
        "run": "600",
        "server.json": "600",
    }
    "#);
    assert_eq!(fs::read_to_string(folder.join(".gitignore")).unwrap(), "*\n");
}

#[test]
fn a_folder_that_others_could_look_into_is_closed() {
    let sandbox = machine();
    sandbox.write("work/.bootstrap/lock", "");
    fs::set_permissions(sandbox.path("work/.bootstrap"), fs::Permissions::from_mode(0o755))
        .unwrap();

    let server = Local::start(&sandbox, &[]);

    assert_eq!(modes(&sandbox.work())[".bootstrap"], "700");
    drop(server);
}

#[test]
fn the_state_is_kept_between_runs_and_by_region() {
    let sandbox = machine();
    let server = Local::start(&sandbox, &[]);
    server.client().put("/a", "of Ireland");
    server.client_in("eu-north-1").put("/a", "of Sweden");
    drop(server);

    let server = Local::start(&sandbox, &[]);

    assert_eq!(server.client().value("/a").as_deref(), Some("of Ireland"));
    assert_eq!(server.client_in("eu-north-1").value("/a").as_deref(), Some("of Sweden"));
    assert_eq!(server.client_in("eu-south-1").value("/a"), None);
}

#[test]
fn an_ephemeral_store_leaves_nothing() {
    let sandbox = machine();
    let mut server = Local::start(&sandbox, &["--ephemeral"]);
    server.client().put("/a", "x");
    assert_eq!(server.end("INT"), Some(130));

    assert_eq!(modes(&sandbox.work()), BTreeMap::new());
    assert_eq!(modes(&sandbox.home()), BTreeMap::new());
}

#[test]
fn a_server_that_is_stopped_says_so_and_is_announced_no_more() {
    for name in ["INT", "TERM"] {
        let sandbox = machine();
        let mut server = Local::start(&sandbox, &[]);
        server.client().put("/a", "x");
        let announced = sandbox.path("work/.bootstrap/server.json");
        let says: Value = serde_json::from_slice(&fs::read(&announced).unwrap()).unwrap();
        assert_eq!(says["endpoint"], server.url());
        assert_eq!(says["pid"], server.id());

        assert_eq!(server.end(name), Some(130), "{name}");

        wait_for(|| server.stderr().ends_with("stopped; 1 parameter in .bootstrap\n"));
        assert!(!announced.exists(), "{name}");
    }
}

#[test]
fn a_second_server_on_the_same_state_is_refused_and_told_of_the_first() {
    let sandbox = machine();
    let server = Local::start(&sandbox, &[]);

    let said = sandbox.bootstrap(&["local"]);

    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{said:?}");
    insta::assert_snapshot!(said.stderr.replace(server.url(), "[FIRST]"), @"
    error: the store in `.bootstrap` is already served on [FIRST]

    hint: use that one, stop it first, or keep a state of your own: `--ephemeral`
    ");
    assert_eq!(Local::start(&sandbox, &["--ephemeral"]).client().value("/a"), None);
}

#[test]
fn a_server_that_was_killed_is_in_nobodys_way() {
    let sandbox = machine();
    let mut server = Local::start(&sandbox, &[]);
    server.client().put("/a", "x");
    assert_eq!(server.end("KILL"), None);

    let said = sandbox.bootstrap(&["local", "--", "/bin/true"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(Local::start(&sandbox, &[]).client().value("/a").as_deref(), Some("x"));
}

/// Seeds the manifest with `--local`.
#[track_caller]
fn seed(sandbox: &Sandbox, arguments: &[&str]) -> String {
    sandbox.write("work/params.yaml", MANIFEST);
    let said = sandbox.bootstrap(&[&["seed", "params.yaml", "--local"], arguments].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    said.stdout
}

#[test]
fn seed_fills_the_store_of_a_server_that_runs() {
    let sandbox = machine();
    let log = sandbox.path("log");
    let server = Local::start(&sandbox, &["--call-log", log.to_str().unwrap()]);

    seed(&sandbox, &[]);

    assert_eq!(server.client().value("/app/secret").as_deref(), Some("s3cret"));
    let log = fs::read_to_string(log).unwrap();
    assert_eq!(log.matches("\"PutParameter\"").count(), 2, "{log}");
}

#[test]
fn seed_fills_the_store_without_a_server() {
    let sandbox = machine();

    seed(&sandbox, &[]);
    let again = seed(&sandbox, &["--dry-run"]);

    assert!(again.contains("0 to create, 0 to update, 2 unchanged"), "{again}");
    let server = Local::start(&sandbox, &[]);
    assert_eq!(server.client().value("/app/secret").as_deref(), Some("s3cret"));
}

#[test]
fn seed_needs_no_account_and_asks_nobody_else() {
    let mut sandbox = Sandbox::empty();
    // Whoever would be asked by these does not answer.
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:9").set("AWS_PROFILE", "no-such-profile");

    let said = seed(&sandbox, &["--region", REGION]);

    assert!(said.contains("2 created"), "{said}");
}

#[test]
fn a_manifest_is_seeded_before_the_command_and_the_state_is_beside_it() {
    let sandbox = machine();
    sandbox.write("work/project/params.yaml", MANIFEST);

    let said =
        sandbox.bootstrap(&["local", "--manifest", "project/params.yaml", "--", "/bin/true"]);

    assert_eq!((said.code, said.stdout.as_str()), (Some(0), ""), "{said:?}");
    assert!(!sandbox.path("work/.bootstrap").exists());
    let server = Local::start(&sandbox, &["--manifest", "project/params.yaml"]);
    assert_eq!(server.client().value("/app/greeting").as_deref(), Some("hello"));
    let found = server.client().succeed("GetParameter", &json!({"Name": "/app/secret"}));
    assert_eq!(found["Parameter"]["Version"], 1, "the second time there was nothing to do");
}
