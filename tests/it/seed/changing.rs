//! What differs is named, written, and nothing else: what the manifest does not declare stays as it is.

use serde_json::{Value, json};

use super::store::{call, calls, stored};
use super::{machine, picture, seed, sent, steps};
use crate::loopback::Server;
use crate::peers::{Moto, moto};

/// What is declared of it.
const CHANGES: &str = "\
version: 1
path: /it-changed
parameters:
  value: new
  description: {value: old, description: new}
  description-gone: {value: old, description: ''}
  tier: {value: old, tier: Advanced}
  tier-clever: {value: old, tier: Intelligent-Tiering}
  tags: {value: old, tags: {app: new, more: '2'}}
  type: {value: old, type: SecureString}
  key: {value: old, key_id: alias/two}
  key-kept: {value: new, type: SecureString}
  image: ami-new
  all: {value: new, type: SecureString, description: new, tier: Advanced, key_id: alias/two, tags: {app: new}}
  same: {value: old, description: from before, tier: Standard, tags: {app: old, foreign: '1'}}
  new: x
";

/// Returns what was written to a parameter, without its value.
#[track_caller]
fn put(relay: &Server, name: &str) -> Value {
    let puts = sent(relay, "PutParameter");
    let mut put = puts.iter().find(|put| put["Name"] == name).expect("it was written").clone();
    put.as_object_mut().expect("it is a map").remove("Value");
    put
}

/// Makes what is there before the manifest comes, by other hands.
fn stored_before(moto: &Moto) {
    let put_before = |name: &str, extra: Value| {
        let mut put = json!({
            "Name": format!("/it-changed/{name}"), "Value": "old", "Type": "String",
            "Description": "from before", "AllowedPattern": ".*", "Tier": "Standard",
            "Tags": [{"Key": "foreign", "Value": "1"}, {"Key": "app", "Value": "old"}],
        });
        let fields = extra.as_object().expect("it is a map").clone();
        put.as_object_mut().expect("it is a map").extend(fields);
        ("put_parameter", put)
    };
    calls(
        moto,
        &[
            put_before("value", json!({})),
            put_before("description", json!({})),
            put_before("description-gone", json!({})),
            put_before("tier", json!({})),
            put_before("tier-clever", json!({"Tier": "Advanced"})),
            put_before("tags", json!({})),
            put_before("type", json!({})),
            put_before("key", json!({"Type": "SecureString", "KeyId": "alias/one"})),
            put_before("key-kept", json!({"Type": "SecureString", "KeyId": "alias/one"})),
            put_before("image", json!({"DataType": "aws:ec2:image"})),
            put_before("all", json!({})),
            put_before("same", json!({})),
        ],
    );
}

#[test]
fn the_plan_names_what_differs_and_the_update_keeps_the_rest() {
    let Some(moto) = moto() else { return };
    stored_before(moto);
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);

    let said = seed(&sandbox, CHANGES, &["--yes", "--verbose"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

      update     SecureString  /it-changed/all  (type, value, description, tier, key_id, tags)
                 warning: its earlier values stay readable in its history
      update     String        /it-changed/description  (description)
      update     String        /it-changed/description-gone  (description)
      update     String        /it-changed/image  (value)
      update     SecureString  /it-changed/key  (key_id)
      update     SecureString  /it-changed/key-kept  (value)
      create     String        /it-changed/new
      unchanged  String        /it-changed/same
      update     String        /it-changed/tags  (tags)
      update     String        /it-changed/tier  (tier)
      unchanged  String        /it-changed/tier-clever
      update     SecureString  /it-changed/type  (type)
                 warning: its earlier values stay readable in its history
      update     String        /it-changed/value  (value)
    1 to create, 10 to update, 2 unchanged
      updated    /it-changed/all  version 2
      updated    /it-changed/description  version 2
      updated    /it-changed/description-gone  version 2
      updated    /it-changed/image  version 2
      updated    /it-changed/key  version 2
      updated    /it-changed/key-kept  version 2
      created    /it-changed/new  version 1
      updated    /it-changed/tags
      updated    /it-changed/tier  version 2
      updated    /it-changed/type  version 2
      updated    /it-changed/value  version 2
    1 created, 10 updated, 2 unchanged
    exit code 0
    ");
    // What stands there is sent again, so that nothing rests on what the service keeps by itself.
    assert_eq!(
        put(&relay, "/it-changed/value"),
        json!({
            "Name": "/it-changed/value", "Type": "String", "Overwrite": true, "Description": "from before",
            "AllowedPattern": ".*", "Tier": "Standard",
        })
    );
    assert_eq!(put(&relay, "/it-changed/key-kept")["KeyId"], "alias/one");
    assert_eq!(put(&relay, "/it-changed/image")["DataType"], "aws:ec2:image");
    // The tagging operation is for what has other tags, and says these alone.
    let tagged: Vec<String> =
        sent(&relay, "AddTagsToResource").iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(tagged.join("\n"), @r#"
    {"ResourceId":"/it-changed/all","ResourceType":"Parameter","Tags":[{"Key":"app","Value":"new"}]}
    {"ResourceId":"/it-changed/tags","ResourceType":"Parameter","Tags":[{"Key":"app","Value":"new"},{"Key":"more","Value":"2"}]}
    "#);
    let after = stored(moto, "/it-changed");
    let lines: Vec<String> = after
        .iter()
        .map(|(name, stored)| {
            let fields = [
                "Version",
                "Value",
                "Type",
                "Tier",
                "KeyId",
                "Description",
                "AllowedPattern",
                "Tags",
            ];
            let fields = fields.map(|field| stored[field].to_string());
            format!("{name} {}", fields.join(" "))
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r#"
    /it-changed/all 2 "new" "SecureString" "Advanced" "alias/two" "new" ".*" {"app":"new","foreign":"1"}
    /it-changed/description 2 "old" "String" "Standard" null "new" ".*" {"app":"old","foreign":"1"}
    /it-changed/description-gone 2 "old" "String" "Standard" null null ".*" {"app":"old","foreign":"1"}
    /it-changed/image 2 "ami-new" "String" "Standard" null "from before" ".*" {"app":"old","foreign":"1"}
    /it-changed/key 2 "old" "SecureString" "Standard" "alias/two" "from before" ".*" {"app":"old","foreign":"1"}
    /it-changed/key-kept 2 "new" "SecureString" "Standard" "alias/one" "from before" ".*" {"app":"old","foreign":"1"}
    /it-changed/new 1 "x" "String" "Standard" null null null {}
    /it-changed/same 1 "old" "String" "Standard" null "from before" ".*" {"app":"old","foreign":"1"}
    /it-changed/tags 1 "old" "String" "Standard" null "from before" ".*" {"app":"new","foreign":"1","more":"2"}
    /it-changed/tier 2 "old" "String" "Advanced" null "from before" ".*" {"app":"old","foreign":"1"}
    /it-changed/tier-clever 1 "old" "String" "Advanced" null "from before" ".*" {"app":"old","foreign":"1"}
    /it-changed/type 2 "old" "SecureString" "Standard" "alias/aws/ssm" "from before" ".*" {"app":"old","foreign":"1"}
    /it-changed/value 2 "new" "String" "Standard" null "from before" ".*" {"app":"old","foreign":"1"}
    "#);

    let again = seed(&sandbox, CHANGES, &[]);
    assert_eq!(again.code, Some(0), "{again:?}");
}

#[test]
fn a_parameter_never_goes_back_to_the_standard_tier() {
    let Some(moto) = moto() else { return };
    let advanced = |name: &str| {
        let name = format!("/it-downgraded/{name}");
        (
            "put_parameter",
            json!({"Name": name, "Value": "old", "Type": "String", "Tier": "Advanced"}),
        )
    };
    calls(moto, &[advanced("refused"), advanced("undeclared")]);
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let manifest = "\
version: 1
path: /it-downgraded
parameters:
  new: x
  refused: {value: new, tier: Standard}
  undeclared: new
";

    let said = seed(&sandbox, manifest, &["--yes"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

      create     String        /it-downgraded/new
      refuse     String        /it-downgraded/refused  (it is in the tier Advanced, and Parameter Store never moves one back to Standard: `--replace` deletes it and creates it again)
      update     String        /it-downgraded/undeclared  (value)
    1 to create, 1 to update, 0 unchanged, 1 refused
      failed     /it-downgraded/refused  it is in the tier Advanced, and Parameter Store never moves one back to Standard: `--replace` deletes it and creates it again
    1 created, 1 updated, 1 failed
    what is written stays; run it again for the rest
    exit code 1
    ");
    let after = stored(moto, "/it-downgraded");
    assert_eq!(after["/it-downgraded/refused"]["Value"], "old");
    assert_eq!(after["/it-downgraded/undeclared"]["Value"], "new");
    assert_eq!(after["/it-downgraded/undeclared"]["Tier"], "Advanced");
    assert_eq!(after["/it-downgraded/new"]["Value"], "x");

    // Now there is nothing left that could be applied, and so nothing to ask for.
    let again = seed(&sandbox, manifest, &[]);
    insta::assert_snapshot!(picture(&sandbox, &again), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

      refuse     String        /it-downgraded/refused  (it is in the tier Advanced, and Parameter Store never moves one back to Standard: `--replace` deletes it and creates it again)
    0 to create, 0 to update, 2 unchanged, 1 refused
    exit code 1
    ");
    let (document, _) = super::seed_as_json(&sandbox, manifest, &[]);
    assert_eq!(
        steps(&document),
        [
            "/it-downgraded/new unchanged -",
            "/it-downgraded/refused refuse -",
            "/it-downgraded/undeclared unchanged -"
        ]
    );
}

#[test]
fn a_type_that_is_not_known_here_is_no_obstacle() {
    let Some(moto) = moto() else { return };
    call(moto, "put_parameter", &json!({"Name": "/it-odd/type", "Value": "x", "Type": "String"}));
    // Moto takes any word for a type when it overwrites, which AWS does not.
    call(
        moto,
        "put_parameter",
        &json!({"Name": "/it-odd/type", "Value": "x", "Type": "Quantum", "Overwrite": true}),
    );
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);

    let said = seed(&sandbox, "version: 1\npath: /it-odd\nparameters: {type: x}", &["--yes"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.stdout.contains("update     String        /it-odd/type  (type)"), "{said:?}");
    assert_eq!(stored(moto, "/it-odd")["/it-odd/type"]["Type"], "String");
}
