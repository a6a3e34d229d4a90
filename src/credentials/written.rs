//! What is written on this machine that credentials depend on: variables, profiles, sign-ins, token files, programs.

use std::path::{Path, PathBuf};

use super::files::{self, Paths};
use super::profile::Profile;
use super::profiles::Profiles;
use super::profiles::lineage::{End, Lineage};
use super::sign_ins::SignIn;
use crate::environment::Environment;

/// What is written on this machine.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) keys: Keys,
    pub(crate) profiles: Profiles,
    pub(crate) lineage: Lineage,
    pub(crate) sign_in: Option<SignIn>,
    pub(crate) token_of_environment: Option<TokenFile>,
    pub(crate) token_of_profile: Option<TokenFile>,
    pub(crate) program: Option<Program>,
}

/// The keys in the environment.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    pub(crate) access_key_id: Presence,
    pub(crate) secret_access_key: Presence,
    /// Those whose value begins or ends with a quote.
    pub(crate) quoted: Vec<&'static str>,
}

/// Whether a variable says something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Presence {
    Set,
    /// There is such a variable, and it counts as unset.
    Blank,
    #[default]
    Unset,
}

/// A file with a web identity token.
#[derive(Debug)]
pub(crate) struct TokenFile {
    pub(crate) path: PathBuf,
    pub(crate) state: TokenState,
}

/// What is the matter with a file with a token.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TokenState {
    Missing,
    Empty,
    Unreadable(String),
    Fine,
}

/// A program that a profile asks for credentials.
#[derive(Debug)]
pub(crate) struct Program {
    /// Nothing when the command may hold a secret where its name would be.
    pub(crate) name: Option<String>,
    pub(crate) is_there: bool,
}

impl Written {
    /// Reads everything; whatever does not answer is given up.
    pub(crate) async fn read(profile: &Profile, paths: &Paths, environment: &Environment) -> Self {
        let profiles = Profiles::read(paths).await;
        let lineage = Lineage::of(&profile.name, &profiles);
        let token_of_environment = environment.text("AWS_WEB_IDENTITY_TOKEN_FILE");
        let token_of_profile = match &lineage.end {
            End::WebIdentity { file } => Some(file.as_str()),
            _ => None,
        };
        let program = match &lineage.end {
            End::Process { command } => Some(Program::of(command.expose_secret(), environment)),
            _ => None,
        };
        let (sign_in, token_of_environment, token_of_profile) = tokio::join!(
            SignIn::look(&lineage.end, environment),
            TokenFile::look(token_of_environment),
            TokenFile::look(token_of_profile),
        );
        Self {
            keys: Keys::of(environment),
            profiles,
            lineage,
            sign_in,
            token_of_environment,
            token_of_profile,
            program,
        }
    }
}

impl Keys {
    fn of(environment: &Environment) -> Self {
        let presence = |name: &str| match (environment.raw(name), environment.text(name)) {
            (_, Some(_)) => Presence::Set,
            (Some(_), None) => Presence::Blank,
            (None, None) => Presence::Unset,
        };
        let secret_access_key = match presence("AWS_SECRET_ACCESS_KEY") {
            Presence::Set => Presence::Set,
            // The SDK has a second name for it.
            _ if presence("SECRET_ACCESS_KEY") == Presence::Set => Presence::Set,
            other => other,
        };
        let names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
        let quoted = names.into_iter().filter(|name| environment.text(name).is_some_and(is_quoted));
        Self {
            access_key_id: presence("AWS_ACCESS_KEY_ID"),
            secret_access_key,
            quoted: quoted.collect(),
        }
    }
}

/// Tells whether a value has kept the quotes that a shell would have taken away.
pub(crate) fn is_quoted(value: &str) -> bool {
    let value = value.trim();
    value.starts_with(['"', '\'', '\u{201c}', '\u{2018}'])
        || value.ends_with(['"', '\'', '\u{201d}', '\u{2019}'])
}

impl TokenFile {
    async fn look(path: Option<&str>) -> Option<Self> {
        let path = PathBuf::from(path?);
        let state = match files::read(&path).await {
            Ok(None) => TokenState::Missing,
            Ok(Some(bytes)) if bytes.iter().all(u8::is_ascii_whitespace) => TokenState::Empty,
            Ok(Some(_)) => TokenState::Fine,
            Err(unreadable) => TokenState::Unreadable(unreadable.reason),
        };
        Some(Self { path, state })
    }
}

impl Program {
    /// Finds the program that a shell would start, where that can be told without a shell.
    fn of(command: &str, environment: &Environment) -> Self {
        let name = first_word(command);
        let is_plain = name.is_some_and(|name| !name.contains(['=', '$', '`', '(', '{', '~', '%']));
        let Some(name) = name.filter(|_| is_plain) else {
            return Self { name: None, is_there: true };
        };
        let folders = environment.raw("PATH");
        let found = which::which_in(name, folders, environment.folder()).is_ok();
        // A shell has commands of its own.
        let is_path = name.contains(['/', '\\']);
        let is_there = found || (!is_path && is_built_in(name));
        Self { name: Some(name.to_owned()), is_there }
    }
}

fn first_word(command: &str) -> Option<&str> {
    let command = command.trim();
    match command.strip_prefix('"') {
        Some(rest) => rest.split_once('"').map(|(word, _)| word),
        None => command.split_whitespace().next(),
    }
}

fn is_built_in(name: &str) -> bool {
    const BUILT_IN: [&str; 14] = [
        ".", "[", "cd", "command", "echo", "eval", "exec", "export", "if", "printf", "set", "test",
        "type", "while",
    ];
    BUILT_IN.contains(&name)
}

impl Program {
    /// Returns its name as the file system has it, to be shown.
    pub(crate) fn shown(&self) -> Option<&Path> {
        self.name.as_deref().map(Path::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_keys_count_as_unset_and_there_is_a_second_name() {
        let of = |variables: &[(&str, &str)]| {
            let keys = Keys::of(&Environment::of(variables));
            (keys.access_key_id, keys.secret_access_key, keys.quoted.len())
        };

        assert_eq!(of(&[]), (Presence::Unset, Presence::Unset, 0));
        assert_eq!(
            of(&[("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", " ")]),
            (Presence::Set, Presence::Blank, 0)
        );
        assert_eq!(of(&[("SECRET_ACCESS_KEY", "x")]), (Presence::Unset, Presence::Set, 0));
        assert_eq!(of(&[("AWS_ACCESS_KEY_ID", "\"x\"")]), (Presence::Set, Presence::Unset, 1));
    }

    #[test]
    fn a_program_is_named_unless_its_name_may_be_a_secret() {
        let environment = Environment::of(&[("PATH", "/nowhere")]);
        let of = |command: &str| {
            let program = Program::of(command, &environment);
            (program.name, program.is_there)
        };

        assert_eq!(of("/no/helper --token canary"), (Some("/no/helper".to_owned()), false));
        assert_eq!(of("\"/no/my helper\" canary"), (Some("/no/my helper".to_owned()), false));
        assert_eq!(of("helper"), (Some("helper".to_owned()), false));
        assert_eq!(of("TOKEN=canary helper"), (None, true));
        assert_eq!(of("echo canary"), (Some("echo".to_owned()), true));
    }
}
