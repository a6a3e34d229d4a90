//! What is deleted and created again has more than its manifest declares: what of it is at stake is said, and when it is
//! gone, that it is.

use serde_json::{Value, json};

use super::{picture, seed, seed_as_json};
use crate::local::server::{Local, machine};
use crate::sandbox::Sandbox;

const MANIFEST: &str = "version: 1\npath: /shop\nparameters:\n  bare: {value: x, tier: Standard}\n  declared: {value: x, tier: Standard, description: d, tags: {app: shop}}\n  full: {value: x, tier: Standard, tags: {app: shop}}\n";

/// A store with three parameters of the tier Advanced, in which those that are put later meet these faults.
fn filled(faults: &Value) -> (Sandbox, Local) {
    let mut sandbox = machine();
    let script = sandbox.write("faults.json", faults.to_string());
    let server = Local::start(&sandbox, &["--ephemeral", "--faults", script.to_str().unwrap()]);
    for (name, value) in &server.exports {
        sandbox.set(name, value);
    }
    for more in [
        json!({"Name": "/shop/bare"}),
        json!({"Name": "/shop/declared", "Description": "d", "Tags": [{"Key": "app", "Value": "shop"}]}),
        json!({
            "Name": "/shop/full", "Description": "a canary", "AllowedPattern": "x|canary",
            "Tags": [{"Key": "team", "Value": "canary"}, {"Key": "cost center", "Value": "canary"}],
        }),
    ] {
        let mut put = json!({"Value": "x", "Type": "String", "Tier": "Advanced"});
        put.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.client().succeed("PutParameter", &put);
    }
    (sandbox, server)
}

#[test]
fn the_plan_says_of_each_replacement_what_is_at_stake_and_of_others_nothing() {
    let (sandbox, _server) = filled(&json!([]));

    let said = seed(&sandbox, MANIFEST, &["--replace", "--dry-run"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********0000, eu-west-1 (AWS_REGION), at http://[LOOPBACK]
    user bootstrap-local, by environment variables

      replace    String        /shop/bare  (tier)
      replace    String        /shop/declared  (tier)
      replace    String        /shop/full  (tier, tags)
                 carries over (lost if killed midway): description, allowed_pattern, tags `cost center`, `team`
    0 to create, 0 to update, 3 to replace, 0 unchanged
    exit code 1
    ");
    let (document, _) = seed_as_json(&sandbox, MANIFEST, &["--replace", "--dry-run"]);
    let at_stake = |step: &Value| step.get("carries_over").cloned();
    let at_stake: Vec<_> = document["steps"].as_array().unwrap().iter().map(at_stake).collect();
    let full = json!({"attributes": ["description", "allowed_pattern"], "tag_keys": ["cost center", "team"]});
    assert_eq!(at_stake, [None, None, Some(full)]);
    let said = seed(&sandbox, MANIFEST, &["--replace", "--dry-run", "--format", "markdown"]);
    let rows = said.stdout.lines().filter(|line| line.starts_with("| replace")).collect::<Vec<_>>();
    insta::assert_snapshot!(rows.join("\n"), @r"
    | replace | String | /shop/bare | tier |
    | replace | String | /shop/declared | tier |
    | replace | String | /shop/full | tier, tags; carries over (lost if killed midway): description, allowed\_pattern, tags \`cost center\`, \`team\` |
    ");
}

#[test]
fn what_is_lost_after_all_is_named_and_never_shown() {
    let (sandbox, server) = filled(&json!([
        {"operation": "PutParameter", "calls": [4, 5, 6], "fault": "access-denied"},
    ]));

    let said = seed(&sandbox, MANIFEST, &["--replace", "--yes"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(!said.everything().contains("canary"), "{said:?}");
    let failed = said.stdout.lines().filter(|line| line.contains("failed  ")).collect::<Vec<_>>();
    insta::assert_snapshot!(failed.join("\n"), @"
    failed     /shop/bare  deleted, and then: AccessDeniedException: the fault script denies this
    failed     /shop/declared  deleted, and then: AccessDeniedException: the fault script denies this
    failed     /shop/full  deleted, and then: AccessDeniedException: the fault script denies this; lost: description, allowed_pattern, tags `cost center`, `team`
    ");
    let below = json!({"Path": "/shop"});
    assert_eq!(server.client().pages("GetParametersByPath", &below, "Parameters").len(), 0);
    // The next run knows nothing of it any more.
    let said = seed(&sandbox, MANIFEST, &["--yes"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let described = server.client().pages("DescribeParameters", &json!({}), "Parameters");
    assert!(described.iter().all(|one| one["AllowedPattern"].is_null()), "{described:?}");
}

#[test]
fn where_nobody_knows_whether_it_is_there_what_is_at_stake_is_said_under_that_condition() {
    // After the plan, and the version just before it is deleted.
    let (sandbox, _server) = filled(&json!([
        {"operation": "PutParameter", "calls": [4], "fault": "cut-before"},
        {"operation": "GetParameters", "calls": [3, 4], "fault": "access-denied"},
    ]));
    let manifest = "version: 1\npath: /shop\nparameters: {full: {value: x, tier: Standard}}";

    let said = seed(&sandbox, manifest, &["--replace", "--yes"]);

    let unknown = said.stdout.lines().find(|line| line.starts_with("  unknown")).unwrap();
    assert!(unknown.contains("/shop/full  deleted, and then: may have been written: "), "{said:?}");
    let at_stake =
        "; lost, if it is not there: description, allowed_pattern, tags `cost center`, `team`";
    assert!(unknown.ends_with(at_stake), "{said:?}");
    assert_eq!(said.code, Some(3), "{said:?}");
}

#[test]
fn what_would_not_be_taken_again_is_not_deleted() {
    let (sandbox, server) = filled(&json!([]));
    let manifest = MANIFEST.replace("  full: {value: x,", "  full: {value: y,");

    let (document, said) = seed_as_json(&sandbox, &manifest, &["--replace", "--yes"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    let full = &document["steps"][2];
    assert_eq!((&full["action"], &full["result"]), (&json!("refuse"), &json!("failed")));
    assert!(full["reason"].as_str().unwrap().ends_with("declare `allowed_pattern`"), "{full}");
    let below = json!({"Path": "/shop"});
    assert_eq!(server.client().pages("GetParametersByPath", &below, "Parameters").len(), 3);
}

#[test]
fn the_tag_that_says_whose_it_is_comes_by_itself_and_somebody_elses_does_not() {
    let (sandbox, _server) = filled(&json!([]));
    let head = "version: 1\npath: /own\nprune: {enabled: false}\nparameters: {a: {value: x, tier: ";
    assert_eq!(seed(&sandbox, &format!("{head}Advanced}}}}"), &["--yes"]).code, Some(0));
    let at_stake = |manifest: &str| {
        let (document, _) = seed_as_json(&sandbox, manifest, &["--replace", "--dry-run"]);
        assert_eq!(document["steps"][0]["action"], "replace", "{document}");
        document["steps"][0]["carries_over"]["tag_keys"].clone()
    };

    assert_eq!(at_stake(&format!("{head}Standard}}}}")), json!(null));
    let other = head.replace("enabled: false", "enabled: false, id: other");
    assert_eq!(at_stake(&format!("{other}Standard}}}}")), json!(["bootstrap:manifest"]));
}
