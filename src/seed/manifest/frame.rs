//! The lines of a file that something is said about, as compilers show them: every key that leads there, and no value.
//!
//! No character of a line is taken from the file but those of keys that are known to be no values: the line is drawn
//! anew from the tree, with marks for all else.

mod line;
mod search;

use std::collections::BTreeMap;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::place::{Diagnostic, Place};
use crate::foreign;

use line::Line;
use search::{Found, Wanted};

/// How wide a frame is.
const WIDTH: usize = 78;

/// Lines of a file that are farther apart are shown apart.
const NEAR: u32 = 100;

/// Says of what stands at an alias where it is written.
const WRITTEN: &str = "the alias stands for this";

/// Explains each by the line of its place, and by the keys that lead there.
pub(super) fn explain(diagnostics: &mut [Diagnostic]) {
    let wanted = wanted(diagnostics);
    let found = search::all(wanted);
    for diagnostic in diagnostics {
        diagnostic.explanation = explanation(diagnostic, &found);
    }
}

/// Returns all places that are looked for, and what is said of each.
fn wanted(diagnostics: &[Diagnostic]) -> BTreeMap<Place, Wanted> {
    let mut wanted: BTreeMap<Place, Wanted> = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|diagnostic| diagnostic.outside.is_none()) {
        let other = diagnostic.other.as_deref().map(|(place, _)| place.clone());
        let places = [Some(diagnostic.place.clone()), diagnostic.place.anchored(), other];
        for place in places.into_iter().flatten() {
            wanted.entry(place).or_default().messages.push(diagnostic.message.clone());
        }
    }
    wanted
}

fn explanation(diagnostic: &Diagnostic, found: &BTreeMap<Place, Found>) -> Vec<String> {
    let Some(here) = found.get(&diagnostic.place).filter(|_| diagnostic.outside.is_none()) else {
        return Vec::new();
    };
    let anchored = || diagnostic.place.anchored().map(|place| (place, WRITTEN));
    let other = diagnostic.other.as_deref().cloned().or_else(anchored);
    let other = other.and_then(|(place, what)| {
        let line = &found.get(&place)?.line;
        Some(Other { place, line, what })
    });
    let frame = drawn(&diagnostic.place, &here.line, other.as_ref());
    // The library names a column there, and it would be one of the line as we draw it.
    let place = other.map(|other| foreign::escaped(&other.place.to_string())).unwrap_or_default();
    let named = |line: &str| match line.trim_start() {
        "::: " => format!("{line}{place}"),
        _ => line.to_owned(),
    };
    let mut lines: Vec<String> = frame.lines().map(named).collect();
    if let Some(keys) = keys_to_tell(&here.keys, &diagnostic.message) {
        let gutter = frame.find('|').unwrap_or_default();
        // They are those of the first line, not of one in another frame.
        let end = lines.iter().position(|line| line.trim_start().starts_with(":::"));
        let keys = format!("{:gutter$}= in {}", "", foreign::escaped(&keys));
        lines.insert(end.unwrap_or(lines.len()), keys);
    }
    lines
}

/// Returns the keys that lead to a place, unless the message says them itself.
fn keys_to_tell(keys: &[String], message: &str) -> Option<String> {
    let said = |key: &String| message.contains(&format!("`{key}`"));
    let tells_nothing = keys.iter().all(said);
    (!tells_nothing).then(|| keys.join(" > "))
}

/// Another place that is shown beside the first.
struct Other<'a> {
    place: Place,
    line: &'a Line,
    what: &'static str,
}

/// Draws one line or two, with their numbers, and marks below what is meant.
fn drawn(place: &Place, line: &Line, other: Option<&Other<'_>>) -> String {
    let group = Group::with_level(Level::ERROR);
    let group = match other {
        None => group.element(snippet(place.line(), line, None)),
        Some(other) if is_near(place, &other.place) => group.element(both(place, line, other)),
        Some(other) => group.element(snippet(place.line(), line, None)).element(snippet(
            other.place.line(),
            other.line,
            Some(other.what),
        )),
    };
    Renderer::plain().term_width(WIDTH).render(&[group])
}

fn is_near(one: &Place, other: &Place) -> bool {
    one.file() == other.file() && (1..=NEAR).contains(&one.line().abs_diff(other.line()))
}

fn snippet<'a>(number: u32, line: &Line, what: Option<&'a str>) -> Snippet<'a, Annotation<'a>> {
    let kind = if what.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
    let annotation = kind.span(line.marked.clone()).label(what);
    Snippet::source(line.text.clone()).line_start(number as usize).annotation(annotation)
}

/// Puts two lines of a file into one frame, with as many empty lines between them as there are others.
fn both<'a>(place: &Place, line: &Line, other: &Other<'a>) -> Snippet<'a, Annotation<'a>> {
    let between = "\n".repeat(place.line().abs_diff(other.place.line()) as usize);
    let is_first = place.line() < other.place.line();
    let (first, second) = if is_first { (line, other.line) } else { (other.line, line) };
    let offset = first.text.len() + between.len();
    let moved = |is_moved: bool, line: &Line| {
        let by = if is_moved { offset } else { 0 };
        line.marked.start + by..line.marked.end + by
    };
    Snippet::source(format!("{}{between}{}", first.text, second.text))
        .line_start(place.line().min(other.place.line()) as usize)
        .annotation(AnnotationKind::Primary.span(moved(!is_first, line)))
        .annotation(AnnotationKind::Context.span(moved(is_first, other.line)).label(other.what))
}

#[cfg(test)]
#[path = "frame/silent_tests.rs"]
mod silent;
#[cfg(test)]
#[path = "frame_tests.rs"]
mod tests;
