//! What `${name}` and `${env:NAME}` stand for: the variables of the manifest, and those of the environment.

mod keys;
mod template;
mod told;
mod written;

use std::collections::{BTreeMap, BTreeSet};

use super::node::{Content, Node, Text};
use super::place::{Diagnostic, Place};
use crate::environment::Environment;
use crate::secret::Secret;

use template::{Otherwise, Piece, Reference, pieces};

pub(crate) use template::{NAME, NAME_IN_WORDS, is_name};
pub(crate) use written::{Parts, Written};

/// No text becomes longer than this, in bytes: more than any parameter holds.
const LONGEST: usize = 64 * 1024;

/// All texts with variables in them together do not become longer than this.
const ROOM: usize = 64 * 1024 * 1024;

/// How many variables may stand in one another.
const DEEPEST: usize = 32;

/// After how many references of one text that are wrong no more are told.
const MOST_WRONG: usize = 16;

/// The variables of a manifest, and what was found wrong with their use.
pub(crate) struct Variables<'a> {
    declared: BTreeMap<&'a str, Declared<'a>>,
    known: BTreeMap<&'a str, Option<Value>>,
    open: Vec<&'a str>,
    environment: &'a Environment,
    used: BTreeSet<String>,
    /// Nothing when it was too much already, which is told once.
    room: Option<usize>,
    pub(crate) parts: Parts,
    pub(crate) problems: Vec<Diagnostic>,
}

/// Who says what a variable is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Declared<'a> {
    Manifest(&'a Node),
    /// The command line, which is taken as it is.
    Set(&'a str),
}

/// What a text has become.
#[derive(Clone)]
struct Value {
    text: Secret,
    is_plain: bool,
    is_tainted: bool,
    written: Written,
}

/// A text that is being replaced.
struct Subject<'t> {
    text: &'t str,
    marks: &'t [(u32, u32)],
    place: &'t Place,
}

/// A problem was told, so that there is no text.
struct Told;

impl<'a> Variables<'a> {
    pub(crate) fn new(
        declared: BTreeMap<&'a str, Declared<'a>>,
        environment: &'a Environment,
    ) -> Self {
        Self {
            declared,
            known: BTreeMap::new(),
            open: Vec::new(),
            environment,
            used: BTreeSet::new(),
            room: Some(ROOM),
            parts: Parts::default(),
            problems: Vec::new(),
        }
    }

    /// Returns a part of the manifest with all variables replaced.
    pub(crate) fn node(&mut self, node: &Node) -> Node {
        let content = match &node.content {
            Content::Text(text) => {
                self.text(text, &node.place).map_or(Content::Broken, Content::Text)
            }
            Content::List(items) => {
                Content::List(items.iter().map(|item| self.node(item)).collect())
            }
            Content::Map(entries) => Content::Map(
                entries.iter().map(|(key, value)| (key.clone(), self.node(value))).collect(),
            ),
            Content::Nothing => Content::Nothing,
            Content::Broken => Content::Broken,
        };
        Node { place: node.place.clone(), content }
    }

    pub(crate) fn text(&mut self, text: &Text, place: &Place) -> Option<Text> {
        if !text.as_str().contains('$') {
            return Some(text.clone());
        }
        let subject = Subject { text: text.as_str(), marks: &text.marks, place };
        let Value { text, is_plain, is_tainted, .. } = self.whole(&subject, text.is_plain).ok()?;
        Some(Text { secret: text, is_plain, is_tainted, marks: Box::default() })
    }

    /// Returns the variables of the command line that nothing asks for and nobody declares.
    pub(crate) fn idle<'s>(
        &self,
        set: &'s BTreeMap<String, String>,
        declared: &BTreeSet<&str>,
    ) -> Vec<&'s str> {
        let is_idle = |name: &&str| !self.used.contains(*name) && !declared.contains(*name);
        set.keys().map(String::as_str).filter(is_idle).collect()
    }

    fn whole(&mut self, subject: &Subject<'_>, is_plain: bool) -> Result<Value, Told> {
        let Some(room) = self.room else { return Err(Told) };
        if subject.text.len() > LONGEST {
            let problem = format!("a text with `$` in it has at most {} KiB", LONGEST / 1024);
            return Err(self.problem(subject, 0, problem));
        }
        let value = self.replaced(subject, subject.text, 0, is_plain)?;
        // What it needs has taken some, too.
        let room = self.room.unwrap_or(room);
        self.room = room.checked_sub(value.text.expose_secret().len());
        if self.room.is_none() {
            let problem = "the texts with variables in them become too long";
            return Err(self.problem(subject, 0, problem));
        }
        self.parts.note(subject.place, value.written.clone());
        Ok(value)
    }

    fn replaced(
        &mut self,
        subject: &Subject<'_>,
        text: &str,
        offset: usize,
        is_plain: bool,
    ) -> Result<Value, Told> {
        let pieces = pieces(text, offset)
            .map_err(|malformed| self.problem(subject, malformed.position, malformed.message))?;
        // A text that is nothing but a variable is what the variable is.
        if let [Piece::Reference(reference)] = pieces.as_slice() {
            return self.value(subject, reference);
        }
        let mut replaced = String::new();
        let mut is_tainted = false;
        let mut written = Written::default();
        let mut wrong = 0;
        for piece in &pieces {
            match piece {
                Piece::Text(text) => {
                    replaced.push_str(text);
                    written.add(&Written::here(text));
                }
                Piece::Reference(reference) => match self.value(subject, reference) {
                    Ok(value) => {
                        replaced.push_str(value.text.expose_secret());
                        is_tainted |= value.is_tainted;
                        written.add(&value.written);
                    }
                    Err(Told) if wrong == MOST_WRONG => return Err(Told),
                    Err(Told) => wrong += 1,
                },
            }
            if replaced.len() > LONGEST {
                let problem =
                    format!("with its variables, the text becomes too long{}", written.flags());
                return Err(self.problem(subject, offset, problem));
            }
        }
        if wrong > 0 {
            return Err(Told);
        }
        Ok(Value { text: Secret::new(replaced), is_plain, is_tainted, written })
    }

    fn value(&mut self, subject: &Subject<'_>, reference: &Reference<'_>) -> Result<Value, Told> {
        let found = if reference.is_outside {
            self.outside(subject, reference)?
        } else {
            self.used.insert(reference.name.to_owned());
            self.inside(subject, reference)?
        };
        let is_empty = found.as_ref().is_none_or(|value| value.text.expose_secret().is_empty());
        match (found, &reference.otherwise) {
            (_, Otherwise::Default(default, start)) if is_empty => {
                self.replaced(subject, default, *start, false)
            }
            (_, Otherwise::Message(message)) if is_empty => {
                let message = match message.trim() {
                    "" => "the variable is not set".to_owned(),
                    message => crate::foreign::harmless(message),
                };
                Err(self.problem(subject, reference.position, message))
            }
            (Some(value), _) => Ok(value),
            (None, _) => {
                let problem = self.unset(reference);
                Err(self.problem(subject, reference.position, problem))
            }
        }
    }

    fn outside(
        &mut self,
        subject: &Subject<'_>,
        reference: &Reference<'_>,
    ) -> Result<Option<Value>, Told> {
        let Some(value) = self.environment.raw(reference.name) else { return Ok(None) };
        if let Some(text) = value.to_str() {
            let (text, written) = (Secret::new(text), Written::default());
            return Ok(Some(Value { text, is_plain: false, is_tainted: true, written }));
        }
        let problem = format!("the environment variable `{}` is not UTF-8 text", reference.name);
        Err(self.problem(subject, reference.position, problem))
    }

    fn inside(
        &mut self,
        subject: &Subject<'_>,
        reference: &Reference<'_>,
    ) -> Result<Option<Value>, Told> {
        let Some((&name, &declared)) = self.declared.get_key_value(reference.name) else {
            return Ok(None);
        };
        if self.open.contains(&name) {
            return Err(self.problem(subject, reference.position, "the variable needs itself"));
        }
        if self.open.len() == DEEPEST {
            let problem = format!("more than {DEEPEST} variables need one another");
            return Err(self.problem(subject, reference.position, problem));
        }
        if !self.known.contains_key(name) {
            self.open.push(name);
            let value = self.made(name, declared);
            self.open.pop();
            self.known.insert(name, value);
        }
        // What is wrong with the variable was said where it is declared.
        self.known.get(name).cloned().flatten().map(Some).ok_or(Told)
    }

    fn made(&mut self, name: &str, declared: Declared<'a>) -> Option<Value> {
        let node = match declared {
            Declared::Set(text) => {
                let (text, written) = (Secret::new(text), Written::set(name));
                return Some(Value { text, is_plain: false, is_tainted: false, written });
            }
            Declared::Manifest(node) => node,
        };
        let Content::Text(text) = &node.content else { return None };
        if text.as_str().len() > LONGEST {
            let problem = format!("a variable has at most {} KiB", LONGEST / 1024);
            self.tell(Diagnostic::new(&node.place, problem));
            return None;
        }
        let Text { secret, is_plain, is_tainted, .. } = self.text(text, &node.place)?;
        let written = self.parts.of(node).at(&node.place);
        Some(Value { text: secret, is_plain, is_tainted, written })
    }
}

#[cfg(test)]
#[path = "variables_tests.rs"]
mod tests;
