//! One step of the plan, from its first call to its last.

use std::collections::BTreeSet;
use std::time::Duration;

use super::Done;
use super::checkpoint::{self, Checkpoints};
use super::deletion;
use super::hand::{Hand, may_be_done};
use super::undone::{How, Undone};
use crate::parameter::data_type::DataType;
use crate::parameter::label::Label;
use crate::parameter::name::ParameterName;
use crate::seed::plan::{Action, Creation, Replacement, Step, Update};
use crate::store::retry::Backoff;
use crate::store::{Edition, Write};

/// The pauses between the looks for a value that the service takes at once and checks later: about a minute.
const LOOKS: [u64; 14] = [1, 1, 2, 3, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5];

/// What the service says to whoever wants another type in place, where it does not do that.
const ANOTHER_TYPE: &str = "HierarchyTypeMismatchException";

impl Hand<'_> {
    /// Does a step that writes.
    pub(super) async fn take(
        &mut self,
        step: &Step,
        checkpoints: &Checkpoints<'_>,
    ) -> Result<Done, Undone> {
        match &step.action {
            Action::Create(creation) => self.create(creation).await.map(Done::Created),
            Action::Update(update) => self.update(&step.name, update, checkpoints).await,
            Action::Replace(replacement) => {
                if self.is_stopped() {
                    return Err(Undone::not_tried());
                }
                self.replace(replacement).await
            }
            Action::Write(blind) => self.write(blind).await,
            Action::Delete(_) | Action::Unchanged | Action::Keep(_) | Action::Refuse(_) => {
                Err(Undone::not_tried())
            }
        }
    }

    async fn create(&mut self, creation: &Creation) -> Result<i64, Undone> {
        let version = self.put(&creation.write, None).await?;
        self.complete(creation, version).await
    }

    /// Does what is to be done when a new parameter is put.
    async fn complete(
        &mut self,
        Creation { write, labels }: &Creation,
        version: i64,
    ) -> Result<i64, Undone> {
        self.wait_until_stored(write, version).await?;
        let labelled = self.label(&write.name, version, labels).await;
        labelled.map_err(|undone| undone.after("it is created, its labels are not there"))?;
        Ok(version)
    }

    async fn update(
        &mut self,
        name: &ParameterName,
        update: &Update,
        checkpoints: &Checkpoints<'_>,
    ) -> Result<Done, Undone> {
        if self.is_stopped() {
            return Err(Undone::not_tried());
        }
        let version = match &update.write {
            None => {
                checkpoints.pass(name, update.edition, self.store).await?;
                None
            }
            Some(write) => match self.put(write, Some((update.edition, checkpoints))).await {
                Ok(version) => {
                    self.wait_until_stored(write, version).await?;
                    Some(version)
                }
                Err(undone) if undone.code.as_deref() == Some(ANOTHER_TYPE) => {
                    return self.replace_instead(update, undone).await;
                }
                Err(undone) => return Err(undone),
            },
        };
        let written = |what: &str| match version {
            Some(version) => format!("version {version} is written, {what}"),
            None => what.to_owned(),
        };
        let said = |what: &str, undone: Undone| match (version, undone.how) {
            (None, _) => undone,
            (_, How::InDoubt) => undone.after(&written(&format!("the {what} may be"))),
            (_, _) => undone.after(&written(&format!("the {what} are not"))),
        };
        let tagged = self.tag(name, update).await;
        tagged.map_err(|undone| said("tags", undone))?;
        let labelled =
            self.label(name, version.unwrap_or(update.edition.version), &update.labels).await;
        labelled.map_err(|undone| said("labels", undone))?;
        Ok(Done::Updated(version))
    }

    /// Deletes and creates again what the service does not change in place, if that was agreed to.
    async fn replace_instead(&mut self, update: &Update, undone: Undone) -> Result<Done, Undone> {
        let Some(replacement) = &update.otherwise else {
            let hint =
                "its type cannot be changed in place; `--replace` deletes it and creates it again";
            return Err(Undone { reason: format!("{}: {hint}", undone.reason), ..undone });
        };
        self.replace(replacement).await
    }

    /// Deletes and creates again. Between the two nobody is listened to.
    async fn replace(&mut self, replacement: &Replacement) -> Result<Done, Undone> {
        let Replacement { edition, creation, carried, .. } = replacement;
        let mut hand = self.undeterred();
        hand.make_room(&creation.write.name, *edition).await?;
        let put = hand.put(&creation.write, None).await;
        let deleted = |undone: Undone| undone.after("deleted, and then");
        let version = put.map_err(|undone| deleted(undone).losing(carried))?;
        hand.complete(creation, version).await.map(Done::Replaced).map_err(deleted)
    }

    /// Deletes one that is still what the plan knows. That is looked at before every try.
    async fn make_room(&mut self, name: &ParameterName, edition: Edition) -> Result<(), Undone> {
        let (mut backoff, mut lost) = (Backoff::default(), None);
        loop {
            let turn = self.store.turn_to_delete().await;
            let editions = self.store.editions(&[name]).await;
            let editions = editions.map_err(|failure| {
                let what = "not deleted, for its version cannot be read again";
                Undone::from(lost.clone().unwrap_or(failure))
                    .in_doubt_if(lost.is_some())
                    .after(what)
            })?;
            if lost.is_some() && editions.absent.contains(name) {
                return Ok(());
            }
            checkpoint::compare(&editions, name, edition)?;
            let failure = match self.store.delete(turn, &[name]).await {
                Ok(gone) if gone.contains(name) => return Ok(()),
                Ok(_) => return Err(deletion::not_said()),
                Err(failure) => failure,
            };
            lost = lost.or_else(|| may_be_done(&failure));
            if !self.pauses(&mut backoff, &failure).await {
                return Err(Undone::from(failure).in_doubt_if(lost.is_some()));
            }
        }
    }

    async fn tag(&mut self, name: &ParameterName, update: &Update) -> Result<(), Undone> {
        let store = self.store;
        if !update.tags.is_empty() {
            self.repeat(async || store.add_tags(name, &update.tags).await).await?;
        }
        if !update.untag.is_empty() {
            self.repeat(async || store.remove_tags(name, &update.untag).await).await?;
        }
        Ok(())
    }

    /// Moves labels to a version. Those that the service does not take come back in an answer that is no error.
    pub(super) async fn label(
        &mut self,
        name: &ParameterName,
        version: i64,
        labels: &BTreeSet<Label>,
    ) -> Result<(), Undone> {
        if labels.is_empty() {
            return Ok(());
        }
        let store = self.store;
        let refused = self.repeat(async || store.label(name, version, labels).await).await?;
        if refused.is_empty() {
            return Ok(());
        }
        let refused: Vec<String> =
            refused.iter().map(|label| format!("`{}`", crate::foreign::harmless(label))).collect();
        let reason = format!("Parameter Store does not take the label {}", refused.join(", "));
        Err(Undone::because(How::Failed, reason))
    }

    /// Waits for a value that the service takes at once and checks later: whether it is stored is not said before.
    async fn wait_until_stored(&mut self, write: &Write, version: i64) -> Result<(), Undone> {
        if write.details.data_type.as_deref() != Some(DataType::Ec2Image.as_str()) {
            return Ok(());
        }
        for pause in LOOKS {
            let found = self.store.find(std::slice::from_ref(&write.name)).await;
            let found = found.map_err(|failure| {
                Undone::in_doubt(failure).after("taken; whether it is stored cannot be read")
            })?;
            let is_it = |found: &crate::store::Stored| {
                found.version >= version && found.value == write.value
            };
            if found.first().is_some_and(is_it) {
                return Ok(());
            }
            if !self.rests(Duration::from_secs(pause)).await {
                let reason = "taken; whether it is stored was not to be seen yet";
                return Err(Undone::because(How::InDoubt, reason));
            }
        }
        let reason = "taken, and not stored within a minute: is there such an image in this Region, for this account?";
        Err(Undone::because(How::Failed, reason))
    }
}
