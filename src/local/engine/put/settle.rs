//! What a version is in the end: what is wanted, what is kept of the version before, and whether the two agree.

use std::collections::BTreeSet;

use crate::local::engine::record::{KeptPolicy, Revision};
use crate::local::engine::records::Records;
use crate::local::engine::refusal::Refusal;
use crate::local::engine::timestamp::Timestamp;
use crate::parameter::data_type::DataType;
use crate::parameter::kind::ParameterType;
use crate::parameter::pattern::{Pattern, PatternError};

use super::tier;
use super::wanted::Wanted;

/// The key of a SecureString for which nobody names one.
const USUAL_KEY: &str = "alias/aws/ssm";

/// Settles on a version that follows `previous`, or is the first.
///
/// Assumed: a description, a pattern, a key and a data type that are not sent are kept, and an empty description or
/// pattern takes the one that was there away.
pub(super) fn settle(
    records: &Records,
    wanted: &Wanted,
    previous: Option<&Revision>,
    now: Timestamp,
) -> Result<Revision, Refusal> {
    let kind = kind(wanted, previous)?;
    let key_id = key_id(kind, wanted, previous)?;
    let data_type = data_type(kind, wanted, previous)?;
    let (policies, expires) = policies(wanted, previous);
    let needs = tier::Needs { policies: !policies.is_empty(), data_type };
    let tier = tier::settle(records, wanted, previous.map(|previous| previous.tier), needs)?;
    let allowed_pattern = pattern(wanted, previous)?;
    let description = wanted.description.as_ref().map(|text| text.as_str().to_owned());
    let description = description.or_else(|| previous?.description.clone());
    Ok(Revision {
        version: previous.map_or(1, |previous| previous.version + 1),
        modified: now,
        kind,
        value: wanted.value.clone(),
        tier,
        data_type,
        key_id,
        description: description.filter(|text| !text.is_empty()),
        allowed_pattern,
        policies,
        expires,
        labels: BTreeSet::new(),
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

fn data_type(
    kind: ParameterType,
    wanted: &Wanted,
    previous: Option<&Revision>,
) -> Result<DataType, Refusal> {
    let found = previous.map(|previous| previous.data_type);
    let data_type = wanted.data_type.or(found).unwrap_or(DataType::Text);
    if let Some(found) = found.filter(|found| !found.may_become(data_type)) {
        return Err(Refusal::validation(format_args!(
            "the data type cannot change from `{}` to `{}`",
            found.as_str(),
            data_type.as_str()
        )));
    }
    data_type.check(kind, wanted.value.expose_secret()).map_err(Refusal::validation)?;
    Ok(data_type)
}

/// Returns the pattern that the parameter has from now on, if the value matches it. Assumed: the items of a list are
/// matched all together, as one text.
fn pattern(wanted: &Wanted, previous: Option<&Revision>) -> Result<Option<String>, Refusal> {
    let impossible = |error| Refusal::new("InvalidAllowedPatternException", error);
    let kept = previous.filter(|_| wanted.pattern.is_none());
    let kept = kept.and_then(|previous| previous.allowed_pattern.as_deref());
    let kept = kept.map(Pattern::parse).transpose().map_err(impossible)?;
    let pattern = kept.as_ref().or(wanted.pattern.as_ref());
    let Some(pattern) = pattern.filter(|pattern| !pattern.as_str().is_empty()) else {
        return Ok(None);
    };
    let allowed: Result<bool, PatternError> = pattern.allows(wanted.value.expose_secret());
    if allowed.map_err(impossible)? {
        return Ok(Some(pattern.as_str().to_owned()));
    }
    Err(Refusal::new(
        "ParameterPatternMismatchException",
        "the value does not match the `AllowedPattern` of the parameter",
    ))
}

/// Returns the policies that the parameter has from now on: those that it has stay until there are new ones, or until
/// it is said that there are none.
fn policies(wanted: &Wanted, previous: Option<&Revision>) -> (Vec<KeptPolicy>, Option<Timestamp>) {
    match (&wanted.policies, previous) {
        (None, None) => (Vec::new(), None),
        (None, Some(previous)) => (previous.policies.clone(), previous.expires),
        (Some(policies), _) if policies.is_empty() => (Vec::new(), None),
        (Some(policies), _) => {
            let kept =
                policies.iter().map(|(kind, text)| KeptPolicy { kind: kind.to_owned(), text });
            (kept.collect(), policies.expiration().map(Timestamp::from_milliseconds))
        }
    }
}
