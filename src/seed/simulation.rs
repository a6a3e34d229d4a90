//! Whole runs against a store in this process, while time passes only when nobody has anything to do.

mod cap;
mod conflicts;
mod denied;
mod faults;
mod moving;
mod pace;
mod prune;
mod replacing;
mod values;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use clap::{ColorChoice, Parser as _};
use tokio::time::Instant;

use super::apply::{self, Done};
use super::manifest::decode::Named;
use super::manifest::place::File;
use super::manifest::{Keep, Manifest, Placed, Prune};
use super::plan::{Intent, Plan};
use super::survey::{Asked, survey};
use super::{SeedError, outcome};
use crate::cli::Quotas;
use crate::environment::Environment;
use crate::error::Outcome;
use crate::interrupt::Listener;
use crate::local::simulated::Simulated;
use crate::parameter::kind::ParameterType;
use crate::parameter::tag::Tags;
use crate::parameter::{Overwrite, Parameter, WantedValue};
use crate::secret::Secret;
use crate::store::ssm::Ssm;
use crate::store::{Described, Stored, Write};
use crate::terminal::Terminal;

/// What came of a run.
#[derive(Debug)]
struct Ran {
    outcome: Outcome,
    done: BTreeMap<String, Done>,
    took: Duration,
}

/// A parameter of which nothing is said but its value.
fn wanted(name: &str, value: &str) -> Parameter {
    Parameter::plain(name, WantedValue::Known(Secret::new(value)))
}

fn tags(pairs: &[(&str, &str)]) -> Tags {
    let mut tags = Tags::default();
    for (key, value) in pairs {
        tags.set(key, value).unwrap();
    }
    tags
}

fn manifest(scope: Option<&str>, parameters: Vec<Parameter>) -> Manifest {
    let file = File::first(Path::new("params.yaml"));
    let placed = |parameter| Placed { parameter, place: file.start() };
    Manifest {
        scope: scope.map(str::to_owned),
        prune: scope.map(|_| Prune::default()),
        parameters: parameters.into_iter().map(placed).collect(),
        ..Manifest::default()
    }
}

/// Patterns, each on a line of its own.
fn kept(patterns: &[&str]) -> Vec<Keep> {
    let file = File::first(Path::new("params.yaml"));
    let keep = |(pattern, line): (&&str, u64)| Keep {
        pattern: Named::plain(pattern),
        place: file.place(line, 1),
    };
    patterns.iter().zip(1..).map(keep).collect()
}

fn store(simulated: &Simulated, quotas: Option<Quotas>, script: Option<&str>) -> Ssm {
    Ssm::new(&simulated.behind(quotas, script))
}

async fn plan(manifest: &Manifest, asked: Asked, store: &Ssm) -> Result<Plan, SeedError> {
    survey(manifest, asked, store).await.map(|surveyed| surveyed.plan)
}

async fn apply(plan: &Plan, store: &Ssm) -> Ran {
    let (_sender, mut listener) = Listener::deaf();
    let mut terminal = Terminal::stdio(ColorChoice::Never, &Environment::of(&[]));
    let started = Instant::now();
    let done = apply::apply(plan, store, &mut listener, &mut terminal).await;
    Ran {
        outcome: outcome(&done, false),
        took: started.elapsed(),
        done: plan.steps.iter().map(|step| step.name.to_string()).zip(done).collect(),
    }
}

/// Seeds from the beginning to the end.
async fn seed(manifest: &Manifest, asked: Asked, store: &Ssm) -> Result<Ran, SeedError> {
    let started = Instant::now();
    let ran = apply(&plan(manifest, asked, store).await?, store).await;
    Ok(Ran { took: started.elapsed(), ..ran })
}

const PRUNING: Asked = Asked {
    intent: Intent { replaces: false, only_compares: false },
    prunes: true,
    reads_nothing: false,
};

/// Returns what was typed behind the manifest.
fn arguments(arguments: &[&str]) -> crate::cli::SeedArgs {
    let line = [&["bootstrap", "seed", "params.yaml"], arguments].concat();
    match crate::Cli::parse_from(line).command {
        crate::cli::Command::Seed(arguments) => arguments,
        other => panic!("{other:?}"),
    }
}

/// Writes something by other hands.
async fn put(simulated: &Simulated, name: &str, value: &str, overwrite: bool) -> i64 {
    let write = Write {
        name: name.parse().unwrap(),
        kind: ParameterType::String,
        value: Secret::new(value),
        overwrite,
        details: Described::default(),
        tags: Tags::default(),
    };
    let store = Ssm::nearby(&simulated.open());
    store.put(store.turn_to_write().await, &write).await.unwrap()
}

/// Deletes something by other hands.
async fn delete(simulated: &Simulated, name: &str) {
    let store = Ssm::nearby(&simulated.open());
    let name = name.parse().unwrap();
    let gone = store.delete(store.turn_to_delete().await, &[&name]).await.unwrap();
    assert!(gone.contains(&name));
}

/// Returns all that is there below a path.
async fn stored(simulated: &Simulated, path: &str) -> BTreeMap<String, Stored> {
    let store = Ssm::nearby(&simulated.open());
    let names: Vec<_> =
        store.list(path).await.unwrap().into_iter().map(|listed| listed.name).collect();
    let found = store.find(&names).await.unwrap();
    found.into_iter().map(|stored| (stored.name.to_string(), stored)).collect()
}

/// Returns the tags of all that is there below a path.
async fn tags_below(
    simulated: &Simulated,
    path: &str,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let store = Ssm::nearby(&simulated.open());
    let listed = store.list(path).await.unwrap();
    let arns: Vec<&str> = listed.iter().map(|listed| listed.arn.as_str()).collect();
    let tags = store.tags(&arns).await.unwrap();
    let of = |arn: &String| tags.get(arn).cloned().unwrap_or_default();
    listed.iter().map(|listed| (listed.name.to_string(), of(&listed.arn))).collect()
}
