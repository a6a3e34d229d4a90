//! Addresses that a profile names: for one service, for all, or not at all.

use serde_json::json;

use super::{assert_check, checked, commands};
use crate::fixtures::{role, sts, sts_beside};
use crate::loopback::{Reply, Server};
use crate::sandbox::Sandbox;

/// A store without parameters, and where it was asked.
fn store() -> Server {
    Server::start(|request| match request.operation() {
        "GetParameters" => Reply::ok(r#"{"Parameters":[],"InvalidParameters":["/a"]}"#),
        _ => Reply::status(500, ""),
    })
}

/// Keys in the environment, which name no profile; and a profile with a section of services.
fn machine(of_profile: &str, services: &str) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.with_keys();
    let config = format!("[default]\n{of_profile}\nservices = mine\n[services mine]\n{services}\n");
    sandbox.write("home/.aws/config", config);
    sandbox.write("work/params.yaml", "version: 1\nparameters: { /a: b }\n");
    sandbox
}

#[test]
fn the_sdk_is_led_where_it_is_said_to_be_led() {
    let aws = sts_beside(&role("Admin", "ann"), |request| {
        let empty = r#"{"Parameters":[],"InvalidParameters":["/a"]}"#;
        (request.operation() == "GetParameters").then(|| Reply::ok(empty))
    });
    let (url, nowhere) = (aws.url(), "http://127.0.0.1:1");
    let services = |url: &str| {
        ["sts", "ssm", "resource-groups-tagging-api"]
            .map(|service| format!("{service} =\n  endpoint_url = {url}"))
            .join("\n")
    };
    let (each, wrong) = (services(&url), services(nowhere));
    let (general, other) = (format!("endpoint_url = {url}"), format!("endpoint_url = {nowhere}"));
    let by_each = [
        ("AWS_ENDPOINT_URL_STS", &*url),
        ("AWS_ENDPOINT_URL_SSM", &*url),
        ("AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API", &*url),
    ];
    let by_all = [("AWS_ENDPOINT_URL", &*url)];
    let only_ssm = format!("ssm =\n  endpoint_url = {url}");
    let cases = [
        ("services only", "", &each, [].as_slice()),
        ("services before the profile's own", &other, &each, &[]),
        ("both", &general, &only_ssm, &[]),
        ("a service's variable before all", &other, &wrong, &by_each),
        ("the general variable before services", &other, &wrong, &by_all),
    ];
    for (case, of_profile, services, variables) in cases {
        let mut sandbox = machine(of_profile, services);
        for (name, value) in variables {
            sandbox.set(name, *value);
        }
        let asked = aws.calls("GetParameters");

        let (report, _) = checked(&sandbox, case);
        let said = sandbox.bootstrap(&["seed", "params.yaml", "--dry-run", "--format", "json"]);

        let check = assert_check(&report, "aws.identity", "pass", "role Admin", case);
        assert_eq!(check["facts"]["endpoint"], url, "{case}");
        let check = assert_check(&report, "aws.endpoint", "warn", "", case);
        assert!(check["summary"].as_str().unwrap().contains(&format!(" lead to {url}")), "{check}");
        assert_eq!(check["facts"]["endpoints"], json!([url]), "{case}: {check}");
        assert_eq!(said.code, Some(1), "{case}: {said:?}");
        assert!(said.stdout.contains(&url), "{case}: {said:?}");
        assert_eq!(aws.calls("GetParameters"), asked + 1, "{case}");
    }
}

#[test]
fn an_address_of_a_service_is_taken_away_where_it_was_named() {
    let edit = "${EDITOR:-vi} \"$HOME/.aws/config\"";
    let (sts, ssm) = (sts(&role("Admin", "ann")), store());
    let mut sandbox = machine("", &format!("ssm =\n  endpoint_url = {}", ssm.url()));
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
    let (report, _) = checked(&sandbox, "both");
    let check = assert_check(&report, "aws.endpoint", "warn", "", "both");
    assert_eq!(commands(check), ["unset AWS_ENDPOINT_URL_STS", edit]);

    let mut sandbox = machine("", "ssm =\n  endpoint_url = garbage");
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
    let (report, said) = checked(&sandbox, "garbage");
    let summary = "`endpoint_url` of `ssm` in the profile's services is not an address like";
    let check = assert_check(&report, "aws.endpoint", "fail", summary, "garbage");
    assert!(commands(check).contains(&edit), "{check}");
    assert_eq!(said.code, Some(1));
    let said = sandbox.bootstrap(&["seed", "params.yaml", "--dry-run"]);
    assert_eq!(said.code, Some(2), "{said:?}");
}

#[test]
fn a_profile_may_say_that_addresses_are_ignored() {
    let mut sandbox = machine(
        "ignore_configured_endpoint_urls = true\nendpoint_url = garbage",
        "ssm =\n  endpoint_url = garbage",
    );
    sandbox.set("AWS_ENDPOINT_URL_STS", "garbage");
    // Nobody is to be asked.
    sandbox.unset("AWS_ACCESS_KEY_ID").unset("AWS_SECRET_ACCESS_KEY");

    let (report, _) = checked(&sandbox, "ignored");

    assert_check(&report, "aws.endpoint", "pass", "no other address is set", "ignored");
    assert_check(&report, "aws.identity", "skip", "no credentials to ask about", "ignored");

    sandbox.set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false");
    let (report, _) = checked(&sandbox, "not ignored");
    assert_check(
        &report,
        "aws.identity",
        "fail",
        "`AWS_ENDPOINT_URL_STS` is not an",
        "not ignored",
    );
}
