//! What a PutParameter asks for, as far as it can be told without looking at what is there.

use serde::Deserialize;

use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::{TagError, Tags};
use crate::parameter::text::{Description, KeyId};
use crate::parameter::tier::Tier;
use crate::parameter::value::{self, ValueError};
use crate::secret::Secret;

use crate::local::engine::refusal::Refusal;
use crate::local::engine::site::Site;
use crate::local::engine::tags::TagInput;
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
}

/// A parameter as a request wants it. What is not said is kept, or the usual.
pub(super) struct Wanted {
    pub(super) name: ParameterName,
    pub(super) value: Secret,
    pub(super) kind: Option<ParameterType>,
    pub(super) description: Option<Description>,
    pub(super) key_id: Option<KeyId>,
    pub(super) tier: Option<Tier>,
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
        let description = input.description.as_deref().map(Description::parse).transpose();
        let key_id = input.key_id.as_deref().map(KeyId::parse).transpose();
        let (description, key_id) =
            (description.map_err(Refusal::validation)?, key_id.map_err(Refusal::validation)?);
        let tags = request::list("Tags", &input.tags.unwrap_or_default(), 0..=1000)?.to_owned();
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
        Ok(Self { name, value, kind, description, key_id, tier, overwrite, tags })
    }
}

fn kind(word: &str) -> Result<ParameterType, Refusal> {
    request::word("Type", word, ParameterType::from_word, &ParameterType::WORDS)
}

fn tier(word: &str) -> Result<Tier, Refusal> {
    request::word("Tier", word, Tier::from_word, &Tier::WORDS)
}
