//! What STS said to a provider that asked it for a role: found in the chain of causes by its type.

use std::error::Error;

use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_sdk_sts::operation::assume_role_with_web_identity::AssumeRoleWithWebIdentityError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

use super::Failure;

/// Returns the no of STS, when that is what is behind an error.
pub(crate) fn refusal_within(error: &(dyn Error + 'static)) -> Option<Failure> {
    let mut causes = std::iter::successors(Some(error), |&cause| cause.source());
    causes
        .find_map(|cause| {
            of::<AssumeRoleError>(cause).or_else(|| of::<AssumeRoleWithWebIdentityError>(cause))
        })
        .filter(|failure| failure.code.is_some() && !failure.kind.says_nothing())
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
    fn the_code_is_found_behind_the_provider_and_in_no_words() {
        let failure = refusal_within(&refused("ExpiredToken")).unwrap();
        assert_eq!(failure.code.as_deref(), Some("ExpiredToken"));

        assert_eq!(refusal_within(&refused("Throttling")), None);
        assert_eq!(refusal_within(&CredentialsError::unhandled("ExpiredToken")), None);
    }
}
