//! What is in the store, as it says itself: past the wire, and past the code that is tried.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::local::simulated::Simulated;

/// Everything that is there, by name.
pub(super) type Everything = BTreeMap<String, Seen>;

/// One parameter: its versions, the oldest first, and its tags.
#[derive(Debug, PartialEq)]
pub(super) struct Seen {
    versions: Vec<Value>,
    pub(super) tags: BTreeMap<String, String>,
}

/// Looks at everything.
pub(super) fn everything(simulated: &Simulated) -> Everything {
    let all = simulated.ask("DescribeParameters", &json!({"MaxResults": 50})).unwrap();
    let names = items(&all, "Parameters").map(|found| text(found, "Name").to_owned());
    names.map(|name| (name.clone(), look(simulated, &name))).collect()
}

fn look(simulated: &Simulated, name: &str) -> Seen {
    let asked = json!({"Name": name, "WithDecryption": true});
    let history = simulated.ask("GetParameterHistory", &asked).unwrap();
    let asked = json!({"ResourceType": "Parameter", "ResourceId": name});
    let tags = simulated.ask("ListTagsForResource", &asked).unwrap();
    let tag = |tag: &Value| (text(tag, "Key").to_owned(), text(tag, "Value").to_owned());
    Seen {
        versions: items(&history, "Parameters").cloned().collect(),
        tags: items(&tags, "TagList").map(tag).collect(),
    }
}

fn items<'a>(answer: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    answer[field].as_array().into_iter().flatten()
}

fn text<'a>(found: &'a Value, field: &str) -> &'a str {
    found[field].as_str().unwrap_or_default()
}

impl Seen {
    pub(super) fn version(&self) -> i64 {
        self.latest()["Version"].as_i64().unwrap()
    }

    /// Returns a field of the latest version: empty where it has none.
    pub(super) fn text(&self, field: &str) -> &str {
        text(self.latest(), field)
    }

    /// Returns the value of a version that is still kept.
    pub(super) fn value_of(&self, version: i64) -> Option<&str> {
        let found = self.versions.iter().find(|found| found["Version"] == version)?;
        Some(text(found, "Value"))
    }

    /// Returns the labels of the latest version.
    pub(super) fn labels(&self) -> BTreeSet<&str> {
        items(self.latest(), "Labels").filter_map(Value::as_str).collect()
    }

    fn latest(&self) -> &Value {
        self.versions.last().unwrap()
    }
}
