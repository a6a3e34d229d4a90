//! Managed by Cloud9, the instance's role, somebody's own: told apart, with what to do about it.

use serde_json::{Value, json};

use super::{assert_check, checked, commands, known_as};
use crate::fixtures::{
    ACCOUNT, INSTANCE, metadata, metadata_for_session_manager, refusing_sts, role,
};
use crate::loopback::Server;
use crate::sandbox::{Sandbox, check_of, text_of};

/// Asserts the kind of the credentials and how sure it is, what the check says, and whether one can deploy.
#[track_caller]
pub(super) fn assert_kind<'a>(
    report: &'a Value,
    (kind, certainty): (&str, &str),
    (status, summary): (&str, &str),
    deploy: &str,
    case: &str,
) -> &'a Value {
    let check = assert_check(report, "cloud9.credentials", status, summary, case);
    assert_eq!(check["facts"]["kind"], kind, "{case}: {check}");
    assert_eq!(check["facts"]["certainty"], certainty, "{case}: {check}");
    assert!(check["facts"]["evidence"][0].is_string(), "{case}: {check}");
    let by = if deploy == "ok" { json!([]) } else { json!(["cloud9.credentials"]) };
    assert_eq!(report["capabilities"]["deploy"], json!({ "verdict": deploy, "by": by }), "{case}");
    assert_eq!(report["capabilities"]["build"]["verdict"], "ok", "{case}");
    check
}

/// A Cloud9 environment with managed credentials, whose owner came in through a role.
pub(super) fn managed(with_header: bool) -> (Sandbox, Server) {
    let (sandbox, sts) = known_as(&role("TeamRole", "MasterKey"));
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(with_header);
    (sandbox, sts)
}

#[test]
fn cloud9s_own_comment_makes_it_certain() {
    let (sandbox, _sts) = managed(true);

    let (report, said) = checked(&sandbox, "header");

    let check = assert_kind(
        &report,
        ("cloud9-managed", "certain"),
        (
            "warn",
            "the credentials are managed by Cloud9: the credentials file begins with the comment",
        ),
        "unknown",
        "header",
    );
    assert_eq!(check["facts"]["on_cloud9"], true);
    assert_check(&report, "aws.credentials", "pass", "from the profile `default`", "header");
    assert_check(&report, "aws.region", "pass", "eu-west-1, from the profile", "header");
    // A warning is not a no.
    assert_eq!(said.code, Some(0));
}

#[test]
fn an_assumed_roles_arn_from_the_file_does_not_hide_that_cloud9_manages_it() {
    let (sandbox, _sts) = managed(false);

    let (report, said) = checked(&sandbox, "bare");

    let check = assert_kind(
        &report,
        ("cloud9-managed", "likely"),
        ("warn", "the credentials are likely managed by Cloud9: temporary keys in `[default]`"),
        "unknown",
        "bare",
    );
    let evidence = check["facts"]["evidence"].to_string();
    for part in [
        "four keys that Cloud9 writes",
        "session `MasterKey` is not named after",
        "~/.c9/stop-if-inactive.sh",
    ] {
        assert!(evidence.contains(part), "{part}: {evidence}");
    }
    assert_check(&report, "aws.identity", "pass", "role TeamRole, session MasterKey", "bare");
    assert_eq!(said.code, Some(0));
}

#[test]
fn whoever_the_owner_is_the_credentials_are_managed() {
    let owners = [
        format!("arn:aws:iam::{ACCOUNT}:user/ann"),
        format!("arn:aws:iam::{ACCOUNT}:root"),
        role("AWSReservedSSO_Admin_0123456789abcdef", "ann@example.com"),
    ];
    for owner in owners {
        for (with_header, certainty) in [(true, "certain"), (false, "likely")] {
            let (mut sandbox, _) = managed(with_header);
            let (_, sts) = known_as(&owner);
            sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());

            let (report, _) = checked(&sandbox, &owner);

            assert_kind(
                &report,
                ("cloud9-managed", certainty),
                ("warn", "managed by Cloud9"),
                "unknown",
                &owner,
            );
        }
    }
}

#[test]
fn managed_credentials_that_have_expired_are_still_known() {
    for (with_header, certainty) in [(true, "certain"), (false, "likely")] {
        let (mut sandbox, _) = managed(with_header);
        let sts =
            refusing_sts("ExpiredToken", "The security token included in the request is expired");
        sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());

        let (report, said) = checked(&sandbox, certainty);

        let check = check_of(&report, "cloud9.credentials");
        assert_eq!(
            (&check["facts"]["kind"], &check["facts"]["certainty"]),
            (&json!("cloud9-managed"), &json!(certainty))
        );
        let check = assert_check(&report, "aws.identity", "fail", "ExpiredToken", certainty);
        assert!(text_of(check, "hint").contains("reload the tab"), "{check}");
        assert_eq!(said.code, Some(1));
    }
}

#[test]
fn the_same_file_elsewhere_may_be_a_copy_and_is_likely_an_assumed_role() {
    let (sandbox, _sts) = known_as(&role("TeamRole", "MasterKey"));
    sandbox.managed_by_cloud9(false);

    let (report, said) = checked(&sandbox, "elsewhere");

    let check = assert_kind(
        &report,
        ("assumed-role", "likely"),
        ("pass", "an assumed role, likely not managed by Cloud9"),
        "ok",
        "elsewhere",
    );
    assert_eq!(check["facts"]["on_cloud9"], false);
    let evidence = check["facts"]["evidence"].to_string();
    assert!(evidence.contains("just the four keys that Cloud9 writes"), "{evidence}");
    assert!(evidence.contains("nothing here is a sign of Cloud9"), "{evidence}");
    assert_eq!(said.code, Some(0));
}

#[test]
fn every_sign_of_cloud9_counts() {
    for name in ["C9_PID", "C9_USER", "C9_PROJECT", "C9_HOSTNAME"] {
        let (mut sandbox, _sts) = known_as(&role("TeamRole", "MasterKey"));
        sandbox.managed_by_cloud9(false);
        sandbox.set(name, "0123abcd");

        let (report, _) = checked(&sandbox, name);

        let managed = ("cloud9-managed", "likely");
        let check = assert_kind(&report, managed, ("warn", "likely managed"), "unknown", name);
        assert!(check["facts"]["evidence"].to_string().contains(name), "{check}");
    }
    // Another is there in every shell.
    let (sandbox, _sts) = known_as(&role("TeamRole", "MasterKey"));
    sandbox.managed_by_cloud9(false);
    sandbox.write("system/etc/cron.d/c9-automatic-shutdown", "");
    let (report, _) = checked(&sandbox, "cron");
    let managed = ("cloud9-managed", "likely");
    assert_kind(&report, managed, ("warn", "likely managed"), "unknown", "cron");
}

#[test]
fn with_the_file_gone_the_instances_role_answers() {
    let (mut sandbox, _sts) = known_as(&role("Workshop", INSTANCE));
    let metadata = metadata(Some("Workshop"));
    sandbox.on_cloud9();
    sandbox.with_metadata(&metadata);
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");

    let (report, said) = checked(&sandbox, "role");

    let check = assert_kind(
        &report,
        ("instance-role", "likely"),
        ("pass", "the instance's role, not managed by Cloud9"),
        "ok",
        "role",
    );
    assert_eq!(check["facts"]["instance_profile"], "Workshop");
    assert_check(&report, "aws.credentials", "pass", "from instance metadata", "role");
    assert_eq!(said.code, Some(0));
}

#[test]
fn who_answers_at_another_address_than_awss_makes_nothing_certain() {
    let (mut sandbox, sts) = known_as(&format!("arn:aws:iam::{ACCOUNT}:user/ann"));
    sandbox.with_keys();

    let (report, _) = checked(&sandbox, "an address of one's own");

    let user = ("pass", "a user's long-term key, not managed by Cloud9");
    let check = assert_kind(&report, ("user", "likely"), user, "ok", "an address of one's own");
    let told = format!("told by {}", sts.url());
    assert!(check["facts"]["evidence"].to_string().contains(&told), "{check}");
}

#[test]
fn the_role_for_session_manager_is_no_role_to_deploy_with() {
    let (mut sandbox, _sts) = known_as(&role("AWSCloud9SSMAccessRole", INSTANCE));
    let metadata = metadata_for_session_manager();
    sandbox.on_cloud9();
    sandbox.with_metadata(&metadata);

    let (report, said) = checked(&sandbox, "ssm");

    let check = assert_kind(
        &report,
        ("cloud9-ssm-role", "likely"),
        ("warn", "AWSCloud9SSMAccessRole, which is only good for Session Manager"),
        "blocked",
        "ssm",
    );
    let [list, replace] = commands(check)[..] else { panic!("{check}") };
    assert!(list.starts_with("aws iam list-instance-profiles"), "{list}");
    assert!(replace.starts_with("aws ec2 replace-iam-instance-profile-association"), "{replace}");
    assert!(replace.contains(INSTANCE), "{replace}");
    assert_eq!(said.code, Some(0));
}

#[test]
fn no_credentials_at_all_are_of_no_kind() {
    for cloud9 in [false, true] {
        let mut sandbox = Sandbox::with_tools();
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        if cloud9 {
            sandbox.on_cloud9();
        }

        let (report, said) = checked(&sandbox, "none");

        let check =
            assert_check(&report, "cloud9.credentials", "skip", "(aws.credentials)", "none");
        assert_eq!(check["facts"]["kind"], "none");
        let check =
            assert_check(&report, "aws.credentials", "fail", "no provider has credentials", "none");
        assert_eq!(text_of(check, "hint").contains("on Cloud9: turn on"), cloud9, "{check}");
        assert_check(&report, "aws.identity", "skip", "(aws.credentials)", "none");
        assert_eq!(
            report["capabilities"]["deploy"],
            json!({ "verdict": "blocked", "by": ["aws.credentials"] })
        );
        assert_eq!(said.code, Some(1));
    }
}
