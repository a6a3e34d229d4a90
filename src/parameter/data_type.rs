//! The data type of a parameter: what its value has to look like.

mod format;
mod jsonc;

use super::kind::ParameterType;
use super::value::SEPARATOR;

/// What Parameter Store takes a value for. Only [`Self::Text`], the default, is never checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DataType {
    Text,
    Ec2Image,
    SsmIntegration,
    Region,
    AccountId,
    Boolean,
    Integer,
    Float,
    Binary,
    Hostname,
    Email,
    Ipv4Address,
    Ipv6Address,
    Url,
    Json,
    Jsonc,
}

impl DataType {
    pub(crate) const ALL: [Self; 16] = [
        Self::Text,
        Self::Ec2Image,
        Self::SsmIntegration,
        Self::Region,
        Self::AccountId,
        Self::Boolean,
        Self::Integer,
        Self::Float,
        Self::Binary,
        Self::Hostname,
        Self::Email,
        Self::Ipv4Address,
        Self::Ipv6Address,
        Self::Url,
        Self::Json,
        Self::Jsonc,
    ];

    /// The words of Parameter Store.
    pub(crate) const WORDS: [&str; Self::ALL.len()] = {
        let mut words = [""; Self::ALL.len()];
        let mut position = 0;
        while position < words.len() {
            words[position] = Self::ALL[position].as_str();
            position += 1;
        }
        words
    };

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Ec2Image => "aws:ec2:image",
            Self::SsmIntegration => "aws:ssm:integration",
            Self::Region => "aws:region",
            Self::AccountId => "aws:account:id",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Binary => "binary",
            Self::Hostname => "hostname",
            Self::Email => "email",
            Self::Ipv4Address => "ipv4-address",
            Self::Ipv6Address => "ipv6-address",
            Self::Url => "url",
            Self::Json => "json",
            Self::Jsonc => "jsonc",
        }
    }

    /// Reads one of [`Self::WORDS`].
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|data_type| data_type.as_str() == word)
    }

    /// Tells whether only a parameter of the tier Advanced may have this data type.
    pub(crate) const fn needs_advanced(self) -> bool {
        matches!(self, Self::Url | Self::Json | Self::Jsonc)
    }

    /// Tells whether a parameter of this data type may be given another one.
    pub(crate) fn may_become(self, other: Self) -> bool {
        self == other || !(self.is_for_good() || other.is_for_good())
    }

    /// Tells whether a parameter is created with this data type and never changes it.
    const fn is_for_good(self) -> bool {
        matches!(self, Self::Ec2Image | Self::SsmIntegration)
    }

    /// Checks a value, a list item by item.
    ///
    /// AWS says that some data types are not for lists, and we do not know which: here all of them are.
    pub(crate) fn check(self, kind: ParameterType, value: &str) -> Result<(), DataTypeError> {
        match kind {
            ParameterType::StringList => self.check_items(value),
            ParameterType::String | ParameterType::SecureString => {
                format::fits(self, value).then_some(()).ok_or(DataTypeError::Value(self))
            }
        }
    }

    /// Checks the items of a list. Whether AWS minds the space in `1, 2` is not known: here it does not.
    fn check_items(self, value: &str) -> Result<(), DataTypeError> {
        match value.split(SEPARATOR).position(|item| !format::fits(self, item.trim())) {
            Some(position) => Err(DataTypeError::Item { item: position + 1, data_type: self }),
            None => Ok(()),
        }
    }
}

/// Why a value would be refused. Never says what the value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DataTypeError {
    #[error("the value does not fit {}", described(*.0))]
    Value(DataType),
    #[error("item {item} of the list does not fit {}", described(*.data_type))]
    Item { item: usize, data_type: DataType },
}

fn described(data_type: DataType) -> String {
    format!("the data type `{}`: it takes {}", data_type.as_str(), format::form(data_type))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_parameter_store() {
        for (data_type, word) in DataType::ALL.into_iter().zip(DataType::WORDS) {
            assert_eq!(DataType::from_word(word), Some(data_type));
        }
        for word in ["", "Text", "aws:ec2", "string"] {
            assert_eq!(DataType::from_word(word), None, "{word}");
        }
    }

    #[test]
    fn what_may_be_long_needs_the_advanced_tier() {
        let advanced = DataType::ALL.into_iter().filter(|data_type| data_type.needs_advanced());

        assert!(advanced.eq([DataType::Url, DataType::Json, DataType::Jsonc]));
    }

    #[test]
    fn images_and_integrations_are_so_for_good() {
        assert!(DataType::Text.may_become(DataType::Integer));
        assert!(DataType::Json.may_become(DataType::Text));
        for fixed in [DataType::Ec2Image, DataType::SsmIntegration] {
            assert!(fixed.may_become(fixed));
            assert!(!fixed.may_become(DataType::Text));
            assert!(!DataType::Text.may_become(fixed));
        }
        assert!(!DataType::Ec2Image.may_become(DataType::SsmIntegration));
    }

    #[test]
    fn a_list_is_checked_item_by_item() {
        let check = |value| DataType::Integer.check(ParameterType::StringList, value);

        assert_eq!(check("1"), Ok(()));
        assert_eq!(check("1,-2, 3"), Ok(()));
        assert_eq!(
            check("1,2,x"),
            Err(DataTypeError::Item { item: 3, data_type: DataType::Integer })
        );
        assert_eq!(
            check("1,,3"),
            Err(DataTypeError::Item { item: 2, data_type: DataType::Integer })
        );
        assert_eq!(DataType::Text.check(ParameterType::StringList, "a,,b"), Ok(()));
    }

    #[test]
    fn what_is_no_list_is_checked_as_a_whole() {
        for kind in [ParameterType::String, ParameterType::SecureString] {
            assert_eq!(DataType::Integer.check(kind, "12"), Ok(()));
            assert_eq!(
                DataType::Integer.check(kind, "1,2"),
                Err(DataTypeError::Value(DataType::Integer))
            );
        }
    }

    #[test]
    fn errors_say_what_is_taken_and_never_the_value() {
        let value = DataType::Boolean.check(ParameterType::SecureString, "hunter2").unwrap_err();
        let item = DataType::AccountId.check(ParameterType::StringList, "hunter2").unwrap_err();

        insta::assert_snapshot!(
            value,
            @"the value does not fit the data type `boolean`: it takes `true` or `false`"
        );
        insta::assert_snapshot!(
            item,
            @"item 1 of the list does not fit the data type `aws:account:id`: it takes 12 digits"
        );
    }
}
