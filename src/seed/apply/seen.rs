//! What became of a parameter while the answer to a write was lost.

use std::collections::BTreeMap;

use crate::aws::Failure;
use crate::parameter::policy::Policies;
use crate::store::ssm::Ssm;
use crate::store::{Described, Stored, Write};

/// What became of a parameter while an answer was lost.
pub(super) enum Seen {
    /// It is as we write it, in this version.
    Ours(i64),
    /// It is as it was.
    Unmoved,
    /// Somebody else has written this version.
    Theirs(i64),
}

/// Looks at a parameter. One of the same value may be somebody else's: what describes it counts as well, and the tags
/// that came with it.
pub(super) async fn look(store: &Ssm, write: &Write, before: i64) -> Result<Seen, Failure> {
    let found = store.find(std::slice::from_ref(&write.name)).await?;
    let Some(stored) = found.first().filter(|stored| stored.version > before) else {
        return Ok(Seen::Unmoved);
    };
    let theirs = Seen::Theirs(stored.version);
    if !is_value_of(write, stored) {
        return Ok(theirs);
    }
    let is_ours = is_described(store, write).await? && is_tagged(store, write, &stored.arn).await?;
    Ok(if is_ours { Seen::Ours(stored.version) } else { theirs })
}

async fn is_described(store: &Ssm, write: &Write) -> Result<bool, Failure> {
    if write.details == Described::default() {
        return Ok(true);
    }
    let described = store.describe(&[&write.name]).await?;
    Ok(described.get(&write.name).is_some_and(|found| is_described_by(write, found)))
}

async fn is_tagged(store: &Ssm, write: &Write, arn: &str) -> Result<bool, Failure> {
    if write.tags.is_empty() {
        return Ok(true);
    }
    let tags = store.tags(&[arn]).await?;
    Ok(write.tags.missing_from(tags.get(arn).unwrap_or(&BTreeMap::new())).is_empty())
}

fn is_value_of(write: &Write, stored: &Stored) -> bool {
    let data_type = write.details.data_type.as_ref();
    stored.value == write.value
        && stored.kind == Some(write.kind)
        && data_type.is_none_or(|wanted| stored.data_type.as_ref().is_none_or(|it| it == wanted))
}

/// What was not sent cannot differ. The key is not compared: it may be described by another of its names.
fn is_described_by(write: &Write, found: &Described) -> bool {
    let same = |wanted: &Option<String>, found: &Option<String>| {
        wanted.as_ref().is_none_or(|wanted| wanted == found.as_deref().unwrap_or_default())
    };
    let Described { description, allowed_pattern, tier, policies, .. } = &write.details;
    same(description, &found.description)
        && same(allowed_pattern, &found.allowed_pattern)
        && tier.is_none_or(|tier| found.tier.is_none_or(|found| tier.is_met_by(found)))
        && policies.as_ref().is_none_or(|policies| means(policies, found.policies.as_deref()))
}

fn means(wanted: &str, found: Option<&str>) -> bool {
    match (Policies::parse(wanted), found.map(Policies::parse)) {
        (Ok(wanted), None) => wanted.is_empty(),
        (Ok(wanted), Some(Ok(found))) => found.means_the_same_as(&wanted),
        _ => false,
    }
}
