//! What a parameter has and the manifest does not declare: between deleting and creating it, it is in memory alone.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Change;
use super::compare::USUAL_KEY;
use super::write::declared;
use crate::foreign;
use crate::parameter::Parameter;
use crate::parameter::data_type::DataType;
use crate::parameter::pattern::Pattern;
use crate::parameter::tier::Tier;
use crate::store::{Described, Write};

/// What is carried over from the parameter that is deleted to the one that is created. No value is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Carried {
    attributes: Vec<Change>,
    tag_keys: Vec<String>,
}

impl Carried {
    /// Compares what is declared with what is written when it is created again.
    pub(super) fn of(wanted: &Parameter, write: &Write) -> Self {
        let (said, sent) = (declared(wanted), &write.details);
        let text = |said: &Option<String>, sent: &Option<String>| {
            said.is_none() && sent.as_ref().is_some_and(|sent| !sent.is_empty())
        };
        // What nobody has to say need not be carried: it comes by itself.
        let tier = said.tier.is_none() && sent.tier.is_some_and(|tier| tier != Tier::Standard);
        let key_id = text(&said.key_id, &sent.key_id) && sent.key_id.as_deref() != Some(USUAL_KEY);
        let carried = [
            (text(&said.description, &sent.description), Change::Description),
            (tier, Change::Tier),
            (key_id, Change::KeyId),
            (text(&said.allowed_pattern, &sent.allowed_pattern), Change::AllowedPattern),
            (text(&said.data_type, &sent.data_type), Change::DataType),
            (text(&said.policies, &sent.policies), Change::Policies),
        ];
        let is_said = |key: &str| wanted.tags.iter().any(|(said, _)| said == key);
        let tag_keys = write.tags.iter().map(|(key, _)| key).filter(|key| !is_said(key));
        Self {
            attributes: carried.into_iter().filter_map(|(is, what)| is.then_some(what)).collect(),
            tag_keys: tag_keys.map(foreign::harmless).collect(),
        }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.attributes.is_empty() && self.tag_keys.is_empty()
    }

    /// Notes that a tag is no loss: whoever creates the parameter gives it to it.
    pub(crate) fn has_by_itself(&mut self, key: &str) {
        self.tag_keys.retain(|carried| carried != key);
    }

    /// Says what there is to lose; of a step that need not come to it, under that condition.
    pub(crate) fn sentence(&self, is_certain: bool) -> String {
        let when = if is_certain { "" } else { "if it is replaced, " };
        format!("{when}carries over (lost if killed midway): {self}")
    }
}

/// Names attributes, and tags by their keys: ``description, tier, tags `app`, `team` ``.
impl fmt::Display for Carried {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut all: Vec<String> =
            self.attributes.iter().map(|attribute| attribute.word().to_owned()).collect();
        let keys: Vec<String> = self.tag_keys.iter().map(|key| format!("`{key}`")).collect();
        match keys.len() {
            0 => {}
            1 => all.push(format!("tag {}", keys[0])),
            _ => all.push(format!("tags {}", keys.join(", "))),
        }
        formatter.write_str(&all.join(", "))
    }
}

/// Tells why what is carried over would not be taken again: that has to be known before anything is deleted.
pub(super) fn misfit(wanted: &Parameter, write: &Write) -> Option<&'static str> {
    let Described { tier, allowed_pattern, data_type, policies, .. } = &write.details;
    let value = write.value.expose_secret();
    let is_standard = *tier == Some(Tier::Standard);
    if wanted.policies.is_none() && is_standard && policies.is_some() {
        return Some(
            "created again it would keep its policies, which the tier Standard does not take: declare `policies`",
        );
    }
    let pattern = allowed_pattern.as_deref().filter(|_| wanted.allowed_pattern.is_none());
    if pattern.is_some_and(|pattern| !may_match(pattern, value)) {
        return Some(
            "created again it would keep its pattern, which the value does not match: declare `allowed_pattern`",
        );
    }
    let carried = data_type.as_deref().filter(|_| wanted.data_type.is_none());
    let fits = |data_type: DataType| {
        data_type.check(write.kind, value).is_ok() && !(is_standard && data_type.needs_advanced())
    };
    if carried.and_then(DataType::from_word).is_some_and(|data_type| !fits(data_type)) {
        return Some(
            "created again it would keep its data type, which does not go with the rest: declare `data_type`",
        );
    }
    let is_full = tier.is_some_and(|tier| value.chars().count() > tier.capacity());
    (wanted.tier.is_none() && is_full).then_some(
        "created again it would keep its tier, which has no room for the value: declare `tier`",
    )
}

/// What cannot be told here is left to the service, as it is with an update.
fn may_match(pattern: &str, value: &str) -> bool {
    !matches!(Pattern::parse(pattern).map(|pattern| pattern.allows(value)), Ok(Ok(false)))
}

#[cfg(test)]
#[path = "carried_tests.rs"]
mod tests;
