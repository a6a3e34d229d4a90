//! The plan's steps, a few at a time and in its order; each ends in a word that says what is so now.

mod blind;
mod checkpoint;
mod deletion;
mod hand;
mod progress;
mod seen;
mod step;
mod undone;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

use crate::aws::FailureKind;
use crate::interrupt::Listener;
use crate::store::ssm::Ssm;
use crate::terminal::Terminal;

use super::plan::{Action, Plan, Step};
use checkpoint::Checkpoints;
use hand::Hand;
use progress::Progress;
use undone::{How, Undone};

/// How many steps are under way at once: enough for ten writes in a second that take long.
const AT_ONCE: usize = 4;

/// So many steps in a row that were throttled to the end mean that the account is busy elsewhere; so many that met a
/// fault of the service mean that it is down.
const BUSY_AFTER: usize = 3;

/// What became of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Done {
    Created(i64),
    /// With the new version; nothing when only tags or labels were written.
    Updated(Option<i64>),
    /// Deleted and created again.
    Replaced(i64),
    /// Without knowing what was there.
    Written(i64),
    Deleted,
    Kept,
    Unchanged,
    /// Somebody else has changed it since the plan.
    Conflict(String),
    /// A write whose answer was lost, and nobody who could say what came of it.
    Unknown(String),
    Failed(String),
    NotTried,
}

impl Done {
    /// Tells whether all is so as the plan wanted it.
    pub(crate) const fn is_well(&self) -> bool {
        !matches!(self, Self::Conflict(_) | Self::Unknown(_) | Self::Failed(_) | Self::NotTried)
    }
}

impl From<Undone> for Done {
    fn from(Undone { how, reason, .. }: Undone) -> Self {
        match how {
            How::Failed => Self::Failed(reason),
            How::InDoubt => Self::Unknown(reason),
            How::Conflict => Self::Conflict(reason),
            How::NotTried => Self::NotTried,
        }
    }
}

/// Does the steps in the plan's order, until somebody asks us to stop, and returns what became of each. What is under
/// way by then is finished.
pub(crate) async fn apply(
    plan: &Plan,
    store: &Ssm,
    listener: &mut Listener,
    terminal: &mut Terminal,
) -> Vec<Done> {
    let mut run = Run::of(plan);
    let checkpoints = Checkpoints::of(plan);
    let mut progress = Progress::of(plan);
    let hand = Hand::of(store, listener);
    let mut waiting = plan.steps.iter().enumerate().filter(|(_, step)| is_work(&step.action));
    let mut under_way = FuturesUnordered::new();
    loop {
        while under_way.len() < AT_ONCE && !run.hopeless && !listener.heard() {
            let Some((position, step)) = waiting.next() else { break };
            progress.begins(&step.name);
            let (mut hand, checkpoints) = (hand.clone(), &checkpoints);
            under_way.push(async move { (position, hand.take(step, checkpoints).await) });
        }
        tokio::select! {
            ended = under_way.next() => {
                let Some((position, ended)) = ended else { break };
                progress.ends(&plan.steps[position].name);
                run.note(position, ended);
            }
            () = progress.tick() => progress.tell(store.writes_a_second(), terminal),
        }
    }
    drop(under_way);
    if run.is_well(plan) {
        delete(plan, &hand, &mut run, &mut progress, terminal).await;
    }
    progress.end(terminal);
    run.done
}

/// Deletes, until somebody asks us to stop.
async fn delete<'a>(
    plan: &'a Plan,
    hand: &Hand<'_>,
    run: &mut Run,
    progress: &mut Progress<'a>,
    terminal: &mut Terminal,
) {
    for batch in deletion::batches(plan) {
        if hand.is_stopped() || run.hopeless {
            return;
        }
        let names: Vec<_> = batch.iter().map(|deletion| deletion.name).collect();
        for name in &names {
            progress.begins(name);
        }
        let mut hand = hand.clone();
        let mut deleting = std::pin::pin!(deletion::delete(batch, &mut hand, run));
        loop {
            tokio::select! {
                () = &mut deleting => break,
                () = progress.tick() => progress.tell(None, terminal),
            }
        }
        for name in &names {
            progress.ends(name);
        }
    }
}

/// Tells what is done one by one. What is deleted is deleted at the end, and only when all else went well: it may be
/// all that is left of what has a new name.
const fn is_work(action: &Action) -> bool {
    match action {
        Action::Create(_) | Action::Update(_) | Action::Replace(_) | Action::Write(_) => true,
        Action::Delete(_) | Action::Unchanged | Action::Keep(_) | Action::Refuse(_) => false,
    }
}

/// What became of the steps so far, and whether there is any use in going on.
struct Run {
    done: Vec<Done>,
    busy: usize,
    hopeless: bool,
}

impl Run {
    fn of(plan: &Plan) -> Self {
        let without_work = |action: &Action| match action {
            Action::Unchanged => Done::Unchanged,
            Action::Keep(_) => Done::Kept,
            Action::Refuse(reason) => Done::Failed((*reason).to_owned()),
            _ => Done::NotTried,
        };
        let done = plan.steps.iter().map(|step| without_work(&step.action)).collect();
        Self { done, busy: 0, hopeless: false }
    }

    fn note(&mut self, position: usize, ended: Result<Done, Undone>) {
        self.done[position] = match ended {
            Ok(done) => {
                self.busy = 0;
                done
            }
            Err(undone) => {
                self.learn(undone.kind);
                undone.into()
            }
        };
    }

    /// What holds for one holds for all: bad credentials, no network, an account that has no room for us.
    fn learn(&mut self, kind: FailureKind) {
        let later = matches!(kind, FailureKind::Throttled | FailureKind::Server);
        self.busy = if later { self.busy + 1 } else { 0 };
        let ends_all = matches!(kind, FailureKind::Credentials | FailureKind::Unreachable);
        self.hopeless |= ends_all || self.busy >= BUSY_AFTER;
    }

    /// Tells whether all but what is to be deleted is so as it should be.
    fn is_well(&self, plan: &Plan) -> bool {
        let is_well = |(step, done): (&Step, &Done)| {
            matches!(step.action, Action::Delete(_)) || done.is_well()
        };
        plan.steps.iter().zip(&self.done).all(is_well)
    }
}
