//! The process is killed, at any moment: what is there is right, and the next run completes it.

use std::fs;
use std::process::Child;
use std::time::Duration;

use serde_json::{Value, json};

use crate::local::server::{Local, machine};
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
