//! Tags: a hundred ARNs a call to read them, one parameter a call to change them.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::types::Tag;

use super::answer::unexpected;
use super::{Group, Ssm, beside};
use crate::aws::Failure;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::Tags;
use crate::store::TagsByArn;
use crate::store::reading::What;

const ARNS_A_CALL: usize = 100;

/// What Systems Manager calls a parameter when it gives tags to it.
const PARAMETER: &str = "Parameter";

/// What it says of a parameter that has no tags because it is not there.
const NOT_THERE: &str = "InvalidResourceId";

impl Ssm {
    /// Reads tags by ARN. The tagging API takes a hundred ARNs a call; Systems Manager itself only one.
    pub(crate) async fn tags(&self, arns: &[&str]) -> Result<TagsByArn, Failure> {
        self.tally.begins(What::Tags, Some(arns.len()));
        let mut tags = TagsByArn::new();
        for batch in arns.chunks(ARNS_A_CALL) {
            let page = async |token| self.tags_page(batch, token).await;
            tags.extend(self.pages(Group::Tagging, page).await?);
            self.tally.adds(batch.len());
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

    /// Reads the tags of one parameter as Systems Manager itself has them; nothing where it is not there. The tagging
    /// API answers from an index, which may be behind.
    pub(crate) async fn tags_now(
        &self,
        name: &ParameterName,
    ) -> Result<Option<BTreeMap<String, String>>, Failure> {
        let call = self.systems_manager.list_tags_for_resource().resource_type(PARAMETER.into());
        let call = call.resource_id(name.as_str());
        let answer = self
            .patiently(Group::Metadata, async || {
                call.clone().send().await.map_err(|error| Failure::of(&error))
            })
            .await;
        match answer {
            Ok(answer) => {
                let tags = answer.tag_list.unwrap_or_default().into_iter();
                Ok(Some(tags.map(|tag| (tag.key, tag.value)).collect()))
            }
            Err(failure) if failure.code.as_deref() == Some(NOT_THERE) => Ok(None),
            Err(failure) => Err(failure.about(vec![name.to_string()], false)),
        }
    }

    /// Adds tags to a parameter that is there; those of the same key are replaced. Tried once; safe to repeat.
    pub(crate) async fn add_tags(&self, name: &ParameterName, tags: &Tags) -> Result<(), Failure> {
        let call = self.systems_manager.add_tags_to_resource().resource_type(PARAMETER.into());
        let call = call.resource_id(name.as_str()).set_tags(Some(sent(tags)?));
        self.once(Group::Metadata, async || {
            call.clone().send().await.map(|_| ()).map_err(|error| {
                let said = tags.iter().map(|(_, value)| value);
                beside(name, said).fold(Failure::of(&error), Failure::hiding)
            })
        })
        .await
    }

    /// Takes tags away from a parameter. Tried once; safe to repeat.
    pub(crate) async fn remove_tags(
        &self,
        name: &ParameterName,
        keys: &BTreeSet<String>,
    ) -> Result<(), Failure> {
        let call = self.systems_manager.remove_tags_from_resource().resource_type(PARAMETER.into());
        let keys = keys.iter().cloned().collect();
        let call = call.resource_id(name.as_str()).set_tag_keys(Some(keys));
        self.once(Group::Metadata, async || {
            call.clone().send().await.map(|_| ()).map_err(|error| Failure::of(&error))
        })
        .await
    }
}

pub(super) fn sent(tags: &Tags) -> Result<Vec<Tag>, Failure> {
    let tag = |(key, value)| Tag::builder().key(key).value(value).build();
    tags.iter().map(tag).collect::<Result<_, _>>().map_err(|error| unexpected(&error.to_string()))
}
