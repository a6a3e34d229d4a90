//! The files of the AWS SDKs: which they are, whether they can be read, and of the shared credentials file as much of
//! its form as tells who wrote it: sections and keys, never a value.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::aside::aside;
use crate::environment::Environment;
use crate::secret::Secret;

/// What Cloud9 writes above the credentials that it manages (seen in 2021; a listing of 2025 lacks it).
const MANAGED_HEADER: &str =
    "# Do not modify this file, if this file is modified it will not be updated.";

/// How long a file of settings may take to be read. A file system may be a server that is gone.
pub(crate) const LIMIT: Duration = Duration::from_secs(2);

/// No file of settings is larger than this.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Where the files are that the AWS SDKs read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paths {
    pub(crate) config: PathBuf,
    pub(crate) credentials: PathBuf,
    /// Whether the credentials are where Cloud9 writes them: it knows only the usual place.
    pub(crate) is_usual: bool,
}

/// A file that is there and cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unreadable {
    pub(crate) path: PathBuf,
    pub(crate) reason: String,
    pub(crate) obstacle: Obstacle,
}

/// What stands in the way of reading a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// Permissions. The SDKs take the file for empty.
    Forbidden,
    /// Something else that the operating system says. The SDKs take the file for empty.
    Refused,
    /// Nobody says no, and whoever reads would wait without end: so would the SDKs.
    Endless,
}

/// The shared credentials file.
#[derive(Debug)]
pub(crate) struct CredentialsFile {
    pub(crate) path: PathBuf,
    pub(crate) content: Content,
    /// When somebody has last written it.
    pub(crate) written_at: Option<SystemTime>,
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
        let usual = "~/.aws/credentials";
        let credentials = path("AWS_SHARED_CREDENTIALS_FILE", usual);
        Self {
            config: path("AWS_CONFIG_FILE", "~/.aws/config"),
            is_usual: credentials == environment.expand(usual),
            credentials,
        }
    }

    /// Returns the one of the files that an error speaks of.
    pub(crate) fn named_in(&self, error: &str) -> &Path {
        let is_config = error.contains(&self.config.display().to_string());
        if is_config { &self.config } else { &self.credentials }
    }

    /// Returns the file that is there and cannot be read: of two the one that nobody could read.
    pub(crate) async fn unreadable(&self) -> Option<Unreadable> {
        let (config, credentials) = tokio::join!(read(&self.config), read(&self.credentials));
        let mut unreadable: Vec<Unreadable> =
            [config, credentials].into_iter().filter_map(Result::err).collect();
        unreadable.sort_by_key(|file| file.obstacle != Obstacle::Endless);
        unreadable.into_iter().next()
    }
}

/// Reads a file, unless that would not end. Returns nothing when there is none.
pub(super) async fn read(path: &Path) -> Result<Option<Vec<u8>>, Unreadable> {
    let unreadable =
        |obstacle, reason: String| Unreadable { path: path.to_owned(), reason, obstacle };
    let read = path.to_owned();
    match aside(LIMIT, async move { read_to_its_end(&read) }).await {
        Some(Ok(Ok(bytes))) => Ok(Some(bytes)),
        Some(Ok(Err(reason))) => Err(unreadable(Obstacle::Endless, reason.to_owned())),
        Some(Err(error)) if error.kind() == ErrorKind::NotFound => Ok(None),
        Some(Err(error)) if error.kind() == ErrorKind::PermissionDenied => {
            Err(unreadable(Obstacle::Forbidden, error.to_string()))
        }
        Some(Err(error)) => Err(unreadable(Obstacle::Refused, error.to_string())),
        None => Err(Unreadable::silent(path.to_owned())),
    }
}

impl Unreadable {
    /// A file that was being read for too long.
    pub(crate) fn silent(path: PathBuf) -> Self {
        let reason = format!("no answer within {} s", LIMIT.as_secs());
        Self { path, reason, obstacle: Obstacle::Endless }
    }
}

/// Reads a file that has an end, or tells why it has none.
fn read_to_its_end(path: &Path) -> io::Result<Result<Vec<u8>, &'static str>> {
    let file = fs::metadata(path)?;
    // A folder says itself that it is none. Whoever wants no file at all names this one.
    let is_bounded = file.is_file()
        || file.is_dir()
        || path.canonicalize().is_ok_and(|path| path == Path::new("/dev/null"));
    if !is_bounded {
        return Ok(Err("it is not a file, and reading it may not end"));
    }
    if file.len() > LARGEST {
        return Ok(Err("it is too large to hold settings"));
    }
    fs::read(path).map(Ok)
}

impl CredentialsFile {
    /// Reads the file that the AWS SDKs would read.
    pub(crate) async fn read(path: &Path) -> Self {
        let of = path.to_owned();
        let written_at = aside(LIMIT, async move { fs::metadata(of)?.modified() });
        let (content, written_at) = tokio::join!(read(path), written_at);
        let content = match content {
            Ok(Some(bytes)) => Content::Read(Form::of(&String::from_utf8_lossy(&bytes))),
            Ok(None) => Content::Absent,
            Err(_) => Content::Unreadable,
        };
        let written_at = written_at.and_then(Result::ok);
        Self { path: path.to_owned(), content, written_at }
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
        let mut form = Self { managed_header: begins_with_header(text), ..Self::default() };
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

/// Further down the comment is a part of what somebody has put together.
fn begins_with_header(text: &str) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    first.is_some_and(|line| line.starts_with(MANAGED_HEADER))
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
    fn the_header_counts_only_where_the_file_begins() {
        assert!(Form::of(&format!("\n{MANAGED}")).managed_header);
        for before in ["# mine\n", "[work]\nregion = eu-west-1\n", " x"] {
            assert!(!Form::of(&format!("{before}{MANAGED}")).managed_header, "{before:?}");
        }
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
