//! `check` says what stands in for AWS.

use serde_json::Value;

use crate::sandbox::{Sandbox, check_of, text_of};

const BOOTSTRAP: &str = env!("CARGO_BIN_EXE_bootstrap");

/// Runs `check` beside a local store and returns its document.
fn checked(sandbox: &Sandbox) -> Value {
    let said =
        sandbox.bootstrap(&["local", "--ephemeral", "--", BOOTSTRAP, "check", "--format", "json"]);
    serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said:?}"))
}

#[test]
fn an_address_that_leads_to_a_local_store_is_said_to() {
    let report = checked(&Sandbox::with_tools());

    let endpoint = check_of(&report, "aws.endpoint");
    assert_eq!(text_of(endpoint, "status"), "warn", "{endpoint}");
    assert!(text_of(endpoint, "summary").contains("a local store of bootstrap"), "{endpoint}");
    assert!(text_of(endpoint, "hint").contains("unset AWS_ENDPOINT_URL_SSM"), "{endpoint}");
    assert_eq!(endpoint["facts"]["local_store"], true);
}

#[test]
fn what_a_local_store_says_of_credentials_is_not_what_aws_says() {
    let report = checked(&Sandbox::with_tools());

    for id in ["aws.identity", "cloud9.credentials"] {
        assert_eq!(text_of(check_of(&report, id), "status"), "skip", "{id}: {report}");
    }
    let deploy = &report["capabilities"]["deploy"];
    assert_eq!(deploy["verdict"], "unknown", "{deploy}");
    assert_eq!(deploy["by"], serde_json::json!(["aws.endpoint"]));
}

#[test]
fn an_address_at_which_nobody_answers_is_said_to_be_that() {
    let mut sandbox = Sandbox::with_tools();
    sandbox.with_keys();
    // The port of TCP's own multiplexer: nobody has it.
    sandbox.set("AWS_ENDPOINT_URL", "http://127.0.0.1:1");

    let (report, _) = sandbox.check(&[]);

    let endpoint = check_of(&report, "aws.endpoint");
    assert_eq!(text_of(endpoint, "status"), "warn", "{endpoint}");
    assert!(text_of(endpoint, "summary").contains("nobody could be asked"), "{endpoint}");
}
