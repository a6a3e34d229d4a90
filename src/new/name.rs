//! A project name that is safe everywhere it will be written: a folder, a Cargo package, a CloudFormation stack and
//! the path of the project's parameters.

use std::fmt;
use std::str::FromStr;

use crate::parameter::name::{ParameterName, ParameterNameError};

/// The most characters of a stack's name.
const LONGEST: usize = 128;

/// Words that Rust or Cargo keep for themselves: a package of that name does not build, or builds something else.
const RESERVED: [&str; 62] = [
    // Keywords of the language, strict and reserved.
    "abstract",
    "as",
    "async",
    "await",
    "become",
    "box",
    "break",
    "const",
    "continue",
    "crate",
    "do",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "final",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "macro",
    "match",
    "mod",
    "move",
    "mut",
    "override",
    "priv",
    "pub",
    "ref",
    "return",
    "self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "try",
    "type",
    "typeof",
    "unsafe",
    "unsized",
    "use",
    "virtual",
    "where",
    "while",
    "yield",
    // Crates that are there already, and names of Cargo's own folders.
    "alloc",
    "core",
    "proc-macro",
    "std",
    "test",
    "build",
    "deps",
    "examples",
    "incremental",
    // What SAM calls the artefact, and what the scaffold calls its library.
    "bootstrap",
    "api",
];

/// Names that Windows keeps for devices.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// The name of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AppName(String);

impl AppName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AppName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for AppName {
    type Err = AppNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = |character: char| {
            character.is_ascii_lowercase() || character.is_ascii_digit() || character == '-'
        };
        let Some(first) = text.chars().next() else { return Err(AppNameError::Empty) };
        if text == "." || text == ".." || text.contains(['/', '\\']) {
            return Err(AppNameError::Path);
        }
        if let Some(character) = text.chars().find(|character| !fits(*character)) {
            return Err(AppNameError::Character(character));
        }
        if !first.is_ascii_lowercase() {
            return Err(AppNameError::First(first));
        }
        if text.len() > LONGEST {
            return Err(AppNameError::TooLong(text.len()));
        }
        if RESERVED.contains(&text) || DEVICES.contains(&text) {
            return Err(AppNameError::Reserved);
        }
        match format!("/{text}").parse::<ParameterName>() {
            Ok(_) => Ok(Self(text.to_owned())),
            Err(error) => Err(AppNameError::Parameters(error)),
        }
    }
}

/// Why a text is no name for a project.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AppNameError {
    #[error("the name is empty")]
    Empty,
    #[error("a name is not a path; go to the folder first")]
    Path,
    #[error("a name has only lower-case letters, digits and hyphens, not {0:?}")]
    Character(char),
    #[error("a name begins with a letter, not {0:?}")]
    First(char),
    #[error("a name has at most {LONGEST} characters, not {0}: it names a CloudFormation stack")]
    TooLong(usize),
    #[error("Rust, Cargo, SAM or Windows keep this name for themselves")]
    Reserved,
    #[error("the project depends on a package of this name")]
    Dependency,
    #[error("the project's parameters would not be accepted: {0}")]
    Parameters(ParameterNameError),
}

/// Returns a name that would do and is not `taken`, as close as can be to one that does not.
pub(crate) fn suggestion(text: &str, taken: impl Fn(&str) -> bool) -> AppName {
    let last = text.rsplit(['/', '\\']).find(|part| !part.is_empty()).unwrap_or_default();
    let mut name = String::new();
    for character in last.chars() {
        match character.to_ascii_lowercase() {
            fits @ ('a'..='z' | '0'..='9') => name.push(fits),
            _ if name.ends_with('-') || name.is_empty() => {}
            _ => name.push('-'),
        }
    }
    name.truncate(LONGEST - "my--app".len());
    let name = match name.trim_matches('-') {
        "" => "my-app",
        name => name,
    };
    let candidates =
        [name.to_owned(), format!("my-{name}"), format!("{name}-app"), format!("my-{name}-app")];
    candidates
        .iter()
        .filter(|candidate| !taken(candidate))
        .find_map(|candidate| candidate.parse().ok())
        .unwrap_or_else(|| AppName("my-app".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> AppNameError {
        text.parse::<AppName>().unwrap_err()
    }

    #[test]
    fn good_names_are_accepted() {
        for text in ["a", "my-app", "shop2", &"x".repeat(128)] {
            assert!(text.parse::<AppName>().is_ok(), "{text}");
        }
    }

    #[test]
    fn each_rule_refuses_in_its_own_words() {
        assert_eq!(refused(""), AppNameError::Empty);
        for path in ["..", ".", "a/b", "/a", "a\\b", "./a"] {
            assert_eq!(refused(path), AppNameError::Path, "{path}");
        }
        assert_eq!(refused("My-app"), AppNameError::Character('M'));
        assert_eq!(refused("my_app"), AppNameError::Character('_'));
        assert_eq!(refused("café"), AppNameError::Character('é'));
        assert_eq!(refused("my app"), AppNameError::Character(' '));
        assert_eq!(refused("a\0"), AppNameError::Character('\0'));
        assert_eq!(refused("1st"), AppNameError::First('1'));
        assert_eq!(refused("-a"), AppNameError::First('-'));
        assert_eq!(refused(&"x".repeat(129)), AppNameError::TooLong(129));
        for word in ["fn", "self", "test", "core", "build", "nul", "com1", "bootstrap", "api"] {
            assert_eq!(refused(word), AppNameError::Reserved, "{word}");
        }
        for word in ["aws-demo", "ssm-tool"] {
            assert!(matches!(refused(word), AppNameError::Parameters(_)), "{word}");
        }
    }

    #[test]
    fn what_is_suggested_would_do() {
        for (text, expected) in [
            ("", "my-app"),
            ("..", "my-app"),
            ("My App!", "my-app"),
            ("some/where/my_app/", "my-app"),
            ("test", "my-test"),
            ("api", "my-api"),
            ("aws-demo", "my-aws-demo"),
            ("42", "my-42"),
            ("été", "t"),
        ] {
            assert_eq!(suggestion(text, |_| false).as_str(), expected, "{text:?}");
        }
        assert_eq!(suggestion("Tokio", |name| name == "tokio").as_str(), "my-tokio");
        assert!(suggestion(&"X".repeat(300), |_| false).as_str().parse::<AppName>().is_ok());
    }
}
