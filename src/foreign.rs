//! Text that others wrote: cut to a few words, and its control characters made harmless.

use std::error::Error;

/// The most characters of foreign text that are worth showing.
const LONGEST: usize = 200;

/// Returns the first line that says something, ready to be shown.
pub(crate) fn first_line(text: &str) -> String {
    harmless(text.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default())
}

/// Escapes control characters, joins lines, and cuts what is too long.
pub(crate) fn harmless(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => escaped(&text[..end]) + "...",
        None => escaped(text),
    }
}

/// Escapes control characters and joins lines, and keeps everything else.
pub(crate) fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for character in text.chars() {
        match character {
            '\n' | '\r' | '\t' => shown.push(' '),
            _ if character.is_control() || turns_text_around(character) => {
                shown.extend(character.escape_unicode());
            }
            _ => shown.push(character),
        }
    }
    shown
}

/// Returns what the chain of causes says, outermost first, without what it says twice.
pub(crate) fn causes(error: &(dyn Error + 'static)) -> String {
    let mut said: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(cause) = next {
        let text = cause.to_string();
        if !text.is_empty() && !said.iter().any(|before| before.contains(&text)) {
            said.push(text);
        }
        next = cause.source();
    }
    harmless(&said.join(": "))
}

/// Returns what the innermost cause says: `Connection refused`, rather than who could not do what because of it.
pub(crate) fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    harmless(&cause.to_string())
}

/// Bidirectional controls can make a line read as something else than it is.
fn turns_text_around(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_says_something_is_shown() {
        assert_eq!(
            first_line("\n  \n SAM CLI, version 1.170.0 \nmore"),
            "SAM CLI, version 1.170.0"
        );
        assert_eq!(first_line(""), "");
    }

    #[test]
    fn escape_sequences_cannot_reach_the_terminal() {
        assert_eq!(harmless("\u{1b}[31mred\u{7}\u{202e}"), r"\u{1b}[31mred\u{7}\u{202e}");
    }

    #[test]
    fn what_is_too_long_is_cut() {
        let shown = harmless(&"x".repeat(10_000));

        assert_eq!(shown.chars().count(), LONGEST + 3);
    }
}
