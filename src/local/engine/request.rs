//! What a request says, and what the service's model lets it say, whatever is stored.

use std::fmt;
use std::ops::RangeInclusive;

use serde::de::DeserializeOwned;

use super::refusal::Refusal;

/// Reads the body of a request. Members that nobody knows are ignored, as AWS does.
pub(super) fn read<Input: DeserializeOwned>(body: &[u8]) -> Result<Input, Refusal> {
    let body = body.trim_ascii();
    // Some clients send nothing when there is nothing to say.
    let body = if body.is_empty() { b"{}" } else { body };
    if body[0] != b'{' {
        return Err(unreadable("begins with no `{`", 1, 1));
    }
    serde_json::from_slice(body).map_err(|error| {
        // The reader's own text would repeat what stands there, and that may be a secret.
        let what = if error.is_data() { "has a member of another type" } else { "is no JSON" };
        unreadable(what, error.line(), error.column())
    })
}

fn unreadable(what: &str, line: usize, column: usize) -> Refusal {
    Refusal::new(
        "SerializationException",
        format_args!("the body {what}, at line {line} column {column}"),
    )
}

/// Asks for a member that must be there.
pub(super) fn required<T>(member: &str, value: Option<T>) -> Result<T, Refusal> {
    value.ok_or_else(|| Refusal::validation(format_args!("`{member}` is missing")))
}

/// Asks for a text of so many characters.
pub(super) fn text(
    member: impl fmt::Display,
    text: &str,
    characters: RangeInclusive<usize>,
) -> Result<&str, Refusal> {
    if characters.contains(&text.chars().count()) {
        return Ok(text);
    }
    Err(Refusal::validation(format_args!(
        "`{member}` has {} to {} characters",
        characters.start(),
        characters.end()
    )))
}

/// Asks for a list of so many items.
pub(super) fn list<T>(
    member: impl fmt::Display,
    items: &[T],
    count: RangeInclusive<usize>,
) -> Result<&[T], Refusal> {
    if count.contains(&items.len()) {
        return Ok(items);
    }
    Err(Refusal::validation(format_args!(
        "`{member}` has {} to {} items, not {}",
        count.start(),
        count.end(),
        items.len()
    )))
}

/// Asks for how many items a page may have.
pub(super) fn page_size(
    member: &str,
    asked: Option<i64>,
    default: usize,
    highest: usize,
) -> Result<usize, Refusal> {
    let Some(asked) = asked else { return Ok(default) };
    usize::try_from(asked)
        .ok()
        .filter(|size| (1..=highest).contains(size))
        .ok_or_else(|| Refusal::validation(format_args!("`{member}` is from 1 to {highest}")))
}

/// Asks for one of a few words.
pub(super) fn word<T>(
    member: &str,
    text: &str,
    read: impl Fn(&str) -> Option<T>,
    words: &[&str],
) -> Result<T, Refusal> {
    read(text).ok_or_else(|| {
        Refusal::validation(format_args!("`{member}` is one of {}", words.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "PascalCase")]
    struct Input {
        name: Option<String>,
    }

    fn refusal(body: &str) -> String {
        let refusal = read::<Input>(body.as_bytes()).unwrap_err();
        assert_eq!(refusal.code, "SerializationException");
        refusal.message
    }

    #[test]
    fn members_may_be_unknown_or_null_or_all_absent() {
        let named = |body: &str| read::<Input>(body.as_bytes()).map(|input| input.name);

        assert_eq!(named(r#"{"Name": "/a", "New": [1]}"#), Ok(Some("/a".to_owned())));
        assert_eq!(named(r#"{"Name": null}"#), Ok(None));
        assert_eq!(named(" "), Ok(None));
    }

    #[test]
    fn what_cannot_be_read_is_refused_by_its_place_and_never_repeated() {
        assert_eq!(refusal("[\"hunter2\"]"), "the body begins with no `{`, at line 1 column 1");
        assert_eq!(
            refusal("{\"Name\": \"hunter2\", }"),
            "the body is no JSON, at line 1 column 21"
        );
        assert_eq!(
            refusal("{\"Name\":\n {\"hunter2\": 1}}"),
            "the body has a member of another type, at line 2 column 1"
        );
        assert!(!refusal("{\"Name\": 123456}").contains("123456"));
        assert!(!refusal("{\"Name\": \"hunter2").contains("hunter2"));
    }

    #[test]
    fn sizes_are_those_of_the_model_on_both_sides() {
        assert!(text("Name", "é", 1..=1).is_ok());
        assert!(text("Name", "", 1..=1).is_err());
        assert!(text("Name", "éé", 1..=1).is_err());
        assert!(list("Names", &[1; 10], 1..=10).is_ok());
        assert!(list("Names", &[1; 11], 1..=10).is_err());
        assert_eq!(page_size("MaxResults", None, 10, 50), Ok(10));
        assert_eq!(page_size("MaxResults", Some(50), 10, 50), Ok(50));
        for asked in [0, 51, -1, i64::MIN] {
            assert!(page_size("MaxResults", Some(asked), 10, 50).is_err(), "{asked}");
        }
    }
}
