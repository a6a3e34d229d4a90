//! Bodies that are too large, too deep, of no text, or of the wrong shape.

use super::{assert_refused, assert_well, send};
use crate::local::server::Local;
use crate::sandbox::memory_of;

const MEBIBYTE: usize = 1024 * 1024;

/// A request that says how long its body is, truly or not.
fn of_length(server: &Local, length: usize, body: &str) -> Vec<u8> {
    let request = server.client().request("PutParameter", "");
    let request = request.replace("Content-Length: 0", &format!("Content-Length: {length}"));
    (request + body).into_bytes()
}

fn chunked(server: &Local, body: &str) -> Vec<u8> {
    let request = server.client().request("PutParameter", "");
    let request = request.replace("Content-Length: 0", "Transfer-Encoding: chunked");
    let text = |chunk: &[u8]| String::from_utf8_lossy(chunk).into_owned();
    let chunks: String = body
        .as_bytes()
        .chunks(8192)
        .flat_map(|chunk| [format!("{:x}\r\n", chunk.len()), text(chunk), "\r\n".to_owned()])
        .collect();
    format!("{request}{chunks}0\r\n\r\n").into_bytes()
}

/// A put with a value that makes it so long.
fn put_of(length: usize) -> String {
    let (before, after) = (r#"{"Name": "/large", "Type": "String", "Value": ""#, r#""}"#);
    format!("{before}{}{after}", "x".repeat(length - before.len() - after.len()))
}

#[test]
fn a_body_may_have_a_mebibyte_and_no_more() {
    let server = Local::ephemeral(&[]);
    let (fits, too_large) = (put_of(MEBIBYTE), put_of(MEBIBYTE + 1));

    for (case, request) in
        [("in one", of_length(&server, fits.len(), &fits)), ("in chunks", chunked(&server, &fits))]
    {
        // Parameter Store has an opinion of its own about such a value.
        assert_refused(case, send(&server, &request).as_ref(), 400, "ValidationException");
    }
    for (case, request) in [
        ("in one", of_length(&server, too_large.len(), &too_large)),
        ("in chunks", chunked(&server, &too_large)),
        ("announced", of_length(&server, usize::MAX / 2, "")),
        ("announced and begun", of_length(&server, 100 * MEBIBYTE, &too_large)),
    ] {
        let answer = send(&server, &request);
        // Somebody who goes on sending may find the connection closed before the answer comes through.
        assert!(answer.as_ref().is_none_or(|answer| answer.status == 413), "{case}: {answer:?}");
    }
    assert_refused(
        "announced",
        send(&server, &of_length(&server, 10 * MEBIBYTE, "")).as_ref(),
        413,
        "RequestEntityTooLargeException",
    );
    assert_well(&server);
}

#[test]
fn many_large_bodies_at_once_take_little_memory() {
    let server = Local::ephemeral(&[]);
    let body = put_of(MEBIBYTE);
    let request = of_length(&server, body.len(), &body);

    std::thread::scope(|scope| {
        for _ in 0..24 {
            scope.spawn(|| send(&server, &request));
        }
    });

    let peak = memory_of(server.id()).expect("it runs") / 1024 / 1024;
    assert!(peak < 100, "{peak} MiB");
    assert_well(&server);
}

#[test]
fn a_head_that_is_too_large_is_refused() {
    let server = Local::ephemeral(&[]);
    let good = server.client().request("GetParameter", "{}");
    let long = format!("X-Long: {}\r\n", "x".repeat(MEBIBYTE));
    let many = "X-Many: x\r\n".repeat(5000);

    for (case, header) in [("long", long), ("many", many)] {
        let answer = send(&server, good.replacen("Host:", &(header + "Host:"), 1).as_bytes());
        assert!(answer.as_ref().is_none_or(|answer| answer.status == 431), "{case}: {answer:?}");
    }
    let long_line = good.replacen("POST /", &format!("POST /{}", "x".repeat(MEBIBYTE)), 1);
    let answer = send(&server, long_line.as_bytes());
    assert!(
        answer.as_ref().is_none_or(|answer| [414, 431].contains(&answer.status)),
        "line: {answer:?}"
    );
    assert_well(&server);
}

#[test]
fn a_body_that_is_no_request_is_refused() {
    let server = Local::ephemeral(&[]);
    let deep = "[".repeat(100_000);
    let deep_value = format!(r#"{{"Name": {}"/x"{}}}"#, "[".repeat(500), "]".repeat(500));
    let bodies: [&[u8]; 14] = [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\"text\"",
        b"1e999",
        b"{\"Name\": }",
        deep.as_bytes(),
        deep_value.as_bytes(),
        b"{\"Name\": \"\xff\"}",
        b"{\"Name\": \"\\ud800\"}",
        b"\xef\xbb\xbf{}",
        b"{} {}",
        b"{\"Name\": \"/a\", \"Name\": \"/b\", \"Value\": 1}",
    ];

    for body in bodies {
        for operation in [
            "PutParameter",
            "GetParameters",
            "GetParametersByPath",
            "LabelParameterVersion",
            "AddTagsToResource",
        ] {
            let head = server.client().request(operation, "");
            let head =
                head.replace("Content-Length: 0", &format!("Content-Length: {}", body.len()));
            let answer = send(&server, &[head.as_bytes(), body].concat());
            let case =
                format!("{operation} {:?}", String::from_utf8_lossy(&body[..body.len().min(40)]));
            let answer = answer.unwrap_or_else(|| panic!("{case}: closed"));
            assert_eq!(answer.status, 400, "{case}: {answer:?}");
            assert!(answer.code().is_some(), "{case}: {answer:?}");
        }
    }
    assert_well(&server);
}
