//! What a manifest once made and does not name any more: whose it is, and what of it may go.

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::manifest::{Diagnostic, Keep, Manifest, Place};
use super::plan::{Action, Blind, Kept, Plan, Removal, Replacement, Step};
use crate::error::Outcome;
use crate::parameter::Parameter;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::TagError;
use crate::store::{Listed, TagsByArn};

/// The tag that says which manifest has made a parameter: its id, by default its path, and the stage.
pub(crate) const OWNER: &str = "bootstrap:manifest";

/// The tag that says that a parameter is never deleted.
pub(crate) const PROTECTED: &str = "bootstrap:protect";

/// What the keys of our tags begin with, those that there may be one day too.
pub(crate) const PREFIX: &str = "bootstrap:";

/// So many may be deleted in any case, or so large a part of what is there.
const FEW: usize = 10;
const ONE_IN: usize = 5;

/// Where a manifest may delete, and what not.
#[derive(Debug)]
pub(crate) struct Pruning {
    /// Begins with a slash and does not end with one.
    scope: String,
    /// What the tags of its parameters say.
    owner: String,
    keep: GlobSet,
    /// The patterns in `keep`, each twice: for a level, and for what is below it.
    patterns: Vec<Keep>,
}

/// Tells whether a tag is one of those that we give by ourselves.
pub(crate) fn is_ours(key: &str) -> bool {
    key == OWNER || key == PROTECTED
}

/// Tells whether tags say that a parameter is somebody's and may go.
pub(crate) fn may_go(tags: &BTreeMap<String, String>, owner: &str) -> bool {
    tags.get(OWNER).is_some_and(|of| of == owner) && !tags.contains_key(PROTECTED)
}

/// Tells whether a tag protects what is not protected any more.
pub(crate) fn is_obsolete(key: &str, wanted: &Parameter) -> bool {
    key == PROTECTED && !wanted.is_protected()
}

/// Returns the parameters of a manifest, and among their tags that which says that one is protected.
pub(crate) fn marked(manifest: &Manifest) -> Result<Vec<Parameter>, PruneError> {
    let parameters = manifest.parameters.iter().map(|placed| placed.parameter.clone());
    parameters
        .map(|mut parameter| {
            if parameter.is_protected() {
                let marked = parameter.tags.set(PROTECTED, "true");
                marked.map_err(|error| PruneError::NoRoom(parameter.name.clone(), error))?;
            }
            Ok(parameter)
        })
        .collect()
}

/// Says whose all is that a plan makes, where that will be asked. What was there before is never taken over: it may be
/// somebody else's.
pub(crate) fn own(plan: &mut Plan, manifest: &Manifest, asked: bool) -> Result<(), PruneError> {
    let marks = asked || manifest.prune.is_some();
    let (true, Some(scope)) = (marks, scope(manifest)) else { return Ok(()) };
    let owner = owner(manifest, &scope);
    for step in plan.steps.iter_mut().filter(|step| is_below(&step.name, &scope)) {
        if let Some(Replacement { creation, carried, .. }) = step.action.replacement_mut() {
            let is_owned = creation.write.tags.iter().any(|tag| tag == (OWNER, &owner));
            if is_owned {
                carried.has_by_itself(OWNER);
            }
        }
        let (Action::Create(creation) | Action::Write(Blind { creation, .. })) = &mut step.action
        else {
            continue;
        };
        let tagged = creation.write.tags.set(OWNER, &owner);
        tagged.map_err(|error| PruneError::NoRoom(step.name.clone(), error))?;
    }
    Ok(())
}

/// Returns what the parameters that a manifest makes are known by, if it has a path.
pub(crate) fn owner_of(manifest: &Manifest) -> Option<String> {
    scope(manifest).map(|scope| owner(manifest, &scope))
}

/// Returns what a manifest's parameters are known by: stages do not share them.
fn owner(manifest: &Manifest, scope: &str) -> String {
    let id = manifest.prune.as_ref().and_then(|prune| prune.id.as_deref()).unwrap_or(scope);
    match &manifest.stage {
        Some(stage) => format!("{id}@{stage}"),
        None => id.to_owned(),
    }
}

impl Pruning {
    /// Reads what a manifest says of it. One that names nothing deletes nothing: it may be the wrong one, or cut off.
    pub(crate) fn of(manifest: &Manifest) -> Result<Self, PruneError> {
        let scope = scope(manifest).ok_or(PruneError::NoPath)?;
        if lacks_stage(manifest) {
            return Err(PruneError::NoStage);
        }
        if !manifest.parameters.iter().any(|placed| is_below(&placed.parameter.name, &scope)) {
            return Err(PruneError::Empty(scope));
        }
        let (mut keep, mut patterns) = (GlobSetBuilder::new(), Vec::new());
        for said in manifest.prune.iter().flat_map(|prune| &prune.keep) {
            // What is said of a level holds for all below it.
            let level = said.pattern.text.trim_start_matches('/');
            for pattern in [level.to_owned(), format!("{level}/**")] {
                let glob = GlobBuilder::new(&pattern).literal_separator(true).build();
                keep.add(glob.map_err(|_error| PruneError::Pattern(said.place.clone()))?);
                patterns.push(said.clone());
            }
        }
        let keep = keep.build().map_err(|_error| PruneError::Patterns)?;
        Ok(Self { owner: owner(manifest, &scope), scope, keep, patterns })
    }

    /// Returns the path under which it looks.
    pub(crate) fn scope(&self) -> &str {
        &self.scope
    }

    /// Says which patterns fit nothing of what is there: they may be written wrongly.
    pub(crate) fn idle(&self, listed: &[Listed]) -> Vec<Diagnostic> {
        let below = listed.iter().filter(|listed| is_below(&listed.name, &self.scope));
        let fitting: BTreeSet<&Place> = below
            .flat_map(|listed| self.keep.matches(self.relative(&listed.name)))
            .filter_map(|position| Some(&self.patterns.get(position)?.place))
            .collect();
        let idle: BTreeMap<&Place, &Keep> =
            self.patterns.iter().map(|pattern| (&pattern.place, pattern)).collect();
        let idle = idle.into_iter().filter(|(place, _)| !fitting.contains(place));
        idle.map(|(place, pattern)| {
            let shown = pattern.pattern.shown();
            let shown = shown.map_or_else(|| "this".to_owned(), |pattern| format!("`{pattern}`"));
            Diagnostic::new(place, format!("{shown} in `prune.keep` fits nothing that is there"))
        })
        .collect()
    }

    fn relative(&self, name: &ParameterName) -> String {
        let identity = format!("/{}", name.identity());
        let relative = identity.strip_prefix(&self.scope).unwrap_or(&identity);
        relative.trim_start_matches('/').to_owned()
    }

    /// Returns what is there and not named: it may be anybody's.
    pub(crate) fn unnamed<'a>(
        &self,
        listed: &'a [Listed],
        wanted: &[Parameter],
    ) -> Vec<&'a Listed> {
        let named: BTreeSet<&ParameterName> = wanted.iter().map(|wanted| &wanted.name).collect();
        let unnamed =
            |listed: &&Listed| !named.contains(&listed.name) && is_below(&listed.name, &self.scope);
        listed.iter().filter(unnamed).collect()
    }

    /// Decides about what is not named: what is of this manifest goes, unless somebody wants to keep it.
    pub(crate) fn steps(&self, unnamed: &[&Listed], tags: &TagsByArn) -> Vec<Step> {
        let mut steps: Vec<Step> = unnamed
            .iter()
            .filter_map(|listed| {
                let tags = tags.get(&listed.arn)?;
                (tags.get(OWNER) == Some(&self.owner)).then(|| self.step(listed, tags))
            })
            .collect();
        steps.sort_by(|one, other| one.name.cmp(&other.name));
        steps
    }

    fn step(&self, listed: &Listed, tags: &BTreeMap<String, String>) -> Step {
        let action = if tags.contains_key(PROTECTED) {
            Action::Keep(Kept::Protected)
        } else if self.keep.is_match(self.relative(&listed.name)) {
            Action::Keep(Kept::Wanted)
        } else {
            Action::Delete(Removal { edition: listed.edition(), owner: self.owner.clone() })
        };
        Step { name: listed.name.clone(), kind: listed.kind, action, warning: None }
    }
}

/// Returns how many may be deleted.
pub(crate) fn most(said: Option<usize>, there: usize) -> usize {
    said.unwrap_or_else(|| FEW.max(there / ONE_IN))
}

/// Tells whether a run deletes what the manifest does not name any more: one that is asked to, or one of a manifest that
/// says so, as soon as it is known whose parameters are meant.
pub(crate) fn is_asked(manifest: &Manifest, by_hand: bool) -> bool {
    by_hand || enabled(manifest).is_some() && !lacks_stage(manifest)
}

/// Returns where the manifest says that its forgotten parameters are deleted, though nobody knows which, for want of a
/// stage.
pub(crate) fn waits_for_stage(manifest: &Manifest) -> Option<&Place> {
    enabled(manifest).filter(|_| lacks_stage(manifest))
}

/// Returns where the manifest says that its forgotten parameters are deleted.
pub(crate) fn enabled(manifest: &Manifest) -> Option<&Place> {
    manifest.prune.as_ref()?.enabled.as_ref()
}

const fn lacks_stage(manifest: &Manifest) -> bool {
    manifest.stage.is_none() && !manifest.stages.is_empty()
}

fn scope(manifest: &Manifest) -> Option<String> {
    let scope = manifest.scope.as_deref()?.trim_matches('/');
    (!scope.is_empty()).then(|| format!("/{scope}"))
}

fn is_below(name: &ParameterName, scope: &str) -> bool {
    let below = scope.trim_start_matches('/');
    name.identity().strip_prefix(below).is_some_and(|rest| rest.starts_with('/'))
}

/// Why nothing can be pruned.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PruneError {
    #[error("which stage's parameters may be deleted is not said")]
    NoStage,
    #[error("without a `path` below `/` in the manifest nobody knows what may be deleted")]
    NoPath,
    #[error("the manifest names nothing under `{0}`, so that all of it would be deleted")]
    Empty(String),
    #[error("{0}: this in `prune.keep` is no pattern")]
    Pattern(Place),
    #[error("the patterns in `prune.keep` are too many")]
    Patterns,
    #[error("`{0}` has no room for the tag that says which manifest it is of: {1}")]
    NoRoom(ParameterName, TagError),
    #[error("{count} parameter{} would be deleted, and at most {most} may be; nothing was written", if *.count == 1 { "" } else { "s" })]
    TooMany { count: usize, most: usize },
}

impl PruneError {
    #[expect(clippy::unused_self, reason = "the others may tell")]
    pub(crate) const fn outcome(&self) -> Outcome {
        Outcome::AskedWrongly
    }

    /// Says what to do about it, if it was `--prune` that asked, or else the manifest where it says `enabled`.
    pub(crate) fn hint(&self, enabled: Option<&Place>) -> String {
        let otherwise = match enabled {
            None => "leave `--prune` out".to_owned(),
            Some(place) => format!("take `enabled` out of `prune`, at {place}"),
        };
        match self {
            Self::NoPath => format!("give the manifest a `path` such as `/my-app`, or {otherwise}"),
            Self::NoStage => format!("choose one: `--stage NAME`, or {otherwise}"),
            Self::Empty(_) => {
                "see whether it is the right manifest and the right stage: `bootstrap seed render`"
                    .to_owned()
            }
            Self::Pattern(_) | Self::Patterns => {
                "patterns are like `runtime/**`, relative to `path`".to_owned()
            }
            Self::NoRoom(..) => {
                format!("declare fewer tags, or a shorter `prune.id`, or {otherwise}")
            }
            Self::TooMany { count, .. } => {
                format!("if that is what you want, say so: `--max-delete {count}`")
            }
        }
    }
}
