//! The command `local`: open the state, serve it, seed it, and run a command beside it or wait to be stopped.

pub(crate) mod connector;
pub(crate) mod engine;
mod error;
mod exports;
mod fault;
mod folder;
mod journal;
mod key;
mod nearby;
pub(crate) mod protocol;
mod server;
mod service;
#[cfg(test)]
pub(crate) mod simulated;
mod state;
mod throttle;

use std::fs::File;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::cli::{AwsArgs, LocalArgs, Quotas, ReadingArgs};
use crate::credentials::settled;
use crate::environment::Environment;
use crate::error::{Error, Outcome};
use crate::interrupt::Listener;
use crate::process::{self, foreground::Foreground};
use crate::seed;
use crate::store::ssm::Ssm;
use crate::terminal::Terminal;

use engine::Settings;
use exports::Exports;
use fault::Script;
use folder::{Access, Folder};
use protocol::Callers;
use server::Server;
use service::{Gate, Service, locked};
use state::State;

pub(crate) use error::LocalError;
pub(crate) use nearby::beside as store_beside;
pub(crate) use server::SERVER_NAME;

/// Serves a Parameter Store on this machine.
pub(crate) async fn run(
    arguments: &LocalArgs,
    aws: &AwsArgs,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    // Whatever is wrong with what is asked is said before anything is made.
    let program = program(arguments, environment)?;
    let path = arguments.manifest.as_deref();
    let mut manifest = match path {
        Some(path) => Some(seed::read(path, &ReadingArgs::default(), environment).await?),
        None => None,
    };
    let region = settled::region_or_default(aws, environment).await?.0;
    let gate = gate(arguments)?;
    let state = Arc::new(Mutex::new(state(arguments)?));
    let key = key_of(&locked(&state))?;

    let mut listener = program.is_none().then(Listener::start);
    let server = bind(arguments).await?;
    let endpoint = endpoint(server.address());
    if let Some(folder) = locked(&state).folder() {
        folder.announce(&endpoint).map_err(LocalError::from)?;
    }
    let exports = Exports::to(&endpoint, &key, &region, environment);
    greet(arguments, &endpoint, &exports.lines(environment), voice)?;
    let callers = Callers { key: (!arguments.any_key).then_some(key), region: region.clone() };
    server.serve(Arc::new(Service::new(Arc::clone(&state), callers, gate)));

    if let Some(manifest) = &mut manifest {
        seed::warn(manifest, voice);
        let store = Ssm::nearby(&nearby::in_process(Arc::clone(&state), &region));
        match seed::fill(manifest, &store, listener.clone(), environment, voice).await? {
            Outcome::Yes => {}
            incomplete => return Ok(incomplete),
        }
    }
    match (program, &mut listener) {
        (Some(program), _) => beside(&program, arguments, exports, environment).await,
        (None, Some(listener)) => {
            listener.asked().await;
            voice.remark(&farewell(&locked(&state)));
            Ok(Outcome::Interrupted)
        }
        (None, None) => Ok(Outcome::Interrupted),
    }
}

/// Runs a command that finds the store and nothing else.
async fn beside(
    program: &Path,
    arguments: &LocalArgs,
    exports: Exports,
    environment: &Environment,
) -> Result<Outcome, Error> {
    let exports = exports.without_files();
    let foreground = Foreground {
        path: program,
        arguments: &arguments.command[1..],
        environment,
        set: &exports.set,
        unset: &exports.unset,
        has_keyboard: Terminal::has_keyboard(),
    };
    let unstartable = |source| LocalError::Unstartable { path: program.to_owned(), source };
    Ok(Outcome::OfCommand(foreground.run().await.map_err(unstartable)?))
}

fn program(
    arguments: &LocalArgs,
    environment: &Environment,
) -> Result<Option<PathBuf>, LocalError> {
    let Some(name) = arguments.command.first() else { return Ok(None) };
    let name = name.to_string_lossy();
    match process::find(&name, environment) {
        Some(path) => Ok(Some(path)),
        None => Err(LocalError::NoProgram(crate::foreign::harmless(&name))),
    }
}

/// Opens the state: whatever is wrong with it is said before anything is served.
fn state(arguments: &LocalArgs) -> Result<State, LocalError> {
    let settings = Settings { high_throughput: arguments.throttle == Some(Quotas::High) };
    if arguments.ephemeral {
        return Ok(State::ephemeral(settings));
    }
    let path = folder_of(arguments.manifest.as_deref());
    match Folder::take(&path)? {
        Access::Ours(folder) => Ok(State::read(folder, settings)?),
        Access::Server(server) => Err(LocalError::Served { path, endpoint: server.endpoint }),
        Access::Busy => Err(LocalError::Busy(path)),
    }
}

/// Returns the folder of the state: beside the manifest, or where we are.
fn folder_of(manifest: Option<&Path>) -> PathBuf {
    manifest.map_or(Path::new(""), crate::folder::of).join(folder::NAME)
}

/// Returns the access key id to hand out: of the folder, or for this once.
fn key_of(state: &State) -> Result<String, LocalError> {
    match state.folder() {
        Some(folder) => Ok(folder.key().to_owned()),
        None => key::random().map_err(LocalError::NoKey),
    }
}

fn gate(arguments: &LocalArgs) -> Result<Gate, LocalError> {
    let mut gate = Gate::open();
    gate.quotas = arguments.throttle;
    if let Some(path) = &arguments.faults {
        let unreadable = |reason| LocalError::Script { path: path.clone(), reason };
        let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
        gate.script = Some(Script::parse(&text).map_err(unreadable)?);
    }
    if let Some(path) = &arguments.call_log {
        let unwritable = |source| LocalError::Log { path: path.clone(), source };
        gate.log = Some(File::create(path).map_err(unwritable)?);
    }
    Ok(gate)
}

async fn bind(arguments: &LocalArgs) -> Result<Server, LocalError> {
    Server::bind(arguments.listen, arguments.port).await.map_err(|source| LocalError::Unbindable {
        address: SocketAddr::new(arguments.listen, arguments.port),
        source,
    })
}

/// Returns how this machine reaches a socket.
fn endpoint(address: SocketAddr) -> String {
    let address = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => {
            SocketAddr::new(Ipv4Addr::LOCALHOST.into(), address.port())
        }
        IpAddr::V6(ip) if ip.is_unspecified() => {
            SocketAddr::new(Ipv6Addr::LOCALHOST.into(), address.port())
        }
        _ => address,
    };
    format!("http://{address}")
}

/// Says where values are kept and who can read them; without a command also how to get there.
fn greet(
    arguments: &LocalArgs,
    endpoint: &str,
    exports: &str,
    voice: &mut Terminal,
) -> Result<(), Error> {
    let kept = if arguments.ephemeral {
        "Values are kept in memory, secrets too, and end with this command.".to_owned()
    } else {
        kept_in_clear(arguments.manifest.as_deref())
    };
    let exposed = !arguments.listen.is_loopback();
    if arguments.command.is_empty() {
        voice.answer(&format!(
            "{kept}\nParameter Store listens on {endpoint}; Ctrl-C stops it.\n\n{exports}"
        ))?;
    } else {
        voice.remark(&kept);
    }
    if exposed {
        voice.warn(&readers(arguments.listen));
    }
    Ok(())
}

/// Says where values are kept, and that whoever reads the files reads them.
pub(crate) fn kept_in_clear(manifest: Option<&Path>) -> String {
    format!("Values are kept in clear text, secrets too, in {}.", folder_of(manifest).display())
}

/// Names who can read the values when not only this machine can.
fn readers(address: IpAddr) -> String {
    let who = if address.is_unspecified() {
        "every machine and container that reaches this one over any network".to_owned()
    } else {
        format!("every machine and container that reaches {address}")
    };
    format!("{who} can now read and change the values")
}

fn farewell(state: &State) -> String {
    let parameters = match state.len() {
        1 => "1 parameter".to_owned(),
        number => format!("{number} parameters"),
    };
    match state.folder() {
        Some(folder) => format!("stopped; {parameters} in {}", folder.path().display()),
        None => format!("stopped; {parameters} are gone"),
    }
}
