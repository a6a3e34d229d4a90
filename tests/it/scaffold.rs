//! A fresh project, in the hands of the tools that its owner will use: Cargo, cfn-lint, SAM CLI, cargo-lambda, and the
//! runtime emulator that SAM CLI carries, against stores that were seeded with the project's own manifest: one of our own,
//! and one that nobody of us wrote.

use std::ffi::OsString;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::peers::{Moto, Peers, moto, not_run, peers};
use crate::sandbox::{Sandbox, signal, wait_for};

const NAME: &str = "my-app";

/// A fresh project and the tools to work on it.
struct Project {
    sandbox: Sandbox,
    peers: Peers,
}

impl Project {
    fn new(peers: Peers) -> Self {
        let sandbox = Sandbox::empty();
        sandbox.real_tool("git");
        let said = sandbox.bootstrap(&["new", NAME, "--architecture", "x86_64"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        Self { sandbox, peers }
    }

    fn folder(&self) -> PathBuf {
        self.sandbox.work().join(NAME)
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder().join(file))
            .unwrap_or_else(|error| panic!("{file}: {error}"))
    }

    /// Returns a tool with its arguments: the real one, without credentials, Region, or a home of anybody's.
    fn tool(&self, program: impl Into<OsString>, arguments: &[&str]) -> Command {
        let real = |name: &str| std::env::var_os(name);
        let rustup = |name: &str, folder: &str| {
            real(name)
                .unwrap_or_else(|| Path::new(&real("HOME").unwrap_or_default()).join(folder).into())
        };
        let path = std::env::join_paths(
            [self.peers.bin()]
                .into_iter()
                .chain(std::env::split_paths(&real("PATH").unwrap_or_default())),
        );
        let mut command = Command::new(program.into());
        command
            .args(arguments)
            .current_dir(self.folder())
            .env_clear()
            .env("HOME", self.sandbox.home())
            .env("PATH", path.expect("folders have no colon"))
            .env("CARGO_HOME", rustup("CARGO_HOME", ".cargo"))
            .env("RUSTUP_HOME", rustup("RUSTUP_HOME", ".rustup"))
            // One for all projects that tests ever make.
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("scaffold"),
            )
            // cargo-lambda must not fetch toolchains.
            .env("RUSTUP", "/bin/false")
            .env("SAM_CLI_TELEMETRY", "0")
            .stdin(Stdio::null());
        // How the package registry is reached is the machine's business.
        for name in
            ["HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"]
        {
            if let Some(value) = real(name) {
                command.env(name, value);
            }
        }
        command
    }

    /// Runs a tool, which must succeed, and returns what it said.
    #[track_caller]
    fn succeed(&self, program: impl Into<OsString>, arguments: &[&str]) -> String {
        let mut command = self.tool(program, arguments);
        let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(output.status.success(), "{arguments:?} ended with {}:\n{said}", output.status);
        said
    }
}

#[test]
fn a_fresh_project_builds_tests_validates_and_answers_with_the_seeded_value() {
    if !cfg!(target_arch = "x86_64") {
        return not_run("the project is built for x86_64, and run here");
    }
    let (Some(peers), Some(moto)) = (peers(), moto()) else { return };
    let project = Project::new(peers);
    let lock = project.read("Cargo.lock");

    project.succeed("cargo", &["fmt", "--check"]);
    project.succeed("cargo", &["clippy", "--locked", "--all-targets", "--", "-D", "warnings"]);
    let tests = project.succeed("cargo", &["test", "--locked"]);
    assert!(
        tests.lines().any(|line| line.starts_with("test ") && line.ends_with(" ok")),
        "{tests}"
    );

    assert_eq!(project.succeed(project.peers.program("cfn-lint"), &["template.yaml"]), "");
    project.succeed(project.peers.program("sam"), &["validate", "--lint"]);

    project.succeed(project.peers.program("sam"), &["build"]);
    assert_eq!(project.read("Cargo.lock"), lock, "the first build leaves the lock file as it was");
    let artefact = project.folder().join(".aws-sam/build/GreetingFunction/bootstrap");
    assert!(artefact.exists());

    let event = project.read("events/get-greeting.json");
    seed(&project, moto);
    for store in [None, Some(moto)] {
        let answer = Emulator::start(&project, &artefact, store).invoke(&event);
        assert_eq!(answer["statusCode"], 200, "{answer}");
        assert_eq!(answer["body"], r#"{"greeting":"Hello from Parameter Store"}"#);
    }

    let answer = Watched::start(&project).invoke("events/get-greeting.json");
    assert_eq!(answer["statusCode"], 200, "{answer}");
    assert_eq!(answer["body"], r#"{"greeting":"Hello from Parameter Store"}"#);
}

#[test]
fn the_functions_names_agree_with_the_manifest() {
    let sandbox = Sandbox::empty();
    sandbox.bootstrap(&["new", NAME]);
    let read = |file: &str| fs::read_to_string(sandbox.work().join(NAME).join(file)).unwrap();
    let (template, manifest) = (read("template.yaml"), read("params.yaml"));

    assert!(manifest.contains(&format!("\npath: /{NAME}\n")), "{manifest}");
    assert!(manifest.contains("\n  greeting:\n"), "{manifest}");
    assert!(template.contains(&format!("\n    Default: /{NAME}\n")), "{template}");
    assert!(
        template.contains("GREETING_PARAMETER: !Sub ${ParameterPath}/greeting\n"),
        "{template}"
    );
    assert!(template.contains("Action: ssm:GetParameter\n"), "{template}");
    assert!(template.contains(":parameter${ParameterPath}/greeting\n"), "{template}");
    assert!(read("Cargo.toml").contains(&format!("GREETING_PARAMETER = \"/{NAME}/greeting\"\n")));
}

/// Seeds the project's own manifest; again there is nothing to do.
fn seed(project: &Project, moto: &Moto) {
    let mut sandbox = Sandbox::empty();
    sandbox.with_keys();
    sandbox.set("AWS_ENDPOINT_URL", moto.url());
    let manifest = project.folder().join("params.yaml").display().to_string();

    let first = sandbox.bootstrap(&["seed", &manifest, "--yes"]);
    assert_eq!((first.code, first.stderr.as_str()), (Some(0), ""), "{first:?}");
    let second = sandbox.bootstrap(&["seed", &manifest]);
    assert_eq!(second.code, Some(0), "{second:?}");
    assert!(second.stdout.contains("0 to create, 0 to update, 1 unchanged"), "{second:?}");
}

impl Project {
    /// Returns a tool that finds a store that is there already.
    fn with_store(&self, moto: &Moto, program: &Path, arguments: &[&str]) -> Command {
        let mut command = self.tool(program, arguments);
        command
            .env("SSM_ENDPOINT_URL", moto.url())
            .env("AWS_REGION", "eu-west-1")
            .env("AWS_ACCESS_KEY_ID", "local")
            .env("AWS_SECRET_ACCESS_KEY", "local")
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Returns a tool that runs beside a local store, which is filled from the project's own manifest.
    fn beside_a_store(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = self.tool(env!("CARGO_BIN_EXE_bootstrap"), &["local"]);
        command.args(["--manifest", "params.yaml", "--"]).arg(program).args(arguments);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }
}

/// The runtime emulator of SAM CLI with a function in it, until it is dropped.
struct Emulator {
    process: Child,
    port: u16,
}

impl Emulator {
    /// Starts the emulator with the function in it: with that store, or beside one of its own.
    fn start(project: &Project, artefact: &Path, store: Option<&Moto>) -> Self {
        let emulator = project.peers.package_file("samcli/local/rapid/aws-lambda-rie-x86_64");
        let (port, runtime_port) = (free_port(), free_port());
        let quiet = ["--log-level", "error"];
        let mut command = match store {
            Some(moto) => project.with_store(moto, &emulator, &quiet),
            None => project.beside_a_store(&emulator, &quiet),
        };
        let process = command
            .args(["--runtime-interface-emulator-address", &format!("127.0.0.1:{port}")])
            .args(["--runtime-api-address", &format!("127.0.0.1:{runtime_port}")])
            .arg(artefact)
            .env("GREETING_PARAMETER", format!("/{NAME}/greeting"))
            .spawn()
            .expect("SAM CLI's package carries it");
        let emulator = Self { process, port };
        wait_for(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        emulator
    }

    fn invoke(&self, event: &str) -> Value {
        let mut stream =
            TcpStream::connect(("127.0.0.1", self.port)).expect("the emulator listens");
        write!(
            stream,
            "POST /2015-03-31/functions/function/invocations HTTP/1.1\r\nHost: localhost\r\n\
             Connection: close\r\nContent-Length: {}\r\n\r\n{event}",
            event.len()
        )
        .expect("the emulator listens");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("the emulator answers");
        let (_, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{answer}"));
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {answer}"))
    }
}

/// `cargo lambda watch`, until it is dropped.
struct Watched<'a> {
    project: &'a Project,
    process: Child,
    port: u16,
}

impl<'a> Watched<'a> {
    fn start(project: &'a Project) -> Self {
        let port = free_port();
        let cargo_lambda = project.peers.program("cargo-lambda");
        let place = ["--invoke-address", "127.0.0.1", "--invoke-port", &port.to_string()];
        let arguments = [&["lambda", "watch"], place.as_slice()].concat();
        let process = project
            .beside_a_store(&cargo_lambda, &arguments)
            .spawn()
            .expect("it is among the peers");
        let watched = Self { project, process, port };
        wait_for(|| TcpStream::connect(("127.0.0.1", port)).is_ok());
        watched
    }

    /// Sends an event; the first one waits for the build.
    fn invoke(&self, event: &str) -> Value {
        let port = self.port.to_string();
        let place = ["--invoke-address", "127.0.0.1", "--invoke-port", &port];
        let arguments = [&["lambda", "invoke"], place.as_slice(), &["--data-file", event]].concat();
        let said = self.project.succeed(self.project.peers.program("cargo-lambda"), &arguments);
        serde_json::from_str(said.trim()).unwrap_or_else(|error| panic!("{error}: {said}"))
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        signal(&self.process, "TERM");
        drop(self.process.wait());
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        signal(&self.process, "TERM");
        drop(self.process.wait());
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    listener.local_addr().expect("it is bound").port()
}
