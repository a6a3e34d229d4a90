//! The canary in a store that is exported: it is said only when it is to be revealed, and then only in the manifest.

use std::fs;

use serde_json::json;

use super::{CANARY, assert_silent};
use crate::local::server::Local;
use crate::loopback::{Meddling, Reply};
use crate::peers::moto;
use crate::sandbox::Sandbox;
use crate::seed::{machine, seed};

/// A server with the canary as a value of every type, and a machine that reaches it.
fn with_canaries() -> (Local, Sandbox) {
    let server = Local::ephemeral(&[]);
    let client = server.client();
    for (name, kind, value) in [
        ("/it/string", "String", CANARY.to_owned()),
        ("/it/list", "StringList", format!("a,{CANARY}")),
        ("/it/secure", "SecureString", CANARY.to_owned()),
        ("/it/lines", "SecureString", format!("first\n{CANARY}\n")),
    ] {
        client.succeed("PutParameter", &json!({"Name": name, "Type": kind, "Value": value}));
    }
    let mut sandbox = Sandbox::empty();
    for (name, value) in &server.exports {
        sandbox.set(name, value);
    }
    sandbox.set("RUST_LOG", "trace").set("RUST_BACKTRACE", "full").set("IT_STRING", CANARY);
    (server, sandbox)
}

#[test]
fn no_value_is_said_unless_it_is_to_be_revealed() {
    let (_server, sandbox) = with_canaries();

    for arguments in [
        &["export", "/it", "--verbose"][..],
        &["export", "/", "--verbose"],
        &["export", "/it/string", "--verbose"],
        &["export", "/it", "--verbose", "-o", "stubs.yaml"],
        &["export", "/it", "--verbose", "-o", "stubs.yaml"],
        &["export", "/it", "--verbose", "--reveal", "-o", "values.yaml"],
        &["export", "/it", "--verbose", "--reveal", "-o", "values.yaml"],
        &["export", "/it", "--verbose", "--reveal", "-o", "no/such/folder"],
    ] {
        assert_silent(&arguments.join(" "), &sandbox.bootstrap(arguments));
    }

    let made = |name: &str| fs::read_to_string(sandbox.work().join(name)).unwrap();
    assert!(!made("stubs.yaml").contains(&CANARY[..5]));
    assert_eq!(made("values.yaml").matches(CANARY).count(), 4);
    let said = sandbox.bootstrap(&["export", "/it", "--reveal", "--verbose"]);
    assert!(said.stdout.contains(CANARY) && !said.stderr.contains(CANARY), "{said:?}");
}

#[test]
fn what_aws_says_of_a_value_is_not_said_again() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let manifest = "version: 1\npath: /it-canary-export\nparameters: {a: x}";
    assert_eq!(seed(&machine(&relay), manifest, &["--yes"]).code, Some(0));
    let listed = |parameter: serde_json::Value| json!({"Parameters": [parameter]}).to_string();
    for body in [
        listed(json!({"Name": "/it-canary-export/a", "Value": CANARY})),
        listed(json!({"Name": "/it-canary-export/a", "Type": "String", "Value": CANARY})),
        listed(json!({"Type": "String", "Value": CANARY, "ARN": "arn:x"})),
        format!("{{\"Parameters\": [{{\"Value\": \"{CANARY}"),
    ] {
        let relay = moto.relay(move |request| {
            (request.operation() == "GetParametersByPath")
                .then(|| Meddling::Instead(Reply::ok(body.clone())))
        });
        let sandbox = machine(&relay);
        let arguments = ["export", "/it-canary-export", "--reveal", "--verbose"];

        let said = sandbox.bootstrap(&arguments);

        assert_silent("an answer that makes no sense", &said);
        assert_eq!(said.code, Some(3), "{said:?}");
    }
}
