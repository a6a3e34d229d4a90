//! The command `check`: gather the facts, judge them, report.

mod advice;
pub(crate) mod catalog;
mod cause;
pub(crate) mod cloud9;
mod docker;
mod endpoint;
mod engine;
pub(crate) mod finding;
mod fix;
mod machine;
pub(crate) mod report;
mod rust;
mod sam;
mod selection;
pub(crate) mod session;
mod stand_in;
pub(crate) mod system;
pub(crate) mod text;
mod tool;
mod what;

use crate::cli::{AwsArgs, CheckArgs, Format};
use crate::credentials::{self, Network};
use crate::environment::Environment;
use crate::error::{Error, Outcome};
use crate::mask::Mask;
use crate::process;
use crate::terminal::{self, Terminal};
use crate::timed::timed;

use catalog::CheckId;
use finding::Finding;
use report::Report;
use system::System;
use text::Layout;
use what::Wanted;

pub(crate) use what::What;

/// Everything that was found out about this machine; of an area of which nothing is wanted, nothing.
#[derive(Debug)]
struct Facts {
    system: System,
    machine: Option<machine::Facts>,
    rust: Option<rust::Facts>,
    sam: Option<sam::Facts>,
    docker: Option<docker::Facts>,
    stand_in: Option<stand_in::Facts>,
    credentials: Option<credentials::Facts>,
}

/// Checks the machine and prints the report.
pub(crate) async fn run(
    arguments: &CheckArgs,
    aws: &AwsArgs,
    verbose: bool,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let mut wanted = Wanted::new(&arguments.what);
    let mut facts = timed(Box::pin(gather(arguments, &wanted, aws, environment))).await;
    if facts.value.credentials.as_ref().is_some_and(credentials::Facts::is_program_abandoned) {
        process::end_abandoned();
    }
    if arguments.fix {
        if !arguments.yes && !Terminal::can_ask() {
            return Err(CheckError::NobodyToAsk.into());
        }
        match &facts.value.credentials {
            Some(credentials)
                if credentials.is_managed_by_cloud9()
                    && credentials.is_refused_for_another_reason() =>
            {
                voice.remark("not fixed: first mend what STS says no to (aws.identity)");
            }
            Some(credentials) => {
                let whereabouts = (environment, arguments.system_root.as_path());
                if Box::pin(fix::run(credentials, arguments.yes, aws, whereabouts, voice)).await {
                    // Profile and Region depend on the same files.
                    wanted = wanted.with_area("aws");
                }
            }
            None => {}
        }
        facts = timed(Box::pin(gather(arguments, &wanted, aws, environment))).await;
    }
    let findings = judge(&facts.value, &wanted);
    let outcome = report::outcome(&findings);
    let report = Report::new(findings, &wanted, facts.took, &Mask::new(environment.home()));
    let text = match arguments.format {
        Format::Text => text::render(&report, Layout { width: Terminal::width(), verbose }),
        Format::Json => terminal::document(&report),
    };
    voice.answer(&text)?;
    Ok(outcome)
}

/// Looks at everything that is wanted at once; whatever is asked has a limit of its own.
async fn gather(
    arguments: &CheckArgs,
    wanted: &Wanted,
    aws: &AwsArgs,
    environment: &Environment,
) -> Facts {
    let root = &arguments.system_root;
    let network = if arguments.offline { Network::Offline } else { Network::Used };
    // The files alone know profiles.
    let asks = wanted.includes_any(&[
        CheckId::AwsRegion,
        CheckId::AwsCredentials,
        CheckId::AwsIdentity,
        CheckId::Cloud9Credentials,
    ]);
    let of_credentials = if asks { network } else { Network::Offline };
    let (machine, rust, sam, docker, stand_in, credentials) = tokio::join!(
        when(wanted.touches("machine"), machine::gather(environment)),
        when(wanted.touches("rust"), rust::gather(environment)),
        when(wanted.touches("sam"), sam::gather(environment)),
        when(wanted.touches("docker"), docker::gather(environment, root, network)),
        when(wanted.includes(CheckId::AwsEndpoint), stand_in::gather(aws, environment, network)),
        when(
            asks || wanted.includes(CheckId::AwsProfile),
            credentials::gather(aws, environment, root, of_credentials)
        ),
    );
    Facts { system: System::look(root), machine, rust, sam, docker, stand_in, credentials }
}

async fn when<T>(is_wanted: bool, gather: impl Future<Output = T>) -> Option<T> {
    if is_wanted { Some(gather.await) } else { None }
}

fn judge(facts: &Facts, wanted: &Wanted) -> Vec<Finding> {
    let system = facts.system;
    let stand_in = facts.stand_in.as_ref();
    let of_aws = match &facts.credentials {
        Some(credentials) => session::judge(credentials, stand_in, system),
        None => stand_in.map(|stand_in| stand_in::judge(stand_in, system)).into_iter().collect(),
    };
    [
        facts.machine.as_ref().map(|facts| machine::judge(facts, system)),
        facts.rust.as_ref().map(|facts| rust::judge(facts, system)),
        facts.sam.as_ref().map(|facts| sam::judge(facts, system)),
        facts.docker.as_ref().map(|facts| docker::judge(facts, system)),
        Some(of_aws),
    ]
    .into_iter()
    .flatten()
    .flatten()
    .filter(|finding| wanted.includes(finding.id))
    .collect()
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
