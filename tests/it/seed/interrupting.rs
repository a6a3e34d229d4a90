//! Ctrl-C: what is being written is finished, the rest is left, and the report says which is which.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;

use super::store::{call, values};
use super::{machine, seed, seed_as_json, steps};
use crate::loopback::{Meddling, Reply, Server};
use crate::peers::moto;
use crate::sandbox::{Said, Sandbox, signal, wait_for};

/// An interrupt is obeyed long before the pauses between the tries are over, which take a minute.
const SOON: Duration = Duration::from_secs(12);

/// Seeds, sends a signal when `ready`, and returns what was said.
#[track_caller]
fn interrupted(sandbox: &Sandbox, name: &str, ready: impl Fn() -> bool) -> Said {
    let arguments = ["seed", "params.yaml", "--yes", "--tps=10000", "--format", "json"];
    let child = sandbox.command(&arguments).spawn().expect("the program is built");
    wait_for(ready);
    signal(&child, name);
    let started = Instant::now();
    let output = child.wait_with_output().expect("it is our child");
    Said {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        took: started.elapsed(),
        peak_memory: 0,
    }
}

#[test]
fn an_interrupt_ends_the_waiting_and_the_next_run_completes() {
    let Some(moto) = moto() else { return };
    for name in ["INT", "TERM"] {
        let path = format!("/it-interrupted/{name}");
        let throttled: Server = moto.relay(|request| {
            let throttled = request.operation() == "PutParameter" && !request.body.contains("/a\"");
            throttled.then(|| {
                Meddling::Instead(Reply::aws_error(400, "ThrottlingException", "Rate exceeded"))
            })
        });
        let sandbox = machine(&throttled);
        let manifest = format!("version: 1\npath: {path}\nparameters: {{a: x, b: x, c: x, d: x}}");
        sandbox.write("work/params.yaml", &manifest);

        let said = interrupted(&sandbox, name, || throttled.calls("PutParameter") >= 4);

        assert_eq!(said.code, Some(130), "{name}: {said:?}");
        assert!(said.took < SOON, "{name}: {:?}", said.took);
        let document: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
        assert_eq!(document["exit_code"], 130, "{name}");
        assert_eq!(
            steps(&document),
            ["a create created", "b create failed", "c create failed", "d create failed"]
                .map(|step| format!("{path}/{step}")),
            "{name}"
        );
        assert_eq!(values(moto, &path).len(), 1, "{name}");

        let healthy = moto.relay(|_| None);
        let (document, said) = seed_as_json(&machine(&healthy), &manifest, &["--yes"]);
        assert_eq!(said.code, Some(0), "{name}: {said:?}");
        assert_eq!(
            steps(&document),
            ["a unchanged unchanged", "b create created", "c create created", "d create created"]
                .map(|step| format!("{path}/{step}")),
            "{name}"
        );
        assert_eq!(values(moto, &path).len(), 4, "{name}");
    }
}

#[test]
fn an_interrupt_ends_the_waiting_for_tags_too() {
    let Some(moto) = moto() else { return };
    let healthy = moto.relay(|_| None);
    let before = "version: 1\npath: /it-interrupted-tags\nparameters: {a: x, b: x}";
    assert_eq!(seed(&machine(&healthy), before, &["--yes"]).code, Some(0));
    let throttled = moto.relay(|request| {
        (request.operation() == "AddTagsToResource").then(|| {
            Meddling::Instead(Reply::aws_error(400, "ThrottlingException", "Rate exceeded"))
        })
    });
    let sandbox = machine(&throttled);
    let manifest = before.replace("parameters", "defaults: {tags: {app: x}}\nparameters");
    sandbox.write("work/params.yaml", manifest);

    let said = interrupted(&sandbox, "INT", || throttled.calls("AddTagsToResource") >= 4);

    assert_eq!(said.code, Some(130), "{said:?}");
    assert!(said.took < SOON, "{:?}", said.took);
}

#[test]
fn an_interrupt_ends_the_asking_whether_a_write_was_done() {
    let Some(moto) = moto() else { return };
    let name = "/it-interrupted-doubt/a";
    call(moto, "put_parameter", &json!({"Name": name, "Value": "old", "Type": "String"}));
    let reads = AtomicUsize::new(0);
    let relay = moto.relay(move |request| match request.operation() {
        "PutParameter" => Some(Meddling::After(Reply::aws_error(500, "InternalServerError", ""))),
        // After the plan, and the version just before the write.
        "GetParameters" if reads.fetch_add(1, Ordering::Relaxed) > 1 => {
            Some(Meddling::Instead(Reply::aws_error(400, "ThrottlingException", "Rate exceeded")))
        }
        _ => None,
    });
    let sandbox = machine(&relay);
    let manifest = "version: 1\npath: /it-interrupted-doubt\nparameters: {a: x, b: x}";
    sandbox.write("work/params.yaml", manifest);

    let said = interrupted(&sandbox, "INT", || relay.calls("GetParameters") >= 5);

    assert_eq!(said.code, Some(130), "{said:?}");
    assert!(said.took < Duration::from_secs(2), "{:?}", said.took);
    let document: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(
        steps(&document),
        ["a update unknown", "b create unknown"]
            .map(|step| format!("/it-interrupted-doubt/{step}"))
    );
}

#[test]
fn a_write_that_is_under_way_is_finished_before_the_end() {
    let Some(moto) = moto() else { return };
    let slow = moto.relay(|request| {
        if request.operation() == "PutParameter" {
            // The interrupt comes while this is under way.
            std::thread::sleep(Duration::from_secs(1));
        }
        None
    });
    let sandbox = machine(&slow);
    sandbox.write(
        "work/params.yaml",
        "version: 1\npath: /it-under-the-pen\nparameters: {a: x, b: x, c: x, d: x, e: x, f: x}",
    );

    let said = interrupted(&sandbox, "INT", || slow.calls("PutParameter") == 4);

    assert_eq!(said.code, Some(130), "{said:?}");
    let document: serde_json::Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(
        steps(&document),
        [
            "a create created",
            "b create created",
            "c create created",
            "d create created",
            "e create not-tried",
            "f create not-tried"
        ]
        .map(|step| format!("/it-under-the-pen/{step}"))
    );
    assert_eq!(values(moto, "/it-under-the-pen").len(), 4);
}

#[test]
fn an_interrupt_while_reading_ends_the_run_with_nothing_written() {
    let Some(moto) = moto() else { return };
    for operation in ["", "GetParameters"] {
        let silent = moto.relay(move |request| {
            (request.operation() == operation).then_some(Meddling::Instead(Reply::Silence))
        });
        let sandbox = machine(&silent);
        sandbox.write("work/params.yaml", "version: 1\nparameters: {it-silence: x}");

        let said = interrupted(&sandbox, "INT", || silent.calls(operation) > 0);

        assert_eq!(said.code, Some(130), "{operation}: {said:?}");
        assert!(said.took < Duration::from_secs(5), "{operation}: {:?}", said.took);
        assert_eq!(
            (said.stdout.as_str(), said.stderr.as_str()),
            ("", "interrupted: nothing was written\n"),
            "{operation}"
        );
    }
}
