//! Answers that are lost, and others who write at the same time: nothing is written twice, nothing of others is lost.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::store::{call, values};
use super::{machine, picture, seed, seed_as_json, sent, steps};
use crate::loopback::{Meddling, Reply, Request, Server};
use crate::peers::{Moto, moto};

/// A relay that meddles with the first call of an operation only, about the parameter `a`.
fn at_the_first(
    moto: &'static Moto,
    operation: &'static str,
    meddle: impl Fn() -> Option<Meddling> + Send + Sync + 'static,
) -> Server {
    let calls = AtomicUsize::new(0);
    moto.relay(move |request: &Request| {
        let is_first = request.operation() == operation
            && request.body.contains("/a\"")
            && calls.fetch_add(1, Ordering::Relaxed) == 0;
        is_first.then(&meddle).flatten()
    })
}

/// The ways in which an answer is lost although the write was done.
fn losses() -> [(&'static str, Reply); 3] {
    [
        ("the connection is cut", Reply::Cut),
        ("the service has a fault", Reply::aws_error(500, "InternalServerError", "")),
        ("a proxy has one", Reply::status(502, "<html>Bad Gateway</html>")),
    ]
}

#[test]
fn a_create_goes_without_overwrite() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let manifest = "version: 1\npath: /it-not-over\nparameters: {a: x, b: [y, z]}";

    assert_eq!(seed(&machine(&relay), manifest, &["--yes"]).code, Some(0));

    let puts = sent(&relay, "PutParameter");
    assert_eq!(puts.len(), 2);
    for put in puts {
        assert!(put["Overwrite"].is_null() || put["Overwrite"] == false, "{put}");
    }
}

#[test]
fn a_create_whose_answer_is_lost_is_recognised() {
    let Some(moto) = moto() else { return };
    for (case, (name, reply)) in losses().into_iter().enumerate() {
        let relay =
            at_the_first(moto, "PutParameter", move || Some(Meddling::After(reply.clone())));
        let path = format!("/it-lost-create/{case}");
        let manifest = format!("version: 1\npath: {path}\nparameters: {{a: x}}");

        let (document, said) = seed_as_json(&machine(&relay), &manifest, &["--yes"]);

        assert_eq!(said.code, Some(0), "{name}: {said:?}");
        assert_eq!(document["steps"][0]["result"], "created", "{name}");
        assert_eq!(document["steps"][0]["version"], 1, "{name}");
        assert_eq!(values(moto, &path)[&format!("{path}/a")], ("x".to_owned(), 1), "{name}");
    }
}

#[test]
fn an_update_whose_answer_is_lost_is_not_written_twice() {
    let Some(moto) = moto() else { return };
    for (case, (name, reply)) in losses().into_iter().enumerate() {
        let path = format!("/it-lost-update/{case}");
        let parameter = format!("{path}/a");
        call(moto, "put_parameter", &json!({"Name": parameter, "Value": "old", "Type": "String"}));
        let relay =
            at_the_first(moto, "PutParameter", move || Some(Meddling::After(reply.clone())));
        let manifest = format!("version: 1\npath: {path}\nparameters: {{a: new}}");

        let (document, said) = seed_as_json(&machine(&relay), &manifest, &["--yes"]);

        assert_eq!(said.code, Some(0), "{name}: {said:?}");
        assert_eq!(document["steps"][0]["result"], "updated", "{name}");
        assert_eq!(document["steps"][0]["version"], 2, "{name}");
        assert_eq!(values(moto, &path)[&parameter], ("new".to_owned(), 2), "{name}");
    }
}

#[test]
fn an_update_of_what_is_no_value_is_not_written_twice_either() {
    let Some(moto) = moto() else { return };
    let name = "/it-lost-description/a";
    call(moto, "put_parameter", &json!({"Name": name, "Value": "same", "Type": "String"}));
    let relay = at_the_first(moto, "PutParameter", || Some(Meddling::After(Reply::Cut)));
    let manifest =
        "version: 1\npath: /it-lost-description\nparameters: {a: {value: same, description: new}}";

    let (_, said) = seed_as_json(&machine(&relay), manifest, &["--yes"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(values(moto, "/it-lost-description")[name], ("same".to_owned(), 2));
}

#[test]
fn an_update_that_is_still_under_way_is_not_written_twice() {
    let Some(moto) = moto() else { return };
    let name = "/it-under-way/a";
    call(moto, "put_parameter", &json!({"Name": name, "Value": "old", "Type": "String"}));
    // The first write is slow: its answer is lost, it is not to be seen yet, and another one is too many.
    let puts = AtomicUsize::new(0);
    let reads = AtomicUsize::new(0);
    let unchanged = call(moto, "get_parameters", &json!({"Names": [name]}));
    let mut unchanged: Value = json!({"Parameters": unchanged["Parameters"]});
    unchanged["Parameters"][0]["LastModifiedDate"] = json!(1_700_000_000);
    let relay = moto.relay(move |request| match request.operation() {
        "PutParameter" => match puts.fetch_add(1, Ordering::Relaxed) {
            0 => Some(Meddling::After(Reply::Cut)),
            1 => Some(Meddling::Instead(Reply::aws_error(400, "TooManyUpdates", "one at a time"))),
            _ => None,
        },
        // After the plan, and the version just before the write.
        "GetParameters" if reads.fetch_add(1, Ordering::Relaxed) == 2 => {
            Some(Meddling::Instead(Reply::ok(unchanged.to_string())))
        }
        _ => None,
    });
    let manifest = "version: 1\npath: /it-under-way\nparameters: {a: new}";

    let (_, said) = seed_as_json(&machine(&relay), manifest, &["--yes"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(values(moto, "/it-under-way")[name], ("new".to_owned(), 2));
}

#[test]
fn what_somebody_else_made_since_the_plan_is_not_overwritten() {
    let Some(moto) = moto() else { return };
    let theirs = json!({"Name": "/it-raced/a", "Value": "theirs", "Type": "String"});
    let relay = at_the_first(moto, "PutParameter", move || {
        call(moto, "put_parameter", &theirs);
        None
    });
    let sandbox = machine(&relay);

    let said =
        seed(&sandbox, "version: 1\npath: /it-raced\nparameters: {a: ours, b: ours}", &["--yes"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

      create     String        /it-raced/a
      create     String        /it-raced/b
    2 to create, 0 to update, 0 unchanged
      conflict   /it-raced/a  somebody made it since the plan; run again to compare
    1 created, 1 conflict
    what is written stays; run it again for the rest
    exit code 1
    ");
    assert_eq!(values(moto, "/it-raced")["/it-raced/a"], ("theirs".to_owned(), 1));
    assert_eq!(values(moto, "/it-raced")["/it-raced/b"], ("ours".to_owned(), 1));
    assert_eq!(relay.calls("PutParameter"), 2);
}

#[test]
fn what_somebody_else_made_while_our_answer_was_lost_is_not_taken_for_ours() {
    let Some(moto) = moto() else { return };
    let theirs = json!({"Name": "/it-raced-blindly/a", "Value": "theirs", "Type": "String"});
    let relay = at_the_first(moto, "PutParameter", move || {
        call(moto, "put_parameter", &theirs);
        Some(Meddling::Instead(Reply::Cut))
    });
    let manifest = "version: 1\npath: /it-raced-blindly\nparameters: {a: ours}";

    let (document, said) = seed_as_json(&machine(&relay), manifest, &["--yes"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    assert_eq!(steps(&document), ["/it-raced-blindly/a create conflict"]);
    assert_eq!(
        document["steps"][0]["reason"],
        "somebody made it since the plan; run again to compare"
    );
    assert_eq!(values(moto, "/it-raced-blindly")["/it-raced-blindly/a"], ("theirs".to_owned(), 1));
}

#[test]
fn an_answer_without_a_version_is_a_lost_one_and_the_store_has_the_last_word() {
    let Some(moto) = moto() else { return };
    for (case, answer) in ["{}", r#"{"Version": 0}"#, r#"{"Version": -5}"#].into_iter().enumerate()
    {
        let path = format!("/it-no-version/{case}");
        let manifest =
            format!("version: 1\npath: {path}\nparameters: {{a: {{value: x, labels: [live]}}}}");
        let done = at_the_first(moto, "PutParameter", || {
            Some(Meddling::After(Reply::ok(answer.to_owned())))
        });
        let (document, said) = seed_as_json(&machine(&done), &manifest, &["--yes"]);
        assert_eq!(said.code, Some(0), "{answer}: {said:?}");
        assert_eq!(steps(&document), [format!("{path}/a create created")], "{answer}");
        assert_eq!(document["steps"][0]["version"], 1, "{answer}");
        assert_eq!(sent(&done, "LabelParameterVersion")[0]["ParameterVersion"], 1, "{answer}");

        let manifest = manifest.replace("value: x", "value: y");
        let said_only = moto.relay(|request| {
            let is_put = request.operation() == "PutParameter";
            is_put.then(|| Meddling::Instead(Reply::ok(answer.to_owned())))
        });
        let (document, said) = seed_as_json(&machine(&said_only), &manifest, &["--yes"]);
        assert_eq!(said.code, Some(3), "{answer}: {said:?}");
        assert_eq!(steps(&document), [format!("{path}/a update unknown")], "{answer}");
        assert_eq!(
            document["steps"][0]["reason"],
            format!("nothing of it is to be seen, and the answer about `{path}/a` has no version")
        );
        assert_eq!(said_only.calls("PutParameter"), 1, "{answer}");
        assert_eq!(said_only.calls("LabelParameterVersion"), 0, "{answer}");

        let blind = ["--yes", "--no-read"];
        let (document, said) = seed_as_json(&machine(&said_only), &manifest, &blind);
        assert_eq!(said.code, Some(3), "{answer}: {said:?}");
        assert_eq!(steps(&document), [format!("{path}/a write unknown")], "{answer}");
    }
}
