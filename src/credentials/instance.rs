//! The EC2 instance's own metadata service: which instance this is, and which role is attached to it.

use std::time::Duration;

use aws_config::imds::Client;
use aws_config::imds::client::error::ImdsError;
use aws_config::provider_config::ProviderConfig;
use serde::Deserialize;

use crate::aside::aside;
use crate::aws;
use crate::credentials::place::is_instance_id;
use crate::credentials::region::{RegionAnswer, RegionOrigin, written};
use crate::environment::Environment;

/// Metadata is served from the machine itself: what takes longer than this is not there.
pub(crate) const LIMIT: Duration = Duration::from_secs(1);

/// Longer than [`LIMIT`], so that silence is always told by us and never looks like a refusal.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the instance says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(crate) id: Option<String>,
    pub(crate) profile: InstanceProfile,
}

/// The instance profile, which carries the instance's role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum InstanceProfile {
    Attached(String),
    NotAttached,
    /// Nobody answered, or not in a way that tells.
    #[default]
    Unknown,
}

/// Makes a client that speaks IMDSv2, and never through a proxy (the SDK's own would).
pub(crate) fn client() -> Client {
    let config = ProviderConfig::without_region()
        .with_http_client(aws::http_without_proxy())
        .with_behavior_version(Some(aws_config::BehaviorVersion::latest()));
    Client::builder().configure(&config).connect_timeout(PATIENCE).read_timeout(PATIENCE).build()
}

/// Asks the instance which one it is and which profile is attached.
pub(crate) async fn look(environment: &Environment) -> Instance {
    if is_disabled(environment) {
        return Instance::default();
    }
    // The client reads the profile, too.
    let answers = aside(LIMIT, async {
        let client = client();
        let id = client.get("/latest/meta-data/instance-id");
        let info = client.get("/latest/meta-data/iam/info");
        tokio::join!(id, info)
    });
    match answers.await {
        Some((id, info)) => Instance {
            // It becomes part of commands: what only looks like an answer must not.
            id: id.ok().map(|id| id.as_ref().to_owned()).filter(|id| is_instance_id(id)),
            profile: match info {
                Ok(info) => profile_name(info.as_ref())
                    .map_or(InstanceProfile::Unknown, InstanceProfile::Attached),
                Err(error) if is_not_found(&error) => InstanceProfile::NotAttached,
                Err(_) => InstanceProfile::Unknown,
            },
        },
        None => Instance::default(),
    }
}

/// Asks the instance in which Region it is.
pub(crate) async fn region(environment: &Environment) -> RegionAnswer {
    if is_disabled(environment) {
        return RegionAnswer::Missing;
    }
    let answer = aside(LIMIT, async { client().get("/latest/meta-data/placement/region").await });
    match answer.await {
        Some(Ok(text)) => written(text.as_ref(), RegionOrigin::InstanceMetadata),
        Some(Err(error)) if is_not_found(&error) || is_nobody(&error) => RegionAnswer::Missing,
        Some(Err(_)) | None => RegionAnswer::Unknown,
    }
}

fn is_not_found(error: &ImdsError) -> bool {
    matches!(error, ImdsError::ErrorResponse(context) if context.response().status().as_u16() == 404)
}

/// Tells whether the connection was refused: no service is there.
fn is_nobody(error: &ImdsError) -> bool {
    matches!(error, ImdsError::FailedToLoadToken(context) if context.is_dispatch_failure())
}

/// Tells whether the user said where instance metadata is served.
pub(crate) fn is_elsewhere(environment: &Environment) -> bool {
    environment.text("AWS_EC2_METADATA_SERVICE_ENDPOINT").is_some()
}

/// Tells whether the user has turned the service off.
pub(crate) fn is_disabled(environment: &Environment) -> bool {
    environment
        .text("AWS_EC2_METADATA_DISABLED")
        .is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Reads the name out of `arn:aws:iam::123456789012:instance-profile/path/NAME`.
fn profile_name(info: &str) -> Option<String> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Info {
        instance_profile_arn: String,
    }

    let info: Info = serde_json::from_str(info).ok()?;
    let name = info.instance_profile_arn.rsplit('/').next()?;
    Some(crate::foreign::harmless(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_is_the_last_part_of_its_arn() {
        let info = r#"{"Code":"Success","InstanceProfileArn":"arn:aws:iam::111122223333:instance-profile/cloud9/AWSCloud9SSMInstanceProfile"}"#;

        assert_eq!(profile_name(info).as_deref(), Some("AWSCloud9SSMInstanceProfile"));
        assert_eq!(profile_name("<html>"), None);
    }
}
