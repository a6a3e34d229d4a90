//! Instance metadata and containers that have no credentials for us: each for its own reason.

use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::assert_cause;
use crate::credentials::{assert_check, checked, known_as};
use crate::fixtures::{INSTANCE, metadata, metadata_but, role};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Sandbox, text_of};

const ID: &str = "system/sys/devices/virtual/dmi/id/board_asset_tag";

/// A machine that has nothing but instance metadata.
fn with(metadata: &Server) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.with_metadata(metadata);
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
    sandbox
}

#[test]
fn silence_inside_of_a_container_is_likely_one_hop_too_few() {
    let silent = Server::start(|_| Reply::Silence);
    for (file, sign) in
        [(".dockerenv", "`/.dockerenv`"), ("run/.containerenv", "`/run/.containerenv`")]
    {
        let sandbox = with(&silent);
        sandbox.write(&format!("system/{file}"), "");
        sandbox.write(ID, INSTANCE);

        let cause = ("aws.credentials", "unknown", "imds-hop-limit");
        let summary =
            format!("likely its answers do not reach into this container ({sign} is there)");
        let command = format!(
            "aws ec2 modify-instance-metadata-options --instance-id {INSTANCE} --http-put-response-hop-limit 2 --http-tokens required"
        );
        assert_cause(&sandbox, cause, &summary, &[&command]);

        let (_, said) = sandbox.check(&[]);
        assert_eq!(said.code, Some(3));
        assert!(said.took < Duration::from_secs(3), "{:?}", said.took);
    }
}

#[test]
fn silence_elsewhere_has_nothing_to_do_with_hops() {
    let silent = Server::start(|_| Reply::Silence);
    let (report, _) = checked(&with(&silent), "no container");
    let summary = "did not answer within 1 s";
    let check = assert_check(&report, "aws.credentials", "unknown", summary, "no container");
    assert!(check["facts"].get("cause").is_none(), "{check}");
}

#[test]
fn who_answers_slowly_is_not_too_far_away() {
    let slow = |is_silent: bool| {
        metadata_but(Some("Workshop"), move |path| {
            if !path.ends_with("/security-credentials/Workshop") {
                return None;
            }
            if is_silent {
                return Some(Reply::Silence);
            }
            std::thread::sleep(Duration::from_millis(600));
            None
        })
    };
    let (mut sandbox, _sts) = known_as(&role("Workshop", INSTANCE));
    sandbox.write("system/.dockerenv", "");
    let metadata = slow(false);
    sandbox.with_metadata(&metadata);
    let (report, _) = checked(&sandbox, "slow");
    assert_check(&report, "aws.credentials", "pass", "from instance metadata", "slow");

    let metadata = slow(true);
    sandbox.with_metadata(&metadata);
    let (report, said) = sandbox.check(&[]);
    let summary = "the instance metadata service did not answer within 1 s";
    let check = assert_check(&report, "aws.credentials", "unknown", summary, "half silent");
    assert!(check["facts"].get("cause").is_none(), "{check}");
    assert!(said.took < Duration::from_secs(3), "{:?}", said.took);
}

#[test]
fn metadata_that_is_turned_off_is_turned_on_or_left_alone() {
    let no_token = Server::start(|_| Reply::status(403, "canary"));
    let nothing_else = metadata_but(None, |path| {
        (!path.ends_with("/token")).then(|| Reply::status(403, "canary"))
    });
    for server in [no_token, nothing_else] {
        let sandbox = with(&server);
        sandbox.write(ID, INSTANCE);
        let command = format!(
            "aws ec2 modify-instance-metadata-options --instance-id {INSTANCE} --http-endpoint enabled"
        );
        let cause = ("aws.credentials", "fail", "imds-forbidden");
        let commands = [command.as_str(), "export AWS_EC2_METADATA_DISABLED=true"];
        assert_cause(&sandbox, cause, "it answers 403", &commands);
    }
}

#[test]
fn an_instance_without_a_role_is_given_one() {
    let metadata = metadata(None);
    let command = format!(
        "aws ec2 associate-iam-instance-profile --instance-id {INSTANCE} --iam-instance-profile Name=\"PROFILE\""
    );
    let cause = ("aws.credentials", "fail", "imds-no-role");
    assert_cause(&with(&metadata), cause, "no role is attached to this instance", &[&command]);
}

#[test]
fn a_role_that_does_not_trust_ec2_is_told_by_ec2s_own_word() {
    let refusing = |code: &'static str| {
        metadata_but(Some("Workshop"), move |path| {
            let document = serde_json::json!({ "Code": code, "Message": "canary" });
            path.ends_with("/Workshop").then(|| Reply::ok(document.to_string()))
        })
    };
    let metadata = refusing("AssumeRoleUnauthorizedAccess");
    let cause = ("aws.credentials", "fail", "imds-role-without-trust");
    let commands =
        ["aws iam get-role --role-name \"Workshop\" --query Role.AssumeRolePolicyDocument"];
    let (report, _) = with(&metadata).check(&[]);
    // What EC2 adds in its own words is shown by nobody.
    let summary =
        "EC2 may not assume the role Workshop of this instance (AssumeRoleUnauthorizedAccess)";
    let check = assert_check(&report, "aws.credentials", "fail", summary, "no trust");
    assert_eq!(check["facts"]["cause"], cause.2);
    assert_eq!(super::commands(check), commands, "nothing replaces whom the role trusts already");
    let statement = "add this statement to those that are there: {\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"ec2.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}";
    assert!(text_of(check, "hint").contains(statement), "{check}");
}

#[test]
fn a_role_that_is_attached_need_not_be_attached() {
    let see_the_role = "aws iam get-role --role-name \"Workshop\"";
    let see_the_profile = "aws iam get-instance-profile --instance-profile-name \"Workshop\" --query InstanceProfile.Roles";
    let attached = "the instance profile Workshop is attached, and gives none";
    let refused = "has no credentials of the role Workshop (InternalError)";
    let code = r#"{"Code":"InternalError"}"#;
    for (end, reply, summary, command) in [
        ("/Workshop", Reply::ok(code), refused, see_the_role),
        ("/Workshop", Reply::ok("garbage"), attached, see_the_profile),
        ("/Workshop", Reply::ok("{}"), attached, see_the_profile),
        ("/security-credentials", Reply::status(404, ""), attached, see_the_profile),
    ] {
        let metadata =
            metadata_but(Some("Workshop"), move |path| path.ends_with(end).then(|| reply.clone()));
        let sandbox = with(&metadata);
        sandbox.on_cloud9();
        let cause = ("aws.credentials", "fail", "imds-role-refused");
        assert_cause(&sandbox, cause, summary, &[command]);
    }
}

#[test]
fn the_only_source_of_credentials_is_not_taken_away() {
    // Who says this is not asked again.
    let refusing = Server::start(|_| Reply::status(403, "canary"));
    for (name, value) in [
        ("AWS_EXECUTION_ENV", "CloudShell"),
        ("CODEBUILD_BUILD_ID", "x:y"),
        ("SAGEMAKER_APP_TYPE", "JupyterLab"),
    ] {
        let (mut sandbox, _sts) = known_as(&role("Task", "x"));
        sandbox.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", refusing.url());
        sandbox.set(name, value);
        let cause = ("aws.credentials", "fail", "container-endpoint");
        assert_cause(&sandbox, cause, "is set up and does not work", &["bootstrap check"]);
    }
}

#[test]
fn others_are_kept_from_asking_a_proxy_for_metadata() {
    let metadata = metadata(Some("Workshop"));
    let addresses = "169.254.169.254,169.254.170.2,169.254.170.23,[fd00:ec2::254],[fd00:ec2::23]";
    for (named, before) in
        [(None, ""), (Some("NO_PROXY"), "$NO_PROXY,"), (Some("no_proxy"), "$no_proxy,")]
    {
        let (mut sandbox, _sts) = known_as(&role("Workshop", INSTANCE));
        sandbox.with_metadata(&metadata);
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        sandbox.set("http_proxy", "http://ann:canary@127.0.0.1:9");
        sandbox.set(named.unwrap_or("UNRELATED"), "127.0.0.1,canary.example");
        if named.is_none() {
            sandbox.set("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9");
        }

        let cause = ("aws.credentials", "warn", "proxy-eats-imds");
        let summary = "from instance metadata; `http_proxy` leads other tools to ask a proxy";
        let command = format!("export {}=\"{before}{addresses}\"", named.unwrap_or("NO_PROXY"));
        let report = assert_cause(&sandbox, cause, summary, &[&command]);
        if named.is_some() {
            assert_eq!(report["capabilities"]["deploy"]["verdict"], "ok");
        }
    }
}

#[test]
fn a_container_that_is_gone_leaves_variables_behind() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = format!("http://127.0.0.1:{port}/canary");
    let refusing = Server::start(|_| Reply::status(502, "canary"));
    let unset = "unset AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
    let cases = [
        (nobody, "nobody listens there; `AWS_CONTAINER_CREDENTIALS_FULL_URI` is good only"),
        (format!("{}/canary", refusing.url()), "502"),
        ("http://192.0.2.1/task".to_owned(), "is set up and does not work"),
    ];
    for (address, summary) in cases {
        let (mut sandbox, _sts) = known_as(&role("Task", "x"));
        sandbox.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", address);
        sandbox.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", "canary-token");
        let cause = ("aws.credentials", "fail", "container-endpoint");
        assert_cause(&sandbox, cause, summary, &[unset]);

        // It is asked three times, and that takes no time.
        let (_, said) = sandbox.check(&["aws"]);
        assert!(said.took < Duration::from_millis(1500), "{summary}: {:?}", said.took);
    }
}

#[test]
fn metadata_that_loses_an_answer_is_asked_once_more() {
    for lost in [Reply::Silence, Reply::Cut, Reply::status(500, "")] {
        let asked = AtomicUsize::new(0);
        let metadata = metadata_but(Some("Workshop"), move |path| {
            let is_first = || asked.fetch_add(1, Ordering::Relaxed) < 1;
            (path.ends_with("/security-credentials") && is_first()).then(|| lost.clone())
        });
        let (mut sandbox, _sts) = known_as(&role("Workshop", INSTANCE));
        sandbox.with_metadata(&metadata);

        let (report, said) = sandbox.check(&[]);

        assert_check(&report, "aws.credentials", "pass", "from instance metadata", "once more");
        assert!(said.took < Duration::from_secs(3), "{:?}", said.took);
    }
}
