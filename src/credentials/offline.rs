//! What can be said without the network: which providers would have to be asked, and which would not.

use super::chain::Provider;
use super::instance;
use super::profile::Profile;
use super::region::RegionAnswer;
use crate::environment::Environment;

/// Returns the providers of which only the network knows whether they have credentials, and what it would take.
pub(crate) fn unasked(profile: &Profile, environment: &Environment) -> Vec<(Provider, String)> {
    let is_set = |name| environment.text(name).is_some();
    let of_profile = profile.way().filter(|way| way.asks());
    let of_profile = of_profile
        .map(|way| (Provider::Profile, format!("the profile `{}` goes by {way}", profile.name)));
    let of_token = (is_set("AWS_WEB_IDENTITY_TOKEN_FILE") && is_set("AWS_ROLE_ARN"))
        .then(|| (Provider::WebIdentity, "STS exchanges the web identity token".to_owned()));
    let of_container = (is_set("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
        || is_set("AWS_CONTAINER_CREDENTIALS_FULL_URI"))
    .then(|| (Provider::Container, "a container endpoint is set".to_owned()));
    let of_instance = (!instance::is_disabled(environment)).then(|| {
        (Provider::InstanceMetadata, "only the instance metadata service knows its role".to_owned())
    });
    [of_profile, of_token, of_container, of_instance].into_iter().flatten().collect()
}

/// Returns what is known of a Region that nobody names.
pub(crate) fn region(environment: &Environment) -> RegionAnswer {
    if instance::is_disabled(environment) { RegionAnswer::Missing } else { RegionAnswer::Unknown }
}
