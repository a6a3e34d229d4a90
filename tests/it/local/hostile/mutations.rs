//! Random bytes, requests that were valid before somebody meddled with them, and requests of the right form with
//! anything at all in them: a property each. `PROPTEST_RNG_SEED` runs a seed again.

use proptest::collection::{btree_map, vec};
use proptest::prelude::{BoxedStrategy, Just, Strategy, any};
use proptest::test_runner::TestCaseError;
use proptest::{prop_assert, prop_oneof};
use serde_json::{Value, json};

use super::{assert_well, send};
use crate::local::property::holds;
use crate::local::server::Local;
use crate::local::wire::Answer;

/// Valid requests of every operation.
fn requests() -> Vec<(&'static str, Value)> {
    let filter = json!([{"Key": "Name", "Option": "BeginsWith", "Values": ["/a"]}]);
    let tags = json!([{"Key": "k", "Value": "v"}]);
    let of = |id: &str| json!({"ResourceType": "Parameter", "ResourceId": id});
    let with = |mut request: Value, field: &str, value: &Value| {
        request[field] = value.clone();
        request
    };
    vec![
        (
            "PutParameter",
            json!({
                "Name": "/a/b", "Value": "x", "Type": "SecureString", "KeyId": "alias/aws/ssm", "Tier": "Advanced",
                "AllowedPattern": "^x$", "DataType": "text", "Description": "d", "Tags": tags, "Overwrite": false,
                "Policies": r#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2099-01-01T00:00:00Z"}}]"#,
            }),
        ),
        ("GetParameter", json!({"Name": "/a/b:1", "WithDecryption": true})),
        ("GetParameters", json!({"Names": ["/a", "/a/b:label"], "WithDecryption": false})),
        (
            "GetParametersByPath",
            json!({"Path": "/", "Recursive": true, "MaxResults": 5, "NextToken": "x", "ParameterFilters": filter}),
        ),
        ("DescribeParameters", json!({"ParameterFilters": filter, "MaxResults": 50})),
        (
            "DescribeParameters",
            json!({"Filters": [{"Key": "Type", "Values": ["String"]}], "Shared": false}),
        ),
        ("GetParameterHistory", json!({"Name": "/a/b", "MaxResults": 50, "WithDecryption": true})),
        (
            "LabelParameterVersion",
            json!({"Name": "/a/b", "ParameterVersion": 1, "Labels": ["x", "y"]}),
        ),
        (
            "UnlabelParameterVersion",
            json!({"Name": "/a/b", "ParameterVersion": 1, "Labels": ["x"]}),
        ),
        ("AddTagsToResource", with(of("/a/b"), "Tags", &tags)),
        ("RemoveTagsFromResource", with(of("/a/b"), "TagKeys", &json!(["k"]))),
        ("ListTagsForResource", of("/a/b")),
        ("GetServiceSetting", json!({"SettingId": "/ssm/parameter-store/high-throughput-enabled"})),
        (
            "GetResources",
            json!({
                "ResourceTypeFilters": ["ssm:parameter"], "TagFilters": [{"Key": "k", "Values": ["v"]}],
                "ResourcesPerPage": 100, "TagsPerPage": 500, "PaginationToken": "",
            }),
        ),
        ("DeleteParameters", json!({"Names": ["/a", "/a/b"]})),
        ("DeleteParameter", json!({"Name": "/a/b"})),
    ]
}

/// Asserts that this is an answer that a server may give to nonsense: not that it has a fault.
fn acceptable(case: &str, answer: Option<&Answer>) -> Result<(), TestCaseError> {
    let status = answer.map_or(400, |answer| answer.status);
    prop_assert!(status == 200 || (400..500).contains(&status), "{case}: {answer:?}");
    Ok(())
}

#[test]
fn random_bytes_are_refused() {
    let server = Local::ephemeral(&[]);

    holds(1000, &vec(any::<u8>(), 0..2000), |bytes| {
        let answer = send(&server, &bytes);
        acceptable("random", answer.as_ref())
    });
    assert_well(&server);
}

/// What somebody does to the bytes of a request.
#[derive(Debug, Clone)]
enum Meddling {
    Replace(usize, u8),
    Insert(usize, Vec<u8>),
    Remove(usize, usize),
    Repeat(usize, usize),
    Swap(usize, usize),
    End(usize),
    /// Goes on with another request from there.
    GoOn(usize, usize),
}

fn meddling() -> impl Strategy<Value = Meddling> {
    let place = || 0..2000_usize;
    let telling = prop_oneof![
        Just(b"\r\n".to_vec()),
        Just(b"\r\n\r\n".to_vec()),
        Just(b"\0".to_vec()),
        Just(b":".to_vec()),
        Just(b"Content-Length: 5\r\n".to_vec()),
        Just(b"Transfer-Encoding: chunked\r\n".to_vec()),
        Just(b"Expect: 100-continue\r\n".to_vec()),
        Just(b"Upgrade: h2c\r\n".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"\\u0000".to_vec()),
        Just(b"99999999999999999999".to_vec()),
        vec(any::<u8>(), 1..20),
    ];
    prop_oneof![
        (place(), any::<u8>()).prop_map(|(at, byte)| Meddling::Replace(at, byte)),
        (place(), telling).prop_map(|(at, bytes)| Meddling::Insert(at, bytes)),
        (place(), 1..60_usize).prop_map(|(at, length)| Meddling::Remove(at, length)),
        (place(), 1..200_usize).prop_map(|(at, length)| Meddling::Repeat(at, length)),
        (place(), place()).prop_map(|(one, other)| Meddling::Swap(one, other)),
        place().prop_map(Meddling::End),
        (place(), place()).prop_map(|(at, request)| Meddling::GoOn(at, request)),
    ]
}

fn meddle(bytes: &mut Vec<u8>, meddling: &Meddling, others: &[String]) {
    let length = bytes.len().max(1);
    bytes.resize(length, b' ');
    let range = |at: usize, wide: usize| at % length..(at % length + wide).min(length);
    match meddling {
        Meddling::Replace(at, byte) => bytes[at % length] = *byte,
        Meddling::Insert(at, new) => drop(bytes.splice(range(*at, 0), new.iter().copied())),
        Meddling::Remove(at, wide) => drop(bytes.drain(range(*at, *wide))),
        Meddling::Repeat(at, wide) => {
            let again = bytes[range(*at, *wide)].to_vec();
            drop(bytes.splice(range(*at, 0), again));
        }
        Meddling::Swap(one, other) => bytes.swap(one % length, other % length),
        Meddling::End(at) => bytes.truncate(at % length),
        Meddling::GoOn(at, request) => {
            bytes.truncate(at % length);
            bytes.extend_from_slice(others[request % others.len()].as_bytes());
        }
    }
}

#[test]
fn requests_that_were_meddled_with_are_answered_or_refused() {
    let server = Local::ephemeral(&[]);
    let client = server.client();
    let all: Vec<String> = requests()
        .iter()
        .map(|(operation, arguments)| client.request(operation, &arguments.to_string()))
        .collect();

    holds(2500, &(0..all.len(), vec(meddling(), 1..5)), |(request, meddlings)| {
        let mut bytes = all[request].clone().into_bytes();
        for meddling in &meddlings {
            meddle(&mut bytes, meddling, &all);
        }
        let answer = send(&server, &bytes);
        acceptable(&String::from_utf8_lossy(&bytes), answer.as_ref())
    });
    assert_well(&server);
}

/// Any JSON, not too much of it.
fn anything() -> BoxedStrategy<Value> {
    let telling = prop_oneof![
        Just(""),
        Just("/"),
        Just("//"),
        Just("/a/b"),
        Just(":"),
        Just("/a:b:c"),
        Just("arn:aws:ssm"),
        Just("[{}]"),
        Just("{{ssm:x}}"),
        Just("(a+)+$"),
        Just("\u{0}"),
        Just("\u{202e}"),
        Just("Advanced"),
        Just("tag:"),
        Just("*"),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        telling.prop_map(Value::from),
        "\\PC{0,20}".prop_map(Value::from),
        (0..6000_usize).prop_map(|length| Value::from("x".repeat(length))),
    ];
    let nested = leaf.prop_recursive(3, 20, 5, |inner| {
        let field =
            prop_oneof![Just("Key"), Just("Values"), Just("Option"), Just("Value"), Just("Type")];
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            btree_map(field, inner, 0..4).prop_map(|fields| {
                fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            }),
        ]
    });
    nested.boxed()
}

#[test]
fn anything_in_any_field_is_answered_or_refused() {
    let server = Local::ephemeral(&[]);
    let client = server.client();
    let all = requests();

    holds(4000, &(0..all.len(), vec((0..12_usize, anything()), 1..3)), |(request, changes)| {
        let (operation, mut arguments) = all[request].clone();
        for (place, value) in changes {
            let names: Vec<String> =
                arguments.as_object().expect("it is one").keys().cloned().collect();
            arguments[&names[place % names.len()]] = value;
        }
        let answer = client.ask(operation, &arguments);
        acceptable(&format!("{operation} {arguments}"), Some(&answer))?;
        prop_assert!(answer.status == 200 || answer.code().is_some(), "{answer:?}");
        Ok(())
    });
    assert_well(&server);
}
