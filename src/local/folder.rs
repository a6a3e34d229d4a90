//! The folder in which a store keeps its state: private, locked, and never under version control.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::engine::ACCOUNT;
use crate::credentials::region::RegionName;

/// The name of the folder, beside the manifest.
pub(crate) const NAME: &str = ".bootstrap";

/// What a journal's name ends in.
const JOURNAL: &str = ".jsonl";

/// A folder that is ours as long as this value lives.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// The lock ends with the process, however that ends.
    _lock: File,
}

/// A server that works on a folder, as it says itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Served {
    pub(crate) endpoint: String,
    pub(crate) pid: u32,
}

/// Who has the folder.
#[derive(Debug)]
pub(crate) enum Access {
    Ours(Folder),
    Server(Served),
    /// Somebody who serves nobody, such as `seed --local` on its own.
    Busy,
}

impl Folder {
    /// Makes the folder and takes it, unless somebody has it.
    pub(crate) fn take(path: &Path) -> Result<Access, FolderError> {
        let unwritable = |source| FolderError { path: path.to_owned(), source };
        private(path).map_err(unwritable)?;
        let lock = private_file(&path.join("lock")).map_err(unwritable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Ok(served(path).map_or(Access::Busy, Access::Server));
            }
            Err(TryLockError::Error(source)) => return Err(unwritable(source)),
        }
        let folder = Self { path: path.to_owned(), _lock: lock };
        // Whoever wrote it is no more: the lock would be theirs.
        folder.withdraw();
        let ignore = path.join(".gitignore");
        if !ignore.exists() {
            let written = private_file(&ignore).and_then(|mut file| file.write_all(b"*\n"));
            written.map_err(unwritable)?;
        }
        Ok(Access::Ours(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns where the journal of a Region is, or will be.
    pub(crate) fn journal(&self, region: &RegionName) -> PathBuf {
        self.path.join(format!("{ACCOUNT}.{region}{JOURNAL}"))
    }

    /// Returns the Regions of which there are journals.
    pub(crate) fn regions(&self) -> Result<Vec<RegionName>, FolderError> {
        let unreadable = |source| FolderError { path: self.path.clone(), source };
        let mut regions = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(unreadable)? {
            let name = entry.map_err(unreadable)?.file_name();
            let region = name.to_str().and_then(|name| {
                name.strip_prefix(ACCOUNT)?.strip_prefix('.')?.strip_suffix(JOURNAL)
            });
            regions.extend(region.and_then(|region| region.parse().ok()));
        }
        Ok(regions)
    }

    /// Says where this folder's store is served.
    pub(crate) fn announce(&self, endpoint: &str) -> Result<(), FolderError> {
        let served = Served { endpoint: endpoint.to_owned(), pid: std::process::id() };
        let write = || {
            let mut file = NamedTempFile::new_in(&self.path)?;
            file.write_all(&serde_json::to_vec(&served)?)?;
            file.persist(announcement(&self.path)).map_err(|error| error.error).map(drop)
        };
        write().map_err(|source| FolderError { path: self.path.clone(), source })
    }

    fn withdraw(&self) {
        // It may never have been there.
        drop(fs::remove_file(announcement(&self.path)));
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        self.withdraw();
    }
}

fn announcement(folder: &Path) -> PathBuf {
    folder.join("server.json")
}

fn served(folder: &Path) -> Option<Served> {
    serde_json::from_slice(&fs::read(announcement(folder)).ok()?).ok()
}

/// Makes a folder that nobody else may look into. On Windows it inherits who may from the folder around it, which
/// below one's own profile is nobody else.
fn private(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
        builder.mode(0o700);
        builder.create(path)?;
        fs::set_permissions(path, fs::Permissions::from_mode(0o700))
    }
    #[cfg(not(unix))]
    builder.create(path)
}

/// Opens a file that nobody else may read; what is in it stays.
fn private_file(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A folder that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot keep the store's state in `{}`", .path.display())]
pub(crate) struct FolderError {
    path: PathBuf,
    source: io::Error,
}

impl FolderError {
    pub(crate) fn hint(&self) -> String {
        let path = self.path.display();
        if cfg!(windows) {
            format!("see what is there, and who may write there: `icacls {path}`")
        } else {
            format!("see what is there, and who may write there: `ls -ld {path}`")
        }
    }
}
