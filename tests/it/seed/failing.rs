//! Writes that fail: what may pass is waited out, what will not is said by name, and the rest is done all the same.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::store::values;
use super::{machine, picture, seed, seed_as_json};
use crate::loopback::{Meddling, Reply, Request, Server};
use crate::peers::{Moto, moto};

/// How many writes are under way together.
const AT_ONCE: usize = 4;

/// A relay that answers some calls of `operation` itself, by their number from 0.
fn answering(
    moto: &Moto,
    operation: &'static str,
    answer: impl Fn(usize) -> Option<Reply> + Send + Sync + 'static,
) -> Server {
    let calls = AtomicUsize::new(0);
    moto.relay(move |request: &Request| {
        if request.operation() != operation {
            return None;
        }
        answer(calls.fetch_add(1, Ordering::Relaxed)).map(Meddling::Instead)
    })
}

/// Counts the steps of a report by what became of them.
fn results(document: &Value) -> BTreeMap<String, usize> {
    let mut results = BTreeMap::new();
    for step in document["steps"].as_array().expect("a report has steps") {
        *results.entry(step["result"].as_str().unwrap_or("-").to_owned()).or_default() += 1;
    }
    results
}

fn results_of(document: &Value, word: &str) -> usize {
    results(document).get(word).copied().unwrap_or_default()
}

#[test]
fn what_passes_is_waited_out() {
    let Some(moto) = moto() else { return };
    let cases = [
        ("throttled writes", "PutParameter", 400, "ThrottlingException"),
        ("too many updates", "PutParameter", 400, "TooManyUpdates"),
        ("a fault of the service", "PutParameter", 500, "InternalServerError"),
        ("a fault without a word", "PutParameter", 503, ""),
        ("throttled reads", "GetParameters", 400, "ThrottlingException"),
        ("throttled reading of tags", "GetResources", 400, "ThrottledException"),
        ("throttled tagging", "AddTagsToResource", 400, "TooManyUpdates"),
    ];
    for (number, (case, operation, status, code)) in cases.into_iter().enumerate() {
        let path = format!("/it-waited-out/{number}");
        let tagged = format!(
            "version: 1\npath: {path}\ndefaults: {{tags: {{app: x}}}}\nparameters: {{a: x, b: y}}"
        );
        let untagged = format!("version: 1\npath: {path}\nparameters: {{a: x}}");
        // So that there is something to read the tags of, and something to tag.
        let healthy = moto.relay(|_| None);
        if operation != "PutParameter" {
            assert_eq!(seed(&machine(&healthy), &untagged, &["--yes"]).code, Some(0), "{case}");
        }
        let relay = answering(moto, operation, move |call| {
            let reply = match code {
                "" => Reply::status(status, ""),
                code => Reply::aws_error(status, code, "later"),
            };
            (call < 3).then_some(reply)
        });

        let said = seed(&machine(&relay), &tagged, &["--yes"]);

        assert_eq!(said.code, Some(0), "{case}: {said:?}");
        assert!(relay.calls(operation) > 3, "{case}");
        assert_eq!(values(moto, &path).len(), 2, "{case}");
        assert_eq!(seed(&machine(&healthy), &tagged, &[]).code, Some(0), "{case}");
    }
}

#[test]
fn one_that_always_fails_is_said_by_name_and_the_others_are_stored() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|request| {
        let denied = request.operation() == "PutParameter" && request.body.contains("/it-denied/b");
        let message = "User: arn:aws:iam::123456789012:user/moto is not authorized to perform: ssm:PutParameter";
        denied.then(|| {
            Meddling::Instead(Reply::aws_error(400, "AccessDeniedException", message))
        })
    });
    let sandbox = machine(&relay);
    let manifest = "version: 1\npath: /it-denied\nparameters: {a: x, b: x, c: x}";

    let said = seed(&sandbox, manifest, &["--yes"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

      create     String        /it-denied/a
      create     String        /it-denied/b
      create     String        /it-denied/c
    3 to create, 0 to update, 0 unchanged
      failed     /it-denied/b  AccessDeniedException: User: arn:aws:iam::********9012:user/moto is not authorized to perform: ssm:PutParameter
    2 created, 1 failed
    what is written stays; run it again for the rest
    exit code 1
    ");
    assert_eq!(
        values(moto, "/it-denied").into_keys().collect::<Vec<_>>(),
        ["/it-denied/a", "/it-denied/c"]
    );
    // What will not change is not tried again.
    assert_eq!(relay.calls("PutParameter"), 3);
}

#[test]
fn what_the_service_refuses_is_said_in_its_words() {
    let Some(moto) = moto() else { return };
    for code in [
        "ParameterLimitExceeded",
        "ParameterMaxVersionLimitExceeded",
        "ParameterPatternMismatchException",
        "HierarchyTypeMismatchException",
        "InvalidKeyId",
        "KMSDisabledException",
    ] {
        let relay = moto.relay(move |request| {
            let refused = request.operation() == "PutParameter" && request.body.contains("/a\"");
            refused.then(|| Meddling::Instead(Reply::aws_error(400, code, "the reason")))
        });
        let path = format!("/it-refused/{code}");
        let manifest = format!("version: 1\npath: {path}\nparameters: {{a: x, b: x}}");

        let (document, said) = seed_as_json(&machine(&relay), &manifest, &["--yes"]);

        assert_eq!(said.code, Some(1), "{code}: {said:?}");
        assert_eq!(document["steps"][0]["reason"], format!("{code}: the reason"));
        assert_eq!(document["steps"][1]["result"], "created", "{code}");
    }
}

#[test]
fn credentials_that_expire_in_the_middle_end_the_run_and_the_next_one_completes_it() {
    let Some(moto) = moto() else { return };
    let relay = answering(moto, "PutParameter", |call| {
        (call >= 2).then(|| {
            Reply::aws_error(
                400,
                "ExpiredTokenException",
                "The security token included in the request is expired",
            )
        })
    });
    let sandbox = machine(&relay);
    let names: Vec<String> = (0..20).map(|number| format!("p{number:02}: x")).collect();
    let manifest = format!("version: 1\npath: /it-expired\nparameters: {{{}}}", names.join(", "));

    let (document, said) = seed_as_json(&sandbox, &manifest, &["--yes"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    let results = results(&document);
    assert_eq!(results["created"], 2, "{results:?}");
    assert!(results["failed"] >= 1, "{results:?}");
    assert_eq!(results.values().sum::<usize>(), 20, "{results:?}");
    assert!(results["failed"] <= AT_ONCE, "{results:?}");
    let failed = document["steps"].as_array().unwrap().iter();
    for step in failed.filter(|step| step["result"] == "failed") {
        let reason = "ExpiredTokenException: The security token included in the request is expired";
        assert_eq!(step["reason"], reason);
    }
    // What holds for one holds for all: those that were under way come to their end, and no others.
    assert!(relay.calls("PutParameter") <= 2 + AT_ONCE);

    let healthy = moto.relay(|_| None);
    let (document, said) = seed_as_json(&machine(&healthy), &manifest, &["--yes"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(results_of(&document, "unchanged"), 2);
    assert_eq!(results_of(&document, "created"), 18);
}

#[test]
fn a_network_that_is_gone_in_the_middle_ends_the_run() {
    let Some(moto) = moto() else { return };
    let relay = answering(moto, "PutParameter", |call| (call >= 1).then_some(Reply::Cut));
    let manifest =
        "version: 1\npath: /it-gone\nparameters: {a: x, b: x, c: x, d: x, e: x, f: x, g: x, h: x}";

    let (document, said) = seed_as_json(&machine(&relay), manifest, &["--yes"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    let results = results(&document);
    assert_eq!(results["created"], 1, "{results:?}");
    assert!(results["failed"] >= 3 && results["not-tried"] >= 1, "{results:?}");
    // A few tries for those that were under way, and none for the others.
    assert!(relay.calls("PutParameter") <= 1 + 3 * results["failed"]);
}

#[test]
fn a_service_that_is_down_ends_the_run() {
    let Some(moto) = moto() else { return };
    let relay =
        answering(moto, "PutParameter", |call| (call >= 1).then(|| Reply::status(503, "<html>")));
    let manifest = "version: 1\npath: /it-down\nparameters: {a: x, b: x, c: x, d: x, e: x, f: x, g: x, h: x, i: x, j: x, k: x, l: x}";

    let (document, said) = seed_as_json(&machine(&relay), manifest, &["--yes"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    let results = results(&document);
    assert_eq!(results["created"], 1, "{results:?}");
    assert!(results["failed"] >= 3 && results["not-tried"] >= 1, "{results:?}");
}

#[test]
fn a_parameter_that_was_written_and_not_tagged_is_not_done() {
    let Some(moto) = moto() else { return };
    let healthy = moto.relay(|_| None);
    let before = "version: 1\npath: /it-untagged\nparameters: {a: old, b: old}";
    assert_eq!(seed(&machine(&healthy), before, &["--yes"]).code, Some(0));
    let relay = answering(moto, "AddTagsToResource", |_| {
        Some(Reply::aws_error(
            400,
            "AccessDeniedException",
            "not authorized to perform: ssm:AddTagsToResource",
        ))
    });
    let sandbox = machine(&relay);
    let manifest =
        "version: 1\npath: /it-untagged\nparameters: {a: {value: new, tags: {app: x}}, b: new}";

    let said = seed(&sandbox, manifest, &["--yes"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

      update     String        /it-untagged/a  (value, tags)
      update     String        /it-untagged/b  (value)
    0 to create, 2 to update, 0 unchanged
      failed     /it-untagged/a  version 2 is written, the tags are not: AccessDeniedException: not authorized to perform: ssm:AddTagsToResource
    1 updated, 1 failed
    what is written stays; run it again for the rest
    exit code 1
    ");
    // The value is there; the next run has only the tags left to write.
    let (document, said) = seed_as_json(&machine(&healthy), manifest, &["--dry-run"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(document["steps"][0]["changes"], serde_json::json!(["tags"]));
    assert_eq!(document["counts"]["unchanged"], 1);
}
