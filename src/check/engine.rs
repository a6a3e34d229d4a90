//! The door to a container engine: whether it answers `GET /_ping`, or another one does elsewhere.

use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::HOST;
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;

use super::endpoint::Endpoint;
use crate::environment::Environment;
use crate::foreign;

/// The most that is read of an engine's answer.
const LONGEST_ANSWER: usize = 64 * 1024;

/// How long each of the other known sockets may take.
const ELSEWHERE: Duration = Duration::from_millis(300);

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reached {
    Answers {
        server: String,
        api: Option<String>,
    },
    WindowsContainers,
    Unwell {
        status: u16,
        message: String,
    },
    Missing,
    Refused,
    Forbidden,
    Silent(Duration),
    Failed(String),
    NotAsked,
    /// It is on the network, which is not to be used.
    Offline,
}

/// Asks an engine whether it is there.
pub(crate) async fn ping(endpoint: &Endpoint, limit: Duration) -> Reached {
    match timeout(limit, connect_and_ask(endpoint)).await {
        Ok(reached) => reached,
        Err(_elapsed) => Reached::Silent(limit),
    }
}

async fn connect_and_ask(endpoint: &Endpoint) -> Reached {
    match endpoint {
        #[cfg(unix)]
        Endpoint::Unix(path) => match tokio::net::UnixStream::connect(path).await {
            Ok(stream) => ask(stream).await,
            Err(error) => unconnected(&error),
        },
        #[cfg(windows)]
        Endpoint::Pipe(name) => {
            match tokio::net::windows::named_pipe::ClientOptions::new().open(name) {
                Ok(stream) => ask(stream).await,
                Err(error) => unconnected(&error),
            }
        }
        Endpoint::Tcp { host, port } => {
            match tokio::net::TcpStream::connect((host.as_str(), *port)).await {
                Ok(stream) => ask(stream).await,
                Err(error) => unconnected(&error),
            }
        }
        #[cfg(not(windows))]
        Endpoint::Pipe(_) => Reached::Missing,
        #[cfg(not(unix))]
        Endpoint::Unix(_) => Reached::Missing,
        Endpoint::Indirect(_) => Reached::NotAsked,
    }
}

/// Classifies by the operating system's error, not by anybody's message: those are reworded every year.
fn unconnected(error: &io::Error) -> Reached {
    match error.kind() {
        ErrorKind::NotFound => Reached::Missing,
        ErrorKind::ConnectionRefused => Reached::Refused,
        ErrorKind::PermissionDenied => Reached::Forbidden,
        _ => Reached::Failed(foreign::harmless(&error.to_string())),
    }
}

async fn ask(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Reached {
    match exchange(stream).await {
        Ok(reached) => reached,
        Err(error) => Reached::Failed(foreign::causes(error.as_ref())),
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) -> Result<Reached, Box<dyn std::error::Error>> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::get("/_ping").header(HOST, "localhost").body(Empty::<Bytes>::new())?;
    let response = sender.send_request(request).await?;
    let header = |name| {
        response.headers().get(name).and_then(|value| value.to_str().ok()).map(foreign::harmless)
    };
    let (server, api, os_type) = (header("server"), header("api-version"), header("ostype"));
    let status = response.status();
    if !status.is_success() {
        let body = Limited::new(response.into_body(), LONGEST_ANSWER)
            .collect()
            .await
            .map_err(|error| error.to_string())?;
        return Ok(Reached::Unwell { status: status.as_u16(), message: message(&body.to_bytes()) });
    }
    Ok(match (os_type.as_deref(), &api) {
        (Some("windows"), _) => Reached::WindowsContainers,
        // Every web server says what it is called; these two only an engine says.
        (None, None) => Reached::Failed("what answers is not a container engine".to_owned()),
        _ => Reached::Answers { server: server.unwrap_or_else(|| "an engine".to_owned()), api },
    })
}

/// Returns what the engine says is wrong, in its own words.
fn message(body: &[u8]) -> String {
    #[derive(Deserialize)]
    struct Said {
        message: String,
    }
    let text = String::from_utf8_lossy(body);
    serde_json::from_str::<Said>(&text)
        .map_or_else(|_| foreign::first_line(&text), |said| foreign::harmless(&said.message))
}

/// Looks at the sockets of the engines that people install, for one that answers.
pub(crate) async fn find_elsewhere(environment: &Environment, root: &Path) -> Option<String> {
    const IN_HOME: [&str; 6] = [
        ".docker/run/docker.sock",
        ".docker/desktop/docker.sock",
        ".colima/default/docker.sock",
        ".rd/docker.sock",
        ".orbstack/run/docker.sock",
        ".local/share/containers/podman/machine/podman.sock",
    ];
    let in_home = IN_HOME.iter().filter_map(|socket| Some(environment.home()?.join(socket)));
    let runtime = environment.text("XDG_RUNTIME_DIR").map(Path::new);
    let of_user = runtime
        .into_iter()
        .flat_map(|run| [run.join("docker.sock"), run.join("podman/podman.sock")]);
    for socket in in_home.chain(of_user).chain([root.join("run/podman/podman.sock")]) {
        let endpoint = Endpoint::Unix(socket);
        if let Reached::Answers { .. } = ping(&endpoint, ELSEWHERE).await {
            return Some(endpoint.to_string());
        }
    }
    None
}

/// Tells whether the user is listed in the group `docker`, whatever this session still believes.
pub(crate) fn is_in_docker_group(root: &Path) -> bool {
    let Ok(groups) = std::fs::read_to_string(root.join("etc/group")) else { return false };
    let Some(user) = users_name(root) else { return false };
    let members = groups.lines().find_map(|line| line.strip_prefix("docker:")?.rsplit(':').next());
    members.is_some_and(|members| members.split(',').any(|member| member == user))
}

/// Returns the name of the user whom this process runs as.
fn users_name(root: &Path) -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let uid = status
        .lines()
        .find_map(|line| line.strip_prefix("Uid:"))?
        .split_whitespace()
        .nth(1)?
        .to_owned();
    let users = std::fs::read_to_string(root.join("etc/passwd")).ok()?;
    users
        .lines()
        .map(|line| line.split(':').collect::<Vec<_>>())
        .find(|fields| fields.get(2) == Some(&uid.as_str()))
        .map(|fields| fields[0].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_engines_own_words_are_kept() {
        assert_eq!(
            message(br#"{"message":"Docker Desktop is unable to start"}"#),
            "Docker Desktop is unable to start"
        );
        assert_eq!(message(b"<html>\nno"), "<html>");
    }
}
