//! A person at a terminal, who reads a question and types an answer.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::peers::peers;
use crate::sandbox::{Said, Sandbox, watch};

/// How the question ends whether to write.
const CONSENT: &str = "[y/N]";

/// What somebody types at a question.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Typed {
    Text(&'static str),
    Enter,
    /// Control and C: an interrupt.
    Interrupt,
    /// Control and D: the end of the input.
    End,
}

impl Typed {
    fn keys(self) -> String {
        match self {
            Self::Text(text) => format!("{text}\n"),
            Self::Enter => "\n".to_owned(),
            Self::Interrupt => "\u{3}".to_owned(),
            Self::End => "\u{4}".to_owned(),
        }
    }
}

/// Seeds `params.yaml` at a terminal. Both streams are on its screen, which is in `stdout`.
#[track_caller]
pub(crate) fn seed(sandbox: &Sandbox, arguments: &[&str], typed: Typed) -> Said {
    let program = env!("CARGO_BIN_EXE_bootstrap");
    let command = [&[program, "seed", "params.yaml"], arguments].concat();
    at_terminal(sandbox, &command, CONSENT, &[typed])
}

/// Seeds `params.yaml` at a terminal, with standard output in the file `answer`.
#[track_caller]
pub(crate) fn seed_into_a_file(sandbox: &Sandbox, arguments: &[&str], typed: Typed) -> Said {
    let program = env!("CARGO_BIN_EXE_bootstrap");
    let shell = ["/bin/sh", "-c", "exec \"$0\" \"$@\" >answer", program, "seed", "params.yaml"];
    at_terminal(sandbox, &[&shell, arguments].concat(), CONSENT, &[typed])
}

/// Runs a command at a terminal, with standard output in the file `answer`, and answers one question after another.
#[track_caller]
pub(crate) fn answering(sandbox: &Sandbox, arguments: &[&str], typed: &[Typed]) -> Said {
    let line = format!("exec {} >answer", sandbox.line(arguments));
    at_terminal(sandbox, &["/bin/sh", "-c", &line], CONSENT, typed)
}

/// Runs a command at a terminal, where somebody types at a question.
#[track_caller]
pub(crate) fn at_terminal(
    sandbox: &Sandbox,
    command: &[&str],
    question: &str,
    typed: &[Typed],
) -> Said {
    let answers: Value = typed.iter().map(|typed| typed.keys()).collect();
    let python = peers().expect("moto is one of them").program("python");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/seed/at_terminal.py");
    let mut watched = Command::new(python);
    watched.arg(script).args([question, &answers.to_string()]).args(command);
    sandbox.furnish(&mut watched);
    let said = watch(watched);
    // A terminal ends its lines in two characters.
    Said { stdout: said.stdout.replace("\r\n", "\n"), ..said }
}
