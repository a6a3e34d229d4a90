//! Variables in keys: those of names, of tags and of JSON.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Subject, Variables};
use crate::foreign;
use crate::seed::manifest::node::{Content, Key, Node};
use crate::seed::manifest::place::Diagnostic;

/// An entry of a map by what its key has become.
pub(crate) struct Entry<'n> {
    pub(crate) key: &'n Key,
    pub(crate) text: Cow<'n, str>,
    /// Whether some of the key comes from the environment.
    pub(crate) is_tainted: bool,
    pub(crate) node: &'n Node,
}

impl Variables<'_> {
    /// Returns a key with all variables replaced, and whether some of it comes from the environment.
    pub(crate) fn key<'k>(&mut self, key: &'k Key) -> Option<(Cow<'k, str>, bool)> {
        if !key.text.contains('$') {
            return Some((Cow::Borrowed(&key.text), false));
        }
        let subject = Subject { text: &key.text, marks: &key.marks, place: &key.place };
        let value = self.whole(&subject, false).ok()?;
        Some((Cow::Owned(value.text.expose_secret().to_owned()), value.is_tainted))
    }

    /// Returns the entries of a map by what their keys have become, each key once; what is wrong with the others is
    /// told.
    pub(crate) fn entries<'n>(&mut self, node: &'n Node) -> Vec<Entry<'n>> {
        let mut seen: BTreeMap<Cow<'n, str>, &'n Key> = BTreeMap::new();
        let mut entries = Vec::new();
        for (key, node) in node.entries() {
            let Some((text, is_tainted)) = self.key(key) else { continue };
            if let Some(first) = seen.get(&text) {
                self.again(key, first);
            } else {
                seen.insert(text.clone(), key);
                entries.push(Entry { key, text, is_tainted, node });
            }
        }
        entries
    }

    /// Two keys that are written in the same way were told before anything was replaced.
    fn again(&mut self, key: &Key, first: &Key) {
        if key.text != first.text {
            let first = foreign::escaped(&first.place.to_string());
            let problem = format!("with its variables, this key is there twice; first at {first}");
            self.tell(Diagnostic::new(&key.place, problem));
        }
    }

    /// Returns a part of the manifest that becomes JSON with all variables replaced, those of its keys, too.
    pub(crate) fn json(&mut self, node: &Node) -> Node {
        let content = match &node.content {
            Content::List(items) => {
                Content::List(items.iter().map(|item| self.json(item)).collect())
            }
            Content::Map(all) => {
                let entries: Vec<(Key, Node)> = self
                    .entries(node)
                    .into_iter()
                    .map(|entry| (entry.replaced(), self.json(entry.node)))
                    .collect();
                if entries.len() == all.len() { Content::Map(entries) } else { Content::Broken }
            }
            Content::Text(_) | Content::Nothing | Content::Broken => return self.node(node),
        };
        Node { place: node.place.clone(), content }
    }
}

impl Entry<'_> {
    fn replaced(&self) -> Key {
        Key {
            place: self.key.place.clone(),
            text: self.text.clone().into_owned(),
            is_tainted: self.is_tainted,
            marks: Box::default(),
        }
    }
}

#[cfg(test)]
#[path = "keys_tests.rs"]
mod tests;
