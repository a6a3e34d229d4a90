//! What is there: read from the store as far as the plan needs it, and no further.

use super::error::SeedError;
use super::manifest::{Diagnostic, Manifest};
use super::plan::{self, Action, Found, Intent, Plan};
use super::prune::{self, Pruning};
use super::random;
use crate::aws::Failure;
use crate::cli::SeedArgs;
use crate::parameter::Parameter;
use crate::parameter::name::ParameterName;
use crate::store::Part;
use crate::store::ssm::Ssm;

/// How the plan is made.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked {
    pub(crate) intent: Intent,
    pub(crate) prunes: bool,
    pub(crate) reads_nothing: bool,
}

/// The plan, and under how many parameters it deletes some.
pub(crate) struct Surveyed {
    pub(crate) plan: Plan,
    pub(crate) in_scope: usize,
    /// Patterns of what is kept that fit nothing.
    pub(crate) idle: Vec<Diagnostic>,
    /// With the values that nobody else may see.
    pub(crate) found: Found,
}

impl Asked {
    pub(crate) fn of(arguments: &SeedArgs, manifest: &Manifest) -> Self {
        Self {
            intent: Intent { replaces: arguments.replace, only_compares: arguments.check },
            prunes: prune::is_asked(manifest, arguments.prune) && !arguments.no_read,
            reads_nothing: arguments.no_read,
        }
    }
}

/// Makes the plan for a manifest and a store.
pub(crate) async fn survey(
    manifest: &Manifest,
    asked: Asked,
    store: &Ssm,
) -> Result<Surveyed, SeedError> {
    let pruning = asked.prunes.then(|| Pruning::of(manifest)).transpose()?;
    let wanted = prune::marked(manifest)?;
    if asked.reads_nothing {
        let mut found = Found::default();
        make(&wanted, &mut found)?;
        let mut plan = Plan::blind(&wanted, &found.made);
        prune::own(&mut plan, manifest, asked.prunes)?;
        return Ok(Surveyed { plan, in_scope: 0, idle: Vec::new(), found });
    }
    let found = find(&wanted, asked.intent, store).await?;
    let mut plan = Plan::new(&wanted, &found, asked.intent);
    prune::own(&mut plan, manifest, asked.prunes)?;
    let (mut in_scope, mut idle) = (0, Vec::new());
    if let Some(pruning) = pruning {
        let listed = store.list(pruning.scope()).await.map_err(unread(Part::Path))?;
        let unnamed = pruning.unnamed(&listed, &wanted);
        let arns: Vec<&str> = unnamed.iter().map(|listed| listed.arn.as_str()).collect();
        let tags = store.tags(&arns).await.map_err(unread(Part::Tags))?;
        in_scope = listed.len();
        idle = pruning.idle(&listed);
        plan.steps.extend(pruning.steps(&unnamed, &tags));
    }
    Ok(Surveyed { plan, in_scope, idle, found })
}

/// Reads what the plan needs: values of all; details, tags and labels only where they matter.
async fn find(wanted: &[Parameter], intent: Intent, store: &Ssm) -> Result<Found, SeedError> {
    let names: Vec<ParameterName> = wanted.iter().map(|wanted| wanted.name.clone()).collect();
    let stored = store.find(&names).await.map_err(unread(Part::Values))?;
    let stored = stored.into_iter().map(|stored| (stored.name.clone(), stored)).collect();
    let mut found = Found { stored, ..Found::default() };

    let names = plan::to_describe(wanted, &found.stored, intent);
    let described = store.describe_with_changes(&names).await.map_err(unread(Part::Details))?;
    for (name, (described, changed)) in described {
        found.described.insert(name.clone(), described);
        found.changed.insert(name, changed);
    }
    if let Some(name) = names.into_iter().find(|name| !found.described.contains_key(*name)) {
        return Err(SeedError::Undescribed(name.clone()));
    }
    let arns = plan::to_read_tags(wanted, &found.stored, &found.described, intent);
    found.tags = store.tags(&arns).await.map_err(unread(Part::Tags))?;
    let labels = plan::to_read_labels(wanted, &found.stored);
    found.labels = store.labelled(&labels).await.map_err(unread(Part::Labels))?;
    make(wanted, &mut found)?;
    Ok(found)
}

fn make(wanted: &[Parameter], found: &mut Found) -> Result<(), SeedError> {
    for (name, recipe) in plan::to_make(wanted, &found.stored) {
        let value = random::make(recipe).map_err(|error| SeedError::NoRandom(error.to_string()))?;
        found.made.insert(name.clone(), value);
    }
    Ok(())
}

/// Finds out how fast may be written, where that is not said and matters.
pub(crate) async fn settle_pace(arguments: &SeedArgs, plan: &Plan, store: &Ssm) {
    /// Writes in a second of an account with higher throughput.
    const HIGH: f64 = 10.0;
    if let Some(rate) = arguments.tps {
        store.limit_writes(rate.0);
    } else if !arguments.local
        && !arguments.check
        && plan.puts() > 0
        && store.has_high_throughput().await
    {
        store.limit_writes(HIGH);
    }
}

/// Returns the parameters that are there and differ from the manifest.
pub(crate) fn drifted(plan: &Plan) -> Vec<&ParameterName> {
    let differs = |action: &Action| match action {
        Action::Update(_) | Action::Replace(_) | Action::Delete(_) | Action::Refuse(_) => true,
        Action::Create(_) | Action::Write(_) | Action::Unchanged | Action::Keep(_) => false,
    };
    let differing = plan.steps.iter().filter(|step| differs(&step.action));
    differing.map(|step| &step.name).collect()
}

fn unread(what: Part) -> impl FnOnce(Failure) -> SeedError {
    move |failure| SeedError::Unread { what, failure }
}

#[cfg(test)]
#[path = "survey_tests.rs"]
mod tests;
