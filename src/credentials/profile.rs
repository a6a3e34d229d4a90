//! Which profile is meant, who said so, and whether there is one of that name.

use std::error::Error as _;
use std::fmt;

use aws_config::profile::{ProfileFileLoadError, ProfileSet};
use aws_types::os_shim_internal::{Env, Fs};
use serde::Serialize;

use super::files::{LIMIT, Obstacle, Paths, Unreadable};
use crate::aside::aside;
use crate::environment::Environment;

/// The profile that the AWS SDKs would take, and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) origin: ProfileOrigin,
    pub(crate) state: ProfileState,
    /// A file that the SDK took for empty, since it could not be read.
    pub(crate) unreadable: Option<Unreadable>,
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
        endpoint: Option<String>,
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
        let paths = Paths::of(environment);
        let (state, unreadable) = match paths.unreadable().await {
            Some(file) if file.obstacle == Obstacle::Endless => (ProfileState::Unread(file), None),
            unreadable => match load(name).await {
                Some(loaded) => (ProfileState::of(name, loaded), unreadable),
                None => (ProfileState::Unread(Unreadable::silent(paths.config)), None),
            },
        };
        Self { name: name.to_owned(), origin, state, unreadable }
    }

    /// Tells whether somebody asked for a profile that is not there.
    pub(crate) fn is_mistaken(&self) -> bool {
        self.origin != ProfileOrigin::Default && matches!(self.state, ProfileState::Missing(_))
    }

    /// Returns the file that keeps the SDK from being asked for anything: it would wait without end.
    pub(crate) const fn unread(&self) -> Option<&Unreadable> {
        match &self.state {
            ProfileState::Unread(file) => Some(file),
            _ => None,
        }
    }
}

/// Loads the files with the SDK, unless that takes too long.
async fn load(name: &str) -> Option<Result<ProfileSet, ProfileFileLoadError>> {
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

impl ProfileState {
    fn of(name: &str, loaded: Result<ProfileSet, ProfileFileLoadError>) -> Self {
        match loaded {
            Ok(profiles) => profiles.get_profile(name).map_or_else(
                || {
                    let mut names: Vec<String> = profiles.profiles().map(str::to_owned).collect();
                    names.sort();
                    Self::Missing(names)
                },
                |profile| Self::Exists {
                    region: profile.get("region").map(str::to_owned),
                    endpoint: profile.get("endpoint_url").map(str::to_owned),
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
