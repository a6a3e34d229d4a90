//! `GetParameter`, `GetParameters` and `GetParameterHistory`.

use serde_json::{Value, json};

use super::{ACCEPTED, Store, each};
use crate::local::engine::operation::Operation::{
    GetParameter, GetParameterHistory, GetParameters, PutParameter,
};
use crate::local::engine::page;

const VALIDATION: &str = "ValidationException";
const NOT_FOUND: &str = "ParameterNotFound";
const NO_VERSION: &str = "ParameterVersionNotFound";

/// `/a` has two versions, the first of them labelled; `b` is at the top; `/s` is secret.
fn store() -> Store {
    let mut store = Store::new();
    store.string("/a", "1");
    store.string("/a", "2");
    store.label("/a", 1, "old");
    store.string("b", "b");
    store.put(&json!({ "Name": "/s", "Value": "hunter2", "Type": "SecureString" }));
    store
}

fn name(name: &str) -> Value {
    json!({ "Name": name })
}

#[test]
fn one_parameter() {
    store().check(
        GetParameter,
        &[
            ("a name", name("/a"), ACCEPTED),
            ("with spaces around it", name(" /a "), ACCEPTED),
            ("without its slash", name("a"), ACCEPTED),
            ("with a slash that it has not", name("/b"), ACCEPTED),
            ("an unknown name", name("/x"), NOT_FOUND),
            ("in other letters", name("/A"), NOT_FOUND),
            ("a version", name("/a:2"), ACCEPTED),
            ("an unknown version", name("/a:3"), NO_VERSION),
            ("version nothing", name("/a:0"), NO_VERSION),
            ("a label", name("/a:old"), ACCEPTED),
            ("an unknown label", name("/a:new"), NO_VERSION),
            ("a version of nothing", name("/x:1"), NOT_FOUND),
            ("an empty version", name("/a:"), VALIDATION),
            ("two versions", name("/a:1:2"), VALIDATION),
            ("an ARN", name("arn:aws:ssm:eu-west-1:000000000000:parameter/a"), ACCEPTED),
            (
                "an ARN with a version",
                name("arn:aws:ssm:eu-west-1:000000000000:parameter/a:1"),
                ACCEPTED,
            ),
            (
                "an ARN with a label",
                name("arn:aws:ssm:eu-west-1:000000000000:parameter/a:old"),
                ACCEPTED,
            ),
            ("another Region", name("arn:aws:ssm:eu-west-2:000000000000:parameter/a"), NOT_FOUND),
            ("another account", name("arn:aws:ssm:eu-west-1:111122223333:parameter/a"), NOT_FOUND),
            ("nothing", json!({}), VALIDATION),
            ("an empty name", name(""), VALIDATION),
            ("a space inside", name("/a b"), VALIDATION),
            ("no slash in front", name("a/b"), VALIDATION),
            ("too deep", name(&"/x".repeat(16)), VALIDATION),
            ("too long", name(&"x".repeat(2049)), VALIDATION),
            ("AWS's own", name("/aws/service/x"), NOT_FOUND),
        ],
    );
}

#[test]
fn one_parameter_is_shown_with_what_chose_it() {
    let mut store = store();
    for (asked, value, selector) in [
        ("/a", "2", Value::Null),
        ("/a:1", "1", json!(":1")),
        ("a:old", "1", json!(":old")),
        ("arn:aws:ssm:eu-west-1:000000000000:parameter/a:1", "1", json!(":1")),
    ] {
        let shown = store.ask(GetParameter, &name(asked))["Parameter"].take();
        assert_eq!(shown["Name"], "/a");
        assert_eq!(shown["Value"], value);
        assert_eq!(shown["Selector"], selector);
        assert_eq!(shown["ARN"], "arn:aws:ssm:eu-west-1:000000000000:parameter/a");
    }
    assert_eq!(store.ask(GetParameter, &name("/b"))["Parameter"]["Name"], "b");
}

#[test]
fn a_secret_looks_encrypted_until_it_is_asked_for_in_clear() {
    let mut store = store();
    let read = |store: &mut Store| {
        store.ask(GetParameter, &name("/s"))["Parameter"]["Value"].as_str().unwrap().to_owned()
    };
    let first = read(&mut store);

    assert!(first.starts_with("AQICAH"), "{first}");
    assert_eq!(store.value("/s"), "hunter2");
    assert_eq!(read(&mut store), first);
    let put = json!({ "Name": "/s", "Value": "hunter2", "Overwrite": true });
    store.ask(PutParameter, &put);
    assert_ne!(read(&mut store), first);
    let history = store.ask(GetParameterHistory, &name("/s"));
    assert_eq!(each(&history["Parameters"], "Value")[0], first);
}

#[test]
fn several_parameters() {
    let names = |count: usize| -> Value { (0..count).map(|n| format!("/x{n}")).collect() };
    store().check(
        GetParameters,
        &[
            ("one name", json!({ "Names": ["/x"] }), ACCEPTED),
            ("ten names", json!({ "Names": names(10) }), ACCEPTED),
            ("eleven names", json!({ "Names": names(11) }), VALIDATION),
            ("no names", json!({ "Names": [] }), VALIDATION),
            ("nothing", json!({}), VALIDATION),
            ("an empty name", json!({ "Names": ["/a", ""] }), VALIDATION),
            ("a space inside", json!({ "Names": ["/a", "/a b"] }), VALIDATION),
            ("no text", json!({ "Names": [1] }), "SerializationException"),
        ],
    );
}

#[test]
fn several_parameters_are_sorted_and_the_unknown_ones_named() {
    let names = ["/s", "/x", "b", "/a:1", "/a:9", "a/b", "/a", "/b", "/x"];
    let answer = store().ask(GetParameters, &json!({ "Names": names }));

    assert_eq!(each(&answer["Parameters"], "Name"), ["/a", "/a", "b", "/s"]);
    assert_eq!(each(&answer["Parameters"], "Value")[..3], ["2", "1", "b"]);
    assert!(each(&answer["Parameters"], "Value")[3].starts_with("AQICAH"));
    assert_eq!(answer["InvalidParameters"], json!(["/x", "/a:9", "a/b"]));
}

#[test]
fn histories() {
    let paged = |most: i64| json!({ "Name": "/a", "MaxResults": most });
    let going_on = |token: &str| json!({ "Name": "/a", "NextToken": token });
    store().check(
        GetParameterHistory,
        &[
            ("a name", name("/a"), ACCEPTED),
            ("an ARN", name("arn:aws:ssm:eu-west-1:000000000000:parameter/a"), ACCEPTED),
            ("an unknown name", name("/x"), NOT_FOUND),
            ("a version", name("/a:1"), VALIDATION),
            ("nothing", json!({}), VALIDATION),
            ("a page of 1", paged(1), ACCEPTED),
            ("a page of 50", paged(50), ACCEPTED),
            ("a page of 0", paged(0), VALIDATION),
            ("a page of 51", paged(51), VALIDATION),
            ("from the beginning", going_on(page::FIRST), ACCEPTED),
            ("a token of something else", going_on(&page::after("a/b")), "InvalidNextToken"),
            ("no token", going_on("nonsense"), "InvalidNextToken"),
        ],
    );
}

#[test]
fn a_history_has_every_version_with_its_labels() {
    let mut store = store();
    let first = store.ask(GetParameterHistory, &json!({ "Name": "a", "MaxResults": 1 }));
    assert_eq!(
        first["Parameters"],
        json!([{
            "Name": "/a", "Type": "String", "Value": "1", "Version": 1, "Labels": ["old"],
            "LastModifiedDate": 1_800_000_001.0, "DataType": "text", "Tier": "Standard",
            "LastModifiedUser": "arn:aws:iam::000000000000:user/bootstrap-local", "Policies": [],
        }])
    );
    // A version that comes and one that goes do not shift what is left.
    store.string("/a", "3");
    let rest = json!({ "Name": "a", "NextToken": first["NextToken"] });
    let rest = store.ask(GetParameterHistory, &rest);
    assert_eq!(each(&rest["Parameters"], "Value"), ["2", "3"]);
    assert_eq!(rest["NextToken"], Value::Null);
}
