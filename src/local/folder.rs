//! The folder in which a store keeps its state: private, locked, and never under version control.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::engine::ACCOUNT;
use super::key;
use crate::credentials::region::RegionName;

/// The name of the folder, beside the manifest.
pub(crate) const NAME: &str = ".bootstrap";

/// What a journal's name ends in.
const JOURNAL: &str = ".jsonl";

/// A folder that is ours as long as this value lives.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    /// The access key id of this store.
    key: String,
    /// Tells us from whoever has the folder before us or after us.
    run: String,
    /// The lock ends with the process, however that ends.
    _lock: File,
}

/// A server that works on a folder, as it says itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Announcement {
    endpoint: String,
    pid: u32,
    run: String,
}

/// Where a folder's store is served, and what lets in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Served {
    pub(crate) endpoint: String,
    pub(crate) key: String,
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
        let run = key::random().map_err(unwritable)?;
        write(&run_file(path), run.as_bytes()).map_err(unwritable)?;
        let key = key::kept(&key_file(path)).map_err(unwritable)?;
        let folder = Self { path: path.to_owned(), key, run, _lock: lock };
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

    /// Returns the access key id that the store in this folder hands out.
    pub(crate) fn key(&self) -> &str {
        &self.key
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
        let announcement = Announcement {
            endpoint: endpoint.to_owned(),
            pid: std::process::id(),
            run: self.run.clone(),
        };
        serde_json::to_vec(&announcement)
            .map_err(io::Error::from)
            .and_then(|text| write(&announcement_file(&self.path), &text))
            .map_err(|source| FolderError { path: self.path.clone(), source })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Whoever has the folder by now may have announced a server of their own.
        if announced(&self.path).is_some_and(|announcement| announcement.run == self.run) {
            drop(fs::remove_file(announcement_file(&self.path)));
        }
    }
}

fn announcement_file(folder: &Path) -> PathBuf {
    folder.join("server.json")
}

fn run_file(folder: &Path) -> PathBuf {
    folder.join("run")
}

fn key_file(folder: &Path) -> PathBuf {
    folder.join("key")
}

fn announced(folder: &Path) -> Option<Announcement> {
    serde_json::from_slice(&fs::read(announcement_file(folder)).ok()?).ok()
}

/// Returns the server of whoever has the folder; what an earlier one has left behind counts for nothing.
fn served(folder: &Path) -> Option<Served> {
    let announcement = announced(folder)?;
    let run = fs::read_to_string(run_file(folder)).ok()?;
    let key = key::read(&key_file(folder))?;
    (announcement.run == run).then_some(Served { endpoint: announcement.endpoint, key })
}

/// Writes a file that nobody else may read, whole or not at all: that is how temporary files are made.
fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(content)?;
    file.persist(path).map_err(|error| error.error).map(drop)
}

/// Makes a folder that nobody else may look into. On Windows it inherits who may from the folder around it, which
/// below one's own profile is nobody else.
fn private(path: &Path) -> io::Result<()> {
    if path.is_symlink() {
        return Err(io::Error::other("it is a link, and what it leads to is not ours to close"));
    }
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
