//! The policies of a parameter: when it goes, and when somebody is told.

mod moment;

use serde::Serialize;
use serde_json::Value;

/// The most characters of the text, and the most policies in it.
const LONGEST: usize = 4096;
const MOST: usize = 10;

/// The only version of policies there is.
const VERSION: &str = "1.0";

/// What is to happen to a parameter by itself. Without any policy, nothing: so are policies taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Policies(Vec<Policy>);

/// One policy. Assumed are: that a number may be 0 and as large as one likes, that more attributes than these do no
/// harm, that a notification needs no expiration, and that a missing version means the only one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Policy {
    kind: &'static str,
    attributes: Attributes,
}

/// The attributes, written in the order of AWS's documentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged, rename_all_fields = "PascalCase")]
enum Attributes {
    Expiration {
        timestamp: String,
        #[serde(skip)]
        milliseconds: i64,
    },
    ExpirationNotification {
        before: String,
        unit: &'static str,
    },
    NoChangeNotification {
        after: String,
        unit: &'static str,
    },
}

/// A policy as `DescribeParameters` shows it. Assumed is that AWS shows it so, and not as it was sent.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Shown<'a> {
    #[serde(rename = "Type")]
    kind: &'a str,
    version: &'a str,
    attributes: &'a Attributes,
}

impl Policies {
    /// Reads a JSON array of policies. `[]` and `[{}]` are none.
    pub(crate) fn parse(text: &str) -> Result<Self, PolicyError> {
        let characters = text.chars().count();
        if !(1..=LONGEST).contains(&characters) {
            return Err(PolicyError::Length(characters));
        }
        let Ok(Value::Array(values)) = serde_json::from_str(text) else {
            return Err(PolicyError::NoArray);
        };
        let is_something =
            |value: &&Value| value.as_object().is_none_or(|object| !object.is_empty());
        let values: Vec<_> = values.iter().filter(is_something).collect();
        if values.len() > MOST {
            return Err(PolicyError::TooMany(values.len()));
        }
        let policies = values.into_iter().zip(1..).map(|(value, policy)| read(value, policy));
        let policies = Self(policies.collect::<Result<_, _>>()?);
        if policies.expirations().count() > 1 {
            return Err(PolicyError::TwoExpirations);
        }
        Ok(policies)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Tells whether two texts of policies mean the same: the order does not matter, nor how a moment is written.
    pub(crate) fn means_the_same_as(&self, other: &Self) -> bool {
        self.meaning() == other.meaning()
    }

    fn meaning(&self) -> Vec<(i64, String, &'static str)> {
        let mut meaning: Vec<_> = self
            .0
            .iter()
            .map(|policy| match &policy.attributes {
                Attributes::Expiration { milliseconds, .. } => {
                    (*milliseconds, String::new(), policy.kind)
                }
                Attributes::ExpirationNotification { before: time, unit }
                | Attributes::NoChangeNotification { after: time, unit } => {
                    (0, format!("{} {unit}", time.trim_start_matches('0')), policy.kind)
                }
            })
            .collect();
        meaning.sort();
        meaning
    }

    /// Writes the policies as a put wants them. Without any, this takes away those that are there.
    pub(crate) fn text(&self) -> String {
        if self.is_empty() {
            return "[{}]".to_owned();
        }
        let texts: Vec<String> = self.iter().map(|(_, text)| text).collect();
        format!("[{}]", texts.join(","))
    }

    /// Returns when the parameter goes, in milliseconds since the epoch: perhaps long ago.
    pub(crate) fn expiration(&self) -> Option<i64> {
        self.expirations().next()
    }

    /// Returns the type of each policy, and its JSON.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.0.iter().map(|Policy { kind, attributes }| {
            let shown = Shown { kind, version: VERSION, attributes };
            (*kind, serde_json::to_string(&shown).unwrap_or_default())
        })
    }

    fn expirations(&self) -> impl Iterator<Item = i64> {
        self.0.iter().filter_map(|policy| match policy.attributes {
            Attributes::Expiration { milliseconds, .. } => Some(milliseconds),
            Attributes::ExpirationNotification { .. } | Attributes::NoChangeNotification { .. } => {
                None
            }
        })
    }
}

/// Reads the policy at a position.
fn read(value: &Value, policy: usize) -> Result<Policy, PolicyError> {
    let object = value.as_object().ok_or(PolicyError::NoArray)?;
    let bad = |attribute| PolicyError::Attribute { policy, attribute };
    let given = |attribute| {
        let value = object.get("Attributes").and_then(|attributes| attributes.get(attribute));
        value.and_then(text_of).ok_or(bad(attribute))
    };
    let number = |attribute| {
        let text = given(attribute)?;
        text.parse::<u64>().map(|_number| text).map_err(|_not_one| bad(attribute))
    };
    let unit = || match given("Unit")?.as_str() {
        "Days" => Ok("Days"),
        "Hours" => Ok("Hours"),
        _ => Err(bad("Unit")),
    };
    let (kind, attributes) = match object.get("Type").and_then(Value::as_str) {
        Some("Expiration") => {
            let timestamp = given("Timestamp")?;
            let milliseconds = moment::milliseconds(&timestamp).ok_or(bad("Timestamp"))?;
            ("Expiration", Attributes::Expiration { timestamp, milliseconds })
        }
        Some("ExpirationNotification") => (
            "ExpirationNotification",
            Attributes::ExpirationNotification { before: number("Before")?, unit: unit()? },
        ),
        Some("NoChangeNotification") => (
            "NoChangeNotification",
            Attributes::NoChangeNotification { after: number("After")?, unit: unit()? },
        ),
        _ => return Err(PolicyError::UnknownType(policy)),
    };
    match object.get("Version") {
        Some(version) if text_of(version).as_deref() != Some(VERSION) => Err(bad("Version")),
        _ => Ok(Policy { kind, attributes }),
    }
}

/// Returns a text, or a number as text: both are in use.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// Why policies would be refused. The numbers count from one, and leave `{}` out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum PolicyError {
    #[error("the text of the policies has 1 to {LONGEST} characters, not {0}")]
    Length(usize),
    #[error("policies are a JSON array of objects")]
    NoArray,
    #[error("a parameter has at most {MOST} policies, not {0}")]
    TooMany(usize),
    #[error(
        "the `Type` of policy {0} is not `Expiration`, `ExpirationNotification` or `NoChangeNotification`"
    )]
    UnknownType(usize),
    #[error("policy {policy} has no `{attribute}` that is {}", form(.attribute))]
    Attribute { policy: usize, attribute: &'static str },
    #[error("a parameter has at most one policy `Expiration`")]
    TwoExpirations,
}

/// Returns what an attribute has to be, in words.
fn form(attribute: &str) -> &'static str {
    match attribute {
        "Timestamp" => "a moment such as `2030-12-02T21:34:33.000Z`",
        "Unit" => "`Days` or `Hours`",
        "Version" => "`1.0`",
        _ => "a whole number",
    }
}

#[cfg(test)]
#[path = "policy_tests.rs"]
mod tests;
