//! Effects: that they say all there is to say, what does not fit, and what falls due.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Effect, Operation, Store, Timestamp, each};
use crate::local::engine::Inconsistent;
use crate::local::engine::operation::Operation::{
    AddTagsToResource, DeleteParameter, DeleteParameters, DescribeParameters, GetParameterHistory,
    GetParameters, GetParametersByPath, GetResources, LabelParameterVersion, PutParameter,
    RemoveTagsFromResource, UnlabelParameterVersion,
};

/// Returns everything that can be read.
fn visible(store: &mut Store) -> Value {
    let described = store.ask(DescribeParameters, &json!({ "MaxResults": 50 }));
    let names = each(&described["Parameters"], "Name");
    let histories: Value = (names.iter())
        .map(|name| {
            store.ask(GetParameterHistory, &json!({ "Name": name, "WithDecryption": true }))
        })
        .collect();
    let tags = store.ask(GetResources, &json!({}));
    let below = store.ask(GetParametersByPath, &json!({ "Path": "/", "Recursive": true }));
    json!([described, histories, tags, below])
}

/// Writes an effect down and reads it again, as a journal does.
fn journaled(effect: &Effect) -> Effect {
    serde_json::from_str(&serde_json::to_string(effect).unwrap()).unwrap()
}

/// Makes another store of effects alone.
fn replay(effects: &[Effect]) -> Store {
    let mut store = Store::new();
    store.apply(effects.iter().map(journaled).collect());
    store
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["/a", "a", "/b", "/b/c", "/b/d", "e"]).prop_map(str::to_owned)
}

fn put() -> impl Strategy<Value = (Operation, Value)> {
    let any_of = |words: &'static [&'static str]| {
        prop::option::weighted(0.3, prop::sample::select(words)).prop_map(|word| json!(word))
    };
    let expiring = r#"[{"Type":"Expiration","Attributes":{"Timestamp":"2100-01-01T00:00:00Z"}}]"#;
    let policies = prop::option::weighted(0.2, prop::sample::select(vec![expiring, "[{}]"]));
    let texts = (
        prop::option::weighted(
            0.8,
            prop::sample::select(vec!["String", "StringList", "SecureString"]),
        ),
        any_of(&["Standard", "Advanced", "Intelligent-Tiering"]),
        any_of(&["", "what for"]),
        any_of(&["", "^[0-9]+$", "."]),
        any_of(&["text", "integer", "json"]),
        any_of(&["alias/mine"]),
    );
    (name(), 0..1000_u32, any::<bool>(), texts, policies).prop_map(
        |(name, value, overwrite, texts, policies)| {
            let (kind, tier, description, pattern, data_type, key_id) = texts;
            let body = json!({
                "Name": name, "Value": value.to_string(), "Overwrite": overwrite, "Type": kind,
                "Tier": tier, "Description": description, "AllowedPattern": pattern,
                "DataType": data_type, "KeyId": key_id, "Policies": policies,
            });
            (PutParameter, body)
        },
    )
}

fn request() -> impl Strategy<Value = (Operation, Value)> {
    let words = || prop::collection::vec(prop::sample::select(vec!["x", "y", "z", "1"]), 1..4);
    let labels = (name(), prop::option::of(1..5_i64), words(), any::<bool>());
    let labels = labels.prop_map(|(name, version, labels, attach)| {
        let operation = if attach { LabelParameterVersion } else { UnlabelParameterVersion };
        (operation, json!({ "Name": name, "ParameterVersion": version, "Labels": labels }))
    });
    let tags = (name(), prop::sample::select(vec!["x", "y", "z"]), words(), any::<bool>());
    let tags = tags.prop_map(|(name, key, words, add)| {
        let body = json!({
            "ResourceType": "Parameter", "ResourceId": name,
            "Tags": [{ "Key": key, "Value": words[0] }], "TagKeys": words,
        });
        (if add { AddTagsToResource } else { RemoveTagsFromResource }, body)
    });
    prop_oneof![
        10 => put(),
        4 => labels,
        3 => tags,
        1 => name().prop_map(|name| (DeleteParameter, json!({ "Name": name }))),
        1 => (name(), name()).prop_map(|names| (DeleteParameters, json!({ "Names": [names.0, names.1] }))),
    ]
}

proptest! {
    #[test]
    fn a_store_can_be_made_again_from_its_journal_and_from_a_snapshot(
        requests in prop::collection::vec(request(), 0..60)
    ) {
        let mut store = Store::new();
        let mut journal = Vec::new();
        for (operation, body) in requests {
            store.now += 1000;
            if let Ok(decision) = store.decide(operation, &body) {
                journal.extend(decision.effects.iter().map(journaled));
                store.apply(decision.effects);
            }
        }
        let snapshot = store.engine.snapshot();
        let before = visible(&mut store);
        prop_assert_eq!(snapshot.len(), store.engine.len());
        let mut from_snapshot = replay(&snapshot);
        prop_assert_eq!(visible(&mut from_snapshot), before.clone());
        prop_assert_eq!(from_snapshot.engine.snapshot(), snapshot);
        prop_assert_eq!(visible(&mut replay(&journal)), before);
        let far = Timestamp::from_milliseconds(i64::MAX);
        prop_assert_eq!(from_snapshot.engine.expired(far), store.engine.expired(far));
    }
}

#[test]
fn a_journal_has_one_short_line_for_each_effect() {
    let mut store = Store::new();
    let line = |store: &Store, operation, body: Value| {
        serde_json::to_string(&store.decide(operation, &body).unwrap().effects).unwrap()
    };
    let put = json!({ "Name": "/a", "Value": "v", "Type": "String", "Overwrite": true });

    assert_eq!(
        line(&store, PutParameter, put.clone()),
        r#"[{"kept":{"name":"/a","earlier":[],"latest":{"version":1,"modified":1800000000000,"kind":"String","value":"v","tier":"Standard","data_type":"text"}}}]"#
    );
    store.put(&put);
    assert_eq!(
        line(&store, PutParameter, put),
        r#"[{"revised":{"name":"/a","revision":{"version":2,"modified":1800000001000,"kind":"String","value":"v","tier":"Standard","data_type":"text"}}}]"#
    );
    assert_eq!(
        line(&store, LabelParameterVersion, json!({ "Name": "/a", "Labels": ["x"] })),
        r#"[{"labelled":{"name":"/a","version":1,"labels":["x"]}}]"#
    );
    assert_eq!(
        line(&store, DeleteParameter, json!({ "Name": "/a" })),
        r#"[{"deleted":{"name":"/a"}}]"#
    );
}

#[test]
fn what_changes_nothing_has_no_effects() {
    let mut store = Store::new();
    store.string("/a", "v");
    let tagged =
        json!({ "ResourceType": "Parameter", "ResourceId": "/a", "Tags": [], "TagKeys": ["x"] });
    for (operation, body) in [
        (GetParameters, json!({ "Names": ["/a"] })),
        (DeleteParameters, json!({ "Names": ["/x"] })),
        (LabelParameterVersion, json!({ "Name": "/a", "Labels": ["1"] })),
        (UnlabelParameterVersion, json!({ "Name": "/a", "ParameterVersion": 1, "Labels": ["x"] })),
        (AddTagsToResource, tagged.clone()),
        (RemoveTagsFromResource, tagged),
    ] {
        assert_eq!(store.decide(operation, &body).unwrap().effects, [], "{operation}");
    }
}

#[test]
fn an_effect_that_does_not_fit_changes_nothing() {
    let mut store = Store::new();
    store.string("/a", "1");
    store.string("/a", "2");
    store.label("/a", 1, "x");
    store.tag("/a", &[("k", "v")]);
    let before = store.engine.snapshot();
    let revision = before[0].clone();
    let Effect::Kept(record) = revision else { panic!("a snapshot keeps") };
    let (a, b) = (record.name.clone(), "/b".parse().unwrap());
    let revised = |version: u64, forgotten: Option<u64>| {
        let mut revision = record.latest.clone();
        revision.version = version;
        Effect::Revised { name: a.clone(), revision: Box::new(revision), forgotten }
    };
    let gap = {
        let mut record = record.clone();
        record.name = "/b".parse().unwrap();
        record.latest.version = 3;
        record
    };
    let twice = {
        let mut record = record.clone();
        record.name = "/b".parse().unwrap();
        record.latest.labels = record.earlier[0].labels.clone();
        record
    };
    let labels = || ["y".to_owned()].into();
    let version = |version| Inconsistent::Version { name: a.clone(), version };
    let wrong = [
        (before[0].clone(), Inconsistent::There(a.clone())),
        (Effect::Kept(gap), version(3)),
        (Effect::Kept(twice), Inconsistent::Labels(a.clone())),
        (revised(2, None), version(2)),
        (revised(4, None), version(4)),
        (revised(3, Some(2)), version(3)),
        (Effect::Deleted { name: "/b".parse().unwrap() }, Inconsistent::Missing(b)),
        (Effect::Labelled { name: a.clone(), version: 3, labels: labels() }, version(3)),
        (
            Effect::Unlabelled { name: a.clone(), version: 1, labels: labels() },
            Inconsistent::Labels(a.clone()),
        ),
        (Effect::Untagged { name: a.clone(), keys: labels() }, Inconsistent::Tags(a.clone())),
    ];
    for (effect, expected) in wrong {
        let said = format!("{effect:?}");
        let error = store.engine.apply(effect).unwrap_err();
        assert_eq!(std::mem::discriminant(&error), std::mem::discriminant(&expected), "{said}");
        assert_eq!(store.engine.snapshot(), before, "{said}");
    }
    store.engine.apply(revised(3, Some(1))).unwrap();
}

#[test]
fn a_journal_that_says_more_than_we_know_is_not_read() {
    for line in [
        r#"{"renamed":{"name":"/a"}}"#,
        r#"{"deleted":{"name":"/a","recursive":true}}"#,
        r#"{"deleted":{"name":"a b"}}"#,
    ] {
        assert!(serde_json::from_str::<Effect>(line).is_err(), "{line}");
    }
}

/// Puts a parameter that goes at a moment.
fn expiring(store: &mut Store, name: &str, timestamp: &str) {
    let policy = json!([{ "Type": "Expiration", "Version": "1.0", "Attributes": { "Timestamp": timestamp } }]);
    store.put(&json!({
        "Name": name, "Value": "v", "Type": "String", "Tier": "Advanced", "Overwrite": true,
        "Policies": policy.to_string(),
    }));
}

fn due(store: &Store, milliseconds: i64) -> Vec<String> {
    let due = store.engine.expired(Timestamp::from_milliseconds(milliseconds));
    due.iter()
        .map(|effect| match effect {
            Effect::Deleted { name } => name.to_string(),
            other => panic!("{other:?}"),
        })
        .collect()
}

#[test]
fn what_expires_goes_when_its_time_has_come() {
    let mut store = Store::new();
    expiring(&mut store, "/late", "1970-01-01T00:00:02Z");
    expiring(&mut store, "/soon", "1970-01-01T00:00:01Z");
    expiring(&mut store, "/kept", "1970-01-01T00:00:01Z");
    expiring(&mut store, "/moved", "1970-01-01T00:00:01Z");
    store.put(&json!({ "Name": "/kept", "Value": "w", "Overwrite": true, "Policies": "[{}]" }));
    expiring(&mut store, "/moved", "1970-01-01T00:00:03Z");

    assert_eq!(due(&store, 999), Vec::<String>::new());
    assert_eq!(due(&store, 1000), ["/soon"]);
    assert_eq!(due(&store, 2000), ["/soon", "/late"]);
    store.apply(store.engine.expired(Timestamp::from_milliseconds(2000)));
    assert_eq!(due(&store, 2999), Vec::<String>::new());
    assert_eq!(due(&store, 3000), ["/moved"]);
    assert_eq!(store.verdict(DeleteParameter, &json!({ "Name": "/soon" })), "ParameterNotFound");
    assert_eq!(replay(&store.engine.snapshot()).engine.expired(store.moment()).len(), 1);
}

#[test]
fn an_expiration_is_kept_by_what_says_nothing_about_it() {
    let mut store = Store::new();
    expiring(&mut store, "/a", "1970-01-01T00:00:01Z");
    store.put(&json!({ "Name": "/a", "Value": "w", "Overwrite": true }));
    assert_eq!(due(&store, 1000), ["/a"]);
}
