//! Random scripts of failures: a few rules, or one that never ends.

use std::fmt::Write as _;

/// What may be failing; what is called more often is there more often.
const OPERATIONS: [&str; 17] = [
    "PutParameter",
    "PutParameter",
    "PutParameter",
    "PutParameter",
    "DeleteParameters",
    "DeleteParameters",
    "AddTagsToResource",
    "RemoveTagsFromResource",
    "LabelParameterVersion",
    "LabelParameterVersion",
    "GetParameters",
    "GetParameters",
    "GetParameters",
    "GetParametersByPath",
    "DescribeParameters",
    "GetResources",
    "ListTagsForResource",
];

/// How anything may fail.
const ANYWHERE: [&str; 6] = [
    "throttling",
    "throttling",
    "internal-server-error",
    "cut-before",
    "cut-after",
    "access-denied",
];

/// Makes a script. Where others write as well nothing comes later: what they do in between would make it impossible
/// after it was promised.
pub(super) fn script(random: &mut fastrand::Rng, comes_later: bool) -> String {
    let mut rules = Vec::new();
    for _ in 0..random.usize(0..8) {
        let operation = OPERATIONS[random.usize(..OPERATIONS.len())];
        let mut rule = format!(r#"{{"operation": "{operation}""#);
        if random.u8(..8) > 0 {
            let calls: Vec<u8> = (0..random.usize(1..6)).map(|_| random.u8(1..12)).collect();
            write!(rule, r#", "calls": {calls:?}"#).unwrap();
        }
        if random.bool() {
            write!(rule, r#", "name": "/f/p{}""#, random.u8(..6)).unwrap();
        }
        let fault = fault(operation, comes_later, random);
        rules.push(format!(r#"{rule}, "fault": "{fault}"}}"#));
    }
    format!("[{}]", rules.join(", "))
}

/// An answer without its items is a lie where it says what was done: only who reads must be ready for that, and who
/// deletes, for that answer names what it was about.
fn fault(operation: &str, comes_later: bool, random: &mut fastrand::Rng) -> &'static str {
    let mut special = Vec::new();
    let reads = operation.starts_with("Get") || operation.starts_with("Describe");
    if reads || operation == "DeleteParameters" {
        special.push("empty-page");
    }
    if !reads {
        special.push("too-many-updates");
        special.extend(comes_later.then_some("later"));
    }
    if operation == "PutParameter" {
        special.push("type-mismatch");
    }
    let special = special.into_iter().chain(ANYWHERE).collect::<Vec<_>>();
    special[random.usize(..special.len())]
}
