//! `--offline`: nobody is asked, and what only the network knows is unknown.

use std::time::Duration;

use super::asked;
use crate::fixtures::{metadata, refusing_sts, role, sts};
use crate::loopback::Server;
use crate::sandbox::{Sandbox, check_of};

/// A machine on which everybody could be asked.
fn surrounded() -> (Sandbox, Vec<Server>) {
    let servers = vec![sts(&role("TeamRole", "MasterKey")), metadata(Some("Workshop")), sts("x")];
    let mut sandbox = Sandbox::with_tools();
    sandbox.set("AWS_ENDPOINT_URL", servers[0].url());
    sandbox.with_metadata(&servers[1]);
    sandbox.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", servers[2].url());
    let token = sandbox.write("token", "canary");
    sandbox.set("AWS_WEB_IDENTITY_TOKEN_FILE", token);
    sandbox.set("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/App");
    (sandbox, servers)
}

/// Asserts that nobody was asked, by any command.
#[track_caller]
fn assert_nobody_is_asked(sandbox: &Sandbox, servers: &[Server], case: &str) {
    asked(sandbox, &["--offline"]);
    let (report, _) = sandbox.check(&["--offline"]);
    for server in servers {
        assert_eq!(server.requests().len(), 0, "{case}: {:?}", server.requests());
    }
    assert_ne!(check_of(&report, "aws.identity")["status"], "pass", "{case}");
    assert_ne!(report["capabilities"]["deploy"]["verdict"], "ok", "{case}");
}

#[test]
fn nobody_is_asked_whatever_the_profile_says() {
    let process = |sandbox: &Sandbox| {
        let script = sandbox.script("process", ": > \"$HOME/ran\"");
        format!("credential_process = {}\n", script.display())
    };
    let named = |text: &str| text.to_owned();
    for (case, profile, status) in [
        ("keys", None, "unknown"),
        ("sso", Some("sso_session = x\n"), "unknown"),
        (
            "role",
            Some("role_arn = arn:aws:iam::111122223333:role/x\nsource_profile = b\n"),
            "unknown",
        ),
        ("source", Some("credential_source = Ec2InstanceMetadata\n"), "unknown"),
        ("login", Some("login_session = arn:aws:iam::111122223333:user/x\n"), "unknown"),
        ("process", Some(""), "unknown"),
        ("region only", Some("region = eu-west-1\n"), "unknown"),
    ] {
        let (sandbox, servers) = surrounded();
        match profile {
            None => sandbox.managed_by_cloud9(true),
            Some(profile) => {
                let profile = if case == "process" { process(&sandbox) } else { named(profile) };
                let config = format!(
                    "[default]\n{profile}[profile b]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n\
                     [sso-session x]\nsso_region = eu-west-1\nsso_start_url = https://x.awsapps.com/start\n"
                );
                sandbox.write("home/.aws/config", config);
            }
        }

        assert_nobody_is_asked(&sandbox, &servers, case);

        assert!(!sandbox.path("home/ran").exists(), "{case}");
        let (report, said) = asked(&sandbox, &["--offline"]);
        let has_keys = profile.is_none();
        assert_eq!(report["answers"]["provider"].is_string(), has_keys, "{case}: {report}");
        assert_eq!(said.code, Some(3), "{case}: {report}");
        let (check, _) = sandbox.check(&["aws.identity", "aws.credentials", "--offline"]);
        let id = if has_keys { "aws.identity" } else { "aws.credentials" };
        assert_eq!(check_of(&check, id)["status"], status, "{case}: {check}");
    }
}

#[test]
fn what_is_there_without_a_network_is_still_told() {
    let (mut sandbox, _servers) = surrounded();
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(true);
    sandbox.set("AWS_PROFILE", "default");

    let (report, _) = asked(&sandbox, &["--offline"]);

    assert_eq!(report["verdict"]["kind"], "cloud9-managed");
    assert_eq!(report["verdict"]["certainty"], "certain");
    assert_eq!(report["surroundings"][0]["surrounding"], "cloud9");
    let shadowed = report["shadowed"].as_array().unwrap();
    let providers: Vec<&str> =
        shadowed.iter().map(|one| one["provider"].as_str().unwrap()).collect();
    assert_eq!(providers, ["web-identity", "container", "instance-metadata"]);
    assert!(shadowed.iter().all(|one| one["would"] == "unknown"), "{report}");
}

#[test]
fn that_there_is_nobody_needs_no_network() {
    let (report, said) = asked(&Sandbox::empty(), &["--offline"]);

    assert_eq!(report["verdict"]["kind"], "none");
    assert_eq!(said.code, Some(1));
}

#[test]
fn that_nobody_was_asked_does_not_mean_that_there_is_nobody() {
    let mut sandbox = Sandbox::empty();
    sandbox.with_keys();
    sandbox.set("AWS_ENDPOINT_URL_STS", "no address");

    let (report, said) = asked(&sandbox, &[]);

    assert_eq!(report["verdict"]["kind"], "unknown", "{report}");
    assert_eq!(report["advice"]["id"], "aws.identity");
    assert_eq!(said.code, Some(1));
}

#[test]
fn all_and_offline_contradict_each_other() {
    let said = Sandbox::empty().bootstrap(&["whoami", "--all", "--offline"]);

    assert_eq!(said.code, Some(2));
}

#[test]
fn without_a_network_it_takes_no_time() {
    let (sandbox, _servers) = surrounded();
    sandbox.managed_by_cloud9(true);

    // Others may use the processor, too: the fastest of some runs is what it takes.
    let fastest = (0..30).map(|_| sandbox.bootstrap(&["whoami", "--offline"]).took).min();

    assert!(fastest.is_some_and(|took| took < Duration::from_millis(50)), "{fastest:?}");
}

#[test]
fn an_engine_on_the_network_is_not_asked() {
    let mut sandbox = Sandbox::empty();
    sandbox.set("DOCKER_HOST", "tcp://192.0.2.1:2375");

    let (report, said) = sandbox.check(&["docker", "--offline"]);

    let check = check_of(&report, "docker.engine");
    assert_eq!(check["status"], "unknown", "{check}");
    assert!(check["summary"].as_str().unwrap().contains("is on the network"), "{check}");
    assert!(said.took < Duration::from_secs(1), "{said:?}");
}

#[test]
fn a_key_that_aws_refuses_was_asked_about() {
    let sts = refusing_sts("InvalidClientTokenId", "The security token is invalid");
    let mut sandbox = Sandbox::empty();
    sandbox.with_keys();
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());

    let (report, _) = asked(&sandbox, &[]);
    let because = serde_json::json!(["AWS was asked, and does not accept them"]);
    assert_eq!(report["verdict"]["evidence"], because);

    let (report, _) = asked(&sandbox, &["--offline"]);
    let because = serde_json::json!(["AWS was not asked whose they are"]);
    assert_eq!(report["verdict"]["evidence"], because);
}
