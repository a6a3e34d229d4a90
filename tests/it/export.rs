//! `bootstrap export`: the real program against a store of its own, and what it writes read back by `bootstrap seed`.

mod delivering;
mod owning;
mod reading;
mod round_trip;

use std::fs;

use serde_json::{Value, json};

use crate::local::server::Local;
use crate::local::wire::Client;
use crate::sandbox::{Said, Sandbox};

/// A parameter with everything that one can have.
fn rich(name: &str) -> Value {
    json!({
        "Name": name,
        "Type": "SecureString",
        "Value": "s3cret ${x} no",
        "Description": "what it is",
        "Tier": "Advanced",
        "KeyId": "alias/shop",
        "AllowedPattern": "^.*$",
        "DataType": "text",
        "Policies": r#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2999-12-31T00:00:00.000Z"}}]"#,
        "Tags": [{"Key": "app", "Value": "shop"}],
    })
}

#[track_caller]
fn put(client: &Client, name: &str, kind: &str, value: &str) {
    client.succeed("PutParameter", &json!({"Name": name, "Type": kind, "Value": value}));
}

/// Makes a machine that reaches a server as AWS itself is reached.
#[must_use]
fn beside(server: &Local) -> Sandbox {
    let mut sandbox = Sandbox::empty();
    for (name, value) in &server.exports {
        sandbox.set(name, value);
    }
    sandbox
}

#[track_caller]
fn picture(said: &Said) -> String {
    let code = said.code.expect("it was not ended by a signal");
    format!("{}---\n{}exit code {code}", said.stdout, said.stderr)
}

/// Reads a file that was made in the folder of the sandbox.
#[track_caller]
fn made(sandbox: &Sandbox, name: &str) -> String {
    fs::read_to_string(sandbox.work().join(name)).expect("it was made")
}
