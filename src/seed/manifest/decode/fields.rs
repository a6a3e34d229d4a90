//! How single fields are read: texts, words, numbers, lists.

use std::fmt::Display;

use super::{Content, Decoder, Diagnostic, Field, Node, Place, Text};
use crate::seed::manifest::words::listed;

impl Decoder {
    /// Reads a text. That something else stands there was said before; that nothing is inherited was not.
    pub(super) fn text<'a>(&mut self, node: &'a Node, what: &str) -> Option<&'a Text> {
        match &node.content {
            Content::Text(text) => Some(text),
            Content::Nothing => {
                self.nothing(node, what);
                None
            }
            Content::List(_) | Content::Map(_) | Content::Broken => None,
        }
    }

    /// Says that there was nothing that `null` could have taken away.
    pub(super) fn nothing(&mut self, node: &Node, what: &str) {
        let problem = format!("`null` takes away what is inherited, and no `{what}` is");
        self.problem(&node.place, problem);
    }

    /// Reads the texts of a list.
    pub(super) fn items<'a>(&mut self, node: &'a Node, what: &str) -> Vec<(&'a Text, &'a Place)> {
        match &node.content {
            Content::List(items) => items
                .iter()
                .filter_map(|item| match &item.content {
                    Content::Text(text) => Some((text, &item.place)),
                    _ => None,
                })
                .collect(),
            Content::Nothing => {
                self.nothing(node, what);
                Vec::new()
            }
            Content::Text(_) | Content::Map(_) | Content::Broken => Vec::new(),
        }
    }

    /// Reads one of some words.
    pub(super) fn word<T>(
        &mut self,
        field: Option<&Field>,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
        words: &[&str],
    ) -> Option<T> {
        self.word_at(&field?.node, name, read, words)
    }

    pub(super) fn word_at<T>(
        &mut self,
        node: &Node,
        name: &str,
        read: impl Fn(&str) -> Option<T>,
        words: &[&str],
    ) -> Option<T> {
        let word = read(self.text(node, name)?.as_str());
        if word.is_none() {
            self.problem(&node.place, format!("`{name}` is {}", listed(words)));
        }
        word
    }

    pub(super) fn flag(&mut self, field: Option<&Field>, name: &str) -> Option<bool> {
        // These are all the ways in which YAML writes them.
        let read = |word: &str| match word {
            "true" | "True" | "TRUE" => Some(true),
            "false" | "False" | "FALSE" => Some(false),
            _ => None,
        };
        self.word(field, name, read, &["true", "false"])
    }

    /// Reads a whole number that is in a range.
    pub(super) fn whole(
        &mut self,
        node: &Node,
        name: &str,
        range: std::ops::RangeInclusive<u64>,
    ) -> Option<u64> {
        let number =
            self.text(node, name)?.as_str().parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let problem =
                format!("`{name}` is a whole number from {} to {}", range.start(), range.end());
            self.problem(&node.place, problem);
        }
        number
    }

    /// Reads a text into a type that knows what it accepts.
    pub(super) fn parsed<T, E: Display>(
        &mut self,
        field: Option<&Field>,
        name: &str,
        parse: fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        self.parsed_at(&field?.node, name, parse)
    }

    pub(super) fn parsed_at<T, E: Display>(
        &mut self,
        node: &Node,
        name: &str,
        parse: fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        match parse(self.text(node, name)?.as_str()) {
            Ok(parsed) => Some(parsed),
            Err(error) => {
                self.problem(&node.place, error.to_string());
                None
            }
        }
    }

    pub(super) fn problem(&mut self, place: &Place, message: impl Into<String>) {
        self.problems.push(Diagnostic::new(place, message));
    }
}
