//! The findings as one value, and what they mean for building, running locally and deploying.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::catalog::{Capability, CheckId};
use super::finding::{Bearing, Finding, Hint, Status};
use super::what::Wanted;
use crate::error::Outcome;
use crate::foreign;
use crate::mask::Mask;

/// What is shown, to people and to programs alike. Made only masked and harmless.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Report {
    schema: &'static str,
    pub(crate) exit_code: u8,
    pub(crate) duration_ms: u128,
    pub(crate) capabilities: Capabilities,
    pub(crate) checks: Vec<Line>,
}

/// Whether the user can do what the user wants to do.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Capabilities {
    pub(crate) build: Ability,
    pub(crate) run_local: Ability,
    pub(crate) deploy: Ability,
}

/// A verdict, and the checks that decided it.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
pub(crate) struct Ability {
    pub(crate) verdict: AbilityVerdict,
    pub(crate) by: Vec<CheckId>,
    /// The checks that it needs, too, and that were not made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) left_out: Vec<CheckId>,
}

#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AbilityVerdict {
    Ok,
    Blocked,
    Unknown,
}

/// One check's line.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub(crate) id: CheckId,
    pub(crate) area: &'static str,
    pub(crate) title: &'static str,
    pub(crate) status: Status,
    pub(crate) summary: String,
    /// The sentence, then each command on a line of its own.
    #[serde(serialize_with = "hint_as_text")]
    pub(crate) hint: Option<Hint>,
    pub(crate) docs: Option<&'static str>,
    pub(crate) facts: BTreeMap<&'static str, Value>,
    pub(crate) duration_ms: u128,
}

impl Report {
    pub(crate) fn new(
        findings: Vec<Finding>,
        wanted: &Wanted,
        took: Duration,
        mask: &Mask,
    ) -> Self {
        let ability = |capability| Ability::of(capability, &findings, wanted);
        Self {
            schema: "bootstrap.check/1",
            exit_code: outcome(&findings).code(),
            duration_ms: took.as_millis(),
            capabilities: Capabilities {
                build: ability(Capability::Build),
                run_local: ability(Capability::RunLocal),
                deploy: ability(Capability::Deploy),
            },
            checks: findings.into_iter().map(|finding| Line::of(finding, mask)).collect(),
        }
    }
}

/// Any failure is a no; otherwise anything unknown is "could not tell".
pub(crate) fn outcome(findings: &[Finding]) -> Outcome {
    let any = |status| findings.iter().any(|finding| finding.status == status);
    if any(Status::Fail) {
        Outcome::No
    } else if any(Status::Unknown) {
        Outcome::CouldNotTell
    } else {
        Outcome::Yes
    }
}

impl Ability {
    fn of(capability: Capability, findings: &[Finding], wanted: &Wanted) -> Self {
        let bearing = |bearing| -> Vec<CheckId> {
            let bears = |finding: &&Finding| {
                finding.bearing == bearing && finding.id.is_needed_for(capability)
            };
            findings.iter().filter(bears).map(|finding| finding.id).collect()
        };
        let (blocking, open) = (bearing(Bearing::Blocks), bearing(Bearing::LeavesOpen));
        let is_left_out = |id: &CheckId| !wanted.includes(*id) && id.is_needed_for(capability);
        let left_out: Vec<CheckId> = CheckId::ALL.into_iter().filter(is_left_out).collect();
        if !blocking.is_empty() {
            Self { verdict: AbilityVerdict::Blocked, by: blocking, left_out }
        } else if open.is_empty() && left_out.is_empty() {
            Self { verdict: AbilityVerdict::Ok, by: open, left_out }
        } else {
            Self { verdict: AbilityVerdict::Unknown, by: open, left_out }
        }
    }
}

impl Line {
    pub(crate) fn of(finding: Finding, mask: &Mask) -> Self {
        Self {
            id: finding.id,
            area: finding.id.area(),
            title: finding.id.title(),
            status: finding.status,
            summary: prose(&finding.summary, mask),
            hint: finding.hint.map(|hint| hint.masked(mask)),
            docs: finding.id.docs(),
            facts: finding
                .facts
                .into_iter()
                .map(|(name, value)| (name, masked(value, mask)))
                .collect(),
            duration_ms: finding.took.as_millis(),
        }
    }
}

impl Hint {
    fn masked(&self, mask: &Mask) -> Self {
        let command = |command: &String| foreign::escaped(&mask.command(command));
        Self {
            prose: prose(&self.prose, mask),
            commands: self.commands.iter().map(command).collect(),
        }
    }
}

/// Masks a text, and makes harmless what anybody may have put into a name or a path.
pub(crate) fn prose(text: &str, mask: &Mask) -> String {
    foreign::escaped(&mask.prose(text))
}

fn masked(value: Value, mask: &Mask) -> Value {
    match value {
        Value::String(text) => Value::String(prose(&text, mask)),
        Value::Array(values) => values.into_iter().map(|value| masked(value, mask)).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| (name, masked(value, mask))).collect()
        }
        other => other,
    }
}

#[expect(clippy::ref_option, reason = "serde's signature")]
fn hint_as_text<S: serde::Serializer>(
    hint: &Option<Hint>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let text = hint.as_ref().map(|hint| {
        let lines = std::iter::once(&hint.prose).chain(&hint.commands);
        lines.map(String::as_str).collect::<Vec<_>>().join("\n")
    });
    text.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::what::What;

    fn hint() -> Hint {
        Hint::new("do it", ["it"])
    }

    fn report(findings: Vec<Finding>) -> Report {
        Report::new(findings, &Wanted::new(&[]), Duration::ZERO, &Mask::default())
    }

    #[test]
    fn a_failure_outranks_the_unknown_and_a_warning_counts_for_nothing() {
        let warn = || Finding::warn(CheckId::SamVersion, "old", hint());
        let unknown = || Finding::unknown(CheckId::AwsIdentity, "silent", hint());
        let fail = || Finding::fail(CheckId::RustLinker, "none", hint());

        assert_eq!(report(vec![warn(), Finding::skip(CheckId::AwsProfile, "none")]).exit_code, 0);
        assert_eq!(report(vec![warn(), unknown()]).exit_code, 3);
        assert_eq!(report(vec![unknown(), fail()]).exit_code, 1);
    }

    #[test]
    fn a_missing_engine_blocks_only_running_locally() {
        let capabilities =
            report(vec![Finding::warn(CheckId::DockerEngine, "none", hint()).blocking()])
                .capabilities;

        assert_eq!(capabilities.build.verdict, AbilityVerdict::Ok);
        assert_eq!(capabilities.deploy.verdict, AbilityVerdict::Ok);
        assert_eq!(
            capabilities.run_local,
            Ability {
                verdict: AbilityVerdict::Blocked,
                by: vec![CheckId::DockerEngine],
                left_out: Vec::new()
            }
        );
    }

    #[test]
    fn managed_credentials_leave_open_whether_deploying_works() {
        let managed = Finding::warn(CheckId::Cloud9Credentials, "managed", hint()).leaving_open();

        assert_eq!(
            report(vec![managed]).capabilities.deploy,
            Ability {
                verdict: AbilityVerdict::Unknown,
                by: vec![CheckId::Cloud9Credentials],
                left_out: Vec::new()
            }
        );
    }

    #[test]
    fn what_needs_a_check_that_was_left_out_is_not_known_to_work() {
        let only = Wanted::new(&[What::Area("docker")]);
        let report = |findings| Report::new(findings, &only, Duration::ZERO, &Mask::default());
        let well = report(vec![Finding::pass(CheckId::DockerEngine, "there")]).capabilities;
        let ill = report(vec![Finding::warn(CheckId::DockerEngine, "none", hint()).blocking()])
            .capabilities;

        assert_eq!(well.build.verdict, AbilityVerdict::Unknown);
        assert_eq!(well.run_local.verdict, AbilityVerdict::Unknown);
        assert!(well.run_local.left_out.contains(&CheckId::SamVersion));
        assert!(!well.run_local.left_out.contains(&CheckId::DockerEngine));
        assert_eq!(ill.run_local.verdict, AbilityVerdict::Blocked);
    }

    #[test]
    fn facts_are_masked_however_deep() {
        let finding = Finding::pass(CheckId::AwsIdentity, "account 123456789012")
            .fact("nested", serde_json::json!([{"arn": "arn:aws:iam::123456789012:root"}]));
        let line = &report(vec![finding]).checks[0];

        assert_eq!(line.summary, "account ********9012");
        assert_eq!(line.facts["nested"][0]["arn"], "arn:aws:iam::********9012:root");
    }
}
