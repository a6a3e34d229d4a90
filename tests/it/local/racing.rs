//! Several at once on the same state, and time that passes: one has it, the others wait or are told.

use std::process::Child;
use std::thread;
use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::{Value, json};

use super::server::{Local, machine};
use crate::sandbox::{wait_for, watch};

#[test]
fn of_servers_that_start_at_once_one_serves_and_the_others_are_refused() {
    let sandbox = machine();
    let go = sandbox.path("go");
    let until_told = format!("while [ ! -e {} ]; do /bin/sleep 0.02; done", go.display());
    let start = || sandbox.command(&["local", "--", "/bin/sh", "-c", &until_told]).spawn().unwrap();
    let mut servers: Vec<Child> = (0..5).map(|_| start()).collect();
    let ended = |servers: &mut Vec<Child>| {
        servers.iter_mut().filter_map(|server| server.try_wait().unwrap()).count()
    };

    wait_for(|| ended(&mut servers) == 4);
    sandbox.write("go", "");

    let said: Vec<_> =
        servers.into_iter().map(|server| server.wait_with_output().unwrap()).collect();
    let (served, refused): (Vec<_>, Vec<_>) = said.iter().partition(|said| said.status.success());
    assert_eq!(served.len(), 1, "{said:?}");
    for said in refused {
        let stderr = String::from_utf8_lossy(&said.stderr);
        // Between taking the state and serving it, the first has no address yet.
        let told =
            ["the store in `.bootstrap` is already served on", "another `bootstrap` works on"];
        assert!(told.iter().any(|told| stderr.contains(told)), "{said:?}");
    }
}

#[test]
fn seeds_at_once_without_a_server_wait_for_each_other() {
    let sandbox = machine();
    let names = ["a", "b", "c", "d"];
    for name in names {
        let manifest = format!("version: 1\npath: /{name}\nparameters: {{x: {name}}}");
        sandbox.write(&format!("work/{name}.yaml"), manifest);
    }

    let said: Vec<_> = thread::scope(|scope| {
        let seed = |name| sandbox.command(&["seed", &format!("{name}.yaml"), "--local"]);
        let started: Vec<_> = names.map(|name| scope.spawn(move || watch(seed(name)))).into();
        started.into_iter().map(|one| one.join().unwrap()).collect()
    });

    assert!(said.iter().all(|said| said.code == Some(0)), "{said:?}");
    let server = Local::start(&sandbox, &[]);
    for name in names {
        assert_eq!(server.client().value(&format!("/{name}/x")).as_deref(), Some(name));
    }
}

/// A parameter that expires soon.
fn short_lived(name: &str, lifetime: Duration) -> Value {
    let expires = DateTime::from(SystemTime::now() + lifetime).fmt(Format::DateTime).unwrap();
    let policy =
        json!([{"Type": "Expiration", "Version": "1.0", "Attributes": {"Timestamp": expires}}]);
    json!({
        "Name": name, "Value": "x", "Type": "String", "Tier": "Advanced", "Overwrite": true,
        "Policies": policy.to_string(),
    })
}

#[test]
fn what_expires_is_gone_also_when_nobody_looked() {
    let sandbox = machine();
    let server = Local::start(&sandbox, &[]);
    let client = server.client();
    client.put("/stays", "x");
    client.succeed("PutParameter", &short_lived("/watched", Duration::from_secs(2)));
    client.succeed("PutParameter", &short_lived("/unwatched", Duration::from_secs(2)));
    assert_eq!(client.value("/watched").as_deref(), Some("x"));

    wait_for(|| client.value("/watched").is_none());

    assert_eq!(
        client.refused("GetParameterHistory", &json!({"Name": "/watched"})),
        "ParameterNotFound"
    );
    let all = client.pages("DescribeParameters", &json!({}), "Parameters");
    assert_eq!(all.len(), 1, "{all:?}");
    client.succeed("PutParameter", &short_lived("/unwatched", Duration::from_millis(600)));
    drop(server);
    let server = Local::start(&sandbox, &[]);
    wait_for(|| server.client().value("/unwatched").is_none());
    assert_eq!(server.client().value("/stays").as_deref(), Some("x"));
}
