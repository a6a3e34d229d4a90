//! The command `seed`: read the manifest, find what is there, plan, show, ask, apply, report.

mod apply;
mod consent;
mod drift;
mod guard;
mod manifest;
mod plan;
mod prune;
mod random;
mod report;
mod survey;

#[cfg(test)]
mod simulation;

use std::path::Path;

use crate::aws::{Failure, FailureKind};
use crate::cli::{AwsArgs, SeedArgs, SeedCommand, SeedFormat};
use crate::credentials::settled;
use crate::environment::Environment;
use crate::error::{Error, Outcome};
use crate::interrupt::Listener;
use crate::local;
use crate::parameter::name::ParameterName;
use crate::store::ssm::Ssm;
use crate::terminal::{self, Terminal};

use apply::Done;
use consent::{Decision, decide};
use drift::Drift;
use guard::GuardError;
use manifest::{Manifest, ManifestError};
use plan::Plan;
use prune::PruneError;
use report::{Estimate, Report, Target};
use survey::{Asked, Surveyed, survey};

/// Seeds Parameter Store from a manifest, or says what there is to know of it.
pub(crate) async fn run(
    arguments: &SeedArgs,
    aws: &AwsArgs,
    verbose: bool,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    match (&arguments.about, &arguments.manifest) {
        (Some(SeedCommand::Render(_arguments)), _) => unimplemented!(),
        (Some(SeedCommand::Schema), _) => unimplemented!(),
        (Some(SeedCommand::Permissions(_arguments)), _) => unimplemented!(),
        (None, Some(manifest)) => {
            fill_from(manifest, arguments, aws, verbose, environment, voice).await
        }
        // Clap wants one of the two.
        (None, None) => Ok(Outcome::AskedWrongly),
    }
}

async fn fill_from(
    manifest: &Path,
    arguments: &SeedArgs,
    aws: &AwsArgs,
    verbose: bool,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let manifest = read(manifest, environment)?;
    if !arguments.local {
        warn(&manifest, voice);
    }
    let mut listener = Listener::start();
    let prepared = tokio::select! {
        prepared = prepare(&manifest, arguments, aws, environment) => prepared?,
        () = listener.asked() => return Ok(Outcome::Interrupted),
    };
    let Prepared { target, store, plan, most_deletions, drift } = prepared;
    if arguments.local {
        voice.remark(&local::kept_in_clear(Some(&manifest.path)));
        warn(&manifest, voice);
    }
    let estimate = Estimate::of(&plan, store.writes_a_second());
    let mut report = Report::new(target, &plan, estimate, drift.as_ref());
    let text = report.plan_text(verbose);
    if arguments.format == SeedFormat::Text {
        voice.answer(&text)?;
    }
    let decision = decide(arguments, &plan, most_deletions, &report, verbose, &mut listener, voice);
    let ending = match decision.await {
        Decision::Stop(ending) => ending,
        Decision::Apply => {
            let done = apply::apply(&plan, &store, &mut listener, voice).await;
            let outcome = outcome(&done, listener.heard());
            report.note(&done);
            if arguments.format == SeedFormat::Text {
                voice.answer(&report.results_text(verbose))?;
            }
            Ok(outcome)
        }
    };
    if arguments.format != SeedFormat::Text {
        // Where there is a plan there is a document, whatever comes of it.
        report.end(ending.as_ref().map_or_else(SeedError::outcome, |outcome| *outcome));
        voice.answer(&terminal::document(&report))?;
    }
    Ok(ending?)
}

/// Reads a manifest.
pub(crate) fn read(path: &Path, environment: &Environment) -> Result<Manifest, Error> {
    Ok(Manifest::read(path, environment).map_err(SeedError::from)?)
}

/// Says what is accepted and still looks wrong.
pub(crate) fn warn(manifest: &Manifest, voice: &mut Terminal) {
    for warning in &manifest.warnings {
        voice.warn(&warning.in_file(&manifest.path));
    }
}

/// Fills a store of our own, without a question; what there is to say are remarks.
pub(crate) async fn fill(
    manifest: &Manifest,
    store: &Ssm,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let surveyed = survey(manifest, Asked::default(), store).await;
    let plan = surveyed.map_err(SeedError::locally)?.plan;
    let mut listener = Listener::start();
    let done = apply::apply(&plan, store, &mut listener, voice).await;
    voice.remark_answer(&report::results_of(&plan, &done));
    Ok(outcome(&done, listener.heard()))
}

/// Whose store it is, the store, and what is to be done there.
struct Prepared {
    target: Target,
    store: Ssm,
    plan: Plan,
    most_deletions: usize,
    drift: Option<Drift>,
}

async fn prepare(
    manifest: &Manifest,
    arguments: &SeedArgs,
    aws: &AwsArgs,
    environment: &Environment,
) -> Result<Prepared, Error> {
    let (target, store) = if arguments.local {
        let (region, origin) = settled::region_or_default(aws, environment).await?;
        manifest.check_in(&region).map_err(SeedError::from)?;
        let only_looks = arguments.dry_run || arguments.check;
        let nearby = local::store_beside(&manifest.path, &region, only_looks).await?;
        (Target::local(region, origin, nearby.endpoint), Ssm::nearby(&nearby.session))
    } else {
        let whereabouts = settled::settle_region(aws, environment).await?;
        guard::region(manifest, &whereabouts.region).map_err(SeedError::from)?;
        manifest.check_in(&whereabouts.region).map_err(SeedError::from)?;
        let settled = settled::settle(whereabouts).await?;
        guard::account(manifest, &settled.identity.account).map_err(SeedError::from)?;
        (Target::of(&settled), Ssm::new(&settled.session))
    };
    let surveyed = survey(manifest, Asked::of(arguments, manifest), &store).await;
    let Surveyed { plan, in_scope } =
        surveyed.map_err(|error| if arguments.local { error.locally() } else { error })?;
    survey::settle_pace(arguments, &plan, &store).await;
    let drift = if arguments.check { Some(drift::who(&plan, &store).await) } else { None };
    let most_deletions = prune::most(arguments.max_delete, in_scope);
    Ok(Prepared { target, store, plan, most_deletions, drift })
}

fn outcome(done: &[Done], interrupted: bool) -> Outcome {
    let is_open = |done: &Done| matches!(done, Done::Unknown(_));
    let complete = done.iter().all(Done::is_well);
    match (complete, interrupted) {
        (true, _) => Outcome::Yes,
        (false, true) => Outcome::Interrupted,
        (false, false) if done.iter().any(is_open) => Outcome::CouldNotTell,
        (false, false) => Outcome::No,
    }
}

/// Why nothing was seeded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SeedError {
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    Guard(#[from] GuardError),
    #[error(transparent)]
    Prune(#[from] PruneError),
    #[error("the operating system has no random numbers: {0}")]
    NoRandom(String),
    #[error("cannot read {what} in Parameter Store, so nothing was written: {failure}")]
    Unread { what: Part, failure: Failure },
    #[error("cannot read {what} in the local store, so nothing was written: {failure}")]
    UnreadLocally { what: Part, failure: Failure },
    #[error("`{0}` is there and Parameter Store does not describe it, so nothing was written")]
    Undescribed(ParameterName),
    #[error("there are changes, and nobody to ask whether to make them")]
    NobodyToAsk,
}

/// What is read from the store.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part {
    Values,
    Details,
    Tags,
    Labels,
    Path,
}

impl SeedError {
    pub(crate) const fn outcome(&self) -> Outcome {
        match self {
            Self::Manifest(_) | Self::Guard(_) | Self::NobodyToAsk => Outcome::AskedWrongly,
            Self::Prune(error) => error.outcome(),
            Self::NoRandom(_)
            | Self::Unread { .. }
            | Self::UnreadLocally { .. }
            | Self::Undescribed(_) => Outcome::CouldNotTell,
        }
    }

    /// Says that it was no store of AWS's.
    fn locally(self) -> Self {
        match self {
            Self::Unread { what, failure } => Self::UnreadLocally { what, failure },
            other => other,
        }
    }

    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Manifest(error) => error.hint(),
            Self::Guard(error) => Some(error.hint()),
            Self::Prune(error) => Some(error.hint()),
            Self::NoRandom(_) => Some("try again".to_owned()),
            Self::Unread { what, failure } if failure.kind == FailureKind::Denied => {
                Some(format!("these credentials need the permission {}", what.permission()))
            }
            Self::Unread { .. } => {
                Some("see whether these credentials work: `bootstrap check`".to_owned())
            }
            Self::UnreadLocally { .. } => {
                Some("see what `bootstrap local` says where it runs, or stop it".to_owned())
            }
            Self::Undescribed(_) => {
                Some("a parameter that was just made may take a moment: run it again".to_owned())
            }
            Self::NobodyToAsk => {
                Some("say `--yes` to apply without asking, `--dry-run` to see only".to_owned())
            }
        }
    }
}

impl Part {
    const fn permission(self) -> &'static str {
        match self {
            Self::Values => "ssm:GetParameters on the parameters (and kms:Decrypt on their key)",
            Self::Details => "ssm:DescribeParameters",
            Self::Tags => "tag:GetResources",
            Self::Labels => "ssm:GetParameters on the parameters and their labels",
            Self::Path => "ssm:GetParametersByPath on the path",
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Values => "the values",
            Self::Details => "the descriptions",
            Self::Tags => "the tags",
            Self::Labels => "the labels",
            Self::Path => "what is under the path",
        })
    }
}
