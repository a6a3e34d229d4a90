//! The tier of a parameter: what it costs, and how much it holds.

use serde::{Deserialize, Serialize};

/// What Parameter Store charges for and how much it keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Tier {
    Standard,
    Advanced,
    #[serde(rename = "Intelligent-Tiering")]
    IntelligentTiering,
}

impl Tier {
    /// The words of Parameter Store.
    pub(crate) const WORDS: [&str; 3] = ["Standard", "Advanced", "Intelligent-Tiering"];

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "Standard",
            Self::Advanced => "Advanced",
            Self::IntelligentTiering => "Intelligent-Tiering",
        }
    }

    /// Reads one of [`Self::WORDS`].
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "Standard" => Some(Self::Standard),
            "Advanced" => Some(Self::Advanced),
            "Intelligent-Tiering" => Some(Self::IntelligentTiering),
            _ => None,
        }
    }

    /// Returns how many characters a value may have.
    pub(crate) const fn capacity(self) -> usize {
        match self {
            Self::Standard => 4096,
            Self::Advanced | Self::IntelligentTiering => 8192,
        }
    }

    /// Tells whether a parameter that has `found` is what was asked for: intelligent tiering settles on either.
    pub(crate) fn is_met_by(self, found: Self) -> bool {
        self == found || self == Self::IntelligentTiering
    }
}
