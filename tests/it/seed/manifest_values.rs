//! What a parameter says wrongly, of its value or beside it: each rule in its own words.

use std::process::Command;

use super::{machine, refused, with};
use crate::peers::moto;

#[test]
fn a_value_is_one_that_parameter_store_accepts() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let said = refused(
        &machine(&relay),
        &[
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
            (
                "too long for any",
                with(&format!("a: {{tier: Advanced, value: {}}}", "x".repeat(8193))),
            ),
            ("a reference", with("a: 'see {{ssm:b}}'")),
            ("an empty reference", with("a: '{{}}'")),
        ],
    );

    insta::assert_snapshot!(said, @"
    nothing
      3:3: `a` has no value
    a null
      3:3: `a` has no value
    neither value nor from
      3:3: there is no value: say `value`, `from` or `json`
    value and from
      3:23: a parameter has `value` or `from`, not both
           in a > from
    an empty value
      3:6: the value is empty
           in a
    an empty list
      3:6: the value is empty
           in a
    a list of lists
      3:10: an item is a text, not a list
           in a
    a map
      3:14: a value is a text or a list of texts
           in a > value
    a comma in an item
      3:6: item 2 of the list has a comma in it, which separates items in a StringList
           in a
    too long for the tier Standard
      3:6: the value has 4097 characters, and the tier Standard holds 4096; `tier: Advanced` holds 8192
           in a
    too long for any
      3:30: the value has 8193 characters, and a parameter holds at most 8192
           in a > value
    a reference
      3:6: a value has no `{{ssm:name}}` or `{{}}` in it: references are not nested
           in a
    an empty reference
      3:6: a value has no `{{ssm:name}}` or `{{}}` in it: references are not nested
           in a
    ");
    assert_eq!(relay.requests().len(), 0);
}

#[test]
fn a_value_from_elsewhere_is_there_and_is_text() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let mut sandbox = machine(&relay);
    sandbox.set("EMPTY", "");
    sandbox.write("work/folder/file", "");
    sandbox.write("work/bytes", b"text\xff");
    sandbox.write("work/empty", "");
    sandbox.write("work/long", "x".repeat(4097));
    sandbox.write("work/endless", "x".repeat(1_000_000));
    let pipe = Command::new("mkfifo").arg(sandbox.work().join("pipe")).status();
    assert!(pipe.expect("there is a mkfifo").success());

    let said = refused(
        &sandbox,
        &[
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
        ],
    );

    insta::assert_snapshot!(said, @"
    an unset variable
      3:13: the environment variable `NOT_SET` is not set
           in a > from
    an empty variable
      3:13: the environment variable `EMPTY`: the value is empty
           in a > from
    a missing file
      3:13: cannot read not/there.txt: No such file or directory (os error 2)
           in a > from
    a file that is a folder
      3:13: cannot read folder: not a file
           in a > from
    a file that is a pipe
      3:13: cannot read pipe: not a file
           in a > from
    a file that is not text
      3:13: bytes is not UTF-8 text, which is all that a parameter holds; say `encoding: base64`
           in a > from
    an empty file
      3:13: empty: the value is empty
           in a > from
    a file that is too long
      3:13: long: the value has 4097 characters, and the tier Standard holds 4096; `tier: Advanced` holds 8192
           in a > from
    a file that is much too long
      3:13: endless is larger than any parameter: 32768 bytes
           in a > from
    an unknown source
      3:23: `command` is a list of a program and its arguments, or a map with `argv` and `timeout`
           in a > from > command
    two sources
      3:13: `from` has one of `env`, `file`, `command`, `random`, `parameter` or `prompt`
           in a > from
    no source
      3:13: `from` has one of `env`, `file`, `command`, `random`, `parameter` or `prompt`
           in a > from
    a source that is a text
      3:13: `from` is a map with `env`, `file`, `command`, `random`, `parameter` or `prompt`
           in a > from
    ");
    assert_eq!(relay.requests().len(), 0);
}

#[test]
fn what_stands_beside_the_value_is_what_parameter_store_accepts() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let many_tags: String =
        (0..51).fold(String::new(), |tags, number| format!("{tags}k{number}: v, "));
    let said = refused(
        &machine(&relay),
        &[
            ("an unknown field of a parameter", with("a: {value: x, descripton: y}")),
            ("a type that is none", with("a: {value: x, type: Secret}")),
            ("a list that is a String", with("a: {value: [x], type: String}")),
            ("a tier that is none", with("a: {value: x, tier: Premium}")),
            ("a key for a String", with("a: {value: x, type: String, key_id: alias/x}")),
            ("a key for a list", with("a: {value: [x], key_id: alias/x}")),
            ("a key that is none", with("a: {value: x, key_id: my key}")),
            (
                "a description that is too long",
                with(&format!("a: {{value: x, description: {}}}", "d".repeat(1025))),
            ),
            ("a description that is a list", with("a: {value: x, description: [d]}")),
            ("tags that are a list", with("a: {value: x, tags: [app]}")),
            ("a tag without a value", with("a: {value: x, tags: {app: }}")),
            ("a tag of AWS", with("a: {value: x, tags: {'aws:app': y}}")),
            ("a tag with a sign", with("a: {value: x, tags: {app: 'a;b'}}")),
            ("too many tags", with(&format!("a: {{value: x, tags: {{{many_tags}}}}}"))),
            (
                "too many tags, with the defaults",
                format!(
                    "version: 1\ndefaults: {{tags: {{one-more: v}}}}\nparameters:\n  a: {{value: x, tags: {{{}}}}}",
                    &many_tags[..many_tags.len() - 8]
                ),
            ),
        ],
    );

    insta::assert_snapshot!(said, @"
    an unknown field of a parameter
      3:17: a parameter has no field `descripton`; did you mean `description`?
           in a
    a type that is none
      3:23: `type` is `String`, `StringList` or `SecureString`
           in a > type
    a list that is a String
      3:14: a list is a StringList; put a text in quotes to keep its brackets
           in a > value
    a tier that is none
      3:23: `tier` is `Standard`, `Advanced` or `Intelligent-Tiering`
           in a > tier
    a key for a String
      3:39: a key encrypts a SecureString: say `type: SecureString`
           in a > key_id
    a key for a list
      3:27: a key encrypts a SecureString: say `type: SecureString`
           in a > key_id
    a key that is none
      3:25: a key id is written like `alias/my-key`: letters, digits, `:`, `/`, `_` and `-`, at most 256
           in a > key_id
    a description that is too long
      3:30: a description has at most 1024 characters, not 1025
           in a > description
    a description that is a list
      3:30: description is a text, not a list
           in a > description
    tags that are a list
      3:23: `tags` is a map from keys to values
           in a > tags
    a tag without a value
      3:27: a tag's value is a text, not nothing
           in a > tags
    a tag of AWS
      3:24: tags that begin with `aws:` are reserved for AWS
           in a > tags
    a tag with a sign
      3:24: a tag's value has at most 256 letters, digits, spaces and `_.:/=+-@`
           in a > tags
    too many tags
      3:87: a parameter has at most 50 tags
           in a > tags
    too many tags, with the defaults
      2:19: a parameter has at most 50 tags
           in defaults > tags
    ");
    assert_eq!(relay.requests().len(), 0);
}
