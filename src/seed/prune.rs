//! What a manifest once made and does not name any more: whose it is, and what of it may go.

use std::collections::{BTreeMap, BTreeSet};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::manifest::Manifest;
use super::plan::{Action, Removal, Step};
use crate::error::Outcome;
use crate::parameter::Parameter;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::TagError;
use crate::store::{Listed, TagsByArn};

/// The tag that says which manifest a parameter is of: the path of the manifest.
const OWNER: &str = "bootstrap:manifest";

/// The tag that says that a parameter is never deleted.
const PROTECTED: &str = "bootstrap:protect";

/// So many may be deleted in any case, or so large a part of what is there.
const FEW: usize = 10;
const ONE_IN: usize = 5;

/// Where a manifest may delete, and what not.
#[derive(Debug)]
pub(crate) struct Pruning {
    /// Begins with a slash and does not end with one.
    scope: String,
    keep: GlobSet,
}

/// Tells whether a tag is one of those that we give by ourselves.
pub(crate) fn is_ours(key: &str) -> bool {
    key == OWNER || key == PROTECTED
}

/// Tells whether tags say that a parameter is somebody's and may go.
pub(crate) fn may_go(tags: &BTreeMap<String, String>, owner: &str) -> bool {
    tags.get(OWNER).is_some_and(|of| of == owner) && !tags.contains_key(PROTECTED)
}

/// Returns the parameters of a manifest, and among their tags those that say whose they are where that will be asked.
pub(crate) fn marked(manifest: &Manifest, asked: bool) -> Result<Vec<Parameter>, PruneError> {
    let parameters = manifest.parameters.iter().map(|placed| placed.parameter.clone());
    let marks = asked || manifest.prune.is_some();
    let (true, Some(scope)) = (marks, scope(manifest)) else { return Ok(parameters.collect()) };
    parameters
        .map(|mut parameter| {
            if is_below(&parameter.name, &scope) {
                let mut mark = |key, value| parameter.tags.set(key, value);
                let marked = mark(OWNER, &scope).and_then(|()| {
                    if parameter.is_protected { mark(PROTECTED, "true") } else { Ok(()) }
                });
                marked.map_err(|error| PruneError::NoRoom(parameter.name.clone(), error))?;
            }
            Ok(parameter)
        })
        .collect()
}

impl Pruning {
    /// Reads what a manifest says of it. One that names nothing deletes nothing: it may be the wrong one, or cut off.
    pub(crate) fn of(manifest: &Manifest) -> Result<Self, PruneError> {
        let scope = scope(manifest).ok_or(PruneError::NoPath)?;
        if !manifest.parameters.iter().any(|placed| is_below(&placed.parameter.name, &scope)) {
            return Err(PruneError::Empty(scope));
        }
        let mut keep = GlobSetBuilder::new();
        for pattern in manifest.prune.iter().flat_map(|prune| &prune.keep) {
            let mut glob = GlobBuilder::new(pattern.trim_start_matches('/'));
            let glob = glob.literal_separator(true).build();
            keep.add(glob.map_err(|_error| PruneError::Pattern(pattern.clone()))?);
        }
        let keep = keep.build().map_err(|_error| PruneError::Patterns)?;
        Ok(Self { scope, keep })
    }

    /// Returns the path under which it looks.
    pub(crate) fn scope(&self) -> &str {
        &self.scope
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
                (tags.get(OWNER) == Some(&self.scope)).then(|| self.step(listed, tags))
            })
            .collect();
        steps.sort_by(|one, other| one.name.cmp(&other.name));
        steps
    }

    fn step(&self, listed: &Listed, tags: &BTreeMap<String, String>) -> Step {
        let identity = format!("/{}", listed.name.identity());
        let relative = identity.strip_prefix(&self.scope).unwrap_or(&identity);
        let action = if tags.contains_key(PROTECTED) {
            Action::Keep("the manifest does not name it any more, and it is protected")
        } else if self.keep.is_match(relative.trim_start_matches('/')) {
            Action::Keep("the manifest does not name it any more, and keeps it")
        } else {
            Action::Delete(Removal {
                edition: listed.edition(),
                arn: listed.arn.clone(),
                owner: self.scope.clone(),
            })
        };
        Step { name: listed.name.clone(), kind: listed.kind, action, warning: None }
    }
}

/// Returns how many may be deleted.
pub(crate) fn most(said: Option<usize>, there: usize) -> usize {
    said.unwrap_or_else(|| FEW.max(there / ONE_IN))
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
    #[error("without a `path` in the manifest nobody knows what may be deleted")]
    NoPath,
    #[error("the manifest names nothing under `{0}`, so that all of it would be deleted")]
    Empty(String),
    #[error("`{0}` in `prune.keep` is no pattern")]
    Pattern(String),
    #[error("the patterns in `prune.keep` are too many")]
    Patterns,
    #[error("`{0}` has no room for the tag that says which manifest it is of: {1}")]
    NoRoom(ParameterName, TagError),
    #[error("{count} parameters would be deleted, and at most {most} may be; nothing was written")]
    TooMany { count: usize, most: usize },
}

impl PruneError {
    #[expect(clippy::unused_self, reason = "the others may tell")]
    pub(crate) const fn outcome(&self) -> Outcome {
        Outcome::AskedWrongly
    }

    pub(crate) fn hint(&self) -> String {
        match self {
            Self::NoPath => "give the manifest a `path`, or leave `--prune` out".to_owned(),
            Self::Empty(_) => {
                "see whether it is the right manifest and the right stage: `bootstrap seed render`"
                    .to_owned()
            }
            Self::Pattern(_) | Self::Patterns => {
                "patterns are like `runtime/**`, relative to `path`".to_owned()
            }
            Self::NoRoom(..) => "take a tag away, or leave `--prune` out".to_owned(),
            Self::TooMany { count, .. } => {
                format!("if that is what you want, say so: `--max-delete {count}`")
            }
        }
    }
}
