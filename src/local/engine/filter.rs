//! What narrows a listing: a key, how it is compared, and the values that it may have.

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::parameter::kind::ParameterType;
use crate::parameter::tier::Tier;

use super::record::{Record, Revision};
use super::refusal::Refusal;
use super::{path, request};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct FilterInput {
    key: Option<String>,
    option: Option<String>,
    values: Option<Vec<String>>,
}

/// Whose filters they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// `GetParametersByPath`.
    Path,
    /// `DescribeParameters`.
    All,
}

/// A condition on a version of a parameter. Several values are alternatives.
#[derive(Debug)]
pub(super) struct Filter {
    subject: Subject,
    comparison: Comparison,
    values: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Subject {
    Name,
    Type,
    KeyId,
    Path,
    Tier,
    DataType,
    Label,
    Tag(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equals,
    BeginsWith,
    Contains,
    Recursive,
    OneLevel,
}

/// Reads the filters of a request.
pub(super) fn read(inputs: Option<Vec<FilterInput>>, scope: Scope) -> Result<Vec<Filter>, Refusal> {
    let filters = inputs.unwrap_or_default().into_iter().map(|input| Filter::read(input, scope));
    let filters = filters.collect::<Result<Vec<_>, _>>()?;
    let mut keys = BTreeSet::new();
    if filters.iter().all(|filter| keys.insert(&filter.subject)) {
        return Ok(filters);
    }
    Err(invalid_key("a key is there twice"))
}

/// Reads the filters of a request in the older style.
pub(super) fn read_older(inputs: Vec<FilterInput>) -> Result<Vec<Filter>, Refusal> {
    inputs.into_iter().map(Filter::read_older).collect()
}

impl Filter {
    fn read(input: FilterInput, scope: Scope) -> Result<Self, Refusal> {
        let word = request::required("Key", input.key)?;
        request::text("Key", &word, 1..=132)?;
        let subject = Subject::read(&word)?;
        if !subject.belongs_to(scope) {
            return Err(invalid_key(format_args!("nothing is filtered by `{word}` here")));
        }
        let option = input.option.as_deref();
        let option = option.map(|option| request::text("Option", option, 1..=10)).transpose()?;
        let comparison = subject.comparison(option)?;
        let values = match input.values {
            // Assumed: a tag may have any value when none is named. Every other key needs one.
            None if matches!(subject, Subject::Tag(_)) => Vec::new(),
            None => return Err(invalid_value(format_args!("there is no value for `{word}`"))),
            Some(values) => request::list("Values", &values, 1..=50)?.to_owned(),
        };
        for value in &values {
            request::text("Values", value, 1..=1024)?;
        }
        let values = subject.values(comparison, values)?;
        Ok(Self { subject, comparison, values })
    }

    /// Reads a filter of the older style, which has no options.
    fn read_older(input: FilterInput) -> Result<Self, Refusal> {
        let word = request::required("Key", input.key)?;
        let values = request::required("Values", input.values)?;
        request::list("Values", &values, 1..=50)?;
        for value in &values {
            request::text("Values", value, 1..=1024)?;
        }
        let (subject, comparison) = match word.as_str() {
            // Assumed: the older filter for names looks at how they begin.
            "Name" => (Subject::Name, Comparison::BeginsWith),
            "Type" => (Subject::Type, Comparison::Equals),
            "KeyId" => (Subject::KeyId, Comparison::Equals),
            _ => return Err(Refusal::validation("`Key` is one of Name, Type, KeyId")),
        };
        Ok(Self { values: subject.values(comparison, values)?, subject, comparison })
    }

    /// Tells whether a version of a parameter is among what is wanted.
    pub(super) fn keeps(&self, record: &Record, revision: &Revision) -> bool {
        match &self.subject {
            Subject::Name | Subject::Path => self.fits(record.name.identity()),
            Subject::Type => self.fits(revision.kind.as_str()),
            Subject::Tier => self.fits(revision.tier.as_str()),
            Subject::DataType => self.fits(revision.data_type.as_str()),
            Subject::KeyId => revision.key_id.as_deref().is_some_and(|key_id| self.fits(key_id)),
            Subject::Label => self.values.iter().any(|label| revision.labels.contains(label)),
            Subject::Tag(key) => {
                let value = record.tags.get(key);
                value.is_some_and(|value| self.values.is_empty() || self.fits(value))
            }
        }
    }

    /// Returns the labels that it asks for, if that is what it does.
    pub(super) fn labels(&self) -> Option<&[String]> {
        (self.subject == Subject::Label).then_some(&self.values)
    }

    /// Returns the only identities that can pass, if it names them.
    pub(super) fn identities(&self) -> Option<&[String]> {
        (self.subject == Subject::Name && self.comparison == Comparison::Equals)
            .then_some(&self.values)
    }

    fn fits(&self, text: &str) -> bool {
        self.values.iter().any(|value| match self.comparison {
            Comparison::Equals => text == value,
            Comparison::BeginsWith | Comparison::Recursive => text.starts_with(value.as_str()),
            // A name that is looked into is looked into with its slash.
            Comparison::Contains => format!("/{text}").contains(value.as_str()),
            Comparison::OneLevel => {
                text.strip_prefix(value.as_str()).is_some_and(|below| !below.contains('/'))
            }
        })
    }
}

impl Subject {
    fn read(word: &str) -> Result<Self, Refusal> {
        Ok(match word {
            "Name" => Self::Name,
            "Type" => Self::Type,
            "KeyId" => Self::KeyId,
            "Path" => Self::Path,
            "Tier" => Self::Tier,
            "DataType" => Self::DataType,
            "Label" => Self::Label,
            _ => match word.strip_prefix("tag:").filter(|key| !key.is_empty()) {
                Some(key) => Self::Tag(key.to_owned()),
                None => {
                    return Err(Refusal::validation(
                        "`Key` is one of Name, Type, KeyId, Path, Label, Tier, DataType and `tag:` with a key",
                    ));
                }
            },
        })
    }

    /// Assumed to be as the model's words about it are, which leave no other key to a path.
    fn belongs_to(&self, scope: Scope) -> bool {
        match scope {
            Scope::Path => matches!(self, Self::Type | Self::KeyId | Self::Label),
            Scope::All => *self != Self::Label,
        }
    }

    /// Reads how to compare, which not every key has every way of.
    fn comparison(&self, option: Option<&str>) -> Result<Comparison, Refusal> {
        let words = match self {
            Self::Path => {
                [("OneLevel", Comparison::OneLevel), ("Recursive", Comparison::Recursive)]
                    .as_slice()
            }
            Self::Label => &[("Equals", Comparison::Equals)],
            Self::Name => &[
                ("Equals", Comparison::Equals),
                ("BeginsWith", Comparison::BeginsWith),
                ("Contains", Comparison::Contains),
            ],
            _ => &[("Equals", Comparison::Equals), ("BeginsWith", Comparison::BeginsWith)],
        };
        let Some(option) = option else { return Ok(words[0].1) };
        let found = words.iter().find(|(word, _)| *word == option);
        found.map(|(_, comparison)| *comparison).ok_or_else(|| {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            Refusal::new(
                "InvalidFilterOption",
                format_args!("the option of this filter is one of {}", words.join(", ")),
            )
        })
    }

    /// Brings values into the form in which they are compared.
    fn values(&self, comparison: Comparison, values: Vec<String>) -> Result<Vec<String>, Refusal> {
        let known: fn(&str) -> bool = match self {
            Self::Type => |word| ParameterType::from_word(word).is_some(),
            Self::Tier => |word| Tier::from_word(word).is_some(),
            _ => |_| true,
        };
        if !values.iter().all(|value| known(value)) {
            // Assumed: this, and not InvalidFilterValue.
            return Err(Refusal::new("InvalidFilterOption", "a value is no type, or no tier"));
        }
        match self {
            Self::Path => values.iter().map(|value| filtered_path(value)).collect(),
            Self::Name if comparison != Comparison::Contains => {
                let identity = |value: &String| value.strip_prefix('/').unwrap_or(value).to_owned();
                Ok(values.iter().map(identity).collect())
            }
            _ => Ok(values),
        }
    }
}

/// Reads the path of a filter. Unlike the path of `GetParametersByPath`, it is not one of AWS's own.
fn filtered_path(value: &str) -> Result<String, Refusal> {
    let begins =
        |prefix: &str| value.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    if begins("/aws") || begins("/ssm") {
        return Err(Refusal::validation("a path that is filtered by is none of AWS's own"));
    }
    path::prefix(value)
}

fn invalid_key(message: impl std::fmt::Display) -> Refusal {
    Refusal::new("InvalidFilterKey", message)
}

fn invalid_value(message: impl std::fmt::Display) -> Refusal {
    Refusal::new("InvalidFilterValue", message)
}
