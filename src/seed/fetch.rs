//! The values that are not at hand: copied from other parameters, printed by commands, typed by somebody.
//!
//! In this order, and each only when nothing is wrong with those before: a copy has no effect, a command may have one,
//! and nobody is to type what is not needed in the end. What counts only at the creation of a parameter is not fetched
//! for one that is there.

mod command;
mod copy;
mod needless;

use crate::cli::AwsArgs;
use crate::environment::Environment;
use crate::error::Error;
use crate::progress::while_reading;
use crate::secret::Secret;
use crate::store::ssm::Ssm;
use crate::terminal::Terminal;

use super::SeedError;
use super::manifest::judge::{Judged, judge};
use super::manifest::{Diagnostic, Manifest, Pending, Place, Waiting};
use crate::parameter::WantedValue;
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;

/// How what is copied is called.
const COPIED: &str = "the parameter";

const NOBODY_TO_ASK: &str = "somebody has to type the value, and there is nobody to ask";

/// Where values are fetched from.
pub(crate) struct Sources<'a> {
    /// The store that is seeded.
    pub(crate) store: &'a Ssm,
    /// How others are reached; nothing for a store of our own, beside which nobody is asked.
    pub(crate) elsewhere: Option<&'a AwsArgs>,
    pub(crate) environment: &'a Environment,
    /// Whether the store may be read to see what need not be fetched.
    pub(crate) may_look: bool,
}

/// A value that was fetched, and for whom.
struct Fetched {
    name: ParameterName,
    place: Place,
    value: Secret,
    /// Where it comes from, in words.
    from: String,
    /// Whether it was kept as a secret there.
    was_secret: bool,
}

/// Refuses what can be seen to fail before anybody is asked anything. Beside a store of our own nobody else is asked.
/// Whether somebody has to type what counts only once, the store will tell, where it `may_look`.
pub(crate) fn foresee(manifest: &Manifest, is_local: bool, may_look: bool) -> Result<(), Error> {
    let problem = |pending: &Pending| {
        let problem = match &pending.waiting {
            Waiting::Prompt(_) if may_look && needless::counts_once(manifest, pending) => {
                return None;
            }
            Waiting::Prompt(_) if !Terminal::can_ask() => NOBODY_TO_ASK,
            Waiting::Copy(copy) if is_local && !copy.is_here() => {
                "a local store copies only from itself: nobody else is asked"
            }
            Waiting::Prompt(_) | Waiting::Copy(_) | Waiting::Command(_) => return None,
        };
        Some(Diagnostic::new(&pending.place, problem))
    };
    refuse(manifest.pending.iter().filter_map(problem).collect())
}

/// Fetches all values that a manifest waits for, and judges them.
pub(crate) async fn complete(
    manifest: &mut Manifest,
    sources: &Sources<'_>,
    voice: &mut Terminal,
) -> Result<(), Error> {
    needless::leave_out(manifest, sources).await?;
    // Not after a command that may have done something already.
    foresee(manifest, sources.elsewhere.is_none(), false)?;
    let (mut copies, mut commands, mut prompts) = (Vec::new(), Vec::new(), Vec::new());
    for Pending { name, place, waiting } in std::mem::take(&mut manifest.pending) {
        match waiting {
            Waiting::Copy(copy) => copies.push((name, place, copy)),
            Waiting::Command(command) => commands.push((name, place, command)),
            Waiting::Prompt(question) => prompts.push((name, place, question)),
        }
    }
    let fetched =
        Box::pin(while_reading(sources.store, voice, copy::all(&copies, sources))).await?;
    take_in(manifest, fetched, voice)?;
    let fetched = command::all(commands, sources.environment).await;
    take_in(manifest, fetched, voice)?;
    let mut typed = Vec::new();
    for (name, place, question) in prompts {
        typed.push(ask(name, place, question, voice).await);
    }
    take_in(manifest, typed, voice)
}

async fn ask(
    name: ParameterName,
    place: Place,
    question: Option<String>,
    voice: &mut Terminal,
) -> Result<Fetched, Diagnostic> {
    let question = match question {
        Some(question) => format!("{question} ({name})"),
        None => format!("value of {name}"),
    };
    match voice.ask_secret(&question).await {
        Ok(value) => {
            Ok(Fetched { name, place, value, from: "what was typed".to_owned(), was_secret: true })
        }
        Err(error) => Err(Diagnostic::new(&place, format!("nobody can be asked: {error}"))),
    }
}

/// Gives parameters their values, if all of them are there and accepted.
fn take_in(
    manifest: &mut Manifest,
    all: Vec<Result<Fetched, Diagnostic>>,
    voice: &mut Terminal,
) -> Result<(), Error> {
    let mut judged = Judged::default();
    for fetched in all {
        let Fetched { name, place, value, from, was_secret } = match fetched {
            Ok(fetched) => fetched,
            Err(problem) => {
                judged.problems.push(problem);
                continue;
            }
        };
        let Some(placed) = manifest.find_mut(&name) else { continue };
        let parameter = &mut placed.parameter;
        let more = judge(parameter, value.expose_secret(), &place, Some(&from));
        judged.problems.extend(more.problems);
        judged.warnings.extend(more.warnings);
        if was_secret && from.starts_with(COPIED) && parameter.kind != ParameterType::SecureString {
            let message = format!("{from} is a SecureString, and its copy is not encrypted");
            judged.warnings.push(Diagnostic::about_secret(&place, message));
        }
        parameter.is_sensitive |= was_secret;
        parameter.value = WantedValue::Known(value);
    }
    if manifest.is_strict {
        judged.problems.extend(judged.warnings.extract_if(.., |warning| warning.about_secret));
    }
    super::say_warnings(judged.warnings, voice);
    refuse(judged.problems)
}

fn refuse(problems: Vec<Diagnostic>) -> Result<(), Error> {
    super::manifest::refuse(problems).map_err(|error| SeedError::from(error).into())
}
