//! The name of an AWS profile that is safe in the files of a project and in a command to paste.

use std::str::FromStr;

use crate::foreign;

/// A name that means itself between double quotes of TOML and between single quotes of a shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ProfileName(String);

/// A name that does not.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a quote, a backslash, a dollar sign or a character that cannot be seen is in it")]
pub(crate) struct ProfileNameError;

impl FromStr for ProfileName {
    type Err = ProfileNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_special = |character: char| "\"'`\\$".contains(character);
        if text.contains(is_special) || foreign::escaped(text) != text {
            return Err(ProfileNameError);
        }
        Ok(Self(text.to_owned()))
    }
}

impl ProfileName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Writes the name as a word of a command, in quotes where it needs them.
    pub(crate) fn as_word(&self) -> String {
        let is_plain =
            |character: char| character.is_ascii_alphanumeric() || "-_.:/+=@".contains(character);
        if self.0.chars().all(is_plain) { self.0.clone() } else { format!("'{}'", self.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_word_or_in_quotes() {
        let word = |text: &str| text.parse::<ProfileName>().unwrap().as_word();

        assert_eq!(word("dev"), "dev");
        assert_eq!(word("team/123456789012:Admin"), "team/123456789012:Admin");
        assert_eq!(word("my team & I"), "'my team & I'");
    }

    #[test]
    fn what_would_need_to_be_escaped_is_no_name() {
        for text in ["a\"b", "a'b", "a\\b", "a$b", "a`b", "a\nb", "a\tb", "a\u{1b}b", "a\u{202e}b"]
        {
            assert_eq!(text.parse::<ProfileName>(), Err(ProfileNameError), "{text:?}");
        }
    }
}
