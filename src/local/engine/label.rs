//! `LabelParameterVersion` and `UnlabelParameterVersion`: names for versions.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::json;

use crate::parameter::label::{self, Label, LabelError};

use super::effect::Effect;
use super::record::{Record, Revision};
use super::refusal::Refusal;
use super::{Decision, Engine, address, request};

/// The most labels that one request has.
const MOST_LABELS: usize = 10;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Input {
    name: Option<String>,
    parameter_version: Option<i64>,
    labels: Option<Vec<String>>,
}

/// `LabelParameterVersion`. A label that another version has moves here.
pub(super) fn attach(engine: &Engine, input: &Input) -> Result<Decision, Refusal> {
    let (name, labels) = read(input)?;
    let mut wanted = BTreeSet::new();
    let mut invalid = Vec::new();
    for text in labels {
        match Label::parse(text) {
            Ok(label) => drop(wanted.insert(label.into_string())),
            Err(error @ LabelError::Length) => return Err(Refusal::validation(error)),
            Err(_) => invalid.push(text),
        }
    }
    let (record, revision) = find(engine, name, input.parameter_version)?;
    if revision.labels.union(&wanted).count() > label::MOST {
        return Err(Refusal::new(
            "ParameterVersionLabelLimitExceeded",
            format_args!("a version has at most {} labels: move some of them first", label::MOST),
        ));
    }
    let version = revision.version;
    let answer = json!({ "InvalidLabels": invalid, "ParameterVersion": version });
    let effect = Effect::Labelled { name: record.name.clone(), version, labels: wanted };
    Ok(Decision { effects: unless_empty(effect), answer })
}

/// `UnlabelParameterVersion`. What the version does not have is invalid.
pub(super) fn detach(engine: &Engine, input: &Input) -> Result<Decision, Refusal> {
    let (name, labels) = read(input)?;
    let version = request::required("ParameterVersion", input.parameter_version)?;
    for text in labels {
        if Label::parse(text) == Err(LabelError::Length) {
            return Err(Refusal::validation(LabelError::Length));
        }
    }
    let (record, revision) = find(engine, name, Some(version))?;
    let asked: BTreeSet<String> = labels.iter().cloned().collect();
    let (removed, invalid): (BTreeSet<_>, BTreeSet<_>) =
        asked.into_iter().partition(|label| revision.labels.contains(label));
    let answer = json!({ "RemovedLabels": removed, "InvalidLabels": invalid });
    let (name, version) = (record.name.clone(), revision.version);
    let effect = Effect::Unlabelled { name, version, labels: removed };
    Ok(Decision { effects: unless_empty(effect), answer })
}

fn read(input: &Input) -> Result<(&str, &[String]), Refusal> {
    let name = request::required("Name", input.name.as_deref())?;
    let labels = request::required("Labels", input.labels.as_deref())?;
    Ok((name, request::list("Labels", labels, 1..=MOST_LABELS)?))
}

fn find<'a>(
    engine: &'a Engine,
    text: &str,
    version: Option<i64>,
) -> Result<(&'a Record, &'a Revision), Refusal> {
    let record = address::to_find(text)?.and_then(|name| engine.records.get(&name));
    let record = record.ok_or_else(|| Refusal::not_found(text.trim()))?;
    let Some(version) = version else { return Ok((record, &record.latest)) };
    let revision = u64::try_from(version).ok().and_then(|version| record.revision(version));
    let revision =
        revision.ok_or_else(|| Refusal::version_not_found(record.name.as_str(), version))?;
    Ok((record, revision))
}

fn unless_empty(effect: Effect) -> Vec<Effect> {
    match &effect {
        Effect::Labelled { labels, .. } | Effect::Unlabelled { labels, .. }
            if labels.is_empty() =>
        {
            Vec::new()
        }
        _ => vec![effect],
    }
}
