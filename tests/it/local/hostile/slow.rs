//! Callers who take their time, or never come to an end: nobody waits for them.

use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{SOON, assert_well};
use crate::local::server::Local;
use crate::local::wire::connect;

/// What a slow caller sends at once, and what it goes on with.
struct Slow {
    case: &'static str,
    at_once: String,
    drop_by_drop: &'static str,
    /// What it is told before the end, if anything.
    status: Option<&'static str>,
}

/// Sends slowly until the server has had enough, and returns what it said then.
#[track_caller]
fn outlasted(server: &Local, slow: &Slow) -> String {
    let mut stream = connect(server.host()).unwrap();
    stream.write_all(slow.at_once.as_bytes()).unwrap();
    // Each look takes as long as a drop.
    stream.set_read_timeout(Some(Duration::from_millis(200))).unwrap();
    let (started, mut said) = (Instant::now(), Vec::new());
    loop {
        assert!(started.elapsed() < SOON, "{}: it is still waited for", slow.case);
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => said.extend_from_slice(&buffer[..read]),
            Err(error) if super::is_timeout(&error) => {
                if stream.write_all(slow.drop_by_drop.as_bytes()).is_err() {
                    break;
                }
            }
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&said).into_owned()
}

#[test]
fn whoever_never_comes_to_an_end_is_sent_away() {
    let server = Local::ephemeral(&[]);
    let request = server.client().request("PutParameter", "");
    let with_body = request.replace("Content-Length: 0", "Content-Length: 1000");
    let in_chunks = request.replace("Content-Length: 0", "Transfer-Encoding: chunked");
    let half = request[..60].to_owned();
    let cases = [
        Slow { case: "says nothing", at_once: String::new(), drop_by_drop: "", status: None },
        Slow { case: "half a head", at_once: half.clone(), drop_by_drop: "", status: None },
        Slow { case: "an endless head", at_once: half, drop_by_drop: "x", status: None },
        Slow {
            case: "endless headers",
            at_once: "POST / HTTP/1.1\r\n".to_owned(),
            drop_by_drop: "X-A: b\r\n",
            status: None,
        },
        Slow { case: "no body", at_once: with_body.clone(), drop_by_drop: "", status: Some("408") },
        Slow {
            case: "an endless body",
            at_once: with_body,
            drop_by_drop: "{",
            status: Some("408"),
        },
        Slow {
            case: "endless chunks",
            at_once: in_chunks,
            drop_by_drop: "1\r\n \r\n",
            status: Some("408"),
        },
    ];

    thread::scope(|scope| {
        for slow in &cases {
            let server = &server;
            scope.spawn(move || {
                let said = outlasted(server, slow);
                if let Some(status) = slow.status {
                    let answer = format!("HTTP/1.1 {status} ");
                    assert!(said.starts_with(&answer), "{}: {said:?}", slow.case);
                }
            });
        }
    });
    assert_well(&server);
}

#[test]
fn whoever_never_reads_is_sent_away() {
    let server = Local::ephemeral(&[]);
    let client = server.client();
    for _ in 0..50 {
        client.put("/large", &"x".repeat(4000));
    }
    let request = client.request("GetParameterHistory", r#"{"Name": "/large"}"#);
    // It asks for more than fits between us, and leaves it there.
    let mut deaf = connect(server.host()).unwrap();
    deaf.write_all(request.repeat(40).as_bytes()).unwrap();

    let started = Instant::now();
    while deaf.write(b"x").is_ok() {
        assert!(started.elapsed() < SOON, "it is still waited for");
        thread::sleep(Duration::from_millis(50));
    }
    assert_well(&server);
}

#[test]
fn whoever_leaves_in_the_middle_disturbs_nobody() {
    let server = Local::ephemeral(&[]);
    let body = json!({"Name": "/left", "Value": "x", "Type": "String"}).to_string();
    let request = server.client().request("PutParameter", &body);

    for length in (0..request.len()).step_by(7) {
        let mut stream = connect(server.host()).unwrap();
        stream.write_all(&request.as_bytes()[..length]).unwrap();
        match length % 2 {
            0 => drop(stream),
            _ => stream.shutdown(Shutdown::Both).unwrap(),
        }
    }

    assert_eq!(server.client().value("/left"), None);
    assert_well(&server);
}
