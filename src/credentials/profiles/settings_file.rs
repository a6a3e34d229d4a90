//! One of the two files of settings, read by the rules of the AWS SDK for Rust, but with what it hides: how the file is
//! written down, and in which line it goes wrong. Values are kept as secrets.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::excerpt::excerpt;
use crate::secret::Secret;

/// What the rules take for blank.
const BLANK: [char; 2] = [' ', '\t'];

/// Which of the two files it is: their sections are named differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Config,
    Credentials,
}

/// How a text is written down as bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    /// The SDK takes the mark for a part of the first line, and stops.
    ByteOrderMark,
    /// The SDK takes the file for empty. With the name that `iconv` has for it.
    Utf16(&'static str),
    /// Neither: the SDK takes the file for empty.
    Other {
        line: usize,
    },
}

/// Where a file goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Malformed {
    pub(crate) line: usize,
    /// The line without anything that may be a value.
    pub(crate) excerpt: String,
    pub(crate) reason: &'static str,
}

/// A section, as its heading names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) heading: String,
    pub(crate) line: usize,
    pub(super) settings: BTreeMap<String, Secret>,
}

/// What a section is to the SDK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role<'a> {
    Profile(&'a str),
    SsoSession(&'a str),
    /// It would be a profile in the other file: the SDK passes over it.
    MisnamedProfile(&'a str),
    Other,
}

/// A file of settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SettingsFile {
    pub(crate) path: PathBuf,
    pub(crate) kind: Kind,
    pub(crate) encoding: Encoding,
    pub(crate) malformed: Option<Malformed>,
    pub(crate) sections: Vec<Section>,
}

impl SettingsFile {
    pub(super) fn of(path: &Path, kind: Kind, bytes: &[u8]) -> Self {
        let encoding = Encoding::of(bytes);
        let mut file =
            Self { path: path.to_owned(), kind, encoding, malformed: None, sections: Vec::new() };
        if encoding == Encoding::Utf8 {
            file.malformed = file.fill(&String::from_utf8_lossy(bytes)).err();
        }
        file
    }

    /// Tells whether the SDK takes the file for empty, though something is in it.
    pub(crate) const fn is_lost(&self) -> bool {
        matches!(self.encoding, Encoding::Utf16(_) | Encoding::Other { .. })
    }

    /// Returns the sections with what they are to the SDK.
    pub(crate) fn roles(&self) -> impl Iterator<Item = (Role<'_>, &Section)> {
        self.sections.iter().map(|section| (Role::of(&section.heading, self.kind), section))
    }

    fn fill(&mut self, text: &str) -> Result<(), Malformed> {
        let has_old_ends = text.contains('\r') && !text.contains('\n');
        let mut open: Option<String> = None;
        for (number, line) in text.lines().enumerate() {
            let wrong = |reason| {
                let reason = if has_old_ends { OLD_ENDS } else { reason };
                Malformed { line: number + 1, excerpt: excerpt(line), reason }
            };
            if line.trim_matches(BLANK).is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if line.starts_with('[') {
                let heading = without_comment(line, false)
                    .strip_prefix('[')
                    .and_then(|rest| rest.strip_suffix(']'))
                    .ok_or_else(|| wrong("a heading ends with `]`"))?;
                self.begin(heading, number + 1);
                open = None;
                continue;
            }
            let section = self
                .sections
                .last_mut()
                .ok_or_else(|| wrong("a heading such as `[default]` comes first"))?;
            if line.starts_with(BLANK) {
                let key =
                    open.as_ref().ok_or_else(|| wrong("it is indented, and continues nothing"))?;
                let before = section.settings.get(key).map_or("", Secret::expose_secret);
                if before.is_empty() || before.starts_with('\n') {
                    setting(line).map_err(wrong)?;
                }
                let value = format!("{before}\n{}", line.trim_matches(BLANK));
                section.settings.insert(key.clone(), Secret::new(value));
            } else {
                let (key, value) = setting(line).map_err(wrong)?;
                section.settings.insert(key.clone(), Secret::new(value));
                open = Some(key);
            }
        }
        Ok(())
    }

    /// Begins a section, or goes on with one of the same heading.
    fn begin(&mut self, heading: &str, line: usize) {
        let at = self.sections.iter().position(|section| section.heading == heading);
        let section = at.map_or_else(
            || Section { heading: heading.to_owned(), line, settings: BTreeMap::new() },
            |at| self.sections.remove(at),
        );
        self.sections.push(section);
    }
}

/// All of such a file is one line for the SDKs.
const OLD_ENDS: &str =
    "all lines end with a carriage return alone, as on old Macs, which ends none for the SDKs";

fn setting(line: &str) -> Result<(String, &str), &'static str> {
    let (key, value) = without_comment(line, true).split_once('=').ok_or("a setting has a `=`")?;
    let key = key.trim_matches(BLANK);
    if key.is_empty() {
        return Err("a setting has a name before its `=`");
    }
    Ok((key.to_ascii_lowercase(), value.trim_matches(BLANK)))
}

/// In a setting a comment begins only after a blank.
fn without_comment(line: &str, after_blank: bool) -> &str {
    let line = line.trim_matches(BLANK);
    let mut before = None;
    let end = line.char_indices().find(|(_, next)| {
        let begins =
            matches!(next, '#' | ';') && (!after_blank || before.is_some_and(char::is_whitespace));
        before = Some(*next);
        begins
    });
    end.map_or(line, |(end, _)| &line[..end]).trim_matches(BLANK)
}

impl Encoding {
    fn of(bytes: &[u8]) -> Self {
        // Text in these files begins with a character that UTF-16 writes with a zero.
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Self::ByteOrderMark,
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Self::Utf16("UTF-16"),
            [first, 0, ..] if *first != 0 => Self::Utf16("UTF-16LE"),
            [0, second, ..] if *second != 0 => Self::Utf16("UTF-16BE"),
            _ => match std::str::from_utf8(bytes) {
                Ok(_) => Self::Utf8,
                Err(error) => {
                    let before = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n');
                    Self::Other { line: before.count() }
                }
            },
        }
    }
}

impl<'a> Role<'a> {
    fn of(heading: &'a str, kind: Kind) -> Self {
        let heading = heading.trim_matches(BLANK);
        let (prefix, name) = heading
            .split_once(BLANK)
            .map_or((None, heading), |(prefix, name)| (Some(prefix), name.trim()));
        match (kind, prefix) {
            (Kind::Config, Some("profile")) | (Kind::Credentials, None) => Self::Profile(name),
            (Kind::Config, None) if name == "default" => Self::Profile(name),
            (Kind::Config, Some("sso-session")) => Self::SsoSession(name),
            (Kind::Config, None) | (Kind::Credentials, Some("profile")) => {
                Self::MisnamedProfile(name)
            }
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
#[path = "settings_file_tests.rs"]
mod tests;
