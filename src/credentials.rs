//! Which credentials answer here, whose they are, and whether AWS Cloud9 manages them.

mod around;
mod asking;
pub(crate) mod chain;
pub(crate) mod cloud9;
mod deadline;
pub(crate) mod files;
pub(crate) mod identity;
pub(crate) mod instance;
mod likely;
pub(crate) mod offline;
pub(crate) mod origins;
pub(crate) mod passage;
pub(crate) mod place;
pub(crate) mod profile;
pub(crate) mod profiles;
pub(crate) mod region;
pub(crate) mod settled;
pub(crate) mod shadowed;
pub(crate) mod sign_ins;
pub(crate) mod surroundings;
pub(crate) mod verdict;
pub(crate) mod way;
mod weighing;
pub(crate) mod written;

use std::path::Path;
use std::time::Duration;

use crate::aws::clock::Clock;
use crate::aws::{self, Failure, MalformedEndpoint, ProfileEndpoints, Session};
use crate::cli::AwsArgs;
use crate::environment::Environment;
use crate::timed::{Timed, timed};
use aws_credential_types::provider::SharedCredentialsProvider;
use tokio::sync::OnceCell;

use chain::Attempt;
use cloud9::Cloud9Answer;
use deadline::Deadline;
use files::{CredentialsFile, Paths};
use identity::CallerIdentity;
use instance::Instance;
use passage::Passage;
use place::Place;
use profile::{Profile, ProfileState};
use region::{RegionAnswer, RegionName, RegionOrigin};
use surroundings::Sign;
use written::Written;

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
    pub(crate) written: Written,
    pub(crate) instance: Instance,
    pub(crate) identity: Timed<Identity>,
    /// By how many seconds this machine's clock is ahead of AWS's; behind is negative.
    pub(crate) ahead: Option<i64>,
    pub(crate) passage: Passage,
    /// Where STS is asked, when it is not AWS's own address.
    pub(crate) endpoint: Result<Option<String>, MalformedEndpoint>,
    /// Whether the user said where instance metadata is served.
    pub(crate) metadata_is_elsewhere: bool,
    /// What Cloud9 says of this environment.
    pub(crate) cloud9: Timed<Cloud9Answer>,
    /// The Region that SAM CLI finds by itself.
    pub(crate) region_of_sam: RegionAnswer,
    deadline: Deadline,
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
    let deadline = Deadline::start();
    let profile = timed(Profile::read(arguments.profile.as_deref(), environment)).await;
    // Whoever comes first asks, and the others wait for the same answer.
    let found = OnceCell::new();
    let find = || find_region(arguments, environment, &profile.value, network);
    let region = async || found.get_or_init(find).await.clone();
    let endpoint = aws::endpoint("STS", environment, endpoint_of(&profile.value));
    let unasked = match network {
        Network::Used => Vec::new(),
        Network::Offline => offline::unasked(&profile.value, environment),
    };
    let attempts = async {
        // Some providers ask STS themselves.
        match &endpoint {
            Ok(_) if profile.value.unread().is_none() => {
                let region = async || named(Some(&region().await)).cloned();
                Box::pin(chain::walk(&profile.value, region, &unasked)).await
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
    let (region, attempts, file, written, instance, around) = tokio::join!(
        timed(region()),
        timed(attempts),
        CredentialsFile::read(&paths.credentials),
        Written::read(&profile.value, &paths, environment),
        instance,
        around::look(environment, root),
    );
    let asked = asked_region(&region.value);
    let at = endpoint.as_ref().ok().and_then(Option::as_deref);
    let bundle = written.profiles.setting(&profile.value.name, "ca_bundle");
    let passage = Passage::look(environment, root, &asked, at, bundle);
    let clock = Clock::default();
    let identity = async {
        match (network, chain::winner(&attempts.value)) {
            (Network::Offline, Some(_)) => Identity::Offline,
            (Network::Used, Some((_, answered))) if endpoint.is_ok() => {
                let source = SharedCredentialsProvider::new(answered.credentials.clone());
                let limit = deadline.left(IDENTITY);
                let name = profile.value.name.clone();
                let session = async move { Session::open(&asked, source, &name).await };
                Box::pin(asking::identify(session, limit, clock.clone(), passage.clone())).await
            }
            _ => Identity::NotAsked,
        }
    };
    let identity = timed(Box::pin(identity)).await;
    let (place, mut surroundings) = around;
    surroundings::add_instance(&mut surroundings, instance.id.as_deref());
    let winner = chain::winner(&attempts.value).map(|(_, answered)| answered);
    let cloud9 =
        cloud9::ask(&place, winner, &region.value, &profile.value, &identity.value, deadline);
    let cloud9 = async {
        if cloud9::is_one_place(environment, &profile.value, &endpoint) {
            cloud9.await
        } else {
            Cloud9Answer::NotAsked
        }
    };
    let cloud9 = timed(Box::pin(cloud9)).await;
    Facts {
        cloud9,
        surroundings,
        place,
        region_of_sam: region_of_sam(arguments, environment, &profile.value),
        metadata_is_elsewhere: instance::is_elsewhere(environment),
        profile,
        region,
        attempts,
        paths,
        file,
        written,
        instance,
        ahead: clock.ahead(),
        identity,
        passage,
        endpoint,
        deadline,
    }
}

/// Returns the Region that somebody here names, or that in which this instance is.
async fn find_region(
    arguments: &AwsArgs,
    environment: &Environment,
    profile: &Profile,
    network: Network,
) -> RegionAnswer {
    match local_region(arguments, environment, profile) {
        Some(region) => region,
        None if profile.unread().is_some() => RegionAnswer::Unknown,
        None if network == Network::Offline => offline::region(environment),
        None => instance::region(environment).await,
    }
}

/// Returns the Region in which STS is asked.
fn asked_region(region: &RegionAnswer) -> RegionName {
    named(Some(region)).cloned().unwrap_or_else(|| FALLBACK_REGION.parse().expect("it is one"))
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
