//! Texts as a manifest writes them: whatever they are, they are read back as they were.

/// What some reader of YAML takes for something else than a text.
const WORDS: [&str; 9] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Writes a text in double quotes, in which nothing stands for a variable.
pub(super) fn text(text: &str) -> String {
    quoted(&literal(text))
}

/// Writes a list of texts on one line.
pub(super) fn list<'a>(items: impl Iterator<Item = &'a str>) -> String {
    format!("[{}]", items.map(text).collect::<Vec<_>>().join(", "))
}

/// Writes a key as it is where that is surely a text, and in quotes elsewhere.
pub(super) fn key(key: &str) -> String {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./".contains(&byte);
    let is_plain = key.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/')
        && key.bytes().all(fits)
        && !WORDS.iter().any(|word| key.eq_ignore_ascii_case(word));
    if is_plain { key.to_owned() } else { text(key) }
}

/// Doubles each `$` that a manifest would read as the beginning of a variable, or as half of a doubled one.
fn literal(text: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('$') {
        let (before, from) = rest.split_at(start);
        let after = from.trim_start_matches('$');
        let dollars = &from[..from.len() - after.len()];
        written.push_str(before);
        written.push_str(dollars);
        if dollars.len() > 1 || after.starts_with('{') {
            written.push_str(dollars);
        }
        rest = after;
    }
    written + rest
}

fn quoted(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for character in text.chars() {
        match character {
            '"' => written.push_str("\\\""),
            '\\' => written.push_str("\\\\"),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            _ if is_risky(character) => {
                let code = format!("\\U{:08X}", u32::from(character));
                written.push_str(&code);
            }
            _ => written.push(character),
        }
    }
    written.push('"');
    written
}

/// What YAML does not let stand, what some reader takes for the end of a line, and what shows a line as another one.
fn is_risky(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{feff}' | '\u{fff9}'..='\u{ffff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_quoted_whatever_they_are() {
        for (given, written) in [
            ("no", r#""no""#),
            ("1.10", r#""1.10""#),
            (" a ", r#"" a ""#),
            ("a\n\tb\r\n", r#""a\n\tb\r\n""#),
            (r#"\"'"#, r#""\\\"'""#),
            ("größe 😀", "\"größe 😀\""),
            (
                "\0\u{1b}\u{85}\u{202e}\u{feff}",
                r#""\U00000000\U0000001B\U00000085\U0000202E\U0000FEFF""#,
            ),
        ] {
            assert_eq!(text(given), written);
        }
    }

    #[test]
    fn what_would_be_a_variable_is_none() {
        for (given, written) in [
            ("$", "$"),
            ("$5 and a$", "$5 and a$"),
            ("${x}", "$${x}"),
            ("$$", "$$$$"),
            ("$$x$", "$$$$x$"),
            ("$${x}", "$$$${x}"),
            ("a$ {", "a$ {"),
        ] {
            assert_eq!(literal(given), written, "{given}");
        }
    }

    #[test]
    fn a_key_stands_without_quotes_where_it_is_surely_a_text() {
        for plain in ["db/host", "/a/b", "a", "A.b_c-d", "nothing"] {
            assert_eq!(key(plain), plain);
        }
        for other in ["no", "Yes", "null", "N", "1.10", "-a", "_a", ".inf", "0x1"] {
            assert_eq!(key(other), format!("\"{other}\""));
        }
    }
}
