//! What a parameter is, and what Parameter Store accepts: the one place that knows.
//!
//! The limits are those of the service's own model and of AWS's documentation. Where the two leave a doubt, the
//! comment at the rule says what is assumed.

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

use kind::ParameterType;
use name::ParameterName;
use tag::Tags;
use text::{Description, KeyId};
use tier::Tier;

use crate::secret::Secret;

/// A parameter as somebody wants it. What is not said is not managed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    pub(crate) name: ParameterName,
    pub(crate) kind: ParameterType,
    pub(crate) value: Secret,
    pub(crate) description: Option<Description>,
    pub(crate) tier: Option<Tier>,
    pub(crate) key_id: Option<KeyId>,
    pub(crate) tags: Tags,
}
