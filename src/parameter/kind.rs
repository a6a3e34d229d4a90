//! The type of a parameter.

use serde::{Deserialize, Serialize};

/// How Parameter Store keeps a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ParameterType {
    String,
    StringList,
    SecureString,
}

impl ParameterType {
    /// The words of Parameter Store.
    pub(crate) const WORDS: [&str; 3] = ["String", "StringList", "SecureString"];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::String => "String",
            Self::StringList => "StringList",
            Self::SecureString => "SecureString",
        }
    }

    /// Reads one of [`Self::WORDS`].
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "String" => Some(Self::String),
            "StringList" => Some(Self::StringList),
            "SecureString" => Some(Self::SecureString),
            _ => None,
        }
    }
}
