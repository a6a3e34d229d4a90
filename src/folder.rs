//! The folder that a manifest stands in: what belongs to it is there.

use std::path::Path;

/// Where a system keeps what are no files: devices, and what a process has open.
const NO_FOLDERS: [&str; 2] = ["/dev", "/proc"];

/// Returns the folder of a manifest. What comes through a pipe or from a device, such as `/dev/stdin`, stands in no
/// folder, and what belongs to it is where we are.
pub(crate) fn of(manifest: &Path) -> &Path {
    let here = Path::new("");
    if cfg!(unix) && NO_FOLDERS.iter().any(|folder| manifest.starts_with(folder)) {
        return here;
    }
    manifest.parent().unwrap_or(here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_no_folder_belongs_where_we_are() {
        for (manifest, folder) in
            [("a/b.yaml", "a"), ("b.yaml", ""), ("/a/b.yaml", "/a"), ("/device/b.yaml", "/device")]
        {
            assert_eq!(of(Path::new(manifest)), Path::new(folder), "{manifest}");
        }
        #[cfg(unix)]
        for manifest in ["/dev/stdin", "/dev/fd/63", "/proc/self/fd/0"] {
            assert_eq!(of(Path::new(manifest)), Path::new(""), "{manifest}");
        }
    }
}
