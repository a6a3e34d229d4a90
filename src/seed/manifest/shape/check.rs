//! Whether a file has the shape of a manifest: every field known and written once, every part what it has to be.
//!
//! It is looked at before variables are replaced and before anything is laid over anything, so that the stages that
//! nobody has chosen are looked at, too.

use std::collections::{BTreeMap, BTreeSet};

use super::{Field, Fields, PARAMETER, Shape, Words};
use crate::seed::manifest::limits::keep;
use crate::seed::manifest::node::{Content, Key, Node};
use crate::seed::manifest::place::{Diagnostic, Place};
use crate::seed::manifest::variables::{NAME, NAME_IN_WORDS, is_name};
use crate::seed::manifest::words::{listed, nearest, shown};

const TEXTS: Shape = Shape::Either {
    is: "a value is a text or a list of texts",
    shapes: &[Shape::Text(Words::Any), Shape::List("an item")],
};

/// Returns what is wrong with the shape of a part of a manifest, which is called `what` where it has a name.
pub(crate) fn check(node: &Node, shape: &'static Shape, what: &str) -> Vec<Diagnostic> {
    let mut check = Check::default();
    check.node(node, shape, what);
    check.problems
}

#[derive(Default)]
struct Check {
    problems: Vec<Diagnostic>,
}

impl Check {
    fn node(&mut self, node: &Node, shape: &'static Shape, what: &str) {
        match (shape, &node.content) {
            (Shape::Text(Words::Only(only)), Content::Text(text)) if text.as_str() != *only => {
                self.problem(
                    &node.place,
                    format!("the only {what} known here is `{what}: {only}`"),
                );
            }
            (Shape::Text(_), Content::Text(_)) => {}
            (Shape::Text(_), _) => {
                self.problem(&node.place, format!("{what} is a text, not {}", node.kind()));
            }
            (Shape::List(item), Content::List(items)) => {
                for node in items {
                    self.node(node, &Shape::Text(Words::Any), item);
                }
            }
            (Shape::List(item), _) => {
                let thing = item.split_once(' ').map_or(*item, |(_, thing)| thing);
                self.problem(&node.place, format!("`{what}` is a list; each {thing} is a text"));
            }
            (Shape::Map(fields), _) => self.fields(node, fields),
            (Shape::Names { like, shape, removable, .. }, Content::Map(entries)) => {
                self.once(entries);
                // There is one such rule.
                if *like == Some(NAME) {
                    self.variables(entries);
                }
                for (_, node) in
                    entries.iter().filter(|(_, node)| !(*removable && node.is_nothing()))
                {
                    self.node(node, shape, what_one_is(what));
                }
            }
            (Shape::Names { of, .. }, _) => {
                self.problem(&node.place, format!("`{what}` is a map from {of}"));
            }
            (Shape::Maps(fields), Content::List(items)) => {
                for node in items {
                    self.fields(node, fields);
                }
            }
            (Shape::Maps(_), _) => {
                self.problem(&node.place, format!("`{what}` is a list of maps"));
            }
            (Shape::Parameters, Content::Map(entries)) => {
                for (key, node) in entries {
                    self.parameter(key, node);
                }
            }
            (Shape::Parameters, _) => {
                self.problem(
                    &node.place,
                    format!("`{}` is a map from names to values", shown(what)),
                );
            }
            (Shape::Either { is, shapes }, _) => {
                match shapes.iter().find(|shape| fits(node, shape)) {
                    Some(shape) => self.node(node, shape, what),
                    None => self.problem(&node.place, *is),
                }
            }
            (Shape::Anything, _) => self.anything(node),
        }
    }

    fn parameter(&mut self, key: &Key, node: &Node) {
        match &node.content {
            _ if key.text.ends_with('/') => self.node(node, &Shape::Parameters, &key.text),
            Content::Nothing | Content::Broken => {}
            Content::Text(_) | Content::List(_) => self.node(node, &TEXTS, "a value"),
            Content::Map(_) => self.fields(node, &PARAMETER),
        }
    }

    fn fields(&mut self, node: &Node, fields: &'static Fields) {
        let Content::Map(entries) = &node.content else {
            let names = fields.names();
            return self
                .problem(&node.place, format!("{} is a map with {}", fields.what, listed(&names)));
        };
        let mut written: BTreeMap<&str, &'static Field> = BTreeMap::new();
        for (key, value) in entries {
            let Some(field) = fields.get(&key.text) else {
                // A value in braces ends at its first comma, and its rest looks like a key.
                let may_be_rest = entries.iter().any(|(key, _)| key.text == "value");
                self.unknown(key, value, fields, may_be_rest);
                continue;
            };
            if written.insert(field.name, field).is_some() {
                self.problem(&key.place, format!("`{}` is written twice", field.name));
            } else if !(field.removable && value.is_nothing()) {
                self.node(value, &field.shape, field.name);
            }
        }
        for field in fields.all {
            if field.required && !written.contains_key(field.name) {
                self.missing(&node.place, field, fields);
            }
        }
    }

    fn missing(&mut self, place: &Place, field: &Field, fields: &Fields) {
        let problem = match field.shape {
            Shape::Text(Words::Only(only)) => format!("say `{}: {only}` first", field.name),
            _ => format!("{} has no `{}`", fields.what, field.name),
        };
        self.problem(place, problem);
    }

    fn unknown(&mut self, key: &Key, value: &Node, fields: &Fields, may_be_rest: bool) {
        let what = fields.what;
        let names = fields.names();
        let problem = match (value.is_nothing(), nearest(&key.text, names.iter().copied())) {
            // This is how YAML reads `{secret}`: the text is not said.
            (true, _) => format!("{what} has no such field; put a text in braces in quotes"),
            (_, Some(nearest)) => {
                format!("{what} has no field `{}`; did you mean `{nearest}`?", shown(&key.text))
            }
            (_, None) if may_be_rest => format!(
                "{what} has no such field, only {}; put a value with a comma in quotes",
                listed(&names)
            ),
            (_, None) => {
                format!("{what} has no field `{}`, only {}", shown(&key.text), listed(&names))
            }
        };
        self.problem(&key.place, problem);
    }

    fn anything(&mut self, node: &Node) {
        match &node.content {
            Content::Nothing | Content::Text(_) | Content::Broken => {}
            Content::List(items) => {
                for item in items {
                    self.anything(item);
                }
            }
            Content::Map(entries) => {
                self.once(entries);
                for (_, node) in entries {
                    self.anything(node);
                }
            }
        }
    }

    /// A variable that no `${...}` can name would be there for nobody.
    fn variables(&mut self, entries: &[(Key, Node)]) {
        for (key, _) in entries.iter().filter(|(key, _)| !is_name(&key.text)) {
            let problem = format!("no `${{...}}` can name a variable like this: {NAME_IN_WORDS}");
            self.problem(&key.place, problem);
        }
    }

    fn once(&mut self, entries: &[(Key, Node)]) {
        let mut keys = BTreeSet::new();
        for (key, _) in entries {
            if !keys.insert(&key.text) {
                self.problem(&key.place, "this key is written twice");
            }
        }
    }

    fn problem(&mut self, place: &Place, message: impl Into<String>) {
        keep(&mut self.problems, [Diagnostic::new(place, message)]);
    }
}

/// Returns what one of several is called.
fn what_one_is(what: &str) -> &str {
    match what {
        "tags" => "a tag's value",
        "vars" => "a variable",
        other => other,
    }
}

/// Tells whether a part is of the kind that a shape is of.
fn fits(node: &Node, shape: &Shape) -> bool {
    match shape {
        Shape::Text(_) => matches!(node.content, Content::Text(_)),
        Shape::List(_) => matches!(node.content, Content::List(_)),
        _ => matches!(node.content, Content::Map(_)),
    }
}
