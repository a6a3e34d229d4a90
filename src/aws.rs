//! The door to AWS: one configuration, its time limits, its clients, and what their failures mean.

use std::fmt;
use std::time::Duration;

use aws_config::{BehaviorVersion, Region};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_smithy_types::timeout::TimeoutConfig;
use hyper::Uri;

use crate::credentials::identity::CallerIdentity;
use crate::credentials::region::RegionName;
use crate::environment::Environment;
use crate::foreign;

/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(3);

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
        let limits = TimeoutConfig::builder()
            .connect_timeout(CONNECT)
            .operation_attempt_timeout(ATTEMPT)
            .build();
        let config = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new(region.as_str().to_owned()))
            .credentials_provider(source)
            .profile_name(profile)
            .timeout_config(limits)
            .load()
            .await;
        Self { config }
    }

    #[expect(clippy::disallowed_types, reason = "this is the room that configures clients")]
    pub(crate) const fn config(&self) -> &aws_config::SdkConfig {
        &self.config
    }

    /// Asks STS whose credentials these are. Needs no permission.
    #[expect(clippy::disallowed_types, reason = "this is the room that speaks to STS")]
    pub(crate) async fn caller_identity(&self) -> Result<CallerIdentity, Failure> {
        let client = aws_sdk_sts::Client::new(&self.config);
        let answer =
            client.get_caller_identity().send().await.map_err(|error| Failure::of(&error))?;
        answer
            .arn()
            .and_then(CallerIdentity::from_arn)
            .ok_or_else(|| Failure::new(FailureKind::Other, None, "STS answered without an ARN"))
    }
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

/// A call that did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// The service's own code, when it answered.
    pub(crate) code: Option<String>,
    /// What the service or the network said, word for word; shown only harmless.
    message: String,
}

/// What a failure means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// Nobody could be reached, or no answer came: whether there was an effect is not known.
    Unreachable,
    /// The credentials are expired, or not accepted.
    Credentials,
    /// The credentials are good, and this is not allowed.
    Denied,
    /// Too fast: later it may work.
    Throttled,
    /// The service has a fault: later it may work.
    Server,
    /// Anything else the service says no to.
    Other,
}

impl Failure {
    pub(crate) fn new(kind: FailureKind, code: Option<&str>, message: &str) -> Self {
        Self { kind, code: code.map(str::to_owned), message: message.to_owned() }
    }

    /// Reads an error of the SDK by its structure: kind, code and status, never by its prose.
    pub(crate) fn of<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let unreachable = |message: &str| Self::new(FailureKind::Unreachable, None, message);
        match error {
            SdkError::ServiceError(context) => {
                let (code, message) = (context.err().code(), context.err().message());
                let kind = kind(code.unwrap_or_default(), context.raw().status().as_u16());
                Self::new(kind, code, message.unwrap_or_default())
            }
            SdkError::TimeoutError(_) => unreachable("no answer in time"),
            SdkError::DispatchFailure(context) => unreachable(
                &context
                    .as_connector_error()
                    .map_or_else(String::new, |cause| foreign::root_cause(cause)),
            ),
            SdkError::ResponseError(_) => unreachable("the answer is not what AWS would say"),
            // No request was made: the credentials' source failed, or the endpoint is no address.
            other => Self::new(
                FailureKind::Credentials,
                None,
                &std::error::Error::source(other).map_or_else(String::new, foreign::causes),
            ),
        }
    }

    /// Takes a secret out of what the service said. Validation errors quote what they were sent, perhaps cut: of
    /// those nothing quoted is kept.
    pub(crate) fn hiding(mut self, secret: &str) -> Self {
        if self.code.as_deref() == Some("ValidationException")
            && let (Some(first), Some(last)) = (self.message.find('\''), self.message.rfind('\''))
        {
            self.message.replace_range(first..=last, "'...'");
        }
        // A shorter one is in every sentence.
        if secret.len() >= 4 {
            self.message = self.message.replace(secret, "...");
        }
        self
    }
}

fn kind(code: &str, status: u16) -> FailureKind {
    match code {
        "ThrottlingException" | "Throttling" | "TooManyRequestsException" | "RequestLimitExceeded"
        // Systems Manager says this while another write to the same parameter is under way. The SDK does not
        // count it among what is worth a retry.
        | "TooManyUpdates" => FailureKind::Throttled,
        "ExpiredToken" | "ExpiredTokenException" | "InvalidClientTokenId" | "UnrecognizedClientException"
        | "SignatureDoesNotMatch" | "InvalidSignatureException" | "IncompleteSignature"
        | "MissingAuthenticationToken" | "RequestExpired" | "OptInRequired" => FailureKind::Credentials,
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" => FailureKind::Denied,
        _ if status == 429 => FailureKind::Throttled,
        _ if status >= 500 => FailureKind::Server,
        _ => FailureKind::Other,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = foreign::harmless(&self.message);
        match self.code.as_deref().map(foreign::harmless) {
            Some(code) if message.is_empty() => formatter.write_str(&code),
            Some(code) => write!(formatter, "{code}: {message}"),
            None => formatter.write_str(&message),
        }
    }
}

/// Returns the address that stands in for a service of AWS (`STS`, `SSM`), when one is set: scheme, host and port.
///
/// The SDK passes over what is no address, to speak to AWS itself instead, and panics on what is empty.
pub(crate) fn endpoint(
    service: &str,
    environment: &Environment,
    of_profile: Option<&str>,
) -> Result<Option<String>, MalformedEndpoint> {
    let ignored = environment.text("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
    if ignored.is_some_and(|value| value.eq_ignore_ascii_case("true")) {
        return Ok(None);
    }
    let own = format!("AWS_ENDPOINT_URL_{service}");
    let named = |name: &str| {
        Some((format!("`{name}`"), environment.raw(name)?.to_string_lossy().into_owned()))
    };
    let Some((place, url)) = named(&own)
        .or_else(|| named("AWS_ENDPOINT_URL"))
        .or_else(|| Some(("`endpoint_url` of the profile".to_owned(), of_profile?.to_owned())))
    else {
        return Ok(None);
    };
    let uri: Option<Uri> = url.parse().ok();
    let Some((scheme @ ("http" | "https"), authority)) =
        uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.authority()?)))
    else {
        return Err(MalformedEndpoint { place });
    };
    let port = authority.port().map_or_else(String::new, |port| format!(":{port}"));
    Ok(Some(format!("{scheme}://{}{port}", authority.host())))
}

/// A setting that is no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place} is not an address like `http://127.0.0.1:8000`")]
pub(crate) struct MalformedEndpoint {
    place: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_by_their_code_then_by_their_status() {
        assert_eq!(kind("TooManyUpdates", 400), FailureKind::Throttled);
        assert_eq!(kind("ExpiredToken", 403), FailureKind::Credentials);
        assert_eq!(kind("AccessDeniedException", 400), FailureKind::Denied);
        assert_eq!(kind("InternalServerError", 500), FailureKind::Server);
        assert_eq!(kind("ValidationException", 400), FailureKind::Other);
    }

    #[test]
    fn what_was_sent_is_not_said_again() {
        let quoted = Failure::new(
            FailureKind::Other,
            Some("ValidationException"),
            "1 error: Value 'can'ary' at 'value' failed",
        );
        assert_eq!(
            quoted.hiding("can'ary").to_string(),
            "ValidationException: 1 error: Value '...' failed"
        );

        let repeated = Failure::new(FailureKind::Other, Some("Odd"), "no canary here");
        assert_eq!(repeated.hiding("canary").to_string(), "Odd: no ... here");
    }

    #[test]
    fn a_services_own_endpoint_wins_over_the_general_one() {
        let environment = Environment::of(&[
            ("AWS_ENDPOINT_URL", "http://a"),
            ("AWS_ENDPOINT_URL_STS", "http://b"),
        ]);

        let of = |service| endpoint(service, &environment, Some("http://c"));
        assert_eq!(of("STS"), Ok(Some("http://b".to_owned())));
        assert_eq!(of("SSM"), Ok(Some("http://a".to_owned())));
        assert_eq!(
            endpoint("SSM", &Environment::of(&[]), Some("http://c")),
            Ok(Some("http://c".to_owned()))
        );
        assert_eq!(endpoint("SSM", &Environment::of(&[]), None), Ok(None));
    }

    #[test]
    fn an_endpoint_is_shown_without_what_may_be_secret_in_it() {
        let of = |url| endpoint("SSM", &Environment::of(&[("AWS_ENDPOINT_URL", url)]), None);

        assert_eq!(
            of("https://ann:canary@host:8000/path?canary"),
            Ok(Some("https://host:8000".to_owned()))
        );
        for malformed in ["", " ", "localhost:8000", "ftp://host", "http://", "hello there"] {
            assert!(of(malformed).is_err(), "{malformed}");
        }
    }
}
