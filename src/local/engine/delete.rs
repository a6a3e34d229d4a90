//! `DeleteParameter` and `DeleteParameters`. What is deleted leaves nothing behind: made again, it begins at
//! version 1. Assumed: that may be right away; AWS wants half a minute in between, and does not always insist.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use super::effect::Effect;
use super::refusal::Refusal;
use super::{Decision, Engine, address, request};

/// The most names that one request has.
const MOST_NAMES: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OneInput {
    name: Option<String>,
}

/// `DeleteParameter`.
pub(super) fn one(engine: &Engine, input: OneInput) -> Result<Decision, Refusal> {
    let text = request::required("Name", input.name)?;
    let record = address::to_find(&text)?.and_then(|name| engine.records.get(&name));
    let record = record.ok_or_else(|| Refusal::not_found(text.trim()))?;
    let effects = vec![Effect::Deleted { name: record.name.clone() }];
    Ok(Decision { effects, answer: json!({}) })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SomeInput {
    names: Option<Vec<String>>,
}

/// `DeleteParameters`. Assumed: a name that cannot be one is as invalid as one that is not there, and the others are
/// deleted all the same.
pub(super) fn some(engine: &Engine, input: SomeInput) -> Result<Decision, Refusal> {
    let names = request::required("Names", input.names)?;
    let mut found = BTreeSet::new();
    let (mut deleted, mut invalid) = (Vec::new(), Vec::new());
    for text in request::list("Names", &names, 1..=MOST_NAMES)? {
        request::text("Names", text, 1..=2048)?;
        let name = address::to_find(text).ok().flatten();
        match name.and_then(|name| engine.records.get(&name)) {
            None => invalid.push(text),
            Some(record) if found.insert(&record.name) => deleted.push(text),
            Some(_) => {}
        }
    }
    let answer = json!({ "DeletedParameters": deleted, "InvalidParameters": invalid });
    let effects = found.into_iter().map(|name| Effect::Deleted { name: name.clone() }).collect();
    Ok(Decision { effects, answer })
}
