//! What has to fit together: type and value, tier and what it allows.

use super::{Content, Decoder, Entry, Origin, Place};
use crate::parameter::kind::ParameterType;
use crate::parameter::tier::Tier;
use crate::parameter::{Charset, Overwrite, Parameter, Recipe};

/// How many values that might be made are looked at.
const SAMPLES: u64 = 16;

impl Decoder {
    pub(super) fn rules(
        &mut self,
        entry: &Entry,
        parameter: &Parameter,
        origin: &Origin,
        value: &Place,
    ) {
        self.fits_type(entry, parameter, origin, value);
        self.fits_tier(entry, parameter, origin, value);
        if let Origin::Random(recipe) = origin {
            self.fits_random(*recipe, parameter, value);
        }
        if let (Some(field), true) =
            (entry.fields.get("key_id"), parameter.kind != ParameterType::SecureString)
        {
            let problem = "a key encrypts a SecureString: say `type: SecureString`";
            self.problem(&field.node.place, problem);
        }
        if let (Some(field), Origin::Random(_), true) =
            (entry.fields.get("overwrite"), origin, parameter.overwrite == Overwrite::Always)
        {
            let problem = "a random value is made once: leave `overwrite` out, or say `never` to leave all else, too";
            self.problem(&field.node.place, problem);
        }
    }

    fn fits_type(&mut self, entry: &Entry, parameter: &Parameter, origin: &Origin, value: &Place) {
        let is_list = parameter.kind == ParameterType::StringList;
        let has_list = entry
            .fields
            .get("value")
            .is_some_and(|field| matches!(field.node.content, Content::List(_)));
        if has_list && !is_list {
            self.problem(
                value,
                "a list is a StringList; put a text in quotes to keep its brackets",
            );
        }
        if is_list && entry.fields.contains_key("json") {
            self.problem(value, "JSON is one text, and no StringList");
        }
        if is_list && matches!(origin, Origin::Random(_)) {
            self.problem(value, "a random value is one text, and no StringList");
        }
    }

    fn fits_tier(&mut self, entry: &Entry, parameter: &Parameter, origin: &Origin, value: &Place) {
        let is_standard = matches!(parameter.tier, None | Some(Tier::Standard));
        let needs_advanced = parameter.data_type.filter(|data_type| data_type.needs_advanced());
        if let (Some(field), Some(data_type), true) =
            (entry.fields.get("data_type"), needs_advanced, is_standard)
        {
            let problem = format!("the data type `{}` needs `tier: Advanced`", data_type.as_str());
            self.problem(&field.node.place, problem);
        }
        let has_policies = parameter.policies.as_ref().is_some_and(|policies| !policies.is_empty());
        if let (Some(field), true, true) = (entry.fields.get("policies"), has_policies, is_standard)
        {
            self.problem(&field.node.place, "policies need `tier: Advanced`");
        }
        let capacity = parameter.tier.unwrap_or(Tier::Standard).capacity();
        if let Origin::Random(Recipe { length, charset }) = origin
            && *charset != Charset::Uuid
            && *length > capacity
        {
            let problem =
                format!("the random value has {length} characters, and the tier holds {capacity}");
            self.problem(value, problem);
        }
    }

    /// What is made at random is made while parameters are written already: it has to be accepted whatever it is.
    fn fits_random(&mut self, recipe: Recipe, parameter: &Parameter, value: &Place) {
        let samples: Vec<String> = (0..SAMPLES).map(|number| recipe.sample(number)).collect();
        if let Some(pattern) = &parameter.allowed_pattern
            && samples.iter().any(|sample| matches!(pattern.allows(sample), Ok(false)))
        {
            let problem = "a random value like this one need not match its `allowed_pattern`";
            self.problem(value, problem);
        }
        if let Some(data_type) = parameter.data_type
            && samples.iter().any(|sample| data_type.check(parameter.kind, sample).is_err())
        {
            let name = data_type.as_str();
            let problem =
                format!("a random value like this one need not fit the data type `{name}`");
            self.problem(value, problem);
        }
    }
}
