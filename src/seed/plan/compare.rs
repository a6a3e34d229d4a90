//! One parameter that is wanted beside the one that is there.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Action, Change, Found, Intent, Kept, Replacement, Update, is_left_alone, known, write,
};
use crate::parameter::data_type::DataType;
use crate::parameter::kind::ParameterType;
use crate::parameter::label::Label;
use crate::parameter::pattern::Pattern;
use crate::parameter::policy::Policies;
use crate::parameter::tag::Tags;
use crate::parameter::text::{Description, KeyId};
use crate::parameter::tier::Tier;
use crate::parameter::{Overwrite, Parameter};
use crate::seed::prune;
use crate::store::{Described, Stored};

/// The key of a `SecureString` for which nobody names one.
pub(super) const USUAL_KEY: &str = "alias/aws/ssm";

const IN_CLEAR: &str = "it is a SecureString, its value is not the manifest's, and it would be stored in clear: say `type: SecureString`";

/// Decides what is to be done about a parameter that is there.
pub(super) fn compare(
    wanted: &Parameter,
    stored: &Stored,
    found: &Found,
    intent: Intent,
) -> Action {
    if is_left_alone(wanted) {
        return match unfinished(wanted, stored, found) {
            Some(update) => Action::Update(update),
            None => Action::Keep(Kept::OnlyCreated),
        };
    }
    let described = found.described.get(&wanted.name).cloned().unwrap_or_default();
    let none = BTreeMap::new();
    let there = found.tags.get(&stored.arn).unwrap_or(&none);
    let (tags, untag) = (wanted.tags.missing_from(there), surplus(wanted, there));
    let labels = misplaced(wanted, stored, found);
    let mut changes = changes(wanted, stored, &described);
    if !tags.is_empty() || !untag.is_empty() {
        changes.push(Change::Tags);
    }
    if !labels.is_empty() {
        changes.push(Change::Labels);
    }
    let writes_each_time = wanted.overwrite == Overwrite::Always && !intent.only_compares;
    if writes_each_time && !changes.contains(&Change::Value) {
        changes.push(Change::Always);
    }
    if changes.is_empty() {
        return Action::Unchanged;
    }
    let again = || write::again(wanted, stored, &described, there, &changes);
    if would_be_in_clear(wanted, stored) {
        return Action::Refuse(IN_CLEAR);
    }
    if must_be_replaced(wanted, stored, &described) {
        return replace(wanted, &described, there, intent, again());
    }
    let writes = changes.iter().any(|change| !matches!(change, Change::Tags | Change::Labels));
    let is_protected = wanted.is_protected() || protection(wanted, there).is_some();
    let may_be_replaced = intent.replaces && !is_protected && known(wanted).is_some();
    let otherwise = (may_be_replaced && changes.contains(&Change::Type)).then(again).transpose();
    let otherwise = match otherwise {
        Ok(otherwise) => otherwise,
        Err(reason) => return Action::Refuse(reason),
    };
    Action::Update(Update {
        otherwise,
        write: writes.then(|| write::over(wanted, stored, described)),
        edition: stored.edition(),
        tags,
        untag,
        labels: if writes { wanted.labels.clone() } else { labels },
        changes,
    })
}

/// Tells whether somebody else's secret would be none any more.
fn would_be_in_clear(wanted: &Parameter, stored: &Stored) -> bool {
    let was_secret = stored.kind == Some(ParameterType::SecureString);
    wanted.ignores_value && was_secret && wanted.kind != ParameterType::SecureString
}

/// Completes what is only created, and writes nothing over: its labels, which are a second call and belong to its first
/// version, and the tag that protects it.
fn unfinished(wanted: &Parameter, stored: &Stored, found: &Found) -> Option<Update> {
    let labels = unlabelled(wanted, stored, found);
    let tags = unprotected(wanted, stored, found);
    let changes = [(Change::Tags, tags.is_empty()), (Change::Labels, labels.is_empty())];
    let changes: Vec<Change> =
        changes.into_iter().filter(|(_, is_there)| !is_there).map(|(change, _)| change).collect();
    (!changes.is_empty()).then(|| Update {
        changes,
        write: None,
        edition: stored.edition(),
        tags,
        untag: BTreeSet::new(),
        labels,
        otherwise: None,
    })
}

/// Returns the labels that a first version should have, where it has none of them yet.
fn unlabelled(wanted: &Parameter, stored: &Stored, found: &Found) -> BTreeSet<Label> {
    let has_none = wanted.labels.iter().all(|label| {
        let place = (wanted.name.clone(), label.clone());
        !found.labels.contains_key(&place)
    });
    if stored.version == 1 && has_none { misplaced(wanted, stored, found) } else { BTreeSet::new() }
}

/// Returns the tag that protects what is there, where it is missing.
fn unprotected(wanted: &Parameter, stored: &Stored, found: &Found) -> Tags {
    let is_tagged = |tags: &BTreeMap<String, String>| tags.contains_key(prune::PROTECTED);
    if found.tags.get(&stored.arn).is_some_and(is_tagged) {
        return Tags::default();
    }
    wanted.tags.only(prune::PROTECTED)
}

/// Returns why a parameter that somebody has protected, and of which the manifest says nothing, is not deleted.
fn protection(wanted: &Parameter, there: &BTreeMap<String, String>) -> Option<&'static str> {
    (wanted.protect.is_none() && there.contains_key(prune::PROTECTED)).then_some(
        "it would have to be deleted and created again, and its tag `bootstrap:protect` protects it: say `protect: false`",
    )
}

/// Tells whether what is wanted can only be had by deleting what is there.
pub(super) fn must_be_replaced(wanted: &Parameter, stored: &Stored, described: &Described) -> bool {
    goes_down(wanted, described) || !may_become(wanted, stored)
}

/// The tier Advanced is for good. So may be the other tiers that AWS thinks of; then the service refuses.
fn goes_down(wanted: &Parameter, described: &Described) -> bool {
    described.tier == Some(Tier::Advanced) && wanted.tier == Some(Tier::Standard)
}

fn may_become(wanted: &Parameter, stored: &Stored) -> bool {
    let found = DataType::from_word(data_type(stored));
    wanted.data_type.zip(found).is_none_or(|(wanted, found)| found.may_become(wanted))
}

fn data_type(stored: &Stored) -> &str {
    stored.data_type.as_deref().unwrap_or(DataType::Text.as_str())
}

fn replace(
    wanted: &Parameter,
    described: &Described,
    there: &BTreeMap<String, String>,
    intent: Intent,
    replacement: Result<Replacement, &'static str>,
) -> Action {
    if wanted.is_protected() {
        return Action::Refuse(
            "it would have to be deleted and created again, and it is protected",
        );
    }
    if !intent.replaces {
        return Action::Refuse(if goes_down(wanted, described) {
            "it is in the tier Advanced, and Parameter Store never moves one back to Standard: `--replace` deletes it and creates it again"
        } else {
            "its data type is for good: `--replace` deletes it and creates it again"
        });
    }
    if let Some(reason) = protection(wanted, there) {
        return Action::Refuse(reason);
    }
    if known(wanted).is_none() {
        return Action::Refuse(
            "it would have to be deleted and created again, and its value is nowhere else",
        );
    }
    replacement.map_or_else(Action::Refuse, Action::Replace)
}

/// Lists what differs beside tags and labels. What the manifest does not declare cannot differ.
fn changes(wanted: &Parameter, stored: &Stored, described: &Described) -> Vec<Change> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let tier = |tier: Tier| described.tier.is_none_or(|found| !tier.is_met_by(found));
    let differs = [
        (Some(wanted.kind) != stored.kind, Change::Type),
        (known(wanted).is_some_and(|value| *value != stored.value), Change::Value),
        // The store keeps no empty description or pattern: it has none then.
        (
            (wanted.description.as_ref().map(Description::as_str))
                .is_some_and(|wanted| wanted != text(&described.description)),
            Change::Description,
        ),
        (wanted.tier.is_some_and(tier), Change::Tier),
        (has_another_key(wanted, stored, described), Change::KeyId),
        (
            (wanted.allowed_pattern.as_ref().map(Pattern::as_str))
                .is_some_and(|wanted| wanted != text(&described.allowed_pattern)),
            Change::AllowedPattern,
        ),
        (
            wanted.data_type.is_some_and(|wanted| wanted.as_str() != data_type(stored)),
            Change::DataType,
        ),
        (
            wanted.policies.as_ref().is_some_and(|wanted| !has_policies(described, wanted)),
            Change::Policies,
        ),
    ];
    differs.into_iter().filter_map(|(differs, change)| differs.then_some(change)).collect()
}

/// Tells whether a parameter has other policies, by what they mean. What cannot be read is something else.
fn has_policies(described: &Described, wanted: &Policies) -> bool {
    match described.policies.as_deref().map(Policies::parse) {
        None => wanted.is_empty(),
        Some(Ok(found)) => found.means_the_same_as(wanted),
        Some(Err(_)) => false,
    }
}

/// Assumed: the key is described as it was said when the parameter was put. An alias and the key that it stands for
/// are told apart, therefore.
fn has_another_key(wanted: &Parameter, stored: &Stored, described: &Described) -> bool {
    let Some(key) = wanted.key_id.as_ref().map(KeyId::as_str) else { return false };
    let usual = (stored.kind == Some(ParameterType::SecureString)).then_some(USUAL_KEY);
    let Some(found) = described.key_id.as_deref().or(usual) else { return true };
    match (key.starts_with("arn:"), found.starts_with("arn:")) {
        (true, true) => key != found,
        _ => bare_key(key) != bare_key(found),
    }
}

/// Takes off an ARN, and the word before a key's id, what may be left out.
fn bare_key(key: &str) -> &str {
    let resource = if key.starts_with("arn:") { key.splitn(6, ':').last() } else { None };
    let resource = resource.unwrap_or(key);
    resource.strip_prefix("key/").unwrap_or(resource)
}

/// Returns the keys of tags that are taken away: never AWS's own, nor that which says whose the parameter is; that it is
/// protected, when it is no more.
fn surplus(wanted: &Parameter, there: &BTreeMap<String, String>) -> BTreeSet<String> {
    let goes = |key: &&String| {
        let is_purged = wanted.purges_tags
            && !key.to_ascii_lowercase().starts_with("aws:")
            && !prune::is_ours(key);
        let is_said = wanted.tags.iter().any(|(wanted, _)| wanted == key.as_str());
        !is_said && (is_purged || prune::is_obsolete(key, wanted))
    };
    there.keys().filter(goes).cloned().collect()
}

/// Returns the labels that this version does not have.
fn misplaced(wanted: &Parameter, stored: &Stored, found: &Found) -> BTreeSet<Label> {
    let is_elsewhere = |label: &&Label| {
        let version = found.labels.get(&(wanted.name.clone(), (*label).clone()));
        version != Some(&stored.version)
    };
    wanted.labels.iter().filter(is_elsewhere).cloned().collect()
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
