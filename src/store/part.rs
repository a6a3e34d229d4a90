//! What is read from a store, and what it takes to be allowed to.

use std::fmt;

/// What is read from a store.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    Values,
    Details,
    Tags,
    Labels,
    /// What is under a path, beside what is known.
    Path,
    /// All parameters under a path.
    Parameters,
    /// Those, with their values.
    Revealed,
}

impl Part {
    pub(crate) const fn permission(self) -> &'static str {
        match self {
            Self::Values => "ssm:GetParameters on the parameters (and kms:Decrypt on their key)",
            Self::Details => "ssm:DescribeParameters",
            Self::Tags => "tag:GetResources",
            Self::Labels => "ssm:GetParameters on the parameters and their labels",
            Self::Path | Self::Parameters => "ssm:GetParametersByPath on the path",
            Self::Revealed => "ssm:GetParametersByPath on the path (and kms:Decrypt on the keys)",
        }
    }
}

impl fmt::Display for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Values | Self::Revealed => "the values",
            Self::Details => "the descriptions",
            Self::Tags => "the tags",
            Self::Labels => "the labels",
            Self::Path => "what is under the path",
            Self::Parameters => "the parameters",
        })
    }
}
