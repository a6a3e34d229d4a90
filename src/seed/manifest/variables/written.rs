//! Where the parts of a text are written that has variables in it: at the text itself, at its variables, or on the
//! command line.

use std::collections::{BTreeMap, BTreeSet};

use crate::seed::manifest::node::{Content, Node};
use crate::seed::manifest::place::{Diagnostic, Place};

/// Where the parts of a text are written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Whether a part stands in the text itself.
    pub(crate) is_here: bool,
    /// Where its variables are declared.
    pub(crate) places: BTreeSet<Place>,
    /// Its variables that are set on the command line.
    pub(crate) set: BTreeSet<String>,
}

impl Written {
    pub(super) fn here(text: &str) -> Self {
        Self { is_here: !text.is_empty(), ..Self::default() }
    }

    pub(super) fn set(name: &str) -> Self {
        Self { set: [name.to_owned()].into(), ..Self::default() }
    }

    /// Says that what is written here is written at a place, from elsewhere.
    pub(super) fn at(mut self, place: &Place) -> Self {
        if std::mem::take(&mut self.is_here) {
            self.places.insert(place.clone());
        }
        self
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.is_here |= other.is_here;
        self.places.extend(other.places.iter().cloned());
        self.set.extend(other.set.iter().cloned());
    }

    /// Names the flags that a part comes from, as what is said of the whole ends.
    pub(crate) fn flags(&self) -> String {
        if self.set.is_empty() {
            return String::new();
        }
        let flags: Vec<String> = self.set.iter().map(|name| format!("`--set {name}`")).collect();
        format!(" (with {})", flags.join(" and "))
    }
}

/// Of each text that has variables in it, by its place, where its parts are written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts(BTreeMap<Place, Written>);

impl Parts {
    pub(super) fn note(&mut self, place: &Place, written: Written) {
        self.0.insert(place.clone(), written);
    }

    /// Returns where the texts of a part of the manifest are written.
    pub(crate) fn of(&self, node: &Node) -> Written {
        match &node.content {
            Content::Text(text) => {
                let known = self.0.get(&node.place).cloned();
                known.unwrap_or_else(|| Written::here(text.as_str()))
            }
            Content::List(items) => self.of_all(items.iter()),
            Content::Map(entries) => self.of_all(entries.iter().map(|(_, node)| node)),
            Content::Nothing | Content::Broken => Written::default(),
        }
    }

    fn of_all<'n>(&self, nodes: impl Iterator<Item = &'n Node>) -> Written {
        let mut written = Written::default();
        nodes.for_each(|node| written.add(&self.of(node)));
        written
    }

    /// Notes of a whole that is no text where its texts are written, so that the flags can be named there, too.
    pub(crate) fn note_whole(&mut self, node: &Node) {
        let written = self.of(node);
        if !written.set.is_empty() {
            self.note(&node.place, written);
        }
    }

    /// Names in what is said of a place the flags that a part of what stands there comes from.
    pub(crate) fn name_flags(&self, diagnostics: &mut [Diagnostic]) {
        for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic.outside.is_none()) {
            let flags = self.0.get(&diagnostic.place).map(Written::flags).unwrap_or_default();
            if !diagnostic.message.ends_with(&flags) {
                diagnostic.message.push_str(&flags);
            }
        }
    }
}
