//! `GetParameter` and `GetParameters`: parameters by their names.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::address::{self, Chosen};
use super::refusal::Refusal;
use super::view::View;
use super::{Decision, Engine, request};

/// The most names that one request has.
const MOST_NAMES: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OneInput {
    name: Option<String>,
    with_decryption: Option<bool>,
}

/// `GetParameter`.
pub(super) fn one(engine: &Engine, input: OneInput) -> Result<Decision, Refusal> {
    let name = request::required("Name", input.name)?;
    let chosen = address::choose(&engine.site, &engine.records, &name)?;
    let shown = show(engine, &chosen, input.with_decryption);
    Ok(Decision::answer(json!({ "Parameter": shown })))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct SomeInput {
    names: Option<Vec<String>>,
    with_decryption: Option<bool>,
}

/// `GetParameters`.
pub(super) fn some(engine: &Engine, input: SomeInput) -> Result<Decision, Refusal> {
    let names = request::required("Names", input.names)?;
    let mut found = BTreeMap::new();
    let mut invalid = Vec::new();
    for name in request::list("Names", &names, 1..=MOST_NAMES)? {
        // Assumed: a character that no name has spoils the request, everything else only its own name.
        readable(name)?;
        match address::choose(&engine.site, &engine.records, name) {
            // Assumed: what is asked for twice is answered once.
            Ok(chosen) => {
                let selector = chosen.selector.as_ref().map(ToString::to_string);
                let key = (chosen.record.name.identity(), selector);
                found.entry(key).or_insert_with(|| show(engine, &chosen, input.with_decryption));
            }
            Err(_) if invalid.contains(name) => {}
            Err(_) => invalid.push(name.clone()),
        }
    }
    let found: Vec<Value> = found.into_values().collect();
    Ok(Decision::answer(json!({ "Parameters": found, "InvalidParameters": invalid })))
}

fn readable(name: &str) -> Result<(), Refusal> {
    let fits = |character: char| character.is_ascii_alphanumeric() || "._-/:".contains(character);
    let name = request::text("Names", name, 1..=2048)?.trim();
    match name.chars().find(|character| !fits(*character)) {
        None => Ok(()),
        Some(character) => {
            Err(Refusal::validation(format_args!("no name has {character:?} in it")))
        }
    }
}

fn show(engine: &Engine, chosen: &Chosen<'_>, with_decryption: Option<bool>) -> Value {
    let view = View { site: &engine.site, record: chosen.record, revision: chosen.revision };
    view.parameter(with_decryption == Some(true), chosen.selector.as_ref())
}
