//! Instance metadata that is silent, refuses, knows nothing, or must not go through a proxy.

use std::net::TcpListener;
use std::time::Duration;

use super::{assert_check, checked, commands, known_as};
use crate::fixtures::{INSTANCE, metadata, metadata_but, role, sts};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Sandbox, check_of, text_of};

#[test]
fn silence_is_waited_for_once_and_briefly() {
    for region in [Some("eu-west-1"), None] {
        let silent = Server::start(|_| Reply::Silence);
        let mut sandbox = Sandbox::with_tools();
        sandbox.with_metadata(&silent);
        if let Some(region) = region {
            sandbox.set("AWS_DEFAULT_REGION", region);
        }

        let (report, said) = sandbox.check(&[]);

        let case = format!("Region {region:?}");
        assert!(said.took < Duration::from_secs(3), "{case}: {:?}", said.took);
        assert_check(
            &report,
            "aws.credentials",
            "unknown",
            "no other provider has credentials, and the instance metadata service did not answer within 1 s",
            &case,
        );
        let status = if region.is_some() { "pass" } else { "unknown" };
        assert_check(&report, "aws.region", status, "", &case);
        assert_eq!(report["capabilities"]["deploy"]["verdict"], "unknown", "{case}");
        assert_eq!(said.code, Some(3), "{case}");
    }
}

#[test]
fn silence_does_not_matter_where_others_have_credentials() {
    let silent = Server::start(|_| Reply::Silence);
    let (mut sandbox, _sts) = known_as(&role("Admin", "ann"));
    sandbox.with_metadata(&silent);
    sandbox.with_keys();

    let (report, said) = sandbox.check(&[]);

    assert_check(&report, "aws.credentials", "pass", "from environment variables", "keys");
    assert_check(&report, "aws.identity", "pass", "role Admin", "keys");
    assert!(said.took < Duration::from_secs(3), "{:?}", said.took);
    assert_eq!(said.code, Some(0));
}

#[test]
fn a_port_where_nobody_listens_says_at_once_that_there_is_no_metadata() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut sandbox = Sandbox::with_tools();
    sandbox.unset("AWS_EC2_METADATA_DISABLED");
    sandbox.set("AWS_EC2_METADATA_SERVICE_ENDPOINT", format!("http://127.0.0.1:{port}"));

    let (report, said) = checked(&sandbox, "refused");

    assert_check(&report, "aws.credentials", "fail", "no provider has credentials", "refused");
    assert_check(&report, "aws.region", "fail", "no Region is set", "refused");
    assert!(said.took < Duration::from_secs(2), "{:?}", said.took);
    assert_eq!(said.code, Some(1));
}

#[test]
fn an_instance_without_a_role_has_no_credentials_and_is_told_how_to_get_one() {
    let metadata = metadata(None);
    let mut sandbox = Sandbox::with_tools();
    sandbox.with_metadata(&metadata);

    let (report, said) = checked(&sandbox, "404");

    let check =
        assert_check(&report, "aws.credentials", "fail", "no provider has credentials", "404");
    assert!(commands(check)[0].contains(&format!("--instance-id {INSTANCE} ")), "{check}");
    let check = assert_check(&report, "cloud9.credentials", "skip", "", "404");
    assert_eq!(check["facts"]["kind"], "none");
    assert_eq!(said.code, Some(1));
}

#[test]
fn metadata_that_is_turned_off_is_a_failure_and_not_an_absence() {
    let forbidden = Server::start(|_| Reply::status(403, ""));
    let mut sandbox = Sandbox::with_tools();
    sandbox.with_metadata(&forbidden);

    let (report, said) = checked(&sandbox, "403");

    let summary = "the instance metadata is set up and does not work";
    assert_check(&report, "aws.credentials", "fail", summary, "403");
    assert_ne!(check_of(&report, "aws.region")["status"], "pass");
    assert_eq!(said.code, Some(1));
}

#[test]
fn the_instance_names_the_region_when_nobody_else_does() {
    let (mut sandbox, _sts) = known_as(&role("Workshop", INSTANCE));
    let metadata = metadata(Some("Workshop"));
    sandbox.with_metadata(&metadata);

    let (report, _) = checked(&sandbox, "region");

    let summary = "eu-west-1, from instance metadata, which SAM CLI does not read";
    let check = assert_check(&report, "aws.region", "warn", summary, "region");
    assert_eq!(commands(check), ["export AWS_DEFAULT_REGION=eu-west-1"]);
    assert_eq!(check["facts"]["origin"], "instance-metadata");

    sandbox.set("AWS_EC2_METADATA_DISABLED", "TRUE");
    let asked = metadata.requests().len();
    let (report, _) = checked(&sandbox, "disabled");
    assert_check(&report, "aws.region", "fail", "no Region is set", "disabled");
    assert_eq!(metadata.requests().len(), asked, "nobody was asked");
}

#[test]
fn what_is_not_metadata_never_becomes_a_command() {
    for body in
        ["<html>canary</html>", "i-1; canary", "$(canary)", "", "i-0de86dc17afe771ba canary"]
    {
        let portal = metadata_but(None, move |path| {
            let asked = path.ends_with("/instance-id") || path.ends_with("/region");
            asked.then(|| Reply::ok(body))
        });
        let mut sandbox = Sandbox::with_tools();
        sandbox.with_metadata(&portal);

        let (report, _) = sandbox.check(&[]);

        for check in report["checks"].as_array().unwrap() {
            let hint = check["hint"].as_str().unwrap_or_default();
            assert!(!hint.contains("canary") && !hint.contains("html"), "{body}: {check}");
        }
        assert_ne!(check_of(&report, "aws.region")["status"], "pass", "{body}");
    }
}

#[test]
fn an_address_of_metadata_that_is_none_is_told() {
    for address in ["garbage", "127.0.0.1:80", " ", "http://", "ann:canary@host"] {
        let mut sandbox = Sandbox::with_tools();
        sandbox.unset("AWS_EC2_METADATA_DISABLED");
        sandbox.set("AWS_EC2_METADATA_SERVICE_ENDPOINT", address);
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");

        let (report, said) = checked(&sandbox, address);

        let check = check_of(&report, "aws.credentials");
        assert!(["fail", "unknown"].contains(&text_of(check, "status")), "{address}: {check}");
        assert!(said.took < Duration::from_secs(4), "{address}: {:?}", said.took);
        assert!(!said.stderr.contains("a fault of ours"), "{address}: {said:?}");
    }
}

#[test]
fn metadata_is_never_asked_through_a_proxy() {
    for no_proxy in [None, Some("example.com"), Some("169.254.169.254")] {
        let metadata = metadata(Some("Workshop"));
        let sts = sts(&role("Workshop", INSTANCE));
        let upstream = sts.url();
        let proxy = Server::relay(&upstream, |_| None);
        let mut sandbox = Sandbox::with_tools();
        sandbox.with_metadata(&metadata);
        sandbox.set("AWS_ENDPOINT_URL_STS", "http://sts.example:80");
        for name in
            ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
        {
            sandbox.set(name, proxy.url());
        }
        if let Some(hosts) = no_proxy {
            sandbox.set("NO_PROXY", hosts);
        }

        let (report, _) = checked(&sandbox, "proxy");

        let case = format!("NO_PROXY {no_proxy:?}");
        // Other tools are not as careful.
        let is_direct = no_proxy == Some("169.254.169.254");
        let status = if is_direct { "pass" } else { "warn" };
        assert_check(&report, "aws.credentials", status, "from instance metadata", &case);
        assert_check(&report, "aws.region", "warn", "from instance metadata", &case);
        let check = check_of(&report, "cloud9.credentials");
        assert_eq!(check["facts"]["instance_profile"], "Workshop", "{case}");
        // STS goes through the proxy: it is one, and it is used.
        assert_check(&report, "aws.identity", "pass", "role Workshop", &case);
        let asked = proxy.requests();
        assert!(!asked.is_empty(), "{case}");
        for request in asked {
            let text = format!("{request:?}");
            assert!(!text.contains("/latest/") && !text.contains("ec2-metadata"), "{case}: {text}");
        }
    }
}
