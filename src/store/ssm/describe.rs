//! Describing: fifty names a call.

use std::collections::BTreeMap;

use aws_sdk_ssm::types::{ParameterMetadata, ParameterStringFilter};
use aws_smithy_types::date_time::Format;

use super::answer::{parsed, policies, unexpected};
use super::{Group, Ssm};
use crate::aws::Failure;
use crate::parameter::name::ParameterName;
use crate::parameter::tier::Tier;
use crate::store::reading::What;
use crate::store::{Described, LastChange};

/// How many names one call takes.
const NAMES_A_DESCRIPTION: usize = 50;

impl Ssm {
    /// Describes parameters; those that are not there are left out.
    pub(crate) async fn describe(
        &self,
        names: &[&ParameterName],
    ) -> Result<BTreeMap<ParameterName, Described>, Failure> {
        self.tally.begins(What::Descriptions, Some(names.len()));
        self.metadata(names, described).await
    }

    /// Reads who has changed parameters last, and when.
    pub(crate) async fn last_changes(
        &self,
        names: &[&ParameterName],
    ) -> Result<BTreeMap<ParameterName, LastChange>, Failure> {
        self.tally.begins(What::Changes, Some(names.len()));
        self.metadata(names, |_, metadata| Ok(changed(&metadata))).await
    }

    /// Reads both.
    pub(crate) async fn describe_with_changes(
        &self,
        names: &[&ParameterName],
    ) -> Result<BTreeMap<ParameterName, (Described, LastChange)>, Failure> {
        let both = |name: &ParameterName, metadata: ParameterMetadata| {
            let changed = changed(&metadata);
            Ok((described(name, metadata)?, changed))
        };
        self.tally.begins(What::Descriptions, Some(names.len()));
        self.metadata(names, both).await
    }

    async fn metadata<T>(
        &self,
        names: &[&ParameterName],
        read: impl Fn(&ParameterName, ParameterMetadata) -> Result<T, Failure>,
    ) -> Result<BTreeMap<ParameterName, T>, Failure> {
        let mut all = BTreeMap::new();
        for batch in names.chunks(NAMES_A_DESCRIPTION) {
            let page = async |token| self.metadata_page(batch, token).await;
            for metadata in self.pages(Group::Metadata, page).await? {
                let name = parsed(metadata.name.as_deref())?;
                let read = read(&name, metadata)?;
                all.insert(name, read);
            }
            self.tally.adds(batch.len());
        }
        Ok(all)
    }

    async fn metadata_page(
        &self,
        names: &[&ParameterName],
        token: Option<String>,
    ) -> Result<(Vec<ParameterMetadata>, Option<String>), Failure> {
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
        Ok((answer.parameters.unwrap_or_default(), answer.next_token))
    }
}

fn changed(metadata: &ParameterMetadata) -> LastChange {
    let at = metadata.last_modified_date.filter(|at| at.secs() > 0);
    let at = at.map(|at| aws_smithy_types::DateTime::from_secs(at.secs()));
    LastChange {
        by: metadata.last_modified_user.clone(),
        at: at.and_then(|at| at.fmt(Format::DateTime).ok()),
    }
}

fn described(name: &ParameterName, metadata: ParameterMetadata) -> Result<Described, Failure> {
    let tier = metadata.tier.map(|tier| known_tier(name, tier.as_str())).transpose()?;
    Ok(Described {
        policies: policies(name, metadata.policies.unwrap_or_default())?,
        description: metadata.description,
        key_id: metadata.key_id,
        allowed_pattern: metadata.allowed_pattern,
        data_type: metadata.data_type,
        tier,
    })
}

/// A tier that we do not know is not taken for none: it would be left out when the parameter is written again.
fn known_tier(name: &ParameterName, word: &str) -> Result<Tier, Failure> {
    let unknown = || unexpected(&format!("`{name}` has a tier that is not known here: `{word}`"));
    Tier::from_word(word).ok_or_else(unknown)
}
