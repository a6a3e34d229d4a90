//! Where an engine listens, read out of `DOCKER_HOST` as docker-py reads it, on which SAM CLI is built.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use hyper::Uri;

use crate::environment::Environment;
use crate::foreign;

/// Where an engine listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Endpoint {
    Unix(PathBuf),
    Pipe(String),
    Tcp {
        host: String,
        port: u16,
    },
    /// TLS or SSH: known, and not asked by us.
    Indirect(String),
}

impl Endpoint {
    /// Returns where SAM CLI looks, or what is written in `DOCKER_HOST` when that is no address.
    pub(crate) fn of_sam(environment: &Environment) -> Result<Self, String> {
        let Some(host) = environment.text("DOCKER_HOST") else { return Ok(Self::default()) };
        // A folder with certificates turns TLS on as well.
        let tls = ["DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"]
            .iter()
            .any(|name| environment.text(name).is_some());
        Self::parse(host.trim(), tls).ok_or_else(|| foreign::harmless(&without_secrets(host)))
    }

    /// Returns where SAM CLI looks for Finch when Docker does not answer, whatever `DOCKER_HOST` says.
    pub(crate) fn of_finch(root: &Path) -> Option<Self> {
        let socket = if cfg!(target_os = "macos") {
            "Applications/Finch/lima/data/finch/sock/finch.sock"
        } else {
            "var/run/finch.sock"
        };
        cfg!(unix).then(|| Self::Unix(root.join(socket)))
    }

    /// Tells whether it is reached by a network.
    pub(crate) fn is_remote(&self) -> bool {
        match self {
            Self::Unix(_) | Self::Pipe(_) | Self::Indirect(_) => false,
            Self::Tcp { host, .. } => {
                let is_loopback = host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
                !is_loopback && host != "localhost"
            }
        }
    }

    fn parse(host: &str, tls: bool) -> Option<Self> {
        let (scheme, rest) = split(host);
        if rest.contains(['?', '#']) {
            return None;
        }
        match scheme.to_ascii_lowercase().as_str() {
            "unix" | "http+unix" => Some(match rest.trim_start_matches('/') {
                "" => Self::default(),
                path => Self::Unix(Path::new("/").join(path)),
            }),
            "npipe" => Some(Self::Pipe(rest.replace('/', "\\"))),
            "ssh" | "https" => Some(Self::Indirect(format!("{scheme}://{}", without_user(rest)))),
            "tcp" if tls => tcp(rest).map(|plain| Self::Indirect(plain.to_string())),
            "tcp" | "http" => tcp(rest),
            _ => None,
        }
    }
}

/// Splits an address at its scheme. What has none, such as `127.0.0.1:2375`, is a host and a port.
fn split(host: &str) -> (&str, &str) {
    match host.split_once(':') {
        Some((scheme, rest)) if scheme.starts_with(|first: char| first.is_ascii_alphabetic()) => {
            let is_scheme = scheme.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'+');
            if is_scheme {
                (scheme, rest.strip_prefix("//").unwrap_or_default())
            } else {
                ("tcp", host)
            }
        }
        _ => ("tcp", host),
    }
}

/// Reads a host and a port. Without a port SAM CLI does not connect, nor with a password.
fn tcp(rest: &str) -> Option<Endpoint> {
    let anywhere = if rest.starts_with(':') { "127.0.0.1" } else { "" };
    let uri: Uri = format!("http://{anywhere}{rest}").parse().ok()?;
    let authority = uri.authority()?;
    let user = authority.as_str().rsplit_once('@').map_or("", |(user, _)| user);
    if user.contains(':') {
        return None;
    }
    let port = authority.port_u16().filter(|port| *port != 0)?;
    Some(Endpoint::Tcp { host: authority.host().trim_matches(['[', ']']).to_owned(), port })
}

fn without_user(rest: &str) -> &str {
    rest.rsplit_once('@').map_or(rest, |(_, host)| host)
}

/// Takes out of what is no address where a password or a token may be.
fn without_secrets(host: &str) -> String {
    let (scheme, rest) = host.split_once("://").unwrap_or(("", host));
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let user = if rest.contains('@') { "...@" } else { "" };
    let between = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{between}{user}{}", without_user(rest))
}

impl Default for Endpoint {
    fn default() -> Self {
        if cfg!(windows) {
            Self::Pipe(r"\\.\pipe\docker_engine".to_owned())
        } else {
            Self::Unix(PathBuf::from("/var/run/docker.sock"))
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unix(path) => write!(formatter, "unix://{}", path.display()),
            Self::Pipe(name) => write!(formatter, "npipe://{}", name.replace('\\', "/")),
            Self::Tcp { host, port } if host.contains(':') => {
                write!(formatter, "tcp://[{host}]:{port}")
            }
            Self::Tcp { host, port } => write!(formatter, "tcp://{host}:{port}"),
            Self::Indirect(address) => formatter.write_str(address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docker_host_is_read_as_sam_reads_it() {
        let parse = |host| Endpoint::parse(host, false).map(|endpoint| endpoint.to_string());

        for (host, read) in [
            ("unix:///run/podman.sock", "unix:///run/podman.sock"),
            ("unix://run/podman.sock", "unix:///run/podman.sock"),
            ("tcp://127.0.0.1:2375", "tcp://127.0.0.1:2375"),
            ("127.0.0.1:2375", "tcp://127.0.0.1:2375"),
            ("tcp://[::1]:1234", "tcp://[::1]:1234"),
            ("ssh://ann:canary@host", "ssh://host"),
            ("npipe:////./pipe/docker_engine", "npipe:////./pipe/docker_engine"),
        ] {
            assert_eq!(parse(host).as_deref(), Some(read), "{host:?}");
        }
        for garbage in
            ["", "garbage", "///run/docker.sock", "localhost:2375", "tcp://host", "ftp://x"]
        {
            assert_eq!(parse(garbage), None, "{garbage:?}");
        }
    }

    #[test]
    fn an_engine_behind_tls_is_known_and_not_asked() {
        let read = |host| Endpoint::parse(host, true);

        assert_eq!(read("tcp://host:2376"), Some(Endpoint::Indirect("tcp://host:2376".into())));
        assert_eq!(read("tcp://ann@host:2376"), read("tcp://host:2376"));
    }

    #[test]
    fn what_is_no_address_is_shown_without_what_may_be_secret_in_it() {
        let shown =
            |host| Endpoint::of_sam(&Environment::of(&[("DOCKER_HOST", host)])).unwrap_err();

        assert_eq!(shown("tcp://ann:canary@host:1"), "tcp://...@host:1");
        assert_eq!(shown("tcp://host:1?token=canary"), "tcp://host:1");
        assert_eq!(shown("ann:canary@host"), "...@host");
    }
}
