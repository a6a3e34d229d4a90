//! What stands at a place of a file: by which keys it is reached, and what else is on its line.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::line::{Line, Opening, Step, Target};
use crate::seed::manifest::node::{Content, Key, MOST_NODES, Node};
use crate::seed::manifest::place::{File, Place};
use crate::seed::manifest::shape::Kind;
use crate::seed::manifest::words::shown;

/// What stands for a key that may be part of a value.
const HIDDEN: &str = "…";

/// Of a longer key the beginning is shown.
const LONGEST: usize = 40;

/// A place that is looked for.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// What is said of it: a key that is named there may be shown.
    pub(super) messages: Vec<String>,
}

/// What stands at a place.
#[derive(Debug)]
pub(super) struct Found {
    /// The keys that lead there, as far as they are known to be no values.
    pub(super) keys: Vec<String>,
    pub(super) line: Line,
}

/// Finds what stands at each place, in all files that are YAML.
pub(super) fn all(wanted: BTreeMap<Place, Wanted>) -> BTreeMap<Place, Found> {
    let files: BTreeSet<Arc<File>> = wanted.keys().map(|place| Arc::clone(place.file())).collect();
    let mut search = Search { wanted, found: BTreeMap::new(), path: Vec::new() };
    for file in files {
        let Some(text) = file.text() else { continue };
        // What is no YAML has no lines that could be shown.
        let Ok(node) = Node::parse_up_to(MOST_NODES, text.expose_secret(), &file) else { continue };
        // Nor has what is no map.
        if matches!(node.content, Content::Map(_)) {
            search.node(&node, Kind::of_file());
        }
    }
    search.found
}

struct Search {
    wanted: BTreeMap<Place, Wanted>,
    found: BTreeMap<Place, Found>,
    path: Vec<Step>,
}

impl Search {
    fn node(&mut self, node: &Node, kind: Kind) {
        match &node.content {
            Content::Map(entries) => self.map(node, entries, kind),
            Content::List(items) => self.list(node, items, kind),
            Content::Text(text) => {
                self.note(&node.place, &Target::Value(HIDDEN));
                for (line, column) in &text.marks {
                    self.note(&node.place.at(*line, *column), &Target::Value(HIDDEN));
                }
            }
            Content::Nothing | Content::Broken => self.note(&node.place, &Target::Value(HIDDEN)),
        }
    }

    fn map(&mut self, node: &Node, entries: &[(Key, Node)], kind: Kind) {
        match entries.first() {
            // A map without braces begins with its first key.
            Some((key, value)) if key.place == node.place => {
                let is_known = kind.behind(&key.text).1;
                let name = self.name(key, is_known, &node.place);
                let has_value = has_value_here(key, value);
                self.note(&node.place, &Target::Start { name, has_value });
            }
            _ => self.note(&node.place, &Target::Value("{…}")),
        }
        for (position, (key, value)) in entries.iter().enumerate() {
            let (inner, is_known) = kind.behind(&key.text);
            let name = self.name(key, is_known, &key.place);
            let place_of = |entry: &(Key, Node)| entry.0.place.clone();
            let (before, after) = around(entries, position, place_of);
            // Where nothing but parameters can be meant, it is not said.
            let is_told = is_known && !(self.path.is_empty() && key.text == "parameters");
            self.path.push(Step {
                key: is_told.then(|| shown(&key.text)),
                name: Some(name),
                place: key.place.clone(),
                opening: Opening::of(&node.place, &key.place, "{ ", " }"),
                before,
                after,
                is_nothing: value.is_nothing(),
            });
            let target = Target::Key { has_value: has_value_here(key, value) };
            self.note(&key.place, &target);
            for (line, column) in &key.marks {
                self.note(&key.place.at(*line, *column), &target);
            }
            self.node(value, inner);
            self.path.pop();
        }
    }

    fn list(&mut self, node: &Node, items: &[Node], kind: Kind) {
        let is_block =
            items.first().is_some_and(|first| self.has_dashes(&node.place, &first.place));
        if !is_block {
            self.note(&node.place, &Target::Value("[…]"));
        }
        for (position, item) in items.iter().enumerate() {
            let (before, after) = around(items, position, |item| item.place.clone());
            let opening = if is_block {
                Opening::Dash
            } else {
                Opening::of(&node.place, &item.place, "[", "]")
            };
            let place = item.place.clone();
            self.path.push(Step {
                key: None,
                name: None,
                place,
                opening,
                before,
                after,
                is_nothing: item.is_nothing(),
            });
            self.node(item, kind.item());
            self.path.pop();
        }
    }

    /// Tells by where it stands whether a list has dashes: then it is not on the line of its key, and has a blank
    /// before its first item.
    fn has_dashes(&self, list: &Place, first: &Place) -> bool {
        let is_beside = |step: &Step| step.name.is_some() && step.place.line() == list.line();
        let is_apart = list.line() == first.line() && first.column() >= list.column() + 2;
        !self.path.last().is_some_and(is_beside) && (list == first || is_apart)
    }

    /// Returns how a key is shown: as it is, where that tells nothing that may not be told.
    fn name(&self, key: &Key, is_known: bool, place: &Place) -> String {
        let name = shown(&key.text);
        let quoted = format!("`{name}`");
        let is_said = || {
            let wanted = self.wanted.get(place);
            wanted.is_some_and(|it| it.messages.iter().any(|message| message.contains(&quoted)))
        };
        if !is_known && !is_said() {
            return HIDDEN.to_owned();
        }
        match name.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}{HIDDEN}", &name[..end]),
            None => name,
        }
    }

    /// The outermost part that stands at a place is the one that is meant.
    fn note(&mut self, place: &Place, target: &Target) {
        if self.wanted.contains_key(place) && !self.found.contains_key(place) {
            let keys = self.path.iter().filter_map(|step| step.key.clone()).collect();
            let line = Line::of(place, &self.path, target);
            self.found.insert(place.clone(), Found { keys, line });
        }
    }
}

fn has_value_here(key: &Key, value: &Node) -> bool {
    value.place.line() == key.place.line() && !value.is_nothing()
}

/// Tells whether others of the same list or map are on the line of one of them, before and after it.
fn around<T>(all: &[T], position: usize, place: impl Fn(&T) -> Place) -> (bool, bool) {
    let own = place(&all[position]);
    let is_here = |other: Option<&T>| {
        let other = other.map(&place);
        other.is_some_and(|other| other.line() == own.line() && other.anchored().is_none())
    };
    let before = position.checked_sub(1).and_then(|before| all.get(before));
    (is_here(before), is_here(all.get(position + 1)))
}
