//! What a program needs in its environment to find the store, and nothing that leads it anywhere else.

use super::protocol::SECRET_ACCESS_KEY;
use crate::credentials::region::RegionName;
use crate::environment::Environment;

/// Whatever else could give a program credentials, a profile or another address.
const UNSET: [&str; 18] = [
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_ENDPOINT_URL",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_STS_REGIONAL_ENDPOINTS",
    "AWS_ENDPOINT_DISCOVERY_ENABLED",
];

/// What is often set, and perhaps in another terminal than this one.
const COMMON: [&str; 3] = ["AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL"];

/// Settings of files that an address of ours would not survive; the variables win over the files.
const OFF: [&str; 3] =
    ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"];

/// What is set, and what must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exports {
    pub(crate) set: Vec<(&'static str, String)>,
    pub(crate) unset: Vec<&'static str>,
}

impl Exports {
    /// Leads to a store, in a Region.
    pub(crate) fn to(
        endpoint: &str,
        key: &str,
        region: &RegionName,
        environment: &Environment,
    ) -> Self {
        let mut set: Vec<(&str, String)> = [
            ("AWS_ENDPOINT_URL_SSM", endpoint),
            ("AWS_ENDPOINT_URL_STS", endpoint),
            ("AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API", endpoint),
            ("AWS_ACCESS_KEY_ID", key),
            ("AWS_SECRET_ACCESS_KEY", SECRET_ACCESS_KEY),
            ("AWS_REGION", region.as_str()),
            ("AWS_DEFAULT_REGION", region.as_str()),
        ]
        .map(|(name, value)| (name, value.to_owned()))
        .into();
        set.extend(OFF.map(|name| (name, "false".to_owned())));
        set.extend(past_proxies(endpoint, environment));
        let is_set = |name: &str| set.iter().any(|(set, _)| *set == name);
        let unset = UNSET.into_iter().filter(|name| !is_set(name)).collect();
        Self { set, unset }
    }

    /// For a program that we start: it finds no profile either, however it asks for one.
    pub(crate) fn without_files(mut self) -> Self {
        let nothing = if cfg!(windows) { "NUL" } else { "/dev/null" };
        let files = ["AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"];
        self.set.extend(files.map(|name| (name, nothing.to_owned())));
        self
    }

    /// Lines to paste into a shell: PowerShell on Windows, any other shell elsewhere. Of what must not be set, only
    /// what commonly is and what is set here.
    pub(crate) fn lines(&self, environment: &Environment) -> String {
        let is_set = |name: &str| environment.raw(name).is_some();
        let mut lines = Vec::new();
        lines.extend(self.set.iter().map(|(name, value)| assignment(name, value)));
        for name in self.unset.iter().filter(|name| COMMON.contains(name) || is_set(name)) {
            lines.push(removal(name));
        }
        lines.join("\n") + "\n"
    }
}

fn assignment(name: &str, value: &str) -> String {
    if cfg!(windows) {
        format!("$env:{name} = \"{value}\"")
    } else {
        format!("export {name}={value}")
    }
}

fn removal(name: &str) -> String {
    if cfg!(windows) {
        format!("Remove-Item Env:{name} -ErrorAction Ignore")
    } else {
        format!("unset {name}")
    }
}

/// A proxy knows nothing of this machine's own addresses.
fn past_proxies(endpoint: &str, environment: &Environment) -> Vec<(&'static str, String)> {
    let proxies = ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"];
    let host = endpoint.trim_start_matches("http://").rsplit_once(':').map_or("", |(host, _)| host);
    if proxies.iter().all(|name| environment.text(name).is_none()) {
        return Vec::new();
    }
    let also = |name| match environment.text(name) {
        Some(others) => format!("{others},{host}"),
        None => host.to_owned(),
    };
    vec![("NO_PROXY", also("NO_PROXY")), ("no_proxy", also("no_proxy"))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exports(variables: &[(&str, &str)]) -> Exports {
        let region = "eu-west-1".parse().unwrap();
        Exports::to("http://127.0.0.1:4566", "LOCAL", &region, &Environment::of(variables))
    }

    fn value<'a>(exports: &'a Exports, name: &str) -> Option<&'a str> {
        exports.set.iter().find(|(set, _)| *set == name).map(|(_, value)| value.as_str())
    }

    #[test]
    fn whatever_leads_elsewhere_is_unset_or_overruled() {
        let exports = exports(&[]);

        for name in ["AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ROLE_ARN"] {
            assert!(exports.unset.contains(&name), "{name}");
        }
        assert_eq!(value(&exports, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), Some("false"));
        assert_eq!(value(&exports, "AWS_ENDPOINT_URL_SSM"), Some("http://127.0.0.1:4566"));
        for (name, _) in &exports.set {
            assert!(!exports.unset.contains(name), "{name} is set and unset");
        }
    }

    #[test]
    fn a_proxy_is_passed_by_and_other_exceptions_stay() {
        assert_eq!(value(&exports(&[]), "NO_PROXY"), None);

        let exports = exports(&[("HTTP_PROXY", "http://proxy"), ("no_proxy", "intra.net")]);
        assert_eq!(value(&exports, "NO_PROXY"), Some("127.0.0.1"));
        assert_eq!(value(&exports, "no_proxy"), Some("intra.net,127.0.0.1"));
    }
}
