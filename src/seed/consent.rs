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
    if plan.is_empty() {
        return Decision::Stop(Ok(Outcome::Yes));
    }
    if arguments.check {
        return Decision::Stop(Ok(Outcome::No));
    }
    if plan.deletions() > most_deletions {
        let error = PruneError::TooMany { count: plan.deletions(), most: most_deletions };
        return Decision::Stop(Err(error.into()));
    }
    if arguments.dry_run {
        return Decision::Stop(Ok(Outcome::No));
    }
    if arguments.yes || arguments.local {
        return Decision::Apply;
    }
    if !plan.writes() {
        return Decision::Stop(Ok(Outcome::No));
    }
    if !Terminal::can_ask() {
        return Decision::Stop(Err(SeedError::NobodyToAsk));
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
