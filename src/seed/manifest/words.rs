//! How words of a manifest are said: listed, corrected, made harmless.

/// Nobody slips in a word that is longer.
const LONGEST: usize = 100;

/// Returns the word that somebody may have meant.
pub(crate) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    crate::nearest::nearest(word, known)
}

/// Lists words as a sentence does.
pub(crate) fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}

/// Makes somebody's key fit for a line of ours.
pub(crate) fn shown(key: &str) -> String {
    crate::foreign::harmless(key)
}
