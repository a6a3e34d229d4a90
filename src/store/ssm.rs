//! The door to AWS Systems Manager: single calls, in the largest batches that the service takes.

mod revealed;

use std::collections::BTreeMap;

use aws_sdk_ssm::config::retry::RetryConfig;
use aws_sdk_ssm::types::{ParameterInlinePolicy, ParameterStringFilter, Tag};

use super::retry::patiently;
use super::{Described, Stored, TagsByArn, Write};
use crate::aws::{Failure, FailureKind, Session};
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::Tags;
use crate::parameter::tier::Tier;
use crate::secret::Secret;

/// How many names one call of each operation takes.
const NAMES_A_READ: usize = 10;
const NAMES_A_DESCRIPTION: usize = 50;
const ARNS_A_CALL: usize = 100;

/// Parameter Store of one account in one Region.
pub(crate) struct Ssm {
    #[expect(clippy::disallowed_types, reason = "this is the room that speaks to Systems Manager")]
    systems_manager: aws_sdk_ssm::Client,
    #[expect(clippy::disallowed_types, reason = "this is the room that reads tags")]
    tagging: aws_sdk_resourcegroupstagging::Client,
}

impl Ssm {
    /// Makes the clients. Retries are ours alone: the SDK's know nothing of `TooManyUpdates`, nor of what a write
    /// whose answer was lost may have done.
    #[expect(clippy::disallowed_types, reason = "this is the room that speaks to Systems Manager")]
    pub(crate) fn new(session: &Session) -> Self {
        let config = session.config();
        let systems_manager = aws_sdk_ssm::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .build();
        let tagging = aws_sdk_resourcegroupstagging::config::Builder::from(config)
            .retry_config(RetryConfig::disabled())
            .build();
        Self {
            systems_manager: aws_sdk_ssm::Client::from_conf(systems_manager),
            tagging: aws_sdk_resourcegroupstagging::Client::from_conf(tagging),
        }
    }

    /// Reads parameters; those that are not there are left out.
    pub(crate) async fn find(&self, names: &[ParameterName]) -> Result<Vec<Stored>, Failure> {
        let mut found = Vec::new();
        for batch in names.chunks(NAMES_A_READ) {
            found.extend(patiently(async || self.find_batch(batch).await).await?);
        }
        Ok(found)
    }

    async fn find_batch(&self, names: &[ParameterName]) -> Result<Vec<Stored>, Failure> {
        let names = names.iter().map(ToString::to_string).collect();
        let call =
            self.systems_manager.get_parameters().set_names(Some(names)).with_decryption(true);
        let answer = call.send().await.map_err(|error| Failure::of(&error))?;
        answer.parameters.unwrap_or_default().into_iter().map(stored).collect()
    }

    /// Describes parameters; those that are not there are left out.
    pub(crate) async fn describe(
        &self,
        names: &[&ParameterName],
    ) -> Result<BTreeMap<ParameterName, Described>, Failure> {
        let mut described = BTreeMap::new();
        for batch in names.chunks(NAMES_A_DESCRIPTION) {
            described.extend(pages(async |token| self.describe_page(batch, token).await).await?);
        }
        Ok(described)
    }

    async fn describe_page(
        &self,
        names: &[&ParameterName],
        token: Option<String>,
    ) -> Result<(Vec<(ParameterName, Described)>, Option<String>), Failure> {
        let filter = ParameterStringFilter::builder()
            .key("Name")
            .option("Equals")
            .set_values(Some(names.iter().map(ToString::to_string).collect()))
            .build()
            .map_err(|error| unexpected(&error.to_string()))?;
        let call =
            self.systems_manager.describe_parameters().parameter_filters(filter).max_results(50);
        let answer =
            call.set_next_token(token).send().await.map_err(|error| Failure::of(&error))?;
        let described = answer.parameters.unwrap_or_default().into_iter().map(|metadata| {
            let name = parsed(metadata.name.as_deref())?;
            let policies = policies(&name, metadata.policies.unwrap_or_default())?;
            let tier = metadata.tier.map(|tier| known_tier(&name, tier.as_str())).transpose()?;
            let described = Described {
                policies,
                description: metadata.description,
                key_id: metadata.key_id,
                allowed_pattern: metadata.allowed_pattern,
                data_type: metadata.data_type,
                tier,
            };
            Ok((name, described))
        });
        Ok((described.collect::<Result<_, Failure>>()?, answer.next_token))
    }

    /// Reads tags by ARN. The tagging API takes a hundred ARNs a call; Systems Manager itself only one.
    pub(crate) async fn tags(&self, arns: &[&str]) -> Result<TagsByArn, Failure> {
        let mut tags = TagsByArn::new();
        for batch in arns.chunks(ARNS_A_CALL) {
            tags.extend(pages(async |token| self.tags_page(batch, token).await).await?);
        }
        Ok(tags)
    }

    /// Reads a page of tags. ARNs and a token must not be sent together: the token stands for them.
    async fn tags_page(
        &self,
        arns: &[&str],
        token: Option<String>,
    ) -> Result<(Vec<(String, BTreeMap<String, String>)>, Option<String>), Failure> {
        let arns = token.is_none().then(|| arns.iter().map(ToString::to_string).collect());
        let call = self.tagging.get_resources().set_resource_arn_list(arns);
        let answer =
            call.set_pagination_token(token).send().await.map_err(|error| Failure::of(&error))?;
        let resources = answer.resource_tag_mapping_list.unwrap_or_default().into_iter();
        let tags = resources.filter_map(|resource| {
            let tags =
                resource.tags.unwrap_or_default().into_iter().map(|tag| (tag.key, tag.value));
            Some((resource.resource_arn?, tags.collect()))
        });
        Ok((tags.collect(), answer.pagination_token))
    }

    /// Writes a parameter and returns its new version. Tried once.
    pub(crate) async fn put(&self, write: &Write) -> Result<i64, Failure> {
        let details = &write.details;
        let call = self
            .systems_manager
            .put_parameter()
            .name(write.name.as_str())
            .r#type(write.kind.as_str().into())
            .value(write.value.expose_secret())
            .overwrite(write.overwrite)
            .set_description(details.description.clone())
            .set_key_id(details.key_id.clone())
            .set_allowed_pattern(details.allowed_pattern.clone())
            .set_data_type(details.data_type.clone())
            .set_policies(details.policies.clone())
            .set_tier(details.tier.map(|tier| tier.as_str().into()))
            .set_tags((!write.tags.is_empty()).then(|| sent(&write.tags)).transpose()?);
        match call.send().await {
            Ok(answer) => Ok(answer.version),
            // The service may repeat in its answer what it was sent.
            Err(error) => {
                let pieces = pieces(write.value.expose_secret());
                Err(pieces.fold(Failure::of(&error), Failure::hiding))
            }
        }
    }

    /// Adds tags to a parameter that is there; those of the same key are replaced. Tried once; safe to repeat.
    pub(crate) async fn add_tags(&self, name: &ParameterName, tags: &Tags) -> Result<(), Failure> {
        let call = self.systems_manager.add_tags_to_resource().resource_type("Parameter".into());
        let call = call.resource_id(name.as_str()).set_tags(Some(sent(tags)?));
        call.send().await.map(|_| ()).map_err(|error| Failure::of(&error))
    }
}

/// Reads all pages. An empty one is not the end: only a missing token is.
async fn pages<T>(
    page: impl AsyncFn(Option<String>) -> Result<(Vec<T>, Option<String>), Failure>,
) -> Result<Vec<T>, Failure> {
    let mut all = Vec::new();
    let mut token = None;
    loop {
        let (found, next) = patiently(async || page(token.clone()).await).await?;
        all.extend(found);
        token = next.filter(|token| !token.is_empty());
        if token.is_none() {
            return Ok(all);
        }
    }
}

/// Returns a value and its pieces, as somebody may repeat them who trims it, takes a list apart or escapes.
fn pieces(value: &str) -> impl Iterator<Item = &str> {
    let changes = |character: char| character.is_control() || ",\"\\".contains(character);
    std::iter::once(value).chain(value.split(changes).map(str::trim))
}

/// Reads a parameter of an answer. What is not said is not taken for empty: it would be written over.
fn stored(parameter: aws_sdk_ssm::types::Parameter) -> Result<Stored, Failure> {
    let name = parsed(parameter.name.as_deref())?;
    let lacks = |what| unexpected(&format!("an answer about `{name}` has no {what}"));
    let kind = parameter.r#type.ok_or_else(|| lacks("type"))?;
    let value = parameter.value.ok_or_else(|| lacks("value"))?;
    let version = Some(parameter.version).filter(|version| *version > 0);
    Ok(Stored {
        kind: ParameterType::from_word(kind.as_str()),
        value: Secret::new(value),
        version: version.ok_or_else(|| lacks("version"))?,
        arn: parameter.arn.ok_or_else(|| lacks("ARN"))?,
        name,
    })
}

/// Writes policies as they are sent; they are described one by one.
fn policies(
    name: &ParameterName,
    policies: Vec<ParameterInlinePolicy>,
) -> Result<Option<String>, Failure> {
    let lacks = || unexpected(&format!("an answer about `{name}` has a policy without its text"));
    let texts: Vec<String> = policies
        .into_iter()
        .map(|policy| policy.policy_text.ok_or_else(lacks))
        .collect::<Result<_, _>>()?;
    Ok((!texts.is_empty()).then(|| format!("[{}]", texts.join(","))))
}

/// A tier that we do not know is not taken for none: it would be left out when the parameter is written again.
fn known_tier(name: &ParameterName, word: &str) -> Result<Tier, Failure> {
    let unknown = || unexpected(&format!("`{name}` has a tier that is not known here: `{word}`"));
    Tier::from_word(word).ok_or_else(unknown)
}

fn parsed(name: Option<&str>) -> Result<ParameterName, Failure> {
    let name = name.ok_or_else(|| unexpected("an answer has no name"))?;
    name.parse().map_err(|error| unexpected(&format!("an answer about `{name}`: {error}")))
}

fn sent(tags: &Tags) -> Result<Vec<Tag>, Failure> {
    let tag = |(key, value)| Tag::builder().key(key).value(value).build();
    tags.iter().map(tag).collect::<Result<_, _>>().map_err(|error| unexpected(&error.to_string()))
}

fn unexpected(message: &str) -> Failure {
    Failure::new(FailureKind::Other, None, message)
}

pub(crate) use revealed::Revealed;

#[cfg(test)]
#[path = "ssm_tests.rs"]
mod tests;
