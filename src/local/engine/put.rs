//! `PutParameter`: a new parameter, or a new version of one that is there.

mod settle;
mod tier;
mod wanted;

use serde_json::json;

use super::effect::Effect;
use super::record::Record;
use super::refusal::Refusal;
use super::timestamp::Timestamp;
use super::{Decision, Engine};

pub(super) use wanted::Input;

use wanted::Wanted;

/// The most versions of one parameter that are kept.
const MOST_VERSIONS: usize = 100;

/// Decides whether a parameter is written, and what it is afterwards.
pub(super) fn decide(engine: &Engine, input: Input, now: Timestamp) -> Result<Decision, Refusal> {
    // Assumed: what is wrong anyway is said before anybody looks whether the parameter is there.
    let wanted = Wanted::read(&engine.site, input)?;
    let found = engine.records.get(&wanted.name);
    if found.is_some() && !wanted.overwrite {
        return Err(Refusal::new(
            "ParameterAlreadyExists",
            format_args!("the parameter `{}` exists; overwrite it to change it", wanted.name),
        ));
    }
    let revision =
        settle::settle(&engine.records, &wanted, found.map(|record| &record.latest), now)?;
    let answer = json!({ "Version": revision.version, "Tier": revision.tier });
    let effect = match found {
        None => {
            let tags = wanted.tags.iter().map(|(key, value)| (key.to_owned(), value.to_owned()));
            Effect::Kept(Box::new(Record::new(wanted.name, revision, tags.collect())))
        }
        Some(record) => Effect::Revised {
            name: record.name.clone(),
            revision: Box::new(revision),
            forgotten: forgotten(record)?,
        },
    };
    Ok(Decision { effects: vec![effect], answer })
}

/// Returns the version that makes room for another, if one must.
fn forgotten(record: &Record) -> Result<Option<u64>, Refusal> {
    let (oldest, count) = record.oldest();
    if count < MOST_VERSIONS {
        return Ok(None);
    }
    if oldest.labels.is_empty() {
        return Ok(Some(oldest.version));
    }
    Err(Refusal::new(
        "ParameterMaxVersionLimitExceeded",
        format_args!(
            "the parameter `{}` has {MOST_VERSIONS} versions, and the oldest, {}, has a label: move it first",
            record.name, oldest.version
        ),
    ))
}
