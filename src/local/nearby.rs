//! The store beside a manifest: in the server that works on it, or in this process under the same lock.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use aws_credential_types::Credentials;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use tokio::time::{Instant, sleep};

use super::engine::Settings;
use super::folder::{Access, Folder};
use super::protocol::{Callers, SECRET_ACCESS_KEY};
use super::service::{Gate, Service};
use super::state::State;
use super::{LocalError, connector, folder_of};
use crate::aws::{self, Session};
use crate::credentials::region::RegionName;

/// How long somebody else may keep the state without serving it.
const PATIENCE: Duration = Duration::from_secs(5);

/// A store in our own process has no address; requests need one.
const NOWHERE: &str = "http://local.invalid";

/// A store and the way there.
pub(crate) struct Nearby {
    pub(crate) session: Session,
    /// Where a server answers, when one does.
    pub(crate) endpoint: Option<String>,
}

/// Opens the store beside a manifest. Who only looks makes none.
pub(crate) async fn beside(
    manifest: &Path,
    region: &RegionName,
    only_looks: bool,
) -> Result<Nearby, LocalError> {
    let path = folder_of(Some(manifest));
    if only_looks && !path.exists() {
        return Ok(here(State::ephemeral(Settings::default()), region));
    }
    let deadline = Instant::now() + PATIENCE;
    loop {
        match Folder::take(&path)? {
            Access::Ours(folder) => {
                return Ok(here(State::read(folder, Settings::default())?, region));
            }
            Access::Server(server) => {
                let session =
                    session(&server.endpoint, &server.key, region, aws::http_without_proxy());
                return Ok(Nearby { session, endpoint: Some(server.endpoint) });
            }
            Access::Busy if Instant::now() < deadline => sleep(Duration::from_millis(50)).await,
            Access::Busy => return Err(LocalError::Busy(path)),
        }
    }
}

fn here(state: State, region: &RegionName) -> Nearby {
    Nearby { session: in_process(Arc::new(Mutex::new(state)), region), endpoint: None }
}

/// The way to a state in this process, past every gate: quotas and faults are for others.
pub(crate) fn in_process(state: Arc<Mutex<State>>, region: &RegionName) -> Session {
    let callers = Callers { key: None, region: region.clone() };
    let service = Service::new(state, callers, Gate::open());
    session(NOWHERE, "in-process", region, connector::client(Arc::new(service)))
}

/// The way to a state in this process, through a gate.
#[cfg(test)]
pub(crate) fn behind(state: &Arc<Mutex<State>>, region: &RegionName, gate: Gate) -> Session {
    let callers = Callers { key: None, region: region.clone() };
    let service = Service::new(Arc::clone(state), callers, gate);
    session(NOWHERE, "in-process", region, connector::client(Arc::new(service)))
}

fn session(endpoint: &str, key: &str, region: &RegionName, way: SharedHttpClient) -> Session {
    let keys = Credentials::new(key, SECRET_ACCESS_KEY, None, None, "local");
    Session::to(endpoint, keys, region, way)
}
