//! Rust: the toolchain, a C compiler, and cargo-lambda.

use std::time::Duration;

use semver::Version;

use super::advice;
use super::catalog::CheckId;
use super::finding::{Finding, Hint};
use super::system::System;
use super::tool::{Stated, located, stated};
use crate::environment::Environment;
use crate::process::{self, Reply};
use crate::timed::{Timed, timed};

/// What the scaffold's crates need.
const NEEDED: Version = Version::new(1, 94, 1);

/// Older versions of cargo-lambda fail with Zig 0.17 on the C code of the AWS crates (tried from 0.17 to 0.22); with
/// an older Zig they may still do.
const BUILDS_WITH_ZIG: Version = Version::new(1, 0, 0);

/// How long a tool may take to say its version.
const LIMIT: Duration = Duration::from_secs(5);

/// What the tools said.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) rustc: Timed<Reply>,
    pub(crate) cargo: Timed<Reply>,
    pub(crate) cc: Timed<Reply>,
    pub(crate) cargo_lambda: Timed<Reply>,
    /// Whether rustup is there, which brings newer toolchains.
    pub(crate) has_rustup: bool,
}

pub(crate) async fn gather(environment: &Environment) -> Facts {
    let version = |program, arguments| timed(process::ask(program, arguments, LIMIT, environment));
    let (rustc, cargo, cc, cargo_lambda) = tokio::join!(
        version("rustc", &["--version"]),
        version("cargo", &["--version"]),
        version(COMPILER, &["--version"]),
        version("cargo-lambda", &["lambda", "--version"]),
    );
    let has_rustup = process::find("rustup", environment).is_some();
    Facts { rustc, cargo, cc, cargo_lambda, has_rustup }
}

/// What rustc calls to link, and the crates of the AWS SDK to compile C.
const COMPILER: &str = if cfg!(windows) { "cl" } else { "cc" };

pub(crate) fn judge(facts: &Facts, system: System) -> Vec<Finding> {
    vec![toolchain(facts, system), linker(facts, system), cargo_lambda(facts, system)]
}

fn toolchain(facts: &Facts, system: System) -> Finding {
    let id = CheckId::RustToolchain;
    let install = || advice::install_rust(system);
    let update = || advice::update_rust(system, facts.has_rustup);
    let finding = match stated(id, "rustc", &facts.rustc.value, install()) {
        Stated::Nothing(finding) => *finding,
        Stated::Version(rustc) => match stated(id, "cargo", &facts.cargo.value, install()) {
            Stated::Nothing(finding) => finding.fact("rustc", rustc.to_string()),
            Stated::Version(cargo) => new_enough(&rustc, &cargo, update())
                .fact("rustc", rustc.to_string())
                .fact("cargo", cargo.to_string()),
        },
    };
    let finding = located(finding, &facts.rustc).fact("needed", NEEDED.to_string());
    finding.taking(facts.rustc.took.max(facts.cargo.took))
}

fn new_enough(rustc: &Version, cargo: &Version, update: Hint) -> Finding {
    let id = CheckId::RustToolchain;
    if rustc.min(cargo) < &NEEDED {
        let summary =
            format!("rustc {rustc}, cargo {cargo}; the AWS crates need {NEEDED} or newer");
        return Finding::fail(id, summary, update);
    }
    Finding::pass(id, format!("rustc {rustc}, cargo {cargo}; {NEEDED} or newer is needed"))
}

fn linker(facts: &Facts, system: System) -> Finding {
    let id = CheckId::RustLinker;
    let install = advice::install_compiler(system);
    let finding = match &facts.cc.value {
        // The build tools of Visual Studio need not be on PATH, and rustc finds them by itself.
        Reply::Absent if system == System::Windows => Finding::unknown(
            id,
            "`cl` is not on PATH; rustc may still find the Visual Studio build tools",
            install,
        ),
        Reply::Ended(ended) if ended.code == Some(0) => {
            let said = crate::foreign::first_line(&ended.stdout);
            let said = if said.is_empty() { ended.path.display().to_string() } else { said };
            Finding::pass(id, said)
        }
        // `cl` has no `--version` and says so; that it says anything is enough.
        Reply::Ended(_) if system == System::Windows => {
            Finding::pass(id, "the Visual Studio compiler")
        }
        reply => match stated(id, COMPILER, reply, install) {
            Stated::Nothing(finding) => *finding,
            Stated::Version(version) => Finding::pass(id, version.to_string()),
        },
    };
    located(finding, &facts.cc)
}

fn cargo_lambda(facts: &Facts, system: System) -> Finding {
    let id = CheckId::CargoLambdaVersion;
    let install = advice::install_cargo_lambda(system);
    let finding = match stated(id, "cargo-lambda", &facts.cargo_lambda.value, install) {
        Stated::Nothing(finding) => *finding,
        Stated::Version(version) => {
            judged_cargo_lambda(&version, system).fact("version", version.to_string())
        }
    };
    located(finding, &facts.cargo_lambda).fact("needed", BUILDS_WITH_ZIG.to_string())
}

fn judged_cargo_lambda(version: &Version, system: System) -> Finding {
    let id = CheckId::CargoLambdaVersion;
    if version < &BUILDS_WITH_ZIG {
        let summary = format!(
            "{version}; before {BUILDS_WITH_ZIG} the AWS crates do not build with a current Zig"
        );
        return Finding::warn(id, summary, advice::install_cargo_lambda(system));
    }
    Finding::pass(id, format!("{version}; {BUILDS_WITH_ZIG} or newer is needed"))
}
