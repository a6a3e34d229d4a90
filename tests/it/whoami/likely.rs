//! As whom the shadowed would likely answer, by what this machine says of them: nobody is asked.

use std::fs::File;
use std::time::{Duration, SystemTime};

use super::{asked, known_as};
use crate::fixtures::{INSTANCE, metadata, metadata_for_session_manager, role};
use crate::sandbox::Sandbox;

#[track_caller]
fn assert_likely(sandbox: &Sandbox, arguments: &[&str], expected: &str) {
    let (report, said) = asked(sandbox, arguments);
    assert_eq!(report["shadowed"][0]["likely"], expected, "{report}");
    let words = said.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains(&format!("likely as {expected}")), "{words}");
}

#[test]
fn a_role_of_an_instance_is_likely_its_profiles() {
    let (mut sandbox, _sts) = known_as(&role("Deploy", "ann"));
    let metadata = metadata(Some("Workshop"));
    sandbox.with_metadata(&metadata);
    sandbox.with_keys();

    let expected = format!("role Workshop, session {INSTANCE}");
    assert_likely(&sandbox, &[], &expected);
    let poor = metadata_for_session_manager();
    sandbox.with_metadata(&poor);
    let expected =
        format!("role AWSCloud9SSMAccessRole, only good for Session Manager, session {INSTANCE}");
    assert_likely(&sandbox, &[], &expected);
    let (report, _) = asked(&sandbox, &["--all"]);
    assert!(
        report["shadowed"][0]["likely"].is_null(),
        "who is asked need not be guessed: {report}"
    );
}

#[test]
fn a_profile_names_its_role() {
    let (mut sandbox, _sts) = known_as(&role("Deploy", "ann"));
    sandbox.with_keys();
    for (config, expected) in [
        (
            "[default]\nrole_arn = arn:aws:iam::111122223333:role/team/Audit\nsource_profile = x\n\
             [profile x]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n",
            "role Audit",
        ),
        (
            "[default]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = Admin\n\
             [sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://x.awsapps.com/start\n",
            "permission set Admin of IAM Identity Center",
        ),
    ] {
        sandbox.write("home/.aws/config", config);
        assert_likely(&sandbox, &["--offline"], expected);
    }
    sandbox.write("home/.aws/config", "");
    sandbox.managed_by_cloud9(true);
    assert_likely(&sandbox, &[], "the owner of the Cloud9 environment");
}

#[test]
fn how_long_managed_credentials_last_is_told_by_the_files_age() {
    let (sandbox, _sts) = known_as(&role("TeamRole", "MasterKey"));
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(true);
    let last = "temporary; Cloud9's last 15 min at most, and the file is ";
    let assert_said = |arguments: &[&str], age: &str| {
        let (report, said) = asked(&sandbox, arguments);
        assert!(report["answers"]["managed_for_s"].is_u64(), "{report}");
        assert!(said.stdout.contains(&format!("{last}{age}\n")), "{}", said.stdout);
    };
    assert_said(&[], "less than a minute old");

    let file = File::options().append(true).open(sandbox.path("home/.aws/credentials")).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(3 * 3600 + 90)).unwrap();
    assert_said(&["--offline"], "3 h 1 min old: likely expired");
    // AWS knows better.
    assert_said(&[], "3 h 1 min old");

    file.set_modified(SystemTime::now() + Duration::from_hours(1)).unwrap();
    assert_said(&["--offline"], "less than a minute old");
}

#[test]
fn who_wants_to_hear_more_hears_what_each_has_said() {
    let (mut sandbox, _sts) = known_as(&role("Deploy", "ann"));
    sandbox.with_keys();
    let said = |arguments: &[&str]| sandbox.bootstrap(arguments).stdout;

    assert!(!said(&["whoami"]).contains("asked     "));
    let more = said(&["whoami", "--verbose"]);
    assert!(more.contains("\nasked     environment variables: has credentials\n"), "{more}");
    assert!(more.contains("\n          instance metadata: none: "), "{more}");
}
