//! `bootstrap new`: a whole project, or nothing at all.

mod files;

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::Duration;

use crate::peers::not_run;
use crate::sandbox::{Sandbox, signal, wait_for, watch};

fn with_git() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.real_tool("git");
    sandbox
}

/// Returns the names of what is in the folder in which the program was started.
fn made(sandbox: &Sandbox) -> BTreeSet<String> {
    let entries = fs::read_dir(sandbox.work()).expect("the sandbox is ours");
    entries
        .map(|entry| entry.expect("it is there").file_name().to_string_lossy().into_owned())
        .collect()
}

#[test]
fn a_project_is_made_and_says_what_comes_next() {
    let sandbox = with_git();

    let said = sandbox.bootstrap(&["new", "my-app"]);

    insta::assert_snapshot!(said.everything(), @r"
    made my-app: 16 files

    cd my-app
    cargo test                   the tests need no AWS
    bootstrap local --manifest params.yaml -- \
      cargo lambda watch --invoke-address 127.0.0.1
                                 run it here, without an AWS account
    bootstrap seed params.yaml   put the parameters into Parameter Store
    sam build && sam deploy      build the function, deploy the stack my-app
    ");
    assert_eq!(said.code, Some(0));
    assert_eq!(made(&sandbox), BTreeSet::from(["my-app".to_owned()]));
    assert!(sandbox.work().join("my-app/.git/HEAD").exists());
    assert!(sandbox.work().join("my-app/Cargo.lock").exists());
}

#[test]
fn the_folder_is_as_open_as_any_other() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = with_git();
    fs::create_dir(sandbox.work().join("other")).unwrap();

    sandbox.bootstrap(&["new", "my-app"]);

    let mode = |name: &str| fs::metadata(sandbox.work().join(name)).unwrap().permissions().mode();
    assert_eq!(mode("my-app"), mode("other"));
}

#[test]
fn without_git_there_is_a_project_all_the_same() {
    for (case, script, remark) in [
        ("absent", None, "`git` is not on PATH: this is not a Git repository"),
        (
            "failing",
            Some("[ \"$1\" = rev-parse ] && exit 128\necho 'fatal: no' >&2\nexit 1"),
            "not a Git repository: `git init` says \"fatal: no\"",
        ),
        (
            "hanging",
            Some("exec /bin/sleep 1000"),
            "not a Git repository: `git` did not answer within 5 s",
        ),
    ] {
        let sandbox = Sandbox::empty();
        if let Some(script) = script {
            sandbox.script("git", script);
        }

        let said = sandbox.bootstrap(&["new", "my-app"]);

        assert_eq!((said.code, said.stderr.trim()), (Some(0), remark), "{case}");
        assert_eq!(made(&sandbox), BTreeSet::from(["my-app".to_owned()]), "{case}");
        assert!(said.took < Duration::from_secs(9), "{case}: {:?}", said.took);
    }
}

#[test]
fn git_is_left_alone_when_asked_or_when_it_is_there_already() {
    let sandbox = with_git();

    let said = sandbox.bootstrap(&["new", "plain", "--no-git"]);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""));
    assert!(!sandbox.work().join("plain/.git").exists());

    let mut init = Command::new(sandbox.bin().join("git"));
    sandbox.furnish(init.args(["init", "--quiet"]));
    assert_eq!(watch(init).code, Some(0));
    let said = sandbox.bootstrap(&["new", "inner"]);
    assert_eq!(said.stderr.trim(), "this is in a Git repository already: no new one was made");
    assert!(!sandbox.work().join("inner/.git").exists());
}

#[test]
fn what_is_there_already_is_left_as_it_was() {
    let sandbox = with_git();
    fs::write(sandbox.work().join("file"), "mine").unwrap();
    fs::create_dir(sandbox.work().join("folder")).unwrap();
    symlink("nowhere", sandbox.work().join("link")).unwrap();
    let before = made(&sandbox);

    for name in ["file", "folder", "link"] {
        let said = sandbox.bootstrap(&["new", name]);

        assert_eq!(said.code, Some(2), "{name}");
        assert!(
            said.stderr.contains("exists already, and is left as it is"),
            "{name}: {}",
            said.stderr
        );
        assert_eq!(made(&sandbox), before, "{name}");
    }
    assert_eq!(fs::read_to_string(sandbox.work().join("file")).unwrap(), "mine");
    assert_eq!(fs::read_dir(sandbox.work().join("folder")).unwrap().count(), 0);
}

#[test]
fn a_bad_name_is_refused_with_the_reason_and_a_name_that_would_do() {
    let long = "x".repeat(129);
    for (name, reason, suggestion) in [
        ("", "the name is empty", "my-app"),
        ("..", "a name is not a path; go to the folder first", "my-app"),
        ("a/b", "a name is not a path; go to the folder first", "b"),
        ("/tmp/x", "a name is not a path; go to the folder first", "x"),
        ("MyApp", "a name has only lower-case letters, digits and hyphens, not 'M'", "myapp"),
        ("my_app", "a name has only lower-case letters, digits and hyphens, not '_'", "my-app"),
        ("my app\n", "a name has only lower-case letters, digits and hyphens, not ' '", "my-app"),
        ("1st", "a name begins with a letter, not '1'", "my-1st"),
        ("crate", "Rust, Cargo, SAM or Windows keep this name for themselves", "my-crate"),
        ("bootstrap", "Rust, Cargo, SAM or Windows keep this name for themselves", "my-bootstrap"),
        ("tokio", "the project depends on a package of this name", "my-tokio"),
        (
            "aws-demo",
            "the project's parameters would not be accepted: names that begin with `aws` are reserved for AWS",
            "my-aws-demo",
        ),
        (
            &long,
            "a name has at most 128 characters, not 129: it names a CloudFormation stack",
            &"x".repeat(121),
        ),
    ] {
        let sandbox = with_git();

        let said = sandbox.bootstrap(&["new", name]);

        assert_eq!(said.code, Some(2), "{name:?}");
        assert!(said.stderr.contains(&format!(": {reason}\n")), "{name:?}: {}", said.stderr);
        let hint = format!("hint: this would do: `bootstrap new {suggestion}`\n");
        assert!(said.stderr.contains(&hint), "{name:?}: {}", said.stderr);
        assert_eq!((said.stdout.as_str(), made(&sandbox).len()), ("", 0), "{name:?}");
    }
}

#[test]
fn a_name_that_begins_with_a_hyphen_is_told_from_an_option() {
    let sandbox = with_git();

    let said = sandbox.bootstrap(&["new", "--", "-app"]);

    assert_eq!(said.code, Some(2));
    assert!(said.stderr.contains("a name begins with a letter, not '-'"), "{}", said.stderr);
}

#[test]
fn a_folder_that_cannot_be_written_to_stays_empty() {
    let sandbox = with_git();
    let Some(command) = sandbox.as_nobody(&["new", "my-app"]) else {
        return not_run("setpriv and root are needed to drop privileges");
    };

    let said = watch(command);

    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.stderr.contains("nothing was left behind"), "{}", said.stderr);
    assert!(said.stderr.contains("Permission denied"), "{}", said.stderr);
    assert_eq!(made(&sandbox).len(), 0);
}

#[test]
fn an_interrupted_command_leaves_nothing_behind() {
    let sandbox = Sandbox::empty();
    let started = sandbox.path("started");
    sandbox.script("git", &format!("echo > {}\nexec /bin/sleep 1000", started.display()));
    let mut child = sandbox.command(&["new", "my-app"]).spawn().unwrap();

    wait_for(|| started.exists());
    signal(&child, "INT");

    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(made(&sandbox).len(), 0);
}

#[test]
fn a_project_is_said_to_be_there_even_when_the_next_steps_cannot_be() {
    let sandbox = with_git();
    let mut command = sandbox.command(&["new", "my-app"]);
    command.stdout(fs::File::options().write(true).open("/dev/full").unwrap());

    let said = watch(command);

    insta::assert_snapshot!(said.stderr, @"
    made my-app: 16 files
    error: failed to write the answer
      caused by: No space left on device (os error 28)

    hint: check that the disk is not full: `df -h .`
    ");
    assert_eq!(said.code, Some(3));
    assert!(sandbox.work().join("my-app/Cargo.toml").exists());
}
