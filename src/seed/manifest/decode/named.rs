//! A name that leads to a value, such as that of a variable, a file or a program.

use super::Text;
use crate::foreign;

/// A name that leads to a value. It is shown, unless some of it comes from the environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) text: String,
    is_tainted: bool,
}

impl Named {
    pub(super) fn of(text: &Text) -> Self {
        Self { text: text.as_str().to_owned(), is_tainted: text.is_tainted }
    }

    /// A name that is said by a test.
    #[cfg(test)]
    pub(crate) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), is_tainted: false }
    }

    /// Returns the name, where it may be shown.
    pub(crate) fn shown(&self) -> Option<String> {
        (!self.is_tainted).then(|| foreign::harmless(&self.text))
    }
}
