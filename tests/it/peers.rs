//! The real peers: installed once into a virtual environment, started on loopback, ended with the tests.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use crate::loopback::{Meddling, Request, Server};

/// What is installed.
const REQUIREMENTS: &str = include_str!("../peers.txt");

/// The virtual environment with all peers.
#[derive(Debug, Clone)]
pub(crate) struct Peers {
    folder: PathBuf,
}

impl Peers {
    /// Returns the path of a program.
    #[must_use]
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.folder.join("bin").join(name)
    }

    /// Returns the folder of the programs, for `PATH`.
    #[must_use]
    pub(crate) fn bin(&self) -> PathBuf {
        self.folder.join("bin")
    }

    /// Finds a file of an installed package.
    #[must_use]
    pub(crate) fn package_file(&self, path: &str) -> PathBuf {
        let versions =
            fs::read_dir(self.folder.join("lib")).expect("a virtual environment has libraries");
        let found =
            versions.filter_map(|entry| Some(entry.ok()?.path().join("site-packages").join(path)));
        found
            .into_iter()
            .find(|path| path.exists())
            .unwrap_or_else(|| panic!("no {path} in the peers"))
    }
}

/// Returns the peers, installed when they are not yet. Without Python or the package registry the test says by name
/// that it was not run; in CI that is a failure.
#[track_caller]
pub(crate) fn peers() -> Option<Peers> {
    static PEERS: OnceLock<Result<Peers, String>> = OnceLock::new();
    match PEERS.get_or_init(install) {
        Ok(peers) => Some(peers.clone()),
        Err(reason) => {
            not_run(reason);
            None
        }
    }
}

/// Says that this test was not run, and why.
#[track_caller]
pub(crate) fn not_run(reason: &str) {
    let name = std::thread::current().name().unwrap_or("a test").to_owned();
    assert!(std::env::var_os("CI").is_none(), "{name} needs what is not here: {reason}");
    // What is printed is shown of a test that fails only; what is written is shown of this one too.
    drop(std::io::stderr().write_all(format!("NOT RUN: {name}: {reason}\n").as_bytes()));
}

#[test]
#[ignore = "only for the test below, which runs it"]
fn one_that_cannot_be_run() {
    not_run("there is no such peer");
}

#[test]
fn a_test_that_was_not_run_says_so_and_fails_in_ci() {
    let run = |prepare: fn(&mut Command) -> &mut Command| {
        let mut tests = Command::new(std::env::current_exe().expect("we are one"));
        tests.args(["--ignored", "--exact", "peers::one_that_cannot_be_run"]);
        prepare(&mut tests).output().expect("we run already")
    };

    let said = run(|tests| tests.env_remove("CI"));
    let stderr = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(stderr, "NOT RUN: peers::one_that_cannot_be_run: there is no such peer\n");
    assert!(said.status.success(), "{said:?}");

    assert!(!run(|tests| tests.env("CI", "true")).status.success());
}

fn install() -> Result<Peers, String> {
    let target =
        Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it is below the target folder");
    let folder = target.join("peers");
    fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    // Tests may run as processes of their own: one installs, the others wait.
    let lock = File::create(folder.join("lock")).map_err(|error| error.to_string())?;
    lock.lock().map_err(|error| error.to_string())?;

    let (environment, done) = (folder.join("venv"), folder.join("installed.txt"));
    if !fs::read_to_string(&done).is_ok_and(|installed| installed == REQUIREMENTS) {
        let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers.txt");
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&environment))?;
        let pip = environment.join("bin/pip");
        run(Command::new(pip).args(["install", "--quiet", "--requirement"]).arg(requirements))?;
        fs::write(&done, REQUIREMENTS).map_err(|error| error.to_string())?;
    }
    Ok(Peers { folder: environment })
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("{program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{program} failed: {}", said.lines().last().unwrap_or_default()))
}

/// Parameter Store and STS as nobody of us wrote them, shared by all tests of this process.
pub(crate) struct Moto {
    url: String,
    // Its standard input closes with us, and then it ends.
    _process: Child,
}

/// Returns the running moto server.
#[track_caller]
pub(crate) fn moto() -> Option<&'static Moto> {
    static MOTO: OnceLock<Moto> = OnceLock::new();
    let peers = peers()?;
    Some(MOTO.get_or_init(|| Moto::start(&peers)))
}

impl Moto {
    fn start(peers: &Peers) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/moto_server.py");
        let mut process = Command::new(peers.program("python"))
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the virtual environment has a Python");
        let mut port = String::new();
        let said = process.stdout.take().expect("it is piped");
        BufReader::new(said).read_line(&mut port).expect("moto says its port");
        Self { url: format!("http://127.0.0.1:{}", port.trim()), _process: process }
    }

    #[must_use]
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Puts a relay in front, which counts calls and may meddle with them.
    pub(crate) fn relay(
        &self,
        meddle: impl Fn(&Request) -> Option<Meddling> + Send + Sync + 'static,
    ) -> Server {
        Server::relay(&self.url, meddle)
    }
}
