//! What a parameter is, and what Parameter Store accepts: the one place that knows.
//!
//! The limits are those of the service's own model and of AWS's documentation. Where the two leave a doubt, the
//! comment at the rule says what is assumed.

pub(crate) mod charset;
pub(crate) mod data_type;
pub(crate) mod kind;
pub(crate) mod label;
pub(crate) mod name;
pub(crate) mod pattern;
pub(crate) mod policy;
pub(crate) mod selector;
pub(crate) mod tag;
pub(crate) mod text;
pub(crate) mod tier;
pub(crate) mod value;

use std::collections::BTreeSet;

pub(crate) use charset::{Charset, Recipe};
use data_type::DataType;
use kind::ParameterType;
use label::Label;
use name::ParameterName;
use pattern::Pattern;
use policy::Policies;
use tag::Tags;
use text::{Description, KeyId};
use tier::Tier;

use crate::secret::Secret;

/// A parameter as somebody wants it. What is not said is not managed.
#[derive(Debug, Clone)]
pub(crate) struct Parameter {
    pub(crate) name: ParameterName,
    pub(crate) kind: ParameterType,
    pub(crate) value: WantedValue,
    pub(crate) overwrite: Overwrite,
    /// Whether the value counts only where the parameter is not there yet.
    pub(crate) ignores_value: bool,
    pub(crate) description: Option<Description>,
    pub(crate) tier: Option<Tier>,
    pub(crate) key_id: Option<KeyId>,
    pub(crate) allowed_pattern: Option<Pattern>,
    pub(crate) data_type: Option<DataType>,
    /// Said and empty: those that are there are taken away.
    pub(crate) policies: Option<Policies>,
    pub(crate) tags: Tags,
    /// Whether tags that are not said are taken away.
    pub(crate) purges_tags: bool,
    /// They name the version that is wanted.
    pub(crate) labels: BTreeSet<Label>,
    /// Whether it is never deleted or replaced by us. Where nothing is said, what the store says of it counts.
    pub(crate) protect: Option<bool>,
    /// Whether its value is masked although it is no `SecureString`.
    pub(crate) is_sensitive: bool,
}

impl Parameter {
    /// Tells whether it is said that it is never deleted or replaced by us.
    pub(crate) fn is_protected(&self) -> bool {
        self.protect == Some(true)
    }
}

#[cfg(test)]
impl Parameter {
    /// A `String` of which nothing is said but its value.
    pub(crate) fn plain(name: &str, value: WantedValue) -> Self {
        Self {
            name: name.parse().unwrap(),
            kind: ParameterType::String,
            value,
            overwrite: Overwrite::default(),
            ignores_value: false,
            description: None,
            tier: None,
            key_id: None,
            allowed_pattern: None,
            data_type: None,
            policies: None,
            tags: Tags::default(),
            purges_tags: false,
            labels: BTreeSet::new(),
            protect: None,
            is_sensitive: false,
        }
    }
}

/// The value that somebody wants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WantedValue {
    /// This one.
    Known(Secret),
    /// One that nobody has seen, made once: where the parameter is not there.
    Random(Recipe),
    /// Whatever it has: it must be there, and only what stands beside the value is managed.
    Any,
}

/// When a parameter that is there is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Overwrite {
    /// Where it differs.
    #[default]
    Changed,
    /// Not at all: it is only created.
    Never,
    /// Each time, so that it has a new version.
    Always,
}
