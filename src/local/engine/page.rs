//! Answers in pages, which stay right while parameters come and go: a token names the key after which to go on.

use aws_smithy_types::base64;
use serde_json::Value;

use super::refusal::Refusal;

/// What a token says before the key.
const MARK: &str = "after:";

/// A token that means "from the beginning".
pub(crate) const FIRST: &str = "YWZ0ZXI6";

/// One page, and the token of the next when there is one.
pub(super) struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
}

impl<T> Page<T> {
    /// Takes so many of what is left; each comes with its key.
    pub(super) fn take<Key: ToString>(
        candidates: impl Iterator<Item = (Key, T)>,
        most: usize,
    ) -> Self {
        Self::weigh(candidates, most, usize::MAX, |_| 0)
    }

    /// Takes so many, or fewer if all together would weigh too much, but at least one.
    pub(super) fn weigh<Key: ToString>(
        candidates: impl Iterator<Item = (Key, T)>,
        most: usize,
        heaviest: usize,
        weight: impl Fn(&T) -> usize,
    ) -> Self {
        let mut items = Vec::new();
        let mut last: Option<Key> = None;
        let mut total = 0;
        for (key, item) in candidates {
            total += weight(&item);
            // Nobody is sent to look for a page on which there is nothing: here is something that did not fit.
            if let Some(last) = last.filter(|_| items.len() == most || total > heaviest) {
                return Self { items, next: Some(after(&last.to_string())) };
            }
            items.push(item);
            last = Some(key);
        }
        Self { items, next: None }
    }
}

/// Writes a token.
pub(super) fn after(key: &str) -> String {
    base64::encode(format!("{MARK}{key}"))
}

/// Reads the key after which to go on: from the beginning when there is no token, or an empty one.
pub(super) fn start(token: Option<&str>) -> Result<String, Refusal> {
    let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(String::new()) };
    let text = base64::decode(token).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    let key = text.as_deref().and_then(|text| text.strip_prefix(MARK));
    key.map(str::to_owned).ok_or_else(invalid)
}

/// Says in an answer how to go on, when there is more.
pub(super) fn with_token(mut answer: Value, next: Option<String>) -> Value {
    if let (Value::Object(members), Some(next)) = (&mut answer, next) {
        members.insert("NextToken".to_owned(), Value::String(next));
    }
    answer
}

pub(super) fn invalid() -> Refusal {
    Refusal::new("InvalidNextToken", "the token is none that was given out")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_the_key_after_which_to_go_on() {
        assert_eq!(start(Some(&after("a/b"))), Ok("a/b".to_owned()));
        assert_eq!(start(Some(FIRST)), Ok(String::new()));
        assert_eq!(start(Some("")), Ok(String::new()));
        assert_eq!(start(None), Ok(String::new()));
        for token in ["nonsense!", "bm9uc2Vuc2U=", "/w=="] {
            assert_eq!(start(Some(token)), Err(invalid()), "{token}");
        }
    }

    #[test]
    fn the_last_page_has_no_token_even_when_it_is_full() {
        let page = |most| Page::take([("a", 1), ("b", 2)].into_iter(), most);

        assert_eq!((page(1).items, page(1).next), (vec![1], Some(after("a"))));
        assert_eq!((page(2).items, page(2).next), (vec![1, 2], None));
    }

    #[test]
    fn a_page_is_not_too_heavy_unless_it_has_only_one() {
        let page = |heaviest| Page::weigh([("a", 3), ("b", 2)].into_iter(), 9, heaviest, |n| *n);

        assert_eq!(page(2).items, [3]);
        assert_eq!(page(4).items, [3]);
        assert_eq!(page(5).items, [3, 2]);
    }
}
