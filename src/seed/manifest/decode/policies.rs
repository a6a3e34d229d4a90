//! Policies by name, put into the form that Parameter Store has for them.

use serde_json::{Value, json};

use super::{Content, Decoder, Node, Place};
use crate::parameter::policy::{Policies, PolicyError};

/// More units of time than anybody waits.
const LONGEST: u64 = 1_000_000;

/// Returns where policies say when the parameter goes.
pub(crate) fn expiration(policies: &Node) -> Option<&Place> {
    let Content::List(items) = &policies.content else { return None };
    items.iter().find_map(|item| item.get("expiration")).map(|node| &node.place)
}

impl Decoder {
    /// Reads the policies. An empty list takes those away that are there.
    pub(super) fn policies(&mut self, node: &Node) -> Option<Policies> {
        let items = match &node.content {
            Content::List(items) => items,
            Content::Nothing => {
                self.nothing(node, "policies");
                return None;
            }
            Content::Text(_) | Content::Map(_) | Content::Broken => return None,
        };
        // Each is read, so that all that is wrong is told.
        let policies: Vec<Option<Value>> = items.iter().map(|item| self.policy(item)).collect();
        let policies: Vec<Value> = policies.into_iter().collect::<Option<_>>()?;
        match Policies::parse(&Value::Array(policies).to_string()) {
            Ok(policies) => Some(policies),
            Err(error) => {
                let place = match error {
                    PolicyError::UnknownType(number)
                    | PolicyError::Attribute { policy: number, .. } => {
                        items.get(number.wrapping_sub(1)).map(|item| &item.place)
                    }
                    _ => None,
                };
                self.problem(place.unwrap_or(&node.place), error.to_string());
                None
            }
        }
    }

    fn policy(&mut self, item: &Node) -> Option<Value> {
        let one_of = "a policy is one of `expiration`, `expiration_notification` or `no_change_notification`";
        let [(key, node)] = item.entries() else {
            // That it is no map was said before.
            if matches!(item.content, Content::Map(_)) {
                self.problem(&item.place, one_of);
            }
            return None;
        };
        let (kind, attributes) = match key.text.as_str() {
            "expiration" => {
                let moment = self.text(node, "expiration")?.as_str();
                ("Expiration", json!({ "Timestamp": moment }))
            }
            "expiration_notification" => {
                let (before, unit) = self.span(node, "before")?;
                ("ExpirationNotification", json!({ "Before": before, "Unit": unit }))
            }
            "no_change_notification" => {
                let (after, unit) = self.span(node, "after")?;
                ("NoChangeNotification", json!({ "After": after, "Unit": unit }))
            }
            _ => return None,
        };
        Some(json!({ "Type": kind, "Version": "1.0", "Attributes": attributes }))
    }

    fn span(&mut self, node: &Node, name: &str) -> Option<(String, &'static str)> {
        let read = |word: &str| match word {
            "days" => Some("Days"),
            "hours" => Some("Hours"),
            _ => None,
        };
        let number = node.get(name).and_then(|node| self.whole(node, name, 0..=LONGEST));
        let unit = node.get("unit");
        let unit = unit.and_then(|node| self.word_at(node, "unit", read, &["days", "hours"]));
        Some((number?.to_string(), unit?))
    }
}
