//! Which profile is meant, and whether the files say what they should.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};

use super::{assert_check, checked, commands, known_as};
use crate::fixtures::{metadata, role};
use crate::loopback::Server;
use crate::peers::not_run;
use crate::sandbox::{Sandbox, check_of, text_of, watch};

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
fn key_of(sts: &Server) -> Option<String> {
    let requests = sts.requests();
    let authorization = requests.last()?.headers.get("authorization")?.clone();
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
            "unset AWS_PROFILE"
        } else {
            "aws configure list-profiles"
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
        assert_eq!(of(&report, "summary"), "from environment variables");
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
fn a_malformed_file_is_told_by_its_name_and_line_and_never_by_its_text() {
    let cases = [
        ("config", "[default\ncanary = x\n", 1, "Profile definition must end with ']'"),
        ("config", "[default]\nregion = eu-west-1\ncanary\n", 3, "Expected an '=' sign"),
        ("config", "canary = x\n", 1, "Expected a profile definition"),
        (
            "credentials",
            "[default]\naws_access_key_id AKIAUSEREXAMPLE00001\n",
            2,
            "Expected an '=' sign",
        ),
        ("credentials", "\u{feff}[default]\naws_secret_access_key = canary\n", 1, ""),
    ];
    for (file, content, line, reason) in cases {
        let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        sandbox.write(&format!("home/.aws/{file}"), content);

        let (report, said) = checked(&sandbox, content);

        let summary = format!("~/.aws/{file} on line {line}: ");
        let check = assert_check(&report, "aws.profile", "fail", &summary, content);
        assert!(text_of(check, "summary").contains(reason), "{check}");
        assert_eq!(
            commands(check),
            [format!("${{EDITOR:-vi}} \"$HOME/.aws/{file}\"")],
            "{content}"
        );
        // Nobody can say which credentials would answer.
        assert_ne!(check_of(&report, "aws.credentials")["status"], "pass", "{content}");
        assert_eq!(said.code, Some(1), "{content}");
    }
}

#[test]
fn keys_in_the_environment_work_in_spite_of_a_malformed_file() {
    let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
    sandbox.with_keys();
    sandbox.write("home/.aws/config", "canary\n");

    let (report, said) = checked(&sandbox, "malformed");

    assert_check(&report, "aws.profile", "fail", "~/.aws/config on line 1", "malformed");
    assert_check(&report, "aws.credentials", "pass", "from environment variables", "malformed");
    assert_eq!(said.code, Some(1));
}

#[test]
fn a_file_that_may_not_be_read_is_a_failure() {
    for file in ["credentials", "config"] {
        let (mut sandbox, _sts) = with_profiles();
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        let path = sandbox.path(&format!("home/.aws/{file}"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
        let Some(command) = sandbox.without_privileges(&["check", "--format", "json"]) else {
            return not_run("there is no setpriv to be somebody else with");
        };

        let said = watch(command);

        let report: Value =
            serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said:?}"));
        let summary = format!("~/.aws/{file} cannot be read: Permission denied");
        let check = assert_check(&report, "aws.profile", "fail", &summary, file);
        assert_eq!(
            commands(check),
            [format!(
                "sudo chown \"$(id -un)\" \"$HOME/.aws/{file}\" && chmod 600 \"$HOME/.aws/{file}\""
            )],
            "{file}"
        );
        assert_eq!(said.code, Some(1), "{file}");
    }
}

#[test]
fn files_may_be_elsewhere() {
    let (mut sandbox, sts) = known_as(&role("Admin", "ann"));
    sandbox.write("elsewhere/config", "[default]\nregion = eu-west-2\n");
    sandbox.write(
        "home/own",
        "[default]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n",
    );
    sandbox.set("AWS_CONFIG_FILE", sandbox.path("elsewhere/config"));
    sandbox.set("AWS_SHARED_CREDENTIALS_FILE", "~/own");

    let (report, _) = checked(&sandbox, "elsewhere");

    assert_check(&report, "aws.region", "pass", "eu-west-2, from the profile", "elsewhere");
    assert_check(&report, "aws.credentials", "pass", "from the profile `default`", "elsewhere");
    assert_eq!(key_of(&sts).as_deref(), Some("AKIAUSEREXAMPLE00001"));

    sandbox.write("elsewhere/config", "[default]\noops\n");
    let (report, _) = checked(&sandbox, "malformed elsewhere");
    let check = assert_check(
        &report,
        "aws.profile",
        "fail",
        "elsewhere/config on line 2",
        "malformed elsewhere",
    );
    assert!(commands(check)[0].ends_with("elsewhere/config\""), "{check}");
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

#[test]
fn a_folder_in_place_of_a_file_is_a_failure() {
    for file in ["credentials", "config"] {
        let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
        sandbox.with_keys();
        sandbox.write(&format!("home/.aws/{file}/inside"), "");

        let (report, _) = checked(&sandbox, file);

        let summary = format!("~/.aws/{file} cannot be read: Is a directory");
        let check = assert_check(&report, "aws.profile", "fail", &summary, file);
        assert_eq!(commands(check), [format!("ls -ld \"$HOME/.aws/{file}\"")], "{file}");
    }
}
