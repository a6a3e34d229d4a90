//! Sign-ins that have expired or have never been.

use super::{assert_cause, commands_of, machine, walked};

const OF_SESSION: &str = "[profile work]\nsso_session = my\nsso_account_id = 111122223333\nsso_role_name = X\n\
    [sso-session my]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n";
const OF_URL: &str = "[profile work]\nsso_account_id = 111122223333\nsso_role_name = X\nsso_region = eu-west-1\n\
    sso_start_url = https://example.awsapps.com/start\n";
const OF_LOGIN: &str = "[profile work]\nlogin_session = arn:aws:iam::111122223333:user/ann\n";

/// The names are the digests of `my`, of the address, and of the ARN.
const CACHE_OF_SESSION: &str = ".aws/sso/cache/MY.json";

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

        let report =
            assert_cause(&sandbox, "aws.credentials", "fail", code, "the profile `work` needs ");

        assert_eq!(commands_of(&report, "aws.credentials"), [command]);
        assert!(walked(&report, 1).starts_with(said), "{report}");
        // Where there is no browser, another machine's does.
        sandbox.set("CODESPACES", "true");
        let report = assert_cause(&sandbox, "aws.credentials", "fail", code, "");
        let remote = if code.starts_with("sso") { "--use-device-code" } else { "--remote" };
        assert!(commands_of(&report, "aws.credentials")[0].contains(remote), "{report}");
    }
}
