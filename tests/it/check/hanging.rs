//! Tools that babble without end, hang, or leave somebody behind: they cost neither time nor memory.

use std::time::Duration;

use super::processes::Processes;
use super::tools::{TOOLS, machine};
use crate::sandbox::{check_of, text_of};

#[test]
fn a_flood_of_output_is_read_and_forgotten() {
    let flood = "/usr/bin/yes 'canary, and more of it' | /usr/bin/head -c 50000000";
    let quiet = machine().check(&[]).1;
    let sandbox = machine();
    for (tool, _) in TOOLS {
        let version = if tool == "sam" { "1.170.0" } else { "1.95.0" };
        sandbox.script(tool, &format!("echo '{tool} {version}'\n{flood}\n{flood} >&2"));
    }

    let (report, said) = sandbox.check(&[]);

    for (tool, id) in TOOLS {
        assert_eq!(check_of(&report, id)["status"], "pass", "{tool}: {said:?}");
    }
    assert!(!said.stdout.contains("canary"));
    let grown = said.peak_memory.saturating_sub(quiet.peak_memory);
    assert!(quiet.peak_memory > 0 && grown < 20_000_000, "{grown} more than {}", quiet.peak_memory);
}

#[test]
fn tools_that_hang_are_unknown_in_time_and_leave_nobody_behind() {
    let sandbox = machine();
    let mut hanging = Vec::new();
    for tool in ["sam", "rustc", "cargo-lambda"] {
        hanging.push((Processes::of_hanging_tool(&sandbox, tool), 2));
    }
    let endless = Processes::new(&sandbox, "cc");
    sandbox
        .script("cc", &format!("echo 'cc 1.0.0'\necho $$ >{}\nexec /usr/bin/yes", endless.list()));
    hanging.push((endless, 1));

    let (report, said) = sandbox.check(&[]);

    for (id, limit) in [
        ("sam.version", 10),
        ("rust.toolchain", 5),
        ("cargo-lambda.version", 5),
        ("rust.linker", 5),
    ] {
        let check = check_of(&report, id);
        assert_eq!(check["status"], "unknown", "{check}");
        let summary = text_of(check, "summary");
        assert!(summary.ends_with(&format!("did not answer within {limit} s")), "{summary}");
        let took = Duration::from_millis(check["duration_ms"].as_u64().unwrap());
        let limit = Duration::from_secs(limit);
        assert!((limit..limit + Duration::from_secs(4)).contains(&took), "{id}: {took:?}");
    }
    assert_eq!(
        report["capabilities"]["build"],
        serde_json::json!({
            "verdict": "unknown",
            "by": ["rust.toolchain", "rust.linker", "cargo-lambda.version", "sam.version"],
        })
    );
    // All hang at once: together they take as long as the slowest.
    assert!(said.took < Duration::from_secs(15), "{:?}", said.took);
    for (processes, count) in hanging {
        processes.assert_gone(count);
    }
}

#[test]
fn a_grandchild_that_keeps_the_pipe_open_delays_nobody() {
    for (case, leave) in [("its group", ""), ("a session of its own", "/usr/bin/setsid ")] {
        let sandbox = machine();
        let left = Processes::new(&sandbox, "sam");
        sandbox.script(
            "sam",
            &format!(
                "echo 'SAM CLI, version 1.170.0'\n{leave}/bin/sleep 1000 &\necho $! >>{}",
                left.list()
            ),
        );

        let (report, said) = sandbox.check(&[]);

        let check = check_of(&report, "sam.version");
        assert_eq!(check["status"], "pass", "in {case}: {check}");
        assert!(check["duration_ms"].as_u64().unwrap() < 3000, "in {case}: {check}");
        assert!(said.took < Duration::from_secs(5), "in {case}: {:?}", said.took);
        if leave.is_empty() {
            left.assert_gone(1);
        }
    }
}
