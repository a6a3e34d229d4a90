//! What `--fix` does not do, and why not: whatever would lock somebody out, and whatever is not its to do.

use serde_json::json;

use super::{CREDENTIALS, aws, aws_of, fixed, in_the_ide};
use crate::fixtures::{
    ACCOUNT, metadata, metadata_but, metadata_for_session_manager, refusing_sts, role, sts_beside,
};
use crate::loopback::{Reply, Server};

#[test]
fn nothing_is_changed_that_would_lock_somebody_out() {
    let (none, poor) = (metadata(None), metadata_for_session_manager());
    // The role counts, in whichever profile it is.
    let disguised = metadata_but(Some("AWSCloud9SSMAccessRole"), |path| {
        let arn = format!("arn:aws:iam::{ACCOUNT}:instance-profile/Mine");
        let info = json!({ "Code": "Success", "InstanceProfileArn": arn });
        path.ends_with("/iam/info").then(|| Reply::ok(info.to_string()))
    });
    let refused = metadata_but(Some("Workshop"), |path| {
        let document = json!({ "Code": "AssumeRoleUnauthorizedAccess" });
        path.ends_with("/Workshop").then(|| Reply::ok(document.to_string()))
    });
    let without_list = metadata_but(Some("Workshop"), |path| {
        path.ends_with("/security-credentials").then(|| Reply::status(404, ""))
    });
    let silent = Server::start(|_| Reply::Silence);
    for (reason, metadata) in [
        (
            "not fixed: the attached role is only good for Session Manager; replace it first",
            &disguised,
        ),
        (
            "not fixed: the attached role gives no credentials (AssumeRoleUnauthorizedAccess), and nothing would be left; mend that first",
            &refused,
        ),
        (
            "not fixed: the attached role gives no credentials (its profile names no role), and nothing would be left; mend that first",
            &without_list,
        ),
        ("not fixed: the instance does not say whether a role is attached", &silent),
        ("not fixed: no role is attached, and nothing would be left; attach one first", &none),
        ("not fixed: the attached role is only good for Session Manager; replace it first", &poor),
    ] {
        let aws = aws(|| Reply::ok("{}"));
        let sandbox = in_the_ide(&aws, metadata);

        let said = fixed(&sandbox);

        assert_eq!(said.stderr, format!("{reason}\n"));
        assert_eq!(aws.calls("UpdateEnvironment"), 0);
        assert!(sandbox.path(CREDENTIALS).exists());
    }
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    let mut sandbox = in_the_ide(&aws, &metadata);
    sandbox.set("AWS_EC2_METADATA_DISABLED", "true");
    let reason = "not fixed: the instance was not asked whether a role is attached\n";
    assert_eq!(fixed(&sandbox).stderr, reason);
    assert_eq!(aws.calls("UpdateEnvironment"), 0);
}

#[test]
fn cloud9s_own_word_decides_which_steps_are_left() {
    let owner = || role("TeamRole", "MasterKey");
    let moved =
        "moved to ~/.aws/credentials.cloud9\nwaiting for the role to answer...\nthe role answers\n";
    let leaving =
        "not fixed: Cloud9 is removing its credentials already; check again in a minute\n";
    let of_another =
        "not fixed: only the environment's owner, user bob, may turn the managed credentials off\n";
    for (status, of, said, is_moved) in [
        ("DISABLED_BY_OWNER", owner(), moved, true),
        ("PENDING_REMOVAL_BY_OWNER", owner(), leaving, false),
        ("ENABLED_BY_OWNER", format!("arn:aws:iam::{ACCOUNT}:user/bob"), of_another, false),
    ] {
        let (aws, metadata) =
            (aws_of((status, of), || Reply::ok("{}")), metadata(Some("Workshop")));
        let sandbox = in_the_ide(&aws, &metadata);

        let fixed = fixed(&sandbox);

        assert_eq!(sandbox.normal(&fixed.stderr), said, "{status}");
        assert_eq!(aws.calls("UpdateEnvironment"), 0, "{status}");
        assert_eq!(!sandbox.path(CREDENTIALS).exists(), is_moved, "{status}");
    }
}

#[test]
fn what_is_only_likely_cloud9s_is_not_moved_by_yes_alone() {
    let denied = || Reply::aws_error(400, "AccessDeniedException", "not for you");
    let owner = role("TeamRole", "MasterKey");
    let mute = sts_beside(&owner, move |request| {
        (request.operation() == "DescribeEnvironments").then(denied)
    });
    let metadata = metadata(Some("Workshop"));
    let sandbox = in_the_ide(&mute, &metadata);
    sandbox.managed_by_cloud9(false);

    let said = fixed(&sandbox);

    assert_eq!(
        said.stderr,
        "not fixed: the credentials are only likely managed by Cloud9, and it did not say so; answer at a terminal, without `--yes`\n"
    );
    assert_eq!(mute.calls("UpdateEnvironment"), 0);
    assert!(sandbox.path(CREDENTIALS).exists());

    // Where Cloud9 says so, it is enough.
    let aws = aws(|| Reply::ok("{}"));
    let sandbox = in_the_ide(&aws, &metadata);
    sandbox.managed_by_cloud9(false);
    assert!(fixed(&sandbox).stderr.ends_with("the role answers\n"));
    assert!(!sandbox.path(CREDENTIALS).exists());
}

#[test]
fn what_is_not_accepted_any_more_turns_nothing_off() {
    let sts = refusing_sts("ExpiredToken", "The security token included in the request is expired");
    let metadata = metadata(Some("Workshop"));
    let sandbox = in_the_ide(&sts, &metadata);

    let said = fixed(&sandbox);

    assert!(said.stderr.starts_with("not fixed: the credentials are not accepted"), "{said:?}");
    assert!(sandbox.path(CREDENTIALS).exists());
}

#[test]
fn whoever_is_not_the_owner_changes_nothing() {
    let aws = aws(|| Reply::aws_error(400, "AccessDeniedException", "only the owner may"));
    let metadata = metadata(Some("Workshop"));
    let sandbox = in_the_ide(&aws, &metadata);

    let said = fixed(&sandbox);

    assert!(
        said.stderr.starts_with("not turned off, and nothing else was changed: AccessDenied"),
        "{said:?}"
    );
    assert!(sandbox.path(CREDENTIALS).exists());
}

#[test]
fn without_a_terminal_and_without_yes_there_is_nobody_to_ask() {
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    let sandbox = in_the_ide(&aws, &metadata);

    let said = sandbox.bootstrap(&["check", "--fix"]);

    assert_eq!(said.code, Some(2), "{said:?}");
    assert_eq!(
        said.stderr.lines().next(),
        Some("error: there is nobody to ask before each step of `--fix`")
    );
    assert_eq!(aws.calls("UpdateEnvironment"), 0);
}
