//! Those who take their time, or say nothing at all: however many there are, an answer comes in time.

use std::time::Duration;

use serde_json::json;

use super::assert_check;
use crate::fixtures::{identity, metadata, role};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Said, Sandbox, check_of};

/// Both commands that ask everybody.
const COMMANDS: [&[&str]; 3] =
    [&["whoami"], &["whoami", "--all"], &["check", "aws", "--format", "json"]];

/// A machine around which everybody is silent: STS, instance metadata, a container's endpoint, Cloud9.
fn silent_around(silent: &[Server; 4]) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.on_cloud9();
    sandbox.set("C9_PID", "0123456789abcdef0123456789abcdef");
    sandbox.with_metadata(&silent[0]);
    for (name, server) in [
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &silent[1]),
        ("AWS_ENDPOINT_URL_STS", &silent[2]),
        ("AWS_ENDPOINT_URL_CLOUD9", &silent[3]),
        // Whoever stands in for AWS is asked who it is, too.
        ("AWS_ENDPOINT_URL_SSM", &silent[1]),
        ("AWS_ENDPOINT_URL", &silent[0]),
    ] {
        sandbox.set(name, server.url());
    }
    sandbox
}

#[track_caller]
fn assert_within(said: &Said, limit: Duration, case: &str) {
    assert!(said.took < limit, "{case}: {:?}", said.took);
    assert_eq!(said.code, Some(3), "{case}: {said:?}");
}

#[test]
fn where_everybody_is_silent_that_is_said_within_three_seconds() {
    let silent = [(); 4].map(|()| Server::start(|_| Reply::Silence));
    for region in [Some("eu-west-1"), None] {
        let mut sandbox = silent_around(&silent);
        if let Some(region) = region {
            sandbox.set("AWS_DEFAULT_REGION", region);
        }
        for command in COMMANDS {
            let case = format!("{command:?} in {region:?}");
            assert_within(&sandbox.bootstrap(command), Duration::from_secs(3), &case);
        }
        // Without a container it is the instance that says nothing.
        sandbox.unset("AWS_CONTAINER_CREDENTIALS_FULL_URI");
        for command in COMMANDS {
            let case = format!("{command:?} in {region:?}, without a container");
            assert_within(&sandbox.bootstrap(command), Duration::from_secs(3), &case);
        }
    }
    assert!(silent[0].requests().len() + silent[1].requests().len() > 12);
}

#[test]
fn a_silent_sts_has_its_five_seconds_and_delays_nobody_else() {
    let silent = [(); 4].map(|()| Server::start(|_| Reply::Silence));
    let mut sandbox = silent_around(&silent);
    sandbox.with_keys();

    for command in &COMMANDS[1..] {
        let said = sandbox.bootstrap(command);
        // The shortest way is that all others have been waited for before.
        assert!(said.took >= Duration::from_secs(5), "{command:?}: {:?}", said.took);
        assert_within(&said, Duration::from_secs(8), &format!("{command:?}"));
    }
}

/// A reply that comes late.
fn after(seconds: u64, reply: Reply) -> Reply {
    std::thread::sleep(Duration::from_secs(seconds));
    reply
}

#[test]
fn several_that_are_slow_one_after_another_are_given_up_after_ten_seconds() {
    let (owner, metadata) = (role("TeamRole", "MasterKey"), metadata(Some("Workshop")));
    let sts = Server::start(move |request| match request.operation() {
        "DescribeEnvironments" => Reply::Silence,
        _ if request.body.contains("GetCallerIdentity") => after(4, identity(&owner)),
        _ => Reply::status(404, ""),
    });
    let mut sandbox = Sandbox::with_tools();
    sandbox.on_cloud9();
    sandbox.set("C9_PID", "0123456789abcdef0123456789abcdef");
    sandbox.set("AWS_ENDPOINT_URL", sts.url());
    sandbox.with_metadata(&metadata);
    let keys = json!({ "Version": 1, "AccessKeyId": "ASIAMANAGEDEXAMPLE01", "SecretAccessKey": "canary", "SessionToken": "canary" });
    // The SDK finds the shell on PATH.
    std::os::unix::fs::symlink("/bin/sh", sandbox.bin().join("sh")).unwrap();
    let program = sandbox.script("slow", &format!("/bin/sleep 4; echo '{keys}'"));
    sandbox.write(
        "home/.aws/config",
        format!("[default]\nregion = eu-west-1\ncredential_process = {}\n", program.display()),
    );

    for command in
        [&["whoami", "--all", "--format", "json"][..], &["check", "aws", "--format", "json"]]
    {
        let said = sandbox.bootstrap(command);

        // Four for the program, four for STS: of Cloud9's three no more than two are left, and of the others' none.
        let took = said.took.as_millis();
        assert!((9_000..11_000).contains(&took), "{command:?}: {took}");
        let report: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        if command[0] == "check" {
            assert_check(&report, "aws.identity", "pass", "role TeamRole", "slow");
            let facts = &check_of(&report, "cloud9.credentials")["facts"];
            let said = facts["managed_credentials"].as_str().unwrap();
            assert!(said.starts_with("unknown: no answer within "), "{facts}");
        } else {
            assert_eq!(report["identity"]["role"], "TeamRole", "{report}");
            assert_eq!(report["shadowed"][0]["identity"]["status"], "unknown", "{report}");
        }
    }
}
