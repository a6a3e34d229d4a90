//! `GetParametersByPath`.

use serde_json::{Value, json};

use super::{ACCEPTED, Store, each};
use crate::local::engine::operation::Operation::{DeleteParameter, GetParametersByPath};
use crate::local::engine::page;

const VALIDATION: &str = "ValidationException";

fn store() -> Store {
    let mut store = Store::new();
    for name in ["/a", "/a/b", "/a/b/c", "/a/b/d/e", "/a-b/c", "/a/f", "top", "/z/y"] {
        store.string(name, name);
    }
    store.put(&json!({ "Name": "/a/s", "Value": "x", "Type": "SecureString", "KeyId": "alias/k" }));
    store
}

fn path(path: &str) -> Value {
    json!({ "Path": path })
}

fn filtered(filter: &Value) -> Value {
    json!({ "Path": "/a", "ParameterFilters": [filter] })
}

#[test]
fn requests() {
    let paged = |most: i64| json!({ "Path": "/a", "MaxResults": most });
    let going_on = |token: &str| json!({ "Path": "/a", "NextToken": token });
    store().check(
        GetParametersByPath,
        &[
            ("a path", path("/a"), ACCEPTED),
            ("everything", path("/"), ACCEPTED),
            ("a slash at the end", path("/a/"), ACCEPTED),
            ("spaces around it", path(" /a "), ACCEPTED),
            ("a path of nothing", path("/nothing/here"), ACCEPTED),
            ("AWS's own", path("/aws/service"), ACCEPTED),
            ("15 levels", path(&"/x".repeat(15)), ACCEPTED),
            ("16 levels", path(&"/x".repeat(16)), VALIDATION),
            ("nothing", json!({}), VALIDATION),
            ("an empty path", path(""), VALIDATION),
            ("no slash in front", path("a"), VALIDATION),
            ("two slashes", path("/a//b"), VALIDATION),
            ("a space inside", path("/a b"), VALIDATION),
            ("a page of 1", paged(1), ACCEPTED),
            ("a page of 10", paged(10), ACCEPTED),
            ("a page of 0", paged(0), VALIDATION),
            ("a page of 11", paged(11), VALIDATION),
            ("from the beginning", going_on(page::FIRST), ACCEPTED),
            ("no token", going_on("nonsense"), "InvalidNextToken"),
        ],
    );
}

#[test]
fn filters() {
    const KEY: &str = "InvalidFilterKey";
    const OPTION: &str = "InvalidFilterOption";
    let by = |key: &str, value: &str| filtered(&json!({ "Key": key, "Values": [value] }));
    let option = |key: &str, option: &str, value: &str| {
        filtered(&json!({ "Key": key, "Option": option, "Values": [value] }))
    };
    store().check(
        GetParametersByPath,
        &[
            ("the type", by("Type", "String"), ACCEPTED),
            ("the key", by("KeyId", "alias/k"), ACCEPTED),
            ("a label", by("Label", "old"), ACCEPTED),
            ("how a key begins", option("KeyId", "BeginsWith", "alias/"), ACCEPTED),
            ("how a label begins", option("Label", "BeginsWith", "o"), OPTION),
            ("what a key contains", option("KeyId", "Contains", "k"), OPTION),
            ("no name", by("Name", "/a/b"), KEY),
            ("no path", by("Path", "/a"), KEY),
            ("no tier", by("Tier", "Standard"), KEY),
            ("no data type", by("DataType", "text"), KEY),
            ("no tag", by("tag:team", "core"), KEY),
            ("nothing else", by("Bogus", "x"), VALIDATION),
            ("no such type", by("Type", "Bogus"), OPTION),
        ],
    );
}

#[test]
fn one_level_or_all() {
    let mut store = store();
    let mut names = |path: &str, recursive: bool| {
        let body = json!({ "Path": path, "Recursive": recursive });
        each(&store.ask(GetParametersByPath, &body)["Parameters"], "Name").join(" ")
    };

    assert_eq!(names("/", false), "/a top");
    assert_eq!(names("/", true), "/a /a-b/c /a/b /a/b/c /a/b/d/e /a/f /a/s top /z/y");
    assert_eq!(names("/a", false), "/a/b /a/f /a/s");
    assert_eq!(names("/a/", true), "/a/b /a/b/c /a/b/d/e /a/f /a/s");
    assert_eq!(names("/a/b", false), "/a/b/c");
    assert_eq!(names("/a/b/c", true), "");
    assert_eq!(names("/nothing", true), "");
}

#[test]
fn what_is_shown_is_what_passes_every_filter() {
    let mut store = store();
    store.string("/a/f", "newer");
    store.label("/a/f", 1, "old");
    store.label("/a/b", 1, "now");
    let mut values = |filters: &Value| {
        let body = json!({ "Path": "/a", "ParameterFilters": filters });
        each(&store.ask(GetParametersByPath, &body)["Parameters"], "Value")
    };

    assert_eq!(values(&json!([{ "Key": "Type", "Values": ["String"] }])), ["/a/b", "newer"]);
    assert_eq!(values(&json!([{ "Key": "Label", "Values": ["now", "old"] }])), ["/a/b", "/a/f"]);
    assert_eq!(values(&json!([{ "Key": "Label", "Values": ["other"] }])), Vec::<String>::new());
    let secret = values(&json!([{ "Key": "KeyId", "Option": "BeginsWith", "Values": ["alias/"] }]));
    assert!(secret.len() == 1 && secret[0].starts_with("AQICAH"));
    let both =
        json!([{ "Key": "Type", "Values": ["String"] }, { "Key": "KeyId", "Values": ["alias/k"] }]);
    assert_eq!(values(&both), Vec::<String>::new());
}

/// Reads everything in pages, and does something after the first.
fn pages(store: &mut Store, body: &Value, mut between: impl FnMut(&mut Store)) -> Vec<Vec<String>> {
    let mut body = body.clone();
    let mut pages = Vec::new();
    loop {
        let answer = store.ask(GetParametersByPath, &body);
        pages.push(each(&answer["Parameters"], "Name"));
        if pages.len() == 1 {
            between(store);
        }
        match answer["NextToken"].as_str() {
            None => return pages,
            Some(token) => body["NextToken"] = json!(token),
        }
    }
}

#[test]
fn pages_stay_right_while_parameters_come_and_go() {
    let mut store = store();
    let body = json!({ "Path": "/a", "Recursive": true, "MaxResults": 2 });
    let pages = pages(&mut store, &body, |store| {
        // What the token names, and what would have come next; one before, one after.
        for name in ["/a/b/c", "/a/b/d/e"] {
            store.ask(DeleteParameter, &json!({ "Name": name }));
        }
        store.string("/a/a", "before");
        store.string("/a/g", "after");
    });

    assert_eq!(pages, [vec!["/a/b", "/a/b/c"], vec!["/a/f", "/a/g"], vec!["/a/s"]]);
}

#[test]
fn ten_thousand_are_read_in_a_thousand_quick_pages() {
    let mut store = Store::new();
    for number in 0..9_999 {
        store.string(&format!("/x/{number:05}/deep"), "v");
    }
    store.string("/x/last", "v");

    let all = pages(&mut store, &json!({ "Path": "/x", "Recursive": true }), |_| ());
    assert_eq!((all.len(), all.concat().len()), (1000, 10_000));
    let level = pages(&mut store, &json!({ "Path": "/x" }), |_| ());
    assert_eq!(level, [["/x/last"]]);
}
