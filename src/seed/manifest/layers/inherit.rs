//! What a parameter does not say itself: its type, and what the defaults say.

use std::sync::Arc;

use super::overlay::{Defaults, Layered, Merged};
use super::{Composer, Entry, Field, Layer, Tag};
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::parameter::tag;
use crate::secret::Secret;
use crate::seed::manifest::limits::BESIDE_A_TAG;
use crate::seed::manifest::node::{Content, Node, Text};
use crate::seed::manifest::place::Place;

/// What holds for all parameters, whatever they are.
const INHERITED: [&str; 3] = ["tier", "protect", "purge_tags"];

impl Composer<'_> {
    /// Completes a parameter.
    pub(super) fn entry(
        &mut self,
        name: ParameterName,
        merged: &Merged<'_>,
        defaults: &Defaults,
    ) -> Entry {
        let place = merged.place.clone();
        let has_told_value = merged.has_told_value;
        let mut entry = Entry { name, place, fields: [].into(), tags: [].into(), has_told_value };
        for (name, layered) in &merged.fields {
            if !is_taken_away(layered, defaults.fields.contains_key(name)) {
                entry.fields.insert(name, self.field(name, layered));
            }
        }
        for (key, tag) in &merged.tags {
            if !is_taken_away(&tag.value, defaults.tags.contains_key(&**key)) {
                let place = tag.key.place.clone();
                let field = self.field("tags", &tag.value);
                let is_tainted = tag.is_tainted;
                entry.tags.insert((&**key).into(), Tag { place, field, is_tainted });
            }
        }
        if !merged.has_no_tags {
            self.inherit_tags(merged, defaults, &mut entry);
        }
        let inherit = |entry: &mut Entry, name: &'static str| {
            if let (false, Some(field)) =
                (merged.fields.contains_key(name), defaults.fields.get(name))
            {
                entry.fields.insert(name, field.clone());
            }
        };
        for name in INHERITED {
            inherit(&mut entry, name);
        }
        let secure = settle_type(&mut entry, || {
            let is_said = merged.fields.contains_key("type");
            defaults.fields.get("type").filter(|_| !is_said).cloned()
        });
        if secure && self.takes("", defaults.fields.get("key_id")) {
            inherit(&mut entry, "key_id");
        }
        // What is made once is never made again, whatever holds for others.
        let each_time = defaults.fields.get("overwrite").is_some_and(|field| is(field, "always"));
        if !(is_random(&entry) && each_time) {
            inherit(&mut entry, "overwrite");
        }
        entry
    }

    /// Gives a parameter the tags that it does not say itself. Too many for one are told as a problem of the defaults.
    fn inherit_tags(&mut self, merged: &Merged<'_>, defaults: &Defaults, entry: &mut Entry) {
        for (key, tag) in defaults.tags.iter().take(tag::MOST + 1) {
            if !merged.tags.contains_key(&**key) && self.takes(key, Some(&tag.field)) {
                entry.tags.insert(Arc::clone(key), tag.clone());
            }
        }
    }

    /// Tells whether there is room for one more parameter to inherit something.
    fn takes(&mut self, key: &str, field: Option<&Field>) -> bool {
        let (Some(room), Some(field)) = (self.room, field) else { return false };
        let text = match &field.node.content {
            Content::Text(text) => text.as_str().len(),
            _ => 0,
        };
        self.room = room.checked_sub(key.len() + text + BESIDE_A_TAG);
        if self.room.is_none() {
            let problem = "inherited by all these parameters, this becomes too much";
            self.tell(&field.node.place, problem.to_owned());
        }
        self.room.is_some()
    }

    fn field(&mut self, name: &str, layered: &Layered<'_>) -> Field {
        let node = match name {
            "json" => self.variables.json(layered.node),
            _ => self.variables.node(layered.node),
        };
        Field { node: node.into(), layer: layered.layer.clone() }
    }
}

/// Tells whether `null` has taken something away; if not, there was nothing, and that is a problem.
fn is_taken_away(layered: &Layered<'_>, has_default: bool) -> bool {
    layered.node.is_nothing() && (layered.took_away || has_default)
}

/// Gives a parameter the type that follows from what it says, where it says none, and tells whether it is a
/// `SecureString`.
fn settle_type(entry: &mut Entry, default: impl Fn() -> Option<Field>) -> bool {
    let built_in = |kind: ParameterType, place: &Place| Field {
        node: text_of(place, kind.as_str()).into(),
        layer: Layer::BuiltIn,
    };
    let is_list = entry
        .fields
        .get("value")
        .is_some_and(|field| matches!(field.node.content, Content::List(_)));
    let place = entry.place.clone();
    let kind = match entry.fields.get("type") {
        Some(said) => said.clone(),
        None if is_list => built_in(ParameterType::StringList, &place),
        None if entry.fields.contains_key("key_id") || is_random(entry) => {
            built_in(ParameterType::SecureString, &place)
        }
        None => default().unwrap_or_else(|| built_in(ParameterType::String, &place)),
    };
    let is_secure = is(&kind, "SecureString");
    entry.fields.insert("type", kind);
    is_secure
}

fn is(field: &Field, word: &str) -> bool {
    matches!(&field.node.content, Content::Text(text) if text.as_str() == word)
}

fn is_random(entry: &Entry) -> bool {
    entry.fields.get("from").is_some_and(|field| field.node.get("random").is_some())
}

/// Returns a text that stands nowhere.
pub(crate) fn text_of(place: &Place, text: &str) -> Node {
    let text = Text {
        secret: Secret::new(text),
        is_plain: false,
        is_tainted: false,
        marks: Box::default(),
    };
    Node { place: place.clone(), content: Content::Text(text) }
}
