//! Where the server listens, and whom it answers.

use std::net::TcpListener;

use serde_json::json;

use super::server::{Local, REGION, machine};
use super::wire::Client;
use crate::sandbox::wait_for;

const STRANGER: &str = "AKIAUSEREXAMPLE00001";

#[test]
fn a_port_can_be_asked_for_and_one_that_is_taken_is_refused() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let sandbox = machine();

    let said = sandbox.bootstrap(&["local", "--ephemeral", "--port", &port.to_string()]);
    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{said:?}");
    insta::assert_snapshot!(said.stderr.replace(&port.to_string(), "[PORT]"), @"
    error: cannot listen on 127.0.0.1:[PORT]
      caused by: Address already in use (os error 98)

    hint: leave out `--port` to have a free one
    ");

    drop(taken);
    let server = Local::ephemeral(&["--port", &port.to_string()]);
    assert_eq!(server.url(), format!("http://127.0.0.1:{port}"));
}

#[test]
fn listening_on_all_addresses_warns_and_names_who_can_read() {
    let server = Local::ephemeral(&["--listen", "0.0.0.0"]);

    wait_for(|| !server.stderr().is_empty());
    insta::assert_snapshot!(server.stderr(), @"warning: every machine and container that reaches this one over any network can now read and change the values");
    server.client().put("/a", "x");
    assert!(server.url().starts_with("http://127.0.0.1:"), "{}", server.url());
}

#[test]
fn listening_on_loopback_warns_of_nothing() {
    for address in ["127.0.0.1", "::1"] {
        let server = Local::ephemeral(&["--listen", address]);

        server.client().put("/a", "x");
        assert_eq!(server.stderr(), "");
    }
}

#[test]
fn whoever_signs_with_other_keys_is_told_that_nothing_was_kept() {
    let server = Local::ephemeral(&[]);
    let stranger = Client::new(server.url(), REGION, STRANGER);
    let put = json!({"Name": "/a", "Value": "s3cret", "Type": "SecureString"});

    let answer = stranger.ask("PutParameter", &put);

    assert_eq!(answer.status, 400);
    assert_eq!(answer.code().as_deref(), Some("UnrecognizedClientException"));
    assert!(!answer.body.contains("s3cret"), "{answer:?}");
    assert_eq!(stranger.refused("GetResources", &json!({})), "UnrecognizedClientException");
    assert_eq!(server.client().value("/a"), None);

    let answer = stranger.ask_sts("Action=GetCallerIdentity&Version=2011-06-15");
    assert_eq!(answer.status, 403);
    assert!(answer.body.contains("<Code>InvalidClientTokenId</Code>"), "{answer:?}");
}

#[test]
fn with_any_key_everybody_is_answered() {
    let server = Local::ephemeral(&["--any-key"]);
    let stranger = Client::new(server.url(), REGION, STRANGER);

    stranger.put("/a", "x");
    assert_eq!(server.client().value("/a").as_deref(), Some("x"));
    assert_eq!(stranger.ask_sts("Action=GetCallerIdentity&Version=2011-06-15").status, 200);
}

#[test]
fn the_identity_is_that_of_a_store_and_of_no_account() {
    let server = Local::ephemeral(&[]);

    let answer = server.client().ask_sts("Action=GetCallerIdentity&Version=2011-06-15");

    assert_eq!(answer.status, 200);
    for told in [
        "<Arn>arn:aws:iam::000000000000:user/bootstrap-local</Arn>",
        "<Account>000000000000</Account>",
    ] {
        assert!(answer.body.contains(told), "{answer:?}");
    }
    let unknown = server.client().ask_sts("Action=AssumeRole&Version=2011-06-15");
    assert_eq!(unknown.status, 400);
    assert!(unknown.body.contains("<Code>InvalidAction</Code>"), "{unknown:?}");
}

#[test]
fn an_unknown_operation_is_refused_with_the_names_of_the_known() {
    let server = Local::ephemeral(&[]);

    let answer = server.client().ask("CreateDocument", &json!({"Name": "x"}));

    assert_eq!(answer.code().as_deref(), Some("UnknownOperationException"), "{answer:?}");
    for operation in ["PutParameter", "GetServiceSetting", "GetResources"] {
        assert!(answer.body.contains(operation), "{answer:?}");
    }
}

#[test]
fn no_two_stores_hand_out_the_same_key_and_one_keeps_its_own() {
    let others = Local::ephemeral(&[]);
    let sandbox = machine();
    let first = Local::start(&sandbox, &[]).key().to_owned();

    let server = Local::start(&sandbox, &[]);

    assert_eq!(server.key(), first, "lines that were pasted before still lead here");
    assert_ne!(server.key(), others.key());
    let foreign = Client::new(server.url(), REGION, others.key());
    assert_eq!(foreign.refused("GetResources", &json!({})), "UnrecognizedClientException");
}
