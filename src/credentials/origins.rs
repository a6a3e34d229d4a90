//! Where each provider would take its credentials from: files, variables, addresses. Never a value.

use std::path::PathBuf;
use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use hyper::Uri;
use serde::Serialize;

use super::Facts;
use super::chain::Provider;
use super::instance::InstanceProfile;
use super::way::Way;
use crate::environment::Environment;

/// The variables of the first provider.
const KEYS: [&str; 3] = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];

/// What the environment says about where credentials are.
#[derive(Debug, Clone)]
pub(crate) struct Origins {
    /// The variables of keys, and how they are set.
    keys: [(&'static str, Setting); 3],
    token_file: Option<PathBuf>,
    container: Option<String>,
    metadata: Option<String>,
    /// Until when the keys in the environment are good, where whoever has exported them says so.
    pub(crate) expiry: Option<SystemTime>,
}

/// How a variable is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Set,
    Blank,
    Absent,
}

/// Where credentials come from. What does not apply is nothing.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Origin {
    pub(crate) profile: Option<String>,
    pub(crate) way: Option<Way>,
    pub(crate) file: Option<String>,
    pub(crate) variables: Vec<&'static str>,
    pub(crate) endpoint: Option<String>,
    pub(crate) instance_profile: Option<String>,
}

impl Origins {
    pub(crate) fn look(environment: &Environment) -> Self {
        let setting = |name| match environment.raw(name) {
            None => Setting::Absent,
            Some(_) if environment.text(name).is_none() => Setting::Blank,
            Some(_) => Setting::Set,
        };
        let relative = environment.text("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
        let address = |name| environment.text(name).map(without_secrets);
        Self {
            keys: KEYS.map(|name| (name, setting(name))),
            token_file: environment.text("AWS_WEB_IDENTITY_TOKEN_FILE").map(PathBuf::from),
            container: relative
                .map(|_| "http://169.254.170.2".to_owned())
                .or_else(|| address("AWS_CONTAINER_CREDENTIALS_FULL_URI")),
            metadata: address("AWS_EC2_METADATA_SERVICE_ENDPOINT"),
            expiry: environment.text("AWS_CREDENTIAL_EXPIRATION").and_then(moment),
        }
    }

    /// Returns where a provider takes its credentials from.
    pub(crate) fn of(&self, provider: Provider, facts: &Facts) -> Origin {
        match provider {
            Provider::Environment => {
                let set = self.keys.into_iter().filter(|(_, setting)| *setting == Setting::Set);
                Origin { variables: set.map(|(name, _)| name).collect(), ..Origin::default() }
            }
            Provider::Profile => Origin {
                profile: Some(facts.profile.value.name.clone()),
                way: facts.profile.value.way(),
                file: Some(facts.file_of_profile().display().to_string()),
                ..Origin::default()
            },
            Provider::WebIdentity => Origin {
                file: self.token_file.as_ref().map(|path| path.display().to_string()),
                variables: vec!["AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_ROLE_ARN"],
                ..Origin::default()
            },
            Provider::Container => Origin { endpoint: self.container.clone(), ..Origin::default() },
            Provider::InstanceMetadata => Origin {
                endpoint: self.metadata.clone(),
                instance_profile: match &facts.instance.profile {
                    InstanceProfile::Attached(name) => Some(name.clone()),
                    InstanceProfile::NotAttached | InstanceProfile::Unknown => None,
                },
                ..Origin::default()
            },
        }
    }

    /// Says what is wrong with the keys in the environment, when some of them are there.
    pub(crate) fn half_keys(&self) -> Option<String> {
        let [id, secret, _token] = self.keys;
        let told = |(name, setting)| match setting {
            Setting::Set => format!("{name} is set"),
            Setting::Blank => format!("{name} is blank"),
            Setting::Absent => format!("{name} is not set"),
        };
        match (id.1, secret.1) {
            (Setting::Set, Setting::Set) | (Setting::Absent, Setting::Absent) => None,
            (Setting::Set, _) | (_, Setting::Set) => {
                Some(format!("half a pair of keys: {}, {}", told(id), told(secret)))
            }
            _ => Some(format!("{}, {}", told(id), told(secret))),
        }
    }
}

impl Facts {
    /// Returns the file that has the profile: of two the one that has its keys.
    fn file_of_profile(&self) -> &std::path::Path {
        let section =
            self.file.form().and_then(|form| form.section(self.profile.value.name.as_str()));
        let way = self.profile.value.way().unwrap_or(Way::Keys);
        let is_in_credentials = section
            .is_some_and(|section| way != Way::Keys || section.keys.contains("aws_access_key_id"));
        if is_in_credentials { &self.paths.credentials } else { &self.paths.config }
    }
}

/// Reads a moment as `aws configure export-credentials` writes it.
fn moment(text: &str) -> Option<SystemTime> {
    DateTime::from_str(text.trim(), Format::DateTimeWithOffset).ok()?.try_into().ok()
}

/// Keeps scheme, host and port of an address.
fn without_secrets(url: &str) -> String {
    let uri: Option<Uri> = url.parse().ok();
    let parts = uri.as_ref().and_then(|uri| Some((uri.scheme_str()?, uri.authority()?)));
    let Some((scheme, authority)) = parts else { return "what is no address".to_owned() };
    let port = authority.port().map_or_else(String::new, |port| format!(":{port}"));
    format!("{scheme}://{}{port}", authority.host())
}

impl Origin {
    /// Says it, as the end of a sentence: "answered by ...".
    pub(crate) fn described(&self, provider: Provider) -> String {
        let behind = |word: &str, what: Option<&String>| {
            what.map_or_else(String::new, |what| format!("{word}{what}"))
        };
        match provider {
            Provider::Environment if self.variables.is_empty() => {
                "environment variables".to_owned()
            }
            Provider::Environment => format!("the environment: {}", self.variables.join(", ")),
            Provider::Profile => {
                let way = self.way.filter(|way| way.asks());
                let way = way.map_or_else(String::new, |way| format!(", by {way}"));
                let name = self.profile.as_deref().unwrap_or_default();
                format!("the profile `{name}`{}{way}", behind(", in ", self.file.as_ref()))
            }
            Provider::WebIdentity => {
                format!("a web identity token{}", behind(", in ", self.file.as_ref()))
            }
            Provider::Container => {
                format!("the container endpoint{}", behind(" at ", self.endpoint.as_ref()))
            }
            Provider::InstanceMetadata => format!(
                "instance metadata{}{}",
                behind(" at ", self.endpoint.as_ref()),
                behind(", instance profile ", self.instance_profile.as_ref())
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_pair_of_keys_is_named() {
        let half =
            |variables: &[(&str, &str)]| Origins::look(&Environment::of(variables)).half_keys();
        let (id, secret) = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");

        assert_eq!(half(&[]), None);
        assert_eq!(half(&[(id, "canary"), (secret, "canary")]), None);
        assert_eq!(
            half(&[(id, "canary")]).as_deref(),
            Some("half a pair of keys: AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not set")
        );
        assert_eq!(
            half(&[(id, " "), (secret, "canary")]).as_deref(),
            Some("half a pair of keys: AWS_ACCESS_KEY_ID is blank, AWS_SECRET_ACCESS_KEY is set")
        );
        assert_eq!(
            half(&[(id, ""), (secret, " ")]).as_deref(),
            Some("AWS_ACCESS_KEY_ID is blank, AWS_SECRET_ACCESS_KEY is blank")
        );
    }

    #[test]
    fn addresses_are_shown_without_what_may_be_secret() {
        assert_eq!(
            without_secrets("http://ann:canary@localhost:1338/x?canary"),
            "http://localhost:1338"
        );
        assert_eq!(without_secrets("canary"), "what is no address");
    }
}
