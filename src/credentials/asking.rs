//! Asking STS whose credentials these are, and looking into why it could not be asked.

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;

use super::chain::Answered;
use super::passage::Passage;
use super::profile::Profile;
use super::region::RegionAnswer;
use super::{Identity, asked_region};
use crate::aside::aside;
use crate::aws::barrier::{self, Barrier};
use crate::aws::clock::Clock;
use crate::aws::{Failure, FailureKind, Session};

pub(super) async fn identify(
    session: impl Future<Output = Session> + Send + 'static,
    limit: Duration,
    clock: Clock,
    passage: Passage,
) -> Identity {
    let ask = async move {
        match session.await.caller_identity_by(&clock).await {
            Ok(identity) => Ok(identity),
            Err(failure) => Err(looked_into(failure, &passage).await),
        }
    };
    match aside(limit, ask).await {
        Some(Ok(identity)) => Identity::Known(identity),
        Some(Err(failure)) => Identity::Failed(failure),
        None => Identity::Silent(limit),
    }
}

/// Asks STS whose these credentials are, which others shadow.
pub(super) async fn whose(
    answered: &Answered,
    region: &RegionAnswer,
    profile: &Profile,
    limit: Duration,
) -> Identity {
    let (region, name) = (asked_region(region), profile.name.clone());
    let source = SharedCredentialsProvider::new(answered.credentials.clone());
    let ask = async move { Session::open(&region, source, &name).await.caller_identity().await };
    match aside(limit, ask).await {
        Some(Ok(identity)) => Identity::Known(identity),
        Some(Err(failure)) => Identity::Failed(failure),
        None => Identity::Silent(limit),
    }
}

/// Looks for what the failure itself does not tell: a name without an address, or a proxy that opens no tunnel.
async fn looked_into(failure: Failure, passage: &Passage) -> Failure {
    match (failure.barrier, &passage.proxy) {
        (Some(Barrier::Unclear), Some(_)) => failure.behind(Some(Barrier::Proxy)),
        (None, proxy) if failure.kind == FailureKind::Unreachable => {
            let host = proxy.as_ref().map_or(&passage.host, |proxy| &proxy.host);
            let is_unknown = barrier::is_unknown(host).await;
            failure.behind(is_unknown.then_some(Barrier::NoName))
        }
        _ => failure,
    }
}
