//! What keys of tags and of JSON become, and what is wrong with them.

use crate::cli::ReadingArgs;
use crate::seed::manifest::Draft;
use crate::seed::manifest::decode::{Declared, Origin};
use crate::seed::manifest::fixture::{Folder, stage};

fn draft(source: &str, arguments: &ReadingArgs) -> Draft {
    Folder::with(&[("m.yaml", source)]).draft(arguments).unwrap_or_else(|error| panic!("{error}"))
}

fn problems(source: &str) -> String {
    Folder::with(&[("m.yaml", source)]).problems(&ReadingArgs::default())
}

fn tags(declared: &Declared) -> Vec<String> {
    declared.parameter.tags.iter().map(|(key, value)| format!("{key}={value}")).collect()
}

fn json(declared: &Declared) -> &str {
    match &declared.origin {
        Origin::Manifest { text, .. } => text.expose_secret(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn variables_stand_in_the_keys_of_tags_and_lie_over_one_another() {
    let source = "\
version: 1
vars: {team: shop}
defaults: {tags: {'${team}:owner': ann, by: x}}
parameters:
  a: {value: x, tags: {'${team}': 1, '${not:-b}y': y}}
  b: {value: x, tags: {'${team}:owner': ~}}
  c: x
stages:
  s:
    vars: {team: cart}
    parameters: {a: {tags: {cart: 2, 'shop:owner': z}}, c: ~}
";

    let base = draft(source, &ReadingArgs::default());
    let overlaid = draft(source, &stage("s"));

    assert_eq!(tags(&base.declared[0]), ["by=y", "shop=1", "shop:owner=ann"]);
    assert_eq!(tags(&base.declared[1]), ["by=x"]);
    assert_eq!(tags(&base.declared[2]), ["by=x", "shop:owner=ann"]);
    assert_eq!(tags(&overlaid.declared[0]), ["by=y", "cart=2", "cart:owner=ann", "shop:owner=z"]);
    assert_eq!(overlaid.declared.len(), 2);
}

#[test]
fn variables_stand_in_the_keys_of_json_at_each_level() {
    let source = "\
version: 1
vars: {n: 5, quote: 'a\"b'}
parameters:
  a: {json: {'${n}': 1, '$${n}': 2, $ref: 3, 'a$': 4, l: [{'x${n}': {'${quote}': '${n}'}}], '${not:-}': e}}
";

    assert_eq!(
        json(&draft(source, &ReadingArgs::default()).declared[0]),
        r#"{"5":1,"${n}":2,"$ref":3,"a$":4,"l":[{"x5":{"a\"b":5}}],"":e}"#
            .replace(":e}", ":\"e\"}")
    );
}

#[test]
fn what_comes_from_the_environment_makes_the_parameter_sensitive() {
    let source = "\
version: 1
vars: {me: '${env:USER}'}
parameters:
  a: {json: {'${env:USER}': 1}}
  b: {json: [{x: {'${me}': 1}}]}
  c: {value: x, tags: {'by-${env:USER}': x}}
  d: {json: {x: 1}, tags: {by: x}}
";

    let draft = draft(source, &ReadingArgs::default());

    let sensitive = draft.declared.iter().map(|declared| declared.parameter.is_sensitive);
    assert_eq!(sensitive.collect::<Vec<_>>(), [true, true, true, false]);
    assert!(!format!("{:?}", draft.composed.entries[0]).contains("ann"));
}

#[test]
fn keys_that_become_equal_are_told_with_both_places() {
    let source = "\
version: 1
vars: {a: x, b: x}
defaults: {tags: {'${a}': 1, '${b}': 2}}
parameters:
  one: {json: {'${a}': 1, y: [{x: 1, '${b}': 2}], '${b}': 3}}
  two: {value: x, tags: {x: 1, '${a}': 2}}
  three: {json: {$: 1, $$: 2}}
";

    insta::assert_snapshot!(problems(source), @"
    m.yaml:3:30: with its variables, this key is there twice; first at m.yaml:3:19
      in defaults > tags
    m.yaml:5:38: with its variables, this key is there twice; first at m.yaml:5:32
      in one > json
    m.yaml:5:51: with its variables, this key is there twice; first at m.yaml:5:16
      in one > json
    m.yaml:6:32: with its variables, this key is there twice; first at m.yaml:6:26
      in two > tags
    m.yaml:7:24: with its variables, this key is there twice; first at m.yaml:7:18
      in three > json
    ");
}

#[test]
fn what_is_not_set_is_told_at_its_mark() {
    let source = "\
version: 1
parameters:
  a: {json: {'x${no}': 1, y: '${neither}'}}
  b: {value: x, tags: {'t${no}': 1}}
  c: {json: {'${env:NOT_SET}': {'${': 1}}}
stages:
  unchosen: {parameters: {b: {tags: {'${no}': 1}}}}
";

    insta::assert_snapshot!(problems(source), @"
    m.yaml:3:16: there is no variable of this name: `vars` has none
      in a > json
    m.yaml:3:31: there is no variable of this name: `vars` has none
      in a > json
    m.yaml:4:26: there is no variable of this name: `vars` has none
      in b > tags
    m.yaml:5:15: the environment variable `NOT_SET` is not set
      in c > json
    ");
}

#[test]
fn what_is_written_twice_is_told_once() {
    insta::assert_snapshot!(
        problems("version: 1\nvars: {a: x}\nparameters: {a: {json: {'${a}': 1, '${a}': 2}, tags: {t: 1, t: 2}}}\n"),
        @"
    m.yaml:3:36: this key is written twice
      in a > json
    m.yaml:3:61: this key is written twice
      in a > tags
    "
    );
}

#[test]
fn a_variable_that_nothing_can_name_is_a_problem() {
    let source = "\
version: 1
vars: {a b: x, 'env:HOME': x, 'x:-y': x, 1st: x, '': x, '${a}': x, ü: x, _a.b-1: x}
parameters: {a: x}
stages:
  unchosen: {vars: {'a}': x}}
";

    insta::assert_snapshot!(problems(source), @"
    m.yaml:2:8: no `${...}` can name a variable like this: its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`
      in vars > a b
    m.yaml:2:16: no `${...}` can name a variable like this: its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`
      in vars > env:HOME
    m.yaml:2:31: no `${...}` can name a variable like this: its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`
      in vars > x:-y
    m.yaml:2:42: no `${...}` can name a variable like this: its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`
      in vars > 1st
    m.yaml:2:50: no `${...}` can name a variable like this: its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`
      in vars > 
    m.yaml:2:57: no `${...}` can name a variable like this: its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`
      in vars > ${a}
    m.yaml:2:68: no `${...}` can name a variable like this: its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`
      in vars > ü
    m.yaml:5:21: no `${...}` can name a variable like this: its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`
      in stages > unchosen > vars > a}
    ");
}
