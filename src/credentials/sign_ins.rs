//! What earlier sign-ins have left: the caches of `aws sso login` and `aws login`, and until when they are good.

use std::path::PathBuf;
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde::Deserialize;
use serde::de::IgnoredAny;
use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::files;
use super::profiles::lineage::{End, Sso};
use crate::environment::Environment;

/// With which command a profile is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Door {
    Sso,
    Login,
}

/// A sign-in that a profile needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SignIn {
    pub(crate) door: Door,
    pub(crate) path: PathBuf,
    pub(crate) state: State,
}

/// How it is about a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// There is none, or nobody has left a trace of it.
    Never,
    /// With the time, as text.
    Expired(String),
    Fresh,
    /// There is a file, and it says nothing that can be used.
    Useless,
    /// There is a file, and it cannot be read.
    Unreadable(String),
}

/// The one thing of a cached token that is looked at.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SsoToken {
    #[serde(rename = "accessToken")]
    _access_token: IgnoredAny,
    expires_at: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LoginToken {
    access_token: AccessToken,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AccessToken {
    expires_at: String,
}

impl SignIn {
    /// Looks for the sign-in that a profile needs, if it needs one.
    pub(crate) async fn look(end: &End, environment: &Environment) -> Option<Self> {
        let (door, path) = match end {
            End::Sso(Sso::Session(identifier) | Sso::StartUrl(identifier)) => {
                let folder = environment.home()?.join(".aws/sso/cache");
                (Door::Sso, folder.join(file_name(&Sha1::digest(identifier))))
            }
            End::Login { session } => {
                let folder = match environment.raw("AWS_LOGIN_CACHE_DIRECTORY") {
                    Some(folder) => PathBuf::from(folder),
                    None => environment.home()?.join(".aws/login/cache"),
                };
                (Door::Login, folder.join(file_name(&Sha256::digest(session.trim()))))
            }
            _ => return None,
        };
        let state = match files::read(&path).await {
            Ok(None) => State::Never,
            Ok(Some(bytes)) => State::of(door, &bytes, SystemTime::now()),
            Err(unreadable) => State::Unreadable(unreadable.reason),
        };
        Some(Self { door, path, state })
    }
}

fn file_name(digest: &[u8]) -> String {
    let digits: Vec<String> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat() + ".json"
}

impl State {
    fn of(door: Door, token: &[u8], now: SystemTime) -> Self {
        let expires_at = match door {
            Door::Sso => serde_json::from_slice::<SsoToken>(token).map(|token| token.expires_at),
            Door::Login => serde_json::from_slice::<LoginToken>(token)
                .map(|token| token.access_token.expires_at),
        };
        let expires_at = expires_at.ok().and_then(|text| instant(&text));
        match expires_at {
            None => Self::Useless,
            Some((at, shown)) if at < now => Self::Expired(shown),
            Some(_) => Self::Fresh,
        }
    }
}

/// Reads a time. What is shown is never what was written.
fn instant(text: &str) -> Option<(SystemTime, String)> {
    let time = DateTime::from_str(text, Format::DateTimeWithOffset).ok()?;
    let seconds = DateTime::from_secs(time.secs());
    Some((SystemTime::try_from(time).ok()?, seconds.fmt(Format::DateTime).ok()?))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn a_token_is_good_until_its_time() {
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let expired = || State::Expired("2020-01-01T00:00:00Z".to_owned());
        for (token, state) in [
            (r#"{"accessToken":"canary","expiresAt":"2020-01-01T00:00:00Z"}"#, expired()),
            (r#"{"accessToken":"canary","expiresAt":"2020-01-01T01:00:00+01:00"}"#, expired()),
            (r#"{"accessToken":"canary","expiresAt":"2033-01-01T00:00:00.5Z"}"#, State::Fresh),
            (r#"{"accessToken":"canary","expiresAt":"canary"}"#, State::Useless),
            (r#"{"expiresAt":"2033-01-01T00:00:00Z"}"#, State::Useless),
            ("", State::Useless),
        ] {
            assert_eq!(State::of(Door::Sso, token.as_bytes(), now), state, "{token}");
        }
        let token = r#"{"accessToken":{"expiresAt":"2020-01-01T00:00:00Z","accessKeyId":"x"}}"#;
        assert_eq!(State::of(Door::Login, token.as_bytes(), now), expired());
    }

    #[test]
    fn the_name_of_a_cache_is_that_of_the_sdk() {
        // As in the AWS CLI's own tests.
        let digest = Sha1::digest("https://d-92671207e4.awsapps.com/start");

        assert_eq!(file_name(&digest), "13f9d35043871d073ab260e020f0ffde092cb14b.json");
    }
}
