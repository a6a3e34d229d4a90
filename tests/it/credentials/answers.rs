//! What others answer, or do not: each cause is told by its code, with what to paste.

mod clock;
mod metadata;
mod network;
mod refusals;
pub(super) mod tls;

use serde_json::Value;

use super::{assert_check, checked, commands};
use crate::sandbox::{Sandbox, text_of};

/// A machine with a user's keys, and STS at an address.
fn asking(address: &str) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.with_keys();
    sandbox.set("AWS_ENDPOINT_URL_STS", address);
    sandbox
}

/// Asserts what a check in every form says: its status, the code of the cause, a part of the words, all commands.
#[track_caller]
fn assert_cause(
    sandbox: &Sandbox,
    (id, status, code): (&str, &str, &str),
    summary: &str,
    expected: &[&str],
) -> Value {
    let (report, _) = checked(sandbox, code);
    let check = assert_check(&report, id, status, summary, code);
    assert_eq!(check["facts"]["cause"], code, "{check}");
    assert_eq!(commands(check), expected, "{}", text_of(check, "summary"));
    report
}
