//! How a parameter is shown in an answer.

use serde_json::{Map, Value, json};

use crate::parameter::kind::ParameterType;
use crate::parameter::selector::Selector;

use super::cipher;
use super::record::{Record, Revision};
use super::site::Site;

/// A version of a parameter, about to be shown.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) site: &'a Site,
    pub(super) record: &'a Record,
    pub(super) revision: &'a Revision,
}

impl View<'_> {
    /// Shows it with its value, as the operations do that get parameters.
    pub(super) fn parameter(self, decrypt: bool, selector: Option<&Selector>) -> Value {
        let mut shown = self.common();
        shown.insert("ARN".to_owned(), json!(self.site.parameter(&self.record.name)));
        shown.insert("Value".to_owned(), json!(self.value(decrypt)));
        // Assumed: the selector is shown with its colon.
        if let Some(selector) = selector {
            shown.insert("Selector".to_owned(), json!(selector.to_string()));
        }
        Value::Object(shown)
    }

    /// Shows all but the value, as the operation does that describes parameters.
    pub(super) fn metadata(self) -> Value {
        let mut shown = self.details();
        shown.insert("ARN".to_owned(), json!(self.site.parameter(&self.record.name)));
        Value::Object(shown)
    }

    /// Shows everything, as the history does.
    pub(super) fn history(self, decrypt: bool) -> Value {
        let mut shown = self.details();
        shown.insert("Value".to_owned(), json!(self.value(decrypt)));
        shown.insert("Labels".to_owned(), json!(self.revision.labels));
        Value::Object(shown)
    }

    fn common(self) -> Map<String, Value> {
        let revision = self.revision;
        let members = [
            ("Name", json!(self.record.name)),
            ("Type", json!(revision.kind)),
            ("Version", json!(revision.version)),
            ("LastModifiedDate", json!(revision.modified.seconds())),
            ("DataType", json!(revision.data_type.as_str())),
        ];
        members.into_iter().map(|(member, value)| (member.to_owned(), value)).collect()
    }

    fn details(self) -> Map<String, Value> {
        let revision = self.revision;
        let policies = revision.policies.iter().map(|policy| {
            // Assumed: a policy is pending until it has done what it is for, which here only an expiration does.
            json!({
                "PolicyText": policy.text, "PolicyType": policy.kind, "PolicyStatus": "Pending"
            })
        });
        let mut shown = self.common();
        shown.insert("LastModifiedUser".to_owned(), json!(self.site.user()));
        shown.insert("Tier".to_owned(), json!(revision.tier));
        shown.insert("Policies".to_owned(), policies.collect());
        let optional = [
            ("KeyId", &revision.key_id),
            ("Description", &revision.description),
            ("AllowedPattern", &revision.allowed_pattern),
        ];
        for (member, text) in optional {
            shown.extend(text.as_ref().map(|text| (member.to_owned(), json!(text))));
        }
        shown
    }

    fn value(self, decrypt: bool) -> String {
        if decrypt || self.revision.kind != ParameterType::SecureString {
            return self.revision.value.expose_secret().to_owned();
        }
        cipher::text(&self.site.parameter(&self.record.name), self.revision.version)
    }
}
