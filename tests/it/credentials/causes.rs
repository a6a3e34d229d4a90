//! What is wrong, as far as the machine itself knows: a fixture for each row of the catalogue, through the program.

mod files;
mod keys;
mod nothing;
mod outside;
mod profiles;
mod sign_ins;

use serde_json::Value;

use super::{assert_check, checked, commands, known_as};
use crate::fixtures::role;
use crate::loopback::Server;
use crate::sandbox::{Sandbox, check_of};

/// A machine with tools and a Region, and an STS that takes every key.
fn machine() -> (Sandbox, Server) {
    let (mut sandbox, sts) = known_as(&role("Admin", "ann"));
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
    (sandbox, sts)
}

/// Checks in every form there is, and asserts what one check says of its cause.
#[track_caller]
fn assert_cause(sandbox: &Sandbox, id: &str, status: &str, code: &str, summary: &str) -> Value {
    let (report, _) = checked(sandbox, code);
    let check = assert_check(&report, id, status, summary, code);
    assert_eq!(check["facts"]["cause"], code, "{check}");
    report
}

/// Returns the commands of a check's hint.
#[track_caller]
fn commands_of<'a>(report: &'a Value, id: &str) -> Vec<&'a str> {
    commands(check_of(report, id))
}

/// Returns what the SDK itself says of a provider: 0 is the environment, 1 the profile, 2 web identity.
#[track_caller]
fn walked(report: &Value, provider: usize) -> &str {
    check_of(report, "aws.credentials")["facts"]["walked"][provider].as_str().expect("it is asked")
}
