//! `--fix`: from credentials that Cloud9 manages to the role that is attached, step by step, each with consent, and in
//! an order that cannot lock anybody out.

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
use crate::credentials::instance::InstanceProfile;
use crate::credentials::region::RegionAnswer;
use crate::credentials::verdict::{self, Kind, Verdict};
use crate::credentials::{self, Facts, Network};
use crate::environment::Environment;
use crate::terminal::Terminal;

/// How long Cloud9 may take to answer.
const ANSWER: Duration = Duration::from_secs(10);

/// How long the change may take to be seen here; Cloud9 removes its credentials in its own time.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often we look.
const PAUSE: Duration = Duration::from_secs(2);

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    environment_id: String,
    /// Nothing when there is more in the file than Cloud9 has written.
    file: Option<PathBuf>,
}

/// Why there is nothing to do, or nothing that could be done safely.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoPlan {
    #[error("nothing to fix: the credentials are not managed by Cloud9")]
    NotManaged,
    #[error("not fixed: no role is attached, and nothing would be left; attach one first")]
    NoRole,
    #[error("not fixed: the attached role is only good for Session Manager; replace it first")]
    OnlySessionManager,
    #[error("not fixed: the instance does not say whether a role is attached")]
    RoleUnknown,
    #[error("not fixed: the id of the environment is known only in a terminal of the IDE")]
    NoEnvironment,
}

/// Decides what is to be done.
pub(crate) fn plan(facts: &Facts) -> Result<Plan, NoPlan> {
    if Verdict::of(&facts.evidence()).kind != Kind::Cloud9Managed {
        return Err(NoPlan::NotManaged);
    }
    match &facts.instance.profile {
        InstanceProfile::NotAttached => return Err(NoPlan::NoRole),
        InstanceProfile::Unknown => return Err(NoPlan::RoleUnknown),
        profile if verdict::is_session_manager_profile(profile) => {
            return Err(NoPlan::OnlySessionManager);
        }
        InstanceProfile::Attached(_) => {}
    }
    let environment_id = facts.place.environment_id.clone().ok_or(NoPlan::NoEnvironment)?;
    let is_cloud9s_alone = facts.file.form().is_some_and(|form| form.sections.len() == 1);
    Ok(Plan { environment_id, file: is_cloud9s_alone.then(|| facts.file.path.clone()) })
}

/// Does what can be done, as far as somebody agrees, and says what became of it.
pub(crate) async fn run(
    facts: &Facts,
    yes: bool,
    aws: &AwsArgs,
    (environment, root): (&Environment, &Path),
    voice: &mut Terminal,
) {
    let plan = match plan(facts) {
        Ok(plan) => plan,
        Err(reason) => return voice.remark(&reason.to_string()),
    };
    let question = format!(
        "Turn managed credentials off for the environment {}, as its owner?",
        plan.environment_id
    );
    if !agreed(&question, yes, voice).await {
        return voice.remark("nothing was changed");
    }
    if let Err(failure) = disable(facts, &plan.environment_id).await {
        return voice.remark(&format!("not turned off, and nothing else was changed: {failure}"));
    }
    voice.remark("managed credentials are turned off");
    let Some(path) = &plan.file else {
        let path = facts.file.path.display();
        return voice.remark(&format!(
            "{path} has other profiles than Cloud9's, and stays: take `[default]` out of it, then check again"
        ));
    };
    if !put_aside(path, facts, yes, voice).await {
        return;
    }
    await_the_role(aws, environment, root, voice).await;
}

/// Moves the file out of the role's way, if it is still the one that was looked at.
async fn put_aside(path: &Path, facts: &Facts, yes: bool, voice: &mut Terminal) -> bool {
    let Some(target) = free_name(path) else {
        voice.remark(&format!("{} stays: too many were put aside already", path.display()));
        return false;
    };
    let question = format!("Move {} to {}?", path.display(), target.display());
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
            return voice.remark("the role does not answer yet; check again in a few minutes");
        }
        sleep(PAUSE).await;
    }
}
