//! What may follow a name to choose one of its versions: `:3`, or `:production`.

use std::fmt;

use super::label::{Label, LabelError};

/// Which version of a parameter is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Selector {
    Version(u64),
    Label(String),
}

impl Selector {
    /// Takes the selector off the end of a name, if there is one.
    pub(crate) fn split(text: &str) -> Result<(&str, Option<Self>), SelectorError> {
        match text.split_once(':') {
            None => Ok((text, None)),
            Some((name, selector)) => Ok((name, Some(Self::parse(selector)?))),
        }
    }

    fn parse(text: &str) -> Result<Self, SelectorError> {
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().map(Self::Version).map_err(|_overflow| SelectorError::Version);
        }
        Ok(Self::Label(Label::parse(text).map_err(SelectorError::Label)?.into_string()))
    }
}

impl fmt::Display for Selector {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(formatter, ":{version}"),
            Self::Label(label) => write!(formatter, ":{label}"),
        }
    }
}

/// Why what follows a name chooses nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum SelectorError {
    #[error("the version after the name is too large a number")]
    Version,
    #[error("what follows the name is neither a version nor a label: {0}")]
    Label(LabelError),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_a_version_and_everything_else_is_a_label() {
        assert_eq!(Selector::split("/a"), Ok(("/a", None)));
        assert_eq!(Selector::split("/a:3"), Ok(("/a", Some(Selector::Version(3)))));
        assert_eq!(Selector::split("/a:v3"), Ok(("/a", Some(Selector::Label("v3".to_owned())))));
    }

    #[test]
    fn a_selector_is_shown_as_it_was_written() {
        for text in [":12", ":production"] {
            assert_eq!(Selector::split(text).unwrap().1.unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_can_be_neither_is_refused() {
        assert_eq!(Selector::split("/a:"), Err(SelectorError::Label(LabelError::Length)));
        assert_eq!(
            Selector::split("/a:b:c"),
            Err(SelectorError::Label(LabelError::Character(':')))
        );
        assert_eq!(Selector::split("/a:3x"), Err(SelectorError::Label(LabelError::Digit)));
        assert_eq!(Selector::split(&format!("/a:{}", "9".repeat(20))), Err(SelectorError::Version));
    }
}
