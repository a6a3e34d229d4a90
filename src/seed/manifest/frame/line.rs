//! A line of a file, drawn anew: the keys that lead to a place, and `…` for all else.

use std::ops::Range;

use crate::seed::manifest::place::Place;

/// No line is indented deeper; what matters would be out of sight.
const DEEPEST: u32 = 40;

/// A line, and which of its bytes are meant.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) marked: Range<usize>,
}

/// A key of a map or an item of a list, on the way to a place.
#[derive(Debug)]
pub(super) struct Step {
    /// The key as it is told, where it is.
    pub(super) key: Option<String>,
    /// How the key is shown; an item has none.
    pub(super) name: Option<String>,
    pub(super) place: Place,
    pub(super) opening: Opening,
    /// Whether others of the same map or list are before it on its line.
    pub(super) before: bool,
    pub(super) after: bool,
    pub(super) is_nothing: bool,
}

/// What stands before a key or an item on its line.
#[derive(Debug, Clone, Copy)]
pub(super) enum Opening {
    Nothing,
    Dash,
    /// What opens a map or a list, and what closes it.
    Brackets(u32, &'static str, &'static str),
}

/// What is meant by a place.
#[derive(Debug)]
pub(super) enum Target {
    /// The last key of the path.
    Key { has_value: bool },
    /// What stands behind the path, shown like this.
    Value(&'static str),
    /// A map that begins with this key.
    Start { name: String, has_value: bool },
}

impl Opening {
    /// Tells how a map or a list begins, by where it and one of its parts stand.
    pub(super) fn of(
        whole: &Place,
        part: &Place,
        opens: &'static str,
        closes: &'static str,
    ) -> Self {
        let is_open = whole.line() == part.line() && whole.column() < part.column();
        if is_open { Self::Brackets(whole.column(), opens, closes) } else { Self::Nothing }
    }
}

impl Line {
    /// Draws the line of a place.
    pub(super) fn of(place: &Place, path: &[Step], target: &Target) -> Self {
        let is_here =
            |step: &&Step| step.place.line() == place.line() && step.place.anchored().is_none();
        let steps: Vec<&Step> = path.iter().filter(is_here).collect();
        let mut drawing = Drawing::default();
        let mut name = 0..0;
        for (number, step) in steps.iter().enumerate() {
            if number == 0 {
                drawing.indent(step.beginning());
            }
            name = drawing.step(step);
        }
        if steps.is_empty() {
            drawing.indent(place.column());
        }
        let marked = match target {
            // What an alias stands for is not on its line.
            _ if place.anchored().is_some() => drawing.value("…"),
            Target::Key { has_value } => {
                if *has_value {
                    drawing.value("…");
                }
                name
            }
            // Nothing stands behind it, not even a colon.
            Target::Value(_) if !name.is_empty() && drawing.text.len() == name.end => name,
            Target::Value(value) => drawing.value(value),
            Target::Start { name, has_value } => {
                let marked = drawing.value(name);
                drawing.text.push(':');
                if *has_value {
                    drawing.value("…");
                }
                marked
            }
        };
        Self { text: drawing.closed(), marked }
    }
}

impl Step {
    /// Returns in which column what is shown of it begins.
    fn beginning(&self) -> u32 {
        match self.opening {
            Opening::Nothing => self.place.column(),
            Opening::Dash => self.place.column().saturating_sub(2),
            Opening::Brackets(column, ..) => column,
        }
    }
}

#[derive(Default)]
struct Drawing {
    text: String,
    /// What closes what is open, the outermost first.
    closing: Vec<String>,
}

impl Drawing {
    fn indent(&mut self, column: u32) {
        let columns = column.saturating_sub(1).min(DEEPEST) as usize;
        self.text.push_str(&" ".repeat(columns));
    }

    /// Draws a step, and returns where its name is.
    fn step(&mut self, step: &Step) -> Range<usize> {
        let is_flow = step.before || step.after;
        let rest = if step.after { ", …" } else { "" };
        match step.opening {
            Opening::Dash => {
                self.part("- ");
            }
            Opening::Brackets(_, opens, closes) => {
                self.part(opens);
                self.closing.push(format!("{rest}{closes}"));
            }
            Opening::Nothing => self.closing.push(rest.to_owned()),
        }
        if step.before {
            self.text.push_str("…, ");
        }
        let Some(name) = &step.name else { return 0..0 };
        let start = self.text.len();
        self.text.push_str(name);
        let end = self.text.len();
        let is_bare = step.is_nothing && (is_flow || matches!(step.opening, Opening::Brackets(..)));
        if !is_bare {
            self.text.push(':');
        }
        start..end
    }

    fn value(&mut self, value: &str) -> Range<usize> {
        let before = self.text.ends_with(':');
        if before {
            self.text.push(' ');
        }
        let start = self.text.len();
        self.text.push_str(value);
        start..self.text.len()
    }

    /// Draws what stands behind a key or before one, apart from it.
    fn part(&mut self, part: &str) {
        if self.text.ends_with(':') {
            self.text.push(' ');
        }
        self.text.push_str(part);
    }

    fn closed(mut self) -> String {
        while let Some(closing) = self.closing.pop() {
            self.text.push_str(&closing);
        }
        self.text
    }
}
