//! A label: the name that a person gives to one version of a parameter.

/// The most characters of a label.
const LONGEST: usize = 100;

/// The most labels that one version has.
pub(crate) const MOST: usize = 10;

/// A name for one version of a parameter. It never looks like a version's number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Label(String);

impl Label {
    pub(crate) fn parse(text: &str) -> Result<Self, LabelError> {
        let fits = |character: char| character.is_ascii_alphanumeric() || "._-".contains(character);
        if text.is_empty() || text.chars().count() > LONGEST {
            return Err(LabelError::Length);
        }
        if let Some(character) = text.chars().find(|character| !fits(*character)) {
            return Err(LabelError::Character(character));
        }
        if text.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(LabelError::Digit);
        }
        let begins =
            |prefix: &str| text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        if begins("aws") || begins("ssm") {
            return Err(LabelError::Reserved);
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

/// Why a text is no label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum LabelError {
    #[error("a label has 1 to {LONGEST} characters")]
    Length,
    #[error("a label has only letters, digits, `.`, `_` and `-`, not {0:?}")]
    Character(char),
    #[error("a label does not begin with a digit")]
    Digit,
    #[error("labels that begin with `aws` or `ssm` are reserved for AWS")]
    Reserved,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_letters_digits_and_three_signs() {
        for text in ["a", "Prod_1.0-beta", "_1", "-", ".x", "myaws", &"x".repeat(100)] {
            assert!(Label::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn each_rule_refuses_in_its_own_words() {
        assert_eq!(Label::parse(""), Err(LabelError::Length));
        assert_eq!(Label::parse(&"x".repeat(101)), Err(LabelError::Length));
        assert_eq!(Label::parse("a b"), Err(LabelError::Character(' ')));
        assert_eq!(Label::parse("é"), Err(LabelError::Character('é')));
        assert_eq!(Label::parse("a:b"), Err(LabelError::Character(':')));
        assert_eq!(Label::parse("1st"), Err(LabelError::Digit));
        for text in ["aws", "AWSome", "ssm-x", "SsM"] {
            assert_eq!(Label::parse(text), Err(LabelError::Reserved), "{text}");
        }
    }
}
