//! What the engine answers, operation by operation: a table of rules each, and what is good.

mod delete;
mod describe;
mod label;
mod path;
mod put;
mod put_kept;
mod put_limits;
mod read;
mod replay;
mod resources;
mod tags;

use serde_json::{Value, json};

use super::operation::Operation::{
    self, AddTagsToResource, GetParameter, LabelParameterVersion, PutParameter,
};
use super::{Decision, Effect, Engine, Refusal, Settings, Timestamp};

/// What a table says of a request that is good.
const ACCEPTED: &str = "accepted";

const NOW: i64 = 1_800_000_000_000;

/// A store that can be talked to, one second after the other.
struct Store {
    engine: Engine,
    now: i64,
}

impl Store {
    fn new() -> Self {
        Self::of_region("eu-west-1")
    }

    fn of_region(region: &str) -> Self {
        let engine = Engine::new(region.parse().unwrap(), Settings::default());
        Self { engine, now: NOW }
    }

    fn decide(&self, operation: Operation, body: &Value) -> Result<Decision, Refusal> {
        self.engine.decide(operation, body.to_string().as_bytes(), self.moment())
    }

    fn moment(&self) -> Timestamp {
        Timestamp::from_milliseconds(self.now)
    }

    /// Returns the code of the refusal, without doing anything.
    fn verdict(&self, operation: Operation, body: &Value) -> &'static str {
        self.decide(operation, body).map_or_else(|refusal| refusal.code, |_decision| ACCEPTED)
    }

    fn try_to(&mut self, operation: Operation, body: &Value) -> Result<Value, Refusal> {
        self.now += 1000;
        let decision = self.decide(operation, body)?;
        self.apply(decision.effects);
        Ok(decision.answer)
    }

    fn apply(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            self.engine.apply(effect).unwrap();
        }
    }

    #[track_caller]
    fn ask(&mut self, operation: Operation, body: &Value) -> Value {
        self.try_to(operation, body).unwrap()
    }

    #[track_caller]
    fn put(&mut self, body: &Value) -> Value {
        self.ask(PutParameter, body)
    }

    /// Makes a parameter, or a new version of it.
    #[track_caller]
    fn string(&mut self, name: &str, value: &str) -> Value {
        self.put(&json!({ "Name": name, "Value": value, "Type": "String", "Overwrite": true }))
    }

    #[track_caller]
    fn label(&mut self, name: &str, version: u64, label: &str) {
        self.ask(
            LabelParameterVersion,
            &json!({ "Name": name, "ParameterVersion": version, "Labels": [label] }),
        );
    }

    #[track_caller]
    fn tag(&mut self, name: &str, tags: &[(&str, &str)]) {
        let tags: Value =
            tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect();
        let body = json!({ "ResourceType": "Parameter", "ResourceId": name, "Tags": tags });
        self.ask(AddTagsToResource, &body);
    }

    #[track_caller]
    fn value(&mut self, name: &str) -> String {
        let answer = self.ask(GetParameter, &json!({ "Name": name, "WithDecryption": true }));
        answer["Parameter"]["Value"].as_str().unwrap().to_owned()
    }

    /// Checks a table: what the rule is, the request, and the code that answers it.
    #[track_caller]
    fn check(&self, operation: Operation, rules: &[(&str, Value, &str)]) {
        for (rule, body, code) in rules {
            let verdict = self.verdict(operation, body);
            assert_eq!(verdict, *code, "{rule}: {}", short(body));
        }
    }
}

/// Changes members of a request, and takes those out that become null.
fn with(mut body: Value, changes: &Value) -> Value {
    let members = body.as_object_mut().unwrap();
    for (member, value) in changes.as_object().unwrap() {
        members.insert(member.clone(), value.clone());
    }
    members.retain(|_, value| !value.is_null());
    body
}

/// Returns one member of every item of a list.
fn each(list: &Value, member: &str) -> Vec<String> {
    let items = list.as_array().unwrap();
    items.iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}

fn short(body: &Value) -> String {
    body.to_string().chars().take(200).collect()
}

#[test]
fn debug_does_not_show_values() {
    let store = Store::new();
    let body = json!({ "Name": "/a", "Value": "hunter2", "Type": "String" });
    let decision = store.decide(PutParameter, &body).unwrap();

    assert!(!format!("{decision:?}").contains("hunter2"));
    assert!(serde_json::to_string(&decision.effects).unwrap().contains("hunter2"));
}

#[test]
fn a_refusal_never_repeats_a_value() {
    let mut store = Store::new();
    store.string("/a", "x");
    let bad = [
        json!({ "Value": "{{ssm:hunter2}}" }),
        json!({ "Value": "hunter2", "AllowedPattern": "^[0-9]+$" }),
        json!({ "Value": "hunter2", "DataType": "integer" }),
        json!({ "Value": "hunter2".repeat(1000) }),
        json!({ "Value": "hunter2", "Name": "/a", "Overwrite": false }),
        json!({ "Value": { "hunter2": 1 } }),
        json!({ "Value": ["hunter2"] }),
        json!({ "Value": "hunter2", "Policies": "hunter2" }),
    ];
    for changes in bad {
        let body = with(json!({ "Name": "/b", "Type": "String" }), &changes);
        let refusal = store.decide(PutParameter, &body).unwrap_err();
        assert!(!format!("{refusal:?}").contains("hunter2"), "{refusal:?}");
    }
}

#[test]
fn a_body_of_another_shape_cannot_be_read_by_any_operation() {
    let store = Store::new();
    for operation in Operation::ALL {
        for body in ["", "{}"] {
            let read = store.engine.decide(operation, body.as_bytes(), store.moment());
            assert_ne!(read.map_or_else(|refusal| refusal.code, |_| ""), "SerializationException");
        }
        for body in ["[]", "x", "{", "\"\"", "{}{}"] {
            let read = store.engine.decide(operation, body.as_bytes(), store.moment());
            assert_eq!(read.unwrap_err().code, "SerializationException", "{operation} {body}");
        }
    }
}
