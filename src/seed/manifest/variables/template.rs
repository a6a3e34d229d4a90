//! A text with references in it, taken apart: `${name}`, `${env:NAME}`, `${name:-default}`, `${name:?message}`, `$$`.

/// How deep defaults may stand in defaults.
const DEEPEST: usize = 8;

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    Reference(Reference<'a>),
}

/// What a variable's value is put in place of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reference<'a> {
    /// Where its `${` is, in bytes.
    pub(super) position: usize,
    /// Whether it is a variable of the environment.
    pub(super) is_outside: bool,
    pub(super) name: &'a str,
    pub(super) otherwise: Otherwise<'a>,
}

/// What holds where a variable is not set, or empty.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Otherwise<'a> {
    Problem,
    /// A text that has references itself, and where it begins.
    Default(&'a str, usize),
    Message(&'a str),
}

/// Why a text cannot be taken apart, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Malformed {
    pub(super) position: usize,
    pub(super) message: &'static str,
}

/// Takes a text apart that begins at `offset` of a larger one.
pub(super) fn pieces(text: &str, offset: usize) -> Result<Vec<Piece<'_>>, Malformed> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(dollar) = rest.find('$') {
        let (before, from_dollar) = rest.split_at(dollar);
        if !before.is_empty() {
            pieces.push(Piece::Text(before));
        }
        let position = offset + (text.len() - from_dollar.len());
        if let Some(after) = from_dollar.strip_prefix("$$") {
            pieces.push(Piece::Text("$"));
            rest = after;
        } else if let Some(inside) = from_dollar.strip_prefix("${") {
            let malformed = |message| Malformed { position, message };
            let length = inside_length(inside).map_err(malformed)?;
            pieces
                .push(Piece::Reference(reference(&inside[..length], position).map_err(malformed)?));
            rest = &inside[length + 1..];
        } else {
            pieces.push(Piece::Text("$"));
            rest = &from_dollar[1..];
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    Ok(pieces)
}

/// Returns how far it is to the brace that closes a reference, past the references in its default.
fn inside_length(inside: &str) -> Result<usize, &'static str> {
    let bytes = inside.as_bytes();
    let (mut position, mut depth) = (0, 1);
    while let Some(byte) = bytes.get(position) {
        match (byte, bytes.get(position + 1)) {
            (b'$', Some(b'$')) => position += 1,
            (b'$', Some(b'{')) => {
                position += 1;
                depth += 1;
                if depth > DEEPEST {
                    return Err("references stand in one another at most 8 deep");
                }
            }
            (b'}', _) => {
                depth -= 1;
                if depth == 0 {
                    return Ok(position);
                }
            }
            _ => {}
        }
        position += 1;
    }
    Err("this `${` has no `}`; write `$$` for a dollar sign")
}

fn reference(inside: &str, position: usize) -> Result<Reference<'_>, &'static str> {
    let outside = inside.strip_prefix("env:");
    let rest = outside.unwrap_or(inside);
    let end = rest.find(':').unwrap_or(rest.len());
    let (name, operator) = rest.split_at(end);
    if !is_name(name) {
        return Err(
            "between `${` and `}` there is a variable's name, or `env:` and one of the environment; write `$$` for a dollar sign",
        );
    }
    let otherwise = match (operator.get(..2), operator.get(2..)) {
        _ if operator.is_empty() => Otherwise::Problem,
        (Some(":-"), Some(default)) => {
            let start = position + "${".len() + (inside.len() - default.len());
            Otherwise::Default(default, start)
        }
        (Some(":?"), Some(message)) => Otherwise::Message(message),
        _ => {
            return Err(
                "behind a variable's name there is `:-` and a default, or `:?` and a message",
            );
        }
    };
    Ok(Reference { position, is_outside: outside.is_some(), name, otherwise })
}

/// What a variable's name is like, as a regular expression: what [`is_name`] accepts.
pub(crate) const NAME: &str = "^[A-Za-z_][A-Za-z0-9_.-]*$";

/// The same in words.
pub(crate) const NAME_IN_WORDS: &str =
    "its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`";

/// Tells whether a text is a variable's name.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> (usize, &'static str) {
        let malformed = pieces(text, 0).unwrap_err();
        (malformed.position, malformed.message)
    }

    fn reference<'a>(position: usize, name: &'a str, otherwise: Otherwise<'a>) -> Piece<'a> {
        Piece::Reference(Reference { position, is_outside: false, name, otherwise })
    }

    #[test]
    fn the_expression_of_a_name_is_what_is_accepted() {
        let expression = fancy_regex::Regex::new(NAME).unwrap();
        for text in
            ["a", "_", "A.b-1", "", "1a", "-a", ".a", "a b", "a:b", "env:A", "ü", "aü", "a\n"]
        {
            // `$` is before a newline at the end for some.
            let is_like = expression.is_match(text).unwrap() && !text.ends_with('\n');
            assert_eq!(is_name(text), is_like, "{text:?}");
        }
    }

    #[test]
    fn a_text_is_texts_and_references() {
        assert_eq!(
            pieces("a ${b}c${env:D} $5 $$ $", 0).unwrap(),
            [
                Piece::Text("a "),
                reference(2, "b", Otherwise::Problem),
                Piece::Text("c"),
                Piece::Reference(Reference {
                    position: 7,
                    is_outside: true,
                    name: "D",
                    otherwise: Otherwise::Problem
                }),
                Piece::Text(" "),
                Piece::Text("$"),
                Piece::Text("5 "),
                Piece::Text("$"),
                Piece::Text(" "),
                Piece::Text("$"),
            ]
        );
        assert_eq!(pieces("$${a}", 0).unwrap(), [Piece::Text("$"), Piece::Text("{a}")]);
    }

    #[test]
    fn defaults_and_messages_stand_behind_the_name() {
        assert_eq!(
            pieces("${a:-${b:-c}}${d:?say d}", 10).unwrap(),
            [
                reference(10, "a", Otherwise::Default("${b:-c}", 15)),
                reference(23, "d", Otherwise::Message("say d")),
            ]
        );
        assert_eq!(pieces("${a:-}", 0).unwrap(), [reference(0, "a", Otherwise::Default("", 5))]);
    }

    #[test]
    fn what_is_malformed_is_told_with_its_place() {
        assert_eq!(refused("ab${c"), (2, "this `${` has no `}`; write `$$` for a dollar sign"));
        for text in ["${}", "${a b}", "${1}", "${env:}", "${ü}", "${a", "${a:+b}", "${a:}"] {
            assert_eq!(refused(text).0, 0, "{text}");
        }
        assert_eq!(refused(&"${a:-".repeat(9)).1, "references stand in one another at most 8 deep");
    }
}
