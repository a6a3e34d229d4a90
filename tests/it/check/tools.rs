//! Tools that are not as they should be, and what is said of them.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::sandbox::{Said, Sandbox, check_of, text_of};

/// The tools, and the checks that speak of them.
pub(super) const TOOLS: [(&str, &str); 5] = [
    ("rustc", "rust.toolchain"),
    ("cargo", "rust.toolchain"),
    ("cc", "rust.linker"),
    ("cargo-lambda", "cargo-lambda.version"),
    ("sam", "sam.version"),
];

/// The tools that must say a version; a C compiler need not.
fn versioned() -> impl Iterator<Item = (&'static str, &'static str)> {
    TOOLS.into_iter().filter(|(tool, _)| *tool != "cc")
}

/// Checks a machine on which one tool is a script.
#[track_caller]
fn with_script(tool: &str, body: &str) -> (Sandbox, Value, Said) {
    let sandbox = machine();
    sandbox.script(tool, body);
    let (report, said) = sandbox.check(&[]);
    (sandbox, report, said)
}

/// A machine with all tools, an account and a Region; nothing is missing but an engine.
pub(super) fn machine() -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
    sandbox
}

/// Asserts what is true of every failure: there is something to paste, and nothing can be built.
#[track_caller]
fn assert_blocks_the_build(report: &Value, id: &str, case: &str) {
    let check = check_of(report, id);
    assert_eq!(check["status"], "fail", "{case}: {check}");
    assert!(text_of(check, "hint").lines().count() >= 2, "{case}: {check}");
    for capability in ["build", "run_local", "deploy"] {
        let ability = &report["capabilities"][capability];
        assert_eq!(ability["verdict"], "blocked", "{case}: {capability}");
        let by = ability["by"].as_array().expect("somebody decided it");
        assert!(by.contains(&id.into()), "{case}: {ability}");
    }
}

#[test]
fn an_absent_tool_is_a_failure_with_a_command_that_installs_it() {
    for (tool, id) in TOOLS {
        let sandbox = machine();
        sandbox.without(tool);

        let (report, said) = sandbox.check(&[]);

        assert_blocks_the_build(&report, id, tool);
        let check = check_of(&report, id);
        assert_eq!(check["summary"], format!("`{tool}` is not on PATH"));
        assert_eq!(said.code, Some(1), "{tool}");
    }
}

#[test]
fn what_cannot_be_run_is_as_good_as_absent() {
    for (tool, id) in TOOLS {
        let sandbox = machine();
        let path = sandbox.bin().join(tool);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert_blocks_the_build(&sandbox.check(&[]).0, id, &format!("{tool}, not executable"));

        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(sandbox.path("nowhere"), &path).unwrap();
        assert_blocks_the_build(&sandbox.check(&[]).0, id, &format!("{tool}, a dangling link"));

        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert_blocks_the_build(&sandbox.check(&[]).0, id, &format!("{tool}, a folder"));
    }
}

#[test]
fn what_cannot_be_started_is_a_failure_with_the_systems_own_reason() {
    let contents: [(&str, &[u8], &str); 3] = [
        ("for another machine", b"\x7fELF\x02\x01\x01garbage", "Exec format error"),
        ("without a first line", b"echo 1.95.0\n", "Exec format error"),
        ("without its interpreter", b"#!/nowhere/python3\n", "No such file or directory"),
    ];
    for (tool, id) in TOOLS {
        for (case, content, reason) in contents {
            let sandbox = machine();
            sandbox.script(tool, "");
            sandbox.write(&format!("bin/{tool}"), content);

            let (report, _) = sandbox.check(&[]);

            assert_blocks_the_build(&report, id, case);
            let summary = text_of(check_of(&report, id), "summary");
            assert!(
                summary.contains(&format!("/bin/{tool} cannot be started"))
                    && summary.contains(reason),
                "{tool} {case}: {summary}"
            );
        }
    }
}

#[test]
fn old_tools_fail_where_the_build_breaks_and_warn_where_it_limps() {
    let cases = [
        (
            "sam",
            "SAM CLI, version 1.100.0",
            "sam.version",
            "fail",
            "1.100.0; it does not know the runtime",
        ),
        (
            "sam",
            "SAM CLI, version 1.155.2",
            "sam.version",
            "warn",
            "1.155.2; before 1.156.0 `sam build`",
        ),
        ("sam", "SAM CLI, version 1.156.0", "sam.version", "pass", "1.156.0; 1.156.0 or newer"),
        (
            "rustc",
            "rustc 1.90.0 (1159e78c4 2025-09-14)",
            "rust.toolchain",
            "fail",
            "rustc 1.90.0, cargo 1.95.0;",
        ),
        (
            "cargo",
            "cargo 1.94.0 (0 2026-03-01)",
            "rust.toolchain",
            "fail",
            "rustc 1.95.0, cargo 1.94.0;",
        ),
        (
            "rustc",
            "rustc 1.94.1 (0 2026-03-20)",
            "rust.toolchain",
            "pass",
            "rustc 1.94.1, cargo 1.95.0;",
        ),
        (
            "rustc",
            "rustc 1.97.0-nightly (0 2026-05-01)",
            "rust.toolchain",
            "pass",
            "rustc 1.97.0-nightly,",
        ),
    ];
    for (tool, version, id, status, beginning) in cases {
        let sandbox = machine();
        sandbox.tool(tool, version);

        let (report, _) = sandbox.check(&[]);

        let check = check_of(&report, id);
        assert_eq!(check["status"], status, "{version}: {check}");
        assert!(text_of(check, "summary").starts_with(beginning), "{version}: {check}");
        let verdict = if status == "fail" { "blocked" } else { "ok" };
        assert_eq!(report["capabilities"]["build"]["verdict"], verdict, "{version}");
    }
}

#[test]
fn a_crash_is_a_failure_told_by_its_first_line() {
    let traceback = "echo 'Traceback (most recent call last):' >&2\n\
                     echo '  File \"/opt/sam/cli.py\", line 7, in <module>' >&2\n\
                     echo 'ModuleNotFoundError: canary' >&2\nexit 1";
    for (tool, id) in TOOLS {
        let (_sandbox, report, said) = with_script(tool, traceback);
        assert_blocks_the_build(&report, id, tool);
        let summary = text_of(check_of(&report, id), "summary");
        assert!(
            summary.ends_with("ended with code 1: Traceback (most recent call last):"),
            "{tool}: {summary}"
        );
        assert!(!said.everything().contains("canary"), "{tool}: only the first line is shown");
        assert_eq!(said.code, Some(1), "{tool}");

        // What a version looks like does not count when the tool failed.
        let (_sandbox, report, _) = with_script(tool, "echo 'version 9.9.9'\nexit 7");
        assert_blocks_the_build(&report, id, tool);
        let summary = text_of(check_of(&report, id), "summary");
        assert!(summary.ends_with("ended with code 7: version 9.9.9"), "{tool}: {summary}");

        let (_sandbox, report, _) = with_script(tool, "echo 'version 9.9.9'\nkill -s SEGV $$");
        assert_blocks_the_build(&report, id, tool);
        let summary = text_of(check_of(&report, id), "summary");
        assert!(summary.contains("was ended by a signal"), "{tool}: {summary}");
    }
}

#[test]
fn what_does_not_say_a_version_is_unknown() {
    let sayings = [
        "",
        ":",
        "echo hello",
        "echo 'version one'",
        "echo 'hello'; echo 'version 9.9.9'",
        r"printf '\377\376\000v\0001'",
        "echo 'version 9.9.9' >&2",
    ];
    for (tool, id) in versioned() {
        for saying in sayings {
            let (_sandbox, report, said) = with_script(tool, saying);

            let check = check_of(&report, id);
            assert_eq!(check["status"], "unknown", "{tool} {saying:?}: {check}");
            assert_eq!(report["capabilities"]["build"]["verdict"], "unknown", "{tool} {saying:?}");
            let question = if tool == "cargo-lambda" { "cargo-lambda lambda" } else { tool };
            assert_eq!(check["hint"], format!("see what it says\n{question} --version"));
            assert_ne!(said.code, Some(0), "{tool} {saying:?}");
        }
    }
}

#[test]
fn a_compiler_that_works_is_one_whatever_it_says() {
    for saying in [":", "echo 'hello'", "printf 'Zig\\n\\n'"] {
        let (_sandbox, report, _) = with_script("cc", saying);

        assert_eq!(check_of(&report, "rust.linker")["status"], "pass", "{saying}");
    }
}
