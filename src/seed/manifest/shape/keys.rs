//! By which keys a place is reached: names and fields, never what may be a value.

use std::collections::BTreeMap;

use super::{FILE, PARAMETER, Shape};
use crate::seed::manifest::node::{Content, Key, Node};
use crate::seed::manifest::place::{Diagnostic, Place};
use crate::seed::manifest::words::shown;

/// Says of each problem by which keys its place is reached.
pub(crate) fn tell_keys<'a>(
    problems: &mut [Diagnostic],
    documents: impl Iterator<Item = &'a Node>,
) {
    let wanted = problems.iter().map(|problem| (problem.place.clone(), None)).collect();
    let mut search = Search { wanted, path: Vec::new() };
    for document in documents {
        search.node(document, &FILE);
    }
    for problem in problems {
        if let Some(Some(keys)) = search.wanted.get(&problem.place) {
            problem.keys.clone_from(keys);
        }
    }
}

struct Search {
    wanted: BTreeMap<Place, Option<Vec<String>>>,
    path: Vec<String>,
}

impl Search {
    fn node(&mut self, node: &Node, shape: &'static Shape) {
        self.note(&node.place);
        match (shape, &node.content) {
            (_, Content::Text(text)) => self.note_marks(&node.place, &text.marks),
            (Shape::Map(fields), Content::Map(entries)) => {
                for (key, value) in entries {
                    match fields.get(&key.text) {
                        Some(field) => self.within(key, value, &field.shape),
                        None => self.note(&key.place),
                    }
                }
            }
            (Shape::Names { shape, of, .. }, Content::Map(entries)) => {
                for (key, value) in entries {
                    // What stands in place of a tag's key may be anything.
                    if of.starts_with("keys") {
                        self.note(&key.place);
                        self.note_marks(&key.place, &key.marks);
                        self.node(value, shape);
                    } else {
                        self.within(key, value, shape);
                    }
                }
            }
            (Shape::Parameters, Content::Map(entries)) => {
                for (key, value) in entries {
                    self.within(
                        key,
                        value,
                        if key.text.ends_with('/') { &Shape::Parameters } else { &ANY },
                    );
                }
            }
            (Shape::Maps(fields), Content::List(items)) => {
                for item in items {
                    self.note(&item.place);
                    for (key, value) in item.entries() {
                        if let Some(field) = fields.get(&key.text) {
                            self.within(key, value, &field.shape);
                        }
                    }
                }
            }
            (Shape::Either { shapes, .. }, Content::Map(_)) => {
                if let Some(shape) = shapes.iter().find(|shape| matches!(shape, Shape::Map(_))) {
                    self.node(node, shape);
                }
            }
            (_, Content::List(items)) => {
                for item in items {
                    self.node(item, &Shape::Anything);
                }
            }
            (Shape::Anything, Content::Map(entries)) => {
                for (key, value) in entries {
                    self.note(&key.place);
                    self.note_marks(&key.place, &key.marks);
                    self.node(value, &Shape::Anything);
                }
            }
            _ => {}
        }
    }

    fn within(&mut self, key: &Key, value: &Node, shape: &'static Shape) {
        // Where nothing but parameters can be meant, it is not said.
        let tells = !(self.path.is_empty() && key.text == "parameters");
        if tells {
            self.path.push(shown(&key.text));
        }
        self.note(&key.place);
        self.note_marks(&key.place, &key.marks);
        self.node(value, shape);
        if tells {
            self.path.pop();
        }
    }

    /// The outermost part that stands at a place is the one that is meant.
    fn note(&mut self, place: &Place) {
        if let Some(keys @ None) = self.wanted.get_mut(place) {
            *keys = Some(self.path.clone());
        }
    }

    fn note_marks(&mut self, place: &Place, marks: &[(u32, u32)]) {
        for (line, column) in marks {
            self.note(&place.at(*line, *column));
        }
    }
}

/// A parameter, in the short way or in the long one.
static ANY: Shape = Shape::Either { is: "a parameter", shapes: &[Shape::Map(&PARAMETER)] };
