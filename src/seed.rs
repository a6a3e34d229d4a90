//! The command `seed`: read the manifest, find what is there, plan, show, ask, apply, report.

mod apply;
mod fetch;
mod literal;
mod manifest;
mod plan;
mod render;
mod report;
mod schema;

use std::collections::BTreeMap;
use std::path::Path;

use crate::aws::{Failure, FailureKind};
use crate::cli::{AwsArgs, ReadingArgs, SeedArgs, SeedCommand, SeedFormat};
use crate::credentials::settled;
use crate::environment::Environment;
use crate::error::{Error, Outcome};
use crate::interrupt::Listener;
use crate::local;
use crate::parameter::Parameter;
use crate::parameter::name::ParameterName;
use crate::store::TagsByArn;
use crate::store::ssm::Ssm;
use crate::terminal::{self, Terminal};

use apply::Done;
use fetch::Sources;
use manifest::{Manifest, ManifestError};
use plan::{Found, Plan};
use report::{Report, Target};

/// Seeds Parameter Store from a manifest, or says what there is to know of it.
pub(crate) async fn run(
    arguments: &SeedArgs,
    aws: &AwsArgs,
    verbose: bool,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    match (&arguments.about, &arguments.manifest) {
        (Some(SeedCommand::Render(arguments)), _) => render::say(arguments, environment, voice),
        (Some(SeedCommand::Schema), _) => {
            voice.answer(&terminal::document(&schema::schema()))?;
            Ok(Outcome::Yes)
        }
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
    let mut manifest = read(manifest, &arguments.reading, environment).await?;
    fetch::foresee(&manifest, arguments.local)?;
    if !arguments.local {
        warn(&manifest, voice);
    }
    let mut listener = Listener::start();
    let Prepared { target, store, plan } = tokio::select! {
        prepared = prepare(&mut manifest, arguments, aws, environment, voice) => prepared?,
        () = listener.asked() => return Ok(Outcome::Interrupted),
    };
    if arguments.local {
        voice.remark(&local::kept_in_clear(Some(&manifest.path)));
        warn(&manifest, voice);
    }
    let stage = manifest.about_stages().map_or_else(String::new, |stage| stage + "\n");
    let text = format!("{}{stage}\n{}", target.text(), report::plan_text(&plan, verbose));
    if arguments.format == SeedFormat::Text {
        voice.answer(&text)?;
    }
    let (done, ending) = match decide(arguments, &plan, &target, &text, &mut listener, voice).await
    {
        Decision::Stop(ending) => (None, ending),
        Decision::Apply => {
            let done = apply::apply(&plan, &store, &mut listener, voice).await;
            let outcome = outcome(&done, listener.heard());
            (Some(done), Ok(outcome))
        }
    };
    match (arguments.format, &done) {
        (SeedFormat::Json | SeedFormat::Markdown, _) => {
            // Where there is a plan there is a document, whatever comes of it.
            let outcome = ending.as_ref().map_or_else(SeedError::outcome, |outcome| *outcome);
            let report = Report::new(target, &plan, done.as_deref(), outcome);
            voice.answer(&terminal::document(&report))?;
        }
        (SeedFormat::Text, Some(done)) => {
            voice.answer(&report::results_text(&plan, done, verbose))?;
        }
        (SeedFormat::Text, None) => {}
    }
    Ok(ending?)
}

/// Reads a manifest.
pub(crate) async fn read(
    path: &Path,
    reading: &ReadingArgs,
    environment: &Environment,
) -> Result<Manifest, Error> {
    let mut manifest = Manifest::read(path, reading, environment).map_err(SeedError::from)?;
    literal::judge(&mut manifest, environment).await.map_err(SeedError::from)?;
    Ok(manifest)
}

/// Says what is accepted and still looks wrong.
pub(crate) fn warn(manifest: &Manifest, voice: &mut Terminal) {
    for warning in &manifest.warnings {
        voice.warn(&warning.to_string());
    }
}

/// Fills a store of our own, without a question; what there is to say are remarks.
pub(crate) async fn fill(
    manifest: &mut Manifest,
    store: &Ssm,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    fetch::foresee(manifest, true)?;
    let sources = Sources { store, elsewhere: None, environment };
    Box::pin(fetch::complete(manifest, &sources, voice)).await?;
    let plan = planned(manifest, store).await.map_err(SeedError::locally)?;
    let mut listener = Listener::start();
    let done = apply::apply(&plan, store, &mut listener, voice).await;
    voice.remark_answer(&report::results_text(&plan, &done, false));
    Ok(outcome(&done, listener.heard()))
}

/// Whose store it is, the store, and what is to be done there.
struct Prepared {
    target: Target,
    store: Ssm,
    plan: Plan,
}

async fn prepare(
    manifest: &mut Manifest,
    arguments: &SeedArgs,
    aws: &AwsArgs,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Prepared, Error> {
    let (target, store) = if arguments.local {
        let (region, origin) = settled::region_or_default(aws, environment).await?;
        manifest.check_in(&region).map_err(SeedError::from)?;
        let nearby = local::store_beside(&manifest.path, &region, arguments.dry_run).await?;
        (Target::local(region, origin, nearby.endpoint), Ssm::new(&nearby.session))
    } else {
        let whereabouts = settled::settle_region(aws, environment).await?;
        manifest.check_in(&whereabouts.region).map_err(SeedError::from)?;
        let settled = settled::settle(whereabouts).await?;
        (Target::of(&settled), Ssm::new(&settled.session))
    };
    let elsewhere = (!arguments.local).then_some(aws);
    let sources = Sources { store: &store, elsewhere, environment };
    Box::pin(fetch::complete(manifest, &sources, voice)).await?;
    let plan = planned(manifest, &store).await;
    let plan = plan.map_err(|error| if arguments.local { error.locally() } else { error })?;
    Ok(Prepared { target, store, plan })
}

async fn planned(manifest: &Manifest, store: &Ssm) -> Result<Plan, SeedError> {
    let wanted: Vec<&Parameter> =
        manifest.parameters.iter().map(|placed| &placed.parameter).collect();
    let found = find(&wanted, store).await?;
    Ok(Plan::new(&wanted, &found))
}

/// Reads what the plan needs, and no more: values of all; details and tags only where they matter.
async fn find(wanted: &[&Parameter], store: &Ssm) -> Result<Found, SeedError> {
    let unread = |what| move |failure| SeedError::Unread { what, failure };
    let names: Vec<ParameterName> = wanted.iter().map(|wanted| wanted.name.clone()).collect();
    let stored = store.find(&names).await.map_err(unread(Part::Values))?;
    let stored: BTreeMap<_, _> =
        stored.into_iter().map(|stored| (stored.name.clone(), stored)).collect();

    let names = plan::to_describe(wanted, &stored);
    let described = store.describe(&names).await.map_err(unread(Part::Details))?;
    if let Some(name) = names.into_iter().find(|name| !described.contains_key(*name)) {
        return Err(SeedError::Undescribed(name.clone()));
    }
    let arns = plan::to_read_tags(wanted, &stored);
    let tags: TagsByArn = store.tags(&arns).await.map_err(unread(Part::Tags))?;
    Ok(Found { stored, described, tags })
}

enum Decision {
    Apply,
    Stop(Result<Outcome, SeedError>),
}

/// Decides whether the plan is applied. Where nothing would be written, nobody's consent is needed.
async fn decide(
    arguments: &SeedArgs,
    plan: &Plan,
    target: &Target,
    text: &str,
    listener: &mut Listener,
    voice: &mut Terminal,
) -> Decision {
    if plan.is_empty() {
        return Decision::Stop(Ok(Outcome::Yes));
    }
    if arguments.dry_run {
        return Decision::Stop(Ok(Outcome::No));
    }
    if arguments.yes || arguments.local {
        return Decision::Apply;
    }
    if !plan.writes() {
        return Decision::Stop(Ok(Outcome::No));
    }
    if !Terminal::can_ask() {
        return Decision::Stop(Err(SeedError::NobodyToAsk));
    }
    if arguments.format == SeedFormat::Json {
        voice.remark_answer(text);
    }
    let question = format!("Apply this to account {} in {}?", target.account(), target.region());
    let decision = tokio::select! {
        yes = voice.confirm(&question) => if yes { Decision::Apply } else { Decision::Stop(Ok(Outcome::No)) },
        () = listener.asked() => {
            // The question's line was never ended.
            voice.remark("");
            Decision::Stop(Ok(Outcome::Interrupted))
        }
    };
    if matches!(decision, Decision::Stop(_)) {
        voice.remark("nothing was written");
    }
    decision
}

fn outcome(done: &[Done], interrupted: bool) -> Outcome {
    let is_open = |done: &Done| matches!(done, Done::Unknown(_));
    let is_undone = |done: &Done| matches!(done, Done::Failed(_) | Done::NotTried);
    let complete = !done.iter().any(|done| is_open(done) || is_undone(done));
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
}

impl SeedError {
    pub(crate) const fn outcome(&self) -> Outcome {
        match self {
            Self::Manifest(_) | Self::NobodyToAsk => Outcome::AskedWrongly,
            Self::Unread { .. } | Self::UnreadLocally { .. } | Self::Undescribed(_) => {
                Outcome::CouldNotTell
            }
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
        }
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Values => "the values",
            Self::Details => "the descriptions",
            Self::Tags => "the tags",
        })
    }
}
