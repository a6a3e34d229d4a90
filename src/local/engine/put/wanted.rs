//! What a `PutParameter` asks for, as far as it can be told without looking at what is there.

use serde::Deserialize;

use crate::parameter::data_type::DataType;
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::parameter::pattern::{Pattern, PatternError};
use crate::parameter::policy::{Policies, PolicyError};
use crate::parameter::tag::{TagError, Tags};
use crate::parameter::text::{Description, KeyId};
use crate::parameter::tier::Tier;
use crate::parameter::value::{self, ValueError};
use crate::secret::Secret;

use crate::local::engine::refusal::Refusal;
use crate::local::engine::site::Site;
use crate::local::engine::tags::{MOST_IN_REQUEST, TagInput};
use crate::local::engine::{address, clear_text, request};

/// More than this no request may carry, whatever the tier.
const LARGEST_VALUE: usize = 32_768;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::local::engine) struct Input {
    name: Option<String>,
    #[serde(default, deserialize_with = "clear_text::deserialize_optional")]
    value: Option<Secret>,
    #[serde(rename = "Type")]
    kind: Option<String>,
    description: Option<String>,
    key_id: Option<String>,
    overwrite: Option<bool>,
    tags: Option<Vec<TagInput>>,
    tier: Option<String>,
    allowed_pattern: Option<String>,
    data_type: Option<String>,
    policies: Option<String>,
}

/// A parameter as a request wants it. What is not said is kept, or the usual.
pub(super) struct Wanted {
    pub(super) name: ParameterName,
    pub(super) value: Secret,
    pub(super) kind: Option<ParameterType>,
    pub(super) description: Option<Description>,
    pub(super) key_id: Option<KeyId>,
    pub(super) tier: Option<Tier>,
    pub(super) pattern: Option<Pattern>,
    pub(super) data_type: Option<DataType>,
    pub(super) policies: Option<Policies>,
    pub(super) overwrite: bool,
    pub(super) tags: Tags,
}

impl Wanted {
    pub(super) fn read(site: &Site, input: Input) -> Result<Self, Refusal> {
        let name = request::required("Name", input.name)?;
        let value = request::required("Value", input.value)?;
        request::text("Value", value.expose_secret(), 1..=LARGEST_VALUE)?;
        let kind = input.kind.as_deref().map(kind).transpose()?;
        let tier = input.tier.as_deref().map(tier).transpose()?;
        let description = input.description.as_deref().map(description).transpose()?;
        let key_id = input.key_id.as_deref().map(key_id).transpose()?;
        let data_type = input.data_type.as_deref().map(data_type).transpose()?;
        let tags =
            request::list("Tags", &input.tags.unwrap_or_default(), 0..=MOST_IN_REQUEST)?.to_owned();
        let overwrite = input.overwrite == Some(true);
        if overwrite && !tags.is_empty() {
            return Err(Refusal::validation("tags cannot be sent together with `Overwrite`"));
        }
        let name = address::to_write(site, &name)?;
        if value::check(value.expose_secret(), Some(Tier::Advanced)) == Err(ValueError::Reference) {
            return Err(Refusal::validation(ValueError::Reference));
        }
        // Assumed: too many of them have no error of their own here.
        let tags =
            TagInput::collect(tags)?.map_err(|error: TagError| Refusal::validation(error))?;
        let pattern = input.allowed_pattern.as_deref().map(pattern).transpose()?;
        let policies = input.policies.as_deref().map(policies).transpose()?;
        Ok(Self {
            name,
            value,
            kind,
            description,
            key_id,
            tier,
            pattern,
            data_type,
            policies,
            overwrite,
            tags,
        })
    }
}

fn kind(word: &str) -> Result<ParameterType, Refusal> {
    request::word("Type", word, ParameterType::from_word, &ParameterType::WORDS)
}

fn tier(word: &str) -> Result<Tier, Refusal> {
    request::word("Tier", word, Tier::from_word, &Tier::WORDS)
}

fn description(text: &str) -> Result<Description, Refusal> {
    Description::parse(text).map_err(Refusal::validation)
}

fn key_id(text: &str) -> Result<KeyId, Refusal> {
    KeyId::parse(text).map_err(Refusal::validation)
}

fn data_type(word: &str) -> Result<DataType, Refusal> {
    request::word("DataType", word, DataType::from_word, &DataType::WORDS)
}

fn pattern(text: &str) -> Result<Pattern, Refusal> {
    Pattern::parse(text).map_err(|error| match error {
        PatternError::TooLong(_) => Refusal::validation(error),
        error => Refusal::new("InvalidAllowedPatternException", error),
    })
}

fn policies(text: &str) -> Result<Policies, Refusal> {
    Policies::parse(text).map_err(|error| {
        let code = match error {
            PolicyError::Length(_) | PolicyError::NoArray => "ValidationException",
            PolicyError::TooMany(_) => "PoliciesLimitExceededException",
            PolicyError::UnknownType(_) => "InvalidPolicyTypeException",
            PolicyError::Attribute { .. } => "InvalidPolicyAttributeException",
            PolicyError::TwoExpirations => "IncompatiblePolicyException",
        };
        Refusal::new(code, error)
    })
}
