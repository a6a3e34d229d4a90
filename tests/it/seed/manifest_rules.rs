//! What a manifest says wrongly is said back with its place, all of it at once, before anybody is asked anything.

use super::{machine, picture, seed};
use crate::peers::moto;

/// Puts parameters into a manifest; the first stands in line 3.
fn with(parameters: &str) -> String {
    format!("version: 1\nparameters:\n  {}\n", parameters.replace('\n', "\n  "))
}

#[test]
fn every_rule_refuses_with_a_place_before_any_call() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let many_tags: String = (0..51).map(|number| format!("k{number}: v, ")).collect();
    let cases: Vec<(&str, String)> = vec![
        // The manifest as a whole.
        ("an unknown field", "version: 1\nparameter: {a: x}\nparameters: {}".into()),
        ("no version", "parameters: {a: x}".into()),
        ("another version", "version: 2\nparameters: {a: x}".into()),
        ("a version that is a list", "version: [1]\nparameters: {a: x}".into()),
        ("no parameters", "version: 1\npath: /x".into()),
        ("parameters as a list", "version: 1\nparameters:\n  - a: x".into()),
        ("a list", "- version: 1".into()),
        ("a field twice", "version: 1\nversion: 1\nparameters: {a: x}".into()),
        ("a relative path", "version: 1\npath: app\nparameters: {a: x}".into()),
        ("a path that is none", "version: 1\npath: /app//x\nparameters: {a: x}".into()),
        ("an unknown default", "version: 1\ndefaults: {description: x}\nparameters: {a: x}".into()),
        ("a default that is none", "version: 1\ndefaults: {tier: standard}\nparameters: {a: x}".into()),
        // Names.
        ("a name twice", with("a: x\n/a: y")),
        ("a name twice, by the path", "version: 1\npath: /p\nparameters: {/p/a: x, a: y}".into()),
        ("a name with a space", with("'a b': x")),
        ("a name that is not ASCII", with("größe: x")),
        ("a name with a line break", with("\"a\\nb\": x")),
        ("a name that should be absolute", with("a/b: x")),
        ("an empty name", with("'': x")),
        ("an empty level", with("/a//b: x")),
        ("a slash at the end", with("/a/: x")),
        ("too deep", with("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16: x")),
        ("reserved for AWS", with("/aws/x: y")),
        ("reserved for SSM", with("SsmThing: y")),
        ("too long", with(&format!("/{}: x", "n".repeat(1000)))),
        // Values.
        ("nothing", with("a:")),
        ("a null", with("a: ~")),
        ("neither value nor from", with("a: {type: String}")),
        ("value and from", with("a: {value: x, from: {env: X}}")),
        ("an empty value", with("a: ''")),
        ("an empty list", with("a: []")),
        ("a list of lists", with("a: [x, [y]]")),
        ("a map", with("a: {value: {x: y}}")),
        ("a comma in an item", with("a: [x, 'y,z']")),
        ("too long for the tier Standard", with(&format!("a: {}", "x".repeat(4097)))),
        ("too long for any", with(&format!("a: {{tier: Advanced, value: {}}}", "x".repeat(8193)))),
        ("a reference", with("a: 'see {{ssm:b}}'")),
        ("an empty reference", with("a: '{{}}'")),
        // Where values come from.
        ("an unset variable", with("a: {from: {env: NOT_SET}}")),
        ("an empty variable", with("a: {from: {env: EMPTY}}")),
        ("a missing file", with("a: {from: {file: not/there.txt}}")),
        ("a file that is a folder", with("a: {from: {file: folder}}")),
        ("a file that is a pipe", with("a: {from: {file: pipe}}")),
        ("a file that is not text", with("a: {from: {file: bytes}}")),
        ("an empty file", with("a: {from: {file: empty}}")),
        ("a file that is too long", with("a: {from: {file: long}}")),
        ("a file that is much too long", with("a: {from: {file: endless}}")),
        ("an unknown source", with("a: {from: {command: date}}")),
        ("two sources", with("a: {from: {env: X, file: y}}")),
        ("no source", with("a: {from: {}}")),
        ("a source that is a text", with("a: {from: X}")),
        // What else there is to say.
        ("an unknown field of a parameter", with("a: {value: x, descripton: y}")),
        ("a type that is none", with("a: {value: x, type: Secret}")),
        ("a list that is a String", with("a: {value: [x], type: String}")),
        ("a tier that is none", with("a: {value: x, tier: Premium}")),
        ("a key for a String", with("a: {value: x, type: String, key_id: alias/x}")),
        ("a key for a list", with("a: {value: [x], key_id: alias/x}")),
        ("a key that is none", with("a: {value: x, key_id: my key}")),
        ("a description that is too long", with(&format!("a: {{value: x, description: {}}}", "d".repeat(1025)))),
        ("a description that is a list", with("a: {value: x, description: [d]}")),
        ("tags that are a list", with("a: {value: x, tags: [app]}")),
        ("a tag without a value", with("a: {value: x, tags: {app: }}")),
        ("a tag of AWS", with("a: {value: x, tags: {'aws:app': y}}")),
        ("a tag with a sign", with("a: {value: x, tags: {app: 'a;b'}}")),
        ("too many tags", with(&format!("a: {{value: x, tags: {{{many_tags}}}}}"))),
        ("too many tags, with the defaults", format!("version: 1\ndefaults: {{tags: {{one-more: v}}}}\nparameters:\n  a: {{value: x, tags: {{{}}}}}", &many_tags[..many_tags.len() - 8])),
    ];
    let mut sandbox = sandbox;
    sandbox.set("EMPTY", "");
    sandbox.write("work/folder/file", "");
    sandbox.write("work/bytes", b"text\xff");
    sandbox.write("work/empty", "");
    sandbox.write("work/long", "x".repeat(4097));
    sandbox.write("work/endless", "x".repeat(1_000_000));
    let pipe = std::process::Command::new("mkfifo").arg(sandbox.work().join("pipe")).status();
    assert!(pipe.expect("there is a mkfifo").success());

    let mut pictures = String::new();
    for (case, manifest) in cases {
        let said = seed(&sandbox, &manifest, &["--yes"]);

        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{case}: {said:?}");
        assert!(said.stderr.starts_with("error: params.yaml:"), "{case}: {said:?}");
        let problems = picture(&sandbox, &said).replace("error: params.yaml:", "  ");
        let problems = problems.replace("exit code 2", "");
        pictures.push_str(&format!("{case}\n{problems}"));
    }
    insta::assert_snapshot!(pictures, @r"
    an unknown field
      2:1: a manifest has no field `parameter`; did you mean `parameters`?
    no version
      1:1: say `version: 1` first
    another version
      1:10: the only version known here is `version: 1`
    a version that is a list
      1:10: version is a text, not a list
    no parameters
      1:1: there are no `parameters`
    parameters as a list
      3:3: `parameters` is a map from names to values
    a list
      1:1: a manifest is a map with `version`, `path`, `defaults` or `parameters`
    a field twice
      2:1: `version` is written twice
    a relative path
      2:7: a path begins with `/`
    a path that is none
      2:7: not a path: a name has no empty level: no `//`, and no `/` at its end
    an unknown default
      2:12: `defaults` has no field `description`, only `type`, `tier`, `key_id` or `tags`
    a default that is none
      2:18: `tier` is `Standard`, `Advanced` or `Intelligent-Tiering`
    a name twice
      4:3: `/a` is declared twice; first at 3:3
    a name twice, by the path
      3:23: `/p/a` is declared twice; first at 3:14
    a name with a space
      3:3: `a b`: a name has only letters, digits, `.`, `_`, `-` and `/`, not ' '
    a name that is not ASCII
      3:3: `größe`: a name has only letters, digits, `.`, `_`, `-` and `/`, not 'ö'
    a name with a line break
      3:3: `a b`: a name has only letters, digits, `.`, `_`, `-` and `/`, not '\n'
    a name that should be absolute
      3:3: `a/b`: a name with `/` in it begins with `/`
    an empty name
      3:3: ``: a name is not empty
    an empty level
      3:3: `/a//b`: a name has no empty level: no `//`, and no `/` at its end
    a slash at the end
      3:3: `/a/`: a name has no empty level: no `//`, and no `/` at its end
    too deep
      3:3: `/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16`: a name has at most 15 levels, not 16
    reserved for AWS
      3:3: `/aws/x`: names that begin with `aws` are reserved for AWS
    reserved for SSM
      3:3: `SsmThing`: names that begin with `Ssm` are reserved for AWS
    too long
      3:3: `/nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...`: the name is 34 characters too long: its ARN has at most 1011
    nothing
      3:3: `a` has no value
    a null
      3:3: `a` has no value
    neither value nor from
      3:3: `a` has neither `value` nor `from`
    value and from
      3:23: a parameter has `value` or `from`, not both
    an empty value
      3:6: a value is not empty
    an empty list
      3:6: a value is not empty
    a list of lists
      3:10: an item is a text, not a list
    a map
      3:14: a value is a text or a list of texts
    a comma in an item
      3:6: item 2 of the list has a comma in it, which separates items in a StringList
    too long for the tier Standard
      3:6: the value has 4097 characters, and the tier Standard holds 4096; `tier: Advanced` holds 8192
    too long for any
      3:30: the value has 8193 characters, and a parameter holds at most 8192
    a reference
      3:6: a value has no `{{ssm:name}}` or `{{}}` in it: references are not nested
    an empty reference
      3:6: a value has no `{{ssm:name}}` or `{{}}` in it: references are not nested
    an unset variable
      3:13: the environment variable `NOT_SET` is not set
    an empty variable
      3:13: a value is not empty
    a missing file
      3:13: cannot read not/there.txt: No such file or directory (os error 2)
    a file that is a folder
      3:13: cannot read folder: not a file
    a file that is a pipe
      3:13: cannot read pipe: not a file
    a file that is not text
      3:13: bytes is not UTF-8 text, which is all that a parameter holds
    an empty file
      3:13: a value is not empty
    a file that is too long
      3:13: the value has 4097 characters, and the tier Standard holds 4096; `tier: Advanced` holds 8192
    a file that is much too long
      3:13: endless is larger than any parameter: 32768 bytes
    an unknown source
      3:13: `from` has either `env` or `file`
      3:14: `from` has no field `command`, only `env` or `file`
    two sources
      3:13: `from` has either `env` or `file`
    no source
      3:13: `from` has either `env` or `file`
    a source that is a text
      3:13: `from` is a map with `env` or `file`
    an unknown field of a parameter
      3:17: a parameter has no field `descripton`; did you mean `description`?
    a type that is none
      3:23: `type` is `String`, `StringList` or `SecureString`
    a list that is a String
      3:14: a list is a StringList; put a text in quotes to keep its brackets
    a tier that is none
      3:23: `tier` is `Standard`, `Advanced` or `Intelligent-Tiering`
    a key for a String
      3:39: a key encrypts a SecureString: say `type: SecureString`
    a key for a list
      3:27: a key encrypts a SecureString: say `type: SecureString`
    a key that is none
      3:25: a key encrypts a SecureString: say `type: SecureString`
      3:25: a key id is written like `alias/my-key`: letters, digits, `:`, `/`, `_` and `-`, at most 256
    a description that is too long
      3:30: a description has at most 1024 characters, not 1025
    a description that is a list
      3:30: description is a text, not a list
    tags that are a list
      3:23: `tags` is a map from keys to values
    a tag without a value
      3:27: a tag's value is a text, not nothing
    a tag of AWS
      3:24: tags that begin with `aws:` are reserved for AWS
    a tag with a sign
      3:24: a tag's value has at most 256 letters, digits, spaces and `_.:/=+-@`
    too many tags
      3:414: a parameter has at most 50 tags
    too many tags, with the defaults
      4:406: a parameter has at most 50 tags
    ");
    assert_eq!(relay.requests().len(), 0);
}

#[test]
fn all_problems_of_a_file_are_said_at_once_in_their_order() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let manifest = "\
version: 2
parameters:
  a: {from: {env: NOT_SET}}
  b: ''
  /b: x
  c d: x
  e: {value: x, type: secure}
";

    let said = seed(&sandbox, manifest, &["--yes"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    error: params.yaml:1:10: the only version known here is `version: 1`
    error: params.yaml:3:13: the environment variable `NOT_SET` is not set
    error: params.yaml:4:6: a value is not empty
    error: params.yaml:5:3: `/b` is declared twice; first at 4:3
    error: params.yaml:6:3: `c d`: a name has only letters, digits, `.`, `_`, `-` and `/`, not ' '
    error: params.yaml:7:23: `type` is `String`, `StringList` or `SecureString`
    exit code 2
    ");
    assert_eq!(relay.requests().len(), 0);
}

#[test]
fn a_name_may_be_too_long_for_one_region_only() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    // Its ARN has 1010 characters in us-east-1, of the 1011 that there may be.
    let manifest = with(&format!("/it-long/{}: x", "n".repeat(957)));

    let fits = seed(&sandbox, &manifest, &["--dry-run", "--region", "us-east-1"]);
    assert_eq!(fits.code, Some(1), "{fits:?}");

    let before = relay.requests().len();
    let said = seed(&sandbox, &manifest, &["--dry-run", "--region", "us-gov-east-1"]);
    insta::assert_snapshot!(picture(&sandbox, &said), @"
    error: params.yaml:3:3: the name is 10 characters too long in us-gov-east-1
    exit code 2
    ");
    assert_eq!(relay.requests().len(), before);
}

#[test]
fn what_looks_wrong_and_is_allowed_is_a_warning() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let manifest = format!(
        "version: 1\npath: /it-warned\nparameters:\n  api-token: x\n  wide: {}\n  password: {{type: SecureString, value: x}}\n",
        "é".repeat(4000)
    );

    let said = seed(&sandbox, &manifest, &["--yes"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    insta::assert_snapshot!(said.stderr, @"
    warning: params.yaml:4:3: `/it-warned/api-token` reads like a secret, and a String is not encrypted
    warning: params.yaml:5:9: the value has 8000 bytes; AWS may count bytes, and the tier holds 4096
    ");
}
