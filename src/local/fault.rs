//! Scripted failures, for tests: which call of which operation meets what.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::engine::Operation;

/// What a call meets instead of, or together with, its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Fault {
    Throttling,
    TooManyUpdates,
    /// The type of a parameter is for good.
    TypeMismatch,
    InternalServerError,
    AccessDenied,
    /// The connection ends, and nothing has happened.
    CutBefore,
    /// The connection ends, and all has happened.
    CutAfter,
    /// A page without items and with a token.
    EmptyPage,
    /// All is well, and the effect comes later: as with an AMI id that is validated meanwhile.
    Later,
}

/// A script and how far it is.
#[derive(Debug)]
pub(crate) struct Script {
    rules: Vec<Rule>,
    calls: BTreeMap<&'static str, u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    operation: String,
    /// Which calls of the operation, counted from one; all when nothing is said.
    #[serde(default)]
    calls: Option<Vec<u64>>,
    /// Only calls about this parameter.
    #[serde(default)]
    name: Option<String>,
    fault: Fault,
}

impl Script {
    /// Reads a script: a JSON array of rules.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let rules: Vec<Rule> = serde_json::from_str(text).map_err(|error| error.to_string())?;
        match rules.iter().find(|rule| rule.operation.parse::<Operation>().is_err()) {
            Some(rule) => Err(format!("there is no operation `{}`", rule.operation)),
            None => Ok(Self { rules, calls: BTreeMap::new() }),
        }
    }

    /// Counts a call, and returns what it meets: the first rule that fits decides.
    pub(crate) fn next(&mut self, operation: Operation, body: &[u8]) -> Option<Fault> {
        let word = operation.as_str();
        let call = self.calls.entry(word).or_default();
        *call += 1;
        let (call, names) = (*call, names(body));
        let fits = |rule: &&Rule| {
            rule.operation == word
                && rule.calls.as_ref().is_none_or(|calls| calls.contains(&call))
                && rule.name.as_ref().is_none_or(|name| names.contains(name))
        };
        self.rules.iter().find(fits).map(|rule| rule.fault)
    }
}

/// Returns the parameters that a request is about.
fn names(body: &[u8]) -> Vec<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let several = body["Names"].as_array().into_iter().flatten();
    let one = [&body["Name"], &body["ResourceId"]];
    several.chain(one).filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_names_an_operation_its_calls_and_a_parameter() {
        let mut script = Script::parse(
            r#"[{"operation": "PutParameter", "calls": [2], "fault": "throttling"},
                {"operation": "GetParameters", "name": "/b", "fault": "access-denied"}]"#,
        )
        .unwrap();
        let mut next = |operation, body: &str| script.next(operation, body.as_bytes());

        assert_eq!(next(Operation::PutParameter, r#"{"Name": "/a"}"#), None);
        assert_eq!(next(Operation::PutParameter, r#"{"Name": "/a"}"#), Some(Fault::Throttling));
        assert_eq!(next(Operation::PutParameter, "no JSON"), None);
        assert_eq!(next(Operation::GetParameters, r#"{"Names": ["/a"]}"#), None);
        assert_eq!(
            next(Operation::GetParameters, r#"{"Names": ["/a", "/b"]}"#),
            Some(Fault::AccessDenied)
        );
    }

    #[test]
    fn what_cannot_happen_is_no_script() {
        for text in [
            "",
            r#"[{"operation": "Nonsense", "fault": "throttling"}]"#,
            r#"[{"operation": "PutParameter", "fault": "fire"}]"#,
            r#"[{"operation": "PutParameter", "fault": "later", "when": 3}]"#,
        ] {
            assert!(Script::parse(text).is_err(), "{text}");
        }
    }
}
