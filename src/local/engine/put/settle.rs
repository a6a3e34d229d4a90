//! What a version is in the end: what is wanted, what is kept of the version before, and whether the two agree.

use crate::parameter::kind::ParameterType;
use crate::parameter::tier::Tier;

use crate::local::engine::Engine;
use crate::local::engine::record::Revision;
use crate::local::engine::refusal::Refusal;
use crate::local::engine::timestamp::Timestamp;

use super::wanted::Wanted;

/// The key of a SecureString for which nobody names one.
const USUAL_KEY: &str = "alias/aws/ssm";

const MOST_STANDARD: usize = 10_000;
const MOST_ADVANCED: usize = 100_000;

/// Settles on a version that follows `previous`, or is the first.
pub(super) fn settle(
    engine: &Engine,
    wanted: &Wanted,
    previous: Option<&Revision>,
    now: Timestamp,
) -> Result<Revision, Refusal> {
    let kind = kind(wanted, previous)?;
    let key_id = key_id(kind, wanted, previous)?;
    let tier = tier(engine, wanted, previous)?;
    let description = wanted.description.as_ref().map(|text| text.as_str().to_owned());
    let description = description.or_else(|| previous?.description.clone());
    Ok(Revision {
        version: previous.map_or(1, |previous| previous.version + 1),
        modified: now,
        kind,
        value: wanted.value.clone(),
        tier,
        data_type: "text".to_owned(),
        key_id,
        description: description.filter(|text| !text.is_empty()),
        allowed_pattern: None,
        policies: Vec::new(),
        expires: None,
        labels: std::collections::BTreeSet::new(),
    })
}

/// Assumed: the type of a parameter may change in place.
fn kind(wanted: &Wanted, previous: Option<&Revision>) -> Result<ParameterType, Refusal> {
    let kind = wanted.kind.or(previous.map(|previous| previous.kind));
    kind.ok_or_else(|| Refusal::validation("a new parameter needs a `Type`"))
}

fn key_id(
    kind: ParameterType,
    wanted: &Wanted,
    previous: Option<&Revision>,
) -> Result<Option<String>, Refusal> {
    if kind != ParameterType::SecureString {
        return match wanted.key_id {
            None => Ok(None),
            Some(_) => Err(Refusal::validation("only a SecureString has a `KeyId`")),
        };
    }
    let wanted = wanted.key_id.as_ref().map(|key_id| key_id.as_str().to_owned());
    let kept = || previous.and_then(|previous| previous.key_id.clone());
    Ok(wanted.or_else(kept).or_else(|| Some(USUAL_KEY.to_owned())))
}

fn tier(engine: &Engine, wanted: &Wanted, previous: Option<&Revision>) -> Result<Tier, Refusal> {
    let found = previous.map(|previous| previous.tier);
    let length = wanted.value.expose_secret().chars().count();
    let needs_advanced = length > Tier::Standard.capacity();
    let tier = match wanted.tier.or(found).unwrap_or(Tier::Standard) {
        Tier::Standard if found == Some(Tier::Advanced) => {
            return Err(Refusal::validation(
                "a parameter in the tier Advanced never goes back to Standard; delete it and make it again",
            ));
        }
        Tier::IntelligentTiering => {
            let full = found.is_none() && engine.records.count(Tier::Standard) >= MOST_STANDARD;
            let advanced = found == Some(Tier::Advanced) || needs_advanced || full;
            if advanced { Tier::Advanced } else { Tier::Standard }
        }
        tier => tier,
    };
    if length > tier.capacity() {
        return Err(Refusal::validation(format_args!(
            "the value has {length} characters, and the tier {} holds {}",
            tier.as_str(),
            tier.capacity()
        )));
    }
    if found != Some(tier) {
        let most = if tier == Tier::Standard { MOST_STANDARD } else { MOST_ADVANCED };
        if engine.records.count(tier) >= most {
            return Err(Refusal::new(
                "ParameterLimitExceeded",
                format_args!("there are {most} parameters of the tier {} already", tier.as_str()),
            ));
        }
    }
    Ok(tier)
}
