//! Which operating system this is, as far as it decides which command installs something.

use std::path::Path;

/// The systems that install things differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum System {
    /// Amazon Linux 2023, Fedora and what is made like them.
    Dnf,
    /// Amazon Linux 2.
    Yum,
    /// Debian, Ubuntu and what is made like them.
    Apt,
    /// Another Linux.
    Linux,
    MacOs,
    Windows,
}

impl System {
    /// Looks below `root` (the file system's own, but for tests) for what kind of Linux this is.
    pub(crate) fn look(root: &Path) -> Self {
        if cfg!(windows) {
            return Self::Windows;
        }
        if cfg!(target_os = "macos") {
            return Self::MacOs;
        }
        std::fs::read_to_string(root.join("etc/os-release"))
            .map_or(Self::Linux, |text| Self::of(&text))
    }

    /// Reads `ID`, `ID_LIKE` and `VERSION_ID` of an os-release file.
    fn of(release: &str) -> Self {
        let field = |name: &str| {
            let line = release.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            line.unwrap_or_default().trim_matches('"').to_owned()
        };
        let (id, like, version) = (field("ID"), field("ID_LIKE"), field("VERSION_ID"));
        let is = |family: &str| id == family || like.split(' ').any(|name| name == family);
        if id == "amzn" && version == "2" {
            Self::Yum
        } else if is("debian") || is("ubuntu") {
            Self::Apt
        } else if is("fedora") || is("rhel") || id == "amzn" {
            Self::Dnf
        } else {
            Self::Linux
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_family_decides_not_the_brand() {
        assert_eq!(System::of("ID=\"amzn\"\nID_LIKE=\"fedora\"\nVERSION_ID=\"2023\""), System::Dnf);
        assert_eq!(
            System::of("ID=\"amzn\"\nID_LIKE=\"centos rhel fedora\"\nVERSION_ID=\"2\""),
            System::Yum
        );
        assert_eq!(System::of("ID=ubuntu\nID_LIKE=debian\nVERSION_ID=\"24.04\""), System::Apt);
        assert_eq!(System::of("ID=rocky\nID_LIKE=\"rhel centos fedora\""), System::Dnf);
        assert_eq!(System::of("ID=alpine"), System::Linux);
    }
}
