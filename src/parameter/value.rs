//! What a value may be.

use super::tier::Tier;

/// What joins the items of a list; it cannot be part of one.
pub(crate) const SEPARATOR: &str = ",";

/// A value that is accepted, though perhaps not by everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Accepted {
    Surely,
    /// AWS says both "4 KB" and "4096 characters": with this many bytes it may be refused.
    Perhaps {
        bytes: usize,
        limit: usize,
    },
}

/// Checks a value against what Parameter Store keeps. Without a tier the account's default one decides, which is
/// [`Tier::Standard`] unless somebody changed it.
pub(crate) fn check(value: &str, tier: Option<Tier>) -> Result<Accepted, ValueError> {
    if value.is_empty() {
        return Err(ValueError::Empty);
    }
    if is_reference(value) {
        return Err(ValueError::Reference);
    }
    let limit = tier.unwrap_or(Tier::Standard).capacity();
    let characters = value.chars().count();
    if characters > limit {
        let larger = limit < Tier::Advanced.capacity() && characters <= Tier::Advanced.capacity();
        return Err(ValueError::TooLong { characters, limit, larger });
    }
    if value.len() > limit {
        return Ok(Accepted::Perhaps { bytes: value.len(), limit });
    }
    Ok(Accepted::Surely)
}

/// Joins the items of a list as Parameter Store does.
pub(crate) fn join<'a>(items: impl Iterator<Item = &'a str> + Clone) -> Result<String, ValueError> {
    match items.clone().position(|item| item.contains(SEPARATOR)) {
        Some(position) => Err(ValueError::Comma(position + 1)),
        None => Ok(items.collect::<Vec<_>>().join(SEPARATOR)),
    }
}

/// Tells whether a value holds what Parameter Store takes for a reference to another parameter.
fn is_reference(value: &str) -> bool {
    let mut rest = value;
    while let Some((_, after)) = rest.split_once("{{") {
        if let Some((inside, _)) = after.split_once("}}") {
            let inside = inside.trim();
            if inside.is_empty() || inside.starts_with("ssm:") {
                return true;
            }
        }
        rest = after;
    }
    false
}

/// Why a value would be refused. Never says what the value is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ValueError {
    #[error("the value is empty")]
    Empty,
    #[error("a value has no `{{{{ssm:name}}}}` or `{{{{}}}}` in it: references are not nested")]
    Reference,
    #[error("the value has {characters} characters, and {}", room(*.limit, *.larger))]
    TooLong { characters: usize, limit: usize, larger: bool },
    #[error("item {0} of the list has a comma in it, which separates items in a StringList")]
    Comma(usize),
}

fn room(limit: usize, larger: bool) -> String {
    if larger {
        format!(
            "the tier Standard holds {limit}; `tier: Advanced` holds {}",
            Tier::Advanced.capacity()
        )
    } else {
        format!("a parameter holds at most {limit}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_is_counted_in_characters_and_doubted_in_bytes() {
        assert_eq!(check(&"x".repeat(4096), None), Ok(Accepted::Surely));
        assert_eq!(
            check(&"x".repeat(4097), None),
            Err(ValueError::TooLong { characters: 4097, limit: 4096, larger: true })
        );
        assert_eq!(
            check(&"é".repeat(4096), None),
            Ok(Accepted::Perhaps { bytes: 8192, limit: 4096 })
        );
        assert_eq!(check(&"x".repeat(8192), Some(Tier::Advanced)), Ok(Accepted::Surely));
        assert_eq!(
            check(&"x".repeat(8193), Some(Tier::IntelligentTiering)),
            Err(ValueError::TooLong { characters: 8193, limit: 8192, larger: false })
        );
    }

    #[test]
    fn references_are_not_nested() {
        for value in ["{{}}", "{{ }}", "a {{ssm:b}} c", "{{{{ssm:b}}", "{{x}} {{ ssm:y:1 }}"] {
            assert_eq!(check(value, None), Err(ValueError::Reference), "{value}");
        }
        for value in ["{{x}}", "{{", "{}", "${x}", "{{resolve:ssm:x}}"] {
            assert_eq!(check(value, None), Ok(Accepted::Surely), "{value}");
        }
    }

    #[test]
    fn nothing_is_no_value() {
        assert_eq!(check("", None), Err(ValueError::Empty));
    }

    #[test]
    fn a_comma_cannot_be_part_of_an_item() {
        assert_eq!(join(["a", "b"].into_iter()), Ok("a,b".to_owned()));
        assert_eq!(join(["a", "b,c"].into_iter()), Err(ValueError::Comma(2)));
    }
}
