//! `PutParameter` over a parameter that is there: what it keeps, what may change, and what may not.

use serde_json::{Value, json};

use super::{ACCEPTED, Store, with};
use crate::local::engine::operation::Operation::{
    DescribeParameters, GetParameterHistory, ListTagsForResource, PutParameter,
};

const VALIDATION: &str = "ValidationException";
const MISMATCH: &str = "ParameterPatternMismatchException";

fn over(changes: &Value) -> Value {
    with(json!({ "Name": "/a", "Value": "2", "Overwrite": true }), changes)
}

/// A store with one parameter that has everything.
fn store(changes: &Value) -> Store {
    let mut store = Store::new();
    let full = json!({
        "Name": "/a", "Value": "1", "Type": "SecureString", "KeyId": "alias/mine",
        "Description": "what for", "AllowedPattern": "^[0-9]+$", "DataType": "integer",
        "Tier": "Advanced", "Tags": [{ "Key": "team", "Value": "core" }],
        "Policies": r#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2030-01-01T00:00:00Z"}}]"#,
    });
    store.put(&with(full, changes));
    store
}

fn described(store: &mut Store) -> Value {
    store.ask(DescribeParameters, &json!({}))["Parameters"][0].take()
}

#[test]
fn whether_it_may_be_written_at_all() {
    store(&json!({})).check(
        PutParameter,
        &[
            ("overwriting", over(&json!({})), ACCEPTED),
            ("not overwriting", over(&json!({ "Overwrite": false })), "ParameterAlreadyExists"),
            ("not saying so", over(&json!({ "Overwrite": null })), "ParameterAlreadyExists"),
            (
                "by its other name",
                over(&json!({ "Name": "a", "Overwrite": null })),
                "ParameterAlreadyExists",
            ),
            ("letters matter", over(&json!({ "Name": "/A", "Type": "String" })), ACCEPTED),
            (
                "what is wrong anyway is said first",
                over(&json!({ "Overwrite": null, "Type": "Bogus" })),
                VALIDATION,
            ),
        ],
    );
}

#[test]
fn what_is_not_sent_is_kept() {
    let mut store = store(&json!({}));
    let before = described(&mut store);
    assert_eq!(store.put(&over(&json!({}))), json!({ "Version": 2, "Tier": "Advanced" }));

    let mut after = described(&mut store);
    assert_ne!(after["LastModifiedDate"], before["LastModifiedDate"]);
    assert_eq!(after["Version"], 2);
    after["Version"] = before["Version"].clone();
    after["LastModifiedDate"] = before["LastModifiedDate"].clone();
    assert_eq!(after, before);
    let tags =
        store.ask(ListTagsForResource, &json!({ "ResourceType": "Parameter", "ResourceId": "/a" }));
    assert_eq!(tags, json!({ "TagList": [{ "Key": "team", "Value": "core" }] }));
}

#[test]
fn what_is_sent_empty_is_taken_away() {
    let mut store = store(&json!({}));
    store.put(&over(&json!({ "Description": "", "AllowedPattern": "", "Policies": "[{}]" })));

    let after = described(&mut store);
    assert_eq!(after["Description"], Value::Null);
    assert_eq!(after["AllowedPattern"], Value::Null);
    assert_eq!(after["Policies"], json!([]));
}

#[test]
fn the_name_stays_as_it_was_first_written() {
    let mut store = store(&json!({ "Name": "a" }));
    store.put(&over(&json!({ "Name": "/a" })));

    assert_eq!(described(&mut store)["Name"], "a");
}

#[test]
fn the_new_value_has_to_fit_what_is_kept() {
    store(&json!({})).check(
        PutParameter,
        &[
            ("the kept pattern", over(&json!({ "Value": "-2" })), MISMATCH),
            ("a new pattern", over(&json!({ "AllowedPattern": "^x$" })), MISMATCH),
            (
                "no pattern any more",
                over(&json!({ "AllowedPattern": "", "Value": "-2" })),
                ACCEPTED,
            ),
            (
                "the kept data type",
                over(&json!({ "AllowedPattern": "", "Value": "x" })),
                VALIDATION,
            ),
            (
                "another data type",
                over(&json!({ "AllowedPattern": "", "Value": "x", "DataType": "text" })),
                ACCEPTED,
            ),
        ],
    );
}

#[test]
fn two_data_types_are_for_good() {
    let image = |word: &str| {
        store(&json!({
            "DataType": word, "Value": "ami-0123abcd", "Type": "String", "KeyId": null,
            "AllowedPattern": null,
        }))
    };
    image("aws:ec2:image").check(
        PutParameter,
        &[
            ("kept", over(&json!({ "Value": "ami-89abcdef" })), ACCEPTED),
            (
                "said again",
                over(&json!({ "Value": "ami-89abcdef", "DataType": "aws:ec2:image" })),
                ACCEPTED,
            ),
            ("changed", over(&json!({ "Value": "ami-89abcdef", "DataType": "text" })), VALIDATION),
        ],
    );
    image("text").check(
        PutParameter,
        &[(
            "made one",
            over(&json!({ "Value": "ami-0123abcd", "DataType": "aws:ec2:image" })),
            VALIDATION,
        )],
    );
}

#[test]
fn the_type_may_change_in_place() {
    let mut store = store(&json!({}));
    store.check(
        PutParameter,
        &[(
            "no key for a String",
            over(&json!({ "Type": "String", "KeyId": "alias/x" })),
            VALIDATION,
        )],
    );
    store.put(&over(&json!({ "Type": "String" })));
    assert_eq!(described(&mut store)["KeyId"], Value::Null);
    store.put(&over(&json!({ "Type": "SecureString" })));
    assert_eq!(described(&mut store)["KeyId"], "alias/aws/ssm");

    let history = store.ask(GetParameterHistory, &json!({ "Name": "/a", "WithDecryption": true }));
    assert_eq!(
        super::each(&history["Parameters"], "Type"),
        ["SecureString", "String", "SecureString"]
    );
}
