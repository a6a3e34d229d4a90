//! What programs print: run without a shell, in the manifest's folder, and ended on time.

use std::path::{Path, PathBuf};

use super::Fetched;
use crate::environment::Environment;
use crate::foreign;
use crate::parameter::name::ParameterName;
use crate::process;
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
    let ended = process::run(&path, &arguments, folder, command.timeout).await;
    let ended = ended
        .map_err(|error| format!("cannot be run: {}", foreign::harmless(&error.to_string())))?;
    let Some((status, stdout, _)) = ended else {
        return Err(format!("did not end within {}s", command.timeout.as_secs()));
    };
    match status.code() {
        // Bytes that are no text have been replaced by this character.
        Some(0) if stdout.contains('\u{fffd}') => {
            Err("prints what is not UTF-8 text, which is all that a parameter holds".to_owned())
        }
        Some(0) => Ok(without_newline(&Secret::new(stdout))),
        Some(code) => Err(format!("ended with exit code {code}; run it yourself to see why")),
        None => Err("was ended by a signal".to_owned()),
    }
}

/// Finds a program on `PATH`, or, when it is written as a path, from the manifest's folder.
fn find(program: &str, folder: &Path, environment: &Environment) -> Option<PathBuf> {
    if program.contains(std::path::is_separator) {
        return Some(folder.join(program));
    }
    process::find(program, environment)
}
