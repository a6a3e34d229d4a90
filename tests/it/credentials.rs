//! Which credentials answer, whose they are, and what `bootstrap check` says of them.

mod answers;
mod asked_of_cloud9;
mod assuming;
mod catalogue;
mod causes;
mod endless;
mod endpoints;
mod files;
mod kinds;
mod metadata;
mod outside;
mod own;
mod profiles;
mod regions;
mod slow;
mod sts;
mod taking;
mod way_out;

use serde_json::Value;

use crate::canary::assert_no_key_id;
use crate::fixtures::{ACCOUNT, sts};
use crate::loopback::Server;
use crate::sandbox::{Said, Sandbox, check_of, text_of};

/// What must never be shown: secrets, and accounts in full.
const NEVER: [&str; 2] = ["canary", ACCOUNT];

/// A machine with all tools, and an STS that knows one caller.
fn known_as(arn: &str) -> (Sandbox, Server) {
    let sts = sts(arn);
    let mut sandbox = Sandbox::with_tools();
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
    (sandbox, sts)
}

/// Checks in every form there is. Asserts that none of them shows what must not be shown; returns the report.
#[track_caller]
fn checked(sandbox: &Sandbox, case: &str) -> (Value, Said) {
    let (report, said) = sandbox.check(&[]);
    let said_by = |arguments: &[&str]| sandbox.bootstrap(arguments).everything();
    let everything = said.everything()
        + &said_by(&["check"])
        + &said_by(&["check", "--verbose"])
        + &said_by(&["check", "--verbose", "--format", "json"]);
    let home = sandbox.home().display().to_string();
    for never in NEVER.into_iter().chain([home.as_str()]) {
        assert!(!everything.contains(never), "{case} shows {never}: {everything}");
    }
    assert_no_key_id(case, &everything);
    (report, said)
}

/// Asserts the status of a check and a part of what it says, and returns it.
#[track_caller]
fn assert_check<'a>(
    report: &'a Value,
    id: &str,
    status: &str,
    summary: &str,
    case: &str,
) -> &'a Value {
    let check = check_of(report, id);
    assert_eq!(check["status"], status, "{case}: {check}");
    assert!(text_of(check, "summary").contains(summary), "{case}: {check}");
    if ["fail", "warn", "unknown"].contains(&status) {
        assert!(text_of(check, "hint").lines().count() >= 2, "{case}: {check}");
    }
    check
}

/// Returns the commands of a hint.
#[track_caller]
fn commands(check: &Value) -> Vec<&str> {
    text_of(check, "hint").lines().skip(1).collect()
}
