//! What is wanted, what was found, and what therefore has to be done.

mod blind;
mod carried;
mod change;
mod compare;
mod needs;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use crate::parameter::kind::ParameterType;
use crate::parameter::label::Label;
use crate::parameter::name::ParameterName;
use crate::parameter::tag::Tags;
use crate::parameter::{Overwrite, Parameter, WantedValue};
use crate::secret::Secret;
use crate::store::{Described, Edition, LastChange, Stored, TagsByArn, Write};

pub(crate) use carried::Carried;
pub(crate) use change::{Change, Kept};
pub(crate) use needs::{to_describe, to_make, to_read_labels, to_read_tags};

/// What is to be done, complete: first what the manifest names, sorted by name, then what is deleted because it does
/// not. What is shown of it is what is applied, in this order.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) steps: Vec<Step>,
}

/// What is to be done about one parameter.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: ParameterName,
    /// Nothing for a type that we do not know.
    pub(crate) kind: Option<ParameterType>,
    pub(crate) action: Action,
    /// What one should know before one agrees.
    pub(crate) warning: Option<&'static str>,
}

/// The kinds of steps.
#[derive(Debug)]
pub(crate) enum Action {
    Create(Creation),
    Update(Update),
    /// Deleted and created again: what it is cannot be changed otherwise.
    Replace(Replacement),
    /// Nobody has looked whether it is there.
    Write(Blind),
    Delete(Removal),
    Unchanged,
    /// It is there, and stays whatever it is.
    Keep(Kept),
    /// It cannot be done.
    Refuse(&'static str),
}

/// A parameter that is not there.
#[derive(Debug)]
pub(crate) struct Creation {
    pub(crate) write: Write,
    pub(crate) labels: BTreeSet<Label>,
}

/// A change of a parameter of a known version.
#[derive(Debug)]
pub(crate) struct Update {
    pub(crate) changes: Vec<Change>,
    /// Nothing when only tags or labels differ.
    pub(crate) write: Option<Write>,
    pub(crate) edition: Edition,
    /// Tags that are missing or have another value.
    pub(crate) tags: Tags,
    /// The keys of tags that are taken away.
    pub(crate) untag: BTreeSet<String>,
    /// What the new version, or else this one, is called from now on.
    pub(crate) labels: BTreeSet<Label>,
    /// How it is created again, should the service not change its type in place.
    pub(crate) otherwise: Option<Replacement>,
}

/// A parameter of a known version that makes room for a new one of its name.
#[derive(Debug)]
pub(crate) struct Replacement {
    pub(crate) changes: Vec<Change>,
    pub(crate) edition: Edition,
    pub(crate) creation: Creation,
    /// What is lost if it ends between the two.
    pub(crate) carried: Carried,
}

/// A parameter that is deleted for as long as it is the one that was found, and its tags say what they said.
#[derive(Debug)]
pub(crate) struct Removal {
    pub(crate) edition: Edition,
    /// Whose it is.
    pub(crate) owner: String,
}

/// Writes without a look: one for a parameter that is not there, one for a parameter that is.
#[derive(Debug)]
pub(crate) struct Blind {
    pub(crate) creation: Creation,
    /// Nothing where one that is there stays as it is.
    pub(crate) over: Option<Write>,
    /// What one that is there is given, even where it stays as it is; not whose it is.
    pub(crate) tags: Tags,
}

/// Everything that was found in the store, and what was made for it.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) stored: BTreeMap<ParameterName, Stored>,
    pub(crate) described: BTreeMap<ParameterName, Described>,
    /// Who has changed what is described.
    pub(crate) changed: BTreeMap<ParameterName, LastChange>,
    pub(crate) tags: TagsByArn,
    pub(crate) labels: BTreeMap<(ParameterName, Label), i64>,
    /// Random values for what is not there.
    pub(crate) made: BTreeMap<ParameterName, Secret>,
}

/// What may be done beside the usual.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Intent {
    /// Whether a parameter may be deleted and created again.
    pub(crate) replaces: bool,
    /// Nothing will be written: what is written each time is no difference.
    pub(crate) only_compares: bool,
}

impl Plan {
    /// Compares what is wanted with what was found.
    pub(crate) fn new(wanted: &[Parameter], found: &Found, intent: Intent) -> Self {
        Self::sorted(wanted.iter().map(|wanted| {
            let stored = found.stored.get(&wanted.name);
            let action = match (stored, &wanted.value) {
                (Some(stored), _) => compare::compare(wanted, stored, found, intent),
                (None, WantedValue::Any) => Action::Refuse(
                    "it is not there, and the manifest has no value for it: create it, or declare a value",
                ),
                (None, _) => Action::Create(write::creation(wanted, found.made.get(&wanted.name))),
            };
            let warning = stored.and_then(|stored| warning(stored, wanted, &action));
            Step { name: wanted.name.clone(), kind: Some(wanted.kind), action, warning }
        }))
    }

    /// Plans to write without knowing what is there.
    pub(crate) fn blind(wanted: &[Parameter], made: &BTreeMap<ParameterName, Secret>) -> Self {
        Self::sorted(wanted.iter().map(|wanted| Step {
            name: wanted.name.clone(),
            kind: Some(wanted.kind),
            action: blind::action(wanted, made.get(&wanted.name)),
            warning: None,
        }))
    }

    fn sorted(steps: impl Iterator<Item = Step>) -> Self {
        let mut steps: Vec<Step> = steps.collect();
        steps.sort_by(|one, other| one.name.cmp(&other.name));
        Self { steps }
    }

    /// Tells whether there is anything to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| step.action.is_nothing())
    }

    /// Tells whether applying it would write anything.
    pub(crate) fn writes(&self) -> bool {
        let writes =
            |step: &Step| !step.action.is_nothing() && !matches!(step.action, Action::Refuse(_));
        self.steps.iter().any(writes)
    }

    /// Counts what would be put: what the account's quota of writes is for.
    pub(crate) fn puts(&self) -> usize {
        self.steps.iter().map(|step| step.action.puts()).sum()
    }

    /// Counts the calls that write tags and labels over what is there: they have a pace of their own.
    pub(crate) fn remarks(&self) -> usize {
        self.steps.iter().map(|step| step.action.remarks()).sum()
    }

    /// Counts what would be deleted for good.
    pub(crate) fn deletions(&self) -> usize {
        self.steps.iter().filter(|step| matches!(step.action, Action::Delete(_))).count()
    }
}

impl Action {
    /// Returns what would be deleted and created again, or may have to be.
    pub(crate) const fn replacement(&self) -> Option<&Replacement> {
        match self {
            Self::Replace(replacement) => Some(replacement),
            Self::Update(update) => update.otherwise.as_ref(),
            _ => None,
        }
    }

    pub(crate) const fn replacement_mut(&mut self) -> Option<&mut Replacement> {
        match self {
            Self::Replace(replacement) => Some(replacement),
            Self::Update(update) => update.otherwise.as_mut(),
            _ => None,
        }
    }

    const fn is_nothing(&self) -> bool {
        matches!(self, Self::Unchanged | Self::Keep(_))
    }

    /// Without a look, what is there costs two: one to find out that it is.
    fn puts(&self) -> usize {
        match self {
            Self::Create(_) | Self::Replace(_) => 1,
            Self::Write(blind) => 1 + usize::from(blind.over.is_some()),
            Self::Update(update) => usize::from(update.write.is_some()),
            Self::Delete(_) | Self::Unchanged | Self::Keep(_) | Self::Refuse(_) => 0,
        }
    }

    fn remarks(&self) -> usize {
        let Self::Update(update) = self else { return 0 };
        let calls = [!update.tags.is_empty(), !update.untag.is_empty(), !update.labels.is_empty()];
        calls.into_iter().filter(|call| *call).count()
    }
}

/// Returns the value that a parameter that is there should have, where that is said.
fn known(wanted: &Parameter) -> Option<&Secret> {
    match &wanted.value {
        WantedValue::Known(value) if !wanted.ignores_value => Some(value),
        WantedValue::Known(_) | WantedValue::Random(_) | WantedValue::Any => None,
    }
}

/// Tells whether a parameter that is there is left alone.
fn is_left_alone(wanted: &Parameter) -> bool {
    wanted.overwrite == Overwrite::Never
}

fn warning(stored: &Stored, wanted: &Parameter, action: &Action) -> Option<&'static str> {
    let becomes_secret = wanted.kind == ParameterType::SecureString
        && stored.kind != Some(ParameterType::SecureString);
    (becomes_secret && matches!(action, Action::Update(_)))
        .then_some("its earlier values stay readable in its history")
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
