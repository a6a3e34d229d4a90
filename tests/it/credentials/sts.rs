//! STS, which says whose credentials these are: silent, out of reach, refusing, or not STS at all.

use std::net::TcpListener;
use std::time::Duration;

use super::{assert_check, checked, commands, known_as};
use crate::fixtures::{ACCOUNT, refusing_sts, role};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Sandbox, check_of, text_of};

/// A machine with a user's keys, and STS at an address.
fn asking(address: &str) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.with_keys();
    sandbox.set("AWS_ENDPOINT_URL_STS", address);
    sandbox
}

#[test]
fn silence_is_unknown_in_time() {
    let silent = Server::start(|_| Reply::Silence);
    let sandbox = asking(&silent.url());

    let (report, said) = sandbox.check(&[]);

    let check = assert_check(
        &report,
        "aws.identity",
        "unknown",
        "STS did not answer within 5 s, at http://127",
        "silent",
    );
    assert!(check["duration_ms"].as_u64().unwrap() >= 5000, "{check}");
    assert!(said.took < Duration::from_secs(9), "{:?}", said.took);
    assert_check(&report, "aws.credentials", "pass", "from environment variables", "silent");
    assert_check(&report, "cloud9.credentials", "skip", "(aws.identity)", "silent");
    assert_eq!(
        report["capabilities"]["deploy"],
        serde_json::json!({ "verdict": "unknown", "by": ["aws.identity"] })
    );
    assert_eq!(said.code, Some(3));
}

#[test]
fn what_cannot_be_reached_is_unknown() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let cut = Server::start(|_| Reply::Cut);
    let faulty = Server::start(|_| Reply::status(500, "canary"));
    let throttling = refusing_sts("Throttling", "Rate exceeded");
    let cases = [
        ("refused", format!("http://127.0.0.1:{port}"), "Connection refused"),
        ("cut", cut.url(), "STS cannot be asked"),
        ("faulty", faulty.url(), "STS cannot be asked"),
        ("throttling", throttling.url(), "Throttling: Rate exceeded"),
    ];
    for (case, address, summary) in cases {
        let sandbox = asking(&address);

        let (report, said) = sandbox.check(&[]);

        assert_check(&report, "aws.identity", "unknown", summary, case);
        assert_eq!(report["capabilities"]["deploy"]["verdict"], "unknown", "{case}");
        assert_eq!(said.code, Some(3), "{case}");
        assert!(said.took < Duration::from_secs(9), "{case}: {:?}", said.took);
        assert!(!said.everything().contains("canary"), "{case}: {said:?}");
    }
}

#[test]
fn credentials_that_aws_refuses_are_a_failure_with_the_way_to_fresh_ones() {
    let codes = [
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    ];
    for code in codes {
        let sts = refusing_sts(code, "The security token included in the request is expired");
        let mut sandbox = asking(&sts.url());

        let (report, said) = checked(&sandbox, code);

        let summary = format!("{code}: The security token included in the request is expired");
        let check = assert_check(&report, "aws.identity", "fail", &summary, code);
        assert_eq!(check["facts"]["code"], code);
        assert_eq!(
            commands(check),
            ["unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN"],
            "{code}"
        );
        assert_eq!(said.code, Some(1), "{code}");

        // The same keys from a profile have another remedy.
        sandbox.unset("AWS_ACCESS_KEY_ID").unset("AWS_SECRET_ACCESS_KEY");
        sandbox.write("home/.aws/config", "[profile work]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n");
        sandbox.set("AWS_PROFILE", "work");
        let (report, _) = checked(&sandbox, code);
        let check = assert_check(&report, "aws.identity", "fail", &summary, code);
        assert!(commands(check)[0].starts_with("aws login"), "{check}");
    }
}

#[test]
fn what_is_not_sts_is_not_believed() {
    let portal = "<html>\n<head><title>Welcome canary</title></head></html>";
    let unknown = "STS cannot be asked";
    let cases = [
        ("a portal", 200, portal, unknown),
        ("a portal that refuses", 403, portal, unknown),
        ("nothing", 200, "", unknown),
        ("nothing at all", 404, "", unknown),
        ("another protocol", 200, "{\"Arn\":\"canary\"}", unknown),
        ("not even text", 200, "\u{1b}[31m\0", unknown),
    ];
    for (case, status, body, summary) in cases {
        let server = Server::start(move |_| Reply::status(status, body));
        let sandbox = asking(&server.url());

        let (report, said) = checked(&sandbox, case);

        assert_check(&report, "aws.identity", "unknown", summary, case);
        assert_eq!(said.code, Some(3), "{case}: {said:?}");
        assert!(!said.everything().contains('\u{1b}'), "{case}");
    }
}

#[test]
fn what_says_nothing_of_the_credentials_is_unknown() {
    let cases = [
        ("AccessDenied", "a policy denies these credentials to ask STS whose they are, at http://"),
        ("ValidationError", "STS does not say whose the credentials are, at http://"),
        ("SomethingNew", "STS does not say whose the credentials are, at http://"),
    ];
    for (code, summary) in cases {
        let sts = refusing_sts(code, "with an explicit deny");
        let mut sandbox = asking(&sts.url());
        sandbox.set("AWS_ENDPOINT_URL", sts.url());
        sandbox.write("work/params.yaml", "version: 1\nparameters: { /a: b }\n");

        let (report, said) = checked(&sandbox, code);
        let seeded = sandbox.bootstrap(&["seed", "params.yaml", "--dry-run"]);

        let check = assert_check(&report, "aws.identity", "unknown", summary, code);
        assert!(
            text_of(check, "summary").ends_with(&format!("{code}: with an explicit deny")),
            "{check}"
        );
        assert_eq!(check["facts"]["code"], code);
        assert_eq!(report["capabilities"]["deploy"]["verdict"], "unknown", "{code}");
        assert_eq!(said.code, Some(3), "{code}");
        assert_eq!(seeded.code, Some(3), "{code}: {seeded:?}");
        let line = "error: AWS STS does not say whose the credentials are: ";
        assert!(seeded.stderr.starts_with(line), "{code}: {seeded:?}");
    }
}

#[test]
fn an_answer_without_a_caller_is_not_taken_for_one() {
    for arn in ["", "canary", "arn:aws:iam::1"] {
        let (mut sandbox, _sts) = known_as(arn);
        sandbox.with_keys();

        let (report, said) = checked(&sandbox, arn);

        let check = check_of(&report, "aws.identity");
        assert_eq!(check["status"], "unknown", "{arn}: {check}");
        assert_eq!(said.code, Some(3), "{arn}");
    }
}

#[test]
fn the_root_user_is_a_warning() {
    let (mut sandbox, _sts) = known_as(&format!("arn:aws:iam::{ACCOUNT}:root"));
    sandbox.with_keys();

    let (report, said) = checked(&sandbox, "root");

    let check = assert_check(
        &report,
        "aws.identity",
        "warn",
        "the root user of account ********3333",
        "root",
    );
    assert_eq!(check["facts"]["account"], "********3333");
    assert_eq!(said.code, Some(0));
}

#[test]
fn other_partitions_have_accounts_too() {
    let (mut sandbox, _sts) = known_as("arn:aws-cn:sts::111122223333:assumed-role/Admin/ann");
    sandbox.with_keys();

    let (report, _) = checked(&sandbox, "China");

    let check =
        assert_check(&report, "aws.identity", "pass", "account ********3333, role Admin", "China");
    assert_eq!(check["facts"]["partition"], "aws-cn");
}

#[test]
fn an_endpoint_that_is_no_address_is_one_clear_failure() {
    for name in ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"] {
        for address in ["", " ", "localhost:4566", "garbage canary", "ftp://127.0.0.1", "http://"] {
            let (mut sandbox, sts) = known_as(&role("Admin", "ann"));
            sandbox.with_keys();
            sandbox.unset("AWS_ENDPOINT_URL_STS");
            sandbox.set(name, address);

            let (report, said) = checked(&sandbox, address);

            let case = format!("{name}={address:?}");
            let check = assert_check(
                &report,
                "aws.identity",
                "fail",
                &format!("`{name}` is not an address like"),
                &case,
            );
            assert_eq!(commands(check), ["unset AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS"], "{case}");
            let failed = report["checks"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|check| check["status"] == "fail");
            assert_eq!(failed.count(), 1, "{case}");
            assert_check(&report, "aws.credentials", "skip", "(aws.identity)", &case);
            assert_eq!(said.code, Some(1), "{case}");
            assert_eq!(said.stderr, "", "{case}");
            assert!(sts.requests().is_empty(), "{case}");
        }
    }
}

#[test]
fn another_address_of_sts_is_shown_without_what_may_be_secret_in_it() {
    let (mut sandbox, sts) = known_as(&role("Admin", "ann"));
    sandbox.with_keys();
    sandbox.set("AWS_ENDPOINT_URL_STS", format!("{}/canary?canary", sts.url()));

    let (report, _) = checked(&sandbox, "path");

    let check = check_of(&report, "aws.identity");
    assert_eq!(check["facts"]["endpoint"], sts.url());
}

#[test]
fn endpoints_that_are_ignored_are_not_judged() {
    let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
    sandbox.set("AWS_ENDPOINT_URL_STS", "garbage");
    sandbox.set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true");

    let (report, _) = checked(&sandbox, "ignored");

    assert_check(&report, "aws.identity", "skip", "no credentials to ask about", "ignored");
}

#[test]
fn an_endpoint_of_the_profile_that_is_no_address_is_corrected_there() {
    let (mut sandbox, sts) = known_as(&role("Admin", "ann"));
    sandbox.unset("AWS_ENDPOINT_URL_STS");
    sandbox.set("AWS_ACCESS_KEY_ID", "AKIAUSEREXAMPLE00001");
    sandbox.set("AWS_SECRET_ACCESS_KEY", "canary");
    let config = |url: &str| format!("[default]\nregion = eu-west-1\nendpoint_url = {url}\n");

    sandbox.write("home/.aws/config", config("garbage"));
    let (report, _) = checked(&sandbox, "garbage");
    let summary = "`endpoint_url` of the profile is not an address like";
    let check = assert_check(&report, "aws.identity", "fail", summary, "garbage");
    assert_eq!(commands(check), ["${EDITOR:-vi} \"$HOME/.aws/config\""]);

    sandbox.write("home/.aws/config", config(&sts.url()));
    let (report, _) = checked(&sandbox, "an address");
    let check = assert_check(&report, "aws.identity", "pass", "role Admin", "an address");
    assert_eq!(check["facts"]["endpoint"], sts.url());
}
