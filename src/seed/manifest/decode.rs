//! From the tree to declarations: every field known, every name valid, every problem with its place.

mod fields;

use std::collections::BTreeMap;

use self::fields::{Fields, listed, shown};
use super::node::{Content, Key, Node};
use super::{Diagnostic, Place};
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::Tags;
use crate::parameter::text::{Description, KeyId};
use crate::parameter::tier::Tier;
use crate::parameter::value;
use crate::secret::Secret;

/// The only version there is.
const VERSION: &str = "1";

/// A parameter as the manifest declares it.
#[derive(Debug)]
pub(crate) struct Declared {
    pub(crate) place: Place,
    pub(crate) name: ParameterName,
    pub(crate) body: Body,
}

/// What is declared of a parameter; its value may still have to be fetched.
#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) kind: ParameterType,
    pub(crate) origin: Origin,
    /// Where the manifest says the value, or where it comes from.
    pub(crate) value_place: Place,
    pub(crate) description: Option<Description>,
    pub(crate) tier: Option<Tier>,
    pub(crate) key_id: Option<KeyId>,
    pub(crate) tags: Tags,
}

/// Where a value comes from.
#[derive(Debug)]
pub(crate) enum Origin {
    Manifest(Secret),
    Variable(String),
    File(String),
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

    /// `port: 5432`, `hosts: [a, b]`
    fn shorthand(&mut self, node: &Node, defaults: &Defaults) -> Option<Body> {
        let kind = match &node.content {
            Content::List(_) => ParameterType::StringList,
            _ => defaults.kind.unwrap_or(ParameterType::String),
        };
        let origin = Origin::Manifest(self.value(node)?);
        Some(Body {
            kind,
            origin,
            value_place: node.place,
            description: None,
            tier: defaults.tier,
            key_id: defaults.key_id.clone().filter(|_| kind == ParameterType::SecureString),
            tags: defaults.tags.clone(),
        })
    }

    /// A map with a `value` or a `from`, and what there is to say about it.
    fn longhand(&mut self, key: &Key, node: &Node, defaults: &Defaults) -> Option<Body> {
        let known = ["value", "from", "type", "description", "tags", "tier", "key_id"];
        let fields = self.fields(node, "a parameter", &known)?;
        let (place, origin) = self.origin(key, &fields)?;
        let said = self.kind(&fields);
        let key_id = self.key_id(&fields);
        let is_list =
            fields.get("value").is_some_and(|node| matches!(node.content, Content::List(_)));
        let kind = match said {
            _ if is_list => ParameterType::StringList,
            Some(kind) => kind,
            None if fields.get("key_id").is_some() => ParameterType::SecureString,
            None => defaults.kind.unwrap_or(ParameterType::String),
        };
        if is_list && said.is_some_and(|said| said != ParameterType::StringList) {
            self.problem(
                place,
                "a list is a StringList; put a text in quotes to keep its brackets",
            );
        }
        if let (Some(node), true) = (fields.get("key_id"), kind != ParameterType::SecureString) {
            self.problem(node.place, "a key encrypts a SecureString: say `type: SecureString`");
        }
        Some(Body {
            kind,
            origin,
            value_place: place,
            description: self.description(&fields),
            tier: self.tier(&fields).or(defaults.tier),
            key_id: key_id
                .or_else(|| defaults.key_id.clone())
                .filter(|_| kind == ParameterType::SecureString),
            tags: self.tags(&fields, defaults.tags.clone()),
        })
    }

    fn origin(&mut self, key: &Key, fields: &Fields<'_>) -> Option<(Place, Origin)> {
        match (fields.get("value"), fields.get("from")) {
            (Some(node), None) => Some((node.place, Origin::Manifest(self.value(node)?))),
            (None, Some(node)) => Some((node.place, self.from(node)?)),
            (Some(_), Some(node)) => {
                self.problem(node.place, "a parameter has `value` or `from`, not both");
                None
            }
            (None, None) => {
                self.problem(
                    key.place,
                    format!("`{}` has neither `value` nor `from`", shown(&key.text)),
                );
                None
            }
        }
    }

    fn from(&mut self, node: &Node) -> Option<Origin> {
        let fields = self.fields(node, "`from`", &["env", "file"])?;
        match (fields.get("env"), fields.get("file")) {
            (Some(node), None) => Some(Origin::Variable(self.text(node, "env")?.to_owned())),
            (None, Some(node)) => Some(Origin::File(self.text(node, "file")?.to_owned())),
            _ => {
                self.problem(node.place, "`from` has either `env` or `file`");
                None
            }
        }
    }

    /// Reads a value: a text, or a list of texts joined as Parameter Store joins them.
    fn value(&mut self, node: &Node) -> Option<Secret> {
        match &node.content {
            Content::Text(text) => Some(text.clone()),
            Content::List(items) => {
                let texts: Option<Vec<&str>> =
                    items.iter().map(|item| self.text(item, "an item")).collect();
                match value::join(texts?.into_iter()) {
                    Ok(joined) => Some(Secret::new(joined)),
                    Err(error) => {
                        self.problem(node.place, error.to_string());
                        None
                    }
                }
            }
            Content::Nothing | Content::Map(_) => {
                self.problem(node.place, "a value is a text or a list of texts");
                None
            }
        }
    }

    fn kind(&mut self, fields: &Fields<'_>) -> Option<ParameterType> {
        self.word(fields, "type", ParameterType::from_word, &ParameterType::WORDS)
    }

    fn tier(&mut self, fields: &Fields<'_>) -> Option<Tier> {
        self.word(fields, "tier", Tier::from_word, &Tier::WORDS)
    }

    fn word<T>(
        &mut self,
        fields: &Fields<'_>,
        field: &str,
        read: fn(&str) -> Option<T>,
        words: &[&str],
    ) -> Option<T> {
        let node = fields.get(field)?;
        let word = read(self.text(node, field)?);
        if word.is_none() {
            self.problem(node.place, format!("`{field}` is {}", listed(words)));
        }
        word
    }

    fn key_id(&mut self, fields: &Fields<'_>) -> Option<KeyId> {
        self.parsed(fields, "key_id", KeyId::parse)
    }

    fn description(&mut self, fields: &Fields<'_>) -> Option<Description> {
        self.parsed(fields, "description", Description::parse)
    }

    fn tags(&mut self, fields: &Fields<'_>, mut tags: Tags) -> Tags {
        let Some(node) = fields.get("tags") else { return tags };
        let Content::Map(entries) = &node.content else {
            self.problem(node.place, "`tags` is a map from keys to values");
            return tags;
        };
        for (key, node) in entries {
            let Some(value) = self.text(node, "a tag's value") else { continue };
            if let Err(error) = tags.set(&key.text, value) {
                self.problem(key.place, error.to_string());
            }
        }
        tags
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
