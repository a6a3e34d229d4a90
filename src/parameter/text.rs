//! The texts beside the value: a description, and the key that encrypts.

/// The most characters of a description.
const LONGEST_DESCRIPTION: usize = 1024;

/// The most characters of a key's id.
const LONGEST_KEY_ID: usize = 256;

/// What a parameter is for. Not encrypted: whoever may describe the parameter reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Description(String);

/// The KMS key of a SecureString: an id, an ARN, or an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeyId(String);

impl Description {
    pub(crate) fn parse(text: &str) -> Result<Self, TextError> {
        let characters = text.chars().count();
        if characters > LONGEST_DESCRIPTION {
            return Err(TextError::LongDescription(characters));
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl KeyId {
    pub(crate) fn parse(text: &str) -> Result<Self, TextError> {
        let fits =
            |character: char| character.is_ascii_alphanumeric() || ":/_-".contains(character);
        if text.is_empty() || text.len() > LONGEST_KEY_ID || !text.chars().all(fits) {
            return Err(TextError::KeyId);
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Why a text beside the value would be refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TextError {
    #[error("a description has at most {LONGEST_DESCRIPTION} characters, not {0}")]
    LongDescription(usize),
    #[error(
        "a key id is written like `alias/my-key`: letters, digits, `:`, `/`, `_` and `-`, at most {LONGEST_KEY_ID}"
    )]
    KeyId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_have_a_length_and_may_be_empty() {
        assert!(Description::parse("").is_ok());
        assert!(Description::parse(&"é".repeat(1024)).is_ok());
        assert_eq!(Description::parse(&"x".repeat(1025)), Err(TextError::LongDescription(1025)));
    }

    #[test]
    fn key_ids_are_ids_arns_or_aliases() {
        for text in ["alias/aws/ssm", "arn:aws:kms:eu-west-1:111122223333:key/1-2", "1234abcd-12ab"]
        {
            assert!(KeyId::parse(text).is_ok(), "{text}");
        }
        for text in ["", "alias my key", "é", &"x".repeat(257)] {
            assert_eq!(KeyId::parse(text), Err(TextError::KeyId), "{text}");
        }
    }
}
