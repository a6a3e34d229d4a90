//! What became of asking AWS, for a provider that needs its answer: found in the chain of causes by its type.

use std::error::Error;

use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::Failure;
use super::barrier::Barrier;

/// Returns the no of STS, when that is what is behind an error.
pub(crate) fn refusal_within(error: &(dyn Error + 'static)) -> Option<Failure> {
    causes(error)
        .find_map(of_sts)
        .filter(|failure| failure.code.is_some() && !failure.kind.says_nothing())
}

/// Tells whether nobody has said yes or no: who was to be asked could not be reached, or has a fault.
pub(crate) fn is_unanswered(error: &(dyn Error + 'static)) -> bool {
    let is_lost = |cause: &(dyn Error + 'static)| {
        let connector = cause.downcast_ref::<ConnectorError>();
        connector.is_some_and(|error| error.is_io() || error.is_timeout())
            || of_sts(cause).is_some_and(|failure| says_nothing(&failure))
    };
    Barrier::within(error).is_some() || causes(error).any(is_lost)
}

/// Where nothing could be asked, something may only be set up wrong.
fn says_nothing(failure: &Failure) -> bool {
    failure.kind.says_nothing() && failure.barrier != Some(Barrier::Unclear)
}

/// Returns what is in the way to AWS, as far as that can be told.
pub(crate) fn barrier_within(error: &(dyn Error + 'static)) -> Option<Barrier> {
    Barrier::within(error).or_else(|| causes(error).find_map(of_sts)?.barrier)
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| cause.source())
}

fn of_sts(cause: &(dyn Error + 'static)) -> Option<Failure> {
    of::<AssumeRoleError>(cause).or_else(|| of::<AssumeRoleWithWebIdentityError>(cause))
}

fn of<E>(cause: &(dyn Error + 'static)) -> Option<Failure>
where
    E: ProvideErrorMetadata + Error + 'static,
{
    cause.downcast_ref::<SdkError<E, HttpResponse>>().map(Failure::of)
}

#[cfg(test)]
mod tests {
    use aws_credential_types::provider::error::CredentialsError;
    use aws_smithy_runtime_api::http::{Response, StatusCode};
    use aws_smithy_types::body::SdkBody;
    use aws_smithy_types::error::ErrorMetadata;

    use super::*;

    fn refused(code: &str) -> CredentialsError {
        let metadata = ErrorMetadata::builder().code(code).message("no").build();
        let answer = Response::new(StatusCode::try_from(403).unwrap(), SdkBody::empty());
        let error = AssumeRoleError::generic(metadata);
        CredentialsError::provider_error(SdkError::service_error(error, answer))
    }

    #[test]
    fn who_could_not_answer_has_said_neither_yes_nor_no() {
        let lost = |error: ConnectorError| {
            is_unanswered(&CredentialsError::provider_error(SdkError::<
                AssumeRoleError,
                HttpResponse,
            >::dispatch_failure(error)))
        };
        let cut = || Box::new(std::io::Error::other("cut"));

        assert!(lost(ConnectorError::io(cut())) && lost(ConnectorError::timeout(cut())));
        assert!(is_unanswered(&refused("Throttling")));
        assert!(!is_unanswered(&refused("ExpiredToken")));
        assert!(!lost(ConnectorError::other("no Region".into(), None)), "nobody was asked");
        assert!(!is_unanswered(&CredentialsError::unhandled("connection refused")));
    }

    #[test]
    fn the_code_is_found_behind_the_provider_and_in_no_words() {
        let failure = refusal_within(&refused("ExpiredToken")).unwrap();
        assert_eq!(failure.code.as_deref(), Some("ExpiredToken"));

        assert_eq!(refusal_within(&refused("Throttling")), None);
        assert_eq!(refusal_within(&CredentialsError::unhandled("ExpiredToken")), None);
    }
}
