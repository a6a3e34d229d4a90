//! What comes between the file of Cloud9 and the instance's role: it would answer in the role's place.

use std::fmt;
use std::path::PathBuf;

use crate::check::advice;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::{Answer, Provider};
use crate::credentials::profiles::lineage::{End, Lineage};
use crate::foreign;

const TOKEN: [&str; 2] = ["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"];

const CONTAINER: [&str; 2] =
    ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"];

/// Whoever is asked before instance metadata, and would answer or fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// The other file has a way to credentials, too.
    Config {
        profile: String,
        path: PathBuf,
    },
    WebIdentity,
    Container,
}

impl Obstacle {
    /// Walks the chain as it would be without the credentials file.
    pub(crate) fn before_the_role(facts: &Facts) -> Option<Self> {
        let name = &facts.profile.value.name;
        let left = Lineage::of(name, &facts.written.profiles.of_config_alone());
        if !matches!(left.end, End::NoProfile | End::NoCredentials) {
            let path = facts.paths.config.clone();
            return Some(Self::Config { profile: foreign::harmless(name), path });
        }
        let is_in_the_way = |provider| {
            let mut attempts = facts.attempts.value.iter();
            attempts.any(|attempt| {
                attempt.provider == provider && !matches!(attempt.answer, Answer::NotSetUp(_))
            })
        };
        [(Provider::WebIdentity, Self::WebIdentity), (Provider::Container, Self::Container)]
            .into_iter()
            .find_map(|(provider, obstacle)| is_in_the_way(provider).then_some(obstacle))
    }

    /// Returns how to take it out of the way.
    pub(crate) fn removal(&self, system: System) -> String {
        match self {
            Self::Config { path, .. } => advice::edit(system, path),
            Self::WebIdentity => advice::unset(system, &TOKEN),
            Self::Container => advice::unset(system, &CONTAINER),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config { profile, path } => {
                write!(formatter, "the profile `{profile}` in {}", path.display())
            }
            Self::WebIdentity => write!(formatter, "the web identity token (`{}`)", TOKEN[0]),
            Self::Container => write!(
                formatter,
                "the container endpoint (`{}` or `{}`)",
                CONTAINER[0], CONTAINER[1]
            ),
        }
    }
}
