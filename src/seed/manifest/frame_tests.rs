//! How the lines look that something is said about.

use crate::cli::ReadingArgs;
use crate::seed::manifest::fixture::Folder;

fn explained(files: &[(&str, &str)]) -> String {
    Folder::with(files).explained(&ReadingArgs::default())
}

#[test]
fn a_line_shows_its_keys_and_no_value() {
    insta::assert_snapshot!(explained(&[("m.yaml", "\
version: 1
parameters:
  db/password: { typ: SecureString, value: canary } # canary
  db/user:
    type: Strin
    value: canary
  list: {type: String, value: [canary, canary]}
  many: [x, [canary], y]
  items:
    - canary
    - {canary: canary}
  policies: {tier: Advanced, value: x, policies: [{expiration: canary}, {expiratio: x}]}
  block: |
    canary
      ${canary}
  \"wide ключ 漢字 \\t\\e\": canary
  json: {json: {canary: canary, canary: canary}}
  deep/: {er/: {x: {type: canary, value: x}}}
"), ]), @r"
    m.yaml:3:3: `db/password`: a name with `/` in it begins with `/`
       |
     3 |   db/password: …
       |   ^^^^^^^^^^^
    m.yaml:3:18: a parameter has no field `typ`; did you mean `type`?
       |
     3 |   db/password: { typ: …, … }
       |                  ^^^
       = in db/password
    m.yaml:4:3: `db/user`: a name with `/` in it begins with `/`
       |
     4 |   db/user:
       |   ^^^^^^^
    m.yaml:7:31: a list is a StringList; put a text in quotes to keep its brackets
       |
     7 |   list: { …, value: […] }
       |                     ^^^
       = in list > value
    m.yaml:8:13: an item is a text, not a list
       |
     8 |   many: […, […], …]
       |             ^^^
       = in many
    m.yaml:11:7: an item is a text, not a map
        |
     11 |     - {…}
        |       ^^^
        = in items
    m.yaml:12:74: a policy has no field `expiratio`; did you mean `expiration`?
        |
     12 |   policies: { …, policies: […, { expiratio: … }] }
        |                                  ^^^^^^^^^
        = in policies > policies
    m.yaml:15:7: there is no variable of this name: `vars` has none
        |
     15 |       …
        |       ^
        = in block
    m.yaml:16:3: `wide ключ 漢字  \u{1b}`: a name has only letters, digits, `.`, `_`, `-` and `/`, not ' '
        |
     16 |   wide ключ 漢字  \u{1b}: …
        |   ^^^^^^^^^^^^^^^^^^^^^^
    m.yaml:17:33: this key is written twice
        |
     17 |   json: { json: { …, …: … } }
        |                      ^
        = in json > json
    m.yaml:18:17: `deep/er/x`: a name with `/` in it begins with `/`
        |
     18 |   deep/: { er/: { x: … } }
        |                   ^
        = in deep/ > er/ > x
    ");
}

#[test]
fn another_place_is_shown_beside_the_first() {
    let manifest = "\
version: 1
include: common.yaml
parameters:
  one: &one
    type: SecureString
    valu: canary
  two: *one
  three: { <<: *one, value: x }
  one: x
  both: x
";
    let common = "version: 1\nparameters: {both: canary, x/: {y: canary}, far: *nope}";
    let said = explained(&[("m.yaml", manifest), ("common.yaml", common)]);
    insta::assert_snapshot!(said, @"
    m.yaml:6:5: a parameter has no field `valu`; did you mean `value`?
       |
     6 |     valu: …
       |     ^^^^
       = in one
    m.yaml:7:8: a parameter has no field `valu`; did you mean `value`?
       |
     6 |     valu: …
       |     ---- the alias stands for this
     7 |   two: …
       |        ^
       = in two
    m.yaml:8:16: a parameter has no field `valu`; did you mean `value`?
       |
     6 |     valu: …
       |     ---- the alias stands for this
     7 |
     8 |   three: …
       |          ^
       = in three
    m.yaml:9:3: `one` is declared twice; first at m.yaml:4:3
       |
     4 |   one:
       |   --- first here
     ...
     9 |   one: …
       |   ^^^
    common.yaml:2:50: what begins with `*` is an alias in YAML, and no such anchor is before it; put a text in quotes
    ");
    let common = common.replace(", far: *nope", "");
    let said = explained(&[("m.yaml", manifest), ("common.yaml", &common)]);
    insta::assert_snapshot!(said, @"
    m.yaml:6:5: a parameter has no field `valu`; did you mean `value`?
       |
     6 |     valu: …
       |     ^^^^
       = in one
    m.yaml:7:8: a parameter has no field `valu`; did you mean `value`?
       |
     6 |     valu: …
       |     ---- the alias stands for this
     7 |   two: …
       |        ^
       = in two
    m.yaml:8:16: a parameter has no field `valu`; did you mean `value`?
       |
     6 |     valu: …
       |     ---- the alias stands for this
     7 |
     8 |   three: …
       |          ^
       = in three
    m.yaml:9:3: `one` is declared twice; first at m.yaml:4:3
       |
     4 |   one:
       |   --- first here
     ...
     9 |   one: …
       |   ^^^
    m.yaml:10:3: `both` is declared twice; first at common.yaml:2:14
        |
     10 |   both: …
        |   ^^^^
        |
       ::: common.yaml:2:14
      2 | parameters: { both: …, … }
        |               ---- first here
    common.yaml:2:33: `x/y`: a name with `/` in it begins with `/`
       |
     2 | parameters: { …, x/: { y: … } }
       |                        ^
       = in x/ > y
    ");
}

#[test]
fn what_is_far_apart_or_wide_is_cut() {
    let far = format!("version: 1\nparameters:\n  a: x\n{}  a: x\n", "  # canary\n".repeat(200));
    insta::assert_snapshot!(explained(&[("m.yaml", &far)]), @"
    m.yaml:204:3: `a` is declared twice; first at m.yaml:3:3
         |
     204 |   a: …
         |   ^
         |
        ::: m.yaml:3:3
       3 |   a: …
         |   - first here
    ");
    let near = "version: 1\nparameters: { a: x, a: y }\n";
    insta::assert_snapshot!(explained(&[("m.yaml", near)]), @"
    m.yaml:2:21: `a` is declared twice; first at m.yaml:2:15
       |
     2 | parameters: { …, a: … }
       |                  ^
       |
      ::: m.yaml:2:15
     2 | parameters: { a: …, … }
       |               - first here
    ");
    let wide = format!(
        "version: 1\nparameters: {{ {}/: {{ {}: {{ typ: x }} }} }}\n",
        "漢".repeat(50),
        "k".repeat(500)
    );
    insta::assert_snapshot!(explained(&[("m.yaml", &wide)]), @"
    m.yaml:2:70: `漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢/kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk...`: a name has only letters, digits, `.`, `_`, `-` and `/`, not '漢'
       |
     2 | ... 漢漢漢…: { kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk…: … } }
       |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
       = in 漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢/ > kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk...
    m.yaml:2:574: a parameter has no field `typ`; did you mean `type`?
       |
     2 | ...kkkkkkkkkkkkkkkkkkkkkkkkkkk…: { typ: … } } }
       |                                    ^^^
       = in 漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢漢/ > kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk...
    ");
}

#[test]
fn what_is_no_yaml_and_what_are_too_many_have_no_lines() {
    insta::assert_snapshot!(explained(&[("m.yaml", "version: 1\nparameters: {a: [canary")]), @"m.yaml:2:17: not YAML: unclosed bracket '['");
    insta::assert_snapshot!(explained(&[("m.yaml", "canary")]), @"m.yaml:1:1: a manifest is a map with `version`, `aws`, `vars`, `path`, `include`, `defaults`, `parameters`, `stages` or `prune`");
    let many: Vec<String> =
        (0..21).map(|number| format!("  p{number}: {{valu: canary}}")).collect();
    let said = explained(&[("m.yaml", &format!("version: 1\nparameters:\n{}\n", many.join("\n")))]);
    assert!(said.lines().all(|line| line.starts_with("m.yaml:")), "{said}");
    assert_eq!(said.lines().count(), 21, "{said}");
}
