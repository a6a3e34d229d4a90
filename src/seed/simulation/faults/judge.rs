//! What is not as it is wanted, in other words than the program's.

use std::collections::BTreeSet;

use super::super::*;
use super::meddler::{Deed, Meddling, deeds};
use super::seen::{Everything, Seen};
use super::world::World;

/// What cannot be held against a run, because others had a hand in it.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a pardon of its own")]
struct Pardon {
    everything: bool,
    tags: bool,
    labels: bool,
    /// What others may have made is not ours.
    owner: bool,
}

impl Pardon {
    /// While others meddle, they may come after us.
    fn of(deeds: &[Deed]) -> Self {
        let mut pardon = Self::afterwards(deeds);
        for deed in deeds {
            match deed {
                Deed::Write | Deed::Delete | Deed::MakeAnew => pardon.everything = true,
                // A new version has none of the labels, and all of the rest.
                Deed::WriteTheSame | Deed::Label => pardon.labels = true,
                Deed::Tag | Deed::Untag => pardon.tags = true,
                Deed::Protect => {}
            }
        }
        pardon
    }

    /// A run that nobody meddles with puts all right, and takes nothing over.
    fn afterwards(deeds: &[Deed]) -> Self {
        Self { owner: !deeds.is_empty(), ..Self::default() }
    }
}

/// Returns the names of what is not as it is wanted, and of what should be gone and is not.
pub(super) fn wrong(world: &World, after: &Everything, meddlings: &[Meddling]) -> BTreeSet<String> {
    let pardon = |name: &str| Pardon::of(&deeds(meddlings, name));
    wrong_but(world, after, meddlings, pardon)
}

/// Returns the same of a run that nobody has meddled with, after one that may have been.
pub(super) fn still_wrong(
    world: &World,
    after: &Everything,
    meddlings: &[Meddling],
) -> BTreeSet<String> {
    let pardon = |name: &str| {
        let pardon = Pardon::afterwards(&deeds(meddlings, name));
        // Who reads nothing does not know what a run before has left undone.
        Pardon { owner: pardon.owner || world.asked.reads_nothing, ..pardon }
    };
    wrong_but(world, after, meddlings, pardon)
}

fn wrong_but(
    world: &World,
    after: &Everything,
    meddlings: &[Meddling],
    pardon: impl Fn(&str) -> Pardon,
) -> BTreeSet<String> {
    let named = world.named().filter(|wanted| {
        let name = wanted.name.as_str();
        !is_right(world, wanted, after.get(name), &pardon(name))
    });
    let left = unnamed(world).filter(|name| {
        deeds(meddlings, name).is_empty() && world.may_go(name) && after.contains_key(*name)
    });
    named.map(|wanted| wanted.name.to_string()).chain(left.cloned()).collect()
}

/// Returns what was there and nobody names.
pub(super) fn unnamed(world: &World) -> impl Iterator<Item = &String> {
    world.before.keys().filter(|name| name.starts_with("/f/u"))
}

fn is_right(world: &World, wanted: &Parameter, after: Option<&Seen>, pardon: &Pardon) -> bool {
    if pardon.everything {
        return true;
    }
    let Some(after) = after else { return false };
    let was_there = world.before.contains_key(wanted.name.as_str()) || pardon.owner;
    if was_there && is_only_created(world, wanted) {
        return true;
    }
    let has_labels = wanted.labels.iter().all(|label| after.labels().contains(label.as_str()));
    is_as_declared(wanted, after, was_there)
        && (pardon.tags || has_tags(world, wanted, after, was_there))
        && (pardon.labels || has_labels)
}

/// Whoever reads nothing cannot know whether a value that counts only once is there.
fn is_only_created(world: &World, wanted: &Parameter) -> bool {
    let counts_once = matches!(wanted.value, WantedValue::Random(_)) || wanted.ignores_value;
    wanted.overwrite == Overwrite::Never || (world.asked.reads_nothing && counts_once)
}

fn is_as_declared(wanted: &Parameter, after: &Seen, was_there: bool) -> bool {
    let value = match &wanted.value {
        WantedValue::Known(value) if !(wanted.ignores_value && was_there) => {
            after.text("Value") == value.expose_secret()
        }
        WantedValue::Known(_) | WantedValue::Random(_) | WantedValue::Any => true,
    };
    value
        && after.text("Type") == wanted.kind.as_str()
        && wanted.tier.is_none_or(|tier| after.text("Tier") == tier.as_str())
        && wanted.data_type.is_none_or(|wanted| after.text("DataType") == wanted.as_str())
        && (wanted.description.as_ref())
            .is_none_or(|wanted| after.text("Description") == wanted.as_str())
}

fn has_tags(world: &World, wanted: &Parameter, after: &Seen, was_there: bool) -> bool {
    let ours = ["bootstrap:manifest", "bootstrap:protect"];
    let surplus = after.tags.keys().any(|key| {
        !ours.contains(&key.as_str()) && wanted.tags.iter().all(|(wanted, _)| wanted != key)
    });
    let is_purged = !wanted.purges_tags || world.asked.reads_nothing || !surplus;
    let owner = after.tags.get("bootstrap:manifest").map(String::as_str);
    let is_owned = was_there || owner == world.manifest.scope.as_deref();
    let protects = !wanted.is_protected() || after.tags.contains_key("bootstrap:protect");
    wanted.tags.missing_from(&after.tags).is_empty() && is_purged && is_owned && protects
}
