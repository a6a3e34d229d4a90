//! Where SAM CLI looks for an engine: what `DOCKER_HOST` says, and nothing that only the Docker client knows.

use std::fs;
use std::os::unix::net::UnixListener;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::engine::{PONG, Socket, assert_engine, host};
use super::healthy;
use super::processes::Processes;
use crate::loopback::{Reply, Server};
use crate::peers::peers;
use crate::sandbox::{Sandbox, check_of, text_of, watch};

#[test]
fn whatever_the_docker_client_does_changes_nothing() {
    let hanging = |sandbox: &Sandbox| Processes::of_hanging_tool(sandbox, "docker");
    let (mut sandbox, _servers) = healthy();
    for engine in ["there", "not there"] {
        if engine == "not there" {
            sandbox.set("DOCKER_HOST", host(&sandbox.path("none.sock")));
        }
        let without = sandbox.check(&[]).0;

        let clients = [
            ("crashes", "echo canary >&2; exit 1"),
            ("floods", "exec /usr/bin/yes canary"),
            ("says it is well", "echo 'Docker version 29.7.2, build canary'"),
        ];
        for (case, body) in clients {
            sandbox.script("docker", body);
            assert_same_engine(&sandbox, &without, &format!("{engine}, the client {case}"));
        }
        let processes = hanging(&sandbox);
        assert_same_engine(&sandbox, &without, &format!("{engine}, the client hangs"));
        processes.assert_gone(0);
        sandbox.without("docker");
    }
}

/// Asserts that a client makes no difference but that it is there.
#[track_caller]
fn assert_same_engine(sandbox: &Sandbox, without: &Value, case: &str) {
    let (report, said) = sandbox.check(&[]);
    let of = |report: &Value| {
        let check = check_of(report, "docker.engine");
        let names = ["status", "summary", "hint"];
        (names.map(|name| check[name].clone()), report["capabilities"].clone())
    };
    assert_eq!(of(&report), of(without), "{case}");
    let client = sandbox.bin().join("docker");
    assert_eq!(check_of(&report, "docker.engine")["facts"]["client"], json!(client), "{case}");
    assert!(said.took < Duration::from_secs(4), "{case}: {:?}", said.took);
    assert!(!said.everything().contains("canary"), "{case}");
}

#[test]
fn a_docker_host_that_is_no_address_is_told_and_not_asked() {
    let (mut sandbox, _servers) = healthy();
    let cases = [
        ("garbage", "\"garbage\""),
        ("/var/run/docker.sock", "\"/var/run/docker.sock\""),
        ("tcp://127.0.0.1", "\"tcp://127.0.0.1\""),
        ("ftp://ann:canary@host/x", "\"ftp://...@host/x\""),
        ("tcp://ann:canary@host:2375", "\"tcp://...@host:2375\""),
        ("\u{1b}[31mred", r"[31mred"),
    ];
    for (host, shown) in cases {
        sandbox.set("DOCKER_HOST", host);

        let (report, said) = sandbox.check(&[]);

        let check = assert_engine(&report, "warn", "not an address that SAM CLI understands", host);
        assert!(text_of(check, "summary").contains(shown), "{check}");
        assert_eq!(check["hint"], "use the default engine\nunset DOCKER_HOST");
        assert!(!said.everything().contains("canary"), "{host}: {said:?}");
        assert!(!said.stdout.contains('\u{1b}'));
    }
}

#[test]
fn an_engine_behind_ssh_or_tls_is_not_asked_and_its_user_not_shown() {
    let (mut sandbox, _servers) = healthy();
    let engine = Server::start(|_| Reply::Cut);
    let at = engine.url().replace("http://", "");
    let cases = [
        (format!("ssh://ann:canary@{at}"), "ssh", None),
        (format!("https://ann:canary@{at}"), "https", None),
        (format!("tcp://canary@{at}"), "tcp", Some("DOCKER_TLS_VERIFY")),
        (format!("tcp://canary@{at}"), "tcp", Some("DOCKER_CERT_PATH")),
    ];
    for (host, scheme, tls) in cases {
        sandbox.set("DOCKER_HOST", &host);
        sandbox.unset("DOCKER_TLS_VERIFY").unset("DOCKER_CERT_PATH");
        if let Some(tls) = tls {
            sandbox.set(tls, "1");
        }

        let (report, said) = sandbox.check(&["--verbose"]);

        let summary = format!("cannot ask {scheme}://{at}: only plain sockets are asked");
        assert_engine(&report, "unknown", &summary, &host);
        let text = sandbox.bootstrap(&["check", "--verbose"]);
        assert!(!(said.everything() + &text.everything()).contains("canary"), "{host}");
    }
    assert!(engine.requests().is_empty());
}

#[test]
fn a_context_of_the_docker_client_is_not_followed_and_a_live_engine_is_named() {
    let (mut sandbox, _servers) = healthy();
    sandbox.set("DOCKER_HOST", host(&sandbox.path("none.sock")));
    sandbox.set("DOCKER_CONTEXT", "colima");
    let live = Socket::saying(sandbox.path("elsewhere.sock"), PONG);
    // sha256("colima"), as the Docker client stores it.
    let context = "f24fd3749c1368328e2b149bec149cb6795619f244c5b584e844961215dadd16";
    sandbox.write("home/.docker/config.json", r#"{"currentContext":"colima"}"#);
    sandbox.write(
        &format!("home/.docker/contexts/meta/{context}/meta.json"),
        json!({ "Name": "colima", "Endpoints": { "docker": { "Host": live.host() } } }).to_string(),
    );
    let check =
        assert_engine(&sandbox.check(&[]).0, "warn", "no engine: ", "a context only").clone();
    assert!(!text_of(&check, "hint").contains("DOCKER_HOST"), "{check}");

    let runtime = sandbox.path("run");
    sandbox.set("XDG_RUNTIME_DIR", &runtime);
    let places = [
        (
            "home/.docker/run/docker.sock",
            "~/.docker/run/docker.sock",
            "$HOME/.docker/run/docker.sock".to_owned(),
        ),
        (
            "home/.colima/default/docker.sock",
            "~/.colima/default/docker.sock",
            "$HOME/.colima/default/docker.sock".to_owned(),
        ),
        ("home/.rd/docker.sock", "~/.rd/docker.sock", "$HOME/.rd/docker.sock".to_owned()),
        (
            "run/podman/podman.sock",
            "/run/podman/podman.sock",
            format!("{}/podman/podman.sock", runtime.display()),
        ),
    ];
    for (place, shown, pasted) in places {
        let socket = Socket::saying(sandbox.path(place), PONG);

        let (report, _) = sandbox.check(&[]);

        let summary = format!("{shown}, where SAM CLI does not look");
        let check = assert_engine(&report, "warn", &summary, place);
        let hint = format!("tell SAM CLI where it is\nexport DOCKER_HOST=\"unix://{pasted}\"");
        assert_eq!(check["hint"], hint, "{place}");
        // A socket of an engine that has ended is no advice.
        drop(socket);
        let (report, _) = sandbox.check(&[]);
        let check = assert_engine(&report, "warn", "no engine: ", place);
        assert!(!text_of(check, "hint").contains("DOCKER_HOST"), "{place}: {check}");
    }
}

#[test]
fn known_sockets_that_hang_do_not_delay_the_report() {
    let (mut sandbox, _servers) = healthy();
    sandbox.set("DOCKER_HOST", host(&sandbox.path("none.sock")));
    let hanging: Vec<UnixListener> =
        [".docker/run", ".docker/desktop", ".colima/default", ".rd", ".orbstack/run"]
            .map(|folder| {
                let folder = sandbox.home().join(folder);
                fs::create_dir_all(&folder).unwrap();
                UnixListener::bind(folder.join("docker.sock")).unwrap()
            })
            .into();

    let (report, said) = sandbox.check(&[]);

    assert_engine(&report, "warn", "no engine: ", "all hang");
    assert!(said.took < Duration::from_secs(5), "{:?}", said.took);
    drop(hanging);
}

#[test]
fn docker_host_is_read_as_sam_cli_reads_it() {
    let Some(peers) = peers() else { return };
    let hosts = [
        "unix:///a",
        "unix://a/b",
        "http+unix:///a",
        "garbage",
        "///a",
        "127.0.0.1:9",
        "localhost:9",
        "tcp://127.0.0.1",
        "tcp://127.0.0.1:0",
        "tcp://127.0.0.1:9",
        "tcp://:9",
        "tcp://[::1]:9",
        "tcp://",
        "TCP://127.0.0.1:9",
        "http://127.0.0.1:9",
        "tcp://127.0.0.1:9/path",
        "tcp://127.0.0.1:9?x=y",
        "tcp://127.0.0.1:99999",
        "tcp://ann@127.0.0.1:9",
        "tcp://ann:x@127.0.0.1:9",
        "fd://x",
        "ftp://x",
        "unix:///a?x=y",
    ];
    let mut docker_py = Command::new(peers.program("python"));
    docker_py.args(["-c", READ_AS_DOCKER_PY]).args(hosts);
    let mut sandbox = Sandbox::with_tools();
    sandbox.furnish(&mut docker_py);
    let theirs = watch(docker_py);
    let theirs: Vec<Option<String>> =
        serde_json::from_str(&theirs.stdout).unwrap_or_else(|error| panic!("{error}: {theirs:?}"));

    for (host, theirs) in hosts.into_iter().zip(theirs) {
        sandbox.set("DOCKER_HOST", host);
        let (report, _) = sandbox.check(&[]);
        let check = check_of(&report, "docker.engine");
        let ours = check["facts"]["endpoint"].as_str().map(str::to_owned);
        assert_eq!(ours, theirs, "{host}: {check}");
    }
}

/// Prints where docker-py, which SAM CLI uses, would connect to; `null` where it refuses.
const READ_AS_DOCKER_PY: &str = r"
import json, sys
from docker.utils import kwargs_from_env, parse_host

def read(host):
    try:
        url = parse_host(kwargs_from_env({'DOCKER_HOST': host}).get('base_url'))
    except Exception:
        return None
    scheme, rest = url.split('://', 1)
    if scheme == 'http+unix':
        return 'unix:///' + rest.lstrip('/').replace('//', '/')
    return 'tcp://' + rest.split('/')[0].split('@')[-1]

print(json.dumps([read(host) for host in sys.argv[1:]]))
";
