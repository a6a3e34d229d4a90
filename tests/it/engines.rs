//! Real container engines: a `dockerd` and a `podman` of our own, each in a network of its own with no way out.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::peers::not_run;
use crate::sandbox::{Sandbox, check_of, signal, wait_for};

/// An engine that runs until it is dropped.
struct Engine {
    process: Child,
    socket: PathBuf,
}

impl Engine {
    /// Starts an engine below a folder, or says by name that the test was not run.
    #[track_caller]
    fn start(program: &str, arguments: &[&str], folder: &Path) -> Option<Self> {
        let installed =
            ["/usr/sbin", "/usr/bin"].iter().any(|bin| Path::new(bin).join(program).exists());
        let root = std::fs::read_to_string("/proc/self/status")
            .is_ok_and(|status| status.contains("\nUid:\t0\t"));
        if !installed || !root {
            not_run(&format!("{program} and root are needed to start an engine"));
            return None;
        }
        let socket = folder.join("engine.sock");
        let process = Command::new("/usr/bin/unshare")
            .args(["--net", "--", program])
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(folder.join("log")).expect("the folder is ours"))
            .spawn()
            .expect("util-linux is on every Linux");
        let mut engine = Self { process, socket };
        wait_for(|| {
            let ended = engine.process.try_wait().expect("it is our child");
            let log = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
            assert!(ended.is_none(), "{program} ended: {}", log());
            engine.socket.exists()
        });
        Some(engine)
    }

    fn dockerd(folder: &Path) -> Option<Self> {
        let below = |name: &str| folder.join(name).display().to_string();
        let (data, exec, pid, host) = (
            below("data"),
            below("exec"),
            below("pid"),
            format!("unix://{}", below("engine.sock")),
        );
        let folders =
            ["--data-root", &data, "--exec-root", &exec, "--pidfile", &pid, "--host", &host];
        let network =
            ["--bridge=none", "--iptables=false", "--ip6tables=false", "--storage-driver=vfs"];
        Self::start("dockerd", &[&folders[..], &network[..]].concat(), folder)
    }

    fn podman(folder: &Path) -> Option<Self> {
        let below = |name: &str| folder.join(name).display().to_string();
        let (root, run, host) =
            (below("data"), below("run"), format!("unix://{}", below("engine.sock")));
        let arguments =
            ["--root", &root, "--runroot", &run, "system", "service", "--time=0", &host];
        Self::start("podman", &arguments, folder)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        // One that was stopped must go on to be able to end.
        signal(&self.process, "CONT");
        signal(&self.process, "TERM");
        drop(self.process.wait());
    }
}

/// Returns what `check` says of an engine.
fn checked(sandbox: &mut Sandbox, engine: &Engine) -> (Value, Value) {
    sandbox.set("DOCKER_HOST", format!("unix://{}", engine.socket.display()));
    let (report, _) = sandbox.check(&[]);
    (check_of(&report, "docker.engine").clone(), report["capabilities"]["run_local"]["by"].clone())
}

#[test]
fn a_real_dockerd_answers_and_one_that_is_stuck_is_unknown() {
    let mut sandbox = Sandbox::with_tools();
    let folder = sandbox.path("engine");
    std::fs::create_dir(&folder).unwrap();
    let Some(engine) = Engine::dockerd(&folder) else { return };
    wait_for(|| checked(&mut Sandbox::with_tools(), &engine).0["status"] == "pass");

    let (check, by) = checked(&mut sandbox, &engine);
    assert!(check["facts"]["server"].as_str().unwrap().starts_with("Docker/"), "{check}");
    assert!(!by.to_string().contains("docker.engine"), "{by}");

    signal(&engine.process, "STOP");
    let (check, by) = checked(&mut sandbox, &engine);
    assert_eq!(check["status"], "unknown", "{check}");
    assert_eq!(by.to_string(), r#"["docker.engine"]"#);
}

#[test]
fn a_real_podman_answers() {
    let mut sandbox = Sandbox::with_tools();
    let folder = sandbox.path("engine");
    std::fs::create_dir(&folder).unwrap();
    let Some(engine) = Engine::podman(&folder) else { return };
    wait_for(|| checked(&mut Sandbox::with_tools(), &engine).0["status"] == "pass");

    let (check, _) = checked(&mut sandbox, &engine);

    assert!(check["facts"]["server"].as_str().unwrap().starts_with("Libpod/"), "{check}");
}
