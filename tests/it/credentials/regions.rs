//! Which Region is meant: the flag before variables, variables before files, files before the instance.

use std::process::Command;

use serde_json::json;

use super::profiles::with_profiles;
use super::{assert_check, checked, commands, known_as};
use crate::fixtures::{metadata, role};
use crate::peers::peers;
use crate::sandbox::{Sandbox, check_of, watch};

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
fn a_region_that_sam_cli_would_not_use_is_a_warning_and_leaves_open_what_is_deployed_where() {
    let cases: [(&[(&str, &str)], &str); 5] = [
        (&[], ", which SAM CLI does not read"),
        (
            &[("AWS_DEFAULT_REGION", "us-east-1")],
            "; SAM CLI takes us-east-1, from AWS_DEFAULT_REGION",
        ),
        (
            &[("AWS_DEFAULT_REGION", "us east 1")],
            "; SAM CLI takes \"us east 1\", from AWS_DEFAULT_REGION, which is not the name of a Region",
        ),
        // A blank one is none for the SDK, and one for botocore.
        (
            &[("AWS_DEFAULT_REGION", "")],
            "; SAM CLI takes \"\", from AWS_DEFAULT_REGION, which is not the name of a Region",
        ),
        (&[("AWS_PROFILE", "work")], "; SAM CLI takes eu-central-1, from the profile"),
    ];
    for (variables, misread) in cases {
        let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
        sandbox.with_keys();
        sandbox.unset("AWS_DEFAULT_REGION");
        sandbox.write("home/.aws/config", "[profile work]\nregion = eu-central-1\n");
        sandbox.set("AWS_REGION", "eu-north-1");
        for (name, value) in variables {
            sandbox.set(name, value);
        }

        let (report, said) = checked(&sandbox, misread);

        let check = check_of(&report, "aws.region");
        assert_eq!(check["status"], "warn", "{check}");
        assert_eq!(check["summary"], format!("eu-north-1, from AWS_REGION{misread}"));
        assert_eq!(commands(check), ["export AWS_DEFAULT_REGION=eu-north-1"]);
        assert_eq!(said.code, Some(0));
        assert_eq!(
            report["capabilities"]["deploy"],
            json!({ "verdict": "unknown", "by": ["aws.region"] })
        );
        // Whoever names it here has it in mind for all.
        let (report, _) = sandbox.check(&["--region", "eu-north-1"]);
        assert_check(&report, "aws.region", "pass", "eu-north-1, from --region", misread);
    }
}

#[test]
fn a_region_that_all_tools_find_is_fine() {
    let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
    sandbox.with_keys();
    sandbox.set("AWS_REGION", "eu-north-1");
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
    let cases: [&[(&str, &str)]; 6] = [
        &[],
        &[("AWS_REGION", "eu-north-1"), ("AWS_DEFAULT_REGION", "us-east-1")],
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

#[test]
fn the_region_of_sam_cli_is_the_one_that_botocore_finds() {
    let Some(peers) = peers() else { return };
    let metadata = metadata(None);
    let cases: [&[(&str, &str)]; 9] = [
        &[],
        &[("AWS_REGION", "eu-north-1")],
        &[("AWS_DEFAULT_REGION", "eu-south-1"), ("AWS_REGION", "eu-north-1")],
        &[("AWS_DEFAULT_REGION", "")],
        &[("AWS_DEFAULT_REGION", " ")],
        &[("AWS_PROFILE", "work")],
        &[("AWS_PROFILE", "bare")],
        &[("AWS_PROFILE", "bare"), ("AWS_DEFAULT_PROFILE", "work")],
        &[("AWS_DEFAULT_PROFILE", "work"), ("AWS_DEFAULT_REGION", "eu-south-1")],
    ];
    for variables in cases {
        let (mut sandbox, _sts) = with_profiles();
        sandbox.with_metadata(&metadata);
        sandbox.write("home/.aws/config", "[profile work]\nregion = eu-central-1\n");
        sandbox.write(
            "home/.aws/credentials",
            "[default]\nregion = eu-west-2\n[bare]\noutput = json\n",
        );
        for (name, value) in variables {
            sandbox.set(name, value);
        }
        let mut python = Command::new(peers.program("python"));
        python.args(["-c", "import boto3; print(boto3.Session().region_name)"]);
        sandbox.furnish(&mut python);
        let theirs = watch(python);
        let theirs = theirs.stdout.trim();

        let (report, _) = sandbox.check(&[]);

        let check = check_of(&report, "aws.region");
        let ours = check["facts"]["region_of_sam"].as_str();
        // What cannot be a Region is none for us, and nowhere to go for botocore.
        let theirs = Some(theirs).filter(|name| !["None", ""].contains(name));
        assert_eq!(ours, theirs, "{variables:?}: {check}");
    }
}
