//! `LabelParameterVersion` and `UnlabelParameterVersion`.

use serde_json::{Value, json};

use super::{ACCEPTED, Store};
use crate::local::engine::operation::Operation::{
    GetParameterHistory, LabelParameterVersion, UnlabelParameterVersion,
};

const VALIDATION: &str = "ValidationException";
const NOT_FOUND: &str = "ParameterNotFound";
const NO_VERSION: &str = "ParameterVersionNotFound";

/// `/a` has three versions.
fn store() -> Store {
    let mut store = Store::new();
    for value in ["1", "2", "3"] {
        store.string("/a", value);
    }
    store
}

fn labels(count: usize) -> Value {
    (0..count).map(|number| format!("l{number}")).collect()
}

#[test]
fn attaching() {
    let mut store = store();
    store.ask(
        LabelParameterVersion,
        &json!({ "Name": "/a", "ParameterVersion": 1, "Labels": labels(10) }),
    );
    let on = |version: i64, labels: Value| json!({ "Name": "/a", "ParameterVersion": version, "Labels": labels });
    let named = |name: &str| json!({ "Name": name, "Labels": ["x"] });
    store.check(
        LabelParameterVersion,
        &[
            ("a version", on(2, json!(["x"])), ACCEPTED),
            ("the latest", named("/a"), ACCEPTED),
            ("without its slash", named(" a "), ACCEPTED),
            ("an unknown name", named("/x"), NOT_FOUND),
            ("an ARN", named("arn:aws:ssm:eu-west-1:000000000000:parameter/a"), VALIDATION),
            ("a name with a version", named("/a:1"), VALIDATION),
            ("an unknown version", on(4, json!(["x"])), NO_VERSION),
            ("version nothing", on(0, json!(["x"])), NO_VERSION),
            ("ten labels", on(2, labels(10)), ACCEPTED),
            ("eleven labels", on(2, labels(11)), VALIDATION),
            ("no labels", on(2, json!([])), VALIDATION),
            ("nothing", json!({ "Name": "/a" }), VALIDATION),
            ("100 characters", on(2, json!(["x".repeat(100)])), ACCEPTED),
            ("101 characters", on(2, json!(["x".repeat(101)])), VALIDATION),
            ("an empty label", on(2, json!([""])), VALIDATION),
            ("those that it has", on(1, labels(10)), ACCEPTED),
            ("an eleventh", on(1, json!(["more"])), "ParameterVersionLabelLimitExceeded"),
            ("an eleventh that is none", on(1, json!(["aws"])), ACCEPTED),
        ],
    );
}

#[test]
fn detaching() {
    let mut store = store();
    store.label("/a", 1, "x");
    let from = |changes: Value| {
        super::with(json!({ "Name": "/a", "ParameterVersion": 1, "Labels": ["x"] }), &changes)
    };
    store.check(
        UnlabelParameterVersion,
        &[
            ("a label", from(json!({})), ACCEPTED),
            ("a label of no version", from(json!({ "Labels": ["y"] })), ACCEPTED),
            ("a version is said", from(json!({ "ParameterVersion": null })), VALIDATION),
            ("an unknown version", from(json!({ "ParameterVersion": 4 })), NO_VERSION),
            ("an unknown name", from(json!({ "Name": "/x" })), NOT_FOUND),
            ("ten labels", from(json!({ "Labels": labels(10) })), ACCEPTED),
            ("eleven labels", from(json!({ "Labels": labels(11) })), VALIDATION),
            ("no labels", from(json!({ "Labels": [] })), VALIDATION),
            ("101 characters", from(json!({ "Labels": ["x".repeat(101)] })), VALIDATION),
        ],
    );
}

#[test]
fn what_is_no_label_is_named() {
    let mut store = store();
    let labels = json!(["good", "1st", "aws-x", "SSM", "a b", "a/b", "é"]);
    assert_eq!(
        store.ask(LabelParameterVersion, &json!({ "Name": "/a", "Labels": labels })),
        json!({ "InvalidLabels": ["1st", "aws-x", "SSM", "a b", "a/b", "é"], "ParameterVersion": 3 })
    );
    assert_eq!(store.value("/a:good"), "3");
}

/// Returns the labels of every version.
fn all(store: &mut Store) -> Value {
    let history = store.ask(GetParameterHistory, &json!({ "Name": "/a" }));
    history["Parameters"].as_array().unwrap().iter().map(|item| item["Labels"].clone()).collect()
}

#[test]
fn labels_move_stay_and_go() {
    let mut store = store();
    store.label("/a", 1, "now");
    store.label("/a", 1, "first");
    store.label("/a", 2, "now");
    assert_eq!(all(&mut store), json!([["first"], ["now"], []]));
    store.string("/a", "4");
    assert_eq!(all(&mut store), json!([["first"], ["now"], [], []]));
    assert_eq!(
        store.ask(
            UnlabelParameterVersion,
            &json!({ "Name": "a", "ParameterVersion": 2, "Labels": ["now", "first"] })
        ),
        json!({ "RemovedLabels": ["now"], "InvalidLabels": ["first"] })
    );
    assert_eq!(all(&mut store), json!([["first"], [], [], []]));
}
