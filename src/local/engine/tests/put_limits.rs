//! `PutParameter` and what there may be of everything: tiers, versions, parameters.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{ACCEPTED, Effect, Store, with};
use crate::local::engine::operation::Operation::{
    DeleteParameter, GetParameter, GetParameterHistory, PutParameter, UnlabelParameterVersion,
};
use crate::local::engine::record::Record;

const VALIDATION: &str = "ValidationException";

fn tiered(tier: &str, changes: &Value) -> Value {
    let body = json!({
        "Name": "/a", "Value": "v", "Type": "String", "Overwrite": true, "Tier": tier
    });
    with(body, changes)
}

/// Returns in which tier a put ends.
#[track_caller]
fn settled(store: &Store, body: &Value) -> Value {
    store.decide(PutParameter, body).unwrap().answer["Tier"].take()
}

#[test]
fn a_tier_is_settled() {
    let mut store = Store::new();
    let long = "x".repeat(4097);
    let any = |changes: &Value| tiered("Intelligent-Tiering", changes);
    let expiring = json!({ "Policies": r#"[{"Type":"NoChangeNotification","Attributes":{"After":"1","Unit":"Days"}}]"# });

    assert_eq!(settled(&store, &tiered("Standard", &json!({ "Tier": null }))), "Standard");
    assert_eq!(settled(&store, &any(&json!({ "Value": "x".repeat(4096) }))), "Standard");
    assert_eq!(settled(&store, &any(&json!({ "Value": long }))), "Advanced");
    assert_eq!(settled(&store, &any(&expiring)), "Advanced");
    assert_eq!(settled(&store, &any(&json!({ "DataType": "json", "Value": "1" }))), "Advanced");

    store.put(&tiered("Advanced", &json!({})));
    assert_eq!(settled(&store, &any(&json!({}))), "Advanced");
    assert_eq!(settled(&store, &tiered("", &json!({ "Tier": null, "Value": long }))), "Advanced");
}

#[test]
fn a_tier_goes_up_and_never_down() {
    let mut store = Store::new();
    store.put(&tiered("Standard", &json!({})));
    let long = "x".repeat(4097);
    store.check(
        PutParameter,
        &[
            ("up", tiered("Advanced", &json!({})), ACCEPTED),
            ("up by itself", tiered("Intelligent-Tiering", &json!({ "Value": long })), ACCEPTED),
            ("not said, not up", tiered("", &json!({ "Tier": null, "Value": long })), VALIDATION),
        ],
    );
    store.put(&tiered("Advanced", &json!({})));
    store.check(PutParameter, &[("down", tiered("Standard", &json!({})), VALIDATION)]);
    store.ask(DeleteParameter, &json!({ "Name": "/a" }));
    store.check(PutParameter, &[("made again", tiered("Standard", &json!({})), ACCEPTED)]);
}

#[test]
fn a_hundred_versions_are_kept_unless_the_oldest_has_a_label() {
    let mut store = Store::new();
    for _ in 0..100 {
        store.string("/a", "v");
    }
    assert_eq!(store.string("/a", "v")["Version"], 101);
    let oldest = json!({ "Name": "/a:1" });
    assert_eq!(store.verdict(GetParameter, &oldest), "ParameterVersionNotFound");

    store.label("/a", 2, "keep");
    let put = tiered("Standard", &json!({}));
    assert_eq!(store.verdict(PutParameter, &put), "ParameterMaxVersionLimitExceeded");
    let label = json!({ "Name": "/a", "ParameterVersion": 2, "Labels": ["keep"] });
    store.ask(UnlabelParameterVersion, &label);
    assert_eq!(store.string("/a", "v")["Version"], 102);
    let first = store.ask(GetParameterHistory, &json!({ "Name": "/a" }))["Parameters"][0].take();
    assert_eq!(first["Version"], 3);
}

#[test]
fn a_hundredth_version_needs_no_room() {
    let mut store = Store::new();
    for _ in 0..99 {
        store.string("/a", "v");
    }
    store.label("/a", 1, "keep");
    assert_eq!(store.string("/a", "v")["Version"], 100);
}

#[test]
fn what_is_made_again_begins_at_version_1() {
    let mut store = Store::new();
    store.string("/a", "1");
    store.string("/a", "2");
    store.label("/a", 1, "old");
    store.ask(DeleteParameter, &json!({ "Name": "/a" }));

    assert_eq!(store.string("/a", "3")["Version"], 1);
    let old = json!({ "Name": "/a:old" });
    assert_eq!(store.verdict(GetParameter, &old), "ParameterVersionNotFound");
}

/// Fills a store with parameters of one tier.
fn fill(store: &mut Store, tier: &str, count: usize) {
    let put = store.decide(PutParameter, &tiered(tier, &json!({}))).unwrap();
    let Some(Effect::Kept(sample)) = put.effects.into_iter().next() else { panic!("no new one") };
    let numbered = (0..count).map(|number| {
        let name = format!("/{tier}/{number}").parse().unwrap();
        Effect::Kept(Box::new(Record::new(name, sample.latest.clone(), BTreeMap::new())))
    });
    store.apply(numbered.collect());
}

#[test]
fn ten_thousand_standard_parameters() {
    const LIMIT: &str = "ParameterLimitExceeded";
    let mut store = Store::new();
    fill(&mut store, "Standard", 9_999);
    store.check(PutParameter, &[("the last", tiered("Standard", &json!({})), ACCEPTED)]);
    assert_eq!(settled(&store, &tiered("Intelligent-Tiering", &json!({}))), "Standard");

    store.put(&tiered("Standard", &json!({})));
    let new = |tier: &str| tiered(tier, &json!({ "Name": "/b" }));
    store.check(
        PutParameter,
        &[
            ("one too many", new("Standard"), LIMIT),
            ("another version", tiered("Standard", &json!({})), ACCEPTED),
            ("in the other tier", new("Advanced"), ACCEPTED),
        ],
    );
    assert_eq!(settled(&store, &new("Intelligent-Tiering")), "Advanced");
    assert_eq!(settled(&store, &tiered("Intelligent-Tiering", &json!({}))), "Standard");

    store.put(&tiered("Advanced", &json!({})));
    store.check(PutParameter, &[("what went up made room", new("Standard"), ACCEPTED)]);
}

#[test]
fn a_hundred_thousand_advanced_parameters() {
    const LIMIT: &str = "ParameterLimitExceeded";
    let mut store = Store::new();
    store.put(&tiered("Standard", &json!({ "Name": "/low" })));
    fill(&mut store, "Advanced", 99_999);
    store.put(&tiered("Advanced", &json!({})));
    store.check(
        PutParameter,
        &[
            ("one too many", tiered("Advanced", &json!({ "Name": "/b" })), LIMIT),
            ("one that goes up", tiered("Advanced", &json!({ "Name": "/low" })), LIMIT),
            ("another version", tiered("Advanced", &json!({})), ACCEPTED),
            ("in the other tier", tiered("Standard", &json!({ "Name": "/b" })), ACCEPTED),
        ],
    );
    assert_eq!(store.engine.len(), 100_001);
}
