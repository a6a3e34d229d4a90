//! Answers that lack something: what is not said is not taken for empty, and nothing is written for it.

use serde_json::json;

use super::{machine, seed};
use crate::loopback::{Meddling, Reply};
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
