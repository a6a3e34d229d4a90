//! Finch: what SAM CLI falls back to where Docker does not answer.

use std::process::Command;

use super::engine::{PONG, Socket, assert_engine, host};
use super::healthy;
use crate::loopback::{Reply, Server};
use crate::peers::peers;
use crate::sandbox::{check_of, watch};

/// Where SAM CLI looks, in the sandbox's own system.
const SOCKET: &str = "system/var/run/finch.sock";

/// What Finch answers to a ping.
const PONG_OF_FINCH: &str =
    "HTTP/1.1 200 OK\r\nApi-Version: 1.43\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

#[test]
fn finch_is_taken_where_docker_does_not_answer() {
    let (mut sandbox, _servers) = healthy();
    let finch = Socket::saying(sandbox.path(SOCKET), PONG_OF_FINCH);
    let refused = Server::start(|_| Reply::Cut).url().replace("http", "tcp");
    let unwell = Server::start(|_| Reply::status(500, ""));
    for docker in [
        host(&sandbox.path("none.sock")),
        refused,
        unwell.url().replace("http", "tcp"),
        "garbage".to_owned(),
    ] {
        sandbox.set("DOCKER_HOST", &docker);

        let (report, _) = sandbox.check(&[]);

        let summary =
            "/var/run/finch.sock, API 1.43, which SAM CLI takes where Docker does not answer";
        let check = assert_engine(&report, "pass", summary, &docker);
        assert_eq!(check["facts"]["server"], "Finch");
        assert_eq!(check["facts"]["endpoint"], host(&sandbox.path(SOCKET)), "{docker}");
    }

    // Docker comes first, and an engine that hangs is not known to be passed over.
    let docker = Socket::saying(sandbox.path("engine.sock"), PONG);
    sandbox.set("DOCKER_HOST", docker.host());
    assert_engine(&sandbox.check(&[]).0, "pass", "Docker/29.7.2", "both");
    let silent = Server::start(|_| Reply::Silence);
    sandbox.set("DOCKER_HOST", silent.url().replace("http", "tcp"));
    assert_engine(&sandbox.check(&[]).0, "unknown", "did not answer within 2 s", "silent");

    drop(finch);
    sandbox.set("DOCKER_HOST", host(&sandbox.path("none.sock")));
    assert_engine(&sandbox.check(&[]).0, "warn", "no engine: ", "Finch has ended");
}

#[test]
fn finch_is_looked_for_where_sam_cli_looks() {
    let Some(peers) = peers() else { return };
    let (mut sandbox, _servers) = healthy();
    let _finch = Socket::saying(sandbox.path(SOCKET), PONG_OF_FINCH);
    sandbox.set("DOCKER_HOST", host(&sandbox.path("none.sock")));
    let mut sam = Command::new(peers.program("python"));
    sam.args([
        "-c",
        "from samcli.local.docker.platform_config import get_finch_socket_path as path; print(path())",
    ]);
    sandbox.furnish(&mut sam);
    let theirs = watch(sam).stdout;

    let (report, _) = sandbox.check(&[]);

    let ours = check_of(&report, "docker.engine")["facts"]["endpoint"].as_str().unwrap().to_owned();
    let system = sandbox.path("system").display().to_string();
    assert_eq!(ours.replace(&system, ""), theirs.trim());
}
