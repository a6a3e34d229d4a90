//! What is exported and seeded into another store makes the same store, and changes nothing in the same one.

use std::cell::Cell;
use std::collections::BTreeMap;

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{beside, made};
use crate::local::property::holds;
use crate::local::server::Local;
use crate::local::wire::Client;

const WORDS: [&str; 59] = [
    "no",
    "true",
    "~",
    "null",
    "1.10",
    "0x1F",
    "0123",
    "1e3",
    "---",
    "- a",
    "a: b",
    "{a: b}",
    "[a]",
    "&a",
    "*a",
    "!a",
    "|",
    ">",
    "%a",
    "@a",
    "`a`",
    "#a",
    " #a",
    "a #b",
    "${env:HOME}",
    "$${x}",
    "$",
    "$$",
    "${",
    "$$$x",
    "\\",
    "\\n",
    "\"",
    "'",
    "''",
    "\n",
    "\r\n",
    "\t",
    " ",
    "  a  ",
    "\u{0}",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{202e}",
    "\u{feff}",
    "\u{fffe}",
    "é",
    "😀",
    "a,b",
    ",",
    "{{x}}",
    "=",
    "<<",
    "?",
    "\u{1b}[31m",
    "-----BEGIN KEY-----\nabc\n-----END KEY-----\n",
    "x",
];

/// The tags that a manifest has other words for.
const OURS: [(&str, &str); 2] = [("bootstrap:manifest", "/theirs"), ("bootstrap:protect", "true")];

const POLICIES: &str = r#"[
    {"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2999-12-31T00:00:00.000Z"}},
    {"Type":"ExpirationNotification","Version":"1.0","Attributes":{"Before":"15","Unit":"Days"}},
    {"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Hours"}}]"#;

/// Returns everything about the parameters below a path that a manifest can say.
#[track_caller]
fn all(client: &Client, path: &str) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let mut token = Value::Null;
    loop {
        let page = client.succeed(
            "GetParametersByPath",
            &json!({"Path": path, "Recursive": true, "WithDecryption": true, "NextToken": token}),
        );
        for parameter in page["Parameters"].as_array().unwrap() {
            let name = parameter["Name"].as_str().unwrap();
            found.insert(name.to_owned(), everything(client, parameter, name));
        }
        token = page["NextToken"].clone();
        if token.is_null() {
            return found;
        }
    }
}

fn everything(client: &Client, parameter: &Value, name: &str) -> Value {
    let filter = json!([{"Key": "Name", "Option": "Equals", "Values": [name]}]);
    let described =
        client.succeed("DescribeParameters", &json!({"ParameterFilters": filter}))["Parameters"][0]
            .clone();
    let tags = client
        .succeed("ListTagsForResource", &json!({"ResourceType": "Parameter", "ResourceId": name}));
    json!({
        "value": parameter["Value"], "type": parameter["Type"], "data_type": parameter["DataType"],
        "description": described["Description"], "tier": described["Tier"],
        "key_id": described["KeyId"], "pattern": described["AllowedPattern"],
        "policies": described["Policies"], "tags": tags["TagList"],
    })
}

/// Exports a path of one store, seeds it into another and compares, and looks for changes in the first.
fn round_trip(from: &Local, into: &Local, path: &str) -> Result<(), TestCaseError> {
    let (here, there) = (beside(from), beside(into));
    let exported = here.bootstrap(&["export", path, "--reveal", "-o", "exported.yaml"]);
    prop_assert_eq!(exported.code, Some(0), "{:?}", exported);
    let manifest = made(&here, "exported.yaml");

    let unchanged = here.bootstrap(&["seed", "exported.yaml", "--dry-run"]);
    prop_assert_eq!(unchanged.code, Some(0), "{:?}\n{}", unchanged, manifest);
    there.write("work/exported.yaml", &manifest);
    let seeded = there.bootstrap(&["seed", "exported.yaml", "--yes"]);
    prop_assert_eq!(seeded.code, Some(0), "{:?}\n{}", seeded, manifest);
    let mut expected = all(&from.client(), path);
    expected.values_mut().for_each(disown);
    prop_assert_eq!(expected, all(&into.client(), path), "{}", manifest);
    Ok(())
}

/// Takes away what says whose it is: who makes the same parameters makes them anew.
fn disown(parameter: &mut Value) {
    let tags = parameter["tags"].as_array_mut().unwrap();
    tags.retain(|tag| tag["Key"] != "bootstrap:manifest");
}

/// Whatever a value may be: what YAML, shells and manifests have signs for, and everything else.
fn texts() -> impl Strategy<Value = String> + Clone {
    let words = prop::sample::select(WORDS.to_vec());
    let words = vec(words, 1..6).prop_map(|words| words.concat());
    prop_oneof![words, any::<String>()]
        .prop_map(|text| text.replace("{{", "{"))
        .prop_filter("a value is something", |text| !text.is_empty())
}

/// Whatever a parameter may be; `whole` with what only some have.
fn parameters(
    texts: impl Strategy<Value = String> + Clone + 'static,
    whole: bool,
) -> impl Strategy<Value = BTreeMap<String, Value>> {
    let names = "[a-zA-Z0-9_.-]{1,6}(/[a-zA-Z0-9_.-]{1,6}){0,2}";
    let kind = prop::sample::select(vec!["String", "StringList", "SecureString"]);
    let plain = (kind, texts.clone()).prop_map(|(kind, text)| json!({"Type": kind, "Value": text}));
    let described = texts.prop_map(|text| text.chars().take(1000).collect::<String>());
    let tags = btree_map("[a-zA-Z]{1,5}[ _.:/=+@é-]?", "[a-zA-Z0-9 _.:/=+@é-]{0,8}", 0..4);
    let key = prop::sample::select(vec!["alias/shop", "1234abcd-12ab"]);
    let ours = prop::sample::subsequence(OURS.to_vec(), 0..=2);
    let tags = (tags, ours).prop_map(|(tags, ours)| {
        let ours = ours.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned()));
        tags.into_iter().chain(ours).collect::<BTreeMap<String, String>>()
    });
    let others = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let rich = (plain, prop::option::of(described), prop::option::of(key), tags, others);
    let rich = rich.prop_map(move |(mut put, description, key, tags, others)| {
        let (advanced, typed, patterned, expiring) = others;
        if let Some(description) = description {
            put["Description"] = json!(description);
        }
        if let Some(key) = key.filter(|_| put["Type"] == "SecureString") {
            put["KeyId"] = json!(key);
        }
        put["Tags"] = tags.iter().map(|(key, value)| json!({"Key": key, "Value": value})).collect();
        if advanced {
            put["Tier"] = json!("Advanced");
        }
        if whole && typed {
            put["DataType"] = json!("integer");
            put["Value"] = json!("1");
        }
        if whole && patterned {
            put["AllowedPattern"] = json!(r#"(?s)^.*$|"\x{24}\${1}'"#);
        }
        if whole && expiring && advanced {
            put["Policies"] = json!(POLICIES);
        }
        put
    });
    btree_map(names, rich, 1..8)
}

/// Puts what the store accepts, and returns how much that is.
fn fill(client: &Client, path: &str, parameters: &BTreeMap<String, Value>) -> usize {
    let put = |(name, parameter): (&String, &Value)| {
        let mut parameter = parameter.clone();
        parameter["Name"] = json!(format!("{path}/{name}"));
        client.ask("PutParameter", &parameter).status == 200
    };
    parameters.iter().map(put).filter(|accepted| *accepted).count()
}

#[track_caller]
fn assert_round_trips(parameters: &impl Strategy<Value = BTreeMap<String, Value>>) {
    let (from, into) = (Local::ephemeral(&[]), Local::ephemeral(&[]));
    let (case, tried, accepted) = (Cell::new(0), Cell::new(0), Cell::new(0));
    holds(60, parameters, |parameters| {
        case.set(case.get() + 1);
        let path = format!("/case{}", case.get());
        let filled = fill(&from.client(), &path, &parameters);
        tried.set(tried.get() + parameters.len());
        accepted.set(accepted.get() + filled);
        if filled == 0 { Ok(()) } else { round_trip(&from, &into, &path) }
    });
    // What the store refuses is no trial of ours.
    assert!(accepted.get() * 10 > tried.get() * 7, "{accepted:?} of {tried:?}");
}

#[test]
fn what_is_exported_and_seeded_is_the_same_whatever_its_value() {
    // Without types of data, which make half of the values a number.
    assert_round_trips(&parameters(texts(), false));
}

#[test]
fn what_is_exported_and_seeded_is_the_same_whatever_it_is() {
    assert_round_trips(&parameters(texts(), true));
}
