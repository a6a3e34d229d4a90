//! What cannot be changed in place: said with the way out, and deleted and created again where that is asked for.

use serde_json::json;

use super::store::{call, stored};
use super::{machine, seed, seed_as_json};
use crate::loopback::{Meddling, Reply, Server};
use crate::peers::{Moto, moto};

/// A relay to a service that changes no type in place.
fn strict(moto: &'static Moto) -> Server {
    moto.relay(|request| {
        let overwrites =
            request.operation() == "PutParameter" && request.body.contains(r#""Overwrite":true"#);
        let error = Reply::aws_error(400, "HierarchyTypeMismatchException", "create a new one");
        overwrites.then_some(Meddling::Instead(error))
    })
}

#[test]
fn a_type_that_cannot_be_changed_in_place_is_replaced_only_when_that_is_asked_for() {
    let Some(moto) = moto() else { return };
    let name = "/it-replaced/a";
    call(
        moto,
        "put_parameter",
        &json!({
            "Name": name, "Value": "old", "Type": "String", "Description": "kept",
            "Tags": [{"Key": "theirs", "Value": "1"}],
        }),
    );
    let relay = strict(moto);
    let sandbox = machine(&relay);
    let manifest =
        "version: 1\npath: /it-replaced\nparameters: {a: {value: new, type: SecureString}}";

    let (document, said) = seed_as_json(&sandbox, manifest, &["--yes"]);

    assert_eq!(said.code, Some(1), "{said:?}");
    let reason = document["steps"][0]["reason"].as_str().unwrap();
    assert!(reason.starts_with("HierarchyTypeMismatchException: create a new one: "), "{reason}");
    assert!(reason.contains("`--replace`"), "{reason}");
    assert_eq!((stored(moto, "/it-replaced")[name]["Value"]).as_str(), Some("old"));

    let said = seed(&sandbox, manifest, &["--yes", "--replace", "--verbose"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("replaced   /it-replaced/a  version 1"), "{said:?}");
    let after = &stored(moto, "/it-replaced")[name];
    assert_eq!((&after["Type"], &after["Value"]), (&json!("SecureString"), &json!("new")));
    assert_eq!((&after["Description"], &after["Tags"]), (&json!("kept"), &json!({"theirs": "1"})));
}

#[test]
fn the_way_back_to_the_tier_standard_is_a_new_parameter() {
    let Some(moto) = moto() else { return };
    let name = "/it-back/a";
    call(
        moto,
        "put_parameter",
        &json!({"Name": name, "Value": "x", "Type": "String", "Tier": "Advanced"}),
    );
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let manifest = "version: 1\npath: /it-back\nparameters: {a: {value: x, tier: Standard}}";

    let said = seed(&sandbox, manifest, &["--yes", "--replace"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    let plan = "replace    String        /it-back/a  (tier)";
    assert!(said.stdout.contains(plan), "{said:?}");
    assert!(
        said.stdout.contains("0 to create, 0 to update, 1 to replace, 0 unchanged"),
        "{said:?}"
    );
    assert_eq!(relay.calls("DeleteParameters"), 1);
    let after = &stored(moto, "/it-back")[name];
    assert_eq!((&after["Tier"], &after["Version"]), (&json!("Standard"), &json!(1)));
}

#[test]
fn without_reading_only_puts_are_made_on_another_store_too() {
    let Some(moto) = moto() else { return };
    call(moto, "put_parameter", &json!({"Name": "/it-blind/a", "Value": "old", "Type": "String"}));
    let relay = moto.relay(|request| {
        let puts = ["PutParameter", ""].contains(&request.operation());
        let denied = Reply::aws_error(400, "AccessDeniedException", "only ssm:PutParameter");
        (!puts).then_some(Meddling::Instead(denied))
    });
    let sandbox = machine(&relay);
    let manifest = "version: 1\npath: /it-blind\nparameters: {a: new, b: new}";

    let said = seed(&sandbox, manifest, &["--yes", "--no-read"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("  write      String        /it-blind/a\n"), "{said:?}");
    assert!(said.stdout.contains("2 to write\n2 written\n"), "{said:?}");
    assert_eq!(relay.calls("PutParameter"), 3);
    assert_eq!(stored(moto, "/it-blind")["/it-blind/a"]["Value"], "new");
}
