//! Keys in the environment: half of a pair, in front of a profile, in quotes.

use super::{assert_cause, commands_of, machine, walked};
use crate::credentials::known_as;
use crate::fixtures::{refusing_sts, role};
use crate::sandbox::Sandbox;

const UNSET: &str = "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN";
const KEYS: &str =
    "[default]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n";

#[test]
fn half_of_a_pair_names_the_other_half_and_is_a_warning_where_somebody_else_answers() {
    let cases = [
        (
            ("AWS_ACCESS_KEY_ID", "AKIAUSEREXAMPLE00001"),
            None,
            "`AWS_ACCESS_KEY_ID` is set and `AWS_SECRET_ACCESS_KEY` is not",
        ),
        (
            ("AWS_SECRET_ACCESS_KEY", "canary"),
            None,
            "`AWS_SECRET_ACCESS_KEY` is set and `AWS_ACCESS_KEY_ID` is not",
        ),
        (
            ("AWS_ACCESS_KEY_ID", "AKIAUSEREXAMPLE00001"),
            Some("AWS_SECRET_ACCESS_KEY"),
            "`AWS_SECRET_ACCESS_KEY` is blank, which counts as unset",
        ),
    ];
    for ((name, value), blank, summary) in cases {
        let (mut sandbox, _sts) = machine();
        sandbox.set(name, value);
        if let Some(blank) = blank {
            sandbox.set(blank, " ");
        }

        let report = assert_cause(&sandbox, "aws.credentials", "fail", "half-key-pair", summary);
        assert_eq!(commands_of(&report, "aws.credentials"), [UNSET]);
        assert!(walked(&report, 0).starts_with("environment variables: none"), "{report}");

        sandbox.write("home/.aws/credentials", KEYS);
        let report = assert_cause(
            &sandbox,
            "aws.credentials",
            "warn",
            "half-key-pair",
            "the profile `default` answers",
        );
        // botocore stops at an id without a secret.
        let verdict = if name == "AWS_ACCESS_KEY_ID" { "unknown" } else { "ok" };
        assert_eq!(report["capabilities"]["deploy"]["verdict"], verdict, "{report}");

        // Whoever names a profile does not use the environment's keys.
        let (report, _) = sandbox.check(&["--profile", "default"]);
        super::assert_check(&report, "aws.credentials", "pass", "from the profile `default`", name);
    }
}

#[test]
fn a_profile_that_keys_overrule_is_a_warning() {
    let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
    sandbox.with_keys();
    sandbox.write("home/.aws/credentials", KEYS.replace("default", "work"));
    sandbox.set("AWS_PROFILE", "work");

    let summary = "from environment variables: `AWS_PROFILE` names `work`, and is overruled by `AWS_ACCESS_KEY_ID`";
    let report =
        assert_cause(&sandbox, "aws.credentials", "warn", "environment-overrules-profile", summary);

    assert_eq!(commands_of(&report, "aws.credentials"), [UNSET]);
    assert_eq!(report["capabilities"]["deploy"]["verdict"], "ok");
}

#[test]
fn quotes_that_are_kept_are_told_when_aws_refuses_the_key() {
    let sts = refusing_sts(
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    );
    let machine = || {
        let mut sandbox = Sandbox::with_tools();
        sandbox.set("AWS_ENDPOINT_URL_STS", sts.url()).set("AWS_DEFAULT_REGION", "eu-west-1");
        sandbox
    };
    let sandbox = machine();
    sandbox.write("home/.aws/credentials", KEYS.replace("canary", "\"canary\""));
    let summary = "the value of `aws_secret_access_key` of the profile `default` has quotes, which are taken for a part of it (~/.aws/credentials, section on line 1)";
    let report = assert_cause(&sandbox, "aws.identity", "fail", "quoted-value", summary);
    assert_eq!(commands_of(&report, "aws.identity"), ["${EDITOR:-vi} \"$HOME/.aws/credentials\""]);

    let mut sandbox = machine();
    sandbox.with_keys();
    sandbox.set("AWS_ACCESS_KEY_ID", "\"AKIAUSEREXAMPLE00001\"");
    let summary = "the value of `AWS_ACCESS_KEY_ID` has quotes";
    let report = assert_cause(&sandbox, "aws.identity", "fail", "quoted-value", summary);
    assert_eq!(commands_of(&report, "aws.identity"), [UNSET]);
}

#[test]
fn a_region_in_quotes_is_told() {
    let (mut sandbox, _sts) = machine();
    sandbox.with_keys();
    sandbox.set("AWS_REGION", "\"eu-central-1\"");

    let report =
        assert_cause(&sandbox, "aws.region", "fail", "quoted-value", "from AWS_REGION, has quotes");

    assert_eq!(commands_of(&report, "aws.region"), ["export AWS_REGION=eu-central-1"]);
}
