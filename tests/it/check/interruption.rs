//! Somebody asks a command to stop while something hangs.

use std::time::{Duration, Instant};

use super::processes::Processes;
use crate::fixtures::{INSTANCE, role, sts_beside};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Sandbox, signal, wait_for};

#[test]
fn whoever_is_asked_to_stop_stops_at_once_and_leaves_nobody_behind() {
    for name in ["INT", "TERM", "HUP"] {
        let sandbox = Sandbox::with_tools();
        let processes = Processes::of_hanging_tool(&sandbox, "sam");
        let check = sandbox.command(&["check"]).spawn().unwrap();
        processes.wait_for(2);
        // Before it listens, a signal has the effect that it has on every program.
        wait_for(|| listens(check.id(), name));

        let asked = Instant::now();
        signal(&check, name);
        let output = check.wait_with_output().unwrap();

        assert_eq!(output.status.code(), Some(130), "{name}: {output:?}");
        assert!(asked.elapsed() < Duration::from_secs(3), "{name}: {:?}", asked.elapsed());
        assert!(output.stdout.is_empty(), "{name}: half a report is none: {output:?}");
        processes.assert_gone(2);
    }
}

#[test]
fn whoami_stops_too_while_sts_says_nothing() {
    let sts = Server::start(|_| Reply::Silence);
    let mut sandbox = Sandbox::empty();
    sandbox.with_keys();
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
    let whoami = sandbox.command(&["whoami"]).spawn().unwrap();
    wait_for(|| sts.requests().len() == 1);

    let asked = Instant::now();
    signal(&whoami, "INT");
    let output = whoami.wait_with_output().unwrap();

    assert_eq!(output.status.code(), Some(130), "{output:?}");
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    assert!(output.stdout.is_empty(), "{output:?}");
}

#[test]
fn whoever_asks_a_second_time_does_not_wait_for_what_is_being_written() {
    for (first, second) in [("INT", "INT"), ("INT", "TERM"), ("TERM", "HUP")] {
        let aws = sts_beside(&role("Workshop", INSTANCE), |request| match request.operation() {
            "GetParameters" => Some(Reply::ok(r#"{"Parameters":[],"InvalidParameters":["/a"]}"#)),
            "PutParameter" => Some(Reply::Silence),
            _ => None,
        });
        let mut sandbox = Sandbox::empty();
        sandbox.with_keys();
        sandbox.set("AWS_ENDPOINT_URL", aws.url());
        sandbox.write("work/params.yaml", "version: 1\nparameters: { /a: b }\n");
        let mut seed = sandbox.command(&["seed", "params.yaml", "--yes"]).spawn().unwrap();
        wait_for(|| aws.calls("PutParameter") == 1);

        signal(&seed, first);
        std::thread::sleep(Duration::from_millis(500));
        assert_eq!(seed.try_wait().unwrap(), None, "{first}: a write is not given up lightly");
        let asked = Instant::now();
        signal(&seed, second);
        let output = seed.wait_with_output().unwrap();

        assert_eq!(output.status.code(), Some(130), "{first}, {second}: {output:?}");
        assert!(asked.elapsed() < Duration::from_secs(3), "{second}: {:?}", asked.elapsed());
    }
}

/// Tells whether a process catches a signal.
fn listens(process: u32, name: &str) -> bool {
    let number = match name {
        "HUP" => 1,
        "INT" => 2,
        _ => 15,
    };
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("it runs");
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).expect("Linux");
    let caught = u64::from_str_radix(caught.trim(), 16).expect("a mask");
    caught & (1 << (number - 1)) != 0
}
