//! What `--fix` does not do, and why not: whatever would lock somebody out, and whatever is not its to do.

use std::fs;

use serde_json::json;

use super::{CONFIG, CREDENTIALS, aws, aws_of, fixed, in_the_ide};
use crate::fixtures::{
    ACCOUNT, metadata, metadata_but, metadata_for_session_manager, refusing_sts, role, sts_beside,
};
use crate::loopback::{Reply, Server};
use crate::sandbox::{check_of, text_of};

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
    let moved = "the Region eu-west-1 is now in ~/.aws/config\nmoved to ~/.aws/credentials.cloud9\nwaiting for the role to answer...\nthe role answers\n";
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
        "not fixed: the credentials are only likely managed by Cloud9: neither its comment in the file nor its own word says that they are on; answer at a terminal, without `--yes`\n"
    );
    assert_eq!(mute.calls("UpdateEnvironment"), 0);
    assert!(sandbox.path(CREDENTIALS).exists());

    // Nor where Cloud9 says anything else than that they are on, and ours.
    for status in ["DISABLED_BY_OWNER", "FAILED_REMOVAL_BY_OWNER"] {
        let aws = aws_of((status, owner.clone()), || Reply::ok("{}"));
        let sandbox = in_the_ide(&aws, &metadata);
        sandbox.managed_by_cloud9(false);
        let said = fixed(&sandbox);
        assert!(said.stderr.starts_with("not fixed: the credentials are only likely"), "{said:?}");
        assert_eq!(aws.calls("UpdateEnvironment"), 0);
        assert!(sandbox.path(CREDENTIALS).exists());
    }

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
fn whoever_is_not_the_owner_turns_nothing_off_and_moves_nothing() {
    let aws = aws(|| Reply::aws_error(400, "AccessDeniedException", "only the owner may"));
    let metadata = metadata(Some("Workshop"));
    let sandbox = in_the_ide(&aws, &metadata);

    let said = fixed(&sandbox);

    assert!(
        said.stderr.contains("\nnot turned off, and nothing else was changed: AccessDenied"),
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

#[test]
fn whoever_comes_before_the_role_is_in_the_way() {
    let metadata = metadata(Some("Workshop"));
    let down = "http://127.0.0.1:9/x";
    let keys =
        "[default]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n";
    for (variable, config, named, removal) in [
        (
            Some(("AWS_CONTAINER_CREDENTIALS_FULL_URI", down)),
            "",
            "the container endpoint (`AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `AWS_CONTAINER_CREDENTIALS_FULL_URI`)",
            "unset AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI",
        ),
        (
            Some(("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere")),
            "",
            "the web identity token (`AWS_WEB_IDENTITY_TOKEN_FILE`)",
            "unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN",
        ),
        (
            None,
            keys,
            "the profile `default` in ~/.aws/config",
            "${EDITOR:-vi} \"$HOME/.aws/config\"",
        ),
        (
            None,
            "[default]\ncredential_process = false\n",
            "the profile `default` in ~/.aws/config",
            "${EDITOR:-vi} \"$HOME/.aws/config\"",
        ),
    ] {
        let aws = aws(|| Reply::ok("{}"));
        let mut sandbox = in_the_ide(&aws, &metadata);
        sandbox.write(CONFIG, config);
        if let Some((name, value)) = variable {
            sandbox.set(name, value).set("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/x");
        }

        let said = fixed(&sandbox);

        // A program in the profile answers in place of its keys, and nothing is managed.
        if config.contains("credential_process") {
            assert!(!said.stderr.contains("turned off"), "{said:?}");
        } else {
            let reason = format!(
                "not fixed: {named} comes before the role; take that out of the way first\n"
            );
            assert_eq!(sandbox.normal(&said.stderr), reason);
            let report = serde_json::from_str(&said.stdout).unwrap();
            let hint = text_of(check_of(&report, "cloud9.credentials"), "hint");
            assert!(
                hint.contains(&format!("turn nothing off yet; {named} comes before")),
                "{hint}"
            );
            assert!(hint.contains(removal) && !hint.contains("DISABLE"), "{hint}");
        }
        assert_eq!(aws.calls("UpdateEnvironment"), 0, "{named}");
        assert!(sandbox.path(CREDENTIALS).exists(), "{named}");
    }
}

#[test]
fn a_file_that_cloud9_never_writes_is_not_moved() {
    let metadata = metadata(Some("Workshop"));
    for (with_header, reason) in [
        (
            true,
            "not fixed: ~/x/mine is likely a copy, since Cloud9 writes no file but its own; it stays\n",
        ),
        (false, "nothing to fix: the credentials are not managed by Cloud9\n"),
    ] {
        let aws = aws(|| Reply::ok("{}"));
        let mut sandbox = in_the_ide(&aws, &metadata);
        sandbox.managed_by_cloud9(with_header);
        let mine = fs::read(sandbox.path(CREDENTIALS)).unwrap();
        let mine = sandbox.write("home/x/mine", mine);
        fs::remove_file(sandbox.path(CREDENTIALS)).unwrap();
        sandbox.set("AWS_SHARED_CREDENTIALS_FILE", mine.display().to_string());

        let said = fixed(&sandbox);

        assert_eq!(sandbox.normal(&said.stderr), reason);
        let report = serde_json::from_str(&said.stdout).unwrap();
        let check = check_of(&report, "cloud9.credentials");
        assert_eq!(check["facts"]["certainty"], "likely", "{check}");
        assert_eq!(aws.calls("UpdateEnvironment"), 0);
        assert!(mine.exists());
    }
}

#[test]
fn a_region_that_cannot_be_kept_by_us_is_kept_first() {
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    for config in ["[default]\noutput = json\n", "[default]\nregion = us-east-1\n"] {
        let sandbox = in_the_ide(&aws, &metadata);
        sandbox.write(CONFIG, config);

        let said = fixed(&sandbox);

        assert_eq!(
            said.stderr,
            "not fixed: without the file SAM CLI would not find the Region eu-west-1; first `aws configure set default.region eu-west-1`\n"
        );
        let report = serde_json::from_str(&said.stdout).unwrap();
        let hint = text_of(check_of(&report, "cloud9.credentials"), "hint");
        let first = "\naws configure set default.region eu-west-1\nbootstrap check cloud9.credentials --fix\n";
        assert!(hint.contains(first), "{hint}");
        assert_eq!(aws.calls("UpdateEnvironment"), 0);
        assert!(sandbox.path(CREDENTIALS).exists());
    }
}
