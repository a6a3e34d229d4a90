//! `--fix`: from Cloud9's credentials to the attached role, in an order that locks nobody out.

mod refusing;

use std::fs;

use serde_json::json;

use crate::fixtures::{metadata, role, sts_beside};
use crate::loopback::{Reply, Server};
use crate::peers::peers;
use crate::sandbox::{Said, Sandbox, check_of};
use crate::seed::terminal::{self, Typed};

const ENVIRONMENT: &str = "0123456789abcdef0123456789abcdef";
const CREDENTIALS: &str = "home/.aws/credentials";
const CONFIG: &str = "home/.aws/config";

/// AWS as the owner of an environment meets it, with what Cloud9 says to a change.
fn aws(change: impl Fn() -> Reply + Send + Sync + 'static) -> Server {
    aws_of(("ENABLED_ON_CREATE", role("TeamRole", "MasterKey")), change)
}

/// AWS, with what Cloud9 has for managed credentials, and for which owner.
fn aws_of(
    (status, of): (&'static str, String),
    change: impl Fn() -> Reply + Send + Sync + 'static,
) -> Server {
    let owner = role("TeamRole", "MasterKey");
    sts_beside(&owner, move |request| match request.operation() {
        "DescribeEnvironments" => {
            let environment = json!({
                "id": ENVIRONMENT, "type": "ec2", "arn": "arn:aws:cloud9:eu-west-1:111122223333:environment:x",
                "ownerArn": of, "managedCredentialsStatus": status,
            });
            Some(Reply::ok(json!({ "environments": [environment] }).to_string()))
        }
        "UpdateEnvironment" => {
            let asked: serde_json::Value = serde_json::from_str(&request.body).unwrap();
            assert_eq!(
                asked,
                json!({"environmentId": ENVIRONMENT, "managedCredentialsAction": "DISABLE"})
            );
            Some(change())
        }
        _ => None,
    })
}

fn in_the_ide(aws: &Server, metadata: &Server) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(true);
    sandbox.set("C9_PID", ENVIRONMENT).set("AWS_ENDPOINT_URL", aws.url());
    sandbox.with_metadata(metadata);
    sandbox
}

fn fixed(sandbox: &Sandbox) -> Said {
    sandbox.bootstrap(&["check", "--fix", "--yes", "--format", "json"])
}

#[test]
fn from_managed_credentials_to_the_role_that_is_attached() {
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    let sandbox = in_the_ide(&aws, &metadata);
    let before = fs::read(sandbox.path(CREDENTIALS)).unwrap();

    let said = fixed(&sandbox);

    assert_eq!(aws.calls("UpdateEnvironment"), 1, "{said:?}");
    insta::assert_snapshot!(sandbox.normal(&said.stderr), @"
    the Region eu-west-1 is now in ~/.aws/config
    managed credentials are turned off
    moved to ~/.aws/credentials.cloud9
    waiting for the role to answer...
    the role answers
    ");
    assert!(!sandbox.path(CREDENTIALS).exists());
    let aside = sandbox.path("home/.aws/credentials.cloud9");
    assert_eq!(fs::read(aside).unwrap(), before, "it is moved and never deleted");
    let report = serde_json::from_str(&said.stdout).unwrap();
    let check = check_of(&report, "cloud9.credentials");
    assert_eq!(check["facts"]["kind"], "instance-role", "{check}");
    // Again there is nothing to do.
    let again = fixed(&sandbox);
    assert_eq!(again.stderr, "nothing to fix: the credentials are not managed by Cloud9\n");
    assert_eq!(aws.calls("UpdateEnvironment"), 1);
}

#[test]
fn each_question_says_what_is_only_likely() {
    if peers().is_none() {
        return;
    }
    let aws =
        aws_of(("FAILED_REMOVAL_BY_OWNER", role("TeamRole", "MasterKey")), || Reply::ok("{}"));
    let metadata = metadata(Some("Workshop"));
    let sandbox = in_the_ide(&aws, &metadata);
    sandbox.managed_by_cloud9(false);

    let (screen, _) = agreed_to(&sandbox, &[Typed::Text("y"), Typed::Text("y"), Typed::Text("n")]);

    insta::assert_snapshot!(screen, @"
    Add `[default]` with the Region eu-west-1 to ~/.aws/config, to keep it? [y/N] y
    the Region eu-west-1 is now in ~/.aws/config
    Turn managed credentials off for the environment 0123456789abcdef0123456789abcdef, as its owner? (that they are in use here is likely, not certain) [y/N] y
    managed credentials are turned off
    Move ~/.aws/credentials to ~/.aws/credentials.cloud9? (that Cloud9 wrote it is likely, not certain) [y/N] n
    the file stays, and keeps the role from being used
    ");
}

#[test]
fn what_only_the_file_says_is_kept_and_all_of_aws_is_judged_afterwards() {
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    for (config, kept) in [
        (None, "[default]\nregion = eu-west-1\n"),
        (
            Some("[profile work]\nregion = x"),
            "[profile work]\nregion = x\n\n[default]\nregion = eu-west-1\n",
        ),
        (Some("# mine\n"), "# mine\n\n[default]\nregion = eu-west-1\n"),
        (Some("[default]\nregion = eu-west-1\n"), "[default]\nregion = eu-west-1\n"),
    ] {
        let mut sandbox = in_the_ide(&aws, &metadata);
        sandbox.set("AWS_PROFILE", "default");
        if let Some(config) = config {
            sandbox.write(CONFIG, config);
        }

        // A flag says nothing of what comes after it.
        let flag = if config.is_none() { &["--region", "us-east-1"][..] } else { &[] };
        let arguments = ["check", "cloud9.credentials", "--fix", "--yes", "--format", "json"];
        let said = sandbox.bootstrap(&[&arguments, flag].concat());

        assert!(said.stderr.ends_with("the role answers\n"), "{said:?}");
        assert_eq!(fs::read_to_string(sandbox.path(CONFIG)).unwrap(), kept);
        let report = serde_json::from_str(&said.stdout).unwrap();
        for id in ["aws.profile", "aws.region"] {
            let check = check_of(&report, id);
            assert_eq!(check["status"], "pass", "{check}");
        }
    }
}

#[test]
fn a_region_of_another_origin_is_not_written_anywhere() {
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    let mut sandbox = in_the_ide(&aws, &metadata);
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");

    assert!(fixed(&sandbox).stderr.ends_with("the role answers\n"));
    assert!(!sandbox.path(CONFIG).exists());
}

#[test]
fn a_file_with_profiles_of_ones_own_stays() {
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    let sandbox = in_the_ide(&aws, &metadata);
    let managed = fs::read_to_string(sandbox.path(CREDENTIALS)).unwrap();
    let file = sandbox.write(CREDENTIALS, format!("{managed}\n[mine]\nregion = eu-west-1\n"));
    let before = fs::read(&file).unwrap();

    let said = fixed(&sandbox);

    assert!(said.stderr.contains("has other profiles, too, which Cloud9 may delete"), "{said:?}");
    assert_eq!(aws.calls("UpdateEnvironment"), 0, "turned off, they may go with the file");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn what_was_put_aside_before_is_not_written_over() {
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    let sandbox = in_the_ide(&aws, &metadata);
    let earlier = sandbox.write("home/.aws/credentials.cloud9", "earlier");

    fixed(&sandbox);

    assert_eq!(fs::read(earlier).unwrap(), b"earlier");
    assert!(sandbox.path("home/.aws/credentials.cloud9.2").exists());
}

/// Fixes at a terminal, where somebody answers each question.
#[track_caller]
fn agreed_to(sandbox: &Sandbox, typed: &[Typed]) -> (String, Option<i32>) {
    let arguments = ["check", "cloud9.credentials", "--fix", "--format", "json"];
    let said = terminal::answering(sandbox, &arguments, typed);
    (sandbox.normal(&said.stdout), said.code)
}

#[test]
fn each_step_is_asked_for_at_a_terminal() {
    if peers().is_none() {
        return;
    }
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    let sandbox = in_the_ide(&aws, &metadata);

    let (screen, code) =
        agreed_to(&sandbox, &[Typed::Text("y"), Typed::Text("y"), Typed::Text("yes")]);

    insta::assert_snapshot!(screen, @"
    Add `[default]` with the Region eu-west-1 to ~/.aws/config, to keep it? [y/N] y
    the Region eu-west-1 is now in ~/.aws/config
    Turn managed credentials off for the environment 0123456789abcdef0123456789abcdef, as its owner? [y/N] y
    managed credentials are turned off
    Move ~/.aws/credentials to ~/.aws/credentials.cloud9? [y/N] yes
    moved to ~/.aws/credentials.cloud9
    waiting for the role to answer...
    the role answers
    ");
    assert_eq!(code, Some(0), "{screen}");
    assert!(!sandbox.path(CREDENTIALS).exists());
    let answer = fs::read_to_string(sandbox.work().join("answer")).unwrap();
    let report = serde_json::from_str(&answer).unwrap();
    assert_eq!(check_of(&report, "cloud9.credentials")["facts"]["kind"], "instance-role");
}

#[test]
fn who_declines_the_first_step_is_not_asked_for_the_second_and_nothing_is_changed() {
    if peers().is_none() {
        return;
    }
    for no in [Typed::Text("n"), Typed::Enter, Typed::End, Typed::Text("yess")] {
        let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
        let sandbox = in_the_ide(&aws, &metadata);
        let before = fs::read(sandbox.path(CREDENTIALS)).unwrap();

        let (screen, code) = agreed_to(&sandbox, &[no, Typed::Text("y")]);

        assert_eq!(screen.matches("[y/N]").count(), 1, "{no:?}: {screen}");
        assert!(screen.trim_end().ends_with("nothing was changed"), "{no:?}: {screen}");
        // What is found afterwards is what was found before: a warning.
        assert_eq!(code, Some(0), "{no:?}");
        assert_eq!(aws.calls("UpdateEnvironment"), 0, "{no:?}");
        assert_eq!(fs::read(sandbox.path(CREDENTIALS)).unwrap(), before, "{no:?}");
        assert!(!sandbox.path(CONFIG).exists(), "{no:?}");
    }
}

#[test]
fn who_keeps_the_region_and_turns_nothing_off_has_changed_nothing_else() {
    if peers().is_none() {
        return;
    }
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    let sandbox = in_the_ide(&aws, &metadata);

    let (screen, _) = agreed_to(&sandbox, &[Typed::Text("y"), Typed::Text("n")]);

    assert!(screen.trim_end().ends_with("nothing else was changed"), "{screen}");
    assert_eq!(aws.calls("UpdateEnvironment"), 0);
    assert!(sandbox.path(CREDENTIALS).exists());
}

#[test]
fn who_declines_the_last_step_keeps_the_file_and_nobody_waits_for_the_role() {
    if peers().is_none() {
        return;
    }
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    let sandbox = in_the_ide(&aws, &metadata);
    let before = fs::read(sandbox.path(CREDENTIALS)).unwrap();

    let (screen, _) = agreed_to(&sandbox, &[Typed::Text("y"), Typed::Text("y"), Typed::Text("n")]);

    insta::assert_snapshot!(screen, @"
    Add `[default]` with the Region eu-west-1 to ~/.aws/config, to keep it? [y/N] y
    the Region eu-west-1 is now in ~/.aws/config
    Turn managed credentials off for the environment 0123456789abcdef0123456789abcdef, as its owner? [y/N] y
    managed credentials are turned off
    Move ~/.aws/credentials to ~/.aws/credentials.cloud9? [y/N] n
    the file stays, and keeps the role from being used
    ");
    assert_eq!(aws.calls("UpdateEnvironment"), 1);
    assert_eq!(fs::read(sandbox.path(CREDENTIALS)).unwrap(), before);
    assert!(!sandbox.path("home/.aws/credentials.cloud9").exists());
}

#[test]
fn who_interrupts_a_question_changes_nothing() {
    if peers().is_none() {
        return;
    }
    let (aws, metadata) = (aws(|| Reply::ok("{}")), metadata(Some("Workshop")));
    let sandbox = in_the_ide(&aws, &metadata);

    let (screen, code) = agreed_to(&sandbox, &[Typed::Interrupt]);

    assert_eq!(code, Some(130), "{screen}");
    assert_eq!(aws.calls("UpdateEnvironment"), 0);
    assert!(sandbox.path(CREDENTIALS).exists());
}
