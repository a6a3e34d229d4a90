//! Ten thousand parameters, as many as an account has: started at once, read in no time, in little memory.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::server::{Local, machine};
use crate::sandbox::{Sandbox, memory_of};

const PARAMETERS: usize = 10_000;
const MEBIBYTE: u64 = 1024 * 1024;

/// Puts all of them, many at once.
fn fill(sandbox: &Sandbox) -> Local {
    let server = Local::start(sandbox, &[]);
    thread::scope(|scope| {
        for writer in 0..4 {
            let server = &server;
            scope.spawn(move || {
                let client = server.client();
                for number in (writer..PARAMETERS).step_by(4) {
                    let name = format!("/large/group-{}/p{number:05}", number % 100);
                    client.put(&name, &format!("value {number} of ten thousand"));
                }
            });
        }
    });
    server
}

#[test]
fn ten_thousand_parameters_are_started_and_read_in_no_time_and_little_memory() {
    let sandbox = machine();
    let server = fill(&sandbox);
    assert_small(&server, "filled");
    drop(server);

    let start = (0..5).map(|_| time_to_an_answer(&sandbox)).min().expect("there are five");

    let server = Local::start(&sandbox, &[]);
    let client = server.client();
    let started = Instant::now();
    let below = json!({"Path": "/large", "Recursive": true, "WithDecryption": true});
    let found = client.pages("GetParametersByPath", &below, "Parameters");
    let read = started.elapsed();

    assert_eq!(found.len(), PARAMETERS);
    assert_small(&server, "read");
    assert!(read < Duration::from_secs(2), "{read:?}");
    assert!(start < longest_start(), "{start:?}");
}

/// Starts a server and asks it for one of the parameters.
#[track_caller]
fn time_to_an_answer(sandbox: &Sandbox) -> Duration {
    let started = Instant::now();
    let server = Local::start(sandbox, &[]);
    assert!(server.client().value("/large/group-99/p09999").is_some());
    started.elapsed()
}

/// The promise is a tenth of a second. A build for tests is several times slower than the one that people have, and
/// other tests run beside this one.
fn longest_start() -> Duration {
    Duration::from_millis(if cfg!(debug_assertions) { 300 } else { 100 })
}

#[track_caller]
fn assert_small(server: &Local, when: &str) {
    let peak = memory_of(server.id()).expect("it runs") / MEBIBYTE;
    assert!(peak < 100, "{when}: {peak} MiB");
}

#[test]
fn a_journal_of_many_overwrites_is_written_anew_and_loses_nothing() {
    let sandbox = machine();
    let server = Local::start(&sandbox, &[]);
    let client = server.client();
    for number in 0..3000 {
        client.put("/often", &format!("{number}"));
    }
    let tag = json!({"ResourceType": "Parameter", "ResourceId": "/often", "Tags": [{"Key": "k", "Value": "v"}]});
    client.succeed("AddTagsToResource", &tag);
    let label = json!({"Name": "/often", "Labels": ["last"]});
    client.succeed("LabelParameterVersion", &label);
    let history = json!({"Name": "/often", "WithDecryption": true});
    let before = client.pages("GetParameterHistory", &history, "Parameters");
    let length =
        |sandbox: &Sandbox| fs::metadata(sandbox.path(super::keeping::JOURNAL)).unwrap().len();
    drop(server);
    let long = length(&sandbox);

    let server = Local::start(&sandbox, &[]);

    assert!(length(&sandbox) < long / 5, "{} of {long}", length(&sandbox));
    let client = server.client();
    assert_eq!(before.len(), 100);
    assert_eq!(client.pages("GetParameterHistory", &history, "Parameters"), before);
    let tags = client.succeed(
        "ListTagsForResource",
        &json!({"ResourceType": "Parameter", "ResourceId": "/often"}),
    );
    assert_eq!(tags["TagList"], json!([{"Key": "k", "Value": "v"}]));
    assert_eq!(client.value("/often:last").as_deref(), Some("2999"));
    client.put("/often", "once more");
    drop(server);
    assert_eq!(Local::start(&sandbox, &[]).client().value("/often").as_deref(), Some("once more"));
}
