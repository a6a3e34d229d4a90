//! Before anything is written: whose store it is, what is there, and what is to be done.

use super::drift::{self, Drift};
use super::error::SeedError;
use super::fetch::{self, Sources};
use super::github::Run;
use super::manifest::Manifest;
use super::plan::Plan;
use super::report::Target;
use super::survey::{self, Asked, Surveyed, survey};
use super::{guard, prune};
use crate::cli::{AwsArgs, SeedArgs};
use crate::credentials::settled;
use crate::environment::Environment;
use crate::error::Error;
use crate::local;
use crate::progress::while_reading;
use crate::store::ssm::Ssm;
use crate::terminal::Terminal;

/// Whose store it is, the store, and what is to be done there.
pub(super) struct Prepared {
    pub(super) target: Target,
    pub(super) store: Ssm,
    pub(super) plan: Plan,
    pub(super) most_deletions: usize,
    pub(super) drift: Option<Drift>,
}

/// Opens the store, and plans what is to be done there.
pub(super) async fn prepare(
    manifest: &mut Manifest,
    arguments: &SeedArgs,
    aws: &AwsArgs,
    environment: &Environment,
    run: &Run,
    voice: &mut Terminal,
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
    let target = target.at_stage(manifest.stage.as_deref(), &manifest.stages);
    let elsewhere = (!arguments.local).then_some(aws);
    let may_look = !arguments.no_read;
    let sources = Sources { store: &store, elsewhere, environment, may_look };
    Box::pin(fetch::complete(manifest, &sources, voice)).await?;
    run.masks(manifest, voice);
    let enabled = prune::enabled(manifest).filter(|_| !arguments.prune);
    if let Some(place) = prune::waits_for_stage(manifest).filter(|_| !arguments.prune) {
        voice.remark(&format!(
            "{place}: nothing is deleted until a stage is chosen: `--stage NAME`"
        ));
    }
    let surveyed =
        while_reading(&store, voice, survey(manifest, Asked::of(arguments, manifest), &store))
            .await;
    let Surveyed { plan, in_scope, idle, found } = surveyed.map_err(|error| {
        if arguments.local { error.locally() } else { error }.enabled_at(enabled)
    })?;
    for warning in &idle {
        voice.warn(&warning.to_string());
    }
    run.warns(&idle, voice);
    run.has_found(manifest, &found, voice);
    survey::settle_pace(arguments, &plan, &store).await;
    let drift = if arguments.check {
        Some(while_reading(&store, voice, drift::who(&plan, &found, &store)).await)
    } else {
        None
    };
    let most_deletions = prune::most(arguments.max_delete, in_scope);
    Ok(Prepared { target, store, plan, most_deletions, drift })
}
