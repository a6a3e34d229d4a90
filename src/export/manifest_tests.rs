//! Manifests of what was found.

use std::collections::BTreeMap;

use super::*;
use crate::store::Described;

fn item(name: &str, kind: ParameterType, value: &str) -> Item {
    Item {
        name: name.parse().unwrap(),
        kind,
        value: Some(Secret::new(value)),
        details: Described {
            tier: Some(Tier::Standard),
            data_type: Some("text".to_owned()),
            ..Described::default()
        },
        tags: BTreeMap::new(),
    }
}

fn rich() -> Item {
    let text = |text: &str| Some(text.to_owned());
    Item {
        details: Described {
            description: text("Partner \"API\""),
            key_id: text("alias/shop"),
            allowed_pattern: text("^[a-z]+$"),
            data_type: text("json"),
            tier: Some(Tier::Advanced),
            policies: text(
                r#"[{"Type":"NoChangeNotification","Version":"1.0","Attributes":{"After":"20","Unit":"Days"}}]"#,
            ),
        },
        tags: BTreeMap::from([
            ("app".to_owned(), "shop".to_owned()),
            ("aws:cloudformation:stack-name".to_owned(), "x".to_owned()),
        ]),
        ..item("/shop/dev/rich", ParameterType::SecureString, "s3cret")
    }
}

fn exported(items: Vec<Item>, path: &str) -> Exported {
    let found = Found { items, ..Found::default() };
    write(&found, &path.parse().unwrap(), &"eu-west-1".parse().unwrap(), true)
}

#[test]
fn what_has_nothing_but_a_value_stands_on_one_line() {
    let items = vec![
        item("/shop/dev/a", ParameterType::String, "1.10"),
        item("/shop/dev/b", ParameterType::StringList, "x,,y z"),
        item("/shop/dev/c", ParameterType::SecureString, "${x}"),
        item("/shop/dev/no", ParameterType::String, "no"),
        rich(),
    ];

    insta::assert_snapshot!(exported(items, "/shop/dev/").text.expose_secret(), @r##"
    # Exported from /shop/dev in eu-west-1, with values, secrets too: whoever reads this reads them.
    # Labels and earlier versions are not part of it.
    version: 1
    path: /shop/dev

    parameters:
      a: "1.10"
      b: ["x", "", "y z"]
      c: { type: SecureString, value: "$${x}" }
      "no": "no"
      rich:
        type: SecureString
        value: "s3cret"
        description: "Partner \"API\""
        tier: Advanced
        key_id: "alias/shop"
        allowed_pattern: "^[a-z]+$"
        data_type: "json"
        policies:
          - no_change_notification: { after: 20, unit: days }
        tags:
          "app": "shop"
        # the tag `aws:cloudformation:stack-name` is AWS's own
    "##);
}

#[test]
fn without_values_each_is_taken_from_a_variable() {
    let stub = |item: Item| Item { value: None, ..item };
    let items = vec![
        stub(item("/shop/a.b", ParameterType::String, "x")),
        stub(item("/shop/a_b", ParameterType::StringList, "x")),
        stub(rich()),
    ];

    let exported = exported(items, "/shop");

    let names = ["SHOP_A_B", "SHOP_A_B_2", "SHOP_DEV_RICH"];
    assert_eq!(exported.variables, names);
    for name in names {
        let stub = format!("from: {{ env: {name} }}");
        assert!(exported.text.expose_secret().contains(&stub), "{stub}");
    }
    assert!(!exported.text.expose_secret().contains("value:"));
}

#[test]
fn what_a_manifest_cannot_say_is_said_in_a_comment_and_aloud() {
    let text = |text: &str| Some(text.to_owned());
    let odd = Item {
        details: Described {
            allowed_pattern: text(r"\Qx\E"),
            data_type: text("aws:future"),
            policies: text(r#"[{"Type":"Rotation","Version":"1.0","Attributes":{}}]"#),
            ..Described::default()
        },
        tags: BTreeMap::from([("a#b".to_owned(), "x".to_owned())]),
        ..item("/odd", ParameterType::String, "x")
    };
    let found = Found {
        items: vec![odd],
        left_out: vec![LeftOut { name: "/aws\nx".to_owned(), reason: "reserved".to_owned() }],
        path_is_parameter: false,
    };

    let exported = write(&found, &ExportPath::Root, &"eu-west-1".parse().unwrap(), true);

    insta::assert_snapshot!(exported.text.expose_secret(), @r#"
    # Exported from / in eu-west-1, with values, secrets too: whoever reads this reads them.
    # Labels and earlier versions are not part of it.
    version: 1

    parameters:
      /odd:
        type: String
        value: "x"
        # its `allowed_pattern` is such as a manifest cannot say
        # its `data_type` is such as a manifest cannot say
        # its policies are such as a manifest cannot say
        # its tag `a#b` is such as a manifest cannot say
      # `/aws x` is left out: reserved
    "#);
    assert_eq!(exported.losses.len(), 5);
}
