//! What can go wrong, what to try next, and which exit code says so.

use std::io;
use std::process::ExitCode;

use crate::check::CheckError;
use crate::credentials::settled::CredentialsError;
use crate::export::ExportError;
use crate::fault::Fault;
use crate::local::LocalError;
use crate::new::NewError;
use crate::seed::SeedError;

/// How a command ended, the same for every command and every format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Everything checked is fine; the store matches the manifest; the project was made.
    Yes,
    /// A check failed; there are changes; declined; something was not applied.
    No,
    /// Bad command line, bad manifest, bad name.
    AskedWrongly,
    /// Unreachable, timed out, denied, or a fault of ours.
    CouldNotTell,
    /// Somebody or something asked us to stop.
    Interrupted,
    /// The command that was run beside the local store ended with this code: it is ours too.
    OfCommand(u8),
}

impl Outcome {
    /// Returns the exit code.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Yes => 0,
            Self::No => 1,
            Self::AskedWrongly => 2,
            Self::CouldNotTell => 3,
            Self::Interrupted => 130,
            Self::OfCommand(code) => code,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome.code())
    }
}

impl From<&Error> for Outcome {
    fn from(error: &Error) -> Self {
        match &error.0 {
            Trouble::Check(error) => error.outcome(),
            Trouble::New(error) => error.outcome(),
            Trouble::Seed(error) => error.outcome(),
            Trouble::Export(error) => error.outcome(),
            Trouble::Local(error) => error.outcome(),
            Trouble::Credentials(error) => error.outcome(),
            Trouble::Unprintable(_) | Trouble::Unstartable(_) | Trouble::Fault(_) => {
                Self::CouldNotTell
            }
        }
    }
}

/// Whatever ends a command before it has an answer.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error(Trouble);

impl Error {
    /// Returns what to try next.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match &self.0 {
            Trouble::Check(error) => Some(error.hint()),
            Trouble::New(error) => error.hint(),
            Trouble::Seed(error) => error.hint(),
            Trouble::Export(error) => Some(error.hint()),
            Trouble::Local(error) => Some(error.hint()),
            Trouble::Credentials(error) => Some(error.hint()),
            Trouble::Unprintable(_) => {
                let look = if cfg!(windows) { "Get-PSDrive" } else { "df -h ." };
                Some(format!("check that the disk is not full: `{look}`"))
            }
            Trouble::Fault(_) => Some(
                "please report it, with the command line and what `bootstrap check` says"
                    .to_owned(),
            ),
            Trouble::Unstartable(_) => None,
        }
    }
}

impl Error {
    /// Returns why nothing was seeded, when that is what it is about.
    pub(crate) const fn about_seeding(&self) -> Option<&SeedError> {
        match &self.0 {
            Trouble::Seed(error) => Some(error),
            _ => None,
        }
    }
}

impl<T: Into<Trouble>> From<T> for Error {
    fn from(trouble: T) -> Self {
        Self(trouble.into())
    }
}

/// The rooms' own errors, side by side.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error(transparent)]
    Check(#[from] CheckError),
    #[error(transparent)]
    New(#[from] NewError),
    #[error(transparent)]
    Seed(#[from] SeedError),
    #[error(transparent)]
    Export(#[from] ExportError),
    #[error(transparent)]
    Local(#[from] LocalError),
    #[error(transparent)]
    Credentials(#[from] CredentialsError),
    #[error("failed to write the answer")]
    Unprintable(#[source] io::Error),
    #[error("failed to start")]
    Unstartable(#[source] io::Error),
    #[error(transparent)]
    Fault(#[from] Fault),
}
