//! What is laid over what, where each field comes from, and each way of saying it wrongly.

use super::*;
use crate::cli::ReadingArgs;
use crate::seed::manifest::fixture::{Folder, stage};
use crate::seed::manifest::node::Content;

/// Returns each field of each parameter, with its place and its layer.
fn picture(folder: &Folder, arguments: &ReadingArgs) -> String {
    let draft = folder.draft(arguments).unwrap_or_else(|error| panic!("{error}"));
    let mut picture = Vec::new();
    let text = |node: &Node| match &node.content {
        Content::Text(text) => text.as_str().to_owned(),
        other => format!("{other:?}").chars().take(4).collect(),
    };
    for entry in &draft.composed.entries {
        picture.push(format!("{} at {}", entry.name, entry.place));
        for (name, field) in &entry.fields {
            let Field { node, layer } = field;
            picture.push(format!("  {name}: {} at {} ({layer})", text(node), node.place));
        }
        for (key, Tag { field, .. }) in &entry.tags {
            let Field { node, layer } = field;
            picture.push(format!("  tag {key}: {} at {} ({layer})", text(node), node.place));
        }
    }
    folder.normal(&picture.join("\n"))
}

fn only(text: &str) -> Folder {
    Folder::with(&[("m.yaml", text)])
}

#[test]
fn each_layer_lies_over_the_one_below_field_by_field() {
    let folder = Folder::with(&[
        (
            "m.yaml",
            "\
version: 1
path: /shop/${stage}
include: common.yaml
vars: {stage: dev, app: shop}
defaults:
  tier: Standard
  tags: {app: '${app}', stage: '${stage}'}
parameters:
  db/:
    host: db.internal
    port:
      value: 5432
      description: where
      tags: {app: ~, mine: x}
  debug: on
stages:
  prod:
    vars: {stage: prod}
    defaults: {tier: Advanced, tags: {stage: p}}
    parameters:
      db/host: db.prod
      /shop/prod/db/port: {from: {env: PORT}, description: ~}
      debug: ~
      extra: {value: x, tier: Standard}
",
        ),
        (
            "common.yaml",
            "version: 1\nvars: {stage: none, shared: y}\ndefaults: {protect: true}\nparameters: {common: '${shared} ${stage}'}\n",
        ),
    ]);

    insta::assert_snapshot!(picture(&folder, &ReadingArgs::default()), @"
    /shop/dev/common at common.yaml:4:14
      protect: true at common.yaml:3:21 (defaults)
      tier: Standard at m.yaml:6:9 (defaults)
      type: String at common.yaml:4:14 (built in)
      value: y dev at common.yaml:4:22 (base)
      tag app: shop at m.yaml:7:15 (defaults)
      tag stage: dev at m.yaml:7:32 (defaults)
    /shop/dev/db/host at m.yaml:10:5
      protect: true at common.yaml:3:21 (defaults)
      tier: Standard at m.yaml:6:9 (defaults)
      type: String at m.yaml:10:5 (built in)
      value: db.internal at m.yaml:10:11 (base)
      tag app: shop at m.yaml:7:15 (defaults)
      tag stage: dev at m.yaml:7:32 (defaults)
    /shop/dev/db/port at m.yaml:11:5
      description: where at m.yaml:13:20 (base)
      protect: true at common.yaml:3:21 (defaults)
      tier: Standard at m.yaml:6:9 (defaults)
      type: String at m.yaml:11:5 (built in)
      value: 5432 at m.yaml:12:14 (base)
      tag mine: x at m.yaml:14:28 (base)
      tag stage: dev at m.yaml:7:32 (defaults)
    /shop/dev/debug at m.yaml:15:3
      protect: true at common.yaml:3:21 (defaults)
      tier: Standard at m.yaml:6:9 (defaults)
      type: String at m.yaml:15:3 (built in)
      value: on at m.yaml:15:10 (base)
      tag app: shop at m.yaml:7:15 (defaults)
      tag stage: dev at m.yaml:7:32 (defaults)
    ");
    insta::assert_snapshot!(picture(&folder, &stage("prod")), @"
    /shop/prod/common at common.yaml:4:14
      protect: true at common.yaml:3:21 (defaults)
      tier: Advanced at m.yaml:19:22 (defaults of stage prod)
      type: String at common.yaml:4:14 (built in)
      value: y prod at common.yaml:4:22 (base)
      tag app: shop at m.yaml:7:15 (defaults)
      tag stage: p at m.yaml:19:46 (defaults of stage prod)
    /shop/prod/db/host at m.yaml:10:5
      protect: true at common.yaml:3:21 (defaults)
      tier: Advanced at m.yaml:19:22 (defaults of stage prod)
      type: String at m.yaml:10:5 (built in)
      value: db.prod at m.yaml:21:16 (stage prod)
      tag app: shop at m.yaml:7:15 (defaults)
      tag stage: p at m.yaml:19:46 (defaults of stage prod)
    /shop/prod/db/port at m.yaml:11:5
      from: Map( at m.yaml:22:34 (stage prod)
      protect: true at common.yaml:3:21 (defaults)
      tier: Advanced at m.yaml:19:22 (defaults of stage prod)
      type: String at m.yaml:11:5 (built in)
      tag mine: x at m.yaml:14:28 (base)
      tag stage: p at m.yaml:19:46 (defaults of stage prod)
    /shop/prod/extra at m.yaml:24:7
      protect: true at common.yaml:3:21 (defaults)
      tier: Standard at m.yaml:24:31 (stage prod)
      type: String at m.yaml:24:7 (built in)
      value: x at m.yaml:24:22 (stage prod)
      tag app: shop at m.yaml:7:15 (defaults)
      tag stage: p at m.yaml:19:46 (defaults of stage prod)
    ");
}

#[test]
fn a_default_never_overrides_what_a_parameter_says() {
    let folder = only(
        "\
version: 1
defaults: {type: SecureString, key_id: alias/x, overwrite: always}
parameters:
  text: x
  list: [x]
  plain: {type: String, value: x}
  random: {from: {random: {}}}
stages:
  s:
    defaults: {type: String}
",
    );
    insta::assert_snapshot!(picture(&folder, &ReadingArgs::default()), @"
    list at m.yaml:5:3
      overwrite: always at m.yaml:2:60 (defaults)
      type: StringList at m.yaml:5:3 (built in)
      value: List at m.yaml:5:9 (base)
    plain at m.yaml:6:3
      overwrite: always at m.yaml:2:60 (defaults)
      type: String at m.yaml:6:17 (base)
      value: x at m.yaml:6:32 (base)
    random at m.yaml:7:3
      from: Map( at m.yaml:7:18 (base)
      key_id: alias/x at m.yaml:2:40 (defaults)
      type: SecureString at m.yaml:7:3 (built in)
    text at m.yaml:4:3
      key_id: alias/x at m.yaml:2:40 (defaults)
      overwrite: always at m.yaml:2:60 (defaults)
      type: SecureString at m.yaml:2:18 (defaults)
      value: x at m.yaml:4:9 (base)
    ");
    insta::assert_snapshot!(picture(&folder, &stage("s")), @"
    list at m.yaml:5:3
      overwrite: always at m.yaml:2:60 (defaults)
      type: StringList at m.yaml:5:3 (built in)
      value: List at m.yaml:5:9 (base)
    plain at m.yaml:6:3
      overwrite: always at m.yaml:2:60 (defaults)
      type: String at m.yaml:6:17 (base)
      value: x at m.yaml:6:32 (base)
    random at m.yaml:7:3
      from: Map( at m.yaml:7:18 (base)
      key_id: alias/x at m.yaml:2:40 (defaults)
      type: SecureString at m.yaml:7:3 (built in)
    text at m.yaml:4:3
      overwrite: always at m.yaml:2:60 (defaults)
      type: String at m.yaml:10:22 (defaults of stage s)
      value: x at m.yaml:4:9 (base)
    ");
}

#[test]
fn a_name_is_declared_once_in_a_layer_across_files_and_spellings() {
    let folder = Folder::with(&[
        (
            "m.yaml",
            "\
version: 1
path: /p
include: [one.yaml, two.yaml]
parameters:
  a: x
  /p/a: y
  sub/: {b: x}
  sub/b: y
  top: x
stages:
  s: {parameters: {c: x, /p/c: y}}
",
        ),
        ("one.yaml", "version: 1\npath: /q\nparameters: {/p/top: x, d: x}\n"),
        ("two.yaml", "version: 1\nparameters: {/q/d: x, a: z}\n"),
    ]);
    insta::assert_snapshot!(folder.problems(&stage("s")), @"
    m.yaml:5:3: `/p/a` is declared twice; first at two.yaml:2:23
    m.yaml:6:3: `/p/a` is declared twice; first at two.yaml:2:23
    m.yaml:8:3: `/p/sub/b` is declared twice; first at m.yaml:7:10
      in sub/b
    m.yaml:9:3: `/p/top` is declared twice; first at one.yaml:3:14
      in top
    m.yaml:11:26: `/p/c` is declared twice; first at m.yaml:11:20
      in stages > s > parameters > /p/c
    two.yaml:2:14: `/q/d` is declared twice; first at one.yaml:3:25
    ");
}

#[test]
fn null_takes_away_only_what_is_there() {
    let folder = only(
        "\
version: 1
parameters: {a: {value: x, tier: ~}, b: ~, c: {value: x, tags: {t: ~}}}
stages:
  s: {parameters: {a: {description: ~}, z: ~, c: {value: ~}}}
",
    );
    insta::assert_snapshot!(folder.problems(&stage("s")), @"
    m.yaml:2:34: `null` takes away what is inherited, and no `tier` is
      in a > tier
    m.yaml:2:38: `b` has no value
    m.yaml:2:44: there is no value: say `value`, `from` or `json`
      in c
    m.yaml:2:68: a tag's value is a text, not nothing
      in c > tags
    m.yaml:4:37: `null` takes away what is inherited, and no `description` is
      in stages > s > parameters > a > description
    m.yaml:4:41: `z` is not there to be taken away
      in stages > s > parameters > z
    ");
}

#[test]
fn a_stage_is_one_that_there_is() {
    let folder = only("version: 1\nparameters: {a: x}\nstages: {prod: {}, dev: ~}\n");
    insta::assert_snapshot!(folder.problems(&stage("prd")), @"--stage prd: there is no stage `prd`; did you mean `prod`?");
    insta::assert_snapshot!(folder.problems(&stage("x")), @"--stage x: there is no stage `x`, only `dev` or `prod`");
    assert_eq!(folder.problems(&stage("dev")), "");

    let folder = only("version: 1\nparameters: {a: x}\n");
    insta::assert_snapshot!(folder.problems(&stage("x")), @"--stage x: there is no stage `x`: the manifest has no `stages`");
}

#[test]
fn what_is_set_wins_and_is_used() {
    let folder = only("version: 1\nvars: {x: 1}\nparameters: {a: '${x}${y:?say y}'}\n");
    let set = |set: &[&str]| ReadingArgs {
        set: set.iter().map(ToString::to_string).collect(),
        ..ReadingArgs::default()
    };

    let picture = picture(&folder, &set(&["x=${2}", "y==3"]));
    assert!(picture.contains("value: ${2}=3 at m.yaml:3:17"), "{picture}");
    insta::assert_snapshot!(folder.problems(&set(&[])), @"
    m.yaml:3:22: say y
      in a
    ");
    insta::assert_snapshot!(folder.problems(&set(&["y=1", "xx=2"])), @"--set xx: nothing uses the variable `xx` that is set; did you mean `x`?");
    insta::assert_snapshot!(folder.problems(&set(&["y"])), @"`--set` takes a variable's name, `=` and its value");
    insta::assert_snapshot!(folder.problems(&set(&["y=1", "y=2"])), @"`--set` says `y` twice");
}
