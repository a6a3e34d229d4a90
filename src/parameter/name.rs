//! A parameter's name, as Parameter Store accepts it.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// The most characters that the ARN of a parameter may have.
const LONGEST_ARN: usize = 1011;

/// What stands before the name in an ARN, with the shortest Region and partition there are.
const SHORTEST_ARN_PREFIX: usize = "arn:aws:ssm:us-east-1:123456789012:parameter/".len();

/// The most levels of a hierarchy: `/a/b` has two.
const DEEPEST: usize = 15;

/// The name of a parameter: `/my-app/greeting`, or `greeting` at the top.
///
/// `/greeting` and `greeting` are the same parameter, and so they are equal here.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct ParameterName(String);

impl ParameterName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what tells parameters apart: the name without the slash that may begin it.
    pub(crate) fn identity(&self) -> &str {
        self.0.strip_prefix('/').unwrap_or(&self.0)
    }

    /// Returns by how many characters the parameter's ARN is too long in a Region, if it is.
    pub(crate) fn excess(&self, partition: &str, region: &str) -> Option<usize> {
        let prefix = format!("arn:{partition}:ssm:{region}:123456789012:parameter/");
        (prefix.len() + self.identity().len()).checked_sub(LONGEST_ARN).filter(|excess| *excess > 0)
    }
}

impl FromStr for ParameterName {
    type Err = ParameterNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits =
            |character: char| character.is_ascii_alphanumeric() || "._-/".contains(character);
        if text.is_empty() {
            return Err(ParameterNameError::Empty);
        }
        if let Some(character) = text.chars().find(|character| !fits(*character)) {
            return Err(ParameterNameError::Character(character));
        }
        let levels = text.strip_prefix('/').unwrap_or(text);
        if levels.contains('/') && !text.starts_with('/') {
            return Err(ParameterNameError::NoSlash);
        }
        if levels.split('/').any(str::is_empty) {
            return Err(ParameterNameError::EmptyLevel);
        }
        if levels.split('/').count() > DEEPEST {
            return Err(ParameterNameError::TooDeep(levels.split('/').count()));
        }
        let begins =
            |prefix: &str| levels.get(..3).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
        if begins("aws") || begins("ssm") {
            return Err(ParameterNameError::Reserved(levels[..3].to_owned()));
        }
        let length = SHORTEST_ARN_PREFIX + levels.len();
        if length > LONGEST_ARN {
            return Err(ParameterNameError::TooLong(length - LONGEST_ARN));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for ParameterName {
    type Error = ParameterNameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// Why a text is no name for a parameter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ParameterNameError {
    #[error("the name is empty")]
    Empty,
    #[error("a name has only letters, digits, `.`, `_`, `-` and `/`, not {0:?}")]
    Character(char),
    #[error("a name with `/` in it begins with `/`")]
    NoSlash,
    #[error("a name has no empty level: no `//`, and no `/` at its end")]
    EmptyLevel,
    #[error("a name has at most {DEEPEST} levels, not {0}")]
    TooDeep(usize),
    #[error("names that begin with `{0}` are reserved for AWS")]
    Reserved(String),
    #[error("the name is {0} characters too long: its ARN has at most {LONGEST_ARN}")]
    TooLong(usize),
}

impl fmt::Display for ParameterName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl PartialEq for ParameterName {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for ParameterName {}

impl Ord for ParameterName {
    fn cmp(&self, other: &Self) -> Ordering {
        self.identity().cmp(other.identity())
    }
}

impl PartialOrd for ParameterName {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Result<ParameterName, ParameterNameError> {
        text.parse()
    }

    #[test]
    fn names_are_accepted_as_parameter_store_accepts_them() {
        for text in ["a", "/a", "/a/b.c/D_e-f", &format!("/{}", ["x"; 15].join("/")), "/myaws/x"] {
            assert!(name(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn each_rule_refuses_in_its_own_words() {
        assert_eq!(name(""), Err(ParameterNameError::Empty));
        assert_eq!(name("/a b"), Err(ParameterNameError::Character(' ')));
        assert_eq!(name("é"), Err(ParameterNameError::Character('é')));
        assert_eq!(name("a/b"), Err(ParameterNameError::NoSlash));
        for text in ["/", "//a", "/a//b", "/a/"] {
            assert_eq!(name(text), Err(ParameterNameError::EmptyLevel), "{text}");
        }
        assert_eq!(name(&"/x".repeat(16)), Err(ParameterNameError::TooDeep(16)));
        for text in ["aws", "/AWSome", "/ssm/x", "SSM-x"] {
            assert!(matches!(name(text), Err(ParameterNameError::Reserved(_))), "{text}");
        }
    }

    #[test]
    fn the_length_is_that_of_the_arn() {
        let longest = format!("/{}", "x".repeat(LONGEST_ARN - SHORTEST_ARN_PREFIX));

        assert!(name(&longest).is_ok());
        assert_eq!(name(&format!("{longest}x")), Err(ParameterNameError::TooLong(1)));
        assert_eq!(name(&longest).unwrap().excess("aws", "us-east-1"), None);
        assert_eq!(name(&longest).unwrap().excess("aws-us-gov", "us-gov-east-1"), Some(11));
    }

    #[test]
    fn a_slash_at_the_beginning_makes_no_other_parameter() {
        assert_eq!(name("a").unwrap(), name("/a").unwrap());
        assert_ne!(name("/a").unwrap(), name("/A").unwrap());
    }
}
