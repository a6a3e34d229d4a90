//! The YAML file as a tree that knows where everything stands and keeps every text exactly.
//!
//! This is the only room that knows the YAML library. Numbers and booleans are read back from the source by their
//! position, so that `1.10` stays `1.10` and `no` stays `no`. The library's messages never reach anybody unread:
//! some repeat what stands in the file.

mod key;
mod refusal;
mod text;

use std::fmt;
use std::sync::Arc;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_yaml::options::{DuplicateKeyPolicy, NonFiniteFloatPolicy};
use serde_yaml::{Location, Spanned};

use super::place::{Diagnostic, File, Place};
use crate::secret::Secret;

use refusal::diagnostic;

pub(crate) use key::Key;
pub(crate) use text::Text;

/// Limits against files that are made to hurt.
const DEEPEST: usize = 32;
/// Of all files of a manifest together.
pub(crate) const MOST_NODES: usize = 500_000;
const MOST_ALIAS_EVENTS: usize = 100_000;

/// A part of the file, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) content: Content,
}

/// What a part of the file is.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    Nothing,
    Text(Text),
    List(Vec<Node>),
    Map(Vec<(Key, Node)>),
    /// Something that cannot be made out; why has been said.
    Broken,
}

impl Node {
    /// Reads a whole file.
    #[cfg(test)]
    pub(crate) fn parse(source: &str, file: &Arc<File>) -> Result<Self, Diagnostic> {
        Self::parse_up_to(MOST_NODES, source, file)
    }

    /// Reads a whole file that has no more nodes than this.
    pub(crate) fn parse_up_to(
        most_nodes: usize,
        source: &str,
        file: &Arc<File>,
    ) -> Result<Self, Diagnostic> {
        let options = serde_yaml::options! {
            // The library's snippets show the source line, secret included.
            with_snippet: false,
            strict_booleans: true,
            reject_unsupported_tags: true,
            // Found by ourselves, all of them, with both places.
            duplicate_keys: DuplicateKeyPolicy::PassThrough,
            // `.inf` is a text like any other.
            non_finite_float_policy: NonFiniteFloatPolicy::PassThrough,
            alias_limits: serde_yaml::alias_limits! { max_total_replayed_events: MOST_ALIAS_EVENTS },
            budget: serde_yaml::budget! { max_depth: DEEPEST, max_nodes: most_nodes },
        };
        serde_yaml::from_str_with_options::<Spanned<Raw>>(source, options)
            .map(|raw| Source { text: source, file }.node(raw))
            .map_err(|error| diagnostic(&error, file))
    }

    /// Returns the value of a key, where this is a map that has it.
    pub(crate) fn get(&self, field: &str) -> Option<&Self> {
        self.entries().iter().find(|(key, _)| key.text == field).map(|(_, node)| node)
    }

    /// Returns the entries of a map; whatever is no map has none.
    pub(crate) fn entries(&self) -> &[(Key, Self)] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Counts the nodes of this part of a file, keys among them.
    pub(crate) fn count(&self) -> usize {
        1 + match &self.content {
            Content::List(items) => items.iter().map(Self::count).sum(),
            Content::Map(entries) => entries.iter().map(|(_, node)| 1 + node.count()).sum(),
            Content::Nothing | Content::Text(_) | Content::Broken => 0,
        }
    }

    pub(crate) const fn is_nothing(&self) -> bool {
        matches!(self.content, Content::Nothing)
    }

    /// Says in words what it is.
    pub(crate) const fn kind(&self) -> &'static str {
        match self.content {
            Content::Nothing | Content::Broken => "nothing",
            Content::Text(_) => "a text",
            Content::List(_) => "a list",
            Content::Map(_) => "a map",
        }
    }
}

/// The file while it is read.
struct Source<'a> {
    text: &'a str,
    file: &'a Arc<File>,
}

impl Source<'_> {
    fn node(&self, raw: Spanned<Raw>) -> Node {
        let (referenced, defined) = (raw.referenced, raw.defined);
        let content = match raw.value {
            Raw::Nothing => Content::Nothing,
            Raw::Text(text) => {
                let marks = self.marks(text.expose_secret(), defined);
                Content::Text(Text { secret: text, is_plain: false, is_tainted: false, marks })
            }
            Raw::Scalar(fallback) => Content::Text(Text {
                secret: Secret::new(written(self.text, defined).unwrap_or(&fallback)),
                is_plain: true,
                is_tainted: false,
                marks: Box::default(),
            }),
            Raw::List(items) => {
                Content::List(items.into_iter().map(|item| self.node(item)).collect())
            }
            Raw::Map(entries) => Content::Map(
                entries.into_iter().map(|(key, value)| (self.key(key), self.node(value))).collect(),
            ),
        };
        Node { place: self.place(referenced, defined), content }
    }

    fn place(&self, referenced: Location, defined: Location) -> Place {
        let place = self.file.place(referenced.line(), referenced.column());
        place.alias_of(defined.line(), defined.column())
    }

    fn key(&self, key: Spanned<String>) -> Key {
        let marks = self.marks(&key.value, key.defined);
        let place = self.place(key.referenced, key.defined);
        Key { place, text: key.value, is_tainted: false, marks }
    }

    fn marks(&self, text: &str, defined: Location) -> Box<[(u32, u32)]> {
        if !text.contains(text::MARK) {
            return Box::default();
        }
        let start = self.file.place(defined.line(), defined.column());
        written(self.text, defined)
            .and_then(|written| text::marks(text, written, &start))
            .unwrap_or_default()
    }
}

/// Returns what is written where a scalar was defined.
fn written(source: &str, defined: Location) -> Option<&str> {
    let span = defined.span();
    let start = usize::try_from(span.byte_offset()?).ok()?;
    let length = usize::try_from(span.byte_len()?).ok()?;
    source.get(start..start.checked_add(length)?)
}

/// A value as the library hands it over.
enum Raw {
    Nothing,
    Text(Secret),
    /// A number or a boolean; the text is used only if the source cannot be read back.
    Scalar(String),
    List(Vec<Spanned<Self>>),
    Map(Vec<(Spanned<String>, Spanned<Self>)>),
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVisitor)
    }
}

struct RawVisitor;

/// Numbers and booleans come in many types; all are read back from the source.
macro_rules! scalars {
    ($($visit:ident($type:ty)),+ $(,)?) => {
        $(fn $visit<E>(self, value: $type) -> Result<Raw, E> {
            Ok(Raw::Scalar(value.to_string()))
        })+
    };
}

impl<'de> Visitor<'de> for RawVisitor {
    type Value = Raw;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a text, a list or a map")
    }

    scalars! {
        visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_i128(i128), visit_u128(u128), visit_f64(f64),
    }

    fn visit_str<E>(self, text: &str) -> Result<Raw, E> {
        Ok(Raw::Text(Secret::new(text)))
    }

    fn visit_unit<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_none<E>(self) -> Result<Raw, E> {
        Ok(Raw::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Raw, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Raw::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Raw, A::Error> {
        let mut map = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            map.push(entry);
        }
        Ok(Raw::Map(map))
    }
}

#[cfg(test)]
#[path = "node_tests.rs"]
mod tests;
