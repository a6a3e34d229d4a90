//! The fields of a map: each known, each written once.

use std::collections::BTreeMap;
use std::fmt::Display;

use super::Decoder;
use crate::nearest::nearest;
use crate::seed::manifest::node::{Content, Node};
use crate::seed::manifest::{Diagnostic, Place};

/// The known fields that a map has.
pub(super) struct Fields<'a>(BTreeMap<&'a str, &'a Node>);

impl<'a> Fields<'a> {
    pub(super) fn get(&self, field: &str) -> Option<&'a Node> {
        self.0.get(field).copied()
    }
}

impl Decoder {
    /// Reads a map; unknown fields and fields written twice are problems.
    pub(super) fn fields<'a>(
        &mut self,
        node: &'a Node,
        what: &str,
        known: &[&str],
    ) -> Option<Fields<'a>> {
        let Content::Map(entries) = &node.content else {
            self.problem(node.place, format!("{what} is a map with {}", listed(known)));
            return None;
        };
        let mut fields = BTreeMap::new();
        for (key, value) in entries {
            if !known.contains(&key.text.as_str()) {
                let problem = match value.content {
                    // This is how YAML reads `{secret}`: the text is not said.
                    Content::Nothing => {
                        format!("{what} has no such field; put a text in braces in quotes")
                    }
                    _ => unknown(&key.text, what, known),
                };
                self.problem(key.place, problem);
            } else if fields.insert(key.text.as_str(), value).is_some() {
                self.problem(key.place, format!("`{}` is written twice", key.text));
            }
        }
        Some(Fields(fields))
    }

    /// Reads a text.
    pub(super) fn text<'a>(&mut self, node: &'a Node, what: &str) -> Option<&'a str> {
        if let Content::Text(text) = &node.content {
            return Some(text.expose_secret());
        }
        let instead = match node.content {
            Content::Map(_) => "a map",
            Content::List(_) => "a list",
            Content::Nothing | Content::Text(_) => "nothing",
        };
        self.problem(node.place, format!("{what} is a text, not {instead}"));
        None
    }

    /// Reads a text into a type that knows what it accepts.
    pub(super) fn parsed<T, E: Display>(
        &mut self,
        fields: &Fields<'_>,
        field: &str,
        parse: fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let node = fields.get(field)?;
        match parse(self.text(node, field)?) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.problem(node.place, error.to_string());
                None
            }
        }
    }

    pub(super) fn problem(&mut self, place: Place, message: impl Into<String>) {
        self.problems.push(Diagnostic::new(place, message));
    }
}

fn unknown(field: &str, what: &str, known: &[&str]) -> String {
    match nearest(field, known.iter().copied()) {
        Some(nearest) => {
            format!("{what} has no field `{}`; did you mean `{nearest}`?", shown(field))
        }
        None => format!("{what} has no field `{}`, only {}", shown(field), listed(known)),
    }
}

/// Lists words as a sentence does.
pub(super) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}

/// Makes somebody's key fit for a line of ours.
pub(super) fn shown(key: &str) -> String {
    crate::foreign::harmless(key)
}
