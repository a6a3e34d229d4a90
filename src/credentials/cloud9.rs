//! What AWS Cloud9 itself says of managed credentials: further evidence, and never needed.

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;

use super::chain::Answered;
use super::deadline::Deadline;
use super::place::Place;
use super::profile::Profile;
use super::region::RegionAnswer;
use super::verdict::Cloud9Says;
use super::{Identity, endpoint_of, named};
use crate::aside::aside;
use crate::aws::cloud9::Environment as Cloud9Environment;
use crate::aws::whereto::{self, CLOUD9, STS};
use crate::aws::{self, MalformedEndpoint, Session};
use crate::environment::Environment;

/// How long Cloud9 may take.
const LIMIT: Duration = Duration::from_secs(3);

/// What Cloud9 says of this environment.
#[derive(Debug)]
pub(crate) enum Cloud9Answer {
    Known(Cloud9Environment),
    /// Denied, silent, or not there.
    Unknown(String),
    /// This is no Cloud9 environment whose id is known, or AWS does not know us.
    NotAsked,
}

impl Cloud9Answer {
    /// Weighs it against who AWS says that we are.
    pub(crate) fn of(&self, identity: &Identity) -> Option<Cloud9Says> {
        let Self::Known(environment) = self else { return None };
        match (environment.is_managed()?, identity) {
            (false, _) => Some(Cloud9Says::Off),
            (true, Identity::Known(identity)) if identity.arn == environment.owner => {
                Some(Cloud9Says::OnForUs)
            }
            (true, Identity::Known(_)) => Some(Cloud9Says::OnForOthers),
            (true, _) => None,
        }
    }
}

/// Asks Cloud9, where we are in one of its environments and AWS knows us.
pub(crate) async fn ask(
    place: &Place,
    winner: Option<&Answered>,
    region: &RegionAnswer,
    profile: &Profile,
    identity: &Identity,
    deadline: Deadline,
) -> Cloud9Answer {
    let (Some(id), Identity::Known(_), Some(answered), Some(region)) =
        (place.environment_id.clone(), identity, winner, named(Some(region)))
    else {
        return Cloud9Answer::NotAsked;
    };
    let source = SharedCredentialsProvider::new(answered.credentials.clone());
    let (region, profile) = (region.clone(), profile.name.clone());
    let ask =
        async move { Session::open(&region, source, &profile).await.cloud9_environment(&id).await };
    let limit = deadline.left(LIMIT);
    match aside(limit, ask).await {
        Some(Ok(Some(environment))) => Cloud9Answer::Known(environment),
        Some(Ok(None)) => Cloud9Answer::Unknown("it knows no such environment".to_owned()),
        Some(Err(failure)) => Cloud9Answer::Unknown(failure.to_string()),
        None => Cloud9Answer::Unknown(format!("no answer within {} s", limit.as_secs())),
    }
}

/// Tells whether STS and Cloud9 lead to one place: whom only a stand-in knows is nobody to AWS.
pub(crate) fn is_one_place(
    environment: &Environment,
    profile: &Profile,
    of_sts: &Result<Option<String>, MalformedEndpoint>,
) -> bool {
    let of_cloud9 = aws::endpoint(CLOUD9.variable, environment, endpoint_of(profile));
    match (of_sts, of_cloud9) {
        (Ok(of_sts), Ok(of_cloud9)) => {
            whereto::together(&[(STS, of_sts.clone()), (CLOUD9, of_cloud9)]).is_ok()
        }
        _ => false,
    }
}
