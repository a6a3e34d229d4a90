//! What programs print: run without a shell, in the manifest's folder, and ended on time.

use std::path::{Path, PathBuf};

use super::Fetched;
use crate::environment::Environment;
use crate::foreign;
use crate::parameter::name::ParameterName;
use crate::process::{self, Output};
use crate::secret::Secret;
use crate::seed::manifest::decode::Command;
use crate::seed::manifest::source::without_newline;
use crate::seed::manifest::{Diagnostic, Place};

/// Runs all commands, one after the other.
pub(super) async fn all(
    commands: Vec<(ParameterName, Place, Command)>,
    environment: &Environment,
) -> Vec<Result<Fetched, Diagnostic>> {
    let mut all = Vec::new();
    for (name, place, command) in commands {
        let shown = match command.program.shown() {
            Some(program) => format!("the command `{program}`"),
            None => "the command".to_owned(),
        };
        let folder = environment.folder().join(place.file().folder());
        let fetched = match run(&command, &folder, environment).await {
            Ok(value) => Ok(Fetched { name, place, value, from: shown, was_secret: true }),
            Err(problem) => Err(Diagnostic::new(&place, format!("{shown} {problem}"))),
        };
        all.push(fetched);
    }
    all
}

/// Runs a command. What it says on standard error is not repeated: it may hold secrets.
async fn run(
    command: &Command,
    folder: &Path,
    environment: &Environment,
) -> Result<Secret, String> {
    let path = find(&command.program.text, folder, environment).ok_or("is not on `PATH`")?;
    let arguments: Vec<&str> = command.arguments.iter().map(Secret::expose_secret).collect();
    let ended = process::run_as_it_is(&path, &arguments, folder, command.timeout).await;
    let ended = ended
        .map_err(|error| format!("cannot be run: {}", foreign::harmless(&error.to_string())))?;
    let Some(output) = ended else {
        return Err(format!("did not end within {}s", command.timeout.as_secs()));
    };
    match output.status.code() {
        Some(0) => printed(output).map_err(ToOwned::to_owned),
        Some(code) => Err(format!("ended with exit code {code}; run it yourself to see why")),
        None => Err("was ended by a signal".to_owned()),
    }
}

/// Returns all that a command printed. A part of it is no value.
fn printed(output: Output) -> Result<Secret, &'static str> {
    if output.is_held {
        return Err("ended before something that it started, which may have more to print; \
                    let it wait for that");
    }
    if output.is_cut {
        return Err("prints more than any parameter holds");
    }
    let text = String::from_utf8(output.stdout);
    let text =
        text.map_err(|_| "prints what is not UTF-8 text, which is all that a parameter holds")?;
    Ok(without_newline(&Secret::new(text)))
}

/// Finds a program on `PATH`, or, when it is written as a path, from the manifest's folder.
fn find(program: &str, folder: &Path, environment: &Environment) -> Option<PathBuf> {
    if program.contains(std::path::is_separator) {
        return Some(folder.join(program));
    }
    process::find(program, environment)
}
