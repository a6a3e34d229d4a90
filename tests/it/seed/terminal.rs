//! A person at a terminal, who reads a question and types an answer.

use std::path::Path;
use std::process::Command;

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

/// Seeds `params.yaml` at a terminal. Both streams are on its screen, which is in `stdout`.
#[track_caller]
pub(crate) fn seed(sandbox: &Sandbox, arguments: &[&str], typed: Typed) -> Said {
    let program = env!("CARGO_BIN_EXE_bootstrap");
    at_terminal(sandbox, &[&[program, "seed", "params.yaml"], arguments].concat(), CONSENT, typed)
}

/// Seeds `params.yaml` at a terminal, with standard output in the file `answer`.
#[track_caller]
pub(crate) fn seed_into_a_file(sandbox: &Sandbox, arguments: &[&str], typed: Typed) -> Said {
    let program = env!("CARGO_BIN_EXE_bootstrap");
    let shell = ["/bin/sh", "-c", "exec \"$0\" \"$@\" >answer", program, "seed", "params.yaml"];
    at_terminal(sandbox, &[&shell, arguments].concat(), CONSENT, typed)
}

/// Runs a command at a terminal, where somebody types at a question.
#[track_caller]
pub(crate) fn at_terminal(
    sandbox: &Sandbox,
    command: &[&str],
    question: &str,
    typed: Typed,
) -> Said {
    let answer = match typed {
        Typed::Text(text) => format!("{text}\n"),
        Typed::Enter => "\n".to_owned(),
        Typed::Interrupt => "\u{3}".to_owned(),
        Typed::End => "\u{4}".to_owned(),
    };
    let python = peers().expect("moto is one of them").program("python");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/seed/at_terminal.py");
    let mut watched = Command::new(python);
    watched.arg(script).args([question, &answer]).args(command);
    sandbox.furnish(&mut watched);
    let said = watch(watched);
    // A terminal ends its lines in two characters.
    Said { stdout: said.stdout.replace("\r\n", "\n"), ..said }
}
