//! Why there is no local store, and what to try next.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use super::folder::FolderError;
use super::state::StateError;
use crate::error::Outcome;

/// Why there is no store.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LocalError {
    #[error(transparent)]
    Folder(#[from] FolderError),
    #[error(transparent)]
    State(#[from] StateError),
    #[error("the store in `{}` is already served on {endpoint}", .path.display())]
    Served { path: PathBuf, endpoint: String },
    #[error("another `bootstrap` works on `{}`", .0.display())]
    Busy(PathBuf),
    #[error("cannot listen on {address}")]
    Unbindable { address: SocketAddr, source: io::Error },
    #[error("there is no program `{0}`")]
    NoProgram(String),
    #[error("cannot start `{}`", .path.display())]
    Unstartable { path: PathBuf, source: io::Error },
    #[error("`{}` is no script of failures: {reason}", .path.display())]
    Script { path: PathBuf, reason: String },
    #[error("cannot write `{}`", .path.display())]
    Log { path: PathBuf, source: io::Error },
    #[error("the operating system has no random numbers")]
    NoKey(#[source] io::Error),
}

impl LocalError {
    pub(crate) const fn outcome(&self) -> Outcome {
        match self {
            Self::Served { .. }
            | Self::Unbindable { .. }
            | Self::NoProgram(_)
            | Self::Unstartable { .. }
            | Self::Script { .. }
            | Self::Log { .. } => Outcome::AskedWrongly,
            Self::Folder(_) | Self::State(_) | Self::Busy(_) | Self::NoKey(_) => {
                Outcome::CouldNotTell
            }
        }
    }

    pub(crate) fn hint(&self) -> String {
        match self {
            Self::Folder(error) => error.hint(),
            Self::State(error) => error.hint(),
            Self::Served { .. } => {
                "use that one, stop it first, or keep a state of your own: `--ephemeral`".to_owned()
            }
            Self::Busy(_) => "wait for it to end, and try again".to_owned(),
            Self::Unbindable { source, .. } => match source.kind() {
                io::ErrorKind::AddrNotAvailable => "listen on an address of this machine",
                io::ErrorKind::PermissionDenied => "take a port above 1023",
                _ => "leave out `--port` to have a free one",
            }
            .to_owned(),
            Self::NoProgram(_) => "see whether it is on `PATH`".to_owned(),
            Self::Unstartable { .. } => "see whether it can be run on its own".to_owned(),
            Self::Script { .. } | Self::Log { .. } => "correct the path or the file".to_owned(),
            Self::NoKey(_) => "try again".to_owned(),
        }
    }
}
