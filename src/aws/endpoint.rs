//! Which address stands in for a service of AWS, and what is none.

use hyper::Uri;

use crate::environment::Environment;

/// Where an endpoint is that no variable names.
const OF_PROFILE: &str = "`endpoint_url` of the profile";

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
        .or_else(|| Some((OF_PROFILE.to_owned(), of_profile?.to_owned())))
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

impl MalformedEndpoint {
    pub(crate) fn is_of_profile(&self) -> bool {
        self.place == OF_PROFILE
    }
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
