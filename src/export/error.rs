//! Why nothing was exported.

use std::io;
use std::path::PathBuf;

use super::again::Again;
use super::path::PathError;
use crate::aws::{Failure, FailureKind};
use crate::error::Outcome;
use crate::parameter::name::ParameterName;
use crate::store::Part;

/// Why there is no manifest of what is in the store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ExportError {
    #[error("`{given}` is no path that can be exported: {error}")]
    Path { given: String, again: Again, error: PathError },
    #[error("`{name}` is a parameter, and nothing is below it")]
    IsParameter { name: ParameterName, again: Again },
    #[error("cannot read {what} in Parameter Store, so nothing was written: {failure}")]
    Unread { what: Part, failure: Failure },
    #[error("`{0}` was listed and Parameter Store does not describe it, so nothing was written")]
    Undescribed(ParameterName),
    #[error("{} exists already, and is left as it is", .0.display())]
    Exists(PathBuf),
    #[error("failed to write {}; nothing was left behind", .path.display())]
    Unwritten { path: PathBuf, source: io::Error },
}

impl ExportError {
    pub(crate) const fn outcome(&self) -> Outcome {
        match self {
            Self::Path { .. } | Self::IsParameter { .. } | Self::Exists(_) => Outcome::AskedWrongly,
            Self::Unread { .. } | Self::Undescribed(_) | Self::Unwritten { .. } => {
                Outcome::CouldNotTell
            }
        }
    }

    pub(crate) fn hint(&self) -> String {
        match self {
            Self::Path { error: PathError::NoSlash, given, again } if !given.is_empty() => {
                format!("say where it begins: `bootstrap export /{given}{again}`")
            }
            Self::Path { again, .. } => {
                format!("name a path such as `bootstrap export /my-app{again}`")
            }
            Self::IsParameter { name, again } => {
                format!(
                    "name the path that it is below: `bootstrap export {}{again}`",
                    parent(name)
                )
            }
            Self::Unread { what, failure } if failure.kind == FailureKind::Denied => {
                format!("these credentials need the permission {}", what.permission())
            }
            Self::Unread { .. } => {
                "see whether these credentials work: `bootstrap check`".to_owned()
            }
            Self::Undescribed(_) => {
                "a parameter that was just made or deleted may take a moment: run it again"
                    .to_owned()
            }
            Self::Exists(_) => "take another name, or leave `--output` out".to_owned(),
            Self::Unwritten { .. } => {
                let write =
                    if cfg!(windows) { "New-Item x; Remove-Item x" } else { "touch x && rm x" };
                format!("see whether you may write there: `{write}`")
            }
        }
    }
}

/// Returns the path that a parameter is below.
fn parent(name: &ParameterName) -> &str {
    match name.as_str().rsplit_once('/') {
        Some((parent, _)) if !parent.is_empty() => parent,
        _ => "/",
    }
}
