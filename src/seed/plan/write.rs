//! What a write says: all that is declared, and all that the parameter already has.

use std::collections::BTreeMap;

use super::carried::{self, Carried};
use super::{Change, Creation, Replacement, known};
use crate::parameter::data_type::DataType;
use crate::parameter::kind::ParameterType;
use crate::parameter::tag::Tags;
use crate::parameter::{Parameter, WantedValue};
use crate::secret::Secret;
use crate::seed::prune;
use crate::store::{Described, Stored, Write};

/// A write for what is not there, perhaps with a value that was made for it.
pub(super) fn creation(wanted: &Parameter, made: Option<&Secret>) -> Creation {
    let value = match &wanted.value {
        WantedValue::Known(value) => Some(value),
        WantedValue::Random(_) | WantedValue::Any => made,
    };
    let write = Write {
        name: wanted.name.clone(),
        kind: wanted.kind,
        value: value.cloned().unwrap_or_else(|| Secret::new("")),
        overwrite: false,
        details: for_the_first_time(declared(wanted)),
        tags: wanted.tags.clone(),
    };
    Creation { write, labels: wanted.labels.clone() }
}

/// How a parameter is created that was deleted a moment ago, with all that it had; or why it would not be taken.
pub(super) fn again(
    wanted: &Parameter,
    stored: &Stored,
    found: &Described,
    there: &BTreeMap<String, String>,
    changes: &[Change],
) -> Result<Replacement, &'static str> {
    let write = Write {
        name: wanted.name.clone(),
        kind: wanted.kind,
        value: known(wanted).cloned().unwrap_or_else(|| Secret::new("")),
        overwrite: false,
        details: for_the_first_time(details_again(wanted, stored, found)),
        tags: tags_again(wanted, there)?,
    };
    if let Some(reason) = carried::misfit(wanted, &write) {
        return Err(reason);
    }
    Ok(Replacement {
        changes: changes.to_vec(),
        edition: stored.edition(),
        carried: Carried::of(wanted, &write),
        creation: Creation { write, labels: wanted.labels.clone() },
    })
}

fn tags_again(wanted: &Parameter, there: &BTreeMap<String, String>) -> Result<Tags, &'static str> {
    let mut tags = wanted.tags.clone();
    for (key, value) in there {
        let is_said = wanted.tags.iter().any(|(wanted, _)| wanted == key);
        // AWS's own tags cannot be given by anybody else.
        let may_be_given = !key.to_ascii_lowercase().starts_with("aws:");
        let may_be_given = may_be_given && !prune::is_obsolete(key, wanted);
        if may_be_given && !is_said && (!wanted.purges_tags || prune::is_ours(key)) {
            let set = tags.set(key, value);
            set.map_err(
                |_error| "created again it would have more tags than it may: declare fewer",
            )?;
        }
    }
    Ok(tags)
}

fn details_again(wanted: &Parameter, stored: &Stored, found: &Described) -> Described {
    let declared = declared(wanted);
    let is_of_this_type = stored.kind == Some(wanted.kind);
    let data_type = stored.data_type.as_ref().or(found.data_type.as_ref());
    Described {
        description: declared.description.or_else(|| found.description.clone()),
        allowed_pattern: declared.allowed_pattern.or_else(|| found.allowed_pattern.clone()),
        key_id: declared.key_id.or_else(|| {
            found.key_id.clone().filter(|_| wanted.kind == ParameterType::SecureString)
        }),
        tier: declared.tier.or(found.tier),
        policies: declared.policies.or_else(|| found.policies.clone()),
        // Of another type, it may not be taken with it.
        data_type: declared.data_type.or_else(|| data_type.filter(|_| is_of_this_type).cloned()),
    }
}

/// A write over what is there.
pub(super) fn over(wanted: &Parameter, stored: &Stored, described: Described) -> Write {
    Write {
        name: stored.name.clone(),
        kind: wanted.kind,
        value: known(wanted).unwrap_or(&stored.value).clone(),
        overwrite: true,
        details: kept(wanted, stored, described),
        tags: Tags::default(),
    }
}

/// What the manifest says of a parameter.
pub(super) fn declared(wanted: &Parameter) -> Described {
    Described {
        description: wanted.description.as_ref().map(|text| text.as_str().to_owned()),
        key_id: wanted.key_id.as_ref().map(|key_id| key_id.as_str().to_owned()),
        allowed_pattern: wanted.allowed_pattern.as_ref().map(|text| text.as_str().to_owned()),
        data_type: wanted.data_type.map(|data_type| data_type.as_str().to_owned()),
        tier: wanted.tier,
        policies: wanted.policies.as_ref().map(crate::parameter::policy::Policies::text),
    }
}

/// What is not there has nothing that would have to be taken away, and is a `text` unless somebody says otherwise.
fn for_the_first_time(details: Described) -> Described {
    Described {
        allowed_pattern: details.allowed_pattern.filter(|pattern| !pattern.is_empty()),
        policies: details.policies.filter(|policies| policies != "[{}]"),
        data_type: details.data_type.filter(|data_type| data_type != DataType::Text.as_str()),
        ..details
    }
}

/// Adds to what is declared all that the parameter already has, so that nothing rests on what the service keeps by
/// itself when it is left out.
fn kept(wanted: &Parameter, stored: &Stored, found: Described) -> Described {
    let declared = declared(wanted);
    let stays_secure = wanted.kind == ParameterType::SecureString
        && stored.kind == Some(ParameterType::SecureString);
    let text = DataType::Text.as_str();
    let there = stored.data_type.clone().or(found.data_type).unwrap_or_else(|| text.to_owned());
    // Some partitions refuse a data type together with a SecureString; the common one need not be said.
    let data_type = match declared.data_type {
        Some(declared) => Some(declared).filter(|declared| declared != text || there != text),
        None => Some(there).filter(|there| there != text),
    };
    Described {
        description: declared.description.or(found.description),
        key_id: declared.key_id.or(found.key_id.filter(|_| stays_secure)),
        allowed_pattern: declared.allowed_pattern.or(found.allowed_pattern),
        data_type,
        tier: declared.tier.or(found.tier),
        policies: declared.policies.or(found.policies),
    }
}
