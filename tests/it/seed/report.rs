//! The document that programs read: one, whatever comes of the plan, and no value in it.

use serde_json::json;

use super::store::calls;
use super::{machine, picture, seed, seed_as_json};
use crate::loopback::{Meddling, Reply};
use crate::peers::{Moto, moto};

/// Needs every kind of step.
const MANIFEST: &str = "\
version: 1
path: /it-document
parameters:
  advanced: {value: old, tier: Standard}
  changed: {value: new-value, type: SecureString, description: new-description}
  failing: new-value
  new: {value: new-value, description: new-description}
  same: old
  tagged: {value: old, tags: {app: x}}
";

fn stored_before(moto: &Moto) {
    let put = |name: &str, extra: serde_json::Value| {
        let mut put =
            json!({"Name": format!("/it-document/{name}"), "Value": "old", "Type": "String"});
        let fields = extra.as_object().expect("it is a map").clone();
        put.as_object_mut().expect("it is a map").extend(fields);
        ("put_parameter", put)
    };
    calls(
        moto,
        &[
            put("changed", json!({})),
            put("failing", json!({})),
            put("same", json!({})),
            put("tagged", json!({})),
            put("advanced", json!({"Tier": "Advanced"})),
        ],
    );
}

#[test]
#[expect(clippy::too_many_lines, reason = "it is one picture")]
fn the_document_says_what_was_planned_and_what_became_of_it() {
    let Some(moto) = moto() else { return };
    stored_before(moto);
    let relay = moto.relay(|request| {
        let failing = request.operation() == "PutParameter" && request.body.contains("failing");
        failing.then(|| Meddling::Instead(Reply::aws_error(400, "InvalidKeyId", "no such key")))
    });
    let sandbox = machine(&relay);

    let said = seed(&sandbox, MANIFEST, &["--yes", "--format", "json"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @r#"
    {
      "schema": "bootstrap.seed/1",
      "exit_code": 1,
      "target": {
        "account": "********9012",
        "principal": "user/moto",
        "region": "eu-west-1",
        "region_origin": "aws-default-region",
        "profile": null,
        "credentials": "environment variables",
        "endpoint": "http://[LOOPBACK]",
        "stage": null,
        "stages": []
      },
      "counts": {
        "create": 1,
        "update": 3,
        "unchanged": 1,
        "refused": 1,
        "replace": 0,
        "write": 0,
        "delete": 0,
        "keep": 0,
        "not_compared": 0
      },
      "estimate": {
        "writes": 3,
        "writes_a_second": 10000.0,
        "seconds": 0
      },
      "steps": [
        {
          "name": "/it-document/advanced",
          "type": "String",
          "action": "refuse",
          "changes": [],
          "result": "failed",
          "version": null,
          "reason": "it is in the tier Advanced, and Parameter Store never moves one back to Standard: `--replace` deletes it and creates it again"
        },
        {
          "name": "/it-document/changed",
          "type": "SecureString",
          "action": "update",
          "changes": [
            "type",
            "value",
            "description"
          ],
          "warning": "its earlier values stay readable in its history",
          "result": "updated",
          "version": 2,
          "reason": null
        },
        {
          "name": "/it-document/failing",
          "type": "String",
          "action": "update",
          "changes": [
            "value"
          ],
          "result": "failed",
          "version": null,
          "reason": "InvalidKeyId: no such key"
        },
        {
          "name": "/it-document/new",
          "type": "String",
          "action": "create",
          "changes": [],
          "result": "created",
          "version": 1,
          "reason": null
        },
        {
          "name": "/it-document/same",
          "type": "String",
          "action": "unchanged",
          "changes": [],
          "result": "unchanged",
          "version": null,
          "reason": null
        },
        {
          "name": "/it-document/tagged",
          "type": "String",
          "action": "update",
          "changes": [
            "tags"
          ],
          "result": "updated",
          "version": null,
          "reason": null
        }
      ]
    }
    exit code 1
    "#);
}

#[test]
fn there_is_one_document_in_every_outcome_and_it_says_the_exit_code() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let denied = moto.relay(|request| {
        (request.operation() == "PutParameter")
            .then(|| Meddling::Instead(Reply::aws_error(400, "AccessDeniedException", "no")))
    });
    let expired = moto.relay(|request| {
        (request.operation() == "PutParameter")
            .then(|| Meddling::Instead(Reply::aws_error(400, "ExpiredTokenException", "old")))
    });
    let manifest = "version: 1\npath: /it-documents\nparameters: {a: x, b: y}";
    // What is not there is created in the last but one: until then each finds the same store.
    for (case, server, arguments, code, result) in [
        ("dry run", &relay, &["--dry-run"][..], 1, json!(null)),
        ("nobody to ask", &relay, &[][..], 2, json!(null)),
        ("denied", &denied, &["--yes"][..], 1, json!("failed")),
        ("expired", &expired, &["--yes"][..], 1, json!("failed")),
        ("applied", &relay, &["--yes"][..], 0, json!("created")),
        ("nothing to do", &relay, &[][..], 0, json!(null)),
    ] {
        let sandbox = machine(server);

        let (document, said) = seed_as_json(&sandbox, manifest, arguments);

        assert_eq!(said.code, Some(code), "{case}: {said:?}");
        assert_eq!(document["exit_code"], code, "{case}");
        assert_eq!(document["schema"], "bootstrap.seed/1", "{case}");
        assert_eq!(document["target"]["account"], "********9012", "{case}");
        assert_eq!(document["steps"].as_array().map(Vec::len), Some(2), "{case}");
        assert_eq!(document["steps"][0]["result"], result, "{case}");
        let text = seed(&sandbox, manifest, &[arguments, &["-v"]].concat()).stdout;
        assert!(text.contains("/it-documents/a"), "{case}: {text}");
    }
}

#[test]
fn without_a_plan_there_is_no_document() {
    let Some(moto) = moto() else { return };
    let denied = moto.relay(|request| {
        (request.operation() == "GetParameters")
            .then(|| Meddling::Instead(Reply::aws_error(400, "AccessDeniedException", "no")))
    });
    let sandbox = machine(&denied);

    for (case, manifest, code) in [
        ("a bad manifest", "version: 2", 2),
        ("a store that cannot be read", "version: 1\nparameters: {it-no-document: x}", 3),
    ] {
        let said = seed(&sandbox, manifest, &["--format", "json"]);

        assert_eq!((said.code, said.stdout.as_str()), (Some(code), ""), "{case}");
        assert!(said.stderr.starts_with("error: "), "{case}: {}", said.stderr);
    }
}
