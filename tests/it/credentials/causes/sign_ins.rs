//! Sign-ins that have expired or have never been.

use super::{assert_cause, commands_of, machine, walked};

const OF_SESSION: &str = "[profile work]\nsso_session = my\nsso_account_id = 111122223333\nsso_role_name = X\n\
    [sso-session my]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n";
const OF_URL: &str = "[profile work]\nsso_account_id = 111122223333\nsso_role_name = X\nsso_region = eu-west-1\n\
    sso_start_url = https://example.awsapps.com/start\n";
const OF_LOGIN: &str = "[profile work]\nlogin_session = arn:aws:iam::111122223333:user/ann\n";

/// The names of files are the SHA-1 of `my` and of the address, and the SHA-256 of the ARN.
const CACHE_OF_SESSION: &str = ".aws/sso/cache/3ece1471f44f63177cbc35ba0b904e0c096b6783.json";
const CACHE_OF_URL: &str = ".aws/sso/cache/e8be5486177c5b5392bd9aa76563515b29358e6e.json";
const CACHE_OF_LOGIN: &str =
    ".aws/login/cache/617a42bf0cc7e52ae16d10443f260d451c255a489505091810c95d5c7ec927d1.json";

#[test]
fn a_sign_in_that_never_was_is_told_with_how_to_sign_in() {
    for (config, code, command, said) in [
        (OF_SESSION, "sso-not-signed-in", "aws sso login --profile work", "profile: broken"),
        (OF_URL, "sso-not-signed-in", "aws sso login --profile work", "profile: broken"),
        (OF_LOGIN, "login-not-signed-in", "aws login --profile work", "profile: broken"),
    ] {
        let (mut sandbox, _sts) = machine();
        sandbox.write("home/.aws/config", config);
        sandbox.set("AWS_PROFILE", "work");

        let report = assert_cause(
            &sandbox,
            "aws.credentials",
            "fail",
            code,
            "the profile `work` is signed in with ",
        );

        assert_eq!(commands_of(&report, "aws.credentials"), [command]);
        assert!(walked(&report, 1).starts_with(said), "{report}");
        // Where there is no browser, another machine's does.
        sandbox.set("CODESPACES", "true");
        let report = assert_cause(&sandbox, "aws.credentials", "fail", code, "");
        let remote = if code.starts_with("sso") { "--use-device-code" } else { "--remote" };
        assert!(commands_of(&report, "aws.credentials")[0].contains(remote), "{report}");
    }
}

#[test]
fn who_has_visual_studio_code_may_have_a_browser() {
    for version in ["Linux 6.6-microsoft-standard-WSL2", "Linux 6.6"] {
        let (sandbox, _sts) = machine();
        sandbox.write("home/.vscode-server/x", "");
        sandbox.write("system/proc/version", version);
        let report = assert_cause(&sandbox, "aws.credentials", "fail", "nothing-found", "");
        assert_eq!(commands_of(&report, "aws.credentials"), ["aws login"], "{version}");

        sandbox.write("home/.aws/config", OF_LOGIN.replace("profile work", "default"));
        let code = "login-not-signed-in";
        let report = assert_cause(&sandbox, "aws.credentials", "fail", code, "");
        assert_eq!(commands_of(&report, "aws.credentials"), ["aws login"], "{version}");
    }
}

#[test]
fn a_sign_in_that_has_expired_is_told_with_its_time_and_never_with_its_token() {
    let sso =
        r#"{"accessToken":"canary","refreshToken":"canary","expiresAt":"2020-01-02T03:04:05Z"}"#;
    let login = r#"{"accessToken":{"secretAccessKey":"canary","expiresAt":"2020-01-02T03:04:05Z"},"refreshToken":"canary"}"#;
    for (config, cache, token, code, command) in [
        (OF_SESSION, CACHE_OF_SESSION, sso, "sso-expired", "aws sso login --profile work"),
        (OF_URL, CACHE_OF_URL, sso, "sso-expired", "aws sso login --profile work"),
        (OF_LOGIN, CACHE_OF_LOGIN, login, "login-expired", "aws login --profile work"),
    ] {
        let (mut sandbox, _sts) = machine();
        sandbox.write("home/.aws/config", config);
        sandbox.write(&format!("home/{cache}"), token);
        sandbox.set("AWS_PROFILE", "work");

        let summary = "the sign-in has expired at 2020-01-02T03:04:05Z";
        let report = assert_cause(&sandbox, "aws.credentials", "fail", code, summary);

        assert_eq!(commands_of(&report, "aws.credentials"), [command]);
        assert!(walked(&report, 1).starts_with("profile: broken"), "{report}");

        sandbox.write(&format!("home/{cache}"), "canary");
        let summary = "what the last sign-in has left is of no use: ~/.aws/";
        assert_cause(&sandbox, "aws.credentials", "fail", "sign-in-unreadable", summary);
    }
}

#[test]
fn the_cache_of_aws_login_may_be_elsewhere() {
    let (mut sandbox, _sts) = machine();
    sandbox.write("home/.aws/config", OF_LOGIN.replace("profile work", "default"));
    let (_, name) = CACHE_OF_LOGIN.rsplit_once('/').expect("it is in a folder");
    sandbox.write(
        &format!("home/elsewhere/{name}"),
        r#"{"accessToken":{"expiresAt":"2020-01-02T03:04:05Z"}}"#,
    );
    sandbox.set("AWS_LOGIN_CACHE_DIRECTORY", sandbox.path("home/elsewhere"));

    let report = assert_cause(&sandbox, "aws.credentials", "fail", "login-expired", "`default`");

    assert_eq!(commands_of(&report, "aws.credentials"), ["aws login"]);
}
