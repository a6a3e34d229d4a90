//! The door to AWS Systems Manager: its clients, whose turn it is, and the calls that change something.

mod answer;
mod denied;
mod describe;
mod read;
mod revealed;
mod tags;

use std::collections::BTreeSet;

use aws_sdk_ssm::config::retry::RetryConfig;

use super::pacing::{Group, Pacing};
use super::reading::{Reading, Tally};
use super::retry::Backoff;
use super::{Described, Write};
use crate::aws::{Failure, Session};
use crate::parameter::label::Label;
use crate::parameter::name::ParameterName;

use answer::parsed;
pub(crate) use read::NAMES_A_READ;

/// What says whether the account has higher throughput.
const HIGH_THROUGHPUT: &str = "/ssm/parameter-store/high-throughput-enabled";

/// So many empty pages in a row are not the way to anything, nor are tokens that come again and again.
const MOST_EMPTY: usize = 1000;
const MOST_REPEATED: usize = 20;

/// How many parameters one call deletes.
pub(crate) const NAMES_A_DELETION: usize = 10;

/// Parameter Store of one account in one Region.
pub(crate) struct Ssm {
    #[expect(clippy::disallowed_types, reason = "this is the room that speaks to Systems Manager")]
    systems_manager: aws_sdk_ssm::Client,
    #[expect(clippy::disallowed_types, reason = "this is the room that reads tags")]
    tagging: aws_sdk_resourcegroupstagging::Client,
    pacing: Pacing,
    tally: Tally,
}

/// Somebody's turn to write: without one nothing is written.
#[derive(Debug)]
pub(crate) struct Turn(());

/// Somebody's turn to delete: what is read again before is read after it has come.
#[derive(Debug)]
pub(crate) struct TurnToDelete(());

impl Ssm {
    /// Makes the clients. Retries are ours alone: the SDK's know nothing of `TooManyUpdates`, nor of what a write
    /// whose answer was lost may have done.
    pub(crate) fn new(session: &Session) -> Self {
        Self::paced(session, Pacing::of_an_account())
    }

    /// Makes the clients for a store on this machine, which is as fast as it is.
    pub(crate) fn nearby(session: &Session) -> Self {
        Self::paced(session, Pacing::unlimited())
    }

    #[expect(clippy::disallowed_types, reason = "this is the room that speaks to Systems Manager")]
    fn paced(session: &Session, pacing: Pacing) -> Self {
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
            pacing,
            tally: Tally::default(),
        }
    }

    /// Sets how many writes there may be in a second.
    pub(crate) fn limit_writes(&self, per_second: f64) {
        self.pacing.limit_writes(per_second);
    }

    /// Returns how many writes there are in a second at the moment, where that is limited.
    pub(crate) fn writes_a_second(&self) -> Option<f64> {
        self.pacing.rate(Group::Writes)
    }

    /// Returns what is read at the moment, and how much of it so far.
    pub(crate) const fn reading(&self) -> Option<Reading> {
        self.tally.get()
    }

    /// Tells whether the account has higher throughput. Asked once: who may not know has what every account has.
    pub(crate) async fn has_high_throughput(&self) -> bool {
        let call = self.systems_manager.get_service_setting().setting_id(HIGH_THROUGHPUT);
        let answer = call.send().await.ok().and_then(|answer| answer.service_setting);
        answer.and_then(|setting| setting.setting_value).as_deref() == Some("true")
    }

    /// Waits for a turn to write.
    pub(crate) async fn turn_to_write(&self) -> Turn {
        self.pacing.turn(Group::Writes).await;
        Turn(())
    }

    /// Waits for a turn to delete.
    pub(crate) async fn turn_to_delete(&self) -> TurnToDelete {
        self.pacing.turn(Group::Deletes).await;
        TurnToDelete(())
    }

    /// Makes a call that may be made again, in its turn, until it succeeds or there is no use in trying again.
    async fn patiently<T>(
        &self,
        group: Group,
        call: impl AsyncFn() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut backoff = Backoff::default();
        loop {
            let failure = match self.once(group, &call).await {
                Ok(value) => return Ok(value),
                Err(failure) => failure,
            };
            match backoff.after(&failure) {
                Some(pause) => tokio::time::sleep(pause).await,
                None => return Err(failure),
            }
        }
    }

    /// Makes a call in its turn, once.
    async fn once<T>(
        &self,
        group: Group,
        call: impl AsyncFn() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        self.pacing.turn(group).await;
        let answer = call().await;
        self.pacing.learn(group, &answer);
        answer
    }

    /// Reads all pages. An empty one is not the end: only a missing token is. Somebody who never comes to an end is
    /// not listened to for ever.
    async fn pages<T>(
        &self,
        group: Group,
        page: impl AsyncFn(Option<String>) -> Result<(Vec<T>, Option<String>), Failure>,
    ) -> Result<Vec<T>, Failure> {
        let mut all = Vec::new();
        let (mut token, mut seen) = (None, BTreeSet::new());
        let (mut empty, mut repeated) = (0, 0);
        while empty < MOST_EMPTY && repeated < MOST_REPEATED {
            let (found, next) = self.patiently(group, async || page(token.clone()).await).await?;
            empty = if found.is_empty() { empty + 1 } else { 0 };
            all.extend(found);
            token = next.filter(|token| !token.is_empty());
            let Some(token) = &token else { return Ok(all) };
            repeated += usize::from(!seen.insert(token.clone()));
        }
        Err(answer::unexpected("there are pages without an end"))
    }

    /// Writes a parameter and returns its new version. Tried once.
    pub(crate) async fn put(&self, _turn: Turn, write: &Write) -> Result<i64, Failure> {
        let answer = self.send(write).await;
        self.pacing.learn(Group::Writes, &answer);
        answer
    }

    async fn send(&self, write: &Write) -> Result<i64, Failure> {
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
            .set_tags((!write.tags.is_empty()).then(|| tags::sent(&write.tags)).transpose()?);
        match call.send().await {
            Ok(answer) => answer::version(&write.name, answer.version),
            // The service may repeat in its answer what it was sent.
            Err(error) => Err(hidden(write).into_iter().fold(Failure::of(&error), Failure::hiding)),
        }
    }

    /// Deletes up to [`NAMES_A_DELETION`] parameters, and returns those of which the service says that they are gone,
    /// now or before. Tried once.
    pub(crate) async fn delete(
        &self,
        _turn: TurnToDelete,
        names: &[&ParameterName],
    ) -> Result<BTreeSet<ParameterName>, Failure> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let call = self.systems_manager.delete_parameters().set_names(Some(names));
        let answer = call.send().await.map_err(|error| Failure::of(&error));
        self.pacing.learn(Group::Deletes, &answer);
        let answer = answer?;
        let mut gone = answer.deleted_parameters.unwrap_or_default();
        gone.extend(answer.invalid_parameters.unwrap_or_default());
        Ok(read::absent_names(&gone))
    }

    /// Moves labels to a version, and returns those that the service does not take. Tried once; safe to repeat.
    pub(crate) async fn label(
        &self,
        name: &ParameterName,
        version: i64,
        labels: &BTreeSet<Label>,
    ) -> Result<Vec<String>, Failure> {
        let labels = labels.iter().map(|label| label.as_str().to_owned()).collect();
        let call = self.systems_manager.label_parameter_version().name(name.as_str());
        let call = call.parameter_version(version).set_labels(Some(labels));
        self.once(Group::Metadata, async || {
            let answer = call.clone().send().await.map_err(|error| {
                let said = call.get_labels().iter().flatten().map(String::as_str);
                beside(name, said).fold(Failure::of(&error), Failure::hiding)
            })?;
            Ok(answer.invalid_labels.unwrap_or_default())
        })
        .await
    }
}

/// Returns all that a write says and that must not be said again.
fn hidden(write: &Write) -> Vec<&str> {
    let Described { description, allowed_pattern, policies, .. } = &write.details;
    let details = [description, allowed_pattern, policies].into_iter().flatten();
    let tags = write.tags.iter().map(|(_, value)| value);
    let said = details.map(String::as_str).chain(tags);
    pieces(write.value.expose_secret()).chain(beside(&write.name, said)).collect()
}

/// Returns what is said beside the value, whose origin may be a secret one. What is in the name is no secret.
fn beside<'a>(
    name: &ParameterName,
    said: impl Iterator<Item = &'a str>,
) -> impl Iterator<Item = &'a str> {
    let is_hidden = |text: &&str| !name.as_str().contains(*text);
    said.flat_map(pieces).filter(is_hidden)
}

/// Returns a value and its pieces, as somebody may repeat them who trims it, takes a list apart or escapes.
fn pieces(value: &str) -> impl Iterator<Item = &str> {
    let changes = |character: char| character.is_control() || ",\"\\".contains(character);
    std::iter::once(value).chain(value.split(changes).map(str::trim))
}

pub(crate) use revealed::Revealed;

#[cfg(test)]
#[path = "ssm_tests.rs"]
mod tests;
