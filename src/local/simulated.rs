//! A store in this process whose quotas and failures go by a clock that tests can turn.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::engine::Settings;
use super::fault::Script;
use super::nearby;
use super::service::{Gate, locked, now};
use super::state::State;
use crate::aws::Session;
use crate::cli::Quotas;
use crate::credentials::region::RegionName;

/// A state that ends with this value, and the calls that were made.
pub(crate) struct Simulated {
    state: Arc<Mutex<State>>,
    region: RegionName,
    log: File,
}

/// How often an operation was called, and how often in vain.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) all: usize,
    pub(crate) in_vain: usize,
}

impl Simulated {
    pub(crate) fn new(high_throughput: bool) -> Self {
        Self {
            state: Arc::new(Mutex::new(State::ephemeral(Settings { high_throughput }))),
            region: "eu-west-1".parse().expect("it is a Region"),
            log: tempfile::tempfile().expect("there is room for a log"),
        }
    }

    /// Leads to the store past every gate, and past the log.
    pub(crate) fn open(&self) -> Session {
        nearby::behind(&self.state, &self.region, Gate::open())
    }

    /// Leads to the store, with quotas and failures, whose calls are logged.
    pub(crate) fn behind(&self, quotas: Option<Quotas>, script: Option<&str>) -> Session {
        let mut gate = Gate::open();
        gate.quotas = quotas;
        gate.script = script.map(|script| Script::parse(script).expect("it is a script"));
        gate.log = Some(self.log.try_clone().expect("a log can be shared"));
        nearby::behind(&self.state, &self.region, gate)
    }

    /// Asks the store itself, past the wire and every gate, and returns what it says, or the code with which it refuses.
    pub(crate) fn ask(&self, operation: &str, body: &Value) -> Result<Value, &'static str> {
        let operation = operation.parse().expect("it is an operation");
        let body = body.to_string();
        let mut state = locked(&self.state);
        let decision = state.decide(&self.region, operation, body.as_bytes(), now());
        let decision = decision.map_err(|refusal| refusal.code)?;
        state.commit(&self.region, decision.effects).map_err(|refusal| refusal.code)?;
        Ok(decision.answer)
    }

    /// Counts the calls so far.
    pub(crate) fn calls(&self) -> BTreeMap<String, Calls> {
        let mut text = String::new();
        let mut log = self.log.try_clone().expect("a log can be shared");
        log.rewind().expect("it is a file");
        log.read_to_string(&mut text).expect("it is a text");
        let mut calls = BTreeMap::<String, Calls>::new();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).expect("it is a line");
            let operation = line["operation"].as_str().expect("it has a word").to_owned();
            let calls = calls.entry(operation).or_default();
            calls.all += 1;
            calls.in_vain += usize::from(line["status"] != 200);
        }
        calls
    }
}
