//! The EC2 instance's own metadata service: which instance this is, and which role is attached to it.

use std::error::Error;
use std::time::Duration;

use aws_config::imds::Client;
use aws_config::imds::client::error::{ImdsError, TokenError};
use aws_config::provider_config::ProviderConfig;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
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

/// Where the roles' credentials are.
const ROLES: &str = "/latest/meta-data/iam/security-credentials/";

/// What the instance says about itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(crate) id: Option<String>,
    pub(crate) profile: InstanceProfile,
    /// The role for which the service has credentials, or says why it has none.
    pub(crate) role: Option<String>,
    pub(crate) service: Service,
    pub(crate) refusal: Option<Refusal>,
}

/// A role that is attached and gives no credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) role: String,
    /// Why, in EC2's own word.
    pub(crate) code: String,
}

/// How the metadata service behaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Service {
    /// The user wants it to be left alone.
    #[default]
    NotAsked,
    Answers,
    /// It gives no token: it is turned off, or a rule keeps us out.
    Forbidden,
    Silent,
    /// Nobody is there, or somebody else.
    Absent,
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
    let itself = aside(LIMIT, async {
        let client = client();
        let id = client.get("/latest/meta-data/instance-id");
        let info = client.get("/latest/meta-data/iam/info");
        tokio::join!(id, info)
    });
    // Who is silent about the role may still say the rest.
    let role = aside(LIMIT, async { role(&client()).await });
    let (itself, role) = tokio::join!(itself, role);
    let (role, refusal) = role.unwrap_or_default();
    let Some((id, info)) = itself else {
        return Instance { service: Service::Silent, role, refusal, ..Instance::default() };
    };
    Instance {
        service: Service::of(&info),
        // It becomes part of commands: what only looks like an answer must not.
        id: id.ok().map(|id| id.as_ref().to_owned()).filter(|id| is_instance_id(id)),
        profile: match info {
            Ok(info) => profile_name(info.as_ref())
                .map_or(InstanceProfile::Unknown, InstanceProfile::Attached),
            Err(error) if is_not_found(&error) => InstanceProfile::NotAttached,
            Err(_) => InstanceProfile::Unknown,
        },
        role,
        refusal,
    }
}

/// Tells whether a role, or where its name is not known the profile that carries it, is the one that Cloud9 gives to
/// environments without ingress: it permits what Session Manager needs, and no more.
pub(crate) fn is_for_session_manager(role: Option<&str>, profile: &InstanceProfile) -> bool {
    match (role, profile) {
        (Some(role), _) => role == "AWSCloud9SSMAccessRole",
        (None, InstanceProfile::Attached(name)) => name == "AWSCloud9SSMInstanceProfile",
        (None, InstanceProfile::NotAttached | InstanceProfile::Unknown) => false,
    }
}

impl Service {
    fn of<T>(answer: &Result<T, ImdsError>) -> Self {
        let Err(error) = answer else { return Self::Answers };
        match error {
            ImdsError::ErrorResponse(context) => match context.response().status().as_u16() {
                403 => Self::Forbidden,
                _ => Self::Answers,
            },
            ImdsError::FailedToLoadToken(_) if status_of_token(error) == Some(403) => {
                Self::Forbidden
            }
            _ => Self::Absent,
        }
    }
}

/// Returns the status with which the service refused; the SDK's own words would show all of the answer.
pub(crate) fn status_within(error: &(dyn Error + 'static)) -> Option<u16> {
    std::iter::successors(Some(error), |&cause| cause.source()).find_map(|cause| match cause
        .downcast_ref::<ImdsError>(
    )? {
        ImdsError::ErrorResponse(context) => Some(context.response().status().as_u16()),
        _ => None,
    })
}

/// Returns the status with which a token was refused.
fn status_of_token(error: &ImdsError) -> Option<u16> {
    let cause = error.source()?.downcast_ref::<SdkError<TokenError, HttpResponse>>()?;
    Some(cause.raw_response()?.status().as_u16())
}

/// Reads which role there is.
async fn role(client: &Client) -> (Option<String>, Option<Refusal>) {
    let Ok(role) = client.get(ROLES).await else { return (None, None) };
    let role = role.as_ref().trim();
    if role.is_empty()
        || !role.chars().all(|next| next.is_alphanumeric() || "+=,.@_-".contains(next))
    {
        return (None, None);
    }
    (Some(role.to_owned()), refusal(client, role).await)
}

/// Reads why the role gives no credentials: `AssumeRoleUnauthorizedAccess`. Of credentials nothing is kept.
async fn refusal(client: &Client, role: &str) -> Option<Refusal> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Document {
        code: String,
    }

    let document = client.get(format!("{ROLES}{role}")).await.ok()?;
    let Document { code } = serde_json::from_str(document.as_ref()).ok()?;
    let role = role.to_owned();
    (code != "Success").then(|| Refusal { role, code: crate::foreign::harmless(&code) })
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
