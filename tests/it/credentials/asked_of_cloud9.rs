//! What Cloud9 itself says of managed credentials is further evidence, and never needed.

use serde_json::json;

use super::{assert_check, checked};
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

#[test]
fn cloud9s_own_word_makes_it_certain_or_not_so() {
    let owner = role("TeamRole", "MasterKey");
    let other = format!("arn:aws:iam::{ACCOUNT}:user/bob");
    for (status, of, kind, certainty) in [
        ("ENABLED_ON_CREATE", &owner, "cloud9-managed", "certain"),
        ("ENABLED_BY_OWNER", &other, "assumed-role", "certain"),
        ("DISABLED_BY_COLLABORATOR", &owner, "assumed-role", "certain"),
        ("PENDING_REMOVAL_BY_OWNER", &owner, "cloud9-managed", "likely"),
    ] {
        let (of, metadata) = (of.clone(), metadata(Some("Workshop")));
        let aws = aws(&owner, move || environment(status, &of));
        let sandbox = terminal(&aws, &metadata);

        let (report, _) = checked(&sandbox, status);

        let word = if kind == "cloud9-managed" { "warn" } else { "pass" };
        let check = assert_check(&report, "cloud9.credentials", word, "", status);
        assert_eq!(check["facts"]["kind"], kind, "{check}");
        assert_eq!(check["facts"]["certainty"], certainty, "{check}");
        assert_eq!(text_of(&check["facts"], "managed_credentials"), status);
    }
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
