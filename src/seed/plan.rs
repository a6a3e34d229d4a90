//! What is wanted, what was found, and what therefore has to be done.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::Tags;
use crate::parameter::text::{Description, KeyId};
use crate::parameter::tier::Tier;
use crate::parameter::{Parameter, WantedValue};
use crate::secret::Secret;
use crate::store::{Described, Stored, TagsByArn, Write};

/// What is to be done, complete and sorted by name. What is shown of it is what is applied, in this order.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
}

/// What is to be done about one parameter.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: ParameterName,
    pub(crate) kind: ParameterType,
    pub(crate) action: Action,
}

/// The kinds of steps.
#[derive(Debug)]
pub(crate) enum Action {
    Create(Write),
    Update {
        changes: Vec<Change>,
        /// Nothing when only tags differ.
        write: Option<Replacement>,
        /// Tags that are missing or have another value.
        tags: Tags,
    },
    Keep,
    /// Parameter Store would refuse it whatever we do.
    Refuse(&'static str),
}

/// A write over a parameter of a known version.
#[derive(Debug)]
pub(crate) struct Replacement {
    pub(crate) write: Write,
    pub(crate) version: i64,
}

/// What differs between what is wanted and what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    Type,
    Value,
    Description,
    Tier,
    KeyId,
    Tags,
}

/// Everything that was found in the store.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) stored: BTreeMap<ParameterName, Stored>,
    pub(crate) described: BTreeMap<ParameterName, Described>,
    pub(crate) tags: TagsByArn,
}

/// Returns the parameters that must be described before there can be a plan: those whose details the manifest
/// declares, and those that will be written again, so that nothing they have is lost.
pub(crate) fn to_describe<'a>(
    wanted: &[&'a Parameter],
    stored: &BTreeMap<ParameterName, Stored>,
) -> Vec<&'a ParameterName> {
    let must = |wanted: &&&Parameter| {
        let declares =
            wanted.description.is_some() || wanted.tier.is_some() || wanted.key_id.is_some();
        stored.get(&wanted.name).is_some_and(|stored| declares || differs(wanted, stored))
    };
    wanted.iter().filter(must).map(|wanted| &wanted.name).collect()
}

/// Returns the ARNs of the parameters whose tags the manifest declares.
pub(crate) fn to_read_tags<'a>(
    wanted: &[&Parameter],
    stored: &'a BTreeMap<ParameterName, Stored>,
) -> Vec<&'a str> {
    let tagged = wanted.iter().filter(|wanted| !wanted.tags.is_empty());
    tagged.filter_map(|wanted| stored.get(&wanted.name)).map(|stored| stored.arn.as_str()).collect()
}

fn differs(wanted: &Parameter, stored: &Stored) -> bool {
    Some(wanted.kind) != stored.kind || known(wanted).is_some_and(|value| *value != stored.value)
}

impl Plan {
    /// Compares what is wanted with what was found.
    pub(crate) fn new(wanted: &[&Parameter], found: &Found) -> Self {
        let mut steps: Vec<Step> = wanted
            .iter()
            .map(|wanted| Step {
                name: wanted.name.clone(),
                kind: wanted.kind,
                action: found.stored.get(&wanted.name).map_or_else(
                    || Action::Create(creation(wanted)),
                    |stored| compare(wanted, stored, found),
                ),
            })
            .collect();
        steps.sort_by(|one, other| one.name.cmp(&other.name));
        Self { steps }
    }

    /// Tells whether there is anything to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| matches!(step.action, Action::Keep))
    }

    /// Tells whether applying it would write anything.
    pub(crate) fn writes(&self) -> bool {
        let writes = |step: &Step| matches!(step.action, Action::Create(_) | Action::Update { .. });
        self.steps.iter().any(writes)
    }
}

fn compare(wanted: &Parameter, stored: &Stored, found: &Found) -> Action {
    let described = found.described.get(&wanted.name).cloned().unwrap_or_default();
    let tags = found
        .tags
        .get(&stored.arn)
        .map_or_else(|| wanted.tags.clone(), |tags| wanted.tags.missing_from(tags));
    let changes = changes(wanted, stored, &described, &tags);
    if changes.is_empty() {
        return Action::Keep;
    }
    if changes.contains(&Change::Tier) && described.tier == Some(Tier::Advanced) {
        return Action::Refuse(
            "it is in the tier Advanced, and Parameter Store never moves one back to Standard",
        );
    }
    let only_tags = changes == [Change::Tags];
    let write = (!only_tags).then(|| Replacement {
        write: Write {
            name: stored.name.clone(),
            kind: wanted.kind,
            value: known(wanted).unwrap_or(&stored.value).clone(),
            overwrite: true,
            details: kept(wanted, stored, described),
            tags: Tags::default(),
        },
        version: stored.version,
    });
    Action::Update { changes, write, tags }
}

/// Lists what differs. What the manifest does not declare cannot differ.
fn changes(wanted: &Parameter, stored: &Stored, described: &Described, tags: &Tags) -> Vec<Change> {
    let description = wanted.description.as_ref().map(Description::as_str);
    let key_id = wanted.key_id.as_ref().map(KeyId::as_str);
    let tier_differs =
        wanted.tier.is_some_and(|tier| described.tier.is_none_or(|found| !tier.is_met_by(found)));
    let differences = [
        (Some(wanted.kind) != stored.kind, Change::Type),
        (known(wanted).is_some_and(|value| *value != stored.value), Change::Value),
        // The store keeps no empty description: it has none then.
        (
            description
                .is_some_and(|text| text != described.description.as_deref().unwrap_or_default()),
            Change::Description,
        ),
        (tier_differs, Change::Tier),
        (key_id.is_some() && key_id != described.key_id.as_deref(), Change::KeyId),
        (!tags.is_empty(), Change::Tags),
    ];
    differences.into_iter().filter_map(|(differs, change)| differs.then_some(change)).collect()
}

fn creation(wanted: &Parameter) -> Write {
    Write {
        name: wanted.name.clone(),
        kind: wanted.kind,
        value: known(wanted).cloned().unwrap_or_else(|| Secret::new("")),
        overwrite: false,
        details: declared(wanted),
        tags: wanted.tags.clone(),
    }
}

fn known(wanted: &Parameter) -> Option<&Secret> {
    match &wanted.value {
        WantedValue::Known(value) => Some(value),
        WantedValue::Random(_) | WantedValue::Any => None,
    }
}

fn declared(wanted: &Parameter) -> Described {
    Described {
        description: wanted.description.as_ref().map(|text| text.as_str().to_owned()),
        key_id: wanted.key_id.as_ref().map(|key_id| key_id.as_str().to_owned()),
        tier: wanted.tier,
        ..Described::default()
    }
}

/// Adds to what is declared all that the parameter already has, so that nothing rests on what the service keeps by
/// itself when it is left out.
fn kept(wanted: &Parameter, stored: &Stored, found: Described) -> Described {
    let declared = declared(wanted);
    let stays_secure = wanted.kind == ParameterType::SecureString
        && stored.kind == Some(ParameterType::SecureString);
    Described {
        description: declared.description.or(found.description),
        key_id: declared.key_id.or(found.key_id.filter(|_| stays_secure)),
        allowed_pattern: found.allowed_pattern,
        // Some partitions refuse a data type together with a SecureString; the common one need not be said.
        data_type: found.data_type.filter(|data_type| data_type != "text"),
        tier: declared.tier.or(found.tier),
        policies: found.policies,
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
