//! The command `seed`: read the manifest, find what is there, plan, show, ask, apply, report.

mod apply;
mod consent;
mod drift;
mod error;
mod fetch;
mod github;
mod guard;
mod literal;
mod manifest;
mod markdown;
mod permissions;
mod plan;
mod prepare;
mod prune;
mod random;
mod render;
mod report;
mod schema;
mod survey;

#[cfg(test)]
mod simulation;

use std::path::Path;
use std::time::SystemTime;

use crate::cli::{
    AwsArgs, Format, PermissionsArgs, ReadingArgs, SeedArgs, SeedCommand, SeedFormat,
};
use crate::environment::Environment;
use crate::error::{Error, Outcome};
use crate::github::Job;
use crate::interrupt::Listener;
use crate::local;
use crate::progress::while_reading;
use crate::store::ssm::Ssm;
use crate::terminal::{self, Terminal};

use apply::Done;
use consent::{Decision, decide};
use fetch::Sources;
use github::Run;
use manifest::{Diagnostic, Manifest};
use permissions::{Policy, Subject};
use plan::Plan;
use prepare::{Prepared, prepare};
use report::{Estimate, Report};
use survey::{Asked, survey};

pub(crate) use error::SeedError;
pub(crate) use manifest::ManifestError;
pub(crate) use prune::{OWNER, PREFIX, PROTECTED};

/// Seeds Parameter Store from a manifest, or says what there is to know of it.
pub(crate) async fn run(
    arguments: &SeedArgs,
    aws: &AwsArgs,
    verbose: bool,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let run = Run::of(Job::find(environment));
    match (&arguments.about, &arguments.manifest) {
        (Some(SeedCommand::Render(arguments)), _) => {
            let outcome = render::say(arguments, environment, voice).await;
            outcome.inspect_err(|error| run.is_no_manifest(error, voice))
        }
        (Some(SeedCommand::Schema), _) => {
            voice.answer(&terminal::document(&schema::schema()))?;
            Ok(Outcome::Yes)
        }
        (Some(SeedCommand::Permissions(arguments)), _) => {
            let outcome = say_permissions(arguments, aws, environment, voice).await;
            outcome.inspect_err(|error| run.is_no_manifest(error, voice))
        }
        (None, Some(manifest)) => {
            let call = Call { manifest, arguments, aws, verbose, environment, run: &run };
            let outcome = Box::pin(fill_from(&call, voice)).await;
            outcome.inspect_err(|error| run.is_refused(error, voice))
        }
        (None, None) => unreachable!("clap wants one of the two"),
    }
}

/// What is asked for, and where.
struct Call<'a> {
    manifest: &'a Path,
    arguments: &'a SeedArgs,
    aws: &'a AwsArgs,
    verbose: bool,
    environment: &'a Environment,
    run: &'a Run,
}

/// Reads the manifest, and plans; then comes to an end with the plan.
async fn fill_from(call: &Call<'_>, voice: &mut Terminal) -> Result<Outcome, Error> {
    let Call { manifest, arguments, aws, environment, run, .. } = call;
    let mut manifest =
        read_whole(manifest, &arguments.reading, environment).await.map_err(SeedError::from)?;
    run.begins(&manifest, voice);
    fetch::foresee(&manifest, arguments.local, !arguments.no_read)?;
    if !arguments.local {
        warn(&manifest, voice);
    }
    let mut listener = Listener::start();
    let prepared = tokio::select! {
        prepared = prepare(&mut manifest, arguments, aws, environment, run, voice) => prepared?,
        () = listener.asked() => {
            run.is_interrupted(voice);
            return Ok(interrupted(voice));
        }
    };
    if arguments.local {
        voice.remark(&local::kept_in_clear(Some(&manifest.path)));
        warn(&manifest, voice);
    }
    conclude(call, &manifest, prepared, &mut listener, voice).await
}

/// Shows the plan, asks, applies, and says what came of it. Where there is a plan there is a document, whatever comes
/// of it.
async fn conclude(
    Call { arguments, verbose, run, .. }: &Call<'_>,
    manifest: &Manifest,
    Prepared { target, store, plan, most_deletions, drift }: Prepared,
    listener: &mut Listener,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let estimate = Estimate::of(&plan, store.writes_a_second().filter(|_| !arguments.check));
    let mut report = Report::new(target, &plan, estimate, drift.as_ref());
    if arguments.format == SeedFormat::Text {
        voice.answer(&report.plan_text(*verbose))?;
    }
    let decision = decide(arguments, &plan, most_deletions, &report, *verbose, listener, voice);
    let (ending, said) = match decision.await {
        Decision::Stop(ending) => (ending, Ok(())),
        Decision::Apply => {
            let done = apply::apply(&plan, &store, listener, voice).await;
            report.note(&done);
            let said = match arguments.format {
                SeedFormat::Text => voice.answer(&report.results_text(*verbose)),
                SeedFormat::Json | SeedFormat::Markdown => Ok(()),
            };
            (Ok(outcome(&done, listener.heard())), said)
        }
    };
    report.end(&ending);
    // The summary says it even where nobody reads the answer.
    run.ends(manifest, &report.as_value(), voice);
    said?;
    match arguments.format {
        SeedFormat::Json => voice.answer(&terminal::document(&report))?,
        SeedFormat::Markdown => voice.answer(&markdown::page(&report.as_value(), usize::MAX))?,
        SeedFormat::Text => {}
    }
    Ok(ending?)
}

/// Prints the policy that a manifest needs; asks nobody, and fetches no value.
async fn say_permissions(
    arguments: &PermissionsArgs,
    aws: &AwsArgs,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let mut manifest = Manifest::outline(&arguments.manifest, &arguments.reading, environment)
        .map_err(SeedError::from)?;
    literal::judge(&mut manifest, environment).await.map_err(SeedError::from)?;
    warn(&manifest, voice);
    let subject = Subject::of(&manifest, arguments, aws.region.as_ref());
    let policy = Policy::of(&subject);
    voice.answer(&terminal::document(&policy))?;
    if arguments.format == Format::Text {
        policy.remarks(&subject).iter().for_each(|remark| voice.remark(remark));
    }
    Ok(Outcome::Yes)
}

/// Reads a manifest.
pub(crate) async fn read(
    path: &Path,
    reading: &ReadingArgs,
    environment: &Environment,
) -> Result<Manifest, Error> {
    Ok(read_whole(path, reading, environment).await.map_err(SeedError::from)?)
}

async fn read_whole(
    path: &Path,
    reading: &ReadingArgs,
    environment: &Environment,
) -> Result<Manifest, ManifestError> {
    let mut manifest = Manifest::read(path, reading, environment)?;
    manifest.note(manifest.expired(SystemTime::now()))?;
    literal::judge(&mut manifest, environment).await?;
    Ok(manifest)
}

/// Says what is accepted and still looks wrong.
pub(crate) fn warn(manifest: &Manifest, voice: &mut Terminal) {
    say_warnings(manifest.warnings.clone(), voice);
}

fn say_warnings(warnings: Vec<Diagnostic>, voice: &mut Terminal) {
    for warning in manifest::in_order(warnings) {
        voice.warn(&warning.explained().replace("\n ", "\n"));
    }
}

/// Fills a store of our own, without a question; what there is to say are remarks.
pub(crate) async fn fill(
    manifest: &mut Manifest,
    store: &Ssm,
    listener: Option<Listener>,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    fetch::foresee(manifest, true, true)?;
    let mut listener = listener.unwrap_or_else(Listener::start);
    let plan = tokio::select! {
        plan = plan_locally(manifest, store, environment, voice) => plan?,
        () = listener.asked() => return Ok(interrupted(voice)),
    };
    let done = apply::apply(&plan, store, &mut listener, voice).await;
    voice.remark_answer(&report::results_of(&plan, &done));
    Ok(outcome(&done, listener.heard()))
}

async fn plan_locally(
    manifest: &mut Manifest,
    store: &Ssm,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Plan, Error> {
    let sources = Sources { store, elsewhere: None, environment, may_look: true };
    Box::pin(fetch::complete(manifest, &sources, voice)).await?;
    let surveyed = while_reading(store, voice, survey(manifest, Asked::default(), store)).await;
    Ok(surveyed.map_err(SeedError::locally)?.plan)
}

/// Somebody asked us to stop before anything was to be written.
fn interrupted(voice: &mut Terminal) -> Outcome {
    voice.remark("interrupted: nothing was written");
    Outcome::Interrupted
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
