//! The command `whoami`: where this is, which credentials answer, whose they are, what they hide, and what to do.

mod chain;
mod report;
mod text;
mod who;

use std::time::SystemTime;

use crate::check::finding::Finding;
use crate::check::session;
use crate::check::system::System;
use crate::cli::{AwsArgs, Format, WhoamiArgs};
use crate::credentials::chain::Provider;
use crate::credentials::origins::Origins;
use crate::credentials::{self, Identity, Network, shadowed};
use crate::environment::Environment;
use crate::error::{Error, Outcome};
use crate::mask::Mask;
use crate::process;
use crate::terminal::{self, Terminal};

use report::Report;

/// Everything that was found out.
struct Facts {
    credentials: credentials::Facts,
    origins: Origins,
    /// Whose the shadowed credentials are, when that was asked.
    shadowed: Option<Vec<(Provider, Identity)>>,
    system: System,
    now: SystemTime,
}

/// Finds out who answers, and prints it.
pub(crate) async fn run(
    arguments: &WhoamiArgs,
    aws: &AwsArgs,
    verbose: bool,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let facts = Box::pin(gather(arguments, aws, environment)).await;
    if facts.credentials.is_program_abandoned() {
        process::end_abandoned();
    }
    let findings = session::judge(&facts.credentials, None, facts.system);
    let outcome = outcome(&findings);
    let report = Report::new(&facts, findings, outcome, &Mask::new(environment.home()));
    let text = match arguments.format {
        Format::Text => text::render(&report, Terminal::width(), verbose),
        Format::Json => terminal::document(&report),
    };
    voice.answer(&text)?;
    Ok(outcome)
}

async fn gather(arguments: &WhoamiArgs, aws: &AwsArgs, environment: &Environment) -> Facts {
    let root = &arguments.system_root;
    let network = if arguments.offline { Network::Offline } else { Network::Used };
    let credentials = Box::pin(credentials::gather(aws, environment, root, network)).await;
    let shadowed = if arguments.all { Some(shadowed::identify(&credentials).await) } else { None };
    Facts {
        origins: Origins::look(environment),
        shadowed,
        system: System::look(root),
        now: SystemTime::now(),
        credentials,
    }
}

/// Yes is said only where AWS has said who.
fn outcome(findings: &[Finding]) -> Outcome {
    use crate::check::catalog::CheckId::{AwsCredentials, AwsIdentity};
    use crate::check::finding::Status::{Fail, Pass, Warn};

    let is = |statuses: &[_], ids: &[_]| {
        findings.iter().any(|one| ids.contains(&one.id) && statuses.contains(&one.status))
    };
    if is(&[Fail], &[AwsCredentials, AwsIdentity]) {
        Outcome::No
    } else if is(&[Pass, Warn], &[AwsIdentity]) {
        Outcome::Yes
    } else {
        Outcome::CouldNotTell
    }
}
