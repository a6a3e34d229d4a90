//! Web identity tokens and programs.

use super::{assert_cause, commands_of, machine, walked};
use crate::fixtures::ACCOUNT;

#[test]
fn a_token_file_that_is_missing_is_named() {
    for (content, code, what) in [
        (None, "web-identity-file-missing", "does not exist"),
        (Some("\n"), "web-identity-file-empty", "is empty"),
    ] {
        let (mut sandbox, _sts) = machine();
        let path = sandbox.path("home/token");
        if let Some(content) = content {
            sandbox.write("home/token", content);
        }
        let arn = format!("arn:aws:iam::{ACCOUNT}:role/Pipeline");
        let of_profile = format!(
            "[profile ci]\nrole_arn = {arn}\nweb_identity_token_file = {}\n",
            path.display()
        );
        sandbox.write("home/.aws/config", of_profile);
        sandbox.set("AWS_ROLE_ARN", arn).set("AWS_WEB_IDENTITY_TOKEN_FILE", &path);

        let summary = format!(
            "`AWS_WEB_IDENTITY_TOKEN_FILE` names a file with a web identity token that {what}: ~/token"
        );
        // STS would be asked with an empty one.
        if content.is_none() {
            let report = assert_cause(&sandbox, "aws.credentials", "fail", code, &summary);
            assert_eq!(
                commands_of(&report, "aws.credentials"),
                ["ls -ld \"$HOME/token\"", "unset AWS_WEB_IDENTITY_TOKEN_FILE AWS_ROLE_ARN"]
            );
            assert!(!walked(&report, 2).contains("~/"), "the SDK names no path: {report}");

            sandbox.unset("AWS_ROLE_ARN").unset("AWS_WEB_IDENTITY_TOKEN_FILE");
            sandbox.set("AWS_PROFILE", "ci");
            let summary = "the profile `ci` names, as `web_identity_token_file`, a file with a web identity token that does not exist: ~/token";
            let report = assert_cause(&sandbox, "aws.credentials", "fail", code, summary);
            assert_eq!(commands_of(&report, "aws.credentials"), ["ls -ld \"$HOME/token\""]);
        }
    }
}

#[test]
fn a_program_that_fails_is_told_by_its_exit_code_and_never_by_what_it_wrote() {
    let cases = [
        (
            "/bin/sh HELPER --token canary",
            "exit 3",
            "credential-process-failed",
            "it ends with exit code 3",
        ),
        (
            "/bin/sh HELPER --token canary",
            "echo '{\"SecretAccessKey\":\"canary\"}'",
            "credential-process-failed",
            "for credentials, and gets none",
        ),
        (
            "/bin/sh HELPER",
            "echo canary",
            "credential-process-failed",
            "for credentials, and gets none",
        ),
        (
            "/no/helper --token canary",
            "",
            "credential-process-not-found",
            "(`/no/helper`) for credentials, and there is no such program",
        ),
        ("helper-canary-less", "", "credential-process-not-found", "there is no such program"),
        (
            "TOKEN=canary helper",
            "",
            "credential-process-failed",
            "asks a program for credentials, and it ends with exit code 127",
        ),
    ];
    for (command, body, code, summary) in cases {
        let (sandbox, _sts) = machine();
        std::os::unix::fs::symlink("/bin/sh", sandbox.bin().join("sh")).unwrap();
        let helper = sandbox.write("helper", format!("echo canary >&2\n{body}\n"));
        let command = command
            .replace("HELPER", &helper.display().to_string())
            .replace("-canary-less", "-less");
        sandbox.write("home/.aws/config", format!("[default]\ncredential_process = {command}\n"));

        let report = assert_cause(&sandbox, "aws.credentials", "fail", code, summary);

        assert_eq!(
            commands_of(&report, "aws.credentials"),
            ["${EDITOR:-vi} \"$HOME/.aws/config\""]
        );
        assert!(walked(&report, 1).starts_with("profile: broken"), "{report}");
    }
}
