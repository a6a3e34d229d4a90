//! Callers who mean it harm, or know no better: each gets a clear no or a closed connection, and the next is answered.

mod bodies;
mod crowds;
mod mutations;
mod slow;

use std::io::{self, BufReader, Read as _, Write as _};
use std::net::Shutdown;
use std::time::{Duration, Instant};

use serde_json::json;

use super::server::Local;
use super::wire::{Answer, connect, read_answer};

/// A server must be done with any caller by then.
const SOON: Duration = Duration::from_secs(20);

/// Sends bytes and no more after them, and returns the answer; none when the connection was closed without one.
#[track_caller]
fn send(server: &Local, bytes: &[u8]) -> Option<Answer> {
    let mut stream = connect(server.host()).unwrap();
    stream.set_read_timeout(Some(SOON)).unwrap();
    // It may have answered, and closed, long before everything is sent.
    drop(stream.write_all(bytes));
    drop(stream.shutdown(Shutdown::Write));
    let mut connection = BufReader::new(stream);
    match read_answer(&mut connection) {
        Ok((answer, _)) => Some(answer),
        Err(error) => {
            assert!(
                !is_timeout(&error),
                "no answer in {SOON:?} to {:?}",
                String::from_utf8_lossy(bytes)
            );
            let mut rest = Vec::new();
            drop(connection.read_to_end(&mut rest));
            assert!(rest.is_empty(), "{error}: {:?}", String::from_utf8_lossy(&rest));
            None
        }
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut)
}

/// Asserts that somebody who asks properly is answered, soon, and that nothing was ever said of a fault.
#[track_caller]
fn assert_well(server: &Local) {
    let started = Instant::now();
    let client = server.client();
    client.put("/still/here", "yes");
    assert_eq!(client.value("/still/here").as_deref(), Some("yes"));
    assert!(started.elapsed() < SOON, "{:?}", started.elapsed());
    assert_eq!(server.stderr(), "");
}

/// Asserts that this was refused with a code, and with the status that goes with it.
#[track_caller]
fn assert_refused(case: &str, answer: Option<&Answer>, status: u16, code: &str) {
    let answer = answer.unwrap_or_else(|| panic!("{case}: closed"));
    assert_eq!(
        (answer.status, answer.code().as_deref()),
        (status, Some(code)),
        "{case}: {answer:?}"
    );
}

#[test]
fn a_request_without_a_known_target_is_refused() {
    let server = Local::ephemeral(&[]);
    let client = server.client();
    let good = client.request("PutParameter", "{}");
    let with = |target: &str| good.replace("AmazonSSM.PutParameter", target);

    for target in [
        "",
        "AmazonSSM",
        "AmazonSSM.",
        "AmazonSSM.putparameter",
        "AmazonSSM.PutParameter.More",
        "AmazonSSM.GetResources",
        "ResourceGroupsTaggingAPI_20170126.PutParameter",
        "AmazonEC2.PutParameter",
        "PutParameter",
        "AmazonSSM.PutParameter, AmazonSSM.GetParameter",
        "AmazonSSM.\u{e4}",
    ] {
        let answer = send(&server, with(target).as_bytes());
        assert_refused(target, answer.as_ref(), 400, "UnknownOperationException");
    }
    let none = good.replace("X-Amz-Target: AmazonSSM.PutParameter\r\n", "");
    assert_refused("none", send(&server, none.as_bytes()).as_ref(), 400, "MissingAction");
    assert_well(&server);
}

#[test]
fn a_request_that_is_no_post_does_nothing() {
    let server = Local::ephemeral(&[]);
    let body = r#"{"Name": "/by-another-method", "Value": "x", "Type": "String"}"#;
    let good = server.client().request("PutParameter", body);

    for method in ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FOO", "post"] {
        let answer = send(&server, good.replacen("POST", method, 1).as_bytes());
        let status = answer.as_ref().map(|answer| answer.status);
        assert!(status.is_some_and(|status| (400..500).contains(&status)), "{method}: {answer:?}");
    }
    for line in [
        "GET / HTTP/1.1",
        "HEAD / HTTP/1.1",
        "CONNECT example.org:443 HTTP/1.1",
        "POST / HTTP/9.9",
        "POST",
    ] {
        let answer =
            send(&server, format!("{line}\r\nHost: x\r\nContent-Length: 0\r\n\r\n").as_bytes());
        assert!(
            answer.as_ref().is_none_or(|answer| (400..500).contains(&answer.status)),
            "{line}: {answer:?}"
        );
    }
    assert_eq!(server.client().value("/by-another-method"), None);
    assert_well(&server);
}

#[test]
fn a_request_without_our_key_does_nothing() {
    let server = Local::ephemeral(&[]);
    let key = server.key();
    let body =
        json!({"Name": "/by-a-stranger", "Value": "s3cret", "Type": "SecureString"}).to_string();
    let good = server.client().request("PutParameter", &body);
    let (before, rest) = good.split_once("Authorization: ").unwrap();
    let (value, after) = rest.split_once("\r\n").unwrap();
    let with = |value: &str| format!("{before}Authorization: {value}\r\n{after}");

    for (value, code) in [
        ("", "MissingAuthenticationTokenException"),
        ("Basic TE9DQUxCT09UU1RSQVBTVE9SRTA6eA==", "MissingAuthenticationTokenException"),
        (&format!("Bearer {key}"), "MissingAuthenticationTokenException"),
        ("AWS4-HMAC-SHA256 Credential=", "UnrecognizedClientException"),
        ("AWS4-HMAC-SHA256 Credential=////", "UnrecognizedClientException"),
        (&value.replace(key, "AKIAUSEREXAMPLE00001"), "UnrecognizedClientException"),
        (&value.replace(key, &format!("{key}0")), "UnrecognizedClientException"),
        (&value.replace(key, &key.to_lowercase()), "UnrecognizedClientException"),
        (&value.replace("/eu-west-1/", "//"), "IncompleteSignatureException"),
        (&value.replace("/eu-west-1/", "/../../etc/passwd/"), "IncompleteSignatureException"),
        (&format!("AWS4-HMAC-SHA256 Credential={key}"), "IncompleteSignatureException"),
    ] {
        let answer = send(&server, with(value).as_bytes());
        assert_refused(value, answer.as_ref(), 400, code);
        assert!(!answer.unwrap().body.contains("s3cret"));
    }
    let unsigned = format!("{before}{after}");
    let answer = send(&server, unsigned.as_bytes());
    assert_refused("unsigned", answer.as_ref(), 400, "MissingAuthenticationTokenException");
    assert_eq!(server.client().value("/by-a-stranger"), None);
    assert_well(&server);
}
