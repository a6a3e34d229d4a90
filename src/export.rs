//! The command `export`: find what is below a path, write the manifest that says it, and say what it cannot say.

mod again;
mod error;
mod file;
mod found;
mod manifest;
mod path;
mod policies;
mod variable;
mod yaml;

use std::path::Path;

use crate::cli::{AwsArgs, ExportArgs};
use crate::credentials::region::RegionName;
use crate::credentials::settled;
use crate::environment::Environment;
use crate::error::{Error, Outcome};
use crate::foreign;
use crate::github::Job;
use crate::local;
use crate::progress::while_reading;
use crate::store::ssm::Ssm;
use crate::terminal::Terminal;

use again::Again;
use found::Found;
use manifest::Exported;
use path::ExportPath;

pub(crate) use error::ExportError;

/// The most variables that are listed in a remark: the manifest has them all.
const MOST_LISTED: usize = 20;

/// Writes a manifest of what is in Parameter Store.
pub(crate) async fn run(
    arguments: &ExportArgs,
    aws: &AwsArgs,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let again = Again::of(arguments, aws);
    let path = parsed(&arguments.path, &again)?;
    if let Some(output) = &arguments.output {
        file::refuse_existing(output)?;
    }
    let (region, store) = open(arguments, aws, environment).await?;
    let found =
        while_reading(&store, voice, found::gather(&store, &path, arguments.reveal)).await?;
    if found.items.is_empty() && found.left_out.is_empty() {
        return nothing(found.path_is_parameter, &path, &region, again, voice);
    }
    if let Some(job) = Job::find(environment) {
        job.mask(found.secrets(), voice);
    }
    let exported = manifest::write(&found, &path, &region, arguments.reveal);
    deliver(&exported, found.items.len(), &path, arguments, voice)?;
    remark(&found, &exported, (&path, &again), environment, voice);
    Ok(if exported.losses.is_empty() { Outcome::Yes } else { Outcome::No })
}

fn parsed(text: &str, again: &Again) -> Result<ExportPath, ExportError> {
    text.parse().map_err(|error| ExportError::Path {
        given: foreign::harmless(text),
        again: again.clone(),
        error,
    })
}

async fn open(
    arguments: &ExportArgs,
    aws: &AwsArgs,
    environment: &Environment,
) -> Result<(RegionName, Ssm), Error> {
    if arguments.local {
        let (region, _) = settled::region_or_default(aws, environment).await?;
        // The store of a folder is found by a file in it.
        let nearby = local::store_beside(Path::new("."), &region, true).await?;
        return Ok((region, Ssm::nearby(&nearby.session)));
    }
    let settled = settled::settle(settled::settle_region(aws, environment).await?).await?;
    Ok((settled.region, Ssm::new(&settled.session)))
}

/// Says that there is nothing to export.
fn nothing(
    path_is_parameter: bool,
    path: &ExportPath,
    region: &RegionName,
    again: Again,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    if let Some(name) = path.name().filter(|_| path_is_parameter) {
        return Err(ExportError::IsParameter { name: name.clone(), again }.into());
    }
    voice.remark(&format!("nothing is below {path} in {region}, and nothing was written"));
    Ok(Outcome::No)
}

fn deliver(
    exported: &Exported,
    count: usize,
    path: &ExportPath,
    arguments: &ExportArgs,
    voice: &mut Terminal,
) -> Result<(), Error> {
    let Some(output) = &arguments.output else {
        return voice.answer(exported.text.expose_secret());
    };
    file::write(output, &exported.text, arguments.reveal)?;
    let output = foreign::escaped(&output.display().to_string());
    voice.answer(&format!("made {output}: {} below {path}\n", counted(count)))
}

/// Says what is missing in the manifest, and what to do about it.
fn remark(
    found: &Found,
    exported: &Exported,
    (path, again): (&ExportPath, &Again),
    environment: &Environment,
    voice: &mut Terminal,
) {
    if found.path_is_parameter {
        voice.warn(&format!("{path} is a parameter, too: it is not below {path}, and left out"));
    }
    for loss in &exported.losses {
        voice.warn(loss);
    }
    let is_set = |variable: &&String| environment.raw(variable).is_some();
    for variable in exported.variables.iter().filter(is_set) {
        voice.warn(&format!("`{variable}` is set already: it would be seeded as it is"));
    }
    if !exported.variables.is_empty() {
        voice.remark(&how_to_fill(&exported.variables, path, again));
    }
}

fn how_to_fill(variables: &[String], path: &ExportPath, again: &Again) -> String {
    let listed = variables.iter().take(MOST_LISTED).map(|variable| format!("  {variable}\n"));
    let more = variables.len().saturating_sub(MOST_LISTED);
    let more =
        if more > 0 { format!("  and {more} more, in the manifest\n") } else { String::new() };
    format!(
        "no value is in it; before `bootstrap seed`, set these variables, or declare values in their place:\n\
         {}{more}with the values themselves: `bootstrap export {path} --reveal{again}`",
        listed.collect::<String>()
    )
}

fn counted(count: usize) -> String {
    if count == 1 { "1 parameter".to_owned() } else { format!("{count} parameters") }
}
