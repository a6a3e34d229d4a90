//! `--throttle`: an account's quotas, which a client runs into as it would there.

use std::fmt::Write as _;
use std::time::Instant;

use serde_json::{Value, json};

use super::server::{Local, machine};
use super::wire::Client;

const THROTTLED: &str = "ThrottlingException";

/// Asks as fast as possible, and returns how often that was answered and how often throttled.
#[track_caller]
fn hurry(
    client: &Client,
    times: usize,
    request: impl Fn(usize) -> (&'static str, Value),
) -> (usize, usize) {
    let mut throttled = 0;
    for number in 0..times {
        let (operation, arguments) = request(number);
        let answer = client.ask(operation, &arguments);
        match answer.code() {
            None => {}
            Some(code) => {
                assert_eq!((answer.status, code.as_str()), (400, THROTTLED), "{answer:?}");
                throttled += 1;
            }
        }
    }
    (times - throttled, throttled)
}

fn put(number: usize) -> (&'static str, Value) {
    ("PutParameter", json!({"Name": format!("/p/{number}"), "Value": "x", "Type": "String"}))
}

fn read(number: usize) -> (&'static str, Value) {
    match number % 3 {
        0 => ("GetParameters", json!({"Names": ["/p/0"]})),
        1 => ("GetParametersByPath", json!({"Path": "/p"})),
        _ => ("GetParameter", json!({"Name": "/p/0"})),
    }
}

/// How many more come in while the others are asked: so many a second.
fn refilled(since: Instant, per_second: f64) -> f64 {
    since.elapsed().as_secs_f64() * per_second + 1.0
}

#[track_caller]
fn assert_about(answered: usize, burst: f64, more: f64) {
    let answered = f64::from(u32::try_from(answered).expect("it is a few"));
    assert!(burst <= answered && answered <= burst + more, "{answered} of {burst} and {more} more");
}

#[test]
fn without_quotas_nobody_is_throttled() {
    let server = Local::ephemeral(&[]);

    assert_eq!(hurry(&server.client(), 200, put), (200, 0));
    assert_eq!(hurry(&server.client(), 200, read), (200, 0));
}

#[test]
fn writes_beyond_the_burst_are_throttled() {
    let server = Local::ephemeral(&["--throttle"]);
    let started = Instant::now();

    let (answered, throttled) = hurry(&server.client(), 100, put);

    assert_about(answered, 10.0, refilled(started, 3.0));
    assert!(throttled > 0);
}

#[test]
fn reads_share_their_quota_and_leave_other_operations_alone() {
    let server = Local::ephemeral(&["--throttle"]);
    let client = server.client();
    client.put("/p/0", "x");
    let started = Instant::now();

    let (answered, throttled) = hurry(&client, 200, read);

    assert_about(answered, 40.0, refilled(started, 40.0));
    assert!(throttled > 0);
    client.succeed("DescribeParameters", &json!({}));
    client.put("/p/1", "x");
    client.succeed("DeleteParameter", &json!({"Name": "/p/1"}));
    // Another Region has quotas of its own.
    server.client_in("eu-north-1").succeed("GetParametersByPath", &json!({"Path": "/p"}));
}

#[test]
fn the_tagging_api_says_it_in_its_own_words() {
    let server = Local::ephemeral(&["--throttle"]);
    let client = server.client();

    let codes: Vec<_> =
        (0..60).filter_map(|_| client.ask("GetResources", &json!({})).code()).collect();

    assert!(!codes.is_empty());
    assert!(codes.iter().all(|code| code == "ThrottledException"), "{codes:?}");
}

#[test]
fn higher_throughput_gives_more_and_the_setting_says_so() {
    let setting = |server: &Local| {
        let id = json!({"SettingId": "/ssm/parameter-store/high-throughput-enabled"});
        let answer = server.client().succeed("GetServiceSetting", &id);
        answer["ServiceSetting"]["SettingValue"].as_str().map(ToOwned::to_owned)
    };
    let (none, default) = (Local::ephemeral(&[]), Local::ephemeral(&["--throttle=default"]));
    let high = Local::ephemeral(&["--throttle=high"]);

    assert_eq!(setting(&none).as_deref(), Some("false"));
    assert_eq!(setting(&default).as_deref(), Some("false"));
    assert_eq!(setting(&high).as_deref(), Some("true"));
    let started = Instant::now();
    let (answered, throttled) = hurry(&high.client(), 100, put);
    assert_about(answered, 20.0, refilled(started, 10.0));
    assert!(throttled > 0);
    assert_eq!(hurry(&high.client(), 300, read), (300, 0));
}

#[test]
fn quotas_that_are_none_are_refused() {
    let said = machine().bootstrap(&["local", "--throttle=fast"]);

    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{said:?}");
}

#[test]
fn seed_comes_through_the_quotas_with_everything() {
    let sandbox = machine();
    let server = Local::start(&sandbox, &["--throttle"]);
    let mut manifest = "version: 1\npath: /seeded\nparameters:\n".to_owned();
    for number in 0..16 {
        writeln!(manifest, "  p{number:02}: {{value: x, tags: {{app: y}}}}").unwrap();
    }
    sandbox.write("work/params.yaml", manifest);

    let said = sandbox.bootstrap(&["seed", "params.yaml", "--local"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    let below = json!({"Path": "/seeded"});
    assert_eq!(server.client().pages("GetParametersByPath", &below, "Parameters").len(), 16);
}
