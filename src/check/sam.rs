//! SAM CLI: there, and new enough to build Rust without asking.

use std::time::Duration;

use semver::Version;

use super::advice;
use super::catalog::CheckId;
use super::finding::Finding;
use super::system::System;
use super::tool::{Stated, located, stated};
use crate::environment::Environment;
use crate::process::{self, Reply};
use crate::timed::{Timed, timed};

/// The first start of SAM CLI is slow: it unpacks itself or compiles its Python.
const LIMIT: Duration = Duration::from_secs(10);

/// Knows the runtime `provided.al2023`.
const KNOWS_THE_RUNTIME: Version = Version::new(1, 101, 0);

/// Builds Rust without `--beta-features`.
const BUILDS_RUST: Version = Version::new(1, 156, 0);

/// What SAM CLI said.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) sam: Timed<Reply>,
}

pub(crate) async fn gather(environment: &Environment) -> Facts {
    // On Windows SAM CLI is a batch file, which is found and started like a program.
    Facts { sam: timed(process::ask("sam", &["--version"], LIMIT, environment)).await }
}

pub(crate) fn judge(facts: &Facts, system: System) -> Vec<Finding> {
    let finding = match stated(
        CheckId::SamVersion,
        "sam",
        &facts.sam.value,
        advice::install_sam(system, false),
    ) {
        Stated::Nothing(finding) => *finding,
        Stated::Version(version) => {
            new_enough(&version, system).fact("version", version.to_string())
        }
    };
    vec![located(finding, &facts.sam).fact("needed", BUILDS_RUST.to_string())]
}

fn new_enough(version: &Version, system: System) -> Finding {
    let id = CheckId::SamVersion;
    let update = advice::install_sam(system, true);
    if version < &KNOWS_THE_RUNTIME {
        let summary = format!(
            "{version}; it does not know the runtime provided.al2023, which {KNOWS_THE_RUNTIME} brought"
        );
        Finding::fail(id, summary, update)
    } else if version < &BUILDS_RUST {
        let summary = format!(
            "{version}; before {BUILDS_RUST} `sam build` asks for --beta-features to build Rust"
        );
        Finding::warn(id, summary, update)
    } else {
        Finding::pass(id, format!("{version}; {BUILDS_RUST} or newer is needed"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::finding::Status;

    #[test]
    fn too_old_fails_where_the_build_breaks_and_warns_where_it_limps() {
        let status = |text: &str| new_enough(&text.parse().unwrap(), System::Dnf).status;

        assert_eq!(status("1.100.0"), Status::Fail);
        assert_eq!(status("1.155.2"), Status::Warn);
        assert_eq!(status("1.156.0"), Status::Pass);
    }
}
