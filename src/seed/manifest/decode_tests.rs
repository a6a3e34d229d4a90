//! What a manifest may say, and each way of saying it wrongly.

use super::*;
use crate::cli::ReadingArgs;
use crate::parameter::policy::Policies;
use crate::parameter::text::Description;
use crate::seed::manifest::fixture::Folder;

fn problems(source: &str) -> Vec<String> {
    let said = Folder::with(&[("m.yaml", source)]).problems(&ReadingArgs::default());
    let lines = said.lines().filter(|line| !line.starts_with(' '));
    lines.map(|line| line.trim_start_matches("m.yaml:").to_owned()).collect()
}

fn declared(source: &str) -> Vec<Declared> {
    let draft = Folder::with(&[("m.yaml", source)]).draft(&ReadingArgs::default());
    draft.unwrap_or_else(|error| panic!("{error}")).declared
}

fn literal(declared: &Declared) -> &str {
    match &declared.origin {
        Origin::Manifest { text, .. } => text.expose_secret(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn names_are_relative_to_the_path_or_absolute() {
    let named = |source| -> Vec<String> {
        declared(source).iter().map(|declared| declared.parameter.name.to_string()).collect()
    };

    assert_eq!(
        named("version: 1\npath: /app\nparameters: {a: x, b/c: y, /d: z}"),
        ["/app/a", "/app/b/c", "/d"]
    );
    assert_eq!(named("version: 1\npath: /app/\nparameters: {a: x}"), ["/app/a"]);
    assert_eq!(named("version: 1\npath: /\nparameters: {a/b: x}"), ["/a/b"]);
    assert_eq!(named("version: 1\nparameters: {a: x}"), ["a"]);
}

#[test]
fn shorthand_keeps_the_text_and_lists_are_joined() {
    let all = declared("version: 1\nparameters: {port: 1.10, off: no, hosts: [a, 2, 'x y']}");

    assert_eq!(all.iter().map(literal).collect::<Vec<_>>(), ["a,2,x y", "no", "1.10"]);
    assert_eq!(all[1].parameter.kind, ParameterType::String);
    assert_eq!(all[0].parameter.kind, ParameterType::StringList);
}

#[test]
fn longhand_says_everything() {
    let source = "
version: '1'
defaults: {tier: Advanced, key_id: alias/all, tags: {app: shop, stage: dev}}
parameters:
  secret: {type: SecureString, from: {env: TOKEN}, description: why, tags: {stage: prod}}
  key: {key_id: alias/own, value: x, tier: Standard}
  file: {from: {file: a/b.pem}}
";
    let [file, key, secret] = &declared(source)[..] else { panic!("not three") };

    assert!(matches!(&secret.origin, Origin::Variable { name, .. } if name.text == "TOKEN"));
    assert_eq!(secret.parameter.description.as_ref().map(Description::as_str), Some("why"));
    assert_eq!(secret.parameter.key_id.as_ref().map(KeyId::as_str), Some("alias/all"));
    assert_eq!(secret.parameter.tier, Some(Tier::Advanced));
    assert_eq!(
        secret.parameter.tags.iter().collect::<Vec<_>>(),
        [("app", "shop"), ("stage", "prod")]
    );
    assert_eq!(key.parameter.kind, ParameterType::SecureString, "a key of its own makes it one");
    assert_eq!(key.parameter.tier, Some(Tier::Standard));
    assert!(matches!(&file.origin, Origin::File { path, .. } if path.text == "a/b.pem"));
    assert_eq!(file.parameter.key_id, None, "the default key is for SecureStrings");
}

#[test]
fn all_problems_are_said_at_once_each_with_its_place() {
    let source = "
version: 2
path: app
colour: red
defaults: {tyer: Standard, type: string}
parameters:
  a: ~
  a/b:
    value: x
    form: y
    from: {env: X}
  c: {type: SecureString}
  d: {value: {x: 1}}
  e: {value: [a, 'b,c']}
  f: {value: x, key_id: alias/x}
  g: {from: {env: X, file: y}, tags: [x]}
  h: {value: [a], type: String}
  i: {value: x, value: y}
  j: {value: x, tags: {'aws:x': y, ok: [1]}, tier: standard}
";
    insta::assert_snapshot!(problems(source).join("\n"), @"
    2:10: the only version known here is `version: 1`
    3:7: a path begins with `/`
    4:1: a manifest has no field `colour`, only `version`, `aws`, `vars`, `path`, `include`, `defaults`, `parameters`, `stages` or `prune`
    5:12: `defaults` has no field `tyer`; did you mean `type`?
    5:34: `type` is `String`, `StringList` or `SecureString`
    7:3: `a` has no value
    10:5: a parameter has no field `form`; did you mean `from`?
    11:11: a parameter has `value` or `from`, not both
    12:3: there is no value: say `value`, `from` or `json`
    13:14: a value is a text or a list of texts
    14:14: item 2 of the list has a comma in it, which separates items in a StringList
    16:13: `from` has one of `env`, `file`, `command`, `random`, `parameter` or `prompt`
    16:38: `tags` is a map from keys to values
    17:14: a list is a StringList; put a text in quotes to keep its brackets
    18:17: `value` is written twice
    19:24: tags that begin with `aws:` are reserved for AWS
    19:40: a tag's value is a text, not a list
    19:52: `tier` is `Standard`, `Advanced` or `Intelligent-Tiering`
    ");
}

#[test]
fn the_same_parameter_twice_is_a_problem_in_every_spelling() {
    assert_eq!(
        problems("version: 1\nparameters:\n  a: x\n  /a: y\n  b: z\n  b: z\n"),
        [
            "4:3: `/a` is declared twice; first at m.yaml:3:3",
            "6:3: `b` is declared twice; first at m.yaml:5:3"
        ]
    );
    assert_eq!(
        problems("version: 1\npath: /p\nparameters:\n  /p/a: x\n  a: y\n"),
        ["5:3: `/p/a` is declared twice; first at m.yaml:4:3"]
    );
}

#[test]
fn what_is_no_manifest_is_told_what_one_is() {
    for source in ["", "just text", "- a\n- b"] {
        assert_eq!(
            problems(source),
            [
                "1:1: a manifest is a map with `version`, `aws`, `vars`, `path`, `include`, `defaults`, `parameters`, `stages` or `prune`"
            ],
            "{source:?}"
        );
    }
    assert_eq!(problems("{}"), ["1:1: say `version: 1` first", "1:1: there are no `parameters`"]);
    assert_eq!(problems("version: 1\nparameters:\n"), Vec::<String>::new());
    assert_eq!(
        problems("version: 1\nparameters: canary"),
        ["2:13: `parameters` is a map from names to values"]
    );
}

#[test]
fn everything_that_can_be_said_is_read() {
    let source = "
version: 1
path: /p
prune: {enabled: true, id: shop, keep: ['runtime/**']}
aws: {account: 012345678901, region: eu-west-1}
parameters:
  a:
    value: x1
    type: SecureString
    overwrite: always
    ignore: [value]
    purge_tags: true
    labels: [live, v2]
    protect: true
    sensitive: true
    allowed_pattern: ^x
    data_type: text
    tier: Intelligent-Tiering
    policies:
      - expiration: 2030-12-02T21:34:33Z
      - expiration_notification: {before: 15, unit: days}
      - no_change_notification: {after: 20, unit: hours}
  b: {from: {env: {name: B, default: ''}}}
  c: {from: {file: {path: c.pem, encoding: base64, trim: newline}}}
  d: {from: {command: {argv: [vault, read, x], timeout: 5}}}
  e: {from: {command: [date]}}
  f: {from: {random: {length: 8, charset: hex}}}
  g: {from: {random: {charset: uuid}}, type: String}
  h: {from: {parameter: {name: /other/h, region: eu-west-1, profile: p, role_arn: r}}}
  i: {from: {parameter: /other/i}}
  j: {from: {prompt: 'Who?'}}
  k: {from: {prompt: {}}}
  l: {overwrite: never, description: elsewhere}
  m: {value: x, policies: []}
";
    let all = declared(source);

    insta::assert_debug_snapshot!(all[0].parameter, @r#"
    Parameter {
        name: ParameterName(
            "/p/a",
        ),
        kind: SecureString,
        value: Any,
        overwrite: Always,
        ignores_value: true,
        description: None,
        tier: Some(
            IntelligentTiering,
        ),
        key_id: None,
        allowed_pattern: Some(
            Pattern(
                "^x",
            ),
        ),
        data_type: Some(
            Text,
        ),
        policies: Some(
            Policies(
                [
                    Policy {
                        kind: "Expiration",
                        attributes: Expiration {
                            timestamp: "2030-12-02T21:34:33Z",
                            milliseconds: 1922477673000,
                        },
                    },
                    Policy {
                        kind: "ExpirationNotification",
                        attributes: ExpirationNotification {
                            before: "15",
                            unit: "Days",
                        },
                    },
                    Policy {
                        kind: "NoChangeNotification",
                        attributes: NoChangeNotification {
                            after: "20",
                            unit: "Hours",
                        },
                    },
                ],
            ),
        ),
        tags: Tags(
            {},
        ),
        purges_tags: true,
        labels: {
            Label(
                "live",
            ),
            Label(
                "v2",
            ),
        },
        protect: Some(
            true,
        ),
        is_sensitive: true,
    }
    "#);
    let origins: Vec<String> = all[1..]
        .iter()
        .map(|declared| format!("{:?} {:?}", declared.parameter.kind, declared.origin))
        .collect();
    insta::assert_snapshot!(origins.join("\n"), @r#"
    String Variable { name: Named { text: "B", is_tainted: false }, default: Some(Secret(..)), is_tainted: false }
    String File { path: Named { text: "c.pem", is_tainted: false }, encoding: Base64, trims_newline: true }
    String Command(Command { program: Named { text: "vault", is_tainted: false }, arguments: [Secret(..), Secret(..)], timeout: 5s })
    String Command(Command { program: Named { text: "date", is_tainted: false }, arguments: [], timeout: 30s })
    SecureString Random(Recipe { length: 8, charset: Hex })
    String Random(Recipe { length: 32, charset: Uuid })
    String Copy(Copy { name: ParameterName("/other/h"), region: Some(RegionName("eu-west-1")), profile: Some("p"), role_arn: Some("r") })
    String Copy(Copy { name: ParameterName("/other/i"), region: None, profile: None, role_arn: None })
    String Prompt(Some("Who?"))
    String Prompt(None)
    String Nowhere
    String Manifest { text: Secret(..), is_tainted: false }
    "#);
    assert!(all[12].parameter.policies.as_ref().is_some_and(Policies::is_empty));
}

#[test]
fn yes_and_no_are_written_as_yaml_writes_them() {
    for (word, is_protected) in [("true", true), ("True", true), ("TRUE", true), ("False", false)] {
        let source = format!("version: 1\nparameters: {{a: {{value: x, protect: {word}}}}}");
        assert_eq!(declared(&source)[0].parameter.is_protected(), is_protected, "{word}");
    }
    assert_eq!(problems("version: 1\nparameters: {a: {value: x, protect: tRUE}}").len(), 1);
}
