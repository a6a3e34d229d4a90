//! Which credentials answer here, whose they are, and whether AWS Cloud9 manages them.

pub(crate) mod chain;
pub(crate) mod files;
pub(crate) mod identity;
pub(crate) mod instance;
pub(crate) mod offline;
pub(crate) mod origins;
pub(crate) mod place;
pub(crate) mod profile;
pub(crate) mod region;
pub(crate) mod settled;
pub(crate) mod shadowed;
pub(crate) mod surroundings;
pub(crate) mod verdict;
pub(crate) mod way;

use std::path::Path;
use std::time::Duration;

use crate::aside::aside;
use crate::aws::{self, Failure, MalformedEndpoint, ProfileEndpoints, Session};
use crate::cli::AwsArgs;
use crate::environment::Environment;
use crate::timed::{Timed, timed};
use aws_credential_types::provider::SharedCredentialsProvider;

use chain::{Answer, Answered, Attempt, Provider};
use files::{CredentialsFile, Paths};
use identity::CallerIdentity;
use instance::Instance;
use place::Place;
use profile::{Profile, ProfileState};
use region::{RegionAnswer, RegionName, RegionOrigin};
use surroundings::Sign;
use verdict::{Evidence, SectionForm};

/// How long STS may take to say who we are.
const IDENTITY: Duration = Duration::from_secs(5);

/// STS answers everywhere; without a Region it is asked here.
const FALLBACK_REGION: &str = "us-east-1";

/// Everything that was found out about the credentials of this machine.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) place: Place,
    /// Which kind of machine this is, the most telling first.
    pub(crate) surroundings: Vec<Sign>,
    pub(crate) profile: Timed<Profile>,
    pub(crate) region: Timed<RegionAnswer>,
    pub(crate) attempts: Timed<Vec<Attempt>>,
    pub(crate) paths: Paths,
    pub(crate) file: CredentialsFile,
    pub(crate) instance: Instance,
    pub(crate) identity: Timed<Identity>,
    /// Where STS is asked, when it is not AWS's own address.
    pub(crate) endpoint: Result<Option<String>, MalformedEndpoint>,
    /// Whether the user said where instance metadata is served.
    pub(crate) metadata_is_elsewhere: bool,
    /// The Region that SAM CLI finds by itself.
    pub(crate) region_of_sam: RegionAnswer,
}

/// What AWS says about the credentials.
#[derive(Debug)]
pub(crate) enum Identity {
    Known(CallerIdentity),
    Failed(Failure),
    Silent(Duration),
    /// There are no credentials to ask about.
    NotAsked,
    /// The network is not to be used.
    Offline,
}

/// Whether the network may be used to find something out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Network {
    Used,
    /// Nobody is asked: no service, no metadata, no container's endpoint, and no program that might.
    Offline,
}

/// Looks everywhere at once; for what the system says of itself, below `root`.
pub(crate) async fn gather(
    arguments: &AwsArgs,
    environment: &Environment,
    root: &Path,
    network: Network,
) -> Facts {
    let profile = timed(Profile::read(arguments.profile.as_deref(), environment)).await;
    let known = local_region(arguments, environment, &profile.value);
    let region = async {
        match known.clone() {
            Some(region) => region,
            None if profile.value.unread().is_some() => RegionAnswer::Unknown,
            None if network == Network::Offline => offline::region(environment),
            None => instance::region(environment).await,
        }
    };
    let endpoint = aws::endpoint("STS", environment, endpoint_of(&profile.value));
    let unasked = match network {
        Network::Used => Vec::new(),
        Network::Offline => offline::unasked(&profile.value, environment),
    };
    let attempts = async {
        // Some providers ask STS themselves.
        match &endpoint {
            Ok(_) if profile.value.unread().is_none() => {
                chain::walk(&profile.value, named(known.as_ref()), &unasked).await
            }
            _ => Vec::new(),
        }
    };
    let instance = async {
        match profile.value.unread() {
            Some(_) => Instance::default(),
            None if network == Network::Offline => Instance::default(),
            None => instance::look(environment).await,
        }
    };
    let paths = Paths::of(environment);
    let (region, attempts, file, instance) = tokio::join!(
        timed(region),
        timed(attempts),
        CredentialsFile::read(&paths.credentials),
        instance,
    );
    let asked = async {
        match network {
            Network::Used => {
                identify(&attempts.value, &region.value, &profile.value, &endpoint).await
            }
            Network::Offline if chain::winner(&attempts.value).is_some() => Identity::Offline,
            Network::Offline => Identity::NotAsked,
        }
    };
    let identity = timed(Box::pin(asked)).await;
    let place = Place::look(environment, root);
    let mut surroundings = surroundings::look(&place, environment, root);
    surroundings::add_instance(&mut surroundings, instance.id.as_deref());
    Facts {
        surroundings,
        place,
        region_of_sam: region_of_sam(arguments, environment, &profile.value),
        metadata_is_elsewhere: instance::is_elsewhere(environment),
        profile,
        region,
        attempts,
        paths,
        file,
        instance,
        identity,
        endpoint,
    }
}

async fn identify(
    attempts: &[Attempt],
    region: &RegionAnswer,
    profile: &Profile,
    endpoint: &Result<Option<String>, MalformedEndpoint>,
) -> Identity {
    let (Some((_, answered)), Ok(_)) = (chain::winner(attempts), endpoint) else {
        return Identity::NotAsked;
    };
    whose(answered, region, profile).await
}

/// Asks STS whose these credentials are.
async fn whose(answered: &Answered, region: &RegionAnswer, profile: &Profile) -> Identity {
    let fallback = FALLBACK_REGION.parse().ok();
    let Some(region) = named(Some(region)).or(fallback.as_ref()) else { return Identity::NotAsked };
    let (region, profile) = (region.clone(), profile.name.clone());
    let source = SharedCredentialsProvider::new(answered.credentials.clone());
    let ask = async move { Session::open(&region, source, &profile).await.caller_identity().await };
    match aside(IDENTITY, ask).await {
        Some(Ok(identity)) => Identity::Known(identity),
        Some(Err(failure)) => Identity::Failed(failure),
        None => Identity::Silent(IDENTITY),
    }
}

/// Returns the Region that flags, variables or files name; instance metadata is asked only when they do not.
fn local_region(
    arguments: &AwsArgs,
    environment: &Environment,
    profile: &Profile,
) -> Option<RegionAnswer> {
    if let Some(name) = &arguments.region {
        return Some(RegionAnswer::Found { name: name.clone(), origin: RegionOrigin::Flag });
    }
    [
        (environment.text("AWS_REGION"), RegionOrigin::AwsRegion),
        (environment.text("AWS_DEFAULT_REGION"), RegionOrigin::AwsDefaultRegion),
        (region_of(profile), RegionOrigin::Profile),
    ]
    .into_iter()
    .find_map(|(text, origin)| text.map(|text| region::written(text, origin)))
}

/// Returns the Region that SAM CLI finds: botocore, with which it is written, reads `AWS_DEFAULT_REGION`, blank or not,
/// then the profile; never `AWS_REGION`, and never instance metadata.
fn region_of_sam(
    arguments: &AwsArgs,
    environment: &Environment,
    profile: &Profile,
) -> RegionAnswer {
    if let Some(name) = &arguments.region {
        return RegionAnswer::Found { name: name.clone(), origin: RegionOrigin::Flag };
    }
    if let Some(text) = environment.raw("AWS_DEFAULT_REGION") {
        return region::written(&text.to_string_lossy(), RegionOrigin::AwsDefaultRegion);
    }
    if profile.unread().is_some() {
        return RegionAnswer::Unknown;
    }
    let of_profile = match &profile.instead {
        Some(instead) => instead.region.as_deref(),
        None => region_of(profile),
    };
    of_profile.map_or(RegionAnswer::Missing, |text| region::written(text, RegionOrigin::Profile))
}

/// Returns the Region that the profile names.
fn region_of(profile: &Profile) -> Option<&str> {
    match &profile.state {
        ProfileState::Exists { region, .. } => region.as_deref(),
        ProfileState::Missing(_) | ProfileState::Malformed(_) | ProfileState::Unread(_) => None,
    }
}

fn named(region: Option<&RegionAnswer>) -> Option<&RegionName> {
    match region {
        Some(RegionAnswer::Found { name, .. }) => Some(name),
        _ => None,
    }
}

/// Returns the addresses that the profile names.
pub(crate) fn endpoint_of(profile: &Profile) -> Option<&ProfileEndpoints> {
    match &profile.state {
        ProfileState::Exists { endpoints, .. } => Some(endpoints),
        ProfileState::Missing(_) | ProfileState::Malformed(_) | ProfileState::Unread(_) => None,
    }
}

impl Facts {
    /// Returns what the verdict on the credentials rests on.
    pub(crate) fn evidence(&self) -> Evidence {
        let winner = chain::winner(&self.attempts.value);
        let key = winner.map(|(_, answered)| answered.credentials.access_key_id());
        Evidence {
            cloud9: self.place.cloud9.clone(),
            provider: winner.map(|(provider, _)| provider),
            temporary: winner
                .is_some_and(|(_, answered)| answered.credentials.session_token().is_some()),
            section: key.map_or(SectionForm::Elsewhere, |key| self.section_with(key)),
            principal: match &self.identity.value {
                Identity::Known(identity) => Some(identity.principal.clone()),
                _ => None,
            },
            instance_id: self.instance.id.clone().or_else(|| self.place.instance_id.clone()),
            instance_profile: self.instance.profile.clone(),
        }
    }

    /// Tells whether the profile was given up; the program that it names may still run.
    pub(crate) fn is_program_abandoned(&self) -> bool {
        self.attempts.value.iter().any(|attempt| {
            attempt.provider == Provider::Profile && matches!(attempt.answer, Answer::Silent(_))
        })
    }

    /// Returns the form of `[default]` of the credentials file, when these are its keys.
    fn section_with(&self, access_key_id: &str) -> SectionForm {
        let Some(form) = self.file.form() else { return SectionForm::Elsewhere };
        match form.section("default").filter(|section| section.has_key(access_key_id)) {
            Some(section) if form.managed_header && section.is_temporary() => {
                SectionForm::UnderManagedHeader
            }
            Some(section) => {
                SectionForm::Default { only_managed_keys: section.has_only_managed_keys() }
            }
            None => SectionForm::Elsewhere,
        }
    }
}
