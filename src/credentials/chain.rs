//! The five credential providers of the AWS SDK for Rust, asked one by one, so that it is known who answers.

mod told;

use std::fmt;
use std::pin::pin;
use std::time::Duration;

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};
use serde::Serialize;
use tokio::time::timeout;

use crate::aside::aside;
use crate::aws::barrier::Barrier;
use crate::aws::brisk::Brisk;
use crate::aws::{self, Failure};
use crate::credentials::instance;
use crate::credentials::profile::{Profile, ProfileOrigin};
use crate::credentials::region::RegionName;
use crate::credentials::way::Way;
use told::told;

/// The providers, in the order in which the SDK asks them.
pub(crate) const ORDER: [Provider; 5] = [
    Provider::Environment,
    Provider::Profile,
    Provider::WebIdentity,
    Provider::Container,
    Provider::InstanceMetadata,
];

/// A source of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Provider {
    Environment,
    Profile,
    WebIdentity,
    Container,
    InstanceMetadata,
}

/// What a provider said.
#[derive(Debug)]
pub(crate) enum Answer {
    Credentials(Answered),
    /// It is not set up here: the SDK goes on to the next.
    NotSetUp(String),
    /// It is set up and does not work: the SDK stops here.
    Broken(String),
    /// It did not answer in time.
    Silent(Duration),
    /// `--profile` wins over it.
    Overruled,
    /// Only the network knows, which is not to be used. With what it would take: "a request to STS".
    NotAsked(String),
}

/// Credentials, and where to get fresh ones.
pub(crate) struct Answered {
    pub(crate) credentials: Credentials,
    pub(crate) source: SharedCredentialsProvider,
}

/// A provider and its answer.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) provider: Provider,
    pub(crate) answer: Answer,
    /// What is in its way, as far as that can be told.
    pub(crate) barrier: Option<Barrier>,
    /// What STS said to it, when it asked for a role and got none.
    pub(crate) refusal: Option<Failure>,
    /// Whether it has asked somebody who could not be reached, or could not answer.
    pub(crate) is_unanswered: bool,
}

impl Attempt {
    const fn unasked(provider: Provider, answer: Answer) -> Self {
        Self { provider, answer, barrier: None, refusal: None, is_unanswered: false }
    }
}

/// Asks all providers at once; the slow one delays nothing else. Only who signs requests waits for the Region.
pub(crate) async fn walk(
    profile: &Profile,
    region: impl AsyncFn() -> Option<RegionName>,
    unasked: &[(Provider, String)],
) -> Vec<Attempt> {
    let attempt = async |provider: Provider| {
        if let Some((_, what)) = unasked.iter().find(|(one, _)| *one == provider) {
            return Attempt::unasked(provider, Answer::NotAsked(what.clone()));
        }
        let region = if provider.needs_region(profile) { region().await } else { None };
        ask(provider, profile, region.as_ref()).await
    };
    let [first, second, third, fourth, fifth] = ORDER.map(attempt);
    let (first, second, third, fourth, fifth) = tokio::join!(first, second, third, fourth, fifth);
    vec![first, second, third, fourth, fifth]
}

/// Asks the providers in order, until the SDK would ask no further.
pub(crate) async fn walk_to_the_first(
    profile: &Profile,
    region: Option<&RegionName>,
) -> Vec<Attempt> {
    let mut attempts = Vec::new();
    for provider in ORDER {
        attempts.push(ask(provider, profile, region).await);
        if deciding(&attempts).is_some() {
            break;
        }
    }
    attempts
}

/// Returns the attempt at which the SDK stops: the winner, or what stands in its way.
pub(crate) fn deciding(attempts: &[Attempt]) -> Option<&Attempt> {
    attempts
        .iter()
        .find(|attempt| !matches!(attempt.answer, Answer::NotSetUp(_) | Answer::Overruled))
}

/// Returns the credentials that the SDK would use.
pub(crate) fn winner(attempts: &[Attempt]) -> Option<(Provider, &Answered)> {
    match deciding(attempts)? {
        Attempt { provider, answer: Answer::Credentials(answered), .. } => {
            Some((*provider, answered))
        }
        _ => None,
    }
}

async fn ask(provider: Provider, profile: &Profile, region: Option<&RegionName>) -> Attempt {
    if provider == Provider::Environment && profile.origin == ProfileOrigin::Flag {
        return Attempt::unasked(provider, Answer::Overruled);
    }
    let source = provider.build(profile, region);
    let (asked, again) = (source.clone(), provider.build(profile, region));
    // They read files: tokens, and what earlier sign-ins have left.
    let answer = aside(provider.limit(), async move {
        match provider {
            Provider::InstanceMetadata => ask_metadata(&asked, &again).await,
            _ => asked.provide_credentials().await,
        }
    });
    let answer = answer.await;
    let (barrier, refusal, is_unanswered) = match &answer {
        Some(Err(error)) => {
            (aws::barrier_within(error), aws::refusal_within(error), aws::is_unanswered(error))
        }
        None => (Some(Barrier::Silence), None, true),
        Some(Ok(_)) => (None, None, false),
    };
    let answer = match answer {
        Some(Ok(credentials)) => Answer::Credentials(Answered { credentials, source }),
        Some(Err(CredentialsError::CredentialsNotLoaded(details))) => {
            Answer::NotSetUp(told(provider, &CredentialsError::CredentialsNotLoaded(details)))
        }
        Some(Err(error)) => Answer::Broken(told(provider, &error)),
        None => Answer::Silent(provider.limit()),
    };
    Attempt { provider, answer, barrier, refusal, is_unanswered }
}

/// Asks instance metadata, and once more where it loses the thread: a packet that is lost costs the SDK everything.
/// Who is only slow may still answer to the first question.
async fn ask_metadata(
    first: &SharedCredentialsProvider,
    again: &SharedCredentialsProvider,
) -> Result<Credentials, CredentialsError> {
    let mut first = pin!(first.provide_credentials());
    match timeout(instance::LIMIT / 2, &mut first).await {
        Ok(Err(CredentialsError::ProviderError(_))) => again.provide_credentials().await,
        Ok(answer) => answer,
        Err(_elapsed) => tokio::select! {
            Ok(found) = first => Ok(found),
            answer = again.provide_credentials() => answer,
        },
    }
}

impl Provider {
    fn build(self, profile: &Profile, region: Option<&RegionName>) -> SharedCredentialsProvider {
        let region = region.map(|name| aws_config::Region::new(name.as_str().to_owned()));
        let config = ProviderConfig::without_region()
            .with_region(region)
            .with_behavior_version(Some(aws_config::BehaviorVersion::latest()));
        match self {
            Self::Environment => {
                SharedCredentialsProvider::new(EnvironmentVariableCredentialsProvider::new())
            }
            Self::Profile => SharedCredentialsProvider::new(
                ProfileFileCredentialsProvider::builder()
                    .configure(&config)
                    .profile_name(&profile.name)
                    .build(),
            ),
            Self::WebIdentity => SharedCredentialsProvider::new(
                WebIdentityTokenCredentialsProvider::builder().configure(&config).build(),
            ),
            Self::Container => SharedCredentialsProvider::new(
                EcsCredentialsProvider::builder().configure(&config.with_sleep_impl(Brisk)).build(),
            ),
            Self::InstanceMetadata => SharedCredentialsProvider::new(
                ImdsCredentialsProvider::builder()
                    .configure(&config)
                    .imds_client(instance::client())
                    .build(),
            ),
        }
    }

    /// Tells whether the provider asks a service that is another one in each Region.
    pub(crate) fn needs_region(self, profile: &Profile) -> bool {
        match self {
            Self::Profile => profile.way().is_some_and(|way| way.asks() && way != Way::Process),
            Self::WebIdentity => true,
            Self::Environment | Self::Container | Self::InstanceMetadata => false,
        }
    }

    /// How long the provider may take: instance metadata and a container's endpoint are next door; others may run a
    /// program or ask STS.
    const fn limit(self) -> Duration {
        match self {
            Self::InstanceMetadata => instance::LIMIT,
            Self::Container => Duration::from_secs(2),
            Self::Environment | Self::Profile | Self::WebIdentity => Duration::from_secs(5),
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Environment => "environment variables",
            Self::Profile => "profile",
            Self::WebIdentity => "web identity token",
            Self::Container => "container endpoint",
            Self::InstanceMetadata => "instance metadata",
        })
    }
}

impl fmt::Debug for Answered {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Answered(..)")
    }
}
