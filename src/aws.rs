//! The door to AWS: one configuration, its time limits, its clients, and what their failures mean.

pub(crate) mod barrier;
pub(crate) mod brisk;
pub(crate) mod clock;
pub(crate) mod cloud9;
mod endpoint;
mod failure;
mod refused;
pub(crate) mod whereto;

use std::time::Duration;

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::timeout::TimeoutConfig;

use crate::credentials::identity::CallerIdentity;
use crate::credentials::region::RegionName;

use clock::Clock;

pub(crate) use endpoint::{MalformedEndpoint, ProfileEndpoints, endpoint};
pub(crate) use failure::{Failure, FailureKind};
pub(crate) use refused::{barrier_within, is_unanswered, refusal_within};

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(3);

/// What AWS's logs call us when we are somebody else.
const SESSION_NAME: &str = "bootstrap-seed";

/// How long one attempt of a call may take.
const ATTEMPT: Duration = Duration::from_secs(10);

/// Credentials and a Region: all that a client needs.
#[expect(clippy::disallowed_types, reason = "this is the room that configures clients")]
pub(crate) struct Session {
    config: aws_config::SdkConfig,
}

impl Session {
    /// Puts a configuration together; asks nobody.
    pub(crate) async fn open(
        region: &RegionName,
        source: SharedCredentialsProvider,
        profile: &str,
    ) -> Self {
        let config = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new(region.as_str().to_owned()))
            .credentials_provider(source)
            .profile_name(profile)
            .timeout_config(limits())
            .load()
            .await;
        Self { config }
    }

    /// Leads to a store of our own: nothing that the user has set plays a part.
    #[expect(clippy::disallowed_types, reason = "this is the room that configures clients")]
    pub(crate) fn to(
        endpoint: &str,
        keys: Credentials,
        region: &RegionName,
        way: SharedHttpClient,
    ) -> Self {
        let config = aws_config::SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(region.as_str().to_owned()))
            .credentials_provider(SharedCredentialsProvider::new(keys))
            .endpoint_url(endpoint)
            .http_client(way)
            .timeout_config(limits())
            .build();
        Self { config }
    }

    /// Goes on as a role, which STS is asked for when it is needed.
    pub(crate) async fn assuming(&self, role_arn: &str) -> Option<Self> {
        let own = self.config.credentials_provider()?;
        let role = aws_config::sts::AssumeRoleProvider::builder(role_arn)
            .session_name(SESSION_NAME)
            .configure(&self.config)
            .build_from_provider(own)
            .await;
        let provider = SharedCredentialsProvider::new(role);
        let config = self.config.clone().into_builder().credentials_provider(provider).build();
        Some(Self { config })
    }

    #[expect(clippy::disallowed_types, reason = "this is the room that configures clients")]
    pub(crate) const fn config(&self) -> &aws_config::SdkConfig {
        &self.config
    }

    /// Asks STS whose credentials these are. Needs no permission.
    pub(crate) async fn caller_identity(&self) -> Result<CallerIdentity, Failure> {
        ask_sts(aws_sdk_sts::config::Builder::from(&self.config)).await
    }

    /// Asks STS whose credentials these are as those ask who do not know that their clock is wrong, and reads AWS's.
    pub(crate) async fn caller_identity_by(
        &self,
        clock: &Clock,
    ) -> Result<CallerIdentity, Failure> {
        let config = aws_sdk_sts::config::Builder::from(&self.config);
        ask_sts(config.disable_clock_skew_correction(true).interceptor(clock.clone())).await
    }
}

#[expect(clippy::disallowed_types, reason = "this is the room that speaks to STS")]
async fn ask_sts(config: aws_sdk_sts::config::Builder) -> Result<CallerIdentity, Failure> {
    let client = aws_sdk_sts::Client::from_conf(config.build());
    let answer = client.get_caller_identity().send().await.map_err(|error| Failure::of(&error))?;
    answer
        .arn()
        .and_then(CallerIdentity::from_arn)
        .ok_or_else(|| Failure::new(FailureKind::Other, None, "STS answered without an ARN"))
}

fn limits() -> TimeoutConfig {
    TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build()
}

/// Makes an HTTP client that never goes through a proxy, for services on this machine.
pub(crate) fn http_without_proxy() -> SharedHttpClient {
    Builder::new().build_with_connector_fn(|settings, components| {
        let mut connector = Connector::builder().proxy_config(ProxyConfig::disabled());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.build_http()
    })
}
