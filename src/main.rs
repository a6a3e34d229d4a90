//! The door: reads the command line, calls the library, and turns its answer into an exit code.

use std::process::ExitCode;

use bootstrap::{Cli, Environment, Outcome, Terminal};
use clap::Parser as _;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(answer) => return Terminal::usage(&answer).into(),
    };
    let environment = Environment::capture();
    let mut terminal = Terminal::stdio(cli.color, &environment);

    bootstrap::run(cli, &environment, &mut terminal)
        .unwrap_or_else(|error| {
            terminal.fail(&error);
            Outcome::from(&error)
        })
        .into()
}
