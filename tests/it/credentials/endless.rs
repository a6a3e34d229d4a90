//! Files that nobody can read to their end: pipes that nobody writes to, and a file system that does not answer.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{assert_check, checked, known_as};
use crate::fixtures::role;
use crate::loopback::Server;
use crate::peers::not_run;
use crate::sandbox::{Sandbox, check_of, text_of, wait_for};

/// Longer than every limit, and much shorter than without end.
const SOON: Duration = Duration::from_secs(9);

/// The variables that name the files, and where these are without them.
const FILES: [(&str, &str); 2] = [
    ("AWS_CONFIG_FILE", "home/.aws/config"),
    ("AWS_SHARED_CREDENTIALS_FILE", "home/.aws/credentials"),
];

/// A machine with keys in the environment, without which nothing else would be missed, and a manifest.
fn with_keys() -> (Sandbox, Server) {
    let (mut sandbox, sts) = known_as(&role("Admin", "ann"));
    sandbox.with_keys();
    sandbox.write("work/params.yaml", "version: 1\nparameters: { /a: b }\n");
    (sandbox, sts)
}

fn make_pipe(sandbox: &Sandbox, name: &str) {
    let path = sandbox.path(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("/usr/bin/mkfifo").arg(path).status().unwrap().success());
}

/// Asserts what every command does where a file has no end.
#[track_caller]
fn assert_nobody_waits(sandbox: &mut Sandbox, case: &str) {
    let reason = "it is not a file, and reading it may not end";
    let (report, said) = checked(sandbox, case);

    assert_check(&report, "aws.profile", "unknown", reason, case);
    for id in ["aws.credentials", "aws.endpoint", "cloud9.credentials"] {
        let check = check_of(&report, id);
        let is_told = id == "aws.endpoint" || text_of(check, "summary").ends_with("(aws.profile)");
        assert!(check["status"] != "pass" && is_told, "{case}: {check}");
    }
    assert_eq!(check_of(&report, "aws.identity")["status"], "skip", "{case}");
    assert_eq!(report["capabilities"]["deploy"]["verdict"], "unknown", "{case}");
    assert_eq!(said.code, Some(3), "{case}: {said:?}");
    assert!(said.took < SOON, "{case}: {:?}", said.took);

    // The local store needs of the files a Region only, which a variable names here.
    for (arguments, code) in [
        (["seed", "params.yaml", "--dry-run"], 3),
        (["seed", "params.yaml", "--local"], 0),
        (["local", "--ephemeral", "--"], 0),
        (["new", "fresh", "--no-git"], 0),
    ] {
        let is_local = arguments[0] == "local";
        let command = if is_local {
            [arguments.as_slice(), &["/bin/true"]].concat()
        } else {
            arguments.to_vec()
        };
        let said = sandbox.bootstrap(&command);

        assert_eq!(said.code, Some(code), "{case}, {command:?}: {said:?}");
        assert!(said.took < SOON, "{case}, {command:?}: {:?}", said.took);
        if code == 3 {
            let line = said.stderr.lines().next().unwrap();
            assert!(line.starts_with("error: cannot read ") && line.ends_with(reason), "{said:?}");
        }
    }
    std::fs::remove_dir_all(sandbox.path("work/fresh")).unwrap();

    sandbox.unset("AWS_DEFAULT_REGION");
    let (report, _) = sandbox.check(&[]);
    assert_check(&report, "aws.region", "skip", "(aws.profile)", case);
    let said = sandbox.bootstrap(&["seed", "params.yaml", "--local"]);
    assert_eq!(said.code, Some(3), "{case}: {said:?}");
}

#[test]
fn a_pipe_in_place_of_a_file_is_unknown_and_nobody_waits_for_it() {
    for (variable, usual) in FILES {
        let (mut sandbox, _sts) = with_keys();
        make_pipe(&sandbox, usual);
        assert_nobody_waits(&mut sandbox, usual);

        let (mut sandbox, _sts) = with_keys();
        make_pipe(&sandbox, "elsewhere");
        sandbox.set(variable, sandbox.path("elsewhere"));
        assert_nobody_waits(&mut sandbox, variable);
    }
}

#[test]
fn no_file_at_all_may_be_named_and_has_an_end() {
    let (mut sandbox, _sts) = with_keys();
    sandbox.set("AWS_CONFIG_FILE", "/dev/null").set("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    let (report, _) = sandbox.check(&[]);
    assert_check(&report, "aws.credentials", "pass", "from environment variables", "nothing");

    sandbox.set("AWS_CONFIG_FILE", "/dev/zero");
    let (report, said) = sandbox.check(&[]);
    assert_check(&report, "aws.profile", "unknown", "it is not a file", "zeros");
    assert!(said.peak_memory < 200_000_000, "{}", said.peak_memory);
}

#[test]
fn a_file_system_that_does_not_answer_is_unknown_within_two_seconds() {
    for (_, file) in FILES {
        let (sandbox, _sts) = with_keys();
        let path = sandbox.write(file, "[default]\n");
        let Some(_holder) = Holder::of(&path) else {
            return not_run("there is no python3 to keep others from opening a file");
        };

        let (report, said) = sandbox.check(&[]);
        assert_check(&report, "aws.profile", "unknown", "no answer within 2 s", file);
        assert_eq!(said.code, Some(3), "{file}: {said:?}");
        assert!(said.took < SOON, "{file}: {:?}", said.took);

        let said = sandbox.bootstrap(&["seed", "params.yaml", "--dry-run"]);
        assert_eq!(said.code, Some(3), "{file}: {said:?}");
        assert!(said.stderr.contains(": no answer within 2 s\n"), "{file}: {said:?}");
        assert!(said.took < SOON, "{file}: {:?}", said.took);
    }
}

#[test]
fn what_earlier_sign_ins_have_left_is_not_waited_for_either() {
    let (mut sandbox, sts) = with_keys();
    sandbox.set("AWS_ENDPOINT_URL", sts.url());
    sandbox.unset("AWS_ACCESS_KEY_ID").unset("AWS_SECRET_ACCESS_KEY");
    sandbox.write(
        "home/.aws/config",
        "[default]\nsso_session = work\nsso_account_id = 111122223333\nsso_role_name = Admin\n\
         [sso-session work]\nsso_region = eu-west-1\nsso_start_url = https://work.example/start\n",
    );
    // Named after the SHA-1 of the session's name.
    make_pipe(&sandbox, "home/.aws/sso/cache/e274eeff768c6396088ec6eb091f4bf4d47ab1e0.json");

    let (report, said) = sandbox.check(&[]);

    let summary = "cannot be read: ~/.aws/sso/cache/e274eeff768c6396088ec6eb091f4bf4d47ab1e0.json: it is not a file";
    assert_check(&report, "aws.credentials", "unknown", summary, "sso");
    assert!(said.took < SOON, "{:?}", said.took);
    let said = sandbox.bootstrap(&["seed", "params.yaml", "--dry-run"]);
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.stderr.starts_with("error: the profile did not answer within 5s"), "{said:?}");
    assert!(said.took < SOON, "{:?}", said.took);
}

#[test]
fn files_that_would_tell_where_this_is_are_not_waited_for() {
    let told = "your own machine, as far as one can see; the files that tell more did not answer within 2 s";
    for pipe in ["system/proc/version", "system/sys/devices/virtual/dmi/id/board_asset_tag"] {
        let (mut sandbox, _sts) = with_keys();
        make_pipe(&sandbox, pipe);

        let said = sandbox.bootstrap(&["whoami"]);
        assert_eq!(said.code, Some(0), "{pipe}: {said:?}");
        assert!(said.stdout.contains(told), "{pipe}: {}", said.stdout);
        assert!(said.took < SOON, "{pipe}: {:?}", said.took);

        // What variables tell is still told.
        sandbox.set("C9_PID", "0123");
        let said = sandbox.bootstrap(&["whoami", "--offline"]);
        assert!(
            said.stdout.contains("an AWS Cloud9 environment: `C9_PID` is set"),
            "{pipe}: {said:?}"
        );
        assert!(said.took < SOON, "{pipe}: {:?}", said.took);
    }
}

/// Somebody who keeps everybody else waiting who opens a file, as a server that is gone does. Until dropped.
struct Holder(Child);

impl Holder {
    fn of(path: &Path) -> Option<Self> {
        let mut python = Command::new("python3");
        python.args(["-c", HOLD]).arg(path);
        let held = path.with_extension("held");
        let child = python.arg(&held).stdin(Stdio::piped()).spawn().ok()?;
        wait_for(|| held.exists());
        Some(Self(child))
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        // It ends with its input.
        drop(self.0.stdin.take());
        drop(self.0.wait());
    }
}

/// Takes a lease: whoever opens the file waits until it is given back.
const HOLD: &str = r"
import fcntl, os, signal, sys
signal.signal(signal.SIGIO, signal.SIG_IGN)
file = os.open(sys.argv[1], os.O_RDWR)
fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
open(sys.argv[2], 'w').close()
sys.stdin.read()
";
