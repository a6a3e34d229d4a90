//! The command `check`: gather the facts, judge them, report.

mod advice;
mod catalog;
mod cause;
mod cloud9;
mod docker;
mod endpoint;
mod engine;
mod finding;
mod fix;
mod machine;
mod report;
mod rust;
mod sam;
mod selection;
mod session;
mod stand_in;
mod system;
mod text;
mod tool;

use std::path::Path;

use crate::cli::{AwsArgs, CheckArgs, Format};
use crate::credentials;
use crate::environment::Environment;
use crate::error::{Error, Outcome};
use crate::mask::Mask;
use crate::process;
use crate::terminal::{self, Terminal};
use crate::timed::timed;

use finding::Finding;
use report::Report;
use system::System;
use text::Layout;

/// Everything that was found out about this machine.
#[derive(Debug)]
struct Facts {
    system: System,
    machine: machine::Facts,
    rust: rust::Facts,
    sam: sam::Facts,
    docker: docker::Facts,
    stand_in: stand_in::Facts,
    credentials: credentials::Facts,
}

/// Checks the machine and prints the report.
pub(crate) async fn run(
    arguments: &CheckArgs,
    aws: &AwsArgs,
    verbose: bool,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let mut facts = timed(Box::pin(gather(&arguments.system_root, aws, environment))).await;
    if facts.value.credentials.is_program_abandoned() {
        process::end_abandoned();
    }
    if arguments.fix {
        if !arguments.yes && !Terminal::can_ask() {
            return Err(CheckError::NobodyToAsk.into());
        }
        let whereabouts = (environment, arguments.system_root.as_path());
        let credentials = &facts.value.credentials;
        Box::pin(fix::run(credentials, arguments.yes, aws, whereabouts, voice)).await;
        facts = timed(Box::pin(gather(&arguments.system_root, aws, environment))).await;
    }
    let findings = judge(&facts.value);
    let outcome = report::outcome(&findings);
    let report = Report::new(findings, facts.took, &Mask::new(environment.home()));
    let text = match arguments.format {
        Format::Text => text::render(&report, Layout { width: Terminal::width(), verbose }),
        Format::Json => terminal::document(&report),
    };
    voice.answer(&text)?;
    Ok(outcome)
}

/// Looks at everything at once; whatever is asked has a limit of its own.
async fn gather(root: &Path, aws: &AwsArgs, environment: &Environment) -> Facts {
    let (machine, rust, sam, docker, stand_in, credentials) = tokio::join!(
        machine::gather(environment),
        rust::gather(environment),
        sam::gather(environment),
        docker::gather(environment, root),
        stand_in::gather(aws, environment),
        credentials::gather(aws, environment, root),
    );
    Facts { system: System::look(root), machine, rust, sam, docker, stand_in, credentials }
}

fn judge(facts: &Facts) -> Vec<Finding> {
    [
        machine::judge(&facts.machine, facts.system),
        rust::judge(&facts.rust, facts.system),
        sam::judge(&facts.sam, facts.system),
        docker::judge(&facts.docker, facts.system),
        session::judge(&facts.credentials, &facts.stand_in, facts.system),
    ]
    .concat()
}

/// Why nothing was checked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CheckError {
    #[error("there is nobody to ask before each step of `--fix`")]
    NobodyToAsk,
}

impl CheckError {
    pub(crate) const fn outcome(&self) -> Outcome {
        match self {
            Self::NobodyToAsk => Outcome::AskedWrongly,
        }
    }

    pub(crate) fn hint(&self) -> String {
        match self {
            Self::NobodyToAsk => "say `--yes` to do each step without asking".to_owned(),
        }
    }
}
