//! The canary in the file that `--fix` moves, and in what AWS answers meanwhile.

use serde_json::json;

use super::{CANARY, assert_silent};
use crate::fixtures::{ACCOUNT, metadata, role, sts_beside};
use crate::loopback::{Reply, Server};
use crate::sandbox::Sandbox;

const CREDENTIALS: &str = "home/.aws/credentials";

/// What is made of the file.
type Change = fn(&str) -> String;

/// AWS as an owner of an environment meets it, with what Cloud9 says to a change.
fn aws(change: Reply) -> Server {
    let owner = role("TeamRole", "MasterKey");
    sts_beside(&owner.clone(), move |request| match request.operation() {
        "DescribeEnvironments" => {
            let environment = json!({
                "id": "0123abcd", "type": "ec2", "ownerArn": owner,
                "arn": "arn:aws:cloud9:eu-west-1:111122223333:environment:x",
                "managedCredentialsStatus": "ENABLED_ON_CREATE",
            });
            Some(Reply::ok(json!({ "environments": [environment] }).to_string()))
        }
        "UpdateEnvironment" => Some(change.clone()),
        _ => None,
    })
}

/// A terminal of the IDE, with keys that nobody may hear of.
fn in_the_ide(aws: &Server, metadata: &Server) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(true);
    let file = std::fs::read_to_string(sandbox.path(CREDENTIALS)).unwrap();
    let file = file
        .replace("ASIAMANAGEDEXAMPLE01", "ASIAFIXEDEXAMPLE0001")
        .replace("canary-managed-secret", CANARY)
        .replace("canary-managed-token", &format!("{CANARY}+token/="));
    sandbox.write(CREDENTIALS, file);
    sandbox.set("C9_PID", "0123abcd").set("AWS_ENDPOINT_URL", aws.url());
    sandbox.set("RUST_LOG", "trace").set("RUST_BACKTRACE", "full");
    sandbox.with_metadata(metadata);
    sandbox
}

#[test]
fn what_is_fixed_is_not_said_whatever_comes_of_it() {
    let metadata = metadata(Some("Workshop"));
    let page = || Reply::status(403, format!("<html>{CANARY}</html>"));
    let denied = Reply::aws_error(400, "AccessDeniedException", "only the owner may");
    for (case, change, said_so, is_moved) in [
        ("turned off", Reply::ok("{}"), "the role answers", true),
        ("denied", denied, "not turned off, and nothing else was changed", false),
        ("a page", page(), "not turned off, and nothing else was changed", false),
        ("a fault", Reply::status(500, CANARY), "not turned off, and nothing else", false),
        ("cut", Reply::Cut, "not turned off, and nothing else was changed", false),
    ] {
        for format in ["text", "json"] {
            let aws = aws(change.clone());
            let sandbox = in_the_ide(&aws, &metadata);
            let fix = ["check", "aws", "cloud9.credentials", "--fix", "--yes", "--verbose"];

            let said = sandbox.bootstrap(&[&fix[..], &["--format", format]].concat());

            assert_silent(&format!("{case}, {format}"), &said);
            assert!(!said.everything().contains(ACCOUNT), "{case}: {said:?}");
            assert!(said.stderr.contains(said_so), "{case}: {said:?}");
            assert_eq!(!sandbox.path(CREDENTIALS).exists(), is_moved, "{case}: {said:?}");
        }
    }
}

#[test]
fn what_is_not_fixed_is_not_said_either() {
    let (aws, attached, none) = (aws(Reply::ok("{}")), metadata(Some("Workshop")), metadata(None));
    let changes: [(&str, &Server, Change); 3] = [
        ("no role", &none, str::to_owned),
        ("another profile", &attached, |file| format!("{file}[mine]\ncanary = {CANARY}\n")),
        ("no comment", &attached, |file| file[file.find("[default]").unwrap()..].to_owned()),
    ];
    for (case, metadata, change) in changes {
        let sandbox = in_the_ide(&aws, metadata);
        let file = std::fs::read_to_string(sandbox.path(CREDENTIALS)).unwrap();
        sandbox.write(CREDENTIALS, change(&file));

        let said = sandbox.bootstrap(&["check", "--fix", "--yes", "--verbose"]);

        assert!(!said.stderr.is_empty(), "{case}: {said:?}");
        assert_silent(case, &said);
    }
}
