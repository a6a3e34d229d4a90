//! What to say of a variable that is not there.

use super::template::Reference;
use crate::seed::manifest::words::{listed, nearest};

/// How many variables are listed for somebody who named one that is not there.
const LISTED: usize = 8;

/// Says that a variable is not there, only those of these names. Its own is not said where it is one of the manifest:
/// it may be a part of a secret with `${` in it.
pub(super) fn problem(reference: &Reference<'_>, names: &[&str]) -> String {
    if reference.is_outside {
        return format!("the environment variable `{}` is not set", reference.name);
    }
    match (nearest(reference.name, names.iter().copied()), names) {
        (Some(nearest), _) => {
            format!("there is no variable of this name; did you mean `{nearest}`?")
        }
        (None, []) => "there is no variable of this name: `vars` has none".to_owned(),
        (None, names) if names.len() <= LISTED => {
            format!("there is no variable of this name, only {}", listed(names))
        }
        (None, _) => "there is no variable of this name".to_owned(),
    }
}
