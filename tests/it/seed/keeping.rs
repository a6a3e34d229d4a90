//! What is kept whatever the manifest says: a value that is made once, what is only created, what is protected.

use serde_json::{Value, json};

use super::{seed, seed_as_json, steps};
use crate::local::server::{Local, machine};
use crate::sandbox::Sandbox;

/// A server, and a machine whose calls all go there.
fn served(arguments: &[&str]) -> (Sandbox, Local) {
    let mut sandbox = machine();
    let server = Local::start(&sandbox, &[&["--ephemeral"], arguments].concat());
    for (name, value) in &server.exports {
        sandbox.set(name, value);
    }
    (sandbox, server)
}

fn below(path: &str, parameters: &str) -> String {
    format!("version: 1\npath: {path}\nprune: {{}}\nparameters: {{always: x, {parameters}}}\n")
}

/// Returns the tags of a parameter.
fn tags(server: &Local, name: &str) -> Value {
    let asked = json!({"ResourceType": "Parameter", "ResourceId": name});
    let tags = server.client().succeed("ListTagsForResource", &asked)["TagList"].clone();
    let tags = tags.as_array().unwrap().iter();
    tags.map(|tag| (tag["Key"].as_str().unwrap().to_owned(), tag["Value"].clone())).collect()
}

fn described(server: &Local, name: &str) -> Value {
    let filter = json!([{"Key": "Name", "Option": "Equals", "Values": [name]}]);
    let page = server.client().succeed("DescribeParameters", &json!({"ParameterFilters": filter}));
    page["Parameters"][0].clone()
}

#[test]
fn all_but_the_value_of_a_random_secret_is_as_the_manifest_says() {
    let (sandbox, server) = served(&[]);
    let password = |more: &str| below("/k", &format!("pw: {{from: {{random: {{}}}}, {more}}}"));
    let old = password("description: old, tags: {a: '1'}");
    assert_eq!(seed(&sandbox, &old, &["--yes"]).code, Some(0));
    let value = server.client().value("/k/pw").unwrap();
    let new = password(
        "description: new, tags: {a: '2'}, tier: Advanced, labels: [live], overwrite: changed, protect: true",
    );

    let (document, said) = seed_as_json(&sandbox, &new, &["--check"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(document["steps"][1]["changes"], json!(["description", "tier", "tags", "labels"]));
    assert_eq!(seed(&sandbox, &new, &["--yes"]).code, Some(0));

    assert_eq!(server.client().value("/k/pw").unwrap(), value);
    let described = described(&server, "/k/pw");
    assert_eq!(
        (&described["Description"], &described["Tier"]),
        (&json!("new"), &json!("Advanced"))
    );
    let expected = json!({"a": "2", "bootstrap:manifest": "/k", "bootstrap:protect": "true"});
    assert_eq!(tags(&server, "/k/pw"), expected);
    let (document, said) = seed_as_json(&sandbox, &new, &["--check"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(steps(&document)[1], "/k/pw unchanged -");
    // What has another type was not made by us; it becomes what is wanted, with the value that it has.
    server.client().put("/k/other", "theirs");
    let other = below("/k", "other: {from: {random: {}}}");
    assert_eq!(seed(&sandbox, &other, &["--yes"]).code, Some(0));
    assert_eq!(server.client().value("/k/other").unwrap(), "theirs");
    assert_eq!(self::described(&server, "/k/other")["Type"], "SecureString");
}

#[test]
fn what_is_only_created_is_not_said_to_be_as_the_manifest_says() {
    let (sandbox, server) = served(&[]);
    server.client().put("/n/a", "theirs");
    let manifest = below("/n", "a: {value: ours, overwrite: never, description: ours}, b: y");
    assert_eq!(seed(&sandbox, &manifest, &["--yes"]).code, Some(0));

    let said = seed(&sandbox, &manifest, &["--check"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.ends_with(", 2 unchanged, 1 kept and not compared\n"), "{said:?}");
    let (document, _) = seed_as_json(&sandbox, &manifest, &["--check"]);
    assert_eq!(document["counts"]["not_compared"], 1);
    let sentence =
        "**The store is as the manifest says, but for 1 that is there and not compared.**\n";
    for arguments in [&["--check"][..], &["--yes", "--no-read"]] {
        let arguments = [arguments, &["--format", "markdown"]].concat();
        let said = seed(&sandbox, &manifest, &arguments);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.stdout.ends_with(sentence), "{said:?}");
    }
    assert_eq!(server.client().value("/n/a").as_deref(), Some("theirs"));
}

#[test]
fn what_is_only_created_is_protected_all_the_same() {
    for arguments in [&["--yes"][..], &["--yes", "--no-read"]] {
        let (sandbox, server) = served(&[]);
        let with = |more: &str| below("/n", &format!("a: {{value: x, overwrite: never, {more}}}"));
        assert_eq!(seed(&sandbox, &with("tags: {a: b}"), &["--yes"]).code, Some(0));

        let said = seed(&sandbox, &with("tags: {a: c}, protect: true"), arguments);

        assert_eq!(said.code, Some(0), "{said:?}");
        let expected = json!({"a": "b", "bootstrap:manifest": "/n", "bootstrap:protect": "true"});
        assert_eq!(tags(&server, "/n/a"), expected);
        let said = seed(&sandbox, &below("/n", "b: x"), &["--yes", "--prune"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(server.client().value("/n/a").as_deref(), Some("x"));
    }
}

#[test]
fn what_somebody_has_protected_is_replaced_only_where_the_manifest_says_that_it_may() {
    let (sandbox, server) = served(&[]);
    let with = |more: &str| below("/p", &format!("a: {{value: x, {more}}}"));
    let first = with("tier: Advanced, protect: true");
    assert_eq!(seed(&sandbox, &first, &["--yes"]).code, Some(0));

    let (document, said) = seed_as_json(&sandbox, &with("tier: Standard"), &["--yes", "--replace"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(steps(&document)[0], "/p/a refuse failed");
    let reason = document["steps"][0]["reason"].as_str().unwrap();
    assert!(reason.contains("`protect: false`"), "{reason}");
    assert_eq!(described(&server, "/p/a")["Tier"], "Advanced");

    let agreed = with("tier: Standard, protect: false");
    let (document, said) = seed_as_json(&sandbox, &agreed, &["--yes", "--replace"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(steps(&document)[0], "/p/a replace replaced");
    assert_eq!(tags(&server, "/p/a"), json!({"bootstrap:manifest": "/p"}));
}
