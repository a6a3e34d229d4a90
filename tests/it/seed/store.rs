//! The store as others see and change it: moto, asked with the SDK for Python.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::peers::{Moto, peers};

/// Makes a call to Systems Manager.
#[track_caller]
pub(crate) fn call(moto: &Moto, operation: &str, arguments: &Value) -> Value {
    calls(moto, &[(operation, arguments.clone())]).remove(0)
}

/// Makes calls to Systems Manager, one after the other.
#[track_caller]
pub(crate) fn calls(moto: &Moto, calls: &[(&str, Value)]) -> Vec<Value> {
    let calls: Vec<Value> =
        calls.iter().map(|(operation, arguments)| json!(["ssm", operation, arguments])).collect();
    let answers = ask(moto, &["calls"], &Value::from(calls));
    answers.as_array().expect("each call has an answer").clone()
}

/// Returns all that is known of the parameters below a path.
#[track_caller]
pub(crate) fn stored(moto: &Moto, path: &str) -> BTreeMap<String, Value> {
    let stored = ask(moto, &["stored", path], &Value::Null);
    serde_json::from_value(stored).expect("it is a map")
}

/// Returns the values and versions of the parameters below a path.
#[track_caller]
pub(crate) fn values(moto: &Moto, path: &str) -> BTreeMap<String, (String, u64)> {
    let stored = ask(moto, &["values", path], &Value::Null);
    let stored: BTreeMap<String, Value> = serde_json::from_value(stored).expect("it is a map");
    let value = |stored: &Value| {
        let text = stored["Value"].as_str().expect("a value is a text").to_owned();
        (text, stored["Version"].as_u64().expect("a version is a number"))
    };
    stored.iter().map(|(name, stored)| (name.clone(), value(stored))).collect()
}

#[track_caller]
fn ask(moto: &Moto, what: &[&str], input: &Value) -> Value {
    let peers = peers().expect("moto is one of them");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/seed/boto.py");
    let mut python = Command::new(peers.program("python"))
        .env_clear()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .arg(script)
        .arg(moto.url())
        .args(what)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the virtual environment has a Python");
    let mut stdin = python.stdin.take().expect("it is piped");
    stdin.write_all(input.to_string().as_bytes()).expect("it reads its calls");
    drop(stdin);
    let output = python.wait_with_output().expect("it is our child");
    assert!(output.status.success(), "{what:?} {input}");
    serde_json::from_slice(&output.stdout).expect("it answers in JSON")
}
