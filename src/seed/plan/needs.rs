//! What must be read before there can be a plan, and no more.

use std::collections::BTreeMap;

use super::compare::must_be_replaced;
use super::{Intent, is_left_alone, known};
use crate::parameter::data_type::DataType;
use crate::parameter::label::Label;
use crate::parameter::name::ParameterName;
use crate::parameter::{Overwrite, Parameter, Recipe, WantedValue};
use crate::store::{Described, Stored};

type StoredByName = BTreeMap<ParameterName, Stored>;

/// Returns the parameters that are there and are not left alone, with what is there.
fn compared<'a, 'b>(
    wanted: &'a [Parameter],
    stored: &'b StoredByName,
) -> impl Iterator<Item = (&'a Parameter, &'b Stored)> {
    let compared = wanted.iter().filter(|wanted| !is_left_alone(wanted));
    compared.filter_map(|wanted| Some((wanted, stored.get(&wanted.name)?)))
}

/// Returns the parameters that must be described: those whose details the manifest declares, and those that will be
/// written again, so that nothing they have is lost. Who only compares writes none.
pub(crate) fn to_describe<'a>(
    wanted: &'a [Parameter],
    stored: &StoredByName,
    intent: Intent,
) -> Vec<&'a ParameterName> {
    let declares = |wanted: &Parameter| {
        wanted.description.is_some()
            || wanted.tier.is_some()
            || wanted.key_id.is_some()
            || wanted.allowed_pattern.is_some()
            || wanted.policies.is_some()
    };
    compared(wanted, stored)
        .filter(|(wanted, stored)| {
            declares(wanted) || !intent.only_compares && will_be_written(wanted, stored)
        })
        .map(|(wanted, _)| &wanted.name)
        .collect()
}

/// Tells what the values alone tell.
fn will_be_written(wanted: &Parameter, stored: &Stored) -> bool {
    let data_type = stored.data_type.as_deref().unwrap_or(DataType::Text.as_str());
    Some(wanted.kind) != stored.kind
        || known(wanted).is_some_and(|value| *value != stored.value)
        || wanted.data_type.is_some_and(|wanted| wanted.as_str() != data_type)
        || wanted.overwrite == Overwrite::Always
}

/// Returns the ARNs of the parameters whose tags must be read: where the manifest declares some, and where the
/// parameter will be created again with all that it has.
pub(crate) fn to_read_tags<'b>(
    wanted: &[Parameter],
    stored: &'b StoredByName,
    described: &BTreeMap<ParameterName, Described>,
    intent: Intent,
) -> Vec<&'b str> {
    let goes = |wanted: &Parameter, stored: &Stored| {
        let described = described.get(&wanted.name).cloned().unwrap_or_default();
        Some(wanted.kind) != stored.kind || must_be_replaced(wanted, stored, &described)
    };
    let compared = compared(wanted, stored).filter(|(wanted, stored)| {
        !wanted.tags.is_empty() || wanted.purges_tags || (intent.replaces && goes(wanted, stored))
    });
    let arns = compared.map(|(_, stored)| stored.arn.as_str());
    let protected = wanted.iter().filter(|wanted| is_left_alone(wanted) && wanted.is_protected());
    arns.chain(protected.filter_map(|wanted| Some(stored.get(&wanted.name)?.arn.as_str())))
        .collect()
}

/// Returns the labels that the manifest declares for what is there, and for what may have been created without them.
pub(crate) fn to_read_labels<'a>(
    wanted: &'a [Parameter],
    stored: &StoredByName,
) -> Vec<(&'a ParameterName, &'a Label)> {
    let matters = |wanted: &&Parameter| {
        let version = stored.get(&wanted.name).map(|stored| stored.version);
        version.is_some_and(|version| version == 1 || !is_left_alone(wanted))
    };
    let wanted = wanted.iter().filter(matters);
    wanted.flat_map(|wanted| wanted.labels.iter().map(|label| (&wanted.name, label))).collect()
}

/// Returns the random values that must be made: for what is not there.
pub(crate) fn to_make<'a>(
    wanted: &'a [Parameter],
    stored: &StoredByName,
) -> Vec<(&'a ParameterName, Recipe)> {
    let missing = wanted.iter().filter(|wanted| !stored.contains_key(&wanted.name));
    missing
        .filter_map(|wanted| match wanted.value {
            WantedValue::Random(recipe) => Some((&wanted.name, recipe)),
            WantedValue::Known(_) | WantedValue::Any => None,
        })
        .collect()
}
