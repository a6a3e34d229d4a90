//! The layers of a manifest, laid over one another: included files, the manifest, its stage, what is set.
//!
//! From low to high: what is built in, what is included, `defaults`, `parameters`. A stage's are laid over the base's,
//! field by field. A default never overrides what a parameter says itself. Each field keeps its place and its layer.

mod inherit;
mod layer;
mod names;
mod overlay;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::choice::{Choice, StageBy};
use super::files::Document;
use super::limits::MOST_INHERITED;
use super::node::Node;
use super::place::{Diagnostic, Place};
use super::variables::{Declared, Parts, Variables};
use super::words::{listed, nearest};
use crate::environment::Environment;
use crate::parameter::name::ParameterName;

pub(crate) use inherit::text_of;
pub(crate) use layer::{Field, Layer, Tag};
pub(crate) use overlay::Defaults;
use overlay::Merged;

/// The fields of which one says the value.
pub(crate) const SOURCES: [&str; 3] = ["value", "from", "json"];

/// A parameter after all layers, with all variables replaced.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) name: ParameterName,
    /// Where it is declared first.
    pub(crate) place: Place,
    pub(crate) fields: BTreeMap<&'static str, Field>,
    /// By key.
    pub(crate) tags: BTreeMap<Arc<str>, Tag>,
    /// Whether what was meant to be its value is told to be something else.
    pub(crate) has_told_value: bool,
}

/// A manifest after all layers.
#[derive(Debug)]
pub(crate) struct Composed {
    /// The stage that is laid over the rest.
    pub(crate) stage: Option<String>,
    /// All that could be.
    pub(crate) stages: Vec<String>,
    pub(crate) variables: BTreeMap<String, Field>,
    pub(crate) account: Option<Field>,
    pub(crate) region: Option<Field>,
    /// The path, without its last slash, and where it is said.
    pub(crate) scope: Option<(String, Place)>,
    pub(crate) prune: Option<Node>,
    pub(crate) defaults: Defaults,
    /// Sorted by name.
    pub(crate) entries: Vec<Entry>,
    /// Where the parts of texts with variables are written.
    pub(crate) parts: Parts,
    pub(crate) problems: Vec<Diagnostic>,
}

/// Lays all layers over one another.
pub(crate) fn compose(
    documents: &[Document],
    choice: &Choice,
    environment: &Environment,
) -> Composed {
    let nodes: Vec<&Node> = documents.iter().map(|document| &document.node).collect();
    let mut problems = Vec::new();
    let stages = stages(&nodes);
    let stage = stage(documents, &stages, choice, &mut problems);
    let declared = variables(&nodes, choice);
    let mut composer = Composer {
        nodes: &nodes,
        stage,
        variables: Variables::new(declared.clone(), environment),
        room: Some(MOST_INHERITED),
        problems,
    };
    let prefixes = composer.prefixes();
    let scope = Composer::scope(&prefixes);
    let defaults = composer.defaults();
    let merged = composer.parameters(documents, &prefixes);
    let entries = merged.into_iter().map(|(name, merged)| composer.entry(name, &merged, &defaults));
    let entries = entries.collect();
    let [account, region] = ["account", "region"].map(|field| composer.guard(field));
    let prune = composer.prune(documents);
    let shown = composer.shown(&declared, documents);
    composer.idle(documents, choice, &declared);
    let Composer { variables, mut problems, .. } = composer;
    let Variables { parts, problems: more, .. } = variables;
    problems.extend(more);
    Composed {
        stage: stage.map(str::to_owned),
        stages: stages.iter().map(|stage| (*stage).to_owned()).collect(),
        variables: shown,
        account,
        region,
        scope,
        prune,
        defaults,
        entries,
        parts,
        problems,
    }
}

/// Returns what each variable is, for documents in their order.
pub(crate) fn variables<'a>(
    nodes: &[&'a Node],
    choice: &'a Choice,
) -> BTreeMap<&'a str, Declared<'a>> {
    let base = nodes.iter().filter_map(|node| node.get("vars"));
    let stage = choice.stage.as_deref().unwrap_or_default();
    let overlay = nodes.iter().filter_map(|node| node.get("stages")?.get(stage)?.get("vars"));
    let said = base.chain(overlay).flat_map(Node::entries);
    let said = said.map(|(key, node)| (key.text.as_str(), Declared::Manifest(node)));
    let set = choice.set.iter().map(|(name, text)| (name.as_str(), Declared::Set(text)));
    said.chain(set).collect()
}

/// Returns the names of all stages.
fn stages<'a>(nodes: &[&'a Node]) -> BTreeSet<&'a str> {
    let stages = nodes.iter().filter_map(|node| node.get("stages")).flat_map(Node::entries);
    stages.map(|(key, _)| key.text.as_str()).collect()
}

/// Returns the stage that is chosen, if there is such a one.
fn stage<'a>(
    documents: &[Document],
    stages: &BTreeSet<&'a str>,
    choice: &Choice,
    problems: &mut Vec<Diagnostic>,
) -> Option<&'a str> {
    let wanted = choice.stage.as_deref()?;
    if let Some(stage) = stages.get(wanted) {
        return Some(stage);
    }
    // Whoever has chosen a stage for everything has not meant a manifest that has none.
    if stages.is_empty() && choice.stage_by == StageBy::Variable {
        return None;
    }
    let known: Vec<&str> = stages.iter().copied().collect();
    let wanted = crate::foreign::harmless(wanted);
    let problem = match (nearest(&wanted, known.iter().copied()), known.as_slice()) {
        (_, []) => format!("there is no stage `{wanted}`: the manifest has no `stages`"),
        (Some(nearest), _) => format!("there is no stage `{wanted}`; did you mean `{nearest}`?"),
        (None, known) => format!("there is no stage `{wanted}`, only {}", listed(known)),
    };
    if let Some(root) = documents.last() {
        let outside = choice.stage_by.choosing(&wanted);
        problems.push(Diagnostic::outside(&root.file, outside, problem));
    }
    None
}

/// What is laid over one another, and what was found wrong with it.
struct Composer<'a> {
    /// The lowest layer first.
    nodes: &'a [&'a Node],
    stage: Option<&'a str>,
    variables: Variables<'a>,
    /// How much may still be inherited, in bytes; nothing when it was too much already, which is told once.
    room: Option<usize>,
    problems: Vec<Diagnostic>,
}

impl<'a> Composer<'a> {
    /// Returns a section of each document, and then of each document's stage, with their layers.
    fn sections(&self, field: &'a str) -> Vec<(&'a Node, Option<&'a str>)> {
        let base = self.nodes.iter().filter_map(|node| Some((node.get(field)?, None)));
        let overlay = self.nodes.iter().filter_map(|node| {
            let stage = self.stage?;
            Some((node.get("stages")?.get(stage)?.get(field)?, Some(stage)))
        });
        base.chain(overlay).collect()
    }

    fn guard(&mut self, field: &str) -> Option<Field> {
        let sections = self.sections("aws");
        let mut said =
            sections.into_iter().filter_map(|(node, stage)| Some((node.get(field)?, stage)));
        let (node, stage) = said.next_back()?;
        let layer = stage.map_or(Layer::Base, |stage| Layer::Stage(stage.into()));
        (!node.is_nothing()).then(|| Field { node: self.variables.node(node).into(), layer })
    }

    /// Only the manifest itself says what is deleted.
    fn prune(&mut self, documents: &[Document]) -> Option<Node> {
        let (root, included) = documents.split_last()?;
        for prune in included.iter().filter_map(|document| document.node.get("prune")) {
            let problem = "`prune` is said in the manifest itself, not in a file that it includes";
            self.problems.push(Diagnostic::new(&prune.place, problem));
        }
        Some(self.variables.node(root.node.get("prune")?))
    }

    /// Returns what the variables have become, for those who look.
    fn shown(
        &mut self,
        declared: &BTreeMap<&str, Declared<'_>>,
        documents: &[Document],
    ) -> BTreeMap<String, Field> {
        let Some(root) = documents.last() else { return BTreeMap::new() };
        let stage = self.stage.map(Arc::<str>::from);
        let overlay: BTreeSet<&Place> = self
            .sections("vars")
            .into_iter()
            .filter(|(_, stage)| stage.is_some())
            .flat_map(|(node, _)| node.entries())
            .map(|(_, node)| &node.place)
            .collect();
        let mut shown = BTreeMap::new();
        for (name, declared) in declared {
            let field = match declared {
                Declared::Set(text) => {
                    Field { node: text_of(&root.file.start(), text).into(), layer: Layer::Set }
                }
                Declared::Manifest(node) => Field {
                    layer: match &stage {
                        Some(stage) if overlay.contains(&node.place) => {
                            Layer::Stage(Arc::clone(stage))
                        }
                        _ => Layer::Base,
                    },
                    node: self.variables.node(node).into(),
                },
            };
            shown.insert((*name).to_owned(), field);
        }
        shown
    }

    /// What is set and used by nothing was meant to be something else.
    fn idle(
        &mut self,
        documents: &[Document],
        choice: &Choice,
        declared: &BTreeMap<&str, Declared<'_>>,
    ) {
        let said: BTreeSet<&str> = self
            .sections("vars")
            .into_iter()
            .flat_map(|(node, _)| node.entries())
            .map(|(key, _)| key.text.as_str())
            .collect();
        let Some(root) = documents.last() else { return };
        for name in self.variables.idle(&choice.set, &said) {
            let others = declared.keys().copied().filter(|other| *other != name);
            let problem = match nearest(name, others) {
                Some(nearest) => format!(
                    "nothing uses the variable `{name}` that is set; did you mean `{nearest}`?"
                ),
                None => format!("nothing uses the variable `{name}` that is set"),
            };
            let outside = format!("--set {name}");
            self.problems.push(Diagnostic::outside(&root.file, outside, problem));
        }
    }
}

#[cfg(test)]
#[path = "layers_tests.rs"]
mod tests;
