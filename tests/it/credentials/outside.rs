//! Credentials from outside of the files: programs, tokens and containers, which may hang and babble.

use std::time::Duration;

use super::{assert_check, checked, known_as};
use crate::check::processes::Processes;
use crate::fixtures::{ACCOUNT, role};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Sandbox, check_of, text_of};

/// A machine whose default profile asks a program for credentials.
fn asking(body: &str) -> (Sandbox, Server) {
    let (mut sandbox, sts) = known_as(&role("Admin", "ann"));
    let program = sandbox.write("helper", body);
    sandbox.write(
        "home/.aws/config",
        format!(
            "[default]\nregion = eu-west-1\ncredential_process = /bin/sh {}\n",
            program.display()
        ),
    );
    // The SDK finds the shell on PATH.
    std::os::unix::fs::symlink("/bin/sh", sandbox.bin().join("sh")).expect("the sandbox is ours");
    sandbox.set("HELPER_TOKEN", "canary");
    (sandbox, sts)
}

#[test]
fn a_program_that_has_credentials_is_asked() {
    let (sandbox, _sts) = asking(
        "echo '{\"Version\":1,\"AccessKeyId\":\"AKIAUSEREXAMPLE00001\",\"SecretAccessKey\":\"canary\"}'",
    );

    let (report, said) = checked(&sandbox, "helper");

    assert_check(&report, "aws.credentials", "pass", "from the profile `default`", "helper");
    assert_eq!(said.code, Some(0));
}

#[test]
fn a_program_that_hangs_is_unknown_within_its_limit() {
    let (sandbox, _sts) = asking("");
    let processes = Processes::new(&sandbox, "helper");
    sandbox.write("helper", format!("echo $$ >>{}\nexec /bin/sleep 1000", processes.list()));

    let (report, said) = sandbox.check(&[]);

    let check = assert_check(
        &report,
        "aws.credentials",
        "unknown",
        "the profile did not answer within 5 s",
        "hangs",
    );
    let asks = "5 s: the profile `default` asks a program (`/bin/sh`) for credentials";
    assert!(text_of(check, "summary").contains(asks), "{check}");
    assert_eq!(super::commands(check), ["${EDITOR:-vi} \"$HOME/.aws/config\""]);
    assert!((5000..9000).contains(&check["duration_ms"].as_u64().unwrap()), "{check}");
    assert!(said.took < Duration::from_secs(9), "{:?}", said.took);
    assert_eq!(report["capabilities"]["deploy"]["by"][0], "aws.credentials");
    assert_eq!(said.code, Some(3));
    processes.assert_gone(1);
}

#[test]
fn a_program_that_fails_is_a_failure_and_what_it_wrote_stays_its_own() {
    let failing = [
        ("with an error", "echo 'canary canary' >&2; echo canary; exit 7"),
        ("with two lines", "echo 'one. Stderr: canary' >&2; echo canary >&2; exit 1"),
        ("with garbage", "echo 'canary garbage'"),
        ("with half of it", "echo '{\"Version\":1,\"AccessKeyId\":\"canary\"}'"),
        ("with another version", "echo '{\"Version\":\"canary\"}'"),
        (
            "with a date that is none",
            "echo '{\"Version\":1,\"AccessKeyId\":\"AKIAUSEREXAMPLE00001\",\"SecretAccessKey\":\"canary\",\"SessionToken\":\"canary\",\"Expiration\":\"canary\"}'",
        ),
        ("with nothing", "exit 0"),
        ("by a signal", "kill -s KILL $$"),
    ];
    for (case, body) in failing {
        let (sandbox, _sts) = asking(body);

        let (report, said) = checked(&sandbox, case);

        let check = assert_check(
            &report,
            "aws.credentials",
            "fail",
            "the profile `default` asks a program (`/bin/sh`) for credentials, and ",
            case,
        );
        assert!(!text_of(check, "summary").contains("Stderr"), "{case}: {check}");
        assert_eq!(said.code, Some(1), "{case}");
    }
}

#[test]
fn a_profile_with_half_a_key_stops_the_search() {
    let (sandbox, _sts) = known_as(&role("Admin", "ann"));
    sandbox.write("home/.aws/credentials", "[default]\naws_access_key_id = AKIAUSEREXAMPLE00001\n");

    let (report, _) = checked(&sandbox, "half");

    assert_check(&report, "aws.credentials", "fail", "aws_secret_access_key", "half");
}

#[test]
fn a_container_endpoint_gives_credentials_or_is_told() {
    let credentials = format!(
        "{{\"AccessKeyId\":\"ASIAINSTANCEEXAMPLE1\",\"SecretAccessKey\":\"canary\",\"Token\":\"canary\",\
         \"Expiration\":\"2099-01-01T00:00:00Z\",\"RoleArn\":\"arn:aws:iam::{ACCOUNT}:role/Task\"}}"
    );
    let answering = Server::start(move |request| {
        let known =
            request.headers.get("authorization").is_some_and(|token| token == "canary-token");
        if known { Reply::ok(credentials.clone()) } else { Reply::status(401, "canary") }
    });
    let refusing = Server::start(|_| Reply::status(502, "canary"));
    let silent = Server::start(|_| Reply::Silence);
    let cases = [
        (&answering, "pass", "from the container endpoint"),
        (&refusing, "fail", "the container endpoint is set up and does not work: "),
        (&silent, "unknown", "the container endpoint did not answer within 2 s"),
    ];
    for (server, status, summary) in cases {
        let (mut sandbox, _sts) = known_as(&role("Task", "canvas"));
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        sandbox.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{}/credentials", server.url()));
        sandbox.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "canary-token");

        let (report, said) = sandbox.check(&[]);

        assert_check(&report, "aws.credentials", status, summary, status);
        assert!(said.took < Duration::from_secs(9), "{status}: {:?}", said.took);
        assert!(!said.everything().contains("canary"), "{status}: {said:?}");
        if status == "pass" {
            checked(&sandbox, status);
            assert_eq!(check_of(&report, "cloud9.credentials")["facts"]["kind"], "container");
        }
    }
}

#[test]
fn an_address_of_a_container_that_is_none_is_told_without_its_password() {
    for address in ["ann:canary@host", "ftp://ann:canary@127.0.0.1/x", "http://ann:canary@[::1/"] {
        let (mut sandbox, _sts) = known_as(&role("Task", "canvas"));
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        sandbox.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", address);

        let (report, said) = checked(&sandbox, address);

        let summary = "the container endpoint is set up and does not work: ";
        assert_check(&report, "aws.credentials", "fail", summary, address);
        assert_eq!(said.code, Some(1), "{address}");
    }
}

#[test]
fn a_web_identity_token_is_exchanged_at_sts_or_is_told() {
    let (mut sandbox, _sts) = known_as(&role("Pipeline", "job"));
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
    sandbox.set("AWS_ROLE_ARN", format!("arn:aws:iam::{ACCOUNT}:role/Pipeline"));
    sandbox.set("AWS_WEB_IDENTITY_TOKEN_FILE", sandbox.path("no-token"));

    let (report, said) = checked(&sandbox, "no token");

    let check = assert_check(
        &report,
        "aws.credentials",
        "fail",
        "a file with a web identity token that does not exist: ",
        "no token",
    );
    assert!(text_of(check, "summary").ends_with("/no-token"), "{check}");
    assert_eq!(said.code, Some(1));
}

#[test]
fn half_of_a_key_in_the_environment_is_told() {
    let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
    sandbox.set("AWS_ACCESS_KEY_ID", "AKIAUSEREXAMPLE00001");

    let (report, _) = checked(&sandbox, "half");

    let check =
        assert_check(&report, "aws.credentials", "fail", "`AWS_SECRET_ACCESS_KEY` is not", "half");
    assert!(
        check["facts"]["walked"][0].as_str().unwrap().contains("environment variables: none"),
        "{check}"
    );
}
