//! The process is killed, at any moment: what is there is right, and the next run completes it.

use std::fs;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

use crate::local::server::{Local, machine};
use crate::local::wire::Client;
use crate::loopback::{Meddling, Reply, Server};
use crate::sandbox::{Sandbox, signal, wait_for};

/// Creates some, updates some, tags some.
const PARAMETERS: usize = 12;

fn manifest(value: &str) -> String {
    let parameters = (0..PARAMETERS).map(|number| match number % 3 {
        0 => format!("  p{number:02}: {value}\n"),
        1 => format!("  p{number:02}: {{value: {value}, tags: {{app: shop}}}}\n"),
        _ => format!("  p{number:02}: {{value: {value}, type: SecureString}}\n"),
    });
    format!("version: 1\npath: /killed\nparameters:\n{}", parameters.collect::<String>())
}

fn start(sandbox: &Sandbox, arguments: &[&str]) -> Child {
    let arguments = [&["seed", "params.yaml", "--yes", "--tps=10000"], arguments].concat();
    sandbox.command(&arguments).spawn().expect("the program is built")
}

fn calls(sandbox: &Sandbox) -> usize {
    fs::read_to_string(sandbox.path("calls")).map_or(0, |text| text.lines().count())
}

/// Returns the values of all parameters, with their versions.
fn stored(server: &Local) -> Vec<(String, u64)> {
    let below = json!({"Path": "/killed", "WithDecryption": true});
    let found = server.client().pages("GetParametersByPath", &below, "Parameters");
    let value = |found: &Value| {
        (found["Value"].as_str().unwrap().to_owned(), found["Version"].as_u64().unwrap())
    };
    found.iter().map(value).collect()
}

#[test]
fn killed_at_any_call_the_next_run_completes_it() {
    let mut sandbox = machine();
    let log = sandbox.path("calls").display().to_string();
    let server = Local::start(&sandbox, &["--ephemeral", "--call-log", &log]);
    for (name, value) in &server.exports {
        sandbox.set(name, value);
    }
    let mut cut = 0;
    for call in 0..20 {
        let value = format!("v{call}");
        sandbox.write("work/params.yaml", manifest(&value));
        let before = calls(&sandbox);

        let mut child = start(&sandbox, &[]);
        wait_for(|| {
            std::thread::sleep(Duration::from_micros(200));
            calls(&sandbox) > before + call || child.try_wait().is_ok_and(|status| status.is_some())
        });
        if child.try_wait().expect("it is our child").is_none() {
            signal(&child, "KILL");
            cut += 1;
        }
        child.wait().expect("it is our child");
        // Each is as it was or as it is to be.
        let versions = u64::try_from(call).unwrap();
        for (stored, version) in stored(&server) {
            let is_old = version == versions && stored == format!("v{}", call.saturating_sub(1));
            assert!(is_old || (version == versions + 1 && stored == value), "{call}: {version}");
        }

        let status = start(&sandbox, &[]).wait().expect("it is our child");
        assert_eq!(status.code(), Some(0), "{call}");
        assert_eq!(stored(&server), vec![(value, versions + 1); PARAMETERS], "{call}");
    }
    assert!(cut > 5, "it was hardly ever killed: {cut}");
}

/// Replaces some, updates some, labels some, deletes some.
const EVERYTHING: &str = "\
version: 1
path: /killed
prune: {enabled: true}
defaults: {tags: {app: shop}}
parameters:
  created: {value: new, description: what it is, labels: [live]}
  replaced: {value: new, tier: Standard, description: what it is, labels: [live]}
  retyped: {value: new, type: SecureString, description: what it is, labels: [live]}
  tagged: {value: old, description: what it is, labels: [live]}
";

/// Brings the store to where everything is to be done.
fn fill(client: &Client) {
    let below = json!({"Path": "/killed"});
    for found in client.pages("GetParametersByPath", &below, "Parameters") {
        client.succeed("DeleteParameter", &json!({"Name": found["Name"]}));
    }
    let put = |name: &str, tier: &str, tags: Value| {
        let (name, kind) = (format!("/killed/{name}"), "String");
        let put = json!({"Name": name, "Value": "old", "Type": kind, "Tier": tier, "Tags": tags});
        client.succeed("PutParameter", &put);
    };
    let ours = json!([{"Key": "bootstrap:manifest", "Value": "/killed"}]);
    let old = json!([{"Key": "app", "Value": "old"}]);
    put("replaced", "Advanced", old.clone());
    put("retyped", "Standard", json!([]));
    put("tagged", "Standard", old);
    put("forgotten", "Standard", ours);
    put("theirs", "Standard", json!([]));
}

/// Returns all that the manifest says of parameters, as it is.
fn everything(client: &Client) -> Vec<String> {
    let filter = json!([{"Key": "Path", "Option": "Recursive", "Values": ["/killed"]}]);
    let filter = json!({"ParameterFilters": filter});
    let found = client.pages("DescribeParameters", &filter, "Parameters");
    let one = |found: &Value| {
        let name = found["Name"].as_str().unwrap();
        let text = |field: &str| found[field].as_str().unwrap_or("-").to_owned();
        let tags = json!({"ResourceType": "Parameter", "ResourceId": name});
        let tags = client.succeed("ListTagsForResource", &tags);
        let tags = tags["TagList"].as_array().unwrap().iter();
        let app = tags.filter(|tag| tag["Key"] == "app").filter_map(|tag| tag["Value"].as_str());
        let history = json!({"Name": name, "WithDecryption": true});
        let history = client.pages("GetParameterHistory", &history, "Parameters");
        let latest = history.last().unwrap();
        let (kind, tier, description) = (text("Type"), text("Tier"), text("Description"));
        let (value, app) = (latest["Value"].as_str().unwrap(), app.collect::<String>());
        format!("{name} {kind} {tier} {value} {description} {app} {}", latest["Labels"])
    };
    found.iter().map(one).collect()
}

/// Runs the program through a relay that kills it when it makes a certain call, and tells whether it got so far.
fn killed_at(call: usize, sandbox: &mut Sandbox, server: &Local) -> bool {
    let process = Arc::new(Mutex::new(None::<u32>));
    let (calls, found) = (AtomicUsize::new(0), Arc::clone(&process));
    let relay = Server::relay(server.url(), move |_| {
        let number = calls.fetch_add(1, Ordering::Relaxed);
        if number == call {
            wait_for(|| found.lock().unwrap().is_some());
            let process = found.lock().unwrap().unwrap_or_default();
            drop(Command::new("/bin/kill").arg("-KILL").arg(process.to_string()).status());
        }
        (number >= call).then_some(Meddling::Instead(Reply::Cut))
    });
    server.reach_by(sandbox, &relay.url());
    let child = start(sandbox, &["--replace"]);
    *process.lock().unwrap() = Some(child.id());
    let output = child.wait_with_output().expect("it is our child");
    // What it asked for before is still done.
    wait_for(|| relay.is_quiet());
    server.reach_by(sandbox, server.url());
    assert!(output.status.code().is_none_or(|code| code == 0), "call {call}: {output:?}");
    output.status.code().is_none()
}

#[test]
fn killed_at_any_call_of_a_run_that_replaces_labels_and_deletes_the_next_run_completes_it() {
    let mut sandbox = machine();
    let server = Local::start(&sandbox, &["--ephemeral"]);
    server.reach_by(&mut sandbox, server.url());
    sandbox.write("work/params.yaml", EVERYTHING);
    let client = server.client();
    let (mut call, mut lost, mut undeleted) = (0, 0, 0);
    loop {
        fill(&client);
        let was_killed = killed_at(call, &mut sandbox, &server);
        let between = everything(&client);
        let is_there = |name: &str| between.iter().any(|found| found.contains(name));
        assert!(is_there("/theirs "), "{call}: {between:?}");
        assert!(is_there("/tagged ") && is_there("/retyped "), "{call}");
        lost += usize::from(!is_there("/replaced "));
        // What is deleted for good is deleted when all else is done.
        let all_else =
            between.iter().filter(|found| found.ends_with(r#"what it is shop ["live"]"#));
        assert!(is_there("/forgotten ") || all_else.count() == 4, "{call}: {between:?}");
        undeleted += usize::from(is_there("/forgotten "));

        let output = start(&sandbox, &["--replace"]).wait_with_output().expect("it is our child");
        assert_eq!(output.status.code(), Some(0), "{call}: {output:?}");
        insta::allow_duplicates! {
            insta::assert_snapshot!(everything(&client).join("\n"), @r#"
            /killed/created String Standard new what it is shop ["live"]
            /killed/replaced String Standard new what it is shop ["live"]
            /killed/retyped SecureString Standard new what it is shop ["live"]
            /killed/tagged String Standard old what it is shop ["live"]
            /killed/theirs String Standard old -  []
            "#);
        }
        if !was_killed {
            break;
        }
        call += 1;
    }
    assert!(call > 15 && lost > 0 && undeleted > 15, "{call} {lost} {undeleted}");
}
