//! Which profile is meant, who said so, and whether there is one of that name.

use std::error::Error as _;
use std::fmt;

use aws_config::profile::{ProfileFileLoadError, ProfileSet};
use aws_types::os_shim_internal::{Env, Fs};
use serde::Serialize;

use super::files::{LIMIT, Obstacle, Paths, Unreadable};
use super::way::Way;
use crate::aside::aside;
use crate::aws::ProfileEndpoints;
use crate::environment::Environment;

/// The profile that the AWS SDKs would take, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) origin: ProfileOrigin,
    pub(crate) state: ProfileState,
    /// What SAM CLI and the AWS CLI take in its place.
    pub(crate) instead: Option<Instead>,
    /// A file that the SDK took for empty, since it could not be read.
    pub(crate) unreadable: Option<Unreadable>,
}

/// A profile that `AWS_DEFAULT_PROFILE` names: botocore, with which SAM CLI and the AWS CLI are written, prefers it to
/// `AWS_PROFILE`, and the SDK for Rust does not know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Instead {
    pub(crate) name: String,
    /// Nothing when the files could not be read.
    pub(crate) exists: Option<bool>,
    pub(crate) region: Option<String>,
}

/// Who named the profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum ProfileOrigin {
    Flag,
    AwsProfile,
    Default,
}

/// What the files say about the profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ProfileState {
    Exists {
        region: Option<String>,
        endpoints: ProfileEndpoints,
        /// Whether IAM Identity Center stands behind it.
        is_sso: bool,
        way: Way,
    },
    /// With the names there are.
    Missing(Vec<String>),
    /// A file that cannot be read as profiles: which, where, and why.
    Malformed(String),
    /// A file that nobody can read: whoever tried would wait without end.
    Unread(Unreadable),
}

impl Profile {
    /// Reads the files as the AWS SDK for Rust does. It hides where they are malformed; this does not.
    pub(crate) async fn read(flag: Option<&str>, environment: &Environment) -> Self {
        let (name, origin) =
            match (flag, environment.raw("AWS_PROFILE").and_then(|name| name.to_str())) {
                (Some(name), _) => (name, ProfileOrigin::Flag),
                // Even an empty variable selects a profile: the one without a name.
                (None, Some(name)) => (name, ProfileOrigin::AwsProfile),
                (None, None) => ("default", ProfileOrigin::Default),
            };
        // Even an empty one counts.
        let instead = environment.raw("AWS_DEFAULT_PROFILE").map(|name| name.to_string_lossy());
        let instead = instead.filter(|instead| flag.is_none() && instead != name);
        let paths = Paths::of(environment);
        let (loaded, unreadable) = match paths.unreadable().await {
            Some(file) if file.obstacle == Obstacle::Endless => (Err(file), None),
            unreadable => {
                let loaded = load(name).await;
                (loaded.ok_or_else(|| Unreadable::silent(paths.config)), unreadable)
            }
        };
        let instead = instead.map(|name| Instead::of(&name, loaded.as_ref().ok()));
        let state = match loaded {
            Ok(loaded) => ProfileState::of(name, loaded),
            Err(file) => ProfileState::Unread(file),
        };
        Self { name: name.to_owned(), origin, state, instead, unreadable }
    }

    /// Tells whether somebody asked for a profile that is not there.
    pub(crate) fn is_mistaken(&self) -> bool {
        self.origin != ProfileOrigin::Default && matches!(self.state, ProfileState::Missing(_))
    }

    /// Returns how the profile comes to credentials, when it exists.
    pub(crate) const fn way(&self) -> Option<Way> {
        match &self.state {
            ProfileState::Exists { way, .. } => Some(*way),
            ProfileState::Missing(_) | ProfileState::Malformed(_) | ProfileState::Unread(_) => None,
        }
    }

    /// Returns the file that keeps the SDK from being asked for anything: it would wait without end.
    pub(crate) const fn unread(&self) -> Option<&Unreadable> {
        match &self.state {
            ProfileState::Unread(file) => Some(file),
            _ => None,
        }
    }
}

type Loaded = Result<ProfileSet, ProfileFileLoadError>;

/// Loads the files with the SDK, unless that takes too long.
async fn load(name: &str) -> Option<Loaded> {
    let name = name.to_owned();
    aside(LIMIT, async {
        #[expect(
            clippy::default_trait_access,
            reason = "the type has no public name that is not deprecated"
        )]
        let files = Default::default();
        aws_config::profile::load(&Fs::real(), &Env::real(), &files, Some(name.into())).await
    })
    .await
}

impl Instead {
    fn of(name: &str, loaded: Option<&Loaded>) -> Self {
        let profiles = loaded.and_then(|loaded| loaded.as_ref().ok());
        let profile = profiles.and_then(|profiles| profiles.get_profile(name));
        Self {
            name: name.to_owned(),
            exists: profiles.map(|_| profile.is_some()),
            region: profile.and_then(|profile| profile.get("region")).map(str::to_owned),
        }
    }
}

impl ProfileState {
    fn of(name: &str, loaded: Loaded) -> Self {
        match loaded {
            Ok(profiles) => profiles.get_profile(name).map_or_else(
                || {
                    let mut names: Vec<String> = profiles.profiles().map(str::to_owned).collect();
                    names.sort();
                    Self::Missing(names)
                },
                |profile| Self::Exists {
                    region: profile.get("region").map(str::to_owned),
                    endpoints: ProfileEndpoints::of(&profiles),
                    is_sso: ["sso_session", "sso_start_url"]
                        .iter()
                        .any(|key| profile.get(key).is_some()),
                    way: Way::of(|key| profile.get(key).is_some()),
                },
            ),
            // The source names the file and the line; its text is the SDK's own and repeats no value.
            Err(error) => Self::Malformed(error.source().map_or_else(
                || crate::foreign::harmless(&error.to_string()),
                |cause| crate::foreign::harmless(&cause.to_string()),
            )),
        }
    }
}

impl fmt::Display for ProfileOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Flag => "--profile",
            Self::AwsProfile => "AWS_PROFILE",
            Self::Default => "the default",
        })
    }
}
