//! What the failure of a call means: told by its structure, and without what must not be shown.

use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::barrier::Barrier;
use crate::foreign;

/// A call that did not do what it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// The service's own code, when it answered.
    pub(crate) code: Option<String>,
    /// What is to blame, where the call was about several things.
    about: Vec<String>,
    /// Whether there may be more to blame.
    is_open: bool,
    /// What is in the way to the service, as far as that can be told.
    pub(crate) barrier: Option<Barrier>,
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
    /// The service says yes, and not so that what came of it can be told.
    Unclear,
    /// Anything else the service says no to.
    Other,
}

/// What is said of an answer that nobody at AWS would give.
const NOT_AWS: &str = "the answer is not what AWS would say";

impl FailureKind {
    /// Tells whether the failure is about the way to the service or the service itself, and not about what was asked.
    pub(crate) const fn says_nothing(self) -> bool {
        matches!(self, Self::Unreachable | Self::Throttled | Self::Server)
    }
}

impl Failure {
    pub(crate) fn new(kind: FailureKind, code: Option<&str>, message: &str) -> Self {
        Self {
            kind,
            code: code.map(str::to_owned),
            about: Vec::new(),
            is_open: false,
            barrier: None,
            message: message.to_owned(),
        }
    }

    /// Says which of several things are to blame, and whether there may be more.
    pub(crate) fn about(self, what: Vec<String>, is_open: bool) -> Self {
        Self { about: what, is_open, ..self }
    }

    /// Tells whether we are too fast, and not only this one parameter.
    pub(crate) fn is_too_fast(&self) -> bool {
        self.kind == FailureKind::Throttled && self.code.as_deref() != Some("TooManyUpdates")
    }

    /// Reads an error of the SDK by its structure: kind, code and status, never by its prose.
    pub(crate) fn of<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let unreachable = |message: &str, barrier| Self {
            barrier,
            ..Self::new(FailureKind::Unreachable, None, message)
        };
        match error {
            // Whatever stands before a service may have a fault without a word that can be read.
            SdkError::ResponseError(context) if context.raw().status().is_server_error() => {
                Self::new(FailureKind::Server, None, "the service has a fault")
            }
            SdkError::ServiceError(context) => {
                let (code, message) = (context.err().code(), context.err().message());
                let kind = kind(code.unwrap_or_default(), context.raw().status().as_u16());
                // AWS never says no without a code: this is a portal, or a proxy.
                if code.is_none() && kind == FailureKind::Other {
                    return unreachable(NOT_AWS, Some(Barrier::of_answer(context.raw())));
                }
                Self::new(kind, code, message.unwrap_or_default())
            }
            SdkError::TimeoutError(_) => unreachable("no answer in time", Some(Barrier::Silence)),
            SdkError::DispatchFailure(context) => {
                let cause = context.as_connector_error();
                let message = cause.map_or_else(String::new, |cause| foreign::root_cause(cause));
                unreachable(&message, cause.and_then(Barrier::of))
            }
            SdkError::ResponseError(context) => {
                unreachable(NOT_AWS, Some(Barrier::of_answer(context.raw())))
            }
            // No request was made: the credentials' source failed, or the endpoint is no address.
            other => Self::new(
                FailureKind::Credentials,
                None,
                &std::error::Error::source(other).map_or_else(String::new, foreign::causes),
            ),
        }
    }

    /// Says what was found to be in the way.
    pub(crate) fn behind(self, barrier: Option<Barrier>) -> Self {
        Self { barrier, ..self }
    }

    /// Tells whether the keys themselves are not accepted, or not any more: nothing else that is mended makes them good.
    pub(crate) fn is_about_the_keys(&self) -> bool {
        let code = self.code.as_deref().unwrap_or_default();
        code.starts_with("ExpiredToken")
            || ["InvalidClientTokenId", "UnrecognizedClientException"].contains(&code)
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
        // The tagging API has a word of its own.
        | "ThrottledException"
        // Systems Manager says this while another write to the same parameter is under way. The SDK does not
        // count it among what is worth a retry.
        | "TooManyUpdates" => FailureKind::Throttled,
        "ExpiredToken" | "ExpiredTokenException" | "InvalidClientTokenId" | "UnrecognizedClientException"
        | "SignatureDoesNotMatch" | "InvalidSignatureException" | "IncompleteSignature"
        | "MissingAuthenticationToken" | "RequestExpired" | "RequestTimeTooSkewed" | "OptInRequired"
        | "RegionDisabledException" => FailureKind::Credentials,
        "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation" => FailureKind::Denied,
        _ if status == 429 => FailureKind::Throttled,
        _ if status >= 500 => FailureKind::Server,
        _ => FailureKind::Other,
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = foreign::harmless(&self.message);
        let about: Vec<_> =
            self.about.iter().map(|about| format!("`{}`", foreign::escaped(about))).collect();
        if !about.is_empty() {
            let others = if self.is_open { " and perhaps others" } else { "" };
            write!(formatter, "{}{others}: ", about.join(", "))?;
        }
        match self.code.as_deref().map(foreign::harmless) {
            Some(code) if message.is_empty() => formatter.write_str(&code),
            Some(code) => write!(formatter, "{code}: {message}"),
            None => formatter.write_str(&message),
        }
    }
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
    fn a_clock_or_a_region_says_nothing_of_the_keys() {
        let is_about_the_keys =
            |code| Failure::new(FailureKind::Credentials, code, "").is_about_the_keys();

        for code in [
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
        ] {
            assert!(is_about_the_keys(Some(code)), "{code}");
        }
        for code in [
            "SignatureDoesNotMatch",
            "RequestTimeTooSkewed",
            "RequestExpired",
            "RegionDisabledException",
            "OptInRequired",
        ] {
            assert!(!is_about_the_keys(Some(code)), "{code}");
        }
        assert!(!is_about_the_keys(None));
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
}
