//! Whether a plan is applied: what was asked for, what is allowed, and what a person says.

use super::SeedError;
use super::plan::Plan;
use super::prune::PruneError;
use super::report::Report;
use crate::cli::{SeedArgs, SeedFormat};
use crate::error::Outcome;
use crate::interrupt::Listener;
use crate::terminal::Terminal;

/// What follows from a plan.
pub(crate) enum Decision {
    Apply,
    Stop(Result<Outcome, SeedError>),
}

/// Decides whether the plan is applied. Where nothing would be written, nobody's consent is needed.
pub(crate) async fn decide(
    arguments: &SeedArgs,
    plan: &Plan,
    most_deletions: usize,
    report: &Report,
    verbose: bool,
    listener: &mut Listener,
    voice: &mut Terminal,
) -> Decision {
    if let Some(decision) = without_asking(arguments, plan, most_deletions) {
        return decision;
    }
    if arguments.format != SeedFormat::Text {
        voice.remark_answer(&report.plan_text(verbose));
    }
    let question = report.question(plan.deletions());
    let decision = tokio::select! {
        yes = voice.confirm(&question) => if yes { Decision::Apply } else { Decision::Stop(Ok(Outcome::No)) },
        () = listener.asked() => Decision::Stop(Ok(Outcome::Interrupted)),
    };
    if matches!(decision, Decision::Stop(_)) {
        voice.remark("nothing was written");
    }
    decision
}

/// Decides what needs nobody's word; nothing where somebody is to be asked.
fn without_asking(arguments: &SeedArgs, plan: &Plan, most_deletions: usize) -> Option<Decision> {
    let stop = |outcome| Some(Decision::Stop(Ok(outcome)));
    if plan.is_empty() {
        return stop(Outcome::Yes);
    }
    if arguments.check {
        return stop(Outcome::No);
    }
    if plan.deletions() > most_deletions {
        let error = PruneError::TooMany { count: plan.deletions(), most: most_deletions };
        return Some(Decision::Stop(Err(error.into())));
    }
    if arguments.dry_run {
        return stop(Outcome::No);
    }
    if arguments.yes || arguments.local {
        return Some(Decision::Apply);
    }
    if !plan.writes() {
        return stop(Outcome::No);
    }
    (!Terminal::can_ask()).then_some(Decision::Stop(Err(SeedError::NobodyToAsk)))
}
