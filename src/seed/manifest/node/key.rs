//! A key of a map, with what has to be known of it later.

use std::fmt;

use crate::seed::manifest::place::Place;

/// A key of a map, and where it stands.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) place: Place,
    pub(crate) text: String,
    /// Whether some of it comes from the environment.
    pub(crate) is_tainted: bool,
    /// Where in the file each `${` of it stands.
    pub(crate) marks: Box<[(u32, u32)]>,
}

/// What comes from the environment may be a secret.
impl fmt::Debug for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.is_tainted { "(from the environment)" } else { &self.text };
        formatter.debug_tuple("Key").field(&self.place).field(&text).finish()
    }
}
