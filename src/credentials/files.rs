//! The files of the AWS SDKs: which they are, whether they can be read, and of the shared credentials file as much of
//! its form as tells who wrote it: sections and keys, never a value.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::environment::Environment;
use crate::secret::Secret;

/// What Cloud9 writes above the credentials that it manages (seen in 2021; a listing of 2025 lacks it).
const MANAGED_HEADER: &str =
    "# Do not modify this file, if this file is modified it will not be updated.";

/// Where the files are that the AWS SDKs read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paths {
    pub(crate) config: PathBuf,
    pub(crate) credentials: PathBuf,
}

/// A file that is there and cannot be read. The SDKs take it for empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) path: PathBuf,
    pub(crate) reason: String,
    /// Whether this is a matter of permissions.
    pub(crate) forbidden: bool,
}

/// The shared credentials file.
#[derive(Debug)]
pub(crate) struct CredentialsFile {
    pub(crate) path: PathBuf,
    pub(crate) content: Content,
}

/// What could be learned of a file.
#[derive(Debug)]
pub(crate) enum Content {
    Absent,
    Unreadable,
    Read(Form),
}

/// The form of a credentials file.
#[derive(Debug, Default)]
pub(crate) struct Form {
    /// Whether it begins with the comment that Cloud9 writes.
    pub(crate) managed_header: bool,
    pub(crate) sections: Vec<Section>,
}

/// One profile of a credentials file.
#[derive(Debug, Default)]
pub(crate) struct Section {
    pub(crate) name: String,
    pub(crate) keys: BTreeSet<String>,
    access_key_id: Option<Secret>,
}

impl Paths {
    pub(crate) fn of(environment: &Environment) -> Self {
        let path = |name, usual| environment.expand(environment.text(name).unwrap_or(usual));
        Self {
            config: path("AWS_CONFIG_FILE", "~/.aws/config"),
            credentials: path("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"),
        }
    }

    /// Returns the one of the files that an error speaks of.
    pub(crate) fn named_in(&self, error: &str) -> &Path {
        let is_config = error.contains(&self.config.display().to_string());
        if is_config { &self.config } else { &self.credentials }
    }

    /// Returns the first file that is there and cannot be read.
    pub(crate) async fn unreadable(&self) -> Option<Unreadable> {
        for path in [&self.config, &self.credentials] {
            if let Err(error) = tokio::fs::read(path).await
                && error.kind() != ErrorKind::NotFound
            {
                return Some(Unreadable {
                    path: path.clone(),
                    reason: error.to_string(),
                    forbidden: error.kind() == ErrorKind::PermissionDenied,
                });
            }
        }
        None
    }
}

impl CredentialsFile {
    /// Reads the file that the AWS SDKs would read.
    pub(crate) async fn read(path: &Path) -> Self {
        let content = match tokio::fs::read(path).await {
            Ok(bytes) => Content::Read(Form::of(&String::from_utf8_lossy(&bytes))),
            Err(error) if error.kind() == ErrorKind::NotFound => Content::Absent,
            Err(_) => Content::Unreadable,
        };
        Self { path: path.to_owned(), content }
    }

    pub(crate) fn form(&self) -> Option<&Form> {
        match &self.content {
            Content::Read(form) => Some(form),
            Content::Absent | Content::Unreadable => None,
        }
    }
}

impl Form {
    fn of(text: &str) -> Self {
        let mut form = Self {
            managed_header: text.lines().any(|line| line.starts_with(MANAGED_HEADER)),
            ..Self::default()
        };
        for line in text.lines().map(str::trim) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
                form.sections
                    .push(Section { name: name.0.trim().to_owned(), ..Section::default() });
            } else if let (Some(section), Some((key, value))) =
                (form.sections.last_mut(), line.split_once('='))
                && !line.starts_with(['#', ';'])
            {
                let key = key.trim().to_ascii_lowercase();
                if key == "aws_access_key_id" {
                    section.access_key_id = Some(Secret::new(value.trim()));
                }
                section.keys.insert(key);
            }
        }
        form
    }

    pub(crate) fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }
}

impl Section {
    /// Tells whether these are the keys that answered, without showing them.
    pub(crate) fn has_key(&self, access_key_id: &str) -> bool {
        self.access_key_id.as_ref().is_some_and(|id| id.expose_secret() == access_key_id)
    }

    /// Tells whether this is a temporary key with its session token.
    pub(crate) fn is_temporary(&self) -> bool {
        self.access_key_id.as_ref().is_some_and(|id| id.expose_secret().starts_with("ASIA"))
            && self.keys.contains("aws_session_token")
    }

    /// Tells whether this has just the four keys that Cloud9 writes.
    pub(crate) fn has_only_managed_keys(&self) -> bool {
        let written = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region"];
        self.keys.len() == written.len() && written.iter().all(|key| self.keys.contains(*key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANAGED: &str = "\
# Do not modify this file, if this file is modified it will not be updated. If the file is deleted, it will be recreated on Tue May 25 2021 02:13:59 GMT+0000 (Coordinated Universal Time).
# d590c2d0fe4cd82ad2686f5353189d5475ab6e37c40c5e0d3c4a6027e5266e44 #

[default]
aws_access_key_id = ASIAEXAMPLEEXAMPLE01
aws_secret_access_key = canary
aws_session_token = canary
region = us-east-1
";

    #[test]
    fn the_managed_form_is_known_by_its_header_and_its_keys() {
        let form = Form::of(MANAGED);
        let section = form.section("default").unwrap();

        assert!(form.managed_header);
        assert!(section.is_temporary() && section.has_only_managed_keys());
        assert!(section.has_key("ASIAEXAMPLEEXAMPLE01") && !section.has_key("ASIA"));
    }

    #[test]
    fn a_file_of_ones_own_has_neither() {
        let form = Form::of(
            "; mine = yes\n[default]\r\naws_access_key_id=AKIAEXAMPLEEXAMPLE01\r\n\r\n[work]\nregion=x",
        );

        assert!(!form.managed_header);
        assert!(!form.section("default").unwrap().is_temporary());
        assert_eq!(form.sections.len(), 2);
        assert!(form.section("default").unwrap().has_key("AKIAEXAMPLEEXAMPLE01"));
    }

    #[test]
    fn debug_shows_no_value() {
        let shown = format!("{:?}", Form::of(MANAGED));

        assert!(!shown.contains("canary") && !shown.contains("ASIAEXAMPLE"), "{shown}");
    }
}
