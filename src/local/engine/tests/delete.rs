//! `DeleteParameter` and `DeleteParameters`.

use serde_json::{Value, json};

use super::{ACCEPTED, Store};
use crate::local::engine::operation::Operation::{DeleteParameter, DeleteParameters};

const VALIDATION: &str = "ValidationException";
const NOT_FOUND: &str = "ParameterNotFound";

fn store() -> Store {
    let mut store = Store::new();
    store.string("/a", "v");
    store.string("b", "v");
    store
}

#[test]
fn one_parameter() {
    let name = |name: &str| json!({ "Name": name });
    store().check(
        DeleteParameter,
        &[
            ("a name", name("/a"), ACCEPTED),
            ("without its slash", name(" a "), ACCEPTED),
            ("an unknown name", name("/x"), NOT_FOUND),
            ("AWS's own", name("/aws/service/x"), NOT_FOUND),
            ("a version", name("/a:1"), VALIDATION),
            ("an ARN", name("arn:aws:ssm:eu-west-1:000000000000:parameter/a"), VALIDATION),
            ("a space inside", name("/a b"), VALIDATION),
            ("an empty name", name(""), VALIDATION),
            ("too long", name(&"x".repeat(2049)), VALIDATION),
            ("nothing", json!({}), VALIDATION),
        ],
    );
}

#[test]
fn several_parameters() {
    let names = |count: usize| -> Value { (0..count).map(|n| format!("/x{n}")).collect() };
    store().check(
        DeleteParameters,
        &[
            ("ten names", json!({ "Names": names(10) }), ACCEPTED),
            ("eleven names", json!({ "Names": names(11) }), VALIDATION),
            ("no names", json!({ "Names": [] }), VALIDATION),
            ("nothing", json!({}), VALIDATION),
            ("an empty name", json!({ "Names": ["/a", ""] }), VALIDATION),
            ("no name that can be", json!({ "Names": ["/a", "x y"] }), ACCEPTED),
        ],
    );
}

#[test]
fn the_unknown_ones_are_named_and_the_others_deleted() {
    let mut store = store();
    assert_eq!(
        store.ask(DeleteParameters, &json!({ "Names": ["/x", "a", "/a", "x y", "b"] })),
        json!({ "DeletedParameters": ["a", "b"], "InvalidParameters": ["/x", "x y"] })
    );
    assert_eq!(store.engine.len(), 0);
    store.string("/a", "v");
    assert_eq!(store.ask(DeleteParameter, &json!({ "Name": "/a" })), json!({}));
    assert_eq!(store.engine.len(), 0);
}
