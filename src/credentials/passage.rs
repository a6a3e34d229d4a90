//! What the user has put between here and AWS: proxies, bundles of certificates, and the walls of a container.

use std::path::{Path, PathBuf};

use hyper::Uri;
use hyper_util::client::proxy::matcher::Matcher;

use super::region::RegionName;
use crate::environment::Environment;

/// Where instance metadata is served.
const METADATA: &str = "http://169.254.169.254/";

/// The variables that lead to a container's credentials.
const CONTAINER: [&str; 2] =
    ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];

/// What container engines leave in a container.
const CONTAINER_FILES: [&str; 2] = [".dockerenv", "run/.containerenv"];

/// The way to AWS, as variables and files tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// The host at which STS is asked.
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Both, and how they are spoken to: `http://localhost:4566`.
    pub(crate) url: String,
    /// The proxy through which STS is asked.
    pub(crate) proxy: Option<Proxy>,
    /// The variable that leads others to ask a proxy for instance metadata.
    pub(crate) proxy_of_metadata: Option<&'static str>,
    /// The variable that names the hosts that are asked without a proxy.
    pub(crate) direct: Option<&'static str>,
    /// Certificates that others trust, and we do not read.
    pub(crate) bundle: Option<Bundle>,
    /// The variable that leads to a container's credentials.
    pub(crate) container_variable: Option<&'static str>,
    /// The sign that this is the inside of a container: "`/.dockerenv` is there".
    pub(crate) container: Option<String>,
}

/// A file of certificates, named for the AWS CLI.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bundle {
    /// By `AWS_CA_BUNDLE`.
    OfEnvironment,
    /// By the profile's `ca_bundle`, which counts where the variable is not set.
    OfProfile(PathBuf),
}

/// A proxy, without the user and the password that may be in its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Proxy {
    pub(crate) variable: &'static str,
    pub(crate) host: String,
}

impl Passage {
    /// Looks at the variables, and below `root`; STS is asked at its own address in a Region, or at another.
    pub(crate) fn look(
        environment: &Environment,
        root: &Path,
        region: &RegionName,
        endpoint: Option<&str>,
        ca_bundle: Option<&str>,
    ) -> Self {
        let own = format!("sts.{region}.{}", suffix(region));
        let url = endpoint.map_or_else(|| format!("https://{own}"), str::to_owned);
        let sts: Option<Uri> = url.parse().ok();
        let named = sts.as_ref().filter(|sts| sts.host().is_some_and(is_plain));
        let host = named.and_then(Uri::host).map_or(own, str::to_owned);
        let is_secure = sts.as_ref().and_then(Uri::scheme_str) == Some("https");
        let (said, usual) = match named.and_then(Uri::scheme_str) {
            Some("http") => ("http", 80),
            _ => ("https", 443),
        };
        let port = named.and_then(Uri::port_u16);
        let written = port.map_or_else(String::new, |port| format!(":{port}"));
        let scheme = if is_secure { ["HTTPS_PROXY", "https_proxy"] } else { HTTP };
        let proxy = sts.and_then(|sts| {
            let host = matcher(environment).intercept(&sts)?.uri().host()?.to_owned();
            Some(Proxy { variable: variable(environment, scheme)?, host })
        });
        let metadata: Option<Uri> = METADATA.parse().ok();
        // The SDK's own client knows the star for names only; others for everything.
        let is_never = first(environment, DIRECT)
            .unwrap_or_default()
            .split(',')
            .any(|host| host.trim() == "*");
        let is_intercepted = !is_never
            && metadata.is_some_and(|metadata| matcher(environment).intercept(&metadata).is_some());
        Self {
            url: format!("{said}://{host}{written}"),
            port: port.unwrap_or(usual),
            host,
            proxy,
            proxy_of_metadata: variable(environment, HTTP).filter(|_| is_intercepted),
            direct: DIRECT.into_iter().find(|name| environment.text(name).is_some()),
            bundle: match environment.text("AWS_CA_BUNDLE") {
                Some(_) => Some(Bundle::OfEnvironment),
                None => ca_bundle.map(|path| Bundle::OfProfile(environment.expand(path))),
            },
            container_variable: CONTAINER.into_iter().find(|name| environment.text(name).is_some()),
            container: CONTAINER_FILES
                .iter()
                .find(|file| root.join(file).exists())
                .map(|file| format!("`/{file}` is there")),
        }
    }
}

/// Tells whether a host can stand in a command.
fn is_plain(host: &str) -> bool {
    host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte))
}

const ALL: [&str; 2] = ["ALL_PROXY", "all_proxy"];
const HTTP: [&str; 2] = ["HTTP_PROXY", "http_proxy"];
const DIRECT: [&str; 2] = ["NO_PROXY", "no_proxy"];

/// Reads the variables as the SDK's own client does.
fn matcher(environment: &Environment) -> Matcher {
    let text = |names| first(environment, names).unwrap_or_default().to_owned();
    Matcher::builder()
        .all(text(ALL))
        .http(text(HTTP))
        .https(text(["HTTPS_PROXY", "https_proxy"]))
        .no(text(DIRECT))
        .build()
}

fn first<'a>(environment: &'a Environment, names: [&str; 2]) -> Option<&'a str> {
    names.into_iter().find_map(|name| environment.text(name))
}

/// Returns the variable that decides: a scheme's own comes before that of all.
fn variable(environment: &Environment, own: [&'static str; 2]) -> Option<&'static str> {
    own.into_iter().chain(ALL).find(|name| environment.text(name).is_some())
}

/// Returns what the names of hosts end with in the Region's partition.
fn suffix(region: &RegionName) -> &'static str {
    match region.partition() {
        "aws-cn" => "amazonaws.com.cn",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        "aws-iso-e" => "cloud.adc-e.uk",
        "aws-iso-f" => "csp.hci.ic.gov",
        "aws-eusc" => "amazonaws.eu",
        _ => "amazonaws.com",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(variables: &[(&str, &str)], endpoint: Option<&str>) -> Passage {
        let root = tempfile::tempdir().unwrap();
        let region = "cn-north-1".parse().unwrap();
        Passage::look(&Environment::of(variables), root.path(), &region, endpoint, Some("/x.pem"))
    }

    #[test]
    fn the_proxy_is_the_one_of_the_scheme_and_its_password_is_not_kept() {
        let variables =
            [("https_proxy", "http://ann:canary@proxy:3128"), ("NO_PROXY", "a.example")];

        let own = passage(&variables, None);
        assert_eq!(own.host, "sts.cn-north-1.amazonaws.com.cn");
        assert_eq!((own.port, own.url.as_str()), (443, "https://sts.cn-north-1.amazonaws.com.cn"));
        let proxy = Proxy { variable: "https_proxy", host: "proxy".to_owned() };
        assert_eq!(own.proxy, Some(proxy));
        assert_eq!(own.proxy_of_metadata, None);

        let other = passage(&[], Some("http://ann:canary@[::1]:4566/canary"));
        assert_eq!((other.port, other.url.as_str()), (4566, "http://[::1]:4566"));
        assert_eq!(passage(&variables, Some("https://a.example")).proxy, None);
        assert_eq!(passage(&variables, Some("http://b.example")).proxy, None);
    }

    #[test]
    fn metadata_is_left_to_the_proxy_unless_it_is_named_as_direct() {
        let proxy = ("HTTP_PROXY", "http://proxy:3128");

        assert_eq!(passage(&[proxy], None).proxy_of_metadata, Some("HTTP_PROXY"));
        for direct in ["169.254.169.254", "a, 169.254.0.0/16", "*"] {
            let passage = passage(&[proxy, ("no_proxy", direct)], None);
            assert_eq!(passage.proxy_of_metadata, None, "{direct}");
        }
    }
}
