//! What a request changes, said so plainly that it can be made so again without knowing any rule.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::parameter::name::ParameterName;

use super::record::{Record, Revision};

/// One change: one line of a journal. It has the values in clear text, though its `Debug` does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Effect {
    /// A parameter is there that was not, with all that it has.
    Kept(Box<Record>),
    /// A parameter has a new version.
    Revised {
        name: ParameterName,
        revision: Box<Revision>,
        /// The version that makes room for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        forgotten: Option<u64>,
    },
    Deleted {
        name: ParameterName,
    },
    /// A version has these labels, and no other version has them any more.
    Labelled {
        name: ParameterName,
        version: u64,
        labels: BTreeSet<String>,
    },
    /// A version has these labels no more.
    Unlabelled {
        name: ParameterName,
        version: u64,
        labels: BTreeSet<String>,
    },
    /// A parameter has these tags, whatever others it has.
    Tagged {
        name: ParameterName,
        tags: BTreeMap<String, String>,
    },
    /// A parameter has no tags of these keys any more.
    Untagged {
        name: ParameterName,
        keys: BTreeSet<String>,
    },
}

/// An effect that does not fit what is there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Inconsistent {
    #[error("the parameter `{0}` is there already")]
    There(ParameterName),
    #[error("the parameter `{0}` is not there")]
    Missing(ParameterName),
    #[error("the parameter `{name}` cannot have the version {version} now")]
    Version { name: ParameterName, version: u64 },
    #[error("the labels of the parameter `{0}` are not as they were")]
    Labels(ParameterName),
    #[error("the tags of the parameter `{0}` are not as they were")]
    Tags(ParameterName),
}
