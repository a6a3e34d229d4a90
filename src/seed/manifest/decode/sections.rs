//! What a manifest says of itself: where it may be applied, and what it deletes.

use super::named::Named;
use super::{Content, Decoder, Diagnostic, Field, Node, Place};
use crate::credentials::region::RegionName;
use crate::seed::manifest::{Guard, Keep, Prune};

/// The digits of an account.
const ACCOUNT: usize = 12;

/// A tag's value has 256 characters, and a stage comes behind the id.
const LONGEST_ID: usize = 200;

/// Reads where the manifest may be applied.
pub(crate) fn guard(account: Option<&Field>, region: Option<&Field>) -> (Guard, Vec<Diagnostic>) {
    let mut decoder = Decoder { problems: Vec::new() };
    let guard = Guard {
        account: account.and_then(|field| decoder.account(&field.node)),
        region: region.and_then(|field| {
            let region = decoder.parsed_at(&field.node, "region", str::parse::<RegionName>)?;
            Some((region, field.node.place.clone()))
        }),
    };
    (guard, decoder.problems)
}

/// Reads what becomes of parameters that are not named any more.
pub(crate) fn prune(node: Option<&Node>, has_scope: bool) -> (Option<Prune>, Vec<Diagnostic>) {
    let mut decoder = Decoder { problems: Vec::new() };
    let prune = node.and_then(|node| decoder.prune(node, has_scope));
    (prune, decoder.problems)
}

impl Decoder {
    fn account(&mut self, node: &Node) -> Option<(String, Place)> {
        let text = self.text(node, "account")?;
        let is_account = text.as_str().len() == ACCOUNT
            && text.as_str().bytes().all(|byte| byte.is_ascii_digit());
        if !is_account {
            self.problem(&node.place, "an account has twelve digits; put them in quotes");
        }
        is_account.then(|| (text.as_str().to_owned(), node.place.clone()))
    }

    /// Reads what a manifest's parameters are known by: it is written into a tag.
    fn id(&mut self, node: &Node) -> Option<String> {
        let node = node.get("id")?;
        let text = self.text(node, "id")?;
        let fits =
            |character: char| character.is_ascii_alphanumeric() || "_.:/=+-@".contains(character);
        let is_id =
            (1..=LONGEST_ID).contains(&text.as_str().len()) && text.as_str().chars().all(fits);
        if text.is_tainted {
            let problem = "an id stands in tags and in policies, where others read it: no `${env:...}` is in it";
            self.problem(&node.place, problem);
        }
        if !is_id {
            let problem = format!("an id has 1 to {LONGEST_ID} letters, digits and `_.:/=+-@`");
            self.problem(&node.place, problem);
        }
        is_id.then(|| text.as_str().to_owned())
    }

    fn prune(&mut self, node: &Node, has_scope: bool) -> Option<Prune> {
        if !matches!(node.content, Content::Map(_)) {
            return None;
        }
        if !has_scope {
            let problem = "what is deleted is under the `path`, and the manifest has none";
            self.problem(&node.place, problem);
        }
        let words = ["true", "false"];
        let enabled = node.get("enabled").and_then(|node| {
            let enabled = self.word_at(node, "enabled", |word| word.parse().ok(), &words);
            (enabled == Some(true)).then(|| node.place.clone())
        });
        let mut keep = Vec::new();
        for (text, place) in
            node.get("keep").map(|node| self.items(node, "keep")).unwrap_or_default()
        {
            match globset::Glob::new(text.as_str()) {
                Ok(_) if text.as_str().starts_with('/') => {
                    self.problem(
                        place,
                        "a pattern is relative to the `path`: without a slash at its beginning",
                    );
                }
                Ok(_) if text.as_str().is_empty() => self.problem(place, "the pattern is empty"),
                Ok(_) => keep.push(Keep { pattern: Named::of(text), place: place.clone() }),
                Err(_) => self.problem(place, "not a pattern, such as `runtime/**`"),
            }
        }
        Some(Prune { enabled, id: self.id(node), keep })
    }
}

#[cfg(test)]
#[path = "sections_tests.rs"]
mod tests;
