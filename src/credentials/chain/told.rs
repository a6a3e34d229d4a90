//! Why a provider has no credentials, in the SDK's words, without what others may have put into them.

use std::error::Error;
use std::io;

use aws_config::imds::client::error::{BuildError, ImdsError};
use aws_credential_types::provider::error::CredentialsError;

use super::Provider;
use crate::credentials::instance;
use crate::foreign;

/// What is said of an error that was written by others.
const IN_PLACE: &str = "it has an error in place of credentials";

/// Tells why there are no credentials. What a program wrote, and an error where credentials are expected, may hold
/// anything: it is left out.
pub(super) fn told(provider: Provider, error: &CredentialsError) -> String {
    let said = match provider {
        Provider::InstanceMetadata => is_an_error_of_metadata(error).then(|| IN_PLACE.to_owned()),
        Provider::Container => said_by_a_container(error),
        Provider::Environment | Provider::Profile | Provider::WebIdentity => None,
    };
    if let Some(said) = said {
        return said;
    }
    if provider == Provider::Container && is_about_its_address(error) {
        return "its address is malformed, or not one to which the SDK sends such requests"
            .to_owned();
    }
    if let Some(status) = instance::status_within(error) {
        return format!("it answers {status}");
    }
    let causes =
        std::error::Error::source(error).map_or_else(|| error.to_string(), foreign::causes);
    without_users(causes.split(". Stderr:").next().unwrap_or_default())
}

/// Takes the user and the password out of every address in a text.
fn without_users(text: &str) -> String {
    let words = text.split(' ').map(|word| match word.rsplit_once('@') {
        Some((_user, host)) => format!("...@{host}"),
        None => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Instance metadata answers with a code and words where the role cannot be used: all other errors have types.
fn is_an_error_of_metadata(error: &CredentialsError) -> bool {
    let mut causes = std::iter::successors(error.source(), |&cause| cause.source());
    let may_be = matches!(
        error,
        CredentialsError::ProviderError(_) | CredentialsError::InvalidConfiguration(_)
    );
    may_be && !causes.any(|cause| cause.is::<ImdsError>() || cause.is::<BuildError>())
}

/// So does a container's endpoint, and has no type for a status that is no success either: of that the number is taken.
fn said_by_a_container(error: &CredentialsError) -> Option<String> {
    let CredentialsError::ProviderError(_) = error else { return None };
    let cause = error.source()?;
    if cause.is::<io::Error>() || cause.source().is_some() {
        return None;
    }
    let text = cause.to_string();
    let status =
        text.strip_prefix("Non-success status").and_then(|rest| rest.split_once("StatusCode("));
    let digits = status.and_then(|(_, rest)| rest.get(..3)?.parse::<u16>().ok());
    Some(digits.map_or_else(|| IN_PLACE.to_owned(), |status| format!("it answers {status}")))
}

/// Tells whether a container's address is refused: the SDK's words then have all of it, with whatever is secret
/// in it. All other errors of the kind have a cause of their own.
fn is_about_its_address(error: &CredentialsError) -> bool {
    let is_whole = |cause: &dyn Error| cause.source().is_none();
    matches!(error, CredentialsError::InvalidConfiguration(_))
        && error.source().is_some_and(is_whole)
}
