//! `--fix`: from credentials that Cloud9 manages to the role that is attached, step by step, each with consent, and in
//! an order that cannot lock anybody out.

mod plan;
mod region;

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use tokio::time::{Instant, sleep};

use crate::aside::aside;
use crate::aws::{Failure, Session};
use crate::cli::AwsArgs;
use crate::credentials::chain::{self, Provider};
use crate::credentials::files::CredentialsFile;
use crate::credentials::region::RegionAnswer;
use crate::credentials::{self, Facts, Network};
use crate::environment::Environment;
use crate::terminal::Terminal;
use plan::{Plan, plan};

/// How long Cloud9 may take to answer.
const ANSWER: Duration = Duration::from_secs(10);

/// How long the change may take to be seen here; Cloud9 removes its credentials in its own time.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often we look.
const PAUSE: Duration = Duration::from_secs(2);

/// Does what can be done, as far as somebody agrees, and says what became of it. Tells whether anything was done.
pub(crate) async fn run(
    facts: &Facts,
    yes: bool,
    aws: &AwsArgs,
    (environment, root): (&Environment, &Path),
    voice: &mut Terminal,
) -> bool {
    let plan = match plan(facts, yes) {
        Ok(plan) => plan,
        Err(reason) => {
            voice.remark(&reason.to_string());
            return false;
        }
    };
    if !keep_region(&plan, facts, yes, voice).await {
        return false;
    }
    if !turn_off(&plan, facts, yes, voice).await {
        return plan.region.is_some();
    }
    if put_aside(&plan.file, &plan, facts, yes, voice).await {
        await_the_role(aws, environment, root, voice).await;
    }
    true
}

/// Writes the Region elsewhere, where only the file names it.
async fn keep_region(plan: &Plan, facts: &Facts, yes: bool, voice: &mut Terminal) -> bool {
    let Some(region) = &plan.region else { return true };
    let path = facts.paths.config.display();
    let question =
        format!("Add `[default]` with the Region {} to {path}, to keep it?", region.name);
    if !agreed(&question, yes, voice).await {
        voice.remark("nothing was changed");
        return false;
    }
    match region::keep(region, facts).await {
        Ok(()) => voice.remark(&format!("the Region {} is now in {path}", region.name)),
        Err(reason) => {
            voice.remark(&format!("nothing was changed: {path} cannot be written: {reason}"));
            return false;
        }
    }
    true
}

/// Turns managed credentials off, unless they are.
async fn turn_off(plan: &Plan, facts: &Facts, yes: bool, voice: &mut Terminal) -> bool {
    let Some(id) = &plan.environment_id else { return true };
    let doubt = plan.doubt("that they are in use here is likely, not certain");
    let question =
        format!("Turn managed credentials off for the environment {id}, as its owner?{doubt}");
    let nothing = if plan.region.is_some() { "nothing else" } else { "nothing" };
    if !agreed(&question, yes, voice).await {
        voice.remark(&format!("{nothing} was changed"));
        return false;
    }
    if let Err(failure) = disable(facts, id).await {
        voice.remark(&format!("not turned off, and nothing else was changed: {failure}"));
        return false;
    }
    voice.remark("managed credentials are turned off");
    true
}

/// Moves the file out of the role's way, if it is still the one that was looked at.
async fn put_aside(
    path: &Path,
    plan: &Plan,
    facts: &Facts,
    yes: bool,
    voice: &mut Terminal,
) -> bool {
    let Some(target) = free_name(path) else {
        voice.remark(&format!("{} stays: too many were put aside already", path.display()));
        return false;
    };
    let doubt = plan.doubt("that Cloud9 wrote it is likely, not certain");
    let question = format!("Move {} to {}?{doubt}", path.display(), target.display());
    if !agreed(&question, yes, voice).await {
        voice.remark("the file stays, and keeps the role from being used");
        return false;
    }
    match still_managed(path, facts).await {
        Some(true) => {}
        Some(false) => {
            voice.remark(&format!("{} has changed meanwhile, and stays", path.display()));
            return false;
        }
        None => {
            voice.remark(&format!("{} is gone already", path.display()));
            return true;
        }
    }
    match std::fs::rename(path, &target) {
        Ok(()) => voice.remark(&format!("moved to {}", target.display())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            voice.remark(&format!("{} is gone already", path.display()));
        }
        Err(error) => {
            voice.remark(&format!("{} cannot be moved: {error}", path.display()));
            return false;
        }
    }
    true
}

async fn agreed(question: &str, yes: bool, voice: &mut Terminal) -> bool {
    yes || voice.confirm(question).await
}

/// Turns managed credentials off, as the owner for whom they act.
async fn disable(facts: &Facts, id: &str) -> Result<(), String> {
    let winner = chain::winner(&facts.attempts.value);
    let (Some((_, answered)), RegionAnswer::Found { name, .. }) = (winner, &facts.region.value)
    else {
        return Err("there is no Region to ask in".to_owned());
    };
    let source = SharedCredentialsProvider::new(answered.credentials.clone());
    let (region, profile, id) = (name.clone(), facts.profile.value.name.clone(), id.to_owned());
    let ask = async move {
        Session::open(&region, source, &profile).await.disable_managed_credentials(&id).await
    };
    match aside(ANSWER, ask).await {
        Some(answer) => answer.map_err(|failure: Failure| failure.to_string()),
        None => Err(format!("no answer within {} s", ANSWER.as_secs())),
    }
}

/// Tells whether the file is still only what Cloud9 wrote; nothing when it is gone.
async fn still_managed(path: &Path, facts: &Facts) -> Option<bool> {
    let file = CredentialsFile::read(path).await;
    if !path.exists() {
        return None;
    }
    let before = facts.file.form()?.section("default")?;
    let is_same = file.form().is_some_and(|form| {
        form.sections.len() == 1
            && form
                .section("default")
                .is_some_and(|section| section.is_temporary() && section.keys == before.keys)
    });
    Some(is_same)
}

/// Returns a name beside the file that nobody has.
fn free_name(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let first = path.with_file_name(format!("{name}.cloud9"));
    let others = (2..100).map(|number| path.with_file_name(format!("{name}.cloud9.{number}")));
    std::iter::once(first).chain(others).find(|path| !path.exists())
}

/// Waits until the role answers, or says that it does not yet.
async fn await_the_role(
    aws: &AwsArgs,
    environment: &Environment,
    root: &Path,
    voice: &mut Terminal,
) {
    voice.remark("waiting for the role to answer...");
    let deadline = Instant::now() + PATIENCE;
    loop {
        let facts = Box::pin(credentials::gather(aws, environment, root, Network::Used)).await;
        if chain::winner(&facts.attempts.value)
            .is_some_and(|(provider, _)| provider == Provider::InstanceMetadata)
        {
            return voice.remark("the role answers");
        }
        if Instant::now() > deadline {
            let instead = chain::deciding(&facts.attempts.value)
                .map_or_else(|| "nobody answers".to_owned(), super::session::told);
            return voice.remark(&format!(
                "the role does not answer yet ({instead}); check again in a few minutes"
            ));
        }
        sleep(PAUSE).await;
    }
}
