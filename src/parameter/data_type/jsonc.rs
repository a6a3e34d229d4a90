//! JSON with comments, made plain.

/// Returns a text without its comments and without commas that end a list or an object; nothing when a comment has
/// no end. What is left may still be no JSON.
///
/// Whether AWS takes a comma at the end is not known; most readers of JSON with comments do.
pub(super) fn plain(text: &str) -> Option<String> {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '"' => string_length(rest),
            '/' => comment_length(rest)?,
            _ => first.len_utf8(),
        };
        let (token, after) = rest.split_at(length);
        match first {
            // A comment parts what stands around it.
            '/' if length > 1 => plain.push(' '),
            '}' | ']' => {
                drop_last_comma(&mut plain);
                plain.push(first);
            }
            _ => plain.push_str(token),
        }
        rest = after;
    }
    Some(plain)
}

/// Returns the bytes of the string that a text begins with, its quotes included.
fn string_length(text: &str) -> usize {
    let mut escaped = false;
    for (position, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return position + 1,
            _ => {}
        }
    }
    text.len()
}

/// Returns the bytes of the comment that a text begins with: one, the slash, when it begins with none.
fn comment_length(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        Some(text.find(['\n', '\r']).unwrap_or(text.len()))
    } else if let Some(inside) = text.strip_prefix("/*") {
        inside.find("*/").map(|end| end + "/**/".len())
    } else {
        Some(1)
    }
}

/// Takes away the comma at the end, but only one that follows an item.
fn drop_last_comma(plain: &mut String) {
    if let Some(before) = plain.trim_end().strip_suffix(',')
        && !before.trim_end().ends_with(['[', '{', ','])
    {
        plain.truncate(before.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go() {
        assert_eq!(plain("// a\n{} // b").as_deref(), Some(" \n{}  "));
        assert_eq!(plain("1/* 2 */3").as_deref(), Some("1 3"));
        assert_eq!(plain("/**/1").as_deref(), Some(" 1"));
    }

    #[test]
    fn a_comment_ends() {
        assert_eq!(plain("1 /* 2"), None);
        assert_eq!(plain("/*/"), None);
    }

    #[test]
    fn strings_stay_as_they_are() {
        for text in [r#""http://x /* y */""#, r#""\"// x""#, r#"["a,", ",]"]"#, r#""open // x"#] {
            assert_eq!(plain(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn one_comma_may_end_a_list() {
        assert_eq!(plain("[1, ]").as_deref(), Some("[1]"));
        assert_eq!(plain(r#"{"a": [1,],}"#).as_deref(), Some(r#"{"a": [1]}"#));
        assert_eq!(plain("[1, // x\n]").as_deref(), Some("[1]"));
        for text in ["[,]", "[1,,]", "{ ,}", "[1,2]"] {
            assert_eq!(plain(text).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_slash_alone_stays() {
        assert_eq!(plain("1 / 2").as_deref(), Some("1 / 2"));
    }
}
