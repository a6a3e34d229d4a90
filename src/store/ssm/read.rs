//! Reading: ten names a call, several calls at once, each in its turn.

use std::collections::{BTreeMap, BTreeSet};

use aws_sdk_ssm::types::Parameter;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::answer::{listed, stored, unexpected};
use super::{Group, Ssm, parsed};
use crate::aws::{Failure, FailureKind};
use crate::parameter::label::Label;
use crate::parameter::name::ParameterName;
use crate::store::reading::What;
use crate::store::{Editions, Listed, Stored};

/// How many names one call takes.
pub(crate) const NAMES_A_READ: usize = 10;

/// How many calls are under way at once.
const AT_ONCE: usize = 8;

/// What is there of a batch, and the names of what is not.
type Batch<T> = (Vec<T>, Vec<String>);

/// Names of which one or more must not be read, and what was said of all of them.
pub(super) type Denied<'a> = (&'a [String], Failure);

impl Ssm {
    /// Reads parameters; those that are not there are left out. What must not be read is named.
    /// One of which the service says nothing may be there or not: then nothing is known of any.
    pub(crate) async fn find(&self, names: &[ParameterName]) -> Result<Vec<Stored>, Failure> {
        let texts: Vec<String> = names.iter().map(ToString::to_string).collect();
        self.tally.begins(What::Values, Some(texts.len()));
        let (found, absent) = self.all(&texts, true, stored).await?;
        let absent = absent_names(&absent);
        let there: BTreeSet<&ParameterName> = found.iter().map(|found| &found.name).collect();
        match names.iter().find(|name| !there.contains(name) && !absent.contains(name)) {
            Some(name) => Err(unexpected(&format!("the answer says nothing about `{name}`"))),
            None => Ok(found),
        }
    }

    /// Reads which versions of parameters there are, and decrypts nothing.
    pub(crate) async fn editions(&self, names: &[&ParameterName]) -> Result<Editions, Failure> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let (found, absent) = self.all(&names, false, listed).await?;
        let there = found.into_iter().map(|found| (found.name.clone(), found.edition())).collect();
        Ok(Editions { there, absent: absent_names(&absent) })
    }

    /// Reads which version has a label. Not two labels of one parameter in one call: not every answer says which of
    /// the two it is about.
    pub(crate) async fn labelled(
        &self,
        labels: &[(&ParameterName, &Label)],
    ) -> Result<BTreeMap<(ParameterName, Label), i64>, Failure> {
        let mut rounds: Vec<Vec<(&ParameterName, &Label)>> = Vec::new();
        let mut seen: BTreeMap<&ParameterName, usize> = BTreeMap::new();
        for (name, label) in labels {
            let round = seen.entry(name).or_default();
            if rounds.len() <= *round {
                rounds.push(Vec::new());
            }
            rounds[*round].push((name, label));
            *round += 1;
        }
        self.tally.begins(What::Labels, Some(labels.len()));
        let mut found = BTreeMap::new();
        for round in rounds {
            let names: Vec<String> =
                round.iter().map(|(name, label)| format!("{name}:{}", label.as_str())).collect();
            let labels: BTreeMap<_, _> = round.into_iter().collect();
            for listed in self.all(&names, false, labelled).await?.0 {
                if let Some((name, label)) = labels.get_key_value(&listed.name) {
                    found.insert(((*name).clone(), (*label).clone()), listed.version);
                }
            }
        }
        Ok(found)
    }

    async fn all<T>(
        &self,
        names: &[String],
        decrypts: bool,
        read: fn(Parameter) -> Result<T, Failure>,
    ) -> Result<(Vec<T>, Vec<String>), Failure> {
        let batches = names.chunks(NAMES_A_READ).map(|batch| async move {
            match self.batch(batch, decrypts).await {
                Ok((found, absent)) => {
                    self.tally.adds(batch.len());
                    let found = found.into_iter().map(read).collect::<Result<Vec<T>, Failure>>()?;
                    Ok(Ok((found, absent)))
                }
                Err(failure) if failure.kind == FailureKind::Denied => Ok(Err((batch, failure))),
                Err(failure) => Err(failure),
            }
        });
        let answers: Vec<Result<Batch<T>, Denied<'_>>> =
            stream::iter(batches).buffered(AT_ONCE).try_collect().await?;
        let (mut found, mut absent, mut denied) = (Vec::new(), Vec::new(), Vec::new());
        for answer in answers {
            match answer {
                Ok((some, none)) => {
                    found.extend(some);
                    absent.extend(none);
                }
                Err(batch) => denied.push(batch),
            }
        }
        if denied.is_empty() {
            Ok((found, absent))
        } else {
            Err(self.named(denied, decrypts).await)
        }
    }

    /// Reads what is there, and the names of what is not.
    pub(super) async fn batch(
        &self,
        names: &[String],
        decrypts: bool,
    ) -> Result<(Vec<Parameter>, Vec<String>), Failure> {
        let call = self.systems_manager.get_parameters().set_names(Some(names.to_vec()));
        let call = call.with_decryption(decrypts);
        self.patiently(Group::Reads, async || {
            let answer = call.clone().send().await.map_err(|error| Failure::of(&error))?;
            let absent = answer.invalid_parameters.unwrap_or_default();
            Ok((answer.parameters.unwrap_or_default(), absent))
        })
        .await
    }
}

/// Reads names of which the service says that there is nothing of them.
pub(super) fn absent_names(names: &[String]) -> BTreeSet<ParameterName> {
    names.iter().filter_map(|name| name.parse().ok()).collect()
}

/// Reads a parameter that was asked for with a label: the name may come with it.
fn labelled(mut parameter: Parameter) -> Result<Listed, Failure> {
    if let Some(name) = &mut parameter.name
        && let Some(end) = name.find(':')
    {
        name.truncate(end);
    }
    parsed(parameter.name.as_deref())?;
    listed(parameter)
}
