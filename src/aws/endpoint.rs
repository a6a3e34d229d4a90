//! Which address stands in for a service of AWS, and what is none.

use std::collections::BTreeMap;

use aws_config::profile::ProfileSet;
use aws_runtime::env_config::EnvConfigValue;
use aws_types::os_shim_internal::Env;
use hyper::Uri;

use super::whereto::{CLOUD9, STS, SYSTEMS_MANAGER, Service, TAGGING};
use crate::environment::Environment;

/// The services that are called.
const SERVICES: [Service; 4] = [SYSTEMS_MANAGER, STS, TAGGING, CLOUD9];

/// Where an endpoint is that no variable names.
const OF_PROFILE: &str = "`endpoint_url` of the profile";

/// What a profile says about endpoints.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ProfileEndpoints {
    /// Those of the section of `services` that the profile names.
    of_services: BTreeMap<&'static str, String>,
    general: Option<String>,
    is_ignored: bool,
}

impl ProfileEndpoints {
    /// Reads the selected profile as the SDK does.
    pub(crate) fn of(profiles: &ProfileSet) -> Self {
        let nothing = Env::from_slice(&[]);
        let of_service = |Service { variable: service, .. }: Service| {
            let id = service.replace('_', " ");
            let setting = EnvConfigValue::new().profile("endpoint_url").service_id(&id);
            let url = setting.load(&nothing, Some(profiles))?.0.into_owned();
            Some((service, url))
        };
        let general = profiles.get("endpoint_url").map(str::to_owned);
        let mut of_services: BTreeMap<_, _> = SERVICES.into_iter().filter_map(of_service).collect();
        of_services.retain(|_, url| Some(&*url) != general.as_ref());
        let is_ignored = profiles
            .get("ignore_configured_endpoint_urls")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"));
        Self { of_services, general, is_ignored }
    }

    fn named(&self, service: &str) -> Option<(String, String)> {
        let of_service = self.of_services.get(service).map(|url| {
            let section = service.to_lowercase().replace('_', "-");
            (format!("`endpoint_url` of `{section}` in the profile's services"), url.clone())
        });
        of_service.or_else(|| Some((OF_PROFILE.to_owned(), self.general.clone()?)))
    }
}

/// Returns the address that stands in for a service of AWS (`STS`, `SSM`), when one is set: scheme, host and port.
///
/// The SDK passes over what is no address, to speak to AWS itself instead, and panics on what is empty.
pub(crate) fn endpoint(
    service: &str,
    environment: &Environment,
    of_profile: Option<&ProfileEndpoints>,
) -> Result<Option<String>, MalformedEndpoint> {
    let is_ignored = match environment.raw("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") {
        Some(value) => value.eq_ignore_ascii_case("true"),
        None => of_profile.is_some_and(|endpoints| endpoints.is_ignored),
    };
    if is_ignored {
        return Ok(None);
    }
    let own = format!("AWS_ENDPOINT_URL_{service}");
    let named = |name: &str| {
        Some((format!("`{name}`"), environment.raw(name)?.to_string_lossy().into_owned()))
    };
    let by_variable = named(&own).or_else(|| named("AWS_ENDPOINT_URL"));
    let is_of_profile = by_variable.is_none();
    let Some((place, url)) = by_variable.or_else(|| of_profile?.named(service)) else {
        return Ok(None);
    };
    let uri: Option<Uri> = url.parse().ok();
    let Some((scheme @ ("http" | "https"), authority)) =
        uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.authority()?)))
    else {
        return Err(MalformedEndpoint { place, is_of_profile });
    };
    let port = authority.port().map_or_else(String::new, |port| format!(":{port}"));
    Ok(Some(format!("{scheme}://{}{port}", authority.host())))
}

/// A setting that is no endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place} is not an address like `http://127.0.0.1:8000`")]
pub(crate) struct MalformedEndpoint {
    place: String,
    /// Whether no variable is to blame.
    pub(crate) is_of_profile: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_services_own_endpoint_wins_over_the_general_one() {
        let environment = Environment::of(&[
            ("AWS_ENDPOINT_URL", "http://a"),
            ("AWS_ENDPOINT_URL_STS", "http://b"),
        ]);

        let of = |service| endpoint(service, &environment, Some(&profile()));
        assert_eq!(of("STS"), Ok(Some("http://b".to_owned())));
        assert_eq!(of("SSM"), Ok(Some("http://a".to_owned())));

        let none = Environment::of(&[]);
        let of = |service| endpoint(service, &none, Some(&profile()));
        assert_eq!(of("STS"), Ok(Some("http://c".to_owned())));
        assert_eq!(of("SSM"), Ok(Some("http://d".to_owned())));
        assert_eq!(endpoint("SSM", &none, None), Ok(None));
    }

    fn profile() -> ProfileEndpoints {
        ProfileEndpoints {
            of_services: [("SSM", "http://d".to_owned())].into(),
            general: Some("http://c".to_owned()),
            is_ignored: false,
        }
    }

    #[test]
    fn a_variable_says_for_the_profile_too_whether_endpoints_are_ignored() {
        let ignoring = ProfileEndpoints { is_ignored: true, ..profile() };
        let of = |variables: &[(&str, &str)], profile: &ProfileEndpoints| {
            endpoint("SSM", &Environment::of(variables), Some(profile)).unwrap().is_none()
        };

        assert!(of(&[], &ignoring));
        assert!(of(&[("AWS_ENDPOINT_URL_SSM", "http://a")], &ignoring));
        assert!(!of(&[("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "false")], &ignoring));
        assert!(of(&[("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "True")], &profile()));
        assert!(!of(&[], &profile()));
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
