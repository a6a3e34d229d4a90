//! What Cloud9 itself says of managed credentials is further evidence, and never needed.

use serde_json::json;

use super::{assert_check, checked, commands};
use crate::fixtures::{ACCOUNT, metadata, role, sts_beside};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Sandbox, text_of};

const ENVIRONMENT: &str = "0123456789abcdef0123456789abcdef";

/// AWS as an owner of an environment meets it: STS, and Cloud9 at the same address.
fn aws(arn: &str, cloud9: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    sts_beside(arn, move |request| {
        (request.operation() == "DescribeEnvironments").then(|| {
            assert!(request.body.contains(ENVIRONMENT), "{}", request.body);
            cloud9()
        })
    })
}

fn environment(status: &str, owner: &str) -> Reply {
    let environment = json!({
        "id": ENVIRONMENT, "type": "ec2", "arn": "arn:aws:cloud9:eu-west-1:111122223333:environment:x",
        "ownerArn": owner, "managedCredentialsStatus": status,
    });
    Reply::ok(json!({ "environments": [environment] }).to_string())
}

/// A terminal of the IDE, with keys in the form that Cloud9 writes but without its comment.
fn terminal(aws: &Server, metadata: &Server) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(false);
    sandbox.set("C9_PID", ENVIRONMENT).set("AWS_ENDPOINT_URL", aws.url());
    sandbox.with_metadata(metadata);
    sandbox
}

/// Returns the verdict, what is said, and what is to be done, when Cloud9 has this status for that owner.
fn weighed(with_header: bool, status: &'static str, owner: &str) -> (String, String, Vec<String>) {
    let (owner, metadata) = (owner.to_owned(), metadata(Some("Workshop")));
    let aws = aws(&role("TeamRole", "MasterKey"), move || environment(status, &owner));
    let sandbox = terminal(&aws, &metadata);
    sandbox.managed_by_cloud9(with_header);

    let (report, _) = checked(&sandbox, status);

    let check = assert_check(&report, "cloud9.credentials", "warn", "", status);
    assert_eq!(text_of(&check["facts"], "managed_credentials"), status);
    let evidence = check["facts"]["evidence"].to_string();
    assert!(evidence.contains(status), "{evidence}");
    assert_eq!(text_of(&check["facts"], "kind"), "cloud9-managed");
    let said = format!("{}\n{}", text_of(check, "summary"), text_of(check, "hint"));
    let commands = commands(check).into_iter().map(str::to_owned).collect();
    (text_of(&check["facts"], "certainty").to_owned(), said, commands)
}

const FIX: &str = "bootstrap check cloud9.credentials --fix";
const REGION: &str = "aws configure set default.region eu-west-1";
const DISABLE: &str = "aws cloud9 update-environment --environment-id 0123456789abcdef0123456789abcdef --managed-credentials-action DISABLE && sleep 60 && mv \"$HOME/.aws/credentials\" \"$HOME/.aws/credentials.cloud9\"";
const MOVE: &str = "mv \"$HOME/.aws/credentials\" \"$HOME/.aws/credentials.cloud9\"";
const CHECK: &str = "bootstrap check";

#[test]
fn cloud9s_own_word_decides_what_to_do_and_does_not_turn_the_file_round() {
    let owner = role("TeamRole", "MasterKey");
    let of_role = format!("arn:aws:iam::{ACCOUNT}:role/workshop/TeamRole");
    let other = format!("arn:aws:iam::{ACCOUNT}:user/bob");
    let left_behind = "likely left behind by Cloud9";
    let all = &[FIX, REGION, DISABLE, CHECK][..];
    let off = &[FIX, REGION, MOVE, CHECK][..];
    for (status, of, with_header, certainty, said, commands) in [
        ("ENABLED_ON_CREATE", &owner, false, "likely", "act as the environment's owner", all),
        ("ENABLED_ON_CREATE", &of_role, false, "likely", "act as the environment's owner", all),
        (
            "ENABLED_BY_OWNER",
            &other,
            false,
            "likely",
            "the environment's owner, user bob,",
            &[CHECK],
        ),
        (
            "ENABLED_BY_OWNER",
            &other,
            true,
            "likely",
            "the environment's owner, user bob,",
            &[CHECK],
        ),
        ("DISABLED_BY_COLLABORATOR", &owner, false, "likely", left_behind, off),
        ("DISABLED_BY_OWNER", &owner, true, "likely", left_behind, off),
        ("PENDING_REMOVAL_BY_OWNER", &owner, false, "likely", "wait a minute", &[CHECK]),
        ("PENDING_REMOVAL_BY_OWNER", &owner, true, "certain", "wait a minute", &[CHECK]),
        ("FAILED_REMOVAL_BY_OWNER", &owner, true, "certain", "neither on nor off", all),
    ] {
        let (sure, text, todo) = weighed(with_header, status, of);

        assert_eq!(sure, certainty, "{status}: {text}");
        assert!(text.contains(said), "{status}: {text}");
        assert_eq!(todo, commands, "{status}: {text}");
        assert!(of != &other || !text.contains("They act as"), "{status}: {text}");
        let is_for_us = status == "ENABLED_ON_CREATE";
        assert_eq!(text.contains("you are the environment's owner"), is_for_us, "{text}");
    }
}

#[test]
fn temporary_keys_of_another_form_are_ones_own_where_cloud9s_are_off() {
    let (owner, metadata) = (role("TeamRole", "MasterKey"), metadata(Some("Workshop")));
    let aws = {
        let of = owner.clone();
        aws(&owner, move || environment("DISABLED_BY_OWNER", &of))
    };
    let mut sandbox = terminal(&aws, &metadata);
    let file = sandbox.path("home/.aws/credentials");
    let managed = std::fs::read_to_string(&file).unwrap();
    sandbox.write("home/.aws/credentials", managed.replace("region = eu-west-1\n", ""));
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");

    let (report, _) = checked(&sandbox, "pasted");

    let summary = "an assumed role, likely not managed by Cloud9";
    let check = assert_check(&report, "cloud9.credentials", "pass", summary, "pasted");
    assert!(check["facts"]["evidence"].to_string().contains("DISABLED_BY_OWNER"), "{check}");
}

#[test]
fn a_cloud9_that_does_not_say_changes_nothing_but_is_not_hidden() {
    let owner = role("TeamRole", "MasterKey");
    let denied = || Reply::aws_error(400, "AccessDeniedException", "not for you");
    let none = || Reply::ok(r#"{"environments":[]}"#);
    for (case, reason, reply) in [
        (
            "denied",
            "unknown: AccessDeniedException: not for you",
            Box::new(denied) as Box<dyn Fn() -> Reply + Send + Sync>,
        ),
        ("unknown", "unknown: it knows no such environment", Box::new(none)),
        ("silent", "unknown: no answer within 3 s", Box::new(|| Reply::Silence)),
    ] {
        let metadata = metadata(Some("Workshop"));
        let aws = aws(&owner, reply);
        let sandbox = terminal(&aws, &metadata);

        let (report, said) = checked(&sandbox, case);

        let check = assert_check(&report, "cloud9.credentials", "warn", "likely managed", case);
        assert_eq!(text_of(&check["facts"], "managed_credentials"), reason);
        assert!(said.took.as_secs() < 6, "{case}: {:?}", said.took);
    }
}

#[test]
fn whom_only_a_stand_in_for_sts_knows_does_not_ask_the_real_cloud9() {
    let aws = aws(&role("TeamRole", "MasterKey"), || Reply::Cut);
    let metadata = metadata(Some("Workshop"));
    let mut sandbox = terminal(&aws, &metadata);
    sandbox.unset("AWS_ENDPOINT_URL").set("AWS_ENDPOINT_URL_STS", aws.url());

    let (report, _) = checked(&sandbox, "apart");

    let check = assert_check(&report, "cloud9.credentials", "warn", "likely managed", "apart");
    assert_eq!(check["facts"]["managed_credentials"], serde_json::Value::Null);
}
