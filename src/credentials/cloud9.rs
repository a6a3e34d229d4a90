//! What AWS Cloud9 itself says of managed credentials: further evidence, and never needed.

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;

use super::chain::Answered;
use super::deadline::Deadline;
use super::identity::{CallerIdentity, Principal};
use super::place::Place;
use super::profile::Profile;
use super::region::RegionAnswer;
use super::verdict::{Cloud9Says, Meaning};
use super::{Identity, endpoint_of, named};
use crate::aside::aside;
use crate::aws::cloud9::{Environment as Cloud9Environment, Managed};
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
        let status = crate::foreign::harmless(environment.managed_credentials.as_deref()?);
        let meaning = match (environment.managed(), identity) {
            (Managed::Off, _) => Meaning::Off,
            (Managed::Leaving, _) => Meaning::Leaving,
            (Managed::On, Identity::Known(identity)) if is_owner(identity, &environment.owner) => {
                Meaning::OnForUs
            }
            (Managed::On, Identity::Known(_)) => Meaning::OnForOthers(called(&environment.owner)),
            (Managed::On | Managed::Unclear, _) => Meaning::Unclear,
        };
        Some(Cloud9Says { status, meaning })
    }
}

/// Tells whether the owner is who we are. An owner that is a role may be named without the session.
fn is_owner(identity: &CallerIdentity, owner: &str) -> bool {
    let Some(owner) = CallerIdentity::from_arn(owner) else { return false };
    let is_same = match &owner.principal {
        Principal::Other(resource) => {
            let role = resource.strip_prefix("role/").and_then(|path| path.rsplit('/').next());
            role.is_some() && role == identity.principal.role()
        }
        principal => *principal == identity.principal,
    };
    is_same && owner.account == identity.account
}

/// Names an owner as people know it.
fn called(owner: &str) -> String {
    let known = CallerIdentity::from_arn(owner);
    crate::foreign::harmless(
        &known.map_or_else(|| "another owner".to_owned(), |owner| owner.principal.to_string()),
    )
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_known_with_and_without_a_session() {
        let is_owner = |owner: &str| {
            let arn = "arn:aws:sts::111122223333:assumed-role/Team/ann";
            is_owner(&CallerIdentity::from_arn(arn).unwrap(), owner)
        };

        assert!(is_owner("arn:aws:sts::111122223333:assumed-role/Team/ann"));
        assert!(is_owner("arn:aws:iam::111122223333:role/path/Team"));
        for other in [
            "arn:aws:sts::111122223333:assumed-role/Team/bob",
            "arn:aws:sts::444455556666:assumed-role/Team/ann",
            "arn:aws:iam::111122223333:role/Other",
            "arn:aws:iam::111122223333:group/Team",
            "arn:aws:iam::111122223333:user/ann",
            "Team",
        ] {
            assert!(!is_owner(other), "{other}");
        }
    }
}
