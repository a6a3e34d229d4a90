//! Parameters that go by themselves, and those that would be gone before anybody reads them.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use super::decode::{self, Declared};
use super::judge::Judged;
use super::layers::Entry;
use super::place::Diagnostic;
use super::{Manifest, Place};

/// When a parameter goes, and where the manifest says so.
#[derive(Debug)]
pub(crate) struct Expiration {
    place: Place,
    /// In milliseconds since the epoch.
    at: i64,
}

/// Returns the expirations of all parameters.
pub(super) fn all(entries: &[Entry], declared: &[Declared]) -> Vec<Expiration> {
    let place = |entry: &Entry| decode::expiration(&entry.fields.get("policies")?.node).cloned();
    let places: BTreeMap<_, _> =
        entries.iter().filter_map(|entry| Some((&entry.name, place(entry)?))).collect();
    let expiration = |Declared { parameter, .. }: &Declared| {
        let at = parameter.policies.as_ref()?.expiration()?;
        Some(Expiration { place: places.get(&parameter.name)?.clone(), at })
    };
    declared.iter().filter_map(expiration).collect()
}

impl Manifest {
    /// Says of what would be gone as soon as it is made.
    pub(crate) fn expired(&self, now: SystemTime) -> Judged {
        let since = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let is_over = |expiration: &&Expiration| i128::from(expiration.at) <= since.cast_signed();
        let expired = self.expirations.iter().filter(is_over).map(|expiration| {
            let what = "this is over: the parameter would be deleted as soon as it is made";
            Diagnostic::new(&expiration.place, what)
        });
        let (problems, warnings) = (Vec::new(), expired.collect());
        if self.is_strict {
            return Judged { problems: warnings, warnings: problems };
        }
        Judged { problems, warnings }
    }
}
