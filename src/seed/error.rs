//! Why nothing was seeded, and what to try next.

use super::guard::GuardError;
use super::manifest::{ManifestError, Place};
use super::prune::PruneError;
use crate::aws::{Failure, FailureKind};
use crate::error::Outcome;
use crate::github::Annotation;
use crate::parameter::name::ParameterName;
use crate::store::Part;

/// Why nothing was seeded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SeedError {
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Guard(#[from] GuardError),
    #[error(transparent)]
    Prune(#[from] PruneError),
    /// It was the manifest that asked for it.
    #[error("{at}: {error}")]
    PruneEnabled { error: PruneError, at: Place },
    #[error("the operating system has no random numbers: {0}")]
    NoRandom(String),
    #[error("cannot read {what} in Parameter Store, so nothing was written: {failure}")]
    Unread { what: Part, failure: Failure },
    #[error("cannot read {what} in the local store, so nothing was written: {failure}")]
    UnreadLocally { what: Part, failure: Failure },
    #[error("`{0}` is there and Parameter Store does not describe it, so nothing was written")]
    Undescribed(ParameterName),
    #[error("there are changes, and nobody to ask whether to make them")]
    NobodyToAsk,
}

impl SeedError {
    pub(crate) const fn outcome(&self) -> Outcome {
        match self {
            Self::Manifest(_) | Self::Guard(_) | Self::NobodyToAsk => Outcome::AskedWrongly,
            Self::Prune(error) | Self::PruneEnabled { error, .. } => error.outcome(),
            Self::NoRandom(_)
            | Self::Unread { .. }
            | Self::UnreadLocally { .. }
            | Self::Undescribed(_) => Outcome::CouldNotTell,
        }
    }

    /// Says that it was no store of AWS's.
    pub(super) fn locally(self) -> Self {
        match self {
            Self::Unread { what, failure } => Self::UnreadLocally { what, failure },
            other => other,
        }
    }

    /// Returns what is wrong, where that is a matter of lines.
    pub(crate) fn annotations(&self) -> Vec<Annotation> {
        match self {
            Self::Manifest(error) => error.annotations(),
            Self::Guard(error) => vec![error.annotation()],
            _ => Vec::new(),
        }
    }

    /// Says that nobody but the manifest asked for what cannot be done, if it was not `--prune`.
    pub(super) fn enabled_at(self, enabled: Option<&Place>) -> Self {
        match (self, enabled) {
            (Self::Prune(error), Some(at)) => Self::PruneEnabled { error, at: at.clone() },
            (other, _) => other,
        }
    }

    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Manifest(error) => error.hint(),
            Self::Guard(error) => Some(error.hint()),
            Self::Prune(error) => Some(error.hint(None)),
            Self::PruneEnabled { error, at } => Some(error.hint(Some(at))),
            Self::NoRandom(_) => Some("try again".to_owned()),
            Self::Unread { what, failure } if failure.kind == FailureKind::Denied => {
                Some(format!("these credentials need the permission {}", what.permission()))
            }
            Self::Unread { failure, .. } if failure.kind == FailureKind::Throttled => Some(
                "others read from this account as well: wait a moment, and run it again".to_owned(),
            ),
            Self::Unread { .. } => {
                Some("see whether these credentials work: `bootstrap check`".to_owned())
            }
            Self::UnreadLocally { .. } => {
                Some("see what `bootstrap local` says where it runs, or stop it".to_owned())
            }
            Self::Undescribed(_) => {
                Some("a parameter that was just made may take a moment: run it again".to_owned())
            }
            Self::NobodyToAsk => {
                Some("say `--yes` to apply without asking, `--dry-run` to see only".to_owned())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(kind: FailureKind) -> String {
        let failure = Failure::new(kind, None, "");
        SeedError::Unread { what: Part::Tags, failure }.hint().unwrap()
    }

    #[test]
    fn what_to_do_about_what_cannot_be_read_follows_from_why() {
        assert_eq!(
            hint(FailureKind::Throttled),
            "others read from this account as well: wait a moment, and run it again"
        );
        assert_eq!(
            hint(FailureKind::Denied),
            "these credentials need the permission tag:GetResources"
        );
        for kind in [FailureKind::Unreachable, FailureKind::Server, FailureKind::Credentials] {
            assert!(hint(kind).ends_with("`bootstrap check`"), "{kind:?}");
        }
        let failure = Failure::new(FailureKind::Throttled, None, "");
        let locally = SeedError::Unread { what: Part::Tags, failure }.locally();
        assert!(locally.hint().unwrap().contains("`bootstrap local`"));
    }
}
