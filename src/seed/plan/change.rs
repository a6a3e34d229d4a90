//! What differs, and why something is kept whatever differs: in words.

use serde::{Deserialize, Serialize};

/// What differs between what is wanted and what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    Type,
    Value,
    Description,
    Tier,
    KeyId,
    AllowedPattern,
    DataType,
    Policies,
    Tags,
    Labels,
    /// Nothing need differ: it is written each time.
    Always,
}

/// Why a parameter stays whatever it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Nobody has compared it with what is wanted.
    OnlyCreated,
    /// It is not named any more, and protected.
    Protected,
    /// It is not named any more, and the manifest wants to keep it.
    Wanted,
}

impl Change {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Type => "type",
            Self::Value => "value",
            Self::Description => "description",
            Self::Tier => "tier",
            Self::KeyId => "key_id",
            Self::AllowedPattern => "allowed_pattern",
            Self::DataType => "data_type",
            Self::Policies => "policies",
            Self::Tags => "tags",
            Self::Labels => "labels",
            Self::Always => "always",
        }
    }
}

impl Kept {
    pub(crate) const fn reason(self) -> &'static str {
        match self {
            Self::OnlyCreated => "it is there, and only ever created",
            Self::Protected => "the manifest does not name it any more, and it is protected",
            Self::Wanted => "the manifest does not name it any more, and keeps it",
        }
    }
}
