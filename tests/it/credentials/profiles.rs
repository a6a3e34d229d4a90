//! Which profile is meant, and whether all tools mean the same.

use serde_json::{Value, json};

use super::{assert_check, checked, commands, known_as};
use crate::fixtures::{metadata, role};
use crate::loopback::Server;
use crate::sandbox::{Sandbox, check_of, text_of};

/// A machine with two profiles: `default` and `work`.
pub(super) fn with_profiles() -> (Sandbox, Server) {
    let (sandbox, sts) = known_as(&role("Admin", "ann"));
    sandbox.write(
        "home/.aws/config",
        "[default]\nregion = eu-west-1\n\n[profile work]\nregion = eu-central-1\n",
    );
    sandbox.write(
        "home/.aws/credentials",
        "[default]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n\n\
         [work]\naws_access_key_id = AKIAWORKEXAMPLE00001\naws_secret_access_key = canary\n",
    );
    (sandbox, sts)
}

/// Returns the id of the key with which STS was asked last.
pub(super) fn key_of(sts: &Server) -> Option<String> {
    let requests = sts.requests();
    // Whoever asks what kind of server this is asks without a key, at the same time.
    let signed = requests.iter().rev().find_map(|request| request.headers.get("authorization"));
    let authorization = signed?.clone();
    let (_, rest) = authorization.split_once("Credential=")?;
    Some(rest.split('/').next()?.to_owned())
}

#[test]
fn a_profile_that_does_not_exist_is_a_failure_that_names_those_that_do() {
    for origin in ["AWS_PROFILE", "--profile"] {
        let (mut sandbox, _sts) = with_profiles();
        // The SDKs would quietly take the instance's role instead.
        let metadata = metadata(Some("Workshop"));
        sandbox.with_metadata(&metadata);
        let (report, said) = if origin == "AWS_PROFILE" {
            sandbox.set("AWS_PROFILE", "wrok");
            sandbox.check(&[])
        } else {
            sandbox.check(&["--profile", "wrok"])
        };

        let summary = format!("`wrok`, from {origin}, does not exist; there are `default`, `work`");
        let check = assert_check(&report, "aws.profile", "fail", &summary, origin);
        assert_eq!(check["facts"]["known"], json!(["default", "work"]));
        let command = if origin == "AWS_PROFILE" {
            "export AWS_PROFILE=work"
        } else {
            "bootstrap check --profile work"
        };
        assert_eq!(commands(check), [command]);
        assert_eq!(report["capabilities"]["deploy"]["verdict"], "blocked", "{origin}");
        assert_eq!(said.code, Some(1), "{origin}");
    }
}

#[test]
fn an_empty_profile_variable_selects_a_profile_without_a_name() {
    let (mut sandbox, _sts) = with_profiles();
    sandbox.set("AWS_PROFILE", "");

    let (report, _) = checked(&sandbox, "empty");

    assert_check(&report, "aws.profile", "fail", "from AWS_PROFILE, does not exist", "empty");
}

#[test]
fn a_profile_that_only_others_take_is_a_warning_and_leaves_open_what_they_may_do() {
    let cases = [
        (None, "work", "`default`, since no other is named", "", "export AWS_PROFILE=work"),
        (Some("default"), "work", "`default`, from AWS_PROFILE", "", "unset AWS_DEFAULT_PROFILE"),
        (
            None,
            "wrok",
            "`default`, since no other is named",
            ", which does not exist",
            "unset AWS_DEFAULT_PROFILE",
        ),
        (
            None,
            "",
            "`default`, since no other is named",
            ", which does not exist",
            "unset AWS_DEFAULT_PROFILE",
        ),
        (None, "$(canary)", "", "", "unset AWS_DEFAULT_PROFILE"),
    ];
    for (profile, instead, selected, missing, command) in cases {
        let (mut sandbox, _sts) = with_profiles();
        sandbox.set("AWS_DEFAULT_PROFILE", instead).set("AWS_DEFAULT_REGION", "eu-west-1");
        if let Some(profile) = profile {
            sandbox.set("AWS_PROFILE", profile);
        }

        let (report, said) = sandbox.check(&[]);

        let taken = format!("; SAM CLI and the AWS CLI take `{instead}`, from AWS_DEFAULT_PROFILE");
        let summary = format!("{selected}{taken}{missing}");
        let check = assert_check(&report, "aws.profile", "warn", &summary, instead);
        assert_eq!(commands(check), [command]);
        assert_eq!(
            report["capabilities"]["deploy"],
            json!({ "verdict": "unknown", "by": ["aws.profile"] })
        );
        assert_eq!(said.code, Some(0), "{instead}");

        // Whoever does what the hint says has one profile for all tools, and so has who names one here.
        let (report, _) = sandbox.check(&["--profile", "work"]);
        assert_check(&report, "aws.profile", "pass", "`work`, from --profile", instead);
        match command.split_once('=') {
            Some((_, name)) => sandbox.set("AWS_PROFILE", name),
            None => sandbox.unset("AWS_DEFAULT_PROFILE"),
        };
        let (report, _) = sandbox.check(&[]);
        assert_check(&report, "aws.profile", "pass", "", instead);
    }
}

#[test]
fn the_region_is_that_of_the_profile_that_sam_cli_takes() {
    let (mut sandbox, _sts) = with_profiles();
    sandbox.set("AWS_DEFAULT_PROFILE", "work");

    let (report, _) = sandbox.check(&[]);

    let summary = "eu-west-1, from the profile; SAM CLI takes eu-central-1, from the profile";
    assert_check(&report, "aws.region", "warn", summary, "work");
}

#[test]
fn many_profiles_are_not_listed_to_the_last() {
    let (mut sandbox, _sts) = with_profiles();
    let config: Vec<String> = (0..500).map(|number| format!("[profile p{number:03}]")).collect();
    sandbox.write("home/.aws/config", config.join("\nregion = eu-west-1\n"));
    sandbox.set("AWS_PROFILE", "wrok");

    let (report, _) = checked(&sandbox, "many");

    let five = "there are `default`, `p000`, `p001`, `p002`, `p003`";
    let check = assert_check(&report, "aws.profile", "fail", five, "many");
    assert!(!text_of(check, "summary").contains("p004"), "{check}");
}

#[test]
fn a_profile_that_was_asked_for_wins_over_keys_in_the_environment() {
    let (mut sandbox, sts) = with_profiles();
    sandbox.set("AWS_ACCESS_KEY_ID", "AKIAENVIRONMENT00001");
    sandbox.set("AWS_SECRET_ACCESS_KEY", "canary");
    let of = |report: &Value, name: &str| {
        check_of(report, "aws.credentials")[name].as_str().unwrap().to_owned()
    };

    // A variable does not win: the SDKs look at the keys first.
    for profile in [None, Some("work")] {
        if let Some(profile) = profile {
            sandbox.set("AWS_PROFILE", profile);
        }
        let (report, _) = sandbox.check(&[]);
        assert!(of(&report, "summary").starts_with("from environment variables"), "{report}");
        assert_eq!(key_of(&sts).as_deref(), Some("AKIAENVIRONMENT00001"));
    }
    for profile in ["work", "default"] {
        let (report, said) = sandbox.check(&["--profile", profile]);
        assert_eq!(of(&report, "summary"), format!("from the profile `{profile}`"));
        let key = if profile == "work" { "AKIAWORKEXAMPLE00001" } else { "AKIAUSEREXAMPLE00001" };
        assert_eq!(key_of(&sts).as_deref(), Some(key));
        assert_eq!(said.code, Some(0));
        assert!(!said.everything().contains(key));
    }
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused_before_anything_is_looked_at() {
    let (sandbox, sts) = with_profiles();
    let cases: [&[&str]; 5] = [
        &["check", "--region", "us east 1"],
        &["check", "--region", ""],
        &["check", "--profile", ""],
        &["check", "--format", "xml"],
        &["check", "extra"],
    ];
    for arguments in cases {
        let said = sandbox.bootstrap(arguments);

        assert_eq!(said.code, Some(2), "{arguments:?}: {said:?}");
        assert_eq!(said.stdout, "", "{arguments:?}");
        assert!(said.stderr.starts_with("error: "), "{arguments:?}: {said:?}");
    }
    assert!(sts.requests().is_empty());
}

#[test]
fn a_name_that_a_shell_would_act_on_never_becomes_a_command() {
    for name in ["$(canary)", "a\"; canary; \"", "`canary`", "canary\nb"] {
        let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
        let by_flag = sandbox.check(&["--profile", name]).0;
        sandbox.set("AWS_PROFILE", name);
        let by_variable = sandbox.check(&[]).0;

        for report in [by_flag, by_variable] {
            for check in report["checks"].as_array().unwrap() {
                let hint = check["hint"].as_str().unwrap_or_default();
                assert!(!hint.contains("canary"), "{name:?}: {check}");
            }
        }
    }
    let (sandbox, _sts) = known_as(&role("Admin", "ann"));
    let (report, _) = sandbox.check(&["--profile", "my work"]);
    let check = check_of(&report, "aws.credentials");
    assert_eq!(commands(check), ["aws login --profile \"my work\""]);
}
