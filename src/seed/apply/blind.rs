//! Writing without reading: first as if nothing were there, then over what is.

use super::Done;
use super::hand::{Hand, may_be_done};
use super::undone::{ALREADY_THERE, How, Undone};
use crate::parameter::data_type::DataType;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::Tags;
use crate::seed::plan::{Blind, Creation};
use crate::store::Write;
use crate::store::retry::Backoff;

impl Hand<'_> {
    pub(super) async fn write(
        &mut self,
        Blind { creation, over, tags }: &Blind,
    ) -> Result<Done, Undone> {
        let Creation { write, labels } = creation;
        let mut lost = false;
        let (version, is_there) = match self.put_blindly(write, &mut lost).await {
            Ok(version) => (version, false),
            Err(undone) if undone.code.as_deref() == Some(ALREADY_THERE) => match over {
                Some(over) => (self.put_blindly(over, &mut lost).await?, true),
                None => return self.leave(&write.name, tags, lost && !labels.is_empty()).await,
            },
            Err(undone) => return Err(undone),
        };
        let written = format!("version {version} is written, and then");
        if is_there {
            let tagged = self.give(&write.name, tags).await;
            tagged.map_err(|undone| undone.after(&written))?;
        }
        let labelled = self.label(&write.name, version, labels).await;
        labelled.map_err(|undone| undone.after(&written))?;
        if write.details.data_type.as_deref() == Some(DataType::Ec2Image.as_str()) {
            let reason =
                "taken; whether the image is found, and so the value stored, must not be read";
            return Err(Undone::because(How::InDoubt, reason));
        }
        Ok(Done::Written(version))
    }

    /// Leaves what is there as it is, but for its tags.
    async fn leave(
        &mut self,
        name: &ParameterName,
        tags: &Tags,
        may_miss_labels: bool,
    ) -> Result<Done, Undone> {
        self.give(name, tags).await?;
        // It may be ours, of a try before, and then it was not given them.
        if may_miss_labels {
            let reason = "it is there; whether it has its labels must not be read";
            return Err(Undone::because(How::InDoubt, reason));
        }
        Ok(Done::Kept)
    }

    async fn give(&mut self, name: &ParameterName, tags: &Tags) -> Result<(), Undone> {
        let store = self.store;
        if tags.is_empty() {
            return Ok(());
        }
        self.repeat(async || store.add_tags(name, tags).await).await
    }

    /// Puts, again if need be. Nobody can be asked what became of a write whose answer was lost: it is written again.
    async fn put_blindly(&mut self, write: &Write, lost: &mut bool) -> Result<i64, Undone> {
        let mut backoff = Backoff::default();
        let mut latest = None;
        loop {
            let Some(turn) = self.turn().await else {
                let undone = latest.map_or_else(Undone::not_tried, Undone::from);
                return Err(if *lost { Undone { how: How::InDoubt, ..undone } } else { undone });
            };
            let failure = match self.store.put(turn, write).await {
                Ok(version) => return Ok(version),
                Err(failure) => failure,
            };
            *lost |= may_be_done(&failure).is_some();
            if !self.pauses(&mut backoff, &failure).await {
                let undone = Undone::from(failure);
                let in_doubt = *lost && undone.code.as_deref() != Some(ALREADY_THERE);
                return Err(if in_doubt { Undone { how: How::InDoubt, ..undone } } else { undone });
            }
            latest = Some(failure);
        }
    }
}
