//! From which profile to which the AWS SDK for Rust goes, and with what it ends.

use super::Profiles;

/// The profiles that are asked in turn, and what the last one holds.
#[derive(Debug)]
pub(crate) struct Lineage {
    /// Each one names the next as its `source_profile`.
    pub(crate) visited: Vec<String>,
    pub(crate) end: End,
}

/// What the last profile holds, or why there is no last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// The last names one that was there before.
    Loop(String),
    /// The last names one that does not exist.
    MissingSource(String),
    /// There is no profile to begin with.
    NoProfile,
    /// A role, and nobody who would take it.
    NoSource,
    /// A role, and two who would take it.
    TwoSources,
    /// A setting without which the others are of no use.
    Lacks(&'static str),
    /// A section that is named, and does not exist.
    MissingSsoSession(String),
    /// Another provider: `Ec2InstanceMetadata`, `EcsContainer`, `Environment`.
    Provider,
    WebIdentity {
        file: String,
    },
    Sso(Sso),
    Login {
        session: String,
    },
    Process {
        command: crate::secret::Secret,
    },
    Keys,
    /// It says nothing of credentials.
    NoCredentials,
}

/// With what a token of IAM Identity Center is found again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sso {
    Session(String),
    StartUrl(String),
}

impl Lineage {
    /// Follows the profiles from the one that is meant.
    pub(crate) fn of(profile: &str, profiles: &Profiles) -> Self {
        let mut visited: Vec<String> = Vec::new();
        let mut name = profile;
        let end = loop {
            if !profiles.exists(name) {
                break if visited.is_empty() {
                    End::NoProfile
                } else {
                    End::MissingSource(name.to_owned())
                };
            }
            if visited.iter().any(|before| before == name) {
                break End::Loop(name.to_owned());
            }
            visited.push(name.to_owned());
            let get = |key| profiles.setting(name, key);
            let has_keys =
                get("aws_access_key_id").is_some() && get("aws_secret_access_key").is_some();
            // Whoever names another profile means its keys, whatever role that one would take itself.
            if visited.len() > 1 && has_keys {
                break End::Keys;
            }
            if get("role_arn").is_none() || get("web_identity_token_file").is_some() {
                break base(profiles, name);
            }
            match (get("source_profile"), get("credential_source")) {
                (Some(_), Some(_)) => break End::TwoSources,
                (None, None) => break End::NoSource,
                (Some(source), None) if source != name => name = source,
                _ => break base(profiles, name),
            }
        };
        Self { visited, end }
    }

    /// Returns the last profile there is.
    pub(crate) fn last(&self) -> Option<&str> {
        self.visited.last().map(String::as_str)
    }
}

/// Tells with what a profile ends that names no other.
fn base(profiles: &Profiles, name: &str) -> End {
    let get = |key| profiles.setting(name, key);
    if get("credential_source").is_some() {
        return End::Provider;
    }
    match (get("role_arn"), get("web_identity_token_file")) {
        (Some(_), Some(file)) => return End::WebIdentity { file: file.to_owned() },
        (None, Some(_)) => return End::Lacks("role_arn"),
        (_, None) => {}
    }
    if let Some(end) = sso(profiles, name) {
        return end;
    }
    if let Some(session) = get("login_session") {
        return End::Login { session: session.to_owned() };
    }
    if let Some(command) = get("credential_process") {
        return End::Process { command: crate::secret::Secret::new(command) };
    }
    let keys = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"].map(get);
    match keys {
        [None, None, None] => End::NoCredentials,
        [None, ..] => End::Lacks("aws_access_key_id"),
        [_, None, _] => End::Lacks("aws_secret_access_key"),
        _ => End::Keys,
    }
}

fn sso(profiles: &Profiles, name: &str) -> Option<End> {
    let get = |key| profiles.setting(name, key);
    let names = ["sso_account_id", "sso_region", "sso_role_name", "sso_start_url", "sso_session"];
    if names.into_iter().all(|name| get(name).is_none()) {
        return None;
    }
    let session = get("sso_session");
    if let Some(session) = session.filter(|session| !profiles.has_sso_session(session)) {
        return Some(End::MissingSsoSession(session.to_owned()));
    }
    let shared =
        |key| session.map_or_else(|| get(key), |session| profiles.of_sso_session(session, key));
    let (region, start_url) = (shared("sso_region"), shared("sso_start_url"));
    Some(match (get("sso_account_id"), get("sso_role_name"), region, start_url) {
        (Some(_), None, ..) => End::Lacks("sso_role_name"),
        (None, Some(_), ..) => End::Lacks("sso_account_id"),
        (_, _, None, _) => End::Lacks("sso_region"),
        (_, _, _, None) => End::Lacks("sso_start_url"),
        (_, _, Some(_), Some(start_url)) => End::Sso(session.map_or_else(
            || Sso::StartUrl(start_url.to_owned()),
            |session| Sso::Session(session.to_owned()),
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(config: &str) -> End {
        Lineage::of("a", &Profiles::of_config(&format!("[profile a]\n{config}"))).end
    }

    #[test]
    fn every_profile_ends_with_something() {
        let sso = "sso_account_id = 1\nsso_role_name = r\n";
        for (config, expected) in [
            ("region = x", End::NoCredentials),
            ("aws_access_key_id = x", End::Lacks("aws_secret_access_key")),
            ("aws_session_token = x", End::Lacks("aws_access_key_id")),
            ("aws_access_key_id = x\naws_secret_access_key = x", End::Keys),
            ("role_arn = x", End::NoSource),
            ("role_arn = x\nsource_profile = b\ncredential_source = x", End::TwoSources),
            ("role_arn = x\ncredential_source = x", End::Provider),
            ("role_arn = x\nsource_profile = b", End::MissingSource("b".to_owned())),
            (
                "role_arn = x\nsource_profile = b\n[profile b]\nrole_arn = y\nsource_profile = a",
                End::Loop("a".to_owned()),
            ),
            ("role_arn = x\nsource_profile = a", End::NoCredentials),
            (
                "role_arn = x\nweb_identity_token_file = y",
                End::WebIdentity { file: "y".to_owned() },
            ),
            ("web_identity_token_file = y", End::Lacks("role_arn")),
            ("login_session = x", End::Login { session: "x".to_owned() }),
            (&format!("{sso}sso_session = s"), End::MissingSsoSession("s".to_owned())),
            (
                &format!("{sso}sso_session = s\n[sso-session s]\nsso_region = x"),
                End::Lacks("sso_start_url"),
            ),
            (
                &format!(
                    "{sso}sso_session = s\n[sso-session s]\nsso_region = x\nsso_start_url = y"
                ),
                End::Sso(Sso::Session("s".to_owned())),
            ),
            (
                &format!("{sso}sso_region = x\nsso_start_url = y"),
                End::Sso(Sso::StartUrl("y".to_owned())),
            ),
            ("sso_account_id = 1", End::Lacks("sso_role_name")),
        ] {
            assert_eq!(end(config), expected, "{config}");
        }
        assert_eq!(Lineage::of("b", &Profiles::of_config("[profile a]")).end, End::NoProfile);
    }
}
