//! A credential-aware bootstrapper for Rust on AWS serverless: check a machine, scaffold a project, seed its
//! parameters.
//!
//! # How the data flows
//!
//! ```text
//! argv -> cli -> run -+- check: gather (doors) -> facts -> judge -> report ---------------+
//!                     +- whoami: likewise, of the credentials alone ----------------------+
//!                     +- new:   name -> render -> files -> stage -> rename                +-> terminal -> exit code
//!                     +- seed:  manifest -> wanted --+                                    |
//!                               store  -> found -----+-> plan -> show -> ask -> apply ----+
//!                     +- export: store -> found -> manifest ------------------------------+
//!                     +- local: socket -> protocol -> gate -> engine -> journal -> protocol
//! ```
//!
//! There are three kinds of rooms. **Doors** have effects and no opinions: [`terminal`], [`process`], [`aws`],
//! [`store::ssm`], the file part of [`new`], the files and the fetching of [`seed`], the sockets and journals of
//! [`local`]. **Rooms of thought** have opinions and no effects: values in, values out. **Corridors** connect them, and read like a table of contents: [`run`], and
//! one per command.
//!
//! # In which order to read
//!
//! [`cli`] says what may be asked, [`error`] how it may end. [`check`], [`whoami`], [`new`], [`seed`], [`export`] and
//! [`local`] are the commands. Under them: [`credentials`] knows who answers and whose they are, [`parameter`] what Parameter Store
//! accepts, [`store`] how it is reached. [`aside`] and [`interrupt`] see to it that nothing hangs, [`progress`] that nobody wonders
//! whether it does; [`mask`],
//! [`foreign`], [`secret`] and [`fault`] keep what is shown harmless. [`github`] speaks to whoever runs us.
//!
//! There is one way to a store, the SDK's: a local store speaks the protocol even where it is in this process, so that
//! `seed` goes the same way to either.

mod cli;
mod error;

mod check;
mod export;
mod local;
mod new;
mod seed;
mod whoami;

mod credentials;
mod parameter;
mod store;

mod aside;
mod aws;
mod environment;
mod fault;
mod github;
mod interrupt;
mod process;
mod progress;
mod terminal;

mod folder;
mod foreign;
mod mask;
mod nearest;
mod secret;
mod timed;

pub use cli::Cli;
pub use environment::Environment;
pub use error::{Error, Outcome};
pub use terminal::Terminal;

use cli::Command;
use error::Trouble;

/// Answers one command line.
///
/// # Errors
///
/// Returns an error when there is no answer to print; [`Outcome`] tells its exit code.
pub fn run(cli: Cli, environment: &Environment, terminal: &mut Terminal) -> Result<Outcome, Error> {
    fault::contained(|| {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Trouble::Unstartable)?;
        let outcome = runtime.block_on(Box::pin(answer(cli, environment, terminal)));
        // Whatever still waits for the network or for a person must not keep us, nor outlive us.
        runtime.shutdown_background();
        if matches!(outcome, Err(_) | Ok(Outcome::Interrupted)) {
            process::end_abandoned();
        }
        outcome
    })?
}

async fn answer(
    cli: Cli,
    environment: &Environment,
    terminal: &mut Terminal,
) -> Result<Outcome, Error> {
    let Cli { aws, verbose, command, .. } = cli;
    match command {
        Command::Check(arguments) => {
            interrupt::or_stop(check::run(&arguments, &aws, verbose, environment, terminal)).await
        }
        Command::Whoami(arguments) => {
            interrupt::or_stop(whoami::run(&arguments, &aws, verbose, environment, terminal)).await
        }
        Command::New(arguments) => {
            interrupt::or_stop(new::run(&arguments, &aws, environment, terminal)).await
        }
        // What is being written is finished first: this one listens for itself.
        Command::Seed(arguments) => {
            seed::run(&arguments, &aws, verbose, environment, terminal).await
        }
        Command::Export(arguments) => {
            let exported = Box::pin(export::run(&arguments, &aws, environment, terminal));
            interrupt::or_stop(exported).await
        }
        // So does this one: it is the command beside the store that is asked to stop.
        Command::Local(arguments) => local::run(&arguments, &aws, environment, terminal).await,
    }
}
