//! Answers that lack something: what is not said is not taken for empty, and nothing is written for it.

use serde_json::json;

use super::{machine, seed, seed_as_json};
use crate::local::server::{Local, machine as at_home};
use crate::loopback::{Meddling, Reply, Server};
use crate::peers::moto;

#[test]
fn a_parameter_that_lacks_something_is_not_compared() {
    let Some(moto) = moto() else { return };
    for (field, lacking) in [
        ("Name", "no name"),
        ("Type", "no type"),
        ("Value", "no value"),
        ("Version", "no version"),
        ("ARN", "no ARN"),
    ] {
        let mut parameter = json!({
            "Name": "/it-partial/a", "Type": "String", "Value": "x", "Version": 1,
            "ARN": "arn:aws:ssm:eu-west-1:123456789012:parameter/it-partial/a",
        });
        parameter.as_object_mut().unwrap().remove(field);
        let answer = json!({ "Parameters": [parameter] }).to_string();
        let relay = moto.relay(move |request| {
            (request.operation() == "GetParameters")
                .then(|| Meddling::Instead(Reply::ok(answer.clone())))
        });
        let manifest = "version: 1\npath: /it-partial\nparameters: {a: new}";

        let said = seed(&machine(&relay), manifest, &["--yes"]);

        assert_eq!(said.code, Some(3), "{field}: {said:?}");
        assert!(said.stderr.contains(lacking), "{field}: {}", said.stderr);
        assert_eq!(relay.calls("PutParameter"), 0, "{field}");
    }
}

#[test]
fn labels_that_are_refused_in_an_answer_that_is_no_error_are_said() {
    let mut sandbox = at_home();
    let server = Local::start(&sandbox, &["--ephemeral"]);
    let relay = Server::relay(server.url(), |request| {
        let answer = json!({"InvalidLabels": ["li\u{1b}ve"], "ParameterVersion": 1}).to_string();
        let labels = request.operation() == "LabelParameterVersion";
        labels.then(|| Meddling::Instead(Reply::ok(answer)))
    });
    server.reach_by(&mut sandbox, &relay.url());
    let manifest = |value: &str| {
        format!("version: 1\npath: /labels\nparameters: {{a: {{value: {value}, labels: [live]}}}}")
    };
    for (value, done) in [
        ("x", "it is created, its labels are not there"),
        ("x", ""),
        ("y", "version 2 is written, the labels are not"),
    ] {
        let (document, said) = seed_as_json(&sandbox, &manifest(value), &["--yes"]);

        assert_eq!(said.code, Some(1), "{said:?}");
        let reason = document["steps"][0]["reason"].as_str().unwrap();
        assert!(reason.starts_with(done), "{reason}");
        assert!(
            reason.ends_with("Parameter Store does not take the label `li\\u{1b}ve`"),
            "{reason}"
        );
    }
}
