//! Profiles that do not exist, under a wrong heading, in a circle, or with half of what they need.

use super::{assert_cause, commands_of, machine, walked};
use crate::fixtures::metadata;
use crate::sandbox::text_of;

#[test]
fn the_nearest_profile_is_offered_and_whoever_answers_in_its_place_is_told() {
    let (mut sandbox, _sts) = machine();
    let role = metadata(Some("Workshop"));
    sandbox.with_metadata(&role);
    sandbox.write("home/.aws/config", "[profile work]\nregion = eu-west-1\n[profile play]\n");
    sandbox.set("AWS_PROFILE", "wrok");

    let summary = "`wrok`, from AWS_PROFILE, does not exist; there are `play`, `work`; did you mean `work`?; in its place the instance's role answers";
    let report = assert_cause(&sandbox, "aws.profile", "fail", "no-such-profile", summary);

    assert_eq!(commands_of(&report, "aws.profile"), ["export AWS_PROFILE=work"]);
    assert!(walked(&report, 1).starts_with("profile: none"), "{report}");
}

#[test]
fn a_heading_of_the_other_file_is_told_and_the_hint_corrects_it() {
    for (file, heading, right) in
        [("config", "work", "profile work"), ("credentials", "profile work", "work")]
    {
        let (mut sandbox, _sts) = machine();
        let keys = "aws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n";
        let path = sandbox.write(&format!("home/.aws/{file}"), format!("# x\n[{heading}]\n{keys}"));
        sandbox.set("AWS_PROFILE", "work");

        let summary = format!(
            "`work`, from AWS_PROFILE, does not exist: ~/.aws/{file} on line 2 says `[{heading}]`, which must be `[{right}]` in that file"
        );
        let report = assert_cause(&sandbox, "aws.profile", "fail", "misnamed-profile", &summary);

        let command = commands_of(&report, "aws.profile")[0];
        let status = std::process::Command::new("/bin/sh")
            .arg("-c")
            .arg(command)
            .env("HOME", sandbox.home())
            .status();
        assert!(status.unwrap().success());
        assert_eq!(std::fs::read_to_string(path).unwrap(), format!("# x\n[{right}]\n{keys}"));
        let (report, _) = sandbox.check(&[]);
        super::assert_check(&report, "aws.credentials", "pass", "from the profile `work`", file);
    }
}

#[test]
fn profiles_that_lead_nowhere_are_told_with_their_place() {
    let source = |name: &str| {
        format!("role_arn = arn:aws:iam::111122223333:role/X\nsource_profile = {name}\n")
    };
    let sso = "sso_account_id = 111122223333\nsso_role_name = X\n";
    let cases = [
        (
            format!("[default]\n{}[profile b]\n{}", source("b"), source("default")),
            "source-profile-loop",
            "the profiles lead in a circle: `default` -> `b` -> `default` (~/.aws/config, section on line 4)",
        ),
        (
            format!("[default]\n{}", source("nobody")),
            "source-profile-missing",
            "`default` -> `nobody`: `nobody` does not exist (~/.aws/config, section on line 1); the SDKs pass over that, and nobody else has credentials",
        ),
        (
            "[default]\naws_access_key_id = AKIAUSEREXAMPLE00001\n".to_owned(),
            "profile-key-missing",
            "the profile `default` has no `aws_secret_access_key`, without which its other settings are of no use (~/.aws/config, section on line 1)",
        ),
        (
            "[default]\naws_secret_access_key = canary\n".to_owned(),
            "profile-key-missing",
            "the profile `default` has no `aws_access_key_id`",
        ),
        (
            format!("[default]\n{sso}sso_region = eu-west-1\n"),
            "profile-key-missing",
            "the profile `default` has no `sso_start_url`",
        ),
        (
            format!("[default]\n{sso}sso_session = my\n"),
            "sso-session-missing",
            "the profile `default` names a session that is not there: `[sso-session my]`",
        ),
        (
            "[default]\nrole_arn = arn:aws:iam::111122223333:role/X\n".to_owned(),
            "role-without-source",
            "the profile `default` takes a role, and names no `source_profile` to take it with",
        ),
        (
            format!("[default]\n{}credential_source = Environment\n", source("b")),
            "role-with-two-sources",
            "names a `source_profile` and a `credential_source`: only one can be",
        ),
    ];
    for (config, code, summary) in cases {
        let (mut sandbox, _sts) = machine();
        let role = metadata(Some("Workshop"));
        sandbox.write("home/.aws/config", config);

        let report = assert_cause(&sandbox, "aws.credentials", "fail", code, summary);

        assert_eq!(
            commands_of(&report, "aws.credentials"),
            ["${EDITOR:-vi} \"$HOME/.aws/config\""],
            "{code}"
        );
        // A source that does not exist lets the SDKs go on; everything else stops them, even before a role.
        sandbox.with_metadata(&role);
        let is_passed_over = code == "source-profile-missing" || summary.contains("sso_start_url");
        let (status, said) =
            if is_passed_over { ("warn", "profile: none") } else { ("fail", "profile: broken") };
        let report = assert_cause(&sandbox, "aws.credentials", status, code, "");
        assert!(walked(&report, 1).starts_with(said), "{code}: {report}");
        if is_passed_over {
            let check = crate::sandbox::check_of(&report, "aws.credentials");
            assert!(text_of(check, "summary").contains("the instance's role answers"), "{check}");
        }
    }
}
