//! What is in Parameter Store, and what may be done with it.

mod pace;
pub(crate) mod pacing;
mod part;
pub(crate) mod reading;
pub(crate) mod retry;
pub(crate) mod ssm;

use std::collections::{BTreeMap, BTreeSet};

use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::Tags;
use crate::parameter::tier::Tier;
use crate::secret::Secret;

pub(crate) use part::Part;

/// A parameter that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) name: ParameterName,
    /// Nothing for a type that we do not know.
    pub(crate) kind: Option<ParameterType>,
    pub(crate) value: Secret,
    pub(crate) version: i64,
    /// When it was written, in milliseconds; nothing where the service does not say.
    pub(crate) written: Option<i64>,
    pub(crate) arn: String,
    /// Nothing where the service does not say.
    pub(crate) data_type: Option<String>,
}

/// A parameter that is there, without its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    pub(crate) name: ParameterName,
    pub(crate) kind: Option<ParameterType>,
    pub(crate) version: i64,
    /// When it was written, in milliseconds; nothing where the service does not say.
    pub(crate) written: Option<i64>,
    pub(crate) arn: String,
}

/// Which of all that ever had a name: versions begin again when one is deleted and made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edition {
    pub(crate) version: i64,
    /// Nothing where the service does not say.
    pub(crate) written: Option<i64>,
}

/// What the service says of parameters that it was asked about; of those that are in neither it says nothing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Editions {
    pub(crate) there: BTreeMap<ParameterName, Edition>,
    pub(crate) absent: BTreeSet<ParameterName>,
}

impl Edition {
    /// Tells whether it is the same one, as far as that is said.
    pub(crate) fn is(self, other: Self) -> bool {
        let at = self.written.zip(other.written);
        self.version == other.version && at.is_none_or(|(one, other)| one == other)
    }
}

impl Stored {
    pub(crate) const fn edition(&self) -> Edition {
        Edition { version: self.version, written: self.written }
    }
}

impl Listed {
    pub(crate) const fn edition(&self) -> Edition {
        Edition { version: self.version, written: self.written }
    }
}

/// Who has changed a parameter last, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LastChange {
    pub(crate) by: Option<String>,
    /// In UTC: `2026-11-22T10:00:00Z`.
    pub(crate) at: Option<String>,
}

/// What is known of a parameter beside its value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Described {
    pub(crate) description: Option<String>,
    pub(crate) key_id: Option<String>,
    pub(crate) allowed_pattern: Option<String>,
    pub(crate) data_type: Option<String>,
    pub(crate) tier: Option<Tier>,
    /// As a write wants them: a JSON array.
    pub(crate) policies: Option<String>,
}

/// What one write says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Write {
    pub(crate) name: ParameterName,
    pub(crate) kind: ParameterType,
    pub(crate) value: Secret,
    /// Whether a parameter of this name is expected to be there. Without, the store refuses to replace one.
    pub(crate) overwrite: bool,
    pub(crate) details: Described,
    /// Only without `overwrite`; the store takes them together with a new parameter only.
    pub(crate) tags: Tags,
}

/// Tags by the ARN of their parameter.
pub(crate) type TagsByArn = BTreeMap<String, BTreeMap<String, String>>;
