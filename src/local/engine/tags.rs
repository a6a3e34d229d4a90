//! `AddTagsToResource`, `RemoveTagsFromResource` and `ListTagsForResource`: the tags of one parameter.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::parameter::tag::{self, TagError, Tags};

use super::effect::Effect;
use super::record::Record;
use super::refusal::Refusal;
use super::{Decision, Engine, address, request};

/// The most tags that one request has.
pub(super) const MOST_IN_REQUEST: usize = 1000;

/// What else Systems Manager gives tags to.
const OTHER_TYPES: [&str; 9] = [
    "Document",
    "ManagedInstance",
    "MaintenanceWindow",
    "PatchBaseline",
    "OpsItem",
    "OpsMetadata",
    "Automation",
    "Association",
    "CloudConnector",
];

#[derive(Deserialize, Clone)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TagInput {
    key: Option<String>,
    value: Option<String>,
}

impl TagInput {
    /// Reads the tags of a request. What breaks the model is refused at once; the inner error may have a name that
    /// depends on the operation.
    pub(super) fn collect(inputs: Vec<Self>) -> Result<Result<Tags, TagError>, Refusal> {
        let mut tags = Tags::default();
        for input in inputs {
            let key = request::required("Key", input.key)?;
            let value = request::required("Value", input.value)?;
            if tags.iter().any(|(other, _)| other == key) {
                // Assumed: a key that is there twice is a mistake, not a wish for the last.
                return Err(Refusal::validation("a tag's key is there twice"));
            }
            if let Err(error) = tags.set(&key, &value) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(tags))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AddInput {
    resource_type: Option<String>,
    resource_id: Option<String>,
    tags: Option<Vec<TagInput>>,
}

/// `AddTagsToResource`: adds tags, or gives those of the same keys other values.
pub(super) fn add(engine: &Engine, input: AddInput) -> Result<Decision, Refusal> {
    let tags = request::required("Tags", input.tags)?;
    let tags = request::list("Tags", &tags, 0..=MOST_IN_REQUEST)?.to_owned();
    let tags = TagInput::collect(tags)?.map_err(|error| match error {
        TagError::TooMany => too_many(),
        error => Refusal::validation(error),
    })?;
    let record = find(engine, input.resource_type, input.resource_id)?;
    let added = tags.iter().filter(|(key, _)| !record.tags.contains_key(*key)).count();
    if record.tags.len() + added > tag::MOST {
        return Err(too_many());
    }
    let name = record.name.clone();
    let tags: BTreeMap<String, String> =
        tags.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    let effects = if tags.is_empty() { vec![] } else { vec![Effect::Tagged { name, tags }] };
    Ok(Decision { effects, answer: json!({}) })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RemoveInput {
    resource_type: Option<String>,
    resource_id: Option<String>,
    tag_keys: Option<Vec<String>>,
}

/// `RemoveTagsFromResource`. Keys that the parameter does not have are passed over.
pub(super) fn remove(engine: &Engine, input: RemoveInput) -> Result<Decision, Refusal> {
    let keys = request::required("TagKeys", input.tag_keys)?;
    for key in &keys {
        request::text("TagKeys", key, 1..=128)?;
    }
    let record = find(engine, input.resource_type, input.resource_id)?;
    let keys: BTreeSet<String> =
        keys.into_iter().filter(|key| record.tags.contains_key(key)).collect();
    let name = record.name.clone();
    let effects = if keys.is_empty() { vec![] } else { vec![Effect::Untagged { name, keys }] };
    Ok(Decision { effects, answer: json!({}) })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ListInput {
    resource_type: Option<String>,
    resource_id: Option<String>,
}

/// `ListTagsForResource`.
pub(super) fn list(engine: &Engine, input: ListInput) -> Result<Decision, Refusal> {
    let record = find(engine, input.resource_type, input.resource_id)?;
    Ok(Decision::answer(json!({ "TagList": shown(&record.tags) })))
}

/// Shows tags as the wire has them.
pub(super) fn shown(tags: &BTreeMap<String, String>) -> Value {
    tags.iter().map(|(key, value)| json!({ "Key": key, "Value": value })).collect()
}

/// Assumed: a type that Systems Manager knows, though there is nothing of it here, is an invalid type; a word that it
/// does not know breaks its model.
fn find(engine: &Engine, kind: Option<String>, id: Option<String>) -> Result<&Record, Refusal> {
    let kind = request::required("ResourceType", kind)?;
    if OTHER_TYPES.contains(&kind.as_str()) {
        return Err(Refusal::new("InvalidResourceType", "only parameters have tags here"));
    }
    if kind != "Parameter" {
        return Err(Refusal::validation(
            "`ResourceType` is no type of resource, such as Parameter",
        ));
    }
    let id = request::required("ResourceId", id)?;
    let name = address::to_find(&id).ok().flatten();
    name.and_then(|name| engine.records.get(&name)).ok_or_else(|| {
        Refusal::new("InvalidResourceId", format_args!("there is no parameter `{}`", id.trim()))
    })
}

fn too_many() -> Refusal {
    Refusal::new("TooManyTagsError", TagError::TooMany)
}
