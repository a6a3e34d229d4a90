//! From the tree to declarations: every field known, every name valid, every problem with its place.

mod body;
mod fields;

use std::collections::BTreeMap;

use self::fields::{Fields, shown};
use super::node::{Content, Key, Node};
use super::{Diagnostic, Place};
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::Tags;
use crate::parameter::text::KeyId;
use crate::parameter::tier::Tier;

pub(crate) use body::{Body, Origin};

/// The only version there is.
const VERSION: &str = "1";

/// A parameter as the manifest declares it.
#[derive(Debug)]
pub(crate) struct Declared {
    pub(crate) place: Place,
    pub(crate) name: ParameterName,
    pub(crate) body: Body,
}

/// Reads all declarations; what is wrong is collected, so that all of it can be said at once.
pub(crate) fn decode(node: &Node) -> (Vec<Declared>, Vec<Diagnostic>) {
    let mut decoder = Decoder::default();
    let declared = decoder.manifest(node);
    (declared, decoder.problems)
}

#[derive(Default)]
struct Decoder {
    problems: Vec<Diagnostic>,
    names: BTreeMap<ParameterName, Place>,
}

/// What holds for parameters that do not say otherwise.
#[derive(Default)]
struct Defaults {
    kind: Option<ParameterType>,
    tier: Option<Tier>,
    key_id: Option<KeyId>,
    tags: Tags,
}

/// What relative names are put behind.
enum Prefix {
    None,
    /// Without its last slash: `/my-app`, or nothing for `/`.
    Path(String),
    /// Every name behind it would be wrong too: it is said once, at the path.
    Unusable,
}

impl Decoder {
    fn manifest(&mut self, node: &Node) -> Vec<Declared> {
        let known = ["version", "path", "defaults", "parameters"];
        let Some(fields) = self.fields(node, "a manifest", &known) else { return Vec::new() };
        self.version(node, &fields);
        let prefix = fields.get("path").map_or(Prefix::None, |node| self.path(node));
        let defaults = fields.get("defaults").map(|node| self.defaults(node)).unwrap_or_default();
        let Some(parameters) = fields.get("parameters") else {
            self.problem(node.place, "there are no `parameters`");
            return Vec::new();
        };
        match &parameters.content {
            Content::Nothing => Vec::new(),
            Content::Map(entries) => entries
                .iter()
                .filter_map(|(key, node)| self.parameter(key, node, &prefix, &defaults))
                .collect(),
            Content::Text(_) | Content::List(_) => {
                self.problem(parameters.place, "`parameters` is a map from names to values");
                Vec::new()
            }
        }
    }

    fn version(&mut self, manifest: &Node, fields: &Fields<'_>) {
        match fields.get("version") {
            None => self.problem(manifest.place, format!("say `version: {VERSION}` first")),
            Some(node) => {
                if self.text(node, "version").is_some_and(|version| version != VERSION) {
                    self.problem(
                        node.place,
                        format!("the only version known here is `version: {VERSION}`"),
                    );
                }
            }
        }
    }

    fn path(&mut self, node: &Node) -> Prefix {
        let Some(path) = self.text(node, "path") else { return Prefix::Unusable };
        let path = path.strip_suffix('/').unwrap_or(path);
        if path.is_empty() {
            return Prefix::Path(String::new());
        }
        let problem = match path.parse::<ParameterName>() {
            Ok(_) if path.starts_with('/') => return Prefix::Path(path.to_owned()),
            Ok(_) => "a path begins with `/`".to_owned(),
            Err(error) => format!("not a path: {error}"),
        };
        self.problem(node.place, problem);
        Prefix::Unusable
    }

    fn defaults(&mut self, node: &Node) -> Defaults {
        let known = ["type", "tier", "key_id", "tags"];
        let Some(fields) = self.fields(node, "`defaults`", &known) else {
            return Defaults::default();
        };
        Defaults {
            kind: self.kind(&fields),
            tier: self.tier(&fields),
            key_id: self.key_id(&fields),
            tags: self.tags(&fields, Tags::default()),
        }
    }

    fn parameter(
        &mut self,
        key: &Key,
        node: &Node,
        prefix: &Prefix,
        defaults: &Defaults,
    ) -> Option<Declared> {
        let name = self.name(key, prefix);
        let body = match &node.content {
            Content::Nothing => {
                self.problem(key.place, format!("`{}` has no value", shown(&key.text)));
                None
            }
            Content::Text(_) | Content::List(_) => self.shorthand(node, defaults),
            Content::Map(_) => self.longhand(key, node, defaults),
        };
        Some(Declared { place: key.place, name: name?, body: body? })
    }

    fn name(&mut self, key: &Key, prefix: &Prefix) -> Option<ParameterName> {
        let full = match prefix {
            _ if key.text.starts_with('/') => key.text.clone(),
            Prefix::None => key.text.clone(),
            Prefix::Path(path) => format!("{path}/{}", key.text),
            Prefix::Unusable => return None,
        };
        let name: ParameterName = match full.parse() {
            Ok(name) => name,
            Err(error) => {
                self.problem(key.place, format!("`{}`: {error}", shown(&full)));
                return None;
            }
        };
        if let Some(first) = self.names.get(&name) {
            let message = format!("`{name}` is declared twice; first at {first}");
            self.problem(key.place, message);
            return None;
        }
        self.names.insert(name.clone(), key.place);
        Some(name)
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
