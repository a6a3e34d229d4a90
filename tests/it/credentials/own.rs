//! Credentials of one's own, on Cloud9 and elsewhere: not managed, and called by their name.

use super::kinds::assert_kind;
use super::{checked, known_as};
use crate::fixtures::{ACCOUNT, INSTANCE, metadata, role};

/// Keys of a long-term user, in the default profile.
const LONG_TERM: &str = "[default]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary-user-secret\nregion = eu-west-1\n";

#[test]
fn credentials_of_ones_own_on_cloud9_are_not_taken_for_managed_ones() {
    let user = format!("arn:aws:iam::{ACCOUNT}:user/ann");
    let in_file = "a long-term key in the file";
    let in_front = "a key in the environment, before the managed file";
    let beside = "another profile than the managed one";
    for case in [in_file, in_front, beside] {
        let (mut sandbox, _sts) = known_as(&user);
        sandbox.on_cloud9();
        sandbox.managed_by_cloud9(true);
        let file = sandbox.path("home/.aws/credentials");
        let managed = std::fs::read_to_string(&file).unwrap();
        if case == in_file {
            std::fs::write(&file, LONG_TERM).unwrap();
        } else if case == in_front {
            sandbox.with_keys();
        } else {
            std::fs::write(&file, managed + &LONG_TERM.replace("default", "own")).unwrap();
            sandbox.set("AWS_PROFILE", "own");
        }

        let (report, _) = checked(&sandbox, case);

        assert_kind(
            &report,
            ("user", "likely"),
            ("pass", "a user's long-term key, not managed"),
            "ok",
            case,
        );
    }
}

#[test]
fn keys_of_the_instances_role_in_a_file_are_known_by_their_session() {
    let (mut sandbox, _sts) = known_as(&role("Workshop", INSTANCE));
    let metadata = metadata(Some("Workshop"));
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(false);
    sandbox.with_metadata(&metadata);

    let (report, _) = checked(&sandbox, "copied");

    assert_kind(
        &report,
        ("instance-role", "likely"),
        ("pass", "the instance's role, likely not managed by Cloud9"),
        "ok",
        "copied",
    );
}

#[test]
fn a_file_with_cloud9s_comment_is_managed_for_certain_only_at_its_beginning_and_on_cloud9() {
    let (sandbox, _sts) = known_as(&role("TeamRole", "MasterKey"));
    sandbox.managed_by_cloud9(true);
    let managed = std::fs::read_to_string(sandbox.path("home/.aws/credentials")).unwrap();
    let likely = ("cloud9-managed", "likely");

    let (report, _) = checked(&sandbox, "elsewhere");
    let summary = "likely managed by Cloud9: the credentials file begins with the comment";
    assert_kind(&report, likely, ("warn", summary), "unknown", "elsewhere");

    sandbox.write("home/.aws/credentials", format!("# my own\n{managed}"));
    let (report, _) = checked(&sandbox, "further down, elsewhere");
    let (kind, summary) =
        (("assumed-role", "likely"), "an assumed role, likely not managed by Cloud9");
    assert_kind(&report, kind, ("pass", summary), "ok", "further down, elsewhere");

    sandbox.on_cloud9();
    let (report, _) = checked(&sandbox, "further down");
    let summary = "likely managed by Cloud9: temporary keys in `[default]`";
    assert_kind(&report, likely, ("warn", summary), "unknown", "further down");
}

#[test]
fn other_principals_are_called_by_their_name() {
    let cases = [
        (format!("arn:aws:iam::{ACCOUNT}:user/ann"), "session-token", "a user's temporary key"),
        (
            role("AWSReservedSSO_Admin_0123456789abcdef", "ann"),
            "sso",
            "a role of IAM Identity Center",
        ),
        (format!("arn:aws:sts::{ACCOUNT}:federated-user/ann"), "federated", "a federated user"),
        (format!("arn:aws:iam::{ACCOUNT}:root"), "root", "the root user"),
    ];
    for (arn, kind, summary) in cases {
        let (sandbox, _sts) = known_as(&arn);
        sandbox.managed_by_cloud9(false);

        let (report, _) = checked(&sandbox, &arn);

        assert_kind(&report, (kind, "likely"), ("pass", summary), "ok", &arn);
    }
}
