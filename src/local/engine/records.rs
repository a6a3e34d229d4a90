//! All parameters of one store, by their names, and what has to be known about all of them at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use crate::parameter::name::ParameterName;
use crate::parameter::tier::Tier;

use super::effect::{Effect, Inconsistent};
use super::record::{Record, Revision};
use super::timestamp::Timestamp;

/// What comes right after everything that is in `a/`: the character after the slash.
const AFTER_SLASH: char = '0';

/// Parameters by what tells them apart: the name without the slash that may begin it.
#[derive(Default)]
pub(super) struct Records {
    by_identity: BTreeMap<String, Record>,
    /// When which parameter goes, soonest first.
    expiries: BTreeSet<(Timestamp, String)>,
    standard: usize,
}

/// What is known of a parameter without looking at it, by its latest version.
#[derive(Clone, Copy)]
struct Noted {
    standard: bool,
    expires: Option<Timestamp>,
}

impl Noted {
    fn of(latest: &Revision) -> Self {
        Self { standard: latest.tier == Tier::Standard, expires: latest.expires }
    }
}

impl Records {
    pub(super) fn len(&self) -> usize {
        self.by_identity.len()
    }

    /// Returns how many parameters there are of a tier.
    pub(super) fn count(&self, tier: Tier) -> usize {
        if tier == Tier::Standard { self.standard } else { self.len() - self.standard }
    }

    pub(super) fn get(&self, name: &ParameterName) -> Option<&Record> {
        self.find(name.identity())
    }

    pub(super) fn find(&self, identity: &str) -> Option<&Record> {
        self.by_identity.get(identity)
    }

    /// Finds a parameter that has to be there.
    fn get_mut(&mut self, name: &ParameterName) -> Result<&mut Record, Inconsistent> {
        let record = self.by_identity.get_mut(name.identity());
        record.ok_or_else(|| Inconsistent::Missing(name.clone()))
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Record> {
        self.by_identity.values()
    }

    /// Returns the parameters whose time has come.
    pub(super) fn due(&self, now: Timestamp) -> impl Iterator<Item = &Record> {
        let due = self.expiries.iter().take_while(move |(expires, _)| *expires <= now);
        due.filter_map(|(_, identity)| self.by_identity.get(identity))
    }

    /// Returns what is under a prefix, `a/b/` or nothing, after a key. Whole hierarchies are stepped over when only
    /// one level is wanted, and no key before the first is looked at.
    pub(super) fn under<'a>(
        &'a self,
        prefix: &'a str,
        recursive: bool,
        after: &str,
    ) -> impl Iterator<Item = (&'a str, &'a Record)> {
        let mut from = if after < prefix {
            Bound::Included(prefix.to_owned())
        } else {
            Bound::Excluded(after.to_owned())
        };
        std::iter::from_fn(move || {
            loop {
                let mut rest = self.by_identity.range((from.clone(), Bound::Unbounded));
                let (key, record) = rest.next()?;
                let below = key.strip_prefix(prefix)?;
                match below.split_once('/') {
                    Some((level, _)) if !recursive => {
                        from = Bound::Included(format!("{prefix}{level}{AFTER_SLASH}"));
                    }
                    _ => {
                        from = Bound::Excluded(key.clone());
                        return Some((key.as_str(), record));
                    }
                }
            }
        })
    }

    /// Makes an effect so, or leaves everything as it is.
    pub(super) fn apply(&mut self, effect: Effect) -> Result<(), Inconsistent> {
        match effect {
            Effect::Kept(record) => self.keep(*record),
            Effect::Revised { name, revision, forgotten } => {
                self.revise(&name, *revision, forgotten)
            }
            Effect::Deleted { name } => self.delete(&name),
            Effect::Labelled { name, version, labels } => self.label(&name, version, &labels),
            Effect::Unlabelled { name, version, labels } => self.unlabel(&name, version, &labels),
            Effect::Tagged { name, tags } => {
                self.get_mut(&name)?.tags.extend(tags);
                Ok(())
            }
            Effect::Untagged { name, keys } => self.untag(&name, &keys),
        }
    }

    fn keep(&mut self, record: Record) -> Result<(), Inconsistent> {
        if self.get(&record.name).is_some() {
            return Err(Inconsistent::There(record.name));
        }
        record.check()?;
        let identity = record.name.identity().to_owned();
        self.note(&identity, Noted::of(&record.latest));
        self.by_identity.insert(identity, record);
        Ok(())
    }

    fn revise(
        &mut self,
        name: &ParameterName,
        revision: Revision,
        forgotten: Option<u64>,
    ) -> Result<(), Inconsistent> {
        let record = self.get_mut(name)?;
        let version = revision.version;
        let fits = record.latest.version.checked_add(1) == Some(version)
            && forgotten.is_none_or(|forgotten| record.oldest().0.version == forgotten)
            && revision.labels.is_empty();
        if !fits {
            return Err(Inconsistent::Version { name: name.clone(), version });
        }
        let (previous, noted) = (Noted::of(&record.latest), Noted::of(&revision));
        record.earlier.push(std::mem::replace(&mut record.latest, revision));
        if forgotten.is_some() {
            record.earlier.remove(0);
        }
        self.forget(name.identity(), previous);
        self.note(name.identity(), noted);
        Ok(())
    }

    fn delete(&mut self, name: &ParameterName) -> Result<(), Inconsistent> {
        let record = self.by_identity.remove(name.identity());
        let record = record.ok_or_else(|| Inconsistent::Missing(name.clone()))?;
        self.forget(name.identity(), Noted::of(&record.latest));
        Ok(())
    }

    fn label(
        &mut self,
        name: &ParameterName,
        version: u64,
        labels: &BTreeSet<String>,
    ) -> Result<(), Inconsistent> {
        let record = self.get_mut(name)?;
        if record.revision(version).is_none() {
            return Err(Inconsistent::Version { name: name.clone(), version });
        }
        for revision in record.revisions_mut() {
            if revision.version == version {
                revision.labels.extend(labels.iter().cloned());
            } else {
                revision.labels.retain(|label| !labels.contains(label));
            }
        }
        Ok(())
    }

    fn unlabel(
        &mut self,
        name: &ParameterName,
        version: u64,
        labels: &BTreeSet<String>,
    ) -> Result<(), Inconsistent> {
        let record = self.get_mut(name)?;
        let revision = record.revisions_mut().find(|revision| revision.version == version);
        let Some(revision) = revision else {
            return Err(Inconsistent::Version { name: name.clone(), version });
        };
        if !labels.is_subset(&revision.labels) {
            return Err(Inconsistent::Labels(name.clone()));
        }
        revision.labels.retain(|label| !labels.contains(label));
        Ok(())
    }

    fn untag(&mut self, name: &ParameterName, keys: &BTreeSet<String>) -> Result<(), Inconsistent> {
        let record = self.get_mut(name)?;
        if !keys.iter().all(|key| record.tags.contains_key(key)) {
            return Err(Inconsistent::Tags(name.clone()));
        }
        record.tags.retain(|key, _| !keys.contains(key));
        Ok(())
    }

    fn note(&mut self, identity: &str, noted: Noted) {
        self.standard += usize::from(noted.standard);
        self.expiries.extend(noted.expires.map(|expires| (expires, identity.to_owned())));
    }

    fn forget(&mut self, identity: &str, noted: Noted) {
        self.standard -= usize::from(noted.standard);
        if let Some(expires) = noted.expires {
            self.expiries.remove(&(expires, identity.to_owned()));
        }
    }
}
