//! `bootstrap seed`: the real program against a real Parameter Store, watched and meddled with in between.

mod carrying;
mod changing;
mod consent;
mod counting;
mod creating;
mod doubting;
mod drifting;
mod elsewhere;
mod failing;
mod github;
mod harmless;
mod interrupting;
mod keeping;
mod killing;
mod large;
mod losing;
mod manifest_fields;
mod manifest_files;
mod manifest_hostile;
mod manifest_layers;
mod manifest_limits;
mod manifest_once;
mod manifest_rules;
mod manifest_schema;
mod manifest_secrets;
mod manifest_sources;
mod manifest_values;
mod pacing;
mod partial;
mod permissions;
mod pruning;
mod reading;
mod replacing;
mod report;
mod side_by_side;
mod stopping;
pub(crate) mod store;
pub(crate) mod terminal;
mod waiting;

use serde_json::Value;

use crate::loopback::{Request, Server};
use crate::sandbox::{Said, Sandbox};

/// A machine with keys, whose calls all go to one server.
#[must_use]
pub(crate) fn machine(server: &Server) -> Sandbox {
    let mut sandbox = Sandbox::empty();
    sandbox.with_keys();
    sandbox.set("AWS_ENDPOINT_URL", server.url());
    sandbox
}

/// Writes a manifest and seeds it, as fast as the server answers.
#[track_caller]
pub(crate) fn seed(sandbox: &Sandbox, manifest: &str, arguments: &[&str]) -> Said {
    sandbox.write("work/params.yaml", manifest);
    sandbox.bootstrap(&[&["seed", "params.yaml", "--tps=10000"], arguments].concat())
}

/// Seeds a manifest and returns the document that programs read.
#[track_caller]
fn seed_as_json(sandbox: &Sandbox, manifest: &str, arguments: &[&str]) -> (Value, Said) {
    let said = seed(sandbox, manifest, &[arguments, &["--format", "json"]].concat());
    let document =
        serde_json::from_str(&said.stdout).unwrap_or_else(|error| panic!("{error}: {said:?}"));
    (document, said)
}

/// Returns what was said on both streams, and the exit code, without what differs from run to run.
#[track_caller]
fn picture(sandbox: &Sandbox, said: &Said) -> String {
    let text = sandbox.normal(&on_a_screen(&said.everything()));
    let lines = text.lines().map(|line| match line.split_once("127.0.0.1:") {
        Some((before, port)) => {
            let after = port.trim_start_matches(|digit: char| digit.is_ascii_digit());
            format!("{before}[LOOPBACK]{after}\n")
        }
        None => format!("{line}\n"),
    });
    let code = said.code.expect("it was not ended by a signal");
    format!("{}exit code {code}", lines.collect::<String>())
}

/// Shows what a screen shows at the end of each line: what was drawn and taken away is not seen any more.
fn on_a_screen(text: &str) -> String {
    let shown = |line: &str| {
        let mut shown: Vec<char> = Vec::new();
        for piece in line.split('\r') {
            let piece: Vec<char> = piece.chars().collect();
            let rest = shown.split_off(piece.len().min(shown.len()));
            shown = [piece, rest].concat();
        }
        let shown: String = shown.into_iter().collect();
        if line.contains('\r') { shown.trim_end().to_owned() } else { shown }
    };
    text.split('\n').map(shown).collect::<Vec<_>>().join("\n")
}

/// Puts parameters into a manifest; the first stands in line 3.
fn with(parameters: &str) -> String {
    format!("version: 1\nparameters:\n  {}\n", parameters.replace('\n', "\n  "))
}

/// Returns what is said of places, and by which keys they are reached, without the lines themselves.
fn without_lines(said: &str) -> String {
    let told = said.lines().filter_map(|line| match line.split_once("= in ") {
        Some((gutter, keys)) if gutter.trim().is_empty() => Some(format!("       in {keys}\n")),
        _ => line.starts_with("error: ").then(|| format!("{line}\n")),
    });
    told.collect::<Vec<_>>().concat()
}

/// Seeds manifests that are refused, and returns what is said of each.
#[track_caller]
fn refused(sandbox: &Sandbox, cases: &[(&str, String)]) -> String {
    let mut pictures = Vec::new();
    for (case, manifest) in cases {
        let said = seed(sandbox, manifest, &["--yes"]);

        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{case}: {said:?}");
        assert!(said.stderr.starts_with("error: params.yaml:"), "{case}: {said:?}");
        let problems = sandbox.normal(&without_lines(&said.stderr));
        let problems = problems.replace("error: params.yaml:", "  ");
        pictures.push(format!("{case}\n{problems}"));
    }
    pictures.concat()
}

/// Returns what was sent to an operation, in order.
fn sent(server: &Server, operation: &str) -> Vec<Value> {
    let requests = server.requests();
    requests.iter().filter(|request| request.operation() == operation).map(body).collect()
}

fn body(request: &Request) -> Value {
    serde_json::from_str(&request.body).expect("the AWS protocol is JSON")
}

/// Returns the outcome of each step of a report: its name, what was planned, what became of it.
fn steps(document: &Value) -> Vec<String> {
    let steps = document["steps"].as_array().expect("a report has steps");
    let word = |step: &Value, field: &str| step[field].as_str().unwrap_or("-").to_owned();
    steps
        .iter()
        .map(|step| {
            format!("{} {} {}", word(step, "name"), word(step, "action"), word(step, "result"))
        })
        .collect()
}
