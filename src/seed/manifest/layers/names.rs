//! The names of parameters: relative to a path or absolute, in sub-trees or not, and each declared once.

use std::collections::BTreeMap;

use super::{Composer, Layer, Merged};
use crate::parameter::name::ParameterName;
use crate::seed::manifest::files::Document;
use crate::seed::manifest::limits::{MOST_PARAMETERS, keep};
use crate::seed::manifest::node::{Content, Key, Node};
use crate::seed::manifest::place::{Diagnostic, Place};
use crate::seed::manifest::words::shown;

/// What relative names are put behind where the path is wrong.
const NOWHERE: &str = "/-";

/// More bytes than the longest name has.
const LONGEST: usize = 2048;

/// What relative names are put behind.
#[derive(Debug, Clone)]
pub(super) enum Prefix {
    None,
    /// Without its last slash: `/my-app`, or nothing for `/`.
    Path(String, Place),
    /// Every name behind it would be wrong too: it is said once, at the path.
    Unusable,
}

/// The parameters that one layer declares, each once.
type Layered<'a> = BTreeMap<ParameterName, (&'a Key, &'a Node)>;

impl<'a> Composer<'a> {
    /// Returns what the relative names of each document are put behind: its own path, or else the manifest's.
    pub(super) fn prefixes(&mut self) -> Vec<Prefix> {
        let own: Vec<Option<Prefix>> =
            self.nodes.iter().map(|node| node.get("path").map(|path| self.path(path))).collect();
        let of_manifest = own.last().cloned().flatten().unwrap_or(Prefix::None);
        own.into_iter().map(|own| own.unwrap_or_else(|| of_manifest.clone())).collect()
    }

    /// Returns what nothing is deleted outside of.
    pub(super) fn scope(prefixes: &[Prefix]) -> Option<(String, Place)> {
        match prefixes.last()? {
            Prefix::Path(path, place) => Some((path.clone(), place.clone())),
            Prefix::None | Prefix::Unusable => None,
        }
    }

    fn path(&mut self, node: &Node) -> Prefix {
        let Content::Text(text) = self.variables.node(node).content else {
            return Prefix::Unusable;
        };
        let path = text.as_str();
        let path = path.strip_suffix('/').unwrap_or(path);
        if path.is_empty() {
            return Prefix::Path(String::new(), node.place.clone());
        }
        let problem = match path.parse::<ParameterName>() {
            Ok(_) if path.starts_with('/') => {
                return Prefix::Path(path.to_owned(), node.place.clone());
            }
            Ok(_) => "a path begins with `/`".to_owned(),
            Err(error) => format!("not a path: {error}"),
        };
        self.problems.push(Diagnostic::new(&node.place, problem));
        Prefix::Unusable
    }

    /// Returns all parameters: those of the base, and what the stage says laid over them.
    pub(super) fn parameters(
        &mut self,
        documents: &[Document],
        prefixes: &[Prefix],
    ) -> BTreeMap<ParameterName, Merged<'a>> {
        let mut base = Layered::new();
        let mut overlay = Layered::new();
        let mut is_said = false;
        for (node, prefix) in self.nodes.iter().zip(prefixes) {
            if let Some(parameters) = node.get("parameters") {
                is_said = true;
                self.flatten(parameters, prefix, "", &mut base);
            }
        }
        let stage = self.stage;
        let of_stage = |node: &&'a Node| node.get("stages")?.get(stage?)?.get("parameters");
        for (node, prefix) in self.nodes.iter().zip(prefixes) {
            if let Some(parameters) = of_stage(node) {
                is_said = true;
                self.flatten(parameters, prefix, "", &mut overlay);
            }
        }
        let root = documents.last().filter(|root| matches!(root.node.content, Content::Map(_)));
        if let (false, Some(root)) = (is_said, root) {
            self.problems.push(Diagnostic::new(&root.node.place, "there are no `parameters`"));
        }
        let layer = stage.map_or(Layer::Base, |stage| Layer::Stage(stage.into()));
        self.overlaid(base, overlay, &layer)
    }

    fn overlaid(
        &mut self,
        base: Layered<'a>,
        overlay: Layered<'a>,
        layer: &Layer,
    ) -> BTreeMap<ParameterName, Merged<'a>> {
        let mut below = Layered::new();
        for (name, (key, node)) in base {
            if node.is_nothing() {
                self.tell(&key.place, format!("`{}` has no value", shown(&key.text)));
            } else {
                below.insert(name, (key, node));
            }
        }
        let mut merged = BTreeMap::new();
        for (name, (key, node)) in overlay {
            match (below.remove(&name), node.is_nothing()) {
                (Some(_), true) => {}
                (None, true) => {
                    self.tell(&key.place, format!("`{name}` is not there to be taken away"));
                }
                (below, false) => {
                    let above = Merged::of(key, node, layer, &mut self.variables);
                    merged.insert(name, self.one(below, above));
                }
            }
        }
        for (name, (key, node)) in below {
            merged.insert(name, Merged::of(key, node, &Layer::Base, &mut self.variables));
        }
        merged
    }

    fn one(&mut self, below: Option<(&'a Key, &'a Node)>, above: Merged<'a>) -> Merged<'a> {
        let Some((key, node)) = below else { return above };
        let mut merged = Merged::of(key, node, &Layer::Base, &mut self.variables);
        merged.lay_over(above);
        merged
    }

    /// Collects the parameters of a map and of the sub-trees in it. `above` leads to the sub-tree, with a slash.
    fn flatten(&mut self, node: &'a Node, prefix: &Prefix, above: &str, layered: &mut Layered<'a>) {
        for (key, node) in node.entries() {
            let Some((text, is_tainted)) = self.variables.key(key) else { continue };
            let text = format!("{above}{text}");
            if key.text.ends_with('/') && text.len() > LONGEST {
                // Every name behind it would be told with all of it.
                self.tell(&key.place, "no parameter's name is as long as this".to_owned());
            } else if key.text.ends_with('/') {
                self.flatten(node, prefix, &text, layered);
            } else if let Some(name) = self.name(key, &text, is_tainted, prefix) {
                if let Some((first, _)) = layered.get(&name) {
                    if !matches!(prefix, Prefix::Unusable) {
                        let first = &first.place;
                        let message = format!("`{name}` is declared twice; first at {first}");
                        let problem = Diagnostic::new(&key.place, message);
                        self.problems.push(problem.beside(first, "first here"));
                    }
                } else if layered.len() < MOST_PARAMETERS {
                    layered.insert(name, (key, node));
                } else {
                    let problem = format!("a manifest has at most {MOST_PARAMETERS} parameters");
                    return self.tell(&key.place, problem);
                }
            }
        }
    }

    fn name(
        &mut self,
        key: &Key,
        text: &str,
        is_tainted: bool,
        prefix: &Prefix,
    ) -> Option<ParameterName> {
        let full = match prefix {
            _ if text.starts_with('/') => text.to_owned(),
            Prefix::None => text.to_owned(),
            Prefix::Path(path, _) => format!("{path}/{text}"),
            // What it stands for is looked at all the same, and nobody is told this name.
            Prefix::Unusable => return format!("{NOWHERE}/{text}").parse().ok(),
        };
        match full.parse() {
            Ok(name) => Some(name),
            Err(error) => {
                // What comes from the environment may be a secret in the wrong place.
                let name = if is_tainted { &key.text } else { &full };
                self.tell(&key.place, format!("`{}`: {error}", shown(name)));
                None
            }
        }
    }

    pub(super) fn tell(&mut self, place: &Place, message: String) {
        keep(&mut self.problems, [Diagnostic::new(place, message)]);
    }
}
