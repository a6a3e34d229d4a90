//! Where the manifest goes: a file is never written over, and values are for nobody else.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::{beside, made, put};
use crate::local::server::{Local, machine};
use crate::sandbox::Sandbox;

fn server() -> Local {
    let server = Local::ephemeral(&[]);
    put(&server.client(), "/a/b", "SecureString", "s3cret");
    server
}

fn mode(sandbox: &Sandbox, name: &str) -> u32 {
    fs::metadata(sandbox.work().join(name)).unwrap().permissions().mode() & 0o777
}

/// Returns the names of what is in the folder.
fn names(sandbox: &Sandbox) -> Vec<String> {
    let entries = fs::read_dir(sandbox.work()).unwrap().map(Result::unwrap);
    entries.map(|entry| entry.file_name().into_string().unwrap()).collect()
}

#[test]
fn a_file_with_values_is_for_its_owner_alone() {
    let server = server();
    let sandbox = beside(&server);

    let said = sandbox.bootstrap(&["export", "/a", "--reveal", "-o", "secrets.yaml"]);
    assert_eq!(said.stdout, "made secrets.yaml: 1 parameter below /a\n");
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    assert_eq!(mode(&sandbox, "secrets.yaml"), 0o600);
    assert!(made(&sandbox, "secrets.yaml").contains("s3cret"));

    assert_eq!(sandbox.bootstrap(&["export", "/a", "-o", "stubs.yaml"]).code, Some(0));
    assert_ne!(mode(&sandbox, "stubs.yaml") & 0o044, 0);
    assert!(!made(&sandbox, "stubs.yaml").contains("s3cret"));
}

#[test]
fn what_is_there_is_left_as_it_is() {
    let server = server();
    let sandbox = beside(&server);
    sandbox.write("work/there.yaml", "mine");
    std::os::unix::fs::symlink("nowhere", sandbox.work().join("dangling.yaml")).unwrap();

    for name in ["there.yaml", "dangling.yaml", "."] {
        let said = sandbox.bootstrap(&["export", "/a", "-o", name]);

        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{name}");
        assert!(said.stderr.contains("exists already, and is left as it is"), "{said:?}");
    }
    assert_eq!(made(&sandbox, "there.yaml"), "mine");
    assert!(!sandbox.work().join("nowhere").exists());
}

#[test]
fn a_file_that_cannot_be_written_leaves_nothing_behind() {
    let server = server();
    let sandbox = beside(&server);

    let said = sandbox.bootstrap(&["export", "/a", "-o", "no/such/folder.yaml"]);

    assert_eq!((said.code, said.stdout.as_str()), (Some(3), ""), "{said:?}");
    assert!(said.stderr.contains("failed to write no/such/folder.yaml"), "{said:?}");
    assert!(names(&sandbox).is_empty());
}

#[test]
fn nothing_below_a_path_makes_no_file() {
    let server = server();
    let sandbox = beside(&server);

    let said = sandbox.bootstrap(&["export", "/nothing", "-o", "x.yaml"]);

    assert_eq!((said.code, said.stdout.as_str()), (Some(1), ""), "{said:?}");
    assert!(names(&sandbox).is_empty());
}

#[test]
fn the_local_store_of_a_folder_is_exported_served_or_not_and_none_is_made() {
    let sandbox = machine();
    let said = sandbox.bootstrap(&["export", "/a", "--local"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(names(&sandbox).is_empty());

    sandbox.write("work/params.yaml", "version: 1\npath: /a\nparameters: {b: x}");
    assert_eq!(sandbox.bootstrap(&["seed", "params.yaml", "--local"]).code, Some(0));
    let at_rest = sandbox.bootstrap(&["export", "/a", "--local", "--reveal"]);
    let server = Local::start(&sandbox, &[]);
    let while_served = sandbox.bootstrap(&["export", "/a", "--local", "--reveal"]);
    drop(server);

    assert!(at_rest.stdout.contains("  b: \"x\"\n"), "{at_rest:?}");
    assert_eq!((while_served.code, while_served.stdout), (Some(0), at_rest.stdout));
}

#[test]
fn a_variable_that_is_set_already_is_named() {
    let server = Local::ephemeral(&[]);
    put(&server.client(), "/github/token", "SecureString", "s3cret");
    let mut sandbox = beside(&server);
    sandbox.set("GITHUB_TOKEN", "somebody-elses");

    let said = sandbox.bootstrap(&["export", "/github"]);

    assert!(said.stderr.contains("`GITHUB_TOKEN` is set already"), "{said:?}");
    assert!(!said.everything().contains("somebody-elses"));
}

#[test]
fn a_hint_leads_to_the_same_store_again() {
    let sandbox = machine();
    sandbox.write(
        "work/params.yaml",
        "version: 1\npath: /a\nparameters: {b: {type: SecureString, from: {random: {}}}}",
    );
    let region = ["--region", "eu-west-2"];
    let said = sandbox.bootstrap(&[&["seed", "params.yaml", "--local"], &region[..]].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    let again = "--local --profile 'a b' --region eu-west-2`";
    let flags = ["--local", "--profile", "a b", "--region", "eu-west-2"];

    for (path, hint) in [
        ("/a", "`bootstrap export /a --reveal "),
        ("/a/b", "`bootstrap export /a "),
        ("a", "`bootstrap export /a "),
        ("/a//b", "`bootstrap export /my-app "),
    ] {
        let said = sandbox.bootstrap(&[&["export", path], &flags[..]].concat());
        assert!(said.stderr.contains(&format!("{hint}{again}")), "{path}: {said:?}");
    }
}
