//! The container engine: the socket that SAM CLI would ask decides, and nothing else does.

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::healthy;
use crate::loopback::{Reply, Server};
use crate::peers::not_run;
use crate::sandbox::{check_of, text_of, watch};

/// What an engine answers to a ping.
pub(super) const PONG: &str = "HTTP/1.1 200 OK\r\nServer: Docker/29.7.2 (linux)\r\nApi-Version: 1.52\r\nOstype: linux\r\n\
                    Content-Length: 2\r\nConnection: close\r\n\r\nOK";

/// Something that listens on a Unix socket and says the same to everybody, until it is dropped.
pub(super) struct Socket {
    path: PathBuf,
    stopped: Arc<AtomicBool>,
}

impl Socket {
    pub(super) fn saying(path: PathBuf, words: &'static str) -> Self {
        fs::create_dir_all(path.parent().expect("it is in a sandbox"))
            .expect("the sandbox is ours");
        let listener = UnixListener::bind(&path).expect("the sandbox is ours");
        let stopped = Arc::new(AtomicBool::new(false));
        let ended = Arc::clone(&stopped);
        thread::spawn(move || {
            for mut stream in listener.incoming().map_while(Result::ok) {
                if ended.load(Ordering::Relaxed) {
                    return;
                }
                // A client that has gone needs no answer.
                drop(stream.read(&mut [0; 1024]));
                drop(stream.write_all(words.as_bytes()));
            }
        });
        Self { path, stopped }
    }

    pub(super) fn host(&self) -> String {
        host(&self.path)
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections.
        drop(UnixStream::connect(&self.path));
    }
}

pub(super) fn host(path: &Path) -> String {
    format!("unix://{}", path.display())
}

/// Asserts the status, and what it means: only running locally is touched.
#[track_caller]
pub(super) fn assert_engine<'a>(
    report: &'a Value,
    status: &str,
    summary: &str,
    case: &str,
) -> &'a Value {
    let check = check_of(report, "docker.engine");
    assert_eq!(check["status"], status, "{case}: {check}");
    assert!(text_of(check, "summary").contains(summary), "{case}: {check}");
    let (verdict, by) = match status {
        "pass" => ("ok", json!([])),
        "warn" => ("blocked", json!(["docker.engine"])),
        _ => ("unknown", json!(["docker.engine"])),
    };
    assert_eq!(
        report["capabilities"]["run_local"],
        json!({ "verdict": verdict, "by": by }),
        "{case}"
    );
    for capability in ["build", "deploy"] {
        assert_eq!(report["capabilities"][capability]["verdict"], "ok", "{case}: {capability}");
    }
    assert_eq!(report["exit_code"], if status == "unknown" { 3 } else { 0 }, "{case}");
    if status != "pass" {
        assert!(text_of(check, "hint").lines().count() >= 2, "{case}: {check}");
    }
    check
}

#[test]
fn an_engine_on_a_unix_socket_is_found() {
    let (mut sandbox, _servers) = healthy();
    let engine = Socket::saying(sandbox.path("engine.sock"), PONG);
    for scheme in ["unix", "http+unix"] {
        sandbox.set("DOCKER_HOST", engine.host().replace("unix", scheme));

        let (report, _) = sandbox.check(&[]);

        let check = assert_engine(&report, "pass", "Docker/29.7.2 (linux) on unix:///", scheme);
        assert_eq!(check["facts"]["api"], "1.52");
    }
}

#[test]
fn a_socket_that_is_not_there_or_that_nobody_listens_on_blocks_running_locally() {
    let (mut sandbox, _servers) = healthy();
    let stale = sandbox.path("stale.sock");
    drop(UnixListener::bind(&stale).unwrap());
    let file = sandbox.write("file.sock", "");
    let port = Server::start(|_| Reply::Cut).url().replace("http", "tcp");
    let cases = [
        (host(&sandbox.path("none.sock")), "no engine: unix://"),
        (host(&stale), "no engine listens on unix://"),
        (host(&file), "no engine listens on unix://"),
        (port, "no engine listens on tcp://127.0.0.1:"),
    ];
    for (host, summary) in cases {
        sandbox.set("DOCKER_HOST", &host);

        let (report, said) = sandbox.check(&[]);

        assert_engine(&report, "warn", summary, &host);
        assert!(said.took < Duration::from_secs(4), "{host}: {:?}", said.took);
    }
}

#[test]
fn an_engine_that_hangs_is_unknown_within_two_seconds() {
    let (mut sandbox, _servers) = healthy();
    // Nobody accepts: the kernel takes the connection, and there it stays.
    let asleep = sandbox.path("asleep.sock");
    let _listener = UnixListener::bind(&asleep).unwrap();
    let silent = Server::start(|_| Reply::Silence);
    for host in [host(&asleep), silent.url().replace("http", "tcp")] {
        sandbox.set("DOCKER_HOST", &host);

        let (report, said) = sandbox.check(&[]);

        let check = assert_engine(&report, "unknown", "did not answer within 2 s", &host);
        let took = check["duration_ms"].as_u64().unwrap();
        assert!((2000..4000).contains(&took), "{host}: {took}");
        assert!(said.took < Duration::from_secs(6), "{host}: {:?}", said.took);
    }
}

#[test]
fn what_an_engine_says_is_wrong_is_shown_word_for_word() {
    let (mut sandbox, _servers) = healthy();
    let cases = [
        (
            500,
            r#"{"message":"Docker Desktop is unable to start"}"#,
            "answers 500: Docker Desktop is unable to start",
        ),
        (
            503,
            r#"{"message":"Docker Desktop is manually paused. Unpause it."}"#,
            "answers 503: Docker Desktop is manually paused. Unpause it.",
        ),
        (
            400,
            r#"{"message":"client version 1.24 is too old"}"#,
            "answers 400: client version 1.24 is too old",
        ),
        (502, "<html>\r\n<h1>Bad gateway</h1>", "answers 502: <html>"),
        (500, "", "answers 500: "),
        (500, r#"{"message":"\u001b[31mred\u0007"}"#, r"answers 500: \u{1b}[31mred\u{7}"),
    ];
    for (status, body, summary) in cases {
        let engine = Server::start(move |_| Reply::status(status, body));
        sandbox.set("DOCKER_HOST", engine.url().replace("http", "tcp"));

        let (report, _) = sandbox.check(&[]);

        assert_engine(&report, "warn", summary, body);
        assert_eq!(
            engine.requests().first().map(|request| request.path.clone()).as_deref(),
            Some("/_ping")
        );
    }
}

#[test]
fn what_is_no_engine_is_not_taken_for_one() {
    let (mut sandbox, _servers) = healthy();
    let cases = [
        ("SSH", "SSH-2.0-OpenSSH_9.2 canary\r\n", "cannot tell: "),
        ("garbage", "\0\u{1b}[31m\r\n\r\n", "cannot tell: "),
        ("nothing", "", "cannot tell: "),
        ("half an answer", "HTTP/1.1 200 OK\r\nServer: Docker", "cannot tell: "),
        (
            "another web server",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK",
            "what answers is not a container engine",
        ),
    ];
    for (case, words, summary) in cases {
        let socket = Socket::saying(sandbox.path(&format!("{case}.sock")), words);
        sandbox.set("DOCKER_HOST", socket.host());

        let (report, said) = sandbox.check(&[]);

        assert_engine(&report, "unknown", summary, case);
        assert!(said.took < Duration::from_secs(6), "{case}: {:?}", said.took);
        assert!(!said.everything().contains("canary"), "{case}");
    }
    let web = Server::start(|_| Reply::Http {
        status: 200,
        headers: vec![("Server".to_owned(), "nginx/1.27".to_owned())],
        body: "OK".to_owned(),
    });
    sandbox.set("DOCKER_HOST", web.url().replace("http", "tcp"));
    assert_engine(&sandbox.check(&[]).0, "unknown", "is not a container engine", "nginx");
}

#[test]
fn an_engine_with_windows_containers_blocks_running_locally() {
    let (mut sandbox, _servers) = healthy();
    let windows = Server::start(|_| Reply::Http {
        status: 200,
        headers: vec![("Ostype".to_owned(), "windows".to_owned())],
        body: "OK".to_owned(),
    });
    sandbox.set("DOCKER_HOST", windows.url().replace("http", "tcp"));

    assert_engine(&sandbox.check(&[]).0, "warn", "Windows containers", "windows");
}

#[test]
fn a_socket_without_permission_says_how_to_join() {
    let (mut sandbox, _servers) = healthy();
    let socket = Socket::saying(sandbox.path("engine.sock"), PONG);
    fs::set_permissions(&socket.path, fs::Permissions::from_mode(0o000)).unwrap();
    sandbox.set("DOCKER_HOST", socket.host());
    let Some(command) = sandbox.without_privileges(&["check", "--format", "json"]) else {
        return not_run("there is no setpriv to be somebody else with");
    };

    let said = watch(command);

    let report: Value =
        serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said:?}"));
    let check = assert_engine(&report, "warn", "no permission to use unix://", "0000");
    let hint = text_of(check, "hint");
    assert!(hint.contains("as good as being root"), "{hint}");
    assert!(hint.ends_with("\nsudo usermod -aG docker \"$USER\" && newgrp docker"), "{hint}");

    // Whoever has joined meanwhile needs another session.
    let (uid, user) = (65534, "somebody");
    let us = sandbox.without_privileges(&["check", "--format", "json"]).expect("as before");
    let uid = if us.get_program().to_string_lossy().contains("setpriv") { uid } else { own_uid() };
    sandbox.write("system/etc/passwd", format!("{user}:x:{uid}:{uid}::/:/bin/sh\n"));
    sandbox.write("system/etc/group", format!("docker:x:999:ann,{user}\n"));
    let said = watch(us);
    let report: Value =
        serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said:?}"));
    let check = assert_engine(&report, "warn", "no permission to use unix://", "joined");
    assert!(text_of(check, "hint").ends_with("\nnewgrp docker"), "{check}");
}

fn own_uid() -> u32 {
    fs::metadata("/proc/self").expect("Linux").uid()
}
