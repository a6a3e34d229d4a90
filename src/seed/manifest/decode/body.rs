//! What is declared of one parameter, in the short way or in the long one.

use super::fields::{Fields, listed, shown};
use super::{Decoder, Defaults};
use crate::parameter::kind::ParameterType;
use crate::parameter::tag::Tags;
use crate::parameter::text::{Description, KeyId};
use crate::parameter::tier::Tier;
use crate::parameter::value;
use crate::secret::Secret;
use crate::seed::manifest::Place;
use crate::seed::manifest::node::{Content, Key, Node};

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

impl Decoder {
    /// `port: 5432`, `hosts: [a, b]`
    pub(super) fn shorthand(&mut self, node: &Node, defaults: &Defaults) -> Option<Body> {
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
    pub(super) fn longhand(&mut self, key: &Key, node: &Node, defaults: &Defaults) -> Option<Body> {
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

    pub(super) fn kind(&mut self, fields: &Fields<'_>) -> Option<ParameterType> {
        self.word(fields, "type", ParameterType::from_word, &ParameterType::WORDS)
    }

    pub(super) fn tier(&mut self, fields: &Fields<'_>) -> Option<Tier> {
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

    pub(super) fn key_id(&mut self, fields: &Fields<'_>) -> Option<KeyId> {
        self.parsed(fields, "key_id", KeyId::parse)
    }

    fn description(&mut self, fields: &Fields<'_>) -> Option<Description> {
        self.parsed(fields, "description", Description::parse)
    }

    pub(super) fn tags(&mut self, fields: &Fields<'_>, mut tags: Tags) -> Tags {
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
