//! Where this is: each environment by its own signs, and who answers there.

use serde_json::json;

use super::{asked, known_as};
use crate::fixtures::{INSTANCE, metadata, role};
use crate::loopback::{Reply, Server};
use crate::sandbox::Sandbox;

/// The endpoint of a container, or of a shell in the console.
fn container() -> Server {
    let answer = json!({
        "AccessKeyId": "ASIACONTAINEREXAMPL1",
        "SecretAccessKey": "canary-container-secret",
        "Token": "canary-container-token",
        "Expiration": "2099-01-01T00:00:00Z",
    });
    Server::start(move |_| Reply::ok(answer.to_string()))
}

/// Asserts where this is and who answers; the place is told by the first sign.
#[track_caller]
fn assert_around(sandbox: &Sandbox, surrounding: &str, described: &str, provider: &str) {
    let (report, said) = asked(sandbox, &[]);

    assert_eq!(report["surroundings"][0]["surrounding"], surrounding, "{report}");
    assert_eq!(report["answers"]["provider"], provider, "{report}");
    let first = said.stdout.lines().next().unwrap_or_default();
    assert!(first.starts_with(&format!("where     {described}")), "{}", said.stdout);
    assert_eq!(said.code, Some(0), "{}", said.stdout);
}

#[test]
fn variables_tell_where_this_is() {
    for (variable, value, surrounding, described) in [
        ("C9_PID", "0123", "cloud9", "an AWS Cloud9 environment: `C9_PID` is set"),
        ("CODESPACES", "true", "codespaces", "GitHub Codespaces"),
        ("__DEV_ENVIRONMENT_ID", "x", "code-catalyst", "a development environment of Amazon"),
        ("GITPOD_WORKSPACE_ID", "x", "gitpod", "Gitpod"),
        ("GITHUB_ACTIONS", "true", "github-actions", "a run of GitHub Actions"),
        ("GITLAB_CI", "true", "other-ci", "a CI system"),
    ] {
        let (mut sandbox, _sts) = known_as(&role("Deploy", "ann"));
        sandbox.with_keys();
        sandbox.set(variable, value);

        assert_around(&sandbox, surrounding, described, "environment");
    }
}

#[test]
fn containers_tell_where_this_is_and_answer() {
    for (variable, value, surrounding, described) in [
        ("AWS_EXECUTION_ENV", "CloudShell", "cloud-shell", "AWS CloudShell"),
        ("SAGEMAKER_APP_TYPE", "JupyterLab", "sage-maker", "Amazon SageMaker"),
        ("CODEBUILD_BUILD_ID", "x:y", "code-build", "a build of AWS CodeBuild"),
    ] {
        let (mut sandbox, _sts) = known_as(&role("Deploy", "ann"));
        let container = container();
        sandbox.set(variable, value);
        let uri = format!("{}/latest?canary=1", container.url());
        sandbox.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", uri);

        assert_around(&sandbox, surrounding, described, "container");
        let (report, said) = asked(&sandbox, &[]);
        assert_eq!(report["answers"]["from"]["endpoint"], container.url());
        assert_eq!(report["answers"]["expires_at"], "2099-01-01T00:00:00Z");
        assert!(said.stdout.contains(", until 2099-01-01T00:00:00Z"), "{}", said.stdout);
    }
}

#[test]
fn files_tell_where_this_is() {
    let metadata = metadata(Some("Workshop"));
    for (file, content, surrounding, described) in [
        ("home/.c9/stop-if-inactive.sh", "", "cloud9", "an AWS Cloud9 environment"),
        ("home/.config/code-server/config.yaml", "", "code-server", "a remote machine of VS Code"),
        ("home/.config/other", "", "ec2", "an EC2 instance: instance metadata names the instance"),
        (
            "system/sys/devices/virtual/dmi/id/board_asset_tag",
            INSTANCE,
            "ec2",
            "an EC2 instance: the firmware names the instance i-0de86dc17afe771ba",
        ),
    ] {
        let (mut sandbox, _sts) = known_as(&role("Workshop", INSTANCE));
        sandbox.with_metadata(&metadata);
        sandbox.write(file, content);

        assert_around(&sandbox, surrounding, described, "instance-metadata");
    }
}

#[test]
fn files_tell_machines_of_ones_own() {
    for (file, content, surrounding, described) in [
        ("home/.vscode-server/x", "", "vscode-server", "likely a remote machine of VS Code"),
        ("system/proc/version", "Linux 6.6-microsoft-WSL2", "wsl", "Linux on Windows (WSL)"),
        (
            "system/sys/devices/virtual/dmi/id/sys_vendor",
            "LENOVO",
            "own-machine",
            "your own machine, as far as one can see; the machine is made by LENOVO",
        ),
    ] {
        let (mut sandbox, _sts) = known_as(&role("TeamRole", "ann"));
        sandbox.with_keys();
        sandbox.write(file, content);

        assert_around(&sandbox, surrounding, described, "environment");
    }
}
