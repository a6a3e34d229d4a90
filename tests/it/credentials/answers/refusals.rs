//! What STS says no to: expired tokens, keys that it does not know, Regions that are off, other partitions.

use super::{asking, assert_cause};
use crate::credentials::known_as;
use crate::fixtures::{ACCOUNT, metadata, refusing_sts, sts};
use crate::sandbox::Sandbox;

const UNSET: &str = "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN";

const EXPIRED: &str = "The security token included in the request is expired";

const INVALID: &str = "The security token included in the request is invalid.";

fn without_keys(sandbox: &mut Sandbox) {
    sandbox.unset("AWS_ACCESS_KEY_ID").unset("AWS_SECRET_ACCESS_KEY");
}

/// What to do about what Cloud9 manages, where nobody has said whether a role is attached.
const BOTH_WAYS_OUT: [&str; 2] = [
    "bootstrap check",
    "aws ec2 describe-iam-instance-profile-associations --filters Name=instance-id,Values=\"$(ec2-metadata --instance-id --quiet)\"",
];

#[test]
fn a_token_that_is_expired_is_renewed_where_it_came_from() {
    let sts = refusing_sts("ExpiredToken", EXPIRED);
    let cause = ("aws.identity", "fail", "expired-token");
    let summary = "they are expired: ExpiredToken";

    let mut sandbox = asking(&sts.url());
    assert_cause(&sandbox, cause, summary, &[UNSET]);

    without_keys(&mut sandbox);
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(true);
    let report = assert_cause(&sandbox, cause, summary, &BOTH_WAYS_OUT);
    let hint = crate::sandbox::check_of(&report, "aws.identity")["hint"].as_str().unwrap();
    assert!(
        hint.contains("has the IDE open, and not in a private subnet: reload the tab"),
        "{hint}"
    );
}

#[test]
fn a_profile_of_ones_own_on_cloud9_is_not_renewed_by_cloud9() {
    for code in ["ExpiredToken", "InvalidClientTokenId"] {
        let sts = refusing_sts(code, EXPIRED);
        let mut sandbox = asking(&sts.url());
        without_keys(&mut sandbox);
        sandbox.on_cloud9();
        sandbox.write(
            "home/.aws/credentials",
            "[work]\naws_access_key_id = ASIAINSTANCEEXAMPLE1\naws_secret_access_key = canary\naws_session_token = canary\n",
        );
        sandbox.set("AWS_PROFILE", "work");

        let (report, _) = super::checked(&sandbox, code);

        let check = crate::sandbox::check_of(&report, "aws.identity");
        let (hint, summary) = (check["hint"].as_str().unwrap(), check["summary"].as_str().unwrap());
        assert!(!hint.contains("tab") && !summary.contains("Cloud9 manages"), "{check}");
        assert!(hint.ends_with("${EDITOR:-vi} \"$HOME/.aws/credentials\""), "{hint}");
    }
}

#[test]
fn a_token_of_identity_center_is_renewed_by_its_own_command() {
    let sts = refusing_sts("ExpiredToken", EXPIRED);
    let role = serde_json::json!({ "roleCredentials": {
        "accessKeyId": "ASIAINSTANCEEXAMPLE1", "secretAccessKey": "canary-sso-secret",
        "sessionToken": "canary-sso-token", "expiration": 4_070_908_800_000_i64,
    }});
    let portal = crate::loopback::Server::start(move |request| {
        let known = request.headers.get("x-amz-sso_bearer_token");
        assert_eq!(known.map(String::as_str), Some("canary-sso-access"));
        crate::loopback::Reply::ok(role.to_string())
    });
    let mut sandbox = asking(&sts.url());
    without_keys(&mut sandbox);
    sandbox.set("AWS_ENDPOINT_URL_SSO", portal.url());
    sandbox.set("AWS_PROFILE", "work");
    sandbox.write(
        "home/.aws/config",
        "[profile work]\nsso_session = work\nsso_account_id = 111122223333\nsso_role_name = Admin\n\
         [sso-session work]\nsso_region = eu-west-1\nsso_start_url = https://work.example/start\n",
    );
    sandbox.write(
        "home/.aws/sso/cache/e274eeff768c6396088ec6eb091f4bf4d47ab1e0.json",
        "{\"accessToken\":\"canary-sso-access\",\"expiresAt\":\"2099-01-01T00:00:00Z\",\"region\":\"eu-west-1\",\"startUrl\":\"https://work.example/start\"}",
    );

    let cause = ("aws.identity", "fail", "expired-token");
    let command = "aws sso login --profile \"work\"";
    assert_cause(&sandbox, cause, "they are expired", &[command]);
}

#[test]
fn a_key_that_aws_does_not_know_is_looked_at_first() {
    for code in ["InvalidClientTokenId", "UnrecognizedClientException"] {
        let sts = refusing_sts(code, INVALID);
        let mut sandbox = asking(&sts.url());

        let cause = ("aws.identity", "fail", "invalid-key");
        assert_cause(&sandbox, cause, "AWS does not know the key", &[UNSET]);

        sandbox.set("AWS_ACCESS_KEY_ID", "ASIAINSTANCEEXAMPLE1");
        let cause = ("aws.identity", "fail", "token-missing");
        assert_cause(&sandbox, cause, "its token is missing", &[UNSET]);

        without_keys(&mut sandbox);
        sandbox.write(
            "home/.aws/credentials",
            "[default]\naws_access_key_id = AKIAUSER EXAMPLE00001\naws_secret_access_key = canary\n",
        );
        let cause = ("aws.identity", "fail", "malformed-key");
        let edit = "${EDITOR:-vi} \"$HOME/.aws/credentials\"";
        assert_cause(&sandbox, cause, "has quotes or blanks in it", &[edit]);

        sandbox.on_cloud9();
        sandbox.managed_by_cloud9(false);
        let cause = ("aws.identity", "fail", "invalid-key");
        assert_cause(&sandbox, cause, "those that Cloud9 manages", &BOTH_WAYS_OUT);
    }
}

#[test]
fn a_key_is_not_known_in_another_partition() {
    let sts = refusing_sts("InvalidClientTokenId", INVALID);
    let mut sandbox = asking(&sts.url());
    sandbox.set("AWS_DEFAULT_REGION", "cn-north-1");

    let cause = ("aws.identity", "fail", "partition-mismatch");
    let commands = ["aws configure list-profiles", "export AWS_DEFAULT_REGION=us-east-1"];
    assert_cause(&sandbox, cause, "likely the key belongs to another partition", &commands);
}

#[test]
fn a_region_of_another_partition_than_the_credentials_is_a_warning_that_blocks() {
    let (mut sandbox, _sts) = known_as("arn:aws-cn:sts::111122223333:assumed-role/Admin/ann");
    sandbox.with_keys();

    let cause = ("aws.region", "warn", "partition-mismatch");
    let summary = "eu-west-1 is in the partition aws, and the credentials are of aws-cn";
    let report = assert_cause(&sandbox, cause, summary, &["export AWS_DEFAULT_REGION=cn-north-1"]);
    assert_eq!(report["capabilities"]["deploy"]["verdict"], "blocked");

    sandbox.set("AWS_DEFAULT_REGION", "cn-northwest-1");
    let (report, _) = super::checked(&sandbox, "the same");
    super::assert_check(&report, "aws.region", "pass", "cn-northwest-1", "the same");
}

#[test]
fn a_region_in_which_sts_is_off_is_told() {
    let sts = refusing_sts("RegionDisabledException", "STS is not activated in this region");
    let sandbox = asking(&sts.url());

    let cause = ("aws.identity", "fail", "region-disabled");
    let command = "export AWS_DEFAULT_REGION=us-east-1";
    assert_cause(&sandbox, cause, "STS is off in this Region for this account", &[command]);
}

#[test]
fn a_secret_of_another_key_is_likely_where_the_clock_is_right() {
    let sts =
        refusing_sts("SignatureDoesNotMatch", "The request signature we calculated does not match");
    let metadata = metadata(Some("Workshop"));
    let mut sandbox = asking(&sts.url());
    sandbox.with_metadata(&metadata);

    let cause = ("aws.identity", "fail", "wrong-secret");
    assert_cause(&sandbox, cause, "likely the secret is not the one of this key", &[UNSET]);
}

#[test]
fn a_role_that_a_profile_does_not_get_is_told_by_the_code_of_sts() {
    let role = format!("arn:aws:iam::{ACCOUNT}:role/Deploy");
    let taking =
        format!("[profile other]\nrole_arn = {role}\nsource_profile = mine\n[profile mine]\n");
    let keys = "aws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n";
    for (code, cause, summary, command) in [
        (
            "ExpiredToken",
            "expired-token",
            "the keys that take the role are expired",
            "aws login --profile \"mine\"",
        ),
        (
            "InvalidClientTokenId",
            "invalid-key",
            "AWS does not know the key that takes the role",
            "aws login --profile \"mine\"",
        ),
        (
            "AccessDenied",
            "role-denied",
            "may not take the role",
            "aws sts get-caller-identity --profile \"mine\"",
        ),
    ] {
        let sts = refusing_sts(code, "User is not authorized");
        let mut sandbox = asking(&sts.url());
        without_keys(&mut sandbox);
        sandbox.write("home/.aws/config", format!("{taking}{keys}"));
        sandbox.set("AWS_PROFILE", "other");

        assert_cause(&sandbox, ("aws.credentials", "fail", cause), summary, &[command]);
    }
}

#[test]
fn a_role_for_a_token_is_told_by_the_code_of_sts_too() {
    for (code, cause) in [
        ("ExpiredTokenException", "web-identity-expired"),
        ("InvalidIdentityToken", "web-identity-refused"),
        ("IDPRejectedClaim", "web-identity-refused"),
        ("AccessDenied", "web-identity-refused"),
    ] {
        let sts = refusing_sts(code, "no");
        let mut sandbox = asking(&sts.url());
        without_keys(&mut sandbox);
        let token = sandbox.write("home/token", "canary");
        sandbox.set("AWS_ROLE_ARN", format!("arn:aws:iam::{ACCOUNT}:role/Pipeline"));
        sandbox.set("AWS_WEB_IDENTITY_TOKEN_FILE", token);

        let cause = ("aws.credentials", "fail", cause);
        assert_cause(&sandbox, cause, "web identity token", &["ls -ld \"$HOME/token\""]);
    }
}

#[test]
fn another_region_is_named_where_it_counts() {
    let disabled = refusing_sts("RegionDisabledException", "STS is not activated in this region");
    let invalid = refusing_sts("InvalidClientTokenId", INVALID);
    let chinese = sts("arn:aws-cn:sts::111122223333:assumed-role/Admin/ann");
    for (variable, before) in [("AWS_REGION", "AWS_REGION"), ("UNRELATED", "AWS_DEFAULT_REGION")] {
        let commands = |url: String, region: &str, arguments: &[&str], id: &str| {
            let mut sandbox = asking(&url);
            sandbox.set("AWS_DEFAULT_REGION", region).set(variable, region);
            let (report, _) = sandbox.check(arguments);
            let check = crate::sandbox::check_of(&report, id);
            super::commands(check).last().map(|&command| command.to_owned())
        };
        let export = |region: &str| Some(format!("export {before}={region}"));

        let other = commands(disabled.url(), "eu-south-1", &[], "aws.identity");
        assert_eq!(other, export("us-east-1"));
        let other = commands(invalid.url(), "cn-north-1", &[], "aws.identity");
        assert_eq!(other, export("us-east-1"));
        let other = commands(chinese.url(), "eu-west-1", &[], "aws.region");
        assert_eq!(other, export("cn-north-1"));
        let flag = ["--region", "eu-west-1"];
        let other = commands(chinese.url(), "cn-north-1", &flag, "aws.region");
        assert_eq!(other.as_deref(), Some("bootstrap check --region cn-north-1"));
    }
}
