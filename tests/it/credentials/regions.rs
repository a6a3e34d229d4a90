//! Which Region is meant: the flag before variables, variables before files, files before the instance.

use super::profiles::with_profiles;
use super::{assert_check, checked, commands, known_as};
use crate::fixtures::{metadata, role};
use crate::sandbox::{Sandbox, check_of};

#[test]
fn whoever_is_nearer_names_the_region() {
    let (mut sandbox, _sts) = with_profiles();
    // From the farthest to the nearest.
    let named = |sandbox: &Sandbox, arguments: &[&str]| {
        let (report, _) = sandbox.check(arguments);
        let check = check_of(&report, "aws.region");
        (
            check["facts"]["region"].as_str().unwrap().to_owned(),
            check["facts"]["origin"].as_str().unwrap().to_owned(),
        )
    };
    let pair = |region: &str, origin: &str| (region.to_owned(), origin.to_owned());

    let metadata = metadata(None);
    let (mut plain, _) = known_as(&role("Admin", "ann"));
    plain.with_metadata(&metadata);
    assert_eq!(named(&plain, &[]), pair("eu-west-1", "instance-metadata"));
    assert_eq!(named(&sandbox, &[]), pair("eu-west-1", "profile"));
    assert_eq!(named(&sandbox, &["--profile", "work"]), pair("eu-central-1", "profile"));
    sandbox.set("AWS_DEFAULT_REGION", "eu-south-1");
    assert_eq!(named(&sandbox, &[]), pair("eu-south-1", "aws-default-region"));
    sandbox.set("AWS_REGION", "eu-north-1");
    assert_eq!(named(&sandbox, &[]), pair("eu-north-1", "aws-region"));
    assert_eq!(named(&sandbox, &["--region", "us-east-1"]), pair("us-east-1", "flag"));
    // A blank variable is as good as none.
    sandbox.set("AWS_REGION", " ");
    assert_eq!(named(&sandbox, &[]), pair("eu-south-1", "aws-default-region"));
}

#[test]
fn sts_is_asked_for_the_region_that_was_named() {
    let (sandbox, sts) = with_profiles();
    for region in ["eu-west-3", "us-gov-west-1"] {
        sandbox.check(&["--region", region]);

        let requests = sts.requests();
        let signed = &requests.last().unwrap().headers["authorization"];
        assert!(signed.contains(&format!("/{region}/sts/")), "{region}: {signed}");
    }
}

#[test]
fn a_region_in_the_credentials_file_counts() {
    let (sandbox, _sts) = known_as(&role("Admin", "ann"));
    sandbox.managed_by_cloud9(false);

    let (report, _) = checked(&sandbox, "credentials file");

    assert_check(&report, "aws.region", "pass", "eu-west-1, from the profile", "credentials file");
}

#[test]
fn a_region_that_only_some_tools_read_is_a_warning() {
    let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
    sandbox.with_keys();
    sandbox.unset("AWS_DEFAULT_REGION");
    sandbox.set("AWS_REGION", "eu-north-1");

    let (report, said) = checked(&sandbox, "AWS_REGION only");

    let check = assert_check(
        &report,
        "aws.region",
        "warn",
        "eu-north-1, from AWS_REGION, which SAM CLI does not read",
        "AWS_REGION only",
    );
    assert_eq!(commands(check), ["export AWS_DEFAULT_REGION=eu-north-1"]);
    assert_eq!(said.code, Some(0));
    assert_eq!(report["capabilities"]["deploy"]["verdict"], "ok");

    sandbox.set("AWS_DEFAULT_REGION", "eu-north-1");
    let (report, _) = checked(&sandbox, "both");
    assert_check(&report, "aws.region", "pass", "eu-north-1, from AWS_REGION", "both");
}

#[test]
fn what_cannot_be_a_region_is_a_failure() {
    for (name, origin) in
        [("AWS_REGION", "aws-region"), ("AWS_DEFAULT_REGION", "aws-default-region")]
    {
        for region in ["us east 1", "EU-WEST-1", "eu-west-1.example.com/", "\u{1b}[31m"] {
            let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
            sandbox.with_keys();
            sandbox.unset("AWS_DEFAULT_REGION");
            sandbox.set(name, region);

            let (report, said) = checked(&sandbox, region);

            let summary = format!("from {name}, is not the name of a Region");
            let check = assert_check(&report, "aws.region", "fail", &summary, region);
            assert_eq!(check["facts"]["origin"], origin);
            assert_eq!(said.code, Some(1), "{region}");
            assert!(!sandbox.bootstrap(&["check", "-v"]).stdout.contains('\u{1b}'));
            // That is no reason not to ask whose credentials these are.
            assert_check(&report, "aws.identity", "pass", "role Admin", region);
        }
    }
}

#[test]
fn whoever_does_what_the_hint_says_has_a_region() {
    let cases: [&[(&str, &str)]; 5] = [
        &[],
        &[("AWS_REGION", "us east 1")],
        &[("AWS_DEFAULT_REGION", "us east 1")],
        &[("AWS_REGION", "us east 1"), ("AWS_DEFAULT_REGION", "us east 1")],
        &[("AWS_REGION", "eu-north-1")],
    ];
    for variables in cases {
        let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
        sandbox.write("home/.aws/config", "[default]\nregion = us east 1\n");
        if variables.is_empty() {
            sandbox.write("home/.aws/config", "");
        }
        for (name, value) in variables {
            sandbox.set(name, value);
        }
        let (report, _) = sandbox.check(&[]);
        let check = check_of(&report, "aws.region");
        assert_ne!(check["status"], "pass", "{variables:?}");

        for command in commands(check) {
            let words: Vec<&str> = command.split(' ').collect();
            match (words[0], words[1].split_once('=')) {
                ("export", Some((name, value))) => sandbox.set(name, value),
                ("unset", None) => sandbox.unset(words[1]),
                _ => panic!("{command}"),
            };
        }

        let (report, _) = sandbox.check(&[]);
        assert_check(&report, "aws.region", "pass", "", &format!("{variables:?}"));
    }
}
