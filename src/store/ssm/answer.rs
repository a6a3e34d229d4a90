//! What answers say. What is not said is not taken for empty: it would be written over.

use aws_sdk_ssm::types::{Parameter, ParameterInlinePolicy};

use crate::aws::{Failure, FailureKind};
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::secret::Secret;
use crate::store::{Listed, Stored};

/// Reads a parameter with its value.
pub(super) fn stored(mut parameter: Parameter) -> Result<Stored, Failure> {
    let value = parameter.value.take();
    let data_type = parameter.data_type.take();
    let Listed { name, kind, version, written, arn } = listed(parameter)?;
    let value = Secret::new(value.ok_or_else(|| lacks(&name, "value"))?);
    Ok(Stored { name, kind, value, version, written, arn, data_type })
}

/// Reads a parameter of which the value does not matter.
pub(super) fn listed(parameter: Parameter) -> Result<Listed, Failure> {
    let name = parsed(parameter.name.as_deref())?;
    let kind = parameter.r#type.ok_or_else(|| lacks(&name, "type"))?;
    let version = known_version(parameter.version);
    Ok(Listed {
        kind: ParameterType::from_word(kind.as_str()),
        version: version.ok_or_else(|| lacks(&name, "version"))?,
        written: parameter.last_modified_date.and_then(|at| at.to_millis().ok()),
        arn: parameter.arn.ok_or_else(|| lacks(&name, "ARN"))?,
        name,
    })
}

/// Reads which version a write has made. Without one it may be written or not.
pub(super) fn version(name: &ParameterName, version: i64) -> Result<i64, Failure> {
    let lacks = || format!("the answer about `{name}` has no version");
    known_version(version).ok_or_else(|| Failure::new(FailureKind::Unclear, None, &lacks()))
}

/// The first version is 1.
fn known_version(version: i64) -> Option<i64> {
    (version > 0).then_some(version)
}

/// Writes policies as they are sent; they are described one by one.
pub(super) fn policies(
    name: &ParameterName,
    policies: Vec<ParameterInlinePolicy>,
) -> Result<Option<String>, Failure> {
    let lacks = || lacks(name, "text of its policy");
    let texts: Vec<String> = policies
        .into_iter()
        .map(|policy| policy.policy_text.ok_or_else(lacks))
        .collect::<Result<_, _>>()?;
    Ok((!texts.is_empty()).then(|| format!("[{}]", texts.join(","))))
}

/// Reads a name, which may have a selector behind it.
pub(super) fn parsed(name: Option<&str>) -> Result<ParameterName, Failure> {
    let name = name.ok_or_else(|| unexpected("an answer has no name"))?;
    name.parse().map_err(|error| unexpected(&format!("an answer about `{name}`: {error}")))
}

fn lacks(name: &ParameterName, what: &str) -> Failure {
    unexpected(&format!("an answer about `{name}` has no {what}"))
}

pub(super) fn unexpected(message: &str) -> Failure {
    Failure::new(FailureKind::Other, None, message)
}
