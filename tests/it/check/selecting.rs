//! `check WHAT`: areas and checks by their names, and what is said of what was left out.

use serde_json::json;

use super::healthy;
use crate::sandbox::{Sandbox, text_of};

fn ids(report: &serde_json::Value) -> Vec<&str> {
    report["checks"].as_array().unwrap().iter().map(|check| text_of(check, "id")).collect()
}

#[test]
fn only_what_is_named_is_checked() {
    let (sandbox, _servers) = healthy();
    for (what, expected) in [
        (&["docker"][..], &["docker.engine"][..]),
        (&["aws.region", "sam"], &["sam.version", "aws.region"]),
        (&["rust.linker", "rust.linker"], &["rust.linker"]),
        (&["aws.endpoint"], &["aws.endpoint"]),
        (&["aws.profile"], &["aws.profile"]),
        (
            &["aws"],
            &[
                "aws.profile",
                "aws.region",
                "aws.endpoint",
                "aws.credentials",
                "aws.identity",
                "cloud9.credentials",
            ],
        ),
    ] {
        let (report, said) = sandbox.check(what);

        assert_eq!(ids(&report), expected);
        assert_eq!(said.code, Some(0), "{report}");
    }
}

#[test]
fn what_is_not_named_is_not_looked_for() {
    let (sandbox, servers) = healthy();
    for tool in ["rustc", "cargo", "cc", "cargo-lambda", "sam"] {
        sandbox.script(tool, ": > \"$HOME/ran\"");
    }

    for what in ["machine", "docker", "aws.profile"] {
        sandbox.check(&[what]);
    }

    assert!(!sandbox.path("home/ran").exists());
    let [_engine, metadata, sts] = &servers[..] else { panic!() };
    assert_eq!((metadata.requests().len(), sts.requests().len()), (0, 0));
}

#[test]
fn what_was_left_out_is_not_said_to_work() {
    let (sandbox, _servers) = healthy();

    let (report, _) = sandbox.check(&["docker"]);
    let text = sandbox.bootstrap(&["check", "docker"]).stdout;
    for capability in ["build", "run_local", "deploy"] {
        assert_eq!(report["capabilities"][capability]["verdict"], "unknown", "{report}");
        assert_eq!(report["capabilities"][capability]["by"], json!([]), "{report}");
    }
    assert!(!text.contains("ok") && !text.contains("build:"), "{text}");

    sandbox.without("cc");
    let text = sandbox.bootstrap(&["check", "rust"]).stdout;
    assert!(text.ends_with("deploy: blocked (rust.linker)\n"), "{text}");
}

#[test]
fn a_name_that_is_unknown_brings_the_nearest() {
    let areas = "; the areas are machine, rust, sam, docker, aws\n";
    for (what, told) in [
        ("aws.regoin", "; the nearest is `aws.region`\n"),
        ("Docker", "; the nearest is `docker`\n"),
        ("nonsense", areas),
        ("", areas),
    ] {
        let said = Sandbox::empty().bootstrap(&["check", "aws", what]);

        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.stderr.contains(told), "{said:?}");
        assert_eq!(said.stdout, "");
    }
}
