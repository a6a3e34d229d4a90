//! The door to the file that is exported to: it is not there yet, and then it is there as a whole.

use std::io::{self, Write as _};
use std::path::Path;

use tempfile::Builder;

use super::ExportError;
use crate::secret::Secret;

/// Says early what would be said at the end: what is there is left as it is. A dangling link is something too.
pub(super) fn refuse_existing(path: &Path) -> Result<(), ExportError> {
    match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        _ => Err(ExportError::Exists(path.to_owned())),
    }
}

/// Writes a file that is not there; for nobody but its owner when it holds values.
pub(super) fn write(path: &Path, text: &Secret, is_private: bool) -> Result<(), ExportError> {
    let unwritten = |source| ExportError::Unwritten { path: path.to_owned(), source };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = Builder::new();
    builder.prefix(".bootstrap-export-");
    #[cfg(unix)]
    if !is_private {
        use std::os::unix::fs::PermissionsExt as _;
        // What the user's own mask leaves of it.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = is_private;
    let mut file = builder.tempfile_in(folder.unwrap_or(Path::new("."))).map_err(unwritten)?;
    file.write_all(text.expose_secret().as_bytes()).map_err(unwritten)?;
    file.as_file().sync_all().map_err(unwritten)?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(()),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(ExportError::Exists(path.to_owned()))
        }
        Err(error) => Err(unwritten(error.error)),
    }
}
