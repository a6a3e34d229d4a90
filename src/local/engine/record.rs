//! What is kept of a parameter.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::parameter::data_type::DataType;
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::parameter::tier::Tier;
use crate::secret::Secret;

use super::clear_text;
use super::effect::Inconsistent;
use super::timestamp::Timestamp;

/// A parameter: its versions, oldest first and never none, and its tags.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Record {
    /// As it was written when the parameter was made.
    pub(super) name: ParameterName,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) tags: BTreeMap<String, String>,
    pub(super) earlier: Vec<Revision>,
    pub(super) latest: Revision,
}

/// One version of a parameter, complete: it says nothing by reference to the version before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revision {
    pub(super) version: u64,
    pub(super) modified: Timestamp,
    pub(super) kind: ParameterType,
    #[serde(with = "clear_text")]
    pub(super) value: Secret,
    /// Standard or Advanced.
    pub(super) tier: Tier,
    #[serde(with = "data_type_word")]
    pub(super) data_type: DataType,
    /// Of a SecureString, and of nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) allowed_pattern: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) policies: Vec<KeptPolicy>,
    /// When its policies let the parameter go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) expires: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub(super) labels: BTreeSet<String>,
}

/// A policy of a parameter, in the words that it came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptPolicy {
    pub(super) kind: String,
    pub(super) text: String,
}

impl Record {
    /// Makes a parameter of its first version.
    pub(super) fn new(
        name: ParameterName,
        latest: Revision,
        tags: BTreeMap<String, String>,
    ) -> Self {
        Self { name, tags, earlier: Vec::new(), latest }
    }

    /// Tells whether it can be what it says: its versions follow each other, and no two have the same label.
    pub(super) fn check(&self) -> Result<(), Inconsistent> {
        let expected = self.oldest().0.version.max(1)..;
        let wrong = |(revision, expected): &(&Revision, u64)| revision.version != *expected;
        if let Some((revision, _)) = self.revisions().zip(expected).find(wrong) {
            let version = revision.version;
            return Err(Inconsistent::Version { name: self.name.clone(), version });
        }
        let mut labels = BTreeSet::new();
        if self.revisions().flat_map(|revision| &revision.labels).all(|label| labels.insert(label))
        {
            return Ok(());
        }
        Err(Inconsistent::Labels(self.name.clone()))
    }

    /// Returns the versions, oldest first.
    pub(super) fn revisions(&self) -> impl DoubleEndedIterator<Item = &Revision> {
        self.earlier.iter().chain([&self.latest])
    }

    pub(super) fn revisions_mut(&mut self) -> impl Iterator<Item = &mut Revision> {
        self.earlier.iter_mut().chain([&mut self.latest])
    }

    pub(super) fn revision(&self, version: u64) -> Option<&Revision> {
        self.revisions().find(|revision| revision.version == version)
    }

    pub(super) fn labelled(&self, label: &str) -> Option<&Revision> {
        self.revisions().find(|revision| revision.labels.contains(label))
    }

    /// Returns the oldest version that is kept, and how many there are.
    pub(super) fn oldest(&self) -> (&Revision, usize) {
        (self.earlier.first().unwrap_or(&self.latest), self.earlier.len() + 1)
    }
}

/// Data types are kept as the words that Parameter Store has for them.
mod data_type_word {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use super::DataType;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn serialize<S: Serializer>(
        data_type: &DataType,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(data_type.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<DataType, D::Error> {
        let word = String::deserialize(deserializer)?;
        DataType::from_word(&word).ok_or_else(|| D::Error::custom("no such data type"))
    }
}
