//! The tags of a parameter.

use std::collections::BTreeMap;

/// The most tags that a parameter has.
pub(crate) const MOST: usize = 50;

const LONGEST_KEY: usize = 128;
const LONGEST_VALUE: usize = 256;

/// Tags by their key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tags(BTreeMap<String, String>);

impl Tags {
    /// Adds a tag, or replaces the one of the same key.
    pub(crate) fn set(&mut self, key: &str, value: &str) -> Result<(), TagError> {
        if key.is_empty() || key.chars().count() > LONGEST_KEY || !key.chars().all(fits) {
            return Err(TagError::Key);
        }
        if key.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("aws:")) {
            return Err(TagError::Reserved);
        }
        if value.chars().count() > LONGEST_VALUE || !value.chars().all(fits) {
            return Err(TagError::Value);
        }
        if self.0.len() == MOST && !self.0.contains_key(key) {
            return Err(TagError::TooMany);
        }
        self.0.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Returns one tag alone, where it is among these.
    pub(crate) fn only(&self, key: &str) -> Self {
        Self(
            self.0
                .get_key_value(key)
                .into_iter()
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
        )
    }

    /// Returns the tags that are not among `found`, or have another value there.
    pub(crate) fn missing_from(&self, found: &BTreeMap<String, String>) -> Self {
        let missing = self.0.iter().filter(|(key, value)| found.get(*key) != Some(*value));
        Self(missing.map(|(key, value)| (key.clone(), value.clone())).collect())
    }
}

/// The service's pattern: letters, spaces and numbers of any script, and `_.:/=+-@`. Marks that some scripts count
/// as letters pass here and are refused there.
fn fits(character: char) -> bool {
    character.is_alphanumeric()
        || character.is_whitespace() && !character.is_control()
        || "_.:/=+-@".contains(character)
}

/// Why a tag would be refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TagError {
    #[error("a tag's key has 1 to {LONGEST_KEY} letters, digits, spaces and `_.:/=+-@`")]
    Key,
    #[error("a tag's value has at most {LONGEST_VALUE} letters, digits, spaces and `_.:/=+-@`")]
    Value,
    #[error("tags that begin with `aws:` are reserved for AWS")]
    Reserved,
    #[error("a parameter has at most {MOST} tags")]
    TooMany,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(key: &str, value: &str) -> Result<(), TagError> {
        Tags::default().set(key, value)
    }

    #[test]
    fn each_rule_refuses_in_its_own_words() {
        assert_eq!(set("Größe x/y@z", ""), Ok(()));
        assert_eq!(set("", "x"), Err(TagError::Key));
        assert_eq!(set("a#b", "x"), Err(TagError::Key));
        assert_eq!(set(&"k".repeat(129), "x"), Err(TagError::Key));
        assert_eq!(set("AWS:x", "x"), Err(TagError::Reserved));
        assert_eq!(set("a", "tab\t"), Err(TagError::Value));
        assert_eq!(set("a", &"v".repeat(257)), Err(TagError::Value));
    }

    #[test]
    fn fifty_are_enough() {
        let mut tags = Tags::default();
        for number in 0..50 {
            assert_eq!(tags.set(&format!("k{number}"), "v"), Ok(()));
        }

        assert_eq!(tags.set("one-more", "v"), Err(TagError::TooMany));
        assert_eq!(tags.set("k0", "other"), Ok(()));
    }

    #[test]
    fn what_is_missing_is_what_has_to_be_written() {
        let mut tags = Tags::default();
        for key in ["same", "other", "new"] {
            tags.set(key, "v").unwrap();
        }
        let found = BTreeMap::from([
            ("same".to_owned(), "v".to_owned()),
            ("other".to_owned(), "w".to_owned()),
        ]);

        assert_eq!(
            tags.missing_from(&found).iter().collect::<Vec<_>>(),
            [("new", "v"), ("other", "v")]
        );
    }
}
