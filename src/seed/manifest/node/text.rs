//! A text of the file, with what has to be known of it later.

use crate::secret::Secret;
use crate::seed::manifest::place::Place;

/// What may begin a reference to a variable.
pub(super) const MARK: &str = "${";

/// The most references of one text whose places are kept.
const MOST_MARKS: usize = 1000;

/// A text, a number or a boolean, exactly as it is written.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) secret: Secret,
    /// Whether YAML takes it for a number or a boolean.
    pub(crate) is_plain: bool,
    /// Whether some of it comes from the environment.
    pub(crate) is_tainted: bool,
    /// Where in the file each `${` of it stands; nothing where that cannot be told.
    pub(crate) marks: Box<[(u32, u32)]>,
}

impl Text {
    pub(crate) fn as_str(&self) -> &str {
        self.secret.expose_secret()
    }
}

/// Finds the line and column of each `${` in a text by what is written in the file from `start` on. Returns nothing
/// where escapes or aliases keep the two from being compared, and where there are more than anybody looks for.
pub(super) fn marks(text: &str, written: &str, start: &Place) -> Option<Box<[(u32, u32)]>> {
    let count = text.matches(MARK).count();
    if count > MOST_MARKS || count != written.matches(MARK).count() {
        return None;
    }
    let mut at = (start.line(), start.column());
    let mut seen = 0;
    let places = written.match_indices(MARK).map(|(position, _)| {
        at = after(at, &written[seen..position]);
        seen = position;
        at
    });
    Some(places.collect())
}

/// Returns the line and column behind a text that begins at a line and column.
fn after((line, column): (u32, u32), text: &str) -> (u32, u32) {
    let small = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let lines = text.matches('\n').count();
    let last = small(text.rsplit('\n').next().map_or(0, |last| last.chars().count()));
    let column = if lines == 0 { column.saturating_add(last) } else { last.saturating_add(1) };
    (line.saturating_add(small(lines)), column)
}
