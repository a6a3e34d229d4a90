//! The files of the AWS SDKs: malformed, closed, elsewhere, or no files at all.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use super::profiles::{key_of, with_profiles};
use super::{assert_check, checked, commands, known_as};
use crate::fixtures::role;
use crate::peers::not_run;
use crate::sandbox::{check_of, text_of, watch};

#[test]
fn a_malformed_file_is_told_by_its_name_and_line_and_never_by_its_text() {
    let cases = [
        ("config", "[default\ncanary = x\n", 1, "a heading ends with `]`, and this is `[default`"),
        ("config", "[default]\nregion = eu-west-1\ncanary\n", 3, "a setting has a `=`"),
        ("config", "canary = x\n", 1, "a heading such as `[default]` comes first"),
        (
            "credentials",
            "[default]\naws_access_key_id AKIAUSEREXAMPLE00001\n",
            2,
            "this is `aws_access_key_id ...`",
        ),
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
