//! One request in, one answer out: protocol, quotas, scripted faults, store, call log.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use hyper::http::request::Parts;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::engine::{Operation, Refusal, Timestamp, page};
use super::fault::{Fault, Script};
use super::protocol::{self, Asked, Callers, Reply};
use super::state::State;
use super::throttle::Throttle;
use crate::cli::Quotas;
use crate::credentials::region::RegionName;

/// How long an effect takes that comes later.
const LATER: Duration = Duration::from_secs(1);

/// The store as its callers meet it.
pub(crate) struct Service {
    state: Arc<Mutex<State>>,
    callers: Callers,
    gate: Mutex<Gate>,
}

/// What stands between a caller and the store.
pub(crate) struct Gate {
    pub(crate) quotas: Option<Quotas>,
    /// A Region's buckets, from its first call on.
    throttles: BTreeMap<RegionName, Throttle>,
    pub(crate) script: Option<Script>,
    pub(crate) log: Option<File>,
    started: Instant,
}

impl Gate {
    /// A gate that lets everything through.
    pub(crate) fn open() -> Self {
        Self {
            quotas: None,
            throttles: BTreeMap::new(),
            script: None,
            log: None,
            started: Instant::now(),
        }
    }

    fn admits(&mut self, region: &RegionName, operation: Operation) -> bool {
        let (Some(quotas), now) = (self.quotas, Instant::now()) else { return true };
        let new = || Throttle::new(quotas, now);
        self.throttles.entry(region.clone()).or_insert_with(new).admits(operation, now)
    }
}

impl Service {
    pub(crate) const fn new(state: Arc<Mutex<State>>, callers: Callers, gate: Gate) -> Self {
        Self { state, callers, gate: Mutex::new(gate) }
    }

    /// Answers a request; nothing when its connection is to be cut instead.
    pub(crate) fn answer(&self, head: &Parts, body: &[u8]) -> Option<Reply> {
        match protocol::read(head, body, &self.callers) {
            Ok(Asked::Identity { region }) => Some(Reply::identity(&region)),
            Ok(Asked::Store { region, operation }) => self.ask(&region, operation, body),
            Err(reply) => Some(reply),
        }
    }

    fn ask(&self, region: &RegionName, operation: Operation, body: &[u8]) -> Option<Reply> {
        let (admitted, fault) = {
            let mut gate = locked(&self.gate);
            let admitted = gate.admits(region, operation);
            (admitted, gate.script.as_mut().and_then(|script| script.next(operation, body)))
        };
        let fault = if admitted { fault } else { Some(Fault::Throttling) };
        let reply = self.meet(fault, region, operation, body);
        self.log(operation, body, reply.as_ref());
        reply
    }

    fn meet(
        &self,
        fault: Option<Fault>,
        region: &RegionName,
        operation: Operation,
        body: &[u8],
    ) -> Option<Reply> {
        let refuse = |code, message: &str| Some(Reply::error(400, code, message));
        match fault {
            None => Some(self.serve(region, operation, body)),
            Some(Fault::Throttling) if operation == Operation::GetResources => {
                refuse("ThrottledException", "Rate exceeded")
            }
            Some(Fault::Throttling) => refuse("ThrottlingException", "Rate exceeded"),
            Some(Fault::TooManyUpdates) => {
                refuse("TooManyUpdates", "another update of this parameter is under way")
            }
            Some(Fault::TypeMismatch) => {
                refuse("HierarchyTypeMismatchException", "the type cannot be changed in place")
            }
            Some(Fault::AccessDenied) => {
                refuse("AccessDeniedException", "the fault script denies this")
            }
            Some(Fault::InternalServerError) => {
                Some(Reply::error(500, "InternalServerError", "the fault script says so"))
            }
            Some(Fault::CutBefore) => None,
            Some(Fault::CutAfter) => {
                drop(self.serve(region, operation, body));
                None
            }
            Some(Fault::EmptyPage) => Some(self.empty_page(region, operation, body)),
            Some(Fault::Later) => Some(self.serve_later(region, operation, body)),
        }
    }

    fn serve(&self, region: &RegionName, operation: Operation, body: &[u8]) -> Reply {
        let mut state = locked(&self.state);
        let answer = state.decide(region, operation, body, now()).and_then(|decision| {
            state.commit(region, decision.effects)?;
            Ok(decision.answer)
        });
        on_the_wire(answer)
    }

    /// Answers as if the effect were there already.
    fn serve_later(&self, region: &RegionName, operation: Operation, body: &[u8]) -> Reply {
        let decided = locked(&self.state).decide(region, operation, body, now());
        let (state, region) = (Arc::clone(&self.state), region.clone());
        let body = body.to_owned();
        on_the_wire(decided.map(|decision| {
            tokio::spawn(async move {
                tokio::time::sleep(LATER).await;
                let mut state = locked(&state);
                // Decided anew: a request in between may have made it impossible, and then it never comes.
                if let Ok(decision) = state.decide(&region, operation, &body, now()) {
                    drop(state.commit(&region, decision.effects));
                }
            });
            decision.answer
        }))
    }

    /// Answers with a page on which nothing is, and the token of the one that was asked for.
    fn empty_page(&self, region: &RegionName, operation: Operation, body: &[u8]) -> Reply {
        let asked: Value = serde_json::from_slice(body).unwrap_or_default();
        let field = match operation {
            Operation::GetResources => "PaginationToken",
            _ => "NextToken",
        };
        let token = asked[field].as_str().filter(|token| !token.is_empty());
        let decided = locked(&self.state).decide(region, operation, body, now());
        on_the_wire(decided.map(|decision| {
            let mut answer = decision.answer;
            for (_, items) in answer.as_object_mut().into_iter().flatten() {
                if let Some(items) = items.as_array_mut() {
                    items.clear();
                }
            }
            answer[field] = json!(token.unwrap_or(page::FIRST));
            answer
        }))
    }

    fn log(&self, operation: Operation, body: &[u8], reply: Option<&Reply>) {
        let mut gate = locked(&self.gate);
        let line = json!({
            "operation": operation.as_str(),
            "bytes": body.len(),
            "milliseconds": gate.started.elapsed().as_millis(),
            "status": reply.map(|reply| reply.status),
        });
        if let Some(log) = &mut gate.log {
            // Whoever reads it misses the line soon enough.
            drop(writeln!(log, "{line}"));
        }
    }
}

/// Reads the clock; before the epoch nothing happens.
pub(super) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_milliseconds(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

fn on_the_wire(answer: Result<Value, Refusal>) -> Reply {
    match answer {
        Ok(value) => Reply::json(200, &value),
        Err(refusal) => Reply::refusal(&refusal, refusal.status()),
    }
}

/// A lock is held for moments, and by nobody who panics half way: effects are decided before any is made so.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
