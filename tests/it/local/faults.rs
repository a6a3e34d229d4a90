//! The fault script and the call log: what tests of clients are made with.

use std::fs;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

use super::server::{Local, machine};
use super::wire::Client;
use crate::sandbox::{Sandbox, wait_for};

/// A store in which some calls fail, and the log of all of them.
struct Failing {
    sandbox: Sandbox,
    server: Local,
    client: Client,
}

impl Failing {
    #[track_caller]
    fn with(script: &Value) -> Self {
        let sandbox = machine();
        let script = sandbox.write("faults.json", script.to_string());
        let log = sandbox.path("calls.log");
        let arguments = ["--faults", text(&script), "--call-log", text(&log)];
        let server = Local::start(&sandbox, &arguments);
        let client = server.client();
        Self { sandbox, server, client }
    }

    /// Puts a parameter, and returns the code of the refusal, or `cut`, or nothing.
    fn put(&self, name: &str) -> Option<String> {
        let put = json!({"Name": name, "Value": "x", "Type": "String"});
        match self.client.try_to_ask("PutParameter", &put) {
            Ok(answer) => answer.code(),
            Err(_) => Some("cut".to_owned()),
        }
    }

    /// Returns the calls so far.
    fn log(&self) -> Vec<Value> {
        let log = fs::read_to_string(self.sandbox.path("calls.log")).unwrap();
        log.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the sandbox's name is a text")
}

#[test]
fn the_calls_that_are_named_fail_as_they_are_told_to() {
    for (fault, status, code) in [
        ("throttling", 400, "ThrottlingException"),
        ("too-many-updates", 400, "TooManyUpdates"),
        ("type-mismatch", 400, "HierarchyTypeMismatchException"),
        ("internal-server-error", 500, "InternalServerError"),
        ("access-denied", 400, "AccessDeniedException"),
    ] {
        let failing =
            Failing::with(&json!([{"operation": "PutParameter", "calls": [2, 4], "fault": fault}]));

        let codes: Vec<_> = (1..=5).map(|number| failing.put(&format!("/p/{number}"))).collect();

        let refused = Some(code.to_owned());
        assert_eq!(codes, [None, refused.clone(), None, refused, None], "{fault}");
        for (number, there) in [(1, true), (2, false), (3, true), (4, false), (5, true)] {
            assert_eq!(failing.client.value(&format!("/p/{number}")).is_some(), there, "{fault}");
        }
        assert_eq!(failing.log()[1]["status"], status, "{fault}");
    }
}

#[test]
fn a_name_that_is_denied_denies_every_request_with_it() {
    let denied = json!([
        {"operation": "GetParameters", "name": "/p/b", "fault": "access-denied"},
        {"operation": "PutParameter", "name": "/p/b", "fault": "access-denied"},
    ]);
    let failing = Failing::with(&denied);
    let read =
        |names: &[&str]| failing.client.ask("GetParameters", &json!({"Names": names})).code();

    assert_eq!(failing.put("/p/a"), None);
    assert_eq!(failing.put("/p/b").as_deref(), Some("AccessDeniedException"));
    assert_eq!(read(&["/p/a", "/p/c"]), None);
    assert_eq!(read(&["/p/a", "/p/b", "/p/c"]).as_deref(), Some("AccessDeniedException"));
}

#[test]
fn a_connection_is_cut_before_or_after_the_effect() {
    let cut = json!([
        {"operation": "PutParameter", "calls": [1], "fault": "cut-before"},
        {"operation": "PutParameter", "calls": [2], "fault": "cut-after"},
    ]);
    let failing = Failing::with(&cut);

    assert_eq!(failing.put("/p/before").as_deref(), Some("cut"));
    assert_eq!(failing.put("/p/after").as_deref(), Some("cut"));
    assert_eq!(failing.put("/p/healthy"), None);
    assert_eq!(failing.client.value("/p/before"), None);
    assert_eq!(failing.client.value("/p/after").as_deref(), Some("x"));
    assert_eq!(failing.log()[0]["status"], Value::Null);
}

#[test]
fn a_page_without_items_leads_to_the_one_that_was_asked_for() {
    let empty =
        |operation| json!({"operation": operation, "calls": [1, 2, 4], "fault": "empty-page"});
    let operations = [
        ("GetParametersByPath", json!({"Path": "/p", "MaxResults": 2}), "Parameters", "NextToken"),
        ("DescribeParameters", json!({"MaxResults": 2}), "Parameters", "NextToken"),
        ("GetParameterHistory", json!({"Name": "/p/0"}), "Parameters", "NextToken"),
        (
            "GetResources",
            json!({"ResourcesPerPage": 2}),
            "ResourceTagMappingList",
            "PaginationToken",
        ),
    ];
    let script: Vec<_> = operations.iter().map(|(operation, ..)| empty(*operation)).collect();
    let failing = Failing::with(&json!(script));
    for number in 0..5 {
        let tags = json!([{"Key": "k", "Value": "v"}]);
        let put =
            json!({"Name": format!("/p/{number}"), "Value": "x", "Type": "String", "Tags": tags});
        failing.client.succeed("PutParameter", &put);
    }

    for (operation, arguments, field, token) in operations {
        let page = failing.client.succeed(operation, &arguments);
        assert_eq!(page[field], json!([]), "{operation}: {page}");
        assert!(page[token].as_str().is_some_and(|token| !token.is_empty()), "{operation}: {page}");
        let mut from_there = arguments.clone();
        from_there[token] = page[token].clone();

        let found = failing.client.pages(operation, &from_there, field);

        let expected = if operation == "GetParameterHistory" { 1 } else { 5 };
        assert_eq!(found.len(), expected, "{operation}");
    }
}

#[test]
fn an_effect_may_come_later_than_the_answer() {
    let later = json!([{"operation": "PutParameter", "calls": [1], "fault": "later"}]);
    let failing = Failing::with(&later);
    let started = Instant::now();

    assert_eq!(failing.put("/p/image"), None);

    assert_eq!(failing.client.value("/p/image"), None);
    wait_for(|| failing.client.value("/p/image").is_some());
    assert!(started.elapsed().as_millis() >= 1000, "{:?}", started.elapsed());
}

#[test]
fn what_became_impossible_meanwhile_never_comes_and_harms_nothing() {
    let sandbox = machine();
    let later = json!([{"operation": "PutParameter", "calls": [1], "fault": "later"}]);
    let script = sandbox.write("faults.json", later.to_string());
    let server = Local::start(&sandbox, &["--faults", &script.display().to_string()]);
    let client = server.client();
    let started = Instant::now();
    for name in ["/late", "/late", "/other"] {
        client.put(name, "x");
    }

    // Long enough for what was to come later.
    wait_for(|| started.elapsed().as_millis() > 1500);
    client.put("/last", "x");
    drop(server);

    let server = Local::start(&sandbox, &[]);
    for name in ["/late", "/other", "/last"] {
        assert_eq!(server.client().value(name).as_deref(), Some("x"), "{name}");
    }
}

#[test]
fn the_log_has_a_line_for_every_call() {
    let failing =
        Failing::with(&json!([{"operation": "PutParameter", "calls": [2], "fault": "throttling"}]));
    failing.put("/p/a");
    failing.put("/p/a");
    failing.put("/p/a");
    failing.client.value("/p/a");

    let log = failing.log();

    let calls: Vec<_> = log
        .iter()
        .map(|call| (call["operation"].as_str().unwrap(), call["status"].as_u64().unwrap()))
        .collect();
    assert_eq!(
        calls,
        [
            ("PutParameter", 200),
            ("PutParameter", 400),
            ("PutParameter", 400),
            ("GetParameters", 200)
        ]
    );
    let put = json!({"Name": "/p/a", "Value": "x", "Type": "String"}).to_string();
    assert_eq!(log[0]["bytes"], put.len());
    let times: Vec<_> = log.iter().map(|call| call["milliseconds"].as_u64().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
}

#[test]
fn a_script_that_is_none_is_refused_with_its_path() {
    for script in ["", "{}", "[1]", r#"[{"operation": "PutParameter", "fault": "fire"}]"#] {
        let sandbox = machine();
        let path = sandbox.write("faults.json", script);

        let said = sandbox.bootstrap(&["local", "--faults", text(&path)]);

        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{script}: {said:?}");
        assert!(said.stderr.contains(&format!("`{}` is no script", path.display())), "{said:?}");
    }
}

#[test]
fn faults_and_the_log_are_not_in_the_help() {
    let said = machine().bootstrap(&["local", "--help"]);

    assert!(said.stdout.contains("--throttle"), "{said:?}");
    assert!(!said.stdout.contains("--faults") && !said.stdout.contains("--call-log"), "{said:?}");
}

#[test]
fn seed_comes_through_the_faults_that_pass() {
    let script = json!([
        {"operation": "PutParameter", "calls": [1], "fault": "throttling"},
        {"operation": "PutParameter", "calls": [3], "fault": "too-many-updates"},
        {"operation": "PutParameter", "calls": [5], "fault": "internal-server-error"},
        {"operation": "PutParameter", "calls": [7], "fault": "cut-before"},
        {"operation": "GetParameters", "calls": [1], "fault": "internal-server-error"},
    ]);
    let failing = Failing::with(&script);
    let manifest = "version: 1\npath: /p\nparameters: {a: x, b: x, c: x, d: x, e: x}";
    failing.sandbox.write("work/params.yaml", manifest);

    let said = failing.sandbox.bootstrap(&["seed", "params.yaml", "--local"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    for name in ["a", "b", "c", "d", "e"] {
        assert_eq!(failing.server.client().value(&format!("/p/{name}")).as_deref(), Some("x"));
    }
}
