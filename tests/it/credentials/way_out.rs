//! What to do about credentials that Cloud9 manages, in which order, and what never.

use super::kinds::{assert_kind, managed};
use super::{checked, commands};
use crate::fixtures::{INSTANCE, metadata, metadata_for_session_manager};
use crate::sandbox::Sandbox;

/// Returns the commands that lead away from managed credentials, with what the instance says of itself.
#[track_caller]
fn way_out(case: &str, prepare: impl FnOnce(&mut Sandbox)) -> Vec<String> {
    let (mut sandbox, _sts) = managed(true);
    prepare(&mut sandbox);
    let (report, _) = checked(&sandbox, case);
    let managed = ("cloud9-managed", "certain");
    let check = assert_kind(&report, managed, ("warn", "managed by Cloud9"), "unknown", case);
    commands(check).into_iter().map(str::to_owned).collect()
}

#[test]
fn managed_credentials_are_turned_off_before_the_file_is_moved_and_only_for_a_role_that_waits() {
    let attached = metadata(Some("Workshop"));
    let commands = way_out("a role is attached", |sandbox| {
        sandbox.with_metadata(&attached);
        sandbox.set("C9_PID", "0123abcd");
    });
    assert_eq!(
        commands,
        [
            "aws cloud9 update-environment --environment-id 0123abcd --managed-credentials-action DISABLE",
            "mv \"$HOME/.aws/credentials\" \"$HOME/.aws/credentials.cloud9\"",
            "bootstrap check",
        ]
    );

    let for_session_manager = metadata_for_session_manager();
    let commands = way_out("only Session Manager's role", |sandbox| {
        sandbox.with_metadata(&for_session_manager);
    });
    assert!(
        commands[0].starts_with("aws ec2 replace-iam-instance-profile-association"),
        "{commands:?}"
    );
    assert_eq!(commands[1..], ["bootstrap check"]);

    let without_role = metadata(None);
    let commands = way_out("no role", |sandbox| sandbox.with_metadata(&without_role));
    let attach = format!(
        "aws ec2 associate-iam-instance-profile --instance-id {INSTANCE} --iam-instance-profile Name=\"PROFILE\""
    );
    assert_eq!(commands, [attach.as_str(), "bootstrap check"]);

    let commands = way_out("nobody says", |_| {});
    assert!(
        commands[0].starts_with("aws ec2 describe-iam-instance-profile-associations"),
        "{commands:?}"
    );
    assert_eq!(commands.len(), 1);
}

#[test]
fn a_file_with_another_profile_is_never_moved_aside() {
    let attached = metadata(Some("Workshop"));
    for other in ["[work]\nregion = eu-west-1\n", "\n [work] # mine\nregion=x", "[work]"] {
        let commands = way_out(other, |sandbox| {
            sandbox.with_metadata(&attached);
            let managed = std::fs::read_to_string(sandbox.path("home/.aws/credentials")).unwrap();
            sandbox.write("home/.aws/credentials", format!("{managed}{other}"));
        });

        assert!(commands[0].ends_with("--managed-credentials-action DISABLE"), "{commands:?}");
        assert_eq!(commands[1..], ["bootstrap check"], "{other:?}");
    }
}
