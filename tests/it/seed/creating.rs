//! The first run stores what the manifest says, byte for byte; the second finds nothing to do.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::store::{call, stored};
use super::{machine, picture, seed};
use crate::peers::moto;
use crate::sandbox::Sandbox;

const MANIFEST: &str = "\
version: 1
path: /it-created
defaults:
  tags: {app: shop, stage: dev}
  tier: Standard
  key_id: alias/shop
parameters:
  text: db.internal
  version: 1.10
  off: no
  number: 0123
  quoted: '  spaces at both ends  '
  unicode: \"ключ 鍵 🔑 e\\u0301\"
  list: [a, 2, 1.50, 'x y']
  block: |
    first: 'line'
      second\\n

    last
  folded: >-
    one
    line
  again: &anchor 1e3
  alias: *anchor
  nested/deep/name: below
  /it-created-elsewhere/absolute: elsewhere
  from/env: {from: {env: FROM_ENV}}
  from/file: {from: {file: certs/key.pem}}
  from/absolute: {from: {file: \"@ABSOLUTE@\"}}
  secret:
    type: SecureString
    value: s3cr3t
    description: Partner API token, für alle
    tags: {stage: prod, owner: 'ann@example.com +1'}
  secret/own-key: {key_id: 'arn:aws:kms:eu-west-1:111122223333:key/1-2', value: x}
  written/list: {value: [a, b], description: ''}
  written/text-list: {type: StringList, value: 'a,b'}
  large: {tier: Advanced, from: {file: large.txt}}
  clever: {tier: Intelligent-Tiering, value: x}
";

/// Draws parameters, one a line.
fn drawn(stored: &BTreeMap<String, Value>) -> String {
    let mut text = String::new();
    for (name, parameter) in stored {
        let word = |field: &str| parameter[field].as_str().unwrap_or("-");
        let value = word("Value");
        let shown = if value.len() > 100 {
            format!("{} bytes of {:?}", value.len(), &value[..1])
        } else {
            format!("{value:?}")
        };
        writeln!(
            text,
            "{name} {} {} version {}: {shown}\n    key {}, description {}, tags {}",
            word("Type"),
            word("Tier"),
            parameter["Version"],
            word("KeyId"),
            parameter["Description"],
            parameter["Tags"],
        )
        .expect("a string takes everything");
    }
    text
}

/// Puts the manifest there, and all that it takes values from.
fn furnish(sandbox: &mut Sandbox) {
    sandbox.set("FROM_ENV", " tök\n en\t");
    sandbox.write("work/deploy/certs/key.pem", "-----BEGIN-----\r\nline\n\n");
    sandbox.write("work/deploy/large.txt", "x".repeat(8192));
    let absolute = sandbox.write("elsewhere.txt", "\u{feff}bytes\n");
    let manifest = MANIFEST.replace("@ABSOLUTE@", &absolute.display().to_string());
    sandbox.write("work/deploy/params.yaml", manifest);
}

#[test]
fn everything_is_stored_as_it_is_written_and_the_second_run_writes_nothing() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let mut sandbox = machine(&relay);
    furnish(&mut sandbox);

    let first = sandbox.bootstrap(&["seed", "deploy/params.yaml", "--yes"]);

    insta::assert_snapshot!(picture(&sandbox, &first), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

      create     String        /it-created-elsewhere/absolute
      create     String        /it-created/again
      create     String        /it-created/alias
      create     String        /it-created/block
      create     String        /it-created/clever
      create     String        /it-created/folded
      create     String        /it-created/from/absolute
      create     String        /it-created/from/env
      create     String        /it-created/from/file
      create     String        /it-created/large
      create     StringList    /it-created/list
      create     String        /it-created/nested/deep/name
      create     String        /it-created/number
      create     String        /it-created/off
      create     String        /it-created/quoted
      create     SecureString  /it-created/secret
      create     SecureString  /it-created/secret/own-key
      create     String        /it-created/text
      create     String        /it-created/unicode
      create     String        /it-created/version
      create     StringList    /it-created/written/list
      create     StringList    /it-created/written/text-list
    22 to create, 0 to update, 0 unchanged; about 7 s at 3 writes a second
    22 created, 0 updated, 0 unchanged
    exit code 0
    ");
    insta::assert_snapshot!(drawn(&stored(moto, "/it-created")), @r#"
    /it-created/again String Standard version 1: "1e3"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/alias String Standard version 1: "1e3"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/block String Standard version 1: "first: 'line'\n  second\\n\n\nlast\n"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/clever String Intelligent-Tiering version 1: "x"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/folded String Standard version 1: "one line"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/from/absolute String Standard version 1: "\u{feff}bytes\n"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/from/env String Standard version 1: " tök\n en\t"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/from/file String Standard version 1: "-----BEGIN-----\r\nline\n\n"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/large String Advanced version 1: 8192 bytes of "x"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/list StringList Standard version 1: "a,2,1.50,x y"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/nested/deep/name String Standard version 1: "below"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/number String Standard version 1: "0123"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/off String Standard version 1: "no"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/quoted String Standard version 1: "  spaces at both ends  "
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/secret SecureString Standard version 1: "s3cr3t"
        key alias/shop, description "Partner API token, für alle", tags {"app":"shop","owner":"ann@example.com +1","stage":"prod"}
    /it-created/secret/own-key SecureString Standard version 1: "x"
        key arn:aws:kms:eu-west-1:111122223333:key/1-2, description null, tags {"app":"shop","stage":"dev"}
    /it-created/text String Standard version 1: "db.internal"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/unicode String Standard version 1: "ключ 鍵 🔑 e\u{301}"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/version String Standard version 1: "1.10"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/written/list StringList Standard version 1: "a,b"
        key -, description null, tags {"app":"shop","stage":"dev"}
    /it-created/written/text-list StringList Standard version 1: "a,b"
        key -, description null, tags {"app":"shop","stage":"dev"}
    "#);
    assert_eq!(stored(moto, "/it-created-elsewhere").len(), 1);

    let before = relay.requests().len();
    let second = sandbox.bootstrap(&["seed", "deploy/params.yaml"]);

    insta::assert_snapshot!(picture(&sandbox, &second), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

    0 to create, 0 to update, 22 unchanged
    exit code 0
    ");
    // The question to STS has no such name. The second and third description are pages of moto's.
    let asked: Vec<String> =
        relay.requests()[before..].iter().map(|request| request.operation().to_owned()).collect();
    insta::assert_snapshot!(asked.join("\n").trim(), @"
    GetParameters
    GetParameters
    GetParameters
    DescribeParameters
    DescribeParameters
    DescribeParameters
    GetResources
    ");
}

#[test]
fn without_a_path_a_name_stands_at_the_top() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let manifest = "version: 1\nparameters: {it-created-at-the-top: x, /it-created-top/slash: y}";

    let said = seed(&sandbox, manifest, &["--yes"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    let names = ["it-created-at-the-top", "/it-created-top/slash"];
    let found = call(moto, "get_parameters", &json!({ "Names": names }));
    assert_eq!(found["Parameters"].as_array().unwrap().len(), 2, "{found}");
    assert_eq!(seed(&sandbox, manifest, &[]).code, Some(0));
    assert_eq!(relay.calls("PutParameter"), 2);
}

#[test]
fn defaults_hold_where_a_parameter_does_not_say_otherwise() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let manifest = "\
version: 1
path: /it-defaults/
defaults: {type: SecureString, tier: Advanced}
parameters:
  short: x
  plain: {type: String, value: x, tier: Standard}
  list: [a, b]
";

    let said = seed(&sandbox, manifest, &["--yes"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    insta::assert_snapshot!(drawn(&stored(moto, "/it-defaults")), @r#"
    /it-defaults/list StringList Advanced version 1: "a,b"
        key -, description null, tags {}
    /it-defaults/plain String Standard version 1: "x"
        key -, description null, tags {}
    /it-defaults/short SecureString Advanced version 1: "x"
        key alias/aws/ssm, description null, tags {}
    "#);
}

#[test]
fn a_manifest_without_parameters_is_fulfilled() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);

    let said = seed(&sandbox, "version: 1\nparameters:\n", &[]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

    0 to create, 0 to update, 0 unchanged
    exit code 0
    ");
    assert_eq!(relay.calls("GetParameters"), 0);
}
