//! Credentials that work, a Region, and whose account it is: what is needed before anything is written.

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;

use super::chain::{self, Answer, Attempt, Provider};
use super::files::Unreadable;
use super::identity::CallerIdentity;
use super::origins::Origins;
use super::profile::{Profile, ProfileOrigin};
use super::region::{RegionAnswer, RegionName, RegionOrigin};
use super::{FALLBACK_REGION, IDENTITY, endpoint_of, instance, local_region};
use crate::aside::aside;
use crate::aws::whereto::{self, Apart, STS, SYSTEMS_MANAGER, Service, TAGGING};
use crate::aws::{self, FailureKind, MalformedEndpoint, Session};
use crate::cli::AwsArgs;
use crate::environment::Environment;
use crate::error::Outcome;

/// The profile, the Region and the address that calls will use, before anybody is called.
pub(crate) struct Whereabouts {
    profile: Profile,
    endpoint: Option<String>,
    pub(crate) region: RegionName,
    region_origin: RegionOrigin,
    /// What is wrong with the keys in the environment, where those are asked.
    half_keys: Option<String>,
}

/// Credentials that AWS accepts, and where they lead.
pub(crate) struct Settled {
    pub(crate) session: Session,
    pub(crate) identity: CallerIdentity,
    pub(crate) region: RegionName,
    pub(crate) region_origin: RegionOrigin,
    pub(crate) provider: Provider,
    profile: Profile,
    /// Where Systems Manager is asked, when it is not AWS's own address.
    pub(crate) endpoint: Option<String>,
}

impl Settled {
    /// Returns the name of the profile, when it is the profile that answered.
    pub(crate) fn used_profile(&self) -> Option<&str> {
        (self.provider == Provider::Profile).then_some(self.profile.name.as_str())
    }
}

/// Finds the Region that calls will go to.
pub(crate) async fn settle_region(
    arguments: &AwsArgs,
    environment: &Environment,
) -> Result<Whereabouts, CredentialsError> {
    let profile = Profile::read(arguments.profile.as_deref(), environment).await;
    if let Some(file) = profile.unread() {
        return Err(CredentialsError::Unreadable(file.clone()));
    }
    if profile.is_mistaken() {
        return Err(CredentialsError::NoSuchProfile { name: profile.name, origin: profile.origin });
    }
    let endpoint = one_endpoint(environment, &profile)?;
    let answer = match local_region(arguments, environment, &profile) {
        Some(region) => region,
        None => instance::region(environment).await,
    };
    match answer {
        RegionAnswer::Found { name, origin } => {
            let is_overruled = profile.origin == ProfileOrigin::Flag;
            let half_keys = Origins::look(environment).half_keys().filter(|_| !is_overruled);
            Ok(Whereabouts { profile, endpoint, region: name, region_origin: origin, half_keys })
        }
        RegionAnswer::Malformed { text, origin } => {
            Err(CredentialsError::MalformedRegion { text, origin })
        }
        RegionAnswer::Missing | RegionAnswer::Unknown => Err(CredentialsError::NoRegion),
    }
}

/// Returns where all services are asked that are needed, when that is not AWS's own address.
fn one_endpoint(
    environment: &Environment,
    profile: &Profile,
) -> Result<Option<String>, CredentialsError> {
    let of = |service: Service| {
        let url = aws::endpoint(service.variable, environment, endpoint_of(profile))?;
        Ok::<_, MalformedEndpoint>((service, url))
    };
    let services = [of(SYSTEMS_MANAGER)?, of(STS)?, of(TAGGING)?];
    whereto::together(&services)?;
    let [(_, of_systems_manager), ..] = services;
    Ok(of_systems_manager)
}

/// Finds the Region that the user means, for a store that needs one only to tell its parts apart. Asks nobody.
pub(crate) async fn region_or_default(
    arguments: &AwsArgs,
    environment: &Environment,
) -> Result<(RegionName, RegionOrigin), CredentialsError> {
    let profile = Profile::read(arguments.profile.as_deref(), environment).await;
    match local_region(arguments, environment, &profile) {
        Some(RegionAnswer::Found { name, origin }) => Ok((name, origin)),
        Some(RegionAnswer::Malformed { text, origin }) => {
            Err(CredentialsError::MalformedRegion { text, origin })
        }
        Some(RegionAnswer::Missing | RegionAnswer::Unknown) | None => {
            if let Some(file) = profile.unread() {
                return Err(CredentialsError::Unreadable(file.clone()));
            }
            let name = FALLBACK_REGION.parse().map_err(|_| CredentialsError::NoRegion)?;
            Ok((name, RegionOrigin::Default))
        }
    }
}

/// Finds credentials in the SDK's own order and asks STS whose they are.
pub(crate) async fn settle(whereabouts: Whereabouts) -> Result<Settled, CredentialsError> {
    let Whereabouts { profile, endpoint, region, region_origin, half_keys } = whereabouts;
    let attempts = chain::walk_to_the_first(&profile, Some(&region)).await;
    let (provider, source) = chosen(&attempts).map_err(|error| match (error, half_keys) {
        (CredentialsError::None, Some(what)) => CredentialsError::HalfKeys(what),
        (error, _) => error,
    })?;
    let (name, place) = (profile.name.clone(), region.clone());
    let ask = async move {
        let session = Session::open(&place, source, &name).await;
        let identity = session.caller_identity().await;
        (session, identity)
    };
    let (session, identity) = match aside(IDENTITY, ask).await {
        Some((session, Ok(identity))) => (session, identity),
        Some((_, Err(failure))) if failure.kind.says_nothing() => {
            return Err(CredentialsError::StsUnreachable(failure.to_string()));
        }
        Some((_, Err(failure))) if failure.kind == FailureKind::Credentials => {
            return Err(CredentialsError::NotAccepted(failure.to_string()));
        }
        Some((_, Err(failure))) => return Err(CredentialsError::Unidentified(failure.to_string())),
        None => return Err(CredentialsError::StsSilent(IDENTITY)),
    };
    Ok(Settled { session, identity, region, region_origin, provider, profile, endpoint })
}

fn chosen(attempts: &[Attempt]) -> Result<(Provider, SharedCredentialsProvider), CredentialsError> {
    let Some(Attempt { provider, answer, .. }) = chain::deciding(attempts) else {
        return Err(CredentialsError::None);
    };
    let provider = *provider;
    match answer {
        Answer::Credentials(answered) => Ok((provider, answered.source.clone())),
        Answer::Broken(reason) => {
            Err(CredentialsError::Broken { provider, reason: reason.clone() })
        }
        // Silence of the metadata service is how a machine elsewhere says that it has none.
        Answer::Silent(after) if provider != Provider::InstanceMetadata => {
            Err(CredentialsError::Silent { provider, after: *after })
        }
        Answer::Silent(_) | Answer::NotSetUp(_) | Answer::Overruled | Answer::NotAsked(_) => {
            Err(CredentialsError::None)
        }
    }
}

/// Why there is no account to work with.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CredentialsError {
    #[error("there is no profile `{name}`, asked for by {origin}")]
    NoSuchProfile { name: String, origin: ProfileOrigin },
    #[error("cannot read {}: {}", .0.path.display(), .0.reason)]
    Unreadable(Unreadable),
    #[error("`{text}`, from {origin}, is not the name of a Region")]
    MalformedRegion { text: String, origin: RegionOrigin },
    #[error("no Region is set")]
    NoRegion,
    #[error("no credentials were found")]
    None,
    #[error("no credentials were found; {0}")]
    HalfKeys(String),
    #[error("the credentials of the {provider} cannot be used: {reason}")]
    Broken { provider: Provider, reason: String },
    #[error("the {provider} did not answer within {}s", .after.as_secs())]
    Silent { provider: Provider, after: Duration },
    #[error("AWS does not accept the credentials: {0}")]
    NotAccepted(String),
    #[error("AWS STS does not say whose the credentials are: {0}")]
    Unidentified(String),
    #[error("AWS STS could not be reached: {0}")]
    StsUnreachable(String),
    #[error("AWS STS did not answer within {}s", .0.as_secs())]
    StsSilent(Duration),
    #[error(transparent)]
    MalformedEndpoint(#[from] MalformedEndpoint),
    #[error(transparent)]
    Apart(#[from] Apart),
}

impl CredentialsError {
    pub(crate) const fn outcome(&self) -> Outcome {
        match self {
            Self::NoSuchProfile { .. }
            | Self::MalformedRegion { .. }
            | Self::MalformedEndpoint(_)
            | Self::Apart(_) => Outcome::AskedWrongly,
            _ => Outcome::CouldNotTell,
        }
    }

    pub(crate) fn hint(&self) -> String {
        match self {
            Self::Unreadable(_) => "see what to do about the file: `bootstrap check`",
            Self::NoSuchProfile { origin: ProfileOrigin::Flag, .. } => {
                "list the profiles: `aws configure list-profiles`"
            }
            Self::NoSuchProfile { .. } if cfg!(windows) => {
                "list the profiles: `aws configure list-profiles`, or `Remove-Item Env:AWS_PROFILE`"
            }
            Self::NoSuchProfile { .. } => {
                "list the profiles: `aws configure list-profiles`, or `unset AWS_PROFILE`"
            }
            Self::MalformedRegion { .. } | Self::NoRegion => "name one: `--region eu-west-1`",
            Self::MalformedEndpoint(_) => "correct the address, or unset it to speak to AWS itself",
            Self::Apart(_) => {
                "name one place in `AWS_ENDPOINT_URL_SSM`, `AWS_ENDPOINT_URL_STS` and \
                 `AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API`, or only in `AWS_ENDPOINT_URL`"
            }
            Self::HalfKeys(_) => {
                "set both of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither, to use a profile or a role"
            }
            Self::None
            | Self::Broken { .. }
            | Self::Silent { .. }
            | Self::NotAccepted(_)
            | Self::Unidentified(_) => {
                "see which credentials answer here and why: `bootstrap check`"
            }
            Self::StsUnreachable(_) | Self::StsSilent(_) => {
                "check the network and the proxy, then try again"
            }
        }
        .to_owned()
    }
}
