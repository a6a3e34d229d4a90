//! What stands beside the value: tags and labels.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Content, Decoder, Node, Place};
use crate::parameter::label::{self, Label};
use crate::parameter::tag::{self, Tags};
use crate::seed::manifest::layers::Tag;
use crate::seed::prune;

/// The tags of our own: whose it is, on what a manifest with `prune` makes; and that it is protected, where it is.
const OWNERSHIP_TAG: usize = 1;
const PROTECTION_TAG: usize = 1;

/// Returns how many tags of our own a parameter has.
pub(super) const fn tags_of_ours(ownership_tags: bool, is_protected: bool) -> usize {
    match (ownership_tags, is_protected) {
        (true, true) => OWNERSHIP_TAG + PROTECTION_TAG,
        (true, false) => OWNERSHIP_TAG,
        (false, true) => PROTECTION_TAG,
        (false, false) => 0,
    }
}

/// Says what to say instead of a tag of our own: whose a parameter is, is for no manifest to claim.
fn reserved(key: &str) -> Option<&'static str> {
    match key {
        prune::OWNER => Some(
            "this tag says which manifest has made a parameter, and is given by itself: leave it out; `path` and `prune.id` say whose it is",
        ),
        prune::PROTECTED => {
            Some("this tag is given to what is protected: say `protect: true` instead")
        }
        _ => key
            .starts_with(prune::PREFIX)
            .then_some("tags that begin with `bootstrap:` are reserved: give it another key"),
    }
}

impl Decoder {
    /// Reads tags, to which `ours` are added later.
    pub(super) fn tags(
        &mut self,
        said: &BTreeMap<Arc<str>, Tag>,
        place: &Place,
        ours: usize,
    ) -> Tags {
        let mut tags = Tags::default();
        for (key, Tag { place, field, .. }) in said {
            let value = match &field.node.content {
                Content::Text(text) => text.as_str(),
                Content::Nothing => {
                    self.problem(&field.node.place, "a tag's value is a text, not nothing");
                    continue;
                }
                Content::List(_) | Content::Map(_) | Content::Broken => continue,
            };
            if let Some(problem) = reserved(key) {
                self.problem(place, problem);
            } else if let Err(error) = tags.set(key, value) {
                self.problem(place, error.to_string());
            }
        }
        if tags.iter().count() + ours > tag::MOST {
            let most = tag::MOST - ours;
            let problem =
                format!("with `prune` or `protect`, a parameter has at most {most} tags of yours");
            self.problem(place, problem);
        }
        tags
    }

    pub(super) fn labels(&mut self, node: &Node) -> BTreeSet<Label> {
        let mut labels = BTreeSet::new();
        for (text, place) in self.items(node, "labels") {
            match Label::parse(text.as_str()) {
                Ok(label) if labels.contains(&label) => {
                    self.problem(place, "this label is written twice");
                }
                Ok(label) => {
                    labels.insert(label);
                }
                Err(error) => self.problem(place, error.to_string()),
            }
        }
        if labels.len() > label::MOST {
            let problem =
                format!("a version has at most {} labels, not {}", label::MOST, labels.len());
            self.problem(&node.place, problem);
        }
        labels
    }
}
