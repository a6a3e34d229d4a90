//! What to do about credentials that Cloud9 manages, in which order, and what never.

use super::kinds::{assert_kind, managed};
use super::{checked, commands};
use crate::fixtures::{
    INSTANCE, metadata, metadata_but, metadata_for_session_manager, refusing_sts,
};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Sandbox, check_of, text_of};

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
            "bootstrap check cloud9.credentials --fix",
            "aws configure set default.region eu-west-1",
            "aws cloud9 update-environment --environment-id 0123abcd --managed-credentials-action DISABLE && sleep 60 && mv \"$HOME/.aws/credentials\" \"$HOME/.aws/credentials.cloud9\"",
            "bootstrap check",
        ]
    );

    let for_session_manager = metadata_for_session_manager();
    let commands = way_out("only Session Manager's role", |sandbox| {
        sandbox.with_metadata(&for_session_manager);
    });
    let profiles =
        "aws iam list-instance-profiles --query \"InstanceProfiles[].InstanceProfileName\"";
    assert_eq!(commands[0], profiles);
    assert!(
        commands[1].starts_with("aws ec2 replace-iam-instance-profile-association"),
        "{commands:?}"
    );
    assert_eq!(commands[2..], ["bootstrap check"]);

    let without_role = metadata(None);
    let commands = way_out("no role", |sandbox| sandbox.with_metadata(&without_role));
    let attach = format!(
        "aws ec2 associate-iam-instance-profile --instance-id {INSTANCE} --iam-instance-profile Name=\"PROFILE\""
    );
    assert_eq!(commands, [profiles, attach.as_str(), "bootstrap check"]);

    let commands = way_out("nobody is asked", |_| {});
    assert!(
        commands[0].starts_with("aws ec2 describe-iam-instance-profile-associations"),
        "{commands:?}"
    );
    assert_eq!(commands[1..], ["bootstrap check"]);
}

/// Returns what to do, in a sentence.
#[track_caller]
fn prose(case: &str, prepare: impl FnOnce(&mut Sandbox)) -> String {
    let (mut sandbox, _sts) = managed(true);
    prepare(&mut sandbox);
    let (report, _) = checked(&sandbox, case);
    let hint = text_of(check_of(&report, "cloud9.credentials"), "hint").to_owned();
    hint.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn a_role_that_is_attached_and_gives_no_credentials_is_no_way_out() {
    let document = serde_json::json!({ "Code": "AssumeRoleUnauthorizedAccess" }).to_string();
    let refused = metadata_but(Some("Workshop"), move |path| {
        path.ends_with("/Workshop").then(|| Reply::ok(document.clone()))
    });
    let without_list = metadata_but(Some("Workshop"), |path| {
        path.ends_with("/security-credentials").then(|| Reply::status(404, ""))
    });
    for (reason, metadata, first) in [
        ("(AssumeRoleUnauthorizedAccess)", refused, "aws iam get-role --role-name \"Workshop\""),
        (
            "(its profile names no role)",
            without_list,
            "aws ec2 describe-iam-instance-profile-associations",
        ),
    ] {
        let commands = way_out(reason, |sandbox| sandbox.with_metadata(&metadata));
        assert!(commands[0].starts_with(first), "{commands:?}");
        assert_eq!(commands[1..], ["bootstrap check"]);
        let prose = prose(reason, |sandbox| sandbox.with_metadata(&metadata));
        assert!(prose.contains("the attached role gives no credentials"), "{prose}");
        assert!(prose.contains(reason), "{prose}");
    }
}

#[test]
fn whoever_was_not_asked_has_not_kept_silent() {
    let said = prose("not asked", |_| {});
    assert!(said.ends_with("the instance was not asked"), "{said}");

    let silent = Server::start(|_| Reply::Silence);
    let said = prose("silent", |sandbox| sandbox.with_metadata(&silent));
    assert!(said.ends_with("the instance did not say"), "{said}");
}

#[test]
fn the_steps_by_hand_are_all_there() {
    let attached = metadata(Some("Workshop"));
    let said = prose("all steps", |sandbox| sandbox.with_metadata(&attached));
    for step in ["only the environment's owner may", "wait a minute", "move the file"] {
        assert!(said.contains(step), "{step}: {said}");
    }
    let said = prose("another profile", |sandbox| {
        sandbox.with_metadata(&attached);
        let managed = std::fs::read_to_string(sandbox.path("home/.aws/credentials")).unwrap();
        sandbox.write("home/.aws/credentials", format!("{managed}[work]\n"));
    });
    assert!(said.contains("copy it, move the others to"), "{said}");
}

#[test]
fn what_is_not_accepted_any_more_cannot_turn_itself_off() {
    let attached = metadata(Some("Workshop"));
    let sts = refusing_sts("ExpiredToken", "The security token included in the request is expired");
    let (mut sandbox, _) = managed(true);
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
    sandbox.with_metadata(&attached);

    let (report, _) = checked(&sandbox, "stale");

    // What is to be done stands in one place.
    let check = check_of(&report, "cloud9.credentials");
    assert_eq!(commands(check), ["bootstrap check aws.identity"]);
    let summary = text_of(check, "summary");
    assert!(summary.ends_with("AWS does not accept them any more"), "{summary}");
    let check = check_of(&report, "aws.identity");
    let hint = text_of(check, "hint");
    for step in
        ["reload the tab", "the owner turns them off there (Preferences", "a role is attached"]
    {
        assert!(hint.contains(step), "{step}: {hint}");
    }
    assert_eq!(
        commands(check),
        ["bootstrap check", "mv \"$HOME/.aws/credentials\" \"$HOME/.aws/credentials.cloud9\""]
    );

    // Without one there is nothing to go over to, and nothing is moved.
    let without_role = metadata(None);
    sandbox.with_metadata(&without_role);
    let (report, _) = checked(&sandbox, "stale, without a role");
    let check = check_of(&report, "aws.identity");
    assert!(text_of(check, "hint").contains("attach a role first"), "{check}");
    assert!(commands(check).iter().all(|command| !command.starts_with("mv")), "{check}");
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

        // Turned off, it may be deleted, and the other profile with it.
        let copy = "cp -p \"$HOME/.aws/credentials\" \"$HOME/.aws/credentials.mine\"";
        let edit = "${EDITOR:-vi} \"$HOME/.aws/credentials\"";
        assert_eq!(commands, [copy, edit, "bootstrap check"], "{other:?}");
    }
}

#[test]
fn a_role_that_managed_credentials_may_not_take_is_taken_by_the_instances_only_where_it_has_one() {
    let change = "credential_source = Ec2InstanceMetadata";
    for (metadata, first) in [
        (metadata(Some("Workshop")), "let the role of the instance take it, which it must trust"),
        (metadata(None), "attach a role first"),
        (metadata_for_session_manager(), "the attached role, AWSCloud9SSMAccessRole, is only good"),
    ] {
        let sts = refusing_sts("InvalidClientTokenId", "no");
        let (mut sandbox, _) = managed(true);
        sandbox.set("AWS_ENDPOINT_URL_STS", sts.url()).set("AWS_PROFILE", "work");
        sandbox.write(
            "home/.aws/config",
            "[profile work]\nrole_arn = arn:aws:iam::111122223333:role/x\nsource_profile = default\nregion = eu-west-1\n",
        );
        sandbox.with_metadata(&metadata);

        let (report, _) = checked(&sandbox, first);

        let check = check_of(&report, "aws.credentials");
        assert_eq!(check["facts"]["cause"], "managed-may-not-assume", "{check}");
        let hint = text_of(check, "hint");
        assert!(hint.starts_with(first) && hint.contains(change), "{hint}");
        assert!(hint.contains("which it must trust"), "{hint}");
    }
}

#[test]
fn a_copy_that_is_expired_is_not_moved_either() {
    let attached = metadata(Some("Workshop"));
    let sts = refusing_sts("ExpiredToken", "The security token included in the request is expired");
    let (mut sandbox, _) = managed(true);
    let copy = std::fs::read(sandbox.path("home/.aws/credentials")).unwrap();
    let copy = sandbox.write("home/mine", copy);
    sandbox.set("AWS_SHARED_CREDENTIALS_FILE", copy.display().to_string());
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
    sandbox.with_metadata(&attached);

    let (report, _) = checked(&sandbox, "an expired copy");

    let check = check_of(&report, "aws.identity");
    assert_eq!(commands(check), ["unset AWS_SHARED_CREDENTIALS_FILE", "bootstrap check"]);
}

#[test]
fn keys_that_may_be_good_are_not_given_up_for_a_clock_or_a_region() {
    let attached = metadata(Some("Workshop"));
    for code in ["RegionDisabledException", "SignatureDoesNotMatch", "RequestTimeTooSkewed"] {
        let sts = refusing_sts(code, "no");
        let (mut sandbox, _) = managed(true);
        sandbox.set("AWS_ENDPOINT_URL", sts.url()).set("AWS_ENDPOINT_URL_STS", sts.url());
        sandbox.set("C9_PID", "0123abcd");
        sandbox.with_metadata(&attached);

        let (report, _) = checked(&sandbox, code);

        let check = check_of(&report, "cloud9.credentials");
        assert_eq!(check["facts"]["kind"], "cloud9-managed", "{check}");
        let hint = text_of(check, "hint");
        assert!(hint.starts_with("first mend what STS says no to (aws.identity)"), "{hint}");
        assert_eq!(commands(check), ["bootstrap check"], "{code}");
        let text = sandbox.bootstrap(&["check", "--verbose"]).stdout
            + &sandbox.bootstrap(&["whoami"]).stdout;
        assert!(!text.contains("any more") && !text.contains("mv "), "{code}: {text}");

        let said = sandbox.bootstrap(&["check", "cloud9.credentials", "--fix", "--yes"]);

        assert_eq!(said.stderr, "not fixed: first mend what STS says no to (aws.identity)\n");
        assert_eq!(sts.calls("UpdateEnvironment"), 0, "{code}");
        assert!(sandbox.path("home/.aws/credentials").exists(), "{code}");
    }
}
