//! Writing without reading: what is done whether the parameter is there or not.

use super::{Action, Blind, is_left_alone, known, write};
use crate::parameter::tag::Tags;
use crate::parameter::{Parameter, WantedValue};
use crate::secret::Secret;
use crate::seed::prune;
use crate::store::Write;

/// Decides about a parameter of which nobody knows whether it is there.
pub(super) fn action(wanted: &Parameter, made: Option<&Secret>) -> Action {
    if wanted.value == WantedValue::Any {
        return Action::Refuse("it has no value in the manifest, and its own must not be read");
    }
    let creation = write::creation(wanted, made);
    let over = known(wanted).filter(|_| !is_left_alone(wanted)).map(|value| Write {
        name: wanted.name.clone(),
        kind: wanted.kind,
        value: value.clone(),
        overwrite: true,
        details: write::declared(wanted),
        tags: Tags::default(),
    });
    // That it is protected is said of it whatever becomes of the rest.
    let tags =
        if over.is_some() { wanted.tags.clone() } else { wanted.tags.only(prune::PROTECTED) };
    Action::Write(Blind { creation, over, tags })
}
