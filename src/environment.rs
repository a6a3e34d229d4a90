//! The surroundings of the process, read once at the start and handed on as a value.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The environment variables, the home folder and the current folder, as they were at the start.
#[derive(Debug, Clone)]
pub struct Environment {
    variables: BTreeMap<OsString, OsString>,
    folder: PathBuf,
}

impl Environment {
    /// Reads the surroundings of this process.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "this is where they are captured, once")]
    pub fn capture() -> Self {
        Self {
            variables: std::env::vars_os().map(|(name, value)| (spelled(name), value)).collect(),
            // A folder that was deleted under our feet still has a name: `.`.
            folder: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
        }
    }

    /// Returns the text of a variable. A blank one counts as unset, as it does for the AWS SDKs.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.raw(name)?.to_str().filter(|text| !text.trim().is_empty())
    }

    /// Returns the bytes of a variable as the operating system has them, blank or not.
    pub(crate) fn raw(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(OsStr::new(name)).map(OsString::as_os_str)
    }

    /// Returns the home folder by the rule of the AWS SDK for Rust: `HOME`, on Windows also `USERPROFILE`.
    pub(crate) fn home(&self) -> Option<&Path> {
        let home =
            self.raw("HOME").or_else(|| self.raw("USERPROFILE").filter(|_| cfg!(windows)))?;
        Some(Path::new(home)).filter(|home| home.parent().is_some())
    }

    /// Returns the same surroundings for somebody without a home.
    pub(crate) fn without_home(&self) -> Self {
        let mut homeless = self.clone();
        homeless.variables.retain(|name, _| name != "HOME" && name != "USERPROFILE");
        homeless
    }

    /// Returns the folder in which the command was started.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Replaces a leading `~` by the home folder, as the AWS SDKs do with the paths of their files.
    pub(crate) fn expand(&self, path: &str) -> PathBuf {
        match (path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\")), self.home()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => PathBuf::from(path),
        }
    }
}

/// Spells a variable's name as it is looked up: Windows does not tell `Path` from `PATH`.
fn spelled(name: OsString) -> OsString {
    if cfg!(windows) { name.to_ascii_uppercase() } else { name }
}

#[cfg(test)]
impl Environment {
    /// A made-up environment for tests of what is decided from one.
    pub(crate) fn of(variables: &[(&str, &str)]) -> Self {
        Self {
            variables: variables.iter().map(|(name, value)| (name.into(), value.into())).collect(),
            folder: PathBuf::from("."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_variable_counts_as_unset() {
        let environment = Environment::of(&[("AWS_REGION", " "), ("AWS_PROFILE", "dev")]);

        assert_eq!(environment.text("AWS_REGION"), None);
        assert_eq!(environment.text("AWS_PROFILE"), Some("dev"));
    }

    #[test]
    fn only_a_leading_tilde_stands_for_home() {
        let environment = Environment::of(&[("HOME", "/home/ann")]);

        assert_eq!(environment.expand("~/.aws/config"), Path::new("/home/ann/.aws/config"));
        assert_eq!(environment.expand("~ann/.aws/config"), Path::new("~ann/.aws/config"));
    }
}
