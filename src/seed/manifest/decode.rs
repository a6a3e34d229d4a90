//! From what the layers say to parameters: every text of the right kind, every problem with its place.

mod beside;
mod fields;
mod json;
mod named;
mod origin;
mod policies;
mod rules;
mod sections;

use super::layers::{Defaults, Entry, Field};
use super::node::{Content, Node, Text};
use super::place::{Diagnostic, Place};
use crate::parameter::data_type::DataType;
use crate::parameter::kind::ParameterType;
use crate::parameter::pattern::Pattern;
use crate::parameter::text::{Description, KeyId};
use crate::parameter::tier::Tier;
use crate::parameter::{Overwrite, Parameter, WantedValue};

pub(crate) use named::Named;
pub(crate) use origin::{Command, Copy, Encoding, Origin};
pub(crate) use policies::expiration;
pub(crate) use sections::{guard, prune};

/// A parameter as the manifest declares it; its value may still have to be fetched.
#[derive(Debug)]
pub(crate) struct Declared {
    pub(crate) place: Place,
    /// Complete but for its value.
    pub(crate) parameter: Parameter,
    pub(crate) origin: Origin,
    /// Where the manifest says the value, or where it comes from.
    pub(crate) value_place: Place,
    /// Where a value that the manifest says itself is written.
    pub(crate) literals: Vec<Place>,
}

impl Declared {
    /// Tells whether it has to be there already, and is never put.
    pub(crate) fn is_never_put(&self) -> bool {
        self.parameter.overwrite == Overwrite::Never && matches!(self.origin, Origin::Nowhere)
    }
}

/// Reads one parameter. Nothing is returned only where a problem is told, now or before.
pub(crate) fn parameter(
    entry: &Entry,
    ownership_tags: bool,
) -> (Option<Declared>, Vec<Diagnostic>) {
    let mut decoder = Decoder { problems: Vec::new() };
    let declared = decoder.parameter(entry, ownership_tags);
    (declared, decoder.problems)
}

/// Returns what is wrong with defaults, whether any parameter takes them or not.
pub(crate) fn defaults(defaults: &Defaults, place: &Place) -> Vec<Diagnostic> {
    let mut decoder = Decoder { problems: Vec::new() };
    let get = |name: &str| defaults.fields.get(name);
    let kind = ParameterType::from_word;
    decoder.word(get("type"), "type", kind, &ParameterType::WORDS);
    decoder.word(get("tier"), "tier", Tier::from_word, &Tier::WORDS);
    decoder.overwrite(get("overwrite"));
    decoder.flag(get("protect"), "protect");
    decoder.flag(get("purge_tags"), "purge_tags");
    decoder.parsed(get("key_id"), "key_id", KeyId::parse);
    decoder.tags(&defaults.tags, place, 0);
    decoder.problems
}

/// Reads fields, and keeps what is wrong with them, so that all of it can be said at once.
pub(super) struct Decoder {
    problems: Vec<Diagnostic>,
}

impl Decoder {
    fn parameter(&mut self, entry: &Entry, ownership_tags: bool) -> Option<Declared> {
        let get = |name: &str| entry.fields.get(name);
        let kind = self.word(get("type"), "type", ParameterType::from_word, &ParameterType::WORDS);
        let tier = self.word(get("tier"), "tier", Tier::from_word, &Tier::WORDS);
        let overwrite = self.overwrite(get("overwrite"));
        let ignores_value = self.ignores_value(get("ignore"));
        let protect = self.flag(get("protect"), "protect");
        let is_sensitive = self.flag(get("sensitive"), "sensitive");
        let purges_tags = self.flag(get("purge_tags"), "purge_tags");
        let description = self.parsed(get("description"), "description", Description::parse);
        let key_id = self.parsed(get("key_id"), "key_id", KeyId::parse);
        let allowed_pattern =
            self.parsed(get("allowed_pattern"), "allowed_pattern", Pattern::parse);
        let data_type =
            self.word(get("data_type"), "data_type", DataType::from_word, &DataType::WORDS);
        let policies = get("policies").and_then(|field| self.policies(&field.node));
        let labels = get("labels").map(|field| self.labels(&field.node)).unwrap_or_default();
        let ours = beside::tags_of_ours(ownership_tags, protect == Some(true));
        let tags = self.tags(&entry.tags, &entry.place, ours);
        let overwrite = overwrite.unwrap_or_default();
        let has_tainted_tag = entry.tags.values().any(|tag| tag.is_tainted);
        let may_be_any = overwrite == Overwrite::Never || ignores_value;
        let (value_place, origin) = self.origin(entry, may_be_any)?;
        let parameter = Parameter {
            name: entry.name.clone(),
            kind: kind?,
            value: WantedValue::Any,
            overwrite,
            ignores_value,
            description,
            tier,
            key_id,
            allowed_pattern,
            data_type,
            policies,
            tags,
            purges_tags: purges_tags == Some(true),
            labels,
            protect,
            is_sensitive: is_sensitive == Some(true) || has_tainted_tag || origin.is_sensitive(),
        };
        self.rules(entry, &parameter, &origin, &value_place);
        let place = entry.place.clone();
        Some(Declared { place, parameter, origin, value_place, literals: Vec::new() })
    }

    fn overwrite(&mut self, field: Option<&Field>) -> Option<Overwrite> {
        let read = |word: &str| match word {
            "changed" => Some(Overwrite::Changed),
            "never" => Some(Overwrite::Never),
            "always" => Some(Overwrite::Always),
            _ => None,
        };
        self.word(field, "overwrite", read, &["changed", "never", "always"])
    }

    fn ignores_value(&mut self, field: Option<&Field>) -> bool {
        let items = field.map(|field| self.items(&field.node, "ignore")).unwrap_or_default();
        for (text, place) in &items {
            if text.as_str() != "value" {
                self.problem(place, "only `value` can be ignored");
            }
        }
        !items.is_empty()
    }
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;
