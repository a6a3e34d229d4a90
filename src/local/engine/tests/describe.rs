//! `DescribeParameters` and its two styles of filters.

use serde_json::{Value, json};

use super::{ACCEPTED, Store, each};
use crate::local::engine::operation::Operation::{DeleteParameter, DescribeParameters};

const VALIDATION: &str = "ValidationException";
const KEY: &str = "InvalidFilterKey";
const OPTION: &str = "InvalidFilterOption";
const VALUE: &str = "InvalidFilterValue";

fn store() -> Store {
    let mut store = Store::new();
    for name in ["/app/db/host", "/app/name", "/other/name", "top"] {
        store.string(name, "v");
    }
    store.put(&json!({ "Name": "/app/secret", "Value": "x", "Type": "SecureString" }));
    store.put(&json!({ "Name": "/big", "Value": "a,b", "Type": "StringList", "Tier": "Advanced" }));
    store.put(&json!({ "Name": "/number", "Value": "1", "Type": "String", "DataType": "integer" }));
    store.tag("/app/name", &[("team", "core"), ("stage", "prod")]);
    store.tag("/top", &[("team", "coreless")]);
    store
}

fn filter(key: &str, option: Option<&str>, values: &[&str]) -> Value {
    json!({ "ParameterFilters": [{ "Key": key, "Option": option, "Values": values }] })
}

#[test]
fn requests() {
    let one = json!([{ "Key": "Name", "Values": ["/a"] }]);
    let none = json!([]);
    let both =
        |older: &Value, newer: &Value| json!({ "Filters": older, "ParameterFilters": newer });
    store().check(
        DescribeParameters,
        &[
            ("nothing", json!({}), ACCEPTED),
            ("a page of 1", json!({ "MaxResults": 1 }), ACCEPTED),
            ("a page of 50", json!({ "MaxResults": 50 }), ACCEPTED),
            ("a page of 0", json!({ "MaxResults": 0 }), VALIDATION),
            ("a page of 51", json!({ "MaxResults": 51 }), VALIDATION),
            ("no token", json!({ "NextToken": "nonsense" }), "InvalidNextToken"),
            ("the older style", both(&one, &none), ACCEPTED),
            ("the newer style", both(&none, &one), ACCEPTED),
            ("both", both(&one, &one), VALIDATION),
            (
                "the older style, a tier",
                json!({ "Filters": [{ "Key": "Tier", "Values": ["x"] }] }),
                VALIDATION,
            ),
            ("the older style, no value", json!({ "Filters": [{ "Key": "Name" }] }), VALIDATION),
            (
                "the older style, no values",
                json!({ "Filters": [{ "Key": "Name", "Values": [] }] }),
                VALIDATION,
            ),
            (
                "the older style, no type",
                json!({ "Filters": [{ "Key": "Type", "Values": ["x"] }] }),
                OPTION,
            ),
        ],
    );
}

#[test]
fn filters() {
    let values = |count: usize| json!({ "ParameterFilters": [{ "Key": "Name", "Values": vec!["/a"; count] }] });
    let sized = |size: usize| filter("KeyId", None, &[&"k".repeat(size)]);
    store().check(
        DescribeParameters,
        &[
            ("a name", filter("Name", None, &["/a"]), ACCEPTED),
            ("what a name contains", filter("Name", Some("Contains"), &["a"]), ACCEPTED),
            ("what a key contains", filter("KeyId", Some("Contains"), &["a"]), OPTION),
            ("a path", filter("Path", None, &["/a"]), ACCEPTED),
            ("a path equals", filter("Path", Some("Equals"), &["/a"]), OPTION),
            ("a name below", filter("Name", Some("Recursive"), &["/a"]), OPTION),
            ("no option", filter("Name", Some("Like"), &["/a"]), OPTION),
            ("an empty option", filter("Name", Some(""), &["/a"]), VALIDATION),
            ("a long option", filter("Name", Some("BeginsWithX"), &["/a"]), VALIDATION),
            ("no path", filter("Path", None, &["a"]), VALIDATION),
            ("a path of AWS's", filter("Path", None, &["/aws/x"]), VALIDATION),
            ("a path of ssm's", filter("Path", None, &["/SSM"]), VALIDATION),
            ("a type", filter("Type", None, &["StringList"]), ACCEPTED),
            ("no type", filter("Type", None, &["Bogus"]), OPTION),
            ("a tier", filter("Tier", None, &["Intelligent-Tiering"]), ACCEPTED),
            ("no tier", filter("Tier", None, &["Bogus"]), OPTION),
            ("a data type", filter("DataType", None, &["text"]), ACCEPTED),
            ("no label", filter("Label", None, &["x"]), KEY),
            ("a tag", filter("tag:team", None, &["core"]), ACCEPTED),
            (
                "a tag of any value",
                json!({ "ParameterFilters": [{ "Key": "tag:team" }] }),
                ACCEPTED,
            ),
            ("a tag without a key", filter("tag:", None, &["x"]), VALIDATION),
            (
                "a key of 132 characters",
                filter(&format!("tag:{}", "k".repeat(128)), None, &["x"]),
                ACCEPTED,
            ),
            (
                "a key of 133 characters",
                filter(&format!("tag:{}", "k".repeat(129)), None, &["x"]),
                VALIDATION,
            ),
            ("no such key", filter("Version", None, &["1"]), VALIDATION),
            ("no key", json!({ "ParameterFilters": [{ "Values": ["x"] }] }), VALIDATION),
            ("no value", json!({ "ParameterFilters": [{ "Key": "Name" }] }), VALUE),
            ("no values", filter("Name", None, &[]), VALIDATION),
            ("50 values", values(50), ACCEPTED),
            ("51 values", values(51), VALIDATION),
            ("an empty value", sized(0), VALIDATION),
            ("1024 characters", sized(1024), ACCEPTED),
            ("1025 characters", sized(1025), VALIDATION),
            (
                "a key twice",
                json!({ "ParameterFilters": [
                    { "Key": "Name", "Values": ["/a"] }, { "Key": "Name", "Values": ["/b"] },
                ] }),
                KEY,
            ),
            (
                "two tags",
                json!({ "ParameterFilters": [
                    { "Key": "tag:a", "Values": ["x"] }, { "Key": "tag:b", "Values": ["x"] },
                ] }),
                ACCEPTED,
            ),
        ],
    );
}

#[track_caller]
fn found(store: &mut Store, body: &Value) -> String {
    each(&store.ask(DescribeParameters, body)["Parameters"], "Name").join(" ")
}

#[test]
fn every_key_finds_what_it_says() {
    let mut store = store();
    let mut found = |key, option, values: &[&str]| found(&mut store, &filter(key, option, values));

    assert_eq!(found("Name", None, &["app/name", "/top", "/x"]), "/app/name top");
    assert_eq!(
        found("Name", Some("BeginsWith"), &["/app/", "to"]),
        "/app/db/host /app/name /app/secret top"
    );
    assert_eq!(found("Name", Some("Contains"), &["/name", "/to"]), "/app/name /other/name top");
    assert_eq!(found("Path", None, &["/app"]), "/app/name /app/secret");
    assert_eq!(found("Path", Some("Recursive"), &["/app/"]), "/app/db/host /app/name /app/secret");
    assert_eq!(found("Path", Some("OneLevel"), &["/"]), "/big /number top");
    assert_eq!(found("Type", None, &["StringList", "SecureString"]), "/app/secret /big");
    assert_eq!(found("Type", Some("BeginsWith"), &["StringList"]), "/big");
    assert_eq!(found("KeyId", None, &["alias/aws/ssm"]), "/app/secret");
    assert_eq!(found("KeyId", Some("BeginsWith"), &["alias/"]), "/app/secret");
    assert_eq!(found("Tier", None, &["Advanced"]), "/big");
    assert_eq!(found("DataType", None, &["integer"]), "/number");
    assert_eq!(found("tag:team", None, &["core"]), "/app/name");
    assert_eq!(found("tag:team", Some("BeginsWith"), &["core"]), "/app/name top");
    assert_eq!(found("tag:nobody", None, &["x"]), "");
}

#[test]
fn filters_add_up_in_either_style() {
    let mut store = store();
    let two = json!({ "ParameterFilters": [
        { "Key": "tag:team" }, { "Key": "Path", "Option": "Recursive", "Values": ["/app"] },
    ] });
    assert_eq!(found(&mut store, &two), "/app/name");
    let older = json!({ "Filters": [
        { "Key": "Name", "Values": ["/app"] }, { "Key": "Type", "Values": ["SecureString"] },
    ] });
    assert_eq!(found(&mut store, &older), "/app/secret");
    assert_eq!(found(&mut store, &json!({ "Shared": true })), "");
}

#[test]
fn pages_are_of_ten_and_stay_right_while_parameters_come_and_go() {
    let mut store = Store::new();
    for number in 0..21 {
        store.string(&format!("/x{number:02}"), "v");
    }
    let first = store.ask(DescribeParameters, &json!({}));
    assert_eq!(each(&first["Parameters"], "Name").last().unwrap(), "/x09");
    store.ask(DeleteParameter, &json!({ "Name": "/x09" }));
    store.string("/x04b", "v");
    let body = json!({ "NextToken": first["NextToken"], "MaxResults": 50 });
    let rest = store.ask(DescribeParameters, &body);
    assert_eq!(each(&rest["Parameters"], "Name")[0], "/x10");
    assert_eq!(each(&rest["Parameters"], "Name").len(), 11);
    assert_eq!(rest["NextToken"], Value::Null);

    let names: Vec<String> = (0..21).map(|number| format!("/x{number:02}")).collect();
    let asked = json!({ "ParameterFilters": [{ "Key": "Name", "Values": names }] });
    let first = store.ask(DescribeParameters, &asked);
    let rest = super::with(asked, &json!({ "NextToken": first["NextToken"] }));
    assert_eq!(found(&mut store, &rest).split(' ').next(), Some("/x11"));
}
