//! No credentials and no Region: what to do depends on where this is.

use super::{assert_cause, commands_of, machine};
use crate::credentials::known_as;
use crate::fixtures::role;
use crate::sandbox::{check_of, text_of};

#[test]
fn how_to_get_credentials_depends_on_where_this_is() {
    for (variable, value, command) in [
        ("NOWHERE", "x", "aws login"),
        ("AWS_EXECUTION_ENV", "CloudShell", "bootstrap check"),
        ("CODESPACES", "true", "aws login --remote"),
        ("GITPOD_WORKSPACE_ID", "x", "aws login --remote"),
        ("GITHUB_ACTIONS", "true", "- uses: aws-actions/configure-aws-credentials@v5"),
        ("CODEBUILD_BUILD_ID", "x", "docker run -e AWS_CONTAINER_CREDENTIALS_RELATIVE_URI IMAGE"),
        ("SAGEMAKER_APP_TYPE", "x", "bootstrap check"),
        ("CI", "true", "bootstrap check"),
    ] {
        let (mut sandbox, _sts) = machine();
        sandbox.set(variable, value);

        let summary = "no provider has credentials";
        let report = assert_cause(&sandbox, "aws.credentials", "fail", "nothing-found", summary);

        assert_eq!(commands_of(&report, "aws.credentials")[0], command, "{variable}");
    }
    let (sandbox, _sts) = machine();
    sandbox.on_cloud9();
    let report = assert_cause(&sandbox, "aws.credentials", "fail", "nothing-found", "");
    let check = check_of(&report, "aws.credentials");
    assert!(text_of(check, "hint").starts_with("on Cloud9: "), "{check}");
}

#[test]
fn a_profile_without_credentials_is_named() {
    let (sandbox, _sts) = machine();
    sandbox.write("home/.aws/config", "[default]\noutput = json\n");

    let summary = "no provider has credentials; the profile `default` names none";
    assert_cause(&sandbox, "aws.credentials", "fail", "nothing-found", summary);
}

#[test]
fn a_region_that_is_missing_is_offered_where_somebody_has_named_one() {
    let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
    let report = assert_cause(&sandbox, "aws.region", "fail", "no-region", "no Region is set");
    assert_eq!(commands_of(&report, "aws.region"), ["export AWS_DEFAULT_REGION=eu-west-1"]);

    sandbox.write(
        "home/.aws/config",
        "[default]\nregion = ap-south-1\n[profile work]\noutput = json\n",
    );
    sandbox.set("AWS_PROFILE", "work");
    let summary = "no Region is set, and the profile `work` names none";
    let report = assert_cause(&sandbox, "aws.region", "fail", "no-region", summary);
    assert_eq!(
        commands_of(&report, "aws.region"),
        [
            "export AWS_DEFAULT_REGION=ap-south-1",
            "aws configure set region ap-south-1 --profile work"
        ]
    );
}
