//! What may be asked of the engine.

use std::fmt;
use std::str::FromStr;

/// The operations of Systems Manager that are answered, and one of the tagging API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Operation {
    PutParameter,
    GetParameter,
    GetParameters,
    GetParametersByPath,
    DescribeParameters,
    DeleteParameter,
    DeleteParameters,
    GetParameterHistory,
    LabelParameterVersion,
    UnlabelParameterVersion,
    AddTagsToResource,
    RemoveTagsFromResource,
    ListTagsForResource,
    GetServiceSetting,
    /// The tagging API's.
    GetResources,
}

impl Operation {
    pub(crate) const ALL: [Self; 15] = [
        Self::PutParameter,
        Self::GetParameter,
        Self::GetParameters,
        Self::GetParametersByPath,
        Self::DescribeParameters,
        Self::DeleteParameter,
        Self::DeleteParameters,
        Self::GetParameterHistory,
        Self::LabelParameterVersion,
        Self::UnlabelParameterVersion,
        Self::AddTagsToResource,
        Self::RemoveTagsFromResource,
        Self::ListTagsForResource,
        Self::GetServiceSetting,
        Self::GetResources,
    ];

    /// Returns the word that the wire has for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::PutParameter => "PutParameter",
            Self::GetParameter => "GetParameter",
            Self::GetParameters => "GetParameters",
            Self::GetParametersByPath => "GetParametersByPath",
            Self::DescribeParameters => "DescribeParameters",
            Self::DeleteParameter => "DeleteParameter",
            Self::DeleteParameters => "DeleteParameters",
            Self::GetParameterHistory => "GetParameterHistory",
            Self::LabelParameterVersion => "LabelParameterVersion",
            Self::UnlabelParameterVersion => "UnlabelParameterVersion",
            Self::AddTagsToResource => "AddTagsToResource",
            Self::RemoveTagsFromResource => "RemoveTagsFromResource",
            Self::ListTagsForResource => "ListTagsForResource",
            Self::GetServiceSetting => "GetServiceSetting",
            Self::GetResources => "GetResources",
        }
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for Operation {
    type Err = UnknownOperation;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|operation| operation.as_str() == word);
        known.ok_or(UnknownOperation)
    }
}

/// A word that is no operation of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no such operation")]
pub(crate) struct UnknownOperation;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_read_by_its_own_word() {
        for operation in Operation::ALL {
            assert_eq!(operation.as_str().parse(), Ok(operation));
        }
        assert_eq!("putparameter".parse::<Operation>(), Err(UnknownOperation));
    }
}
