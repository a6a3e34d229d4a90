//! Stages, included files and variables through the program; and `seed render`, which shows what comes of them.

use serde_json::json;

use super::{picture, seed, seed_as_json};
use crate::sandbox::Sandbox;

const MANIFEST: &str = "\
version: 1
aws: { account: '111122223333', region: eu-west-1 }
vars: { app: shop, stage: dev, secret: '${env:TOKEN}' }
path: /${app}/${stage}
include: common.yaml
defaults:
  tags: { app: '${app}' }
parameters:
  db/host: db.internal
  db/replicas: [a, b]
  api/:
    token: { type: SecureString, value: '${secret}', description: 'for ${env:TOKEN}' }
    key: { from: { command: [vault, read, x] } }
    pem: { from: { file: not/there.pem } }
    limits: { json: { rps: 10 } }
stages:
  prod:
    vars: { stage: prod }
    parameters:
      db/host: db.prod.internal
      api/limits: ~
";

fn machine() -> Sandbox {
    let mut sandbox = Sandbox::empty();
    sandbox.set("AWS_REGION", "eu-west-1").set("TOKEN", "Qx7vJKw9zP2mTfBq5");
    sandbox
        .write("work/common.yaml", "version: 1\nparameters: { common: \"${region:-nowhere}\" }\n");
    sandbox
}

#[test]
fn render_shows_where_each_field_comes_from_and_no_value() {
    let sandbox = machine();
    sandbox.write("work/params.yaml", MANIFEST);
    sandbox.script("vault", "/bin/touch ran");

    let said = sandbox.bootstrap(&[
        "seed",
        "render",
        "params.yaml",
        "--stage",
        "prod",
        "--set",
        "region=eu",
        "--allow-commands",
    ]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    # params.yaml, stage prod
    version: 1
    aws:
      account: ********3333                     # params.yaml:2:17 (base)
      region: eu-west-1                         # params.yaml:2:41 (base)
    path: /shop/prod                            # params.yaml:4:7
    vars:
      app: (4 characters)                       # params.yaml:3:14 (base)
      region: (2 characters)                    # --set
      secret: (secret, 17 characters)           # params.yaml:3:40 (base)
      stage: (4 characters)                     # params.yaml:18:20 (stage prod)
    parameters:
      /shop/prod/api/key:                       # params.yaml:13:5
        from: command vault, arguments: 2       # params.yaml:13:18 (base)
        type: String                            # built in
        tags:
          app: shop                             # params.yaml:7:16 (defaults)
      /shop/prod/api/pem:                       # params.yaml:14:5
        from: file not/there.pem                # params.yaml:14:18 (base)
        type: String                            # built in
        tags:
          app: shop                             # params.yaml:7:16 (defaults)
      /shop/prod/api/token:                     # params.yaml:12:5
        value: (secret, 17 characters)          # params.yaml:12:41 (base)
        type: SecureString                      # params.yaml:12:20 (base)
        description: (from the environment, 21 characters) # params.yaml:12:67 (base)
        tags:
          app: shop                             # params.yaml:7:16 (defaults)
      /shop/prod/common:                        # common.yaml:2:15
        value: (2 characters)                   # common.yaml:2:23 (base)
        type: String                            # built in
        tags:
          app: shop                             # params.yaml:7:16 (defaults)
      /shop/prod/db/host:                       # params.yaml:9:3
        value: (16 characters)                  # params.yaml:20:16 (stage prod)
        type: String                            # built in
        tags:
          app: shop                             # params.yaml:7:16 (defaults)
      /shop/prod/db/replicas:                   # params.yaml:10:3
        value: (2 items)                        # params.yaml:10:16 (base)
        type: StringList                        # built in
        tags:
          app: shop                             # params.yaml:7:16 (defaults)
    exit code 0
    ");
    assert!(!sandbox.work().join("ran").exists());
    let json = sandbox.bootstrap(&["seed", "render", "params.yaml", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(document["stages"], serde_json::json!(["prod"]));
    let token = &document["parameters"][3];
    assert_eq!(token["name"], "/shop/dev/api/token");
    assert_eq!(token["fields"][0]["shown"], "(secret, 17 characters)");
    assert_eq!(token["fields"][0]["line"], 12);
    assert!(!json.stdout.contains("Qx7v") && !json.stdout.contains("db.internal"), "{json:?}");
}

#[test]
fn a_stage_is_chosen_on_the_command_line_or_else_in_the_environment() {
    let manifest = "\
version: 1
vars: { stage: base }
path: /${stage}
parameters: { a: x }
stages: { dev: { vars: { stage: dev } }, prod: { vars: { stage: prod } } }
";
    let mut sandbox = machine();
    let planned = |sandbox: &Sandbox, arguments: &[&str]| {
        let said = seed(sandbox, manifest, &[&["--local", "--dry-run"], arguments].concat());
        picture(sandbox, &said)
    };

    insta::assert_snapshot!(planned(&sandbox, &[]), @"
    local store, eu-west-1 (AWS_REGION)
    no stage, of `dev` or `prod`

      create     String        /base/a
    1 to create, 0 to update, 0 unchanged
    Values are kept in clear text, secrets too, in .bootstrap.
    exit code 1
    ");
    sandbox.set("BOOTSTRAP_STAGE", "dev");
    assert!(
        planned(&sandbox, &[]).contains("stage dev\n") && planned(&sandbox, &[]).contains("/dev/a")
    );
    assert!(planned(&sandbox, &["--stage", "prod"]).contains("/prod/a"));
    let page = planned(&sandbox, &["--stage", "prod", "--format", "markdown"]);
    assert!(page.contains("\n* stage: prod\n"), "{page}");
    let target = |arguments: &[&str]| {
        let arguments = [&["--local", "--dry-run"], arguments].concat();
        seed_as_json(&sandbox, manifest, &arguments).0["target"].clone()
    };
    let target_of_prod = target(&["--stage", "prod"]);
    assert_eq!(target_of_prod["stage"], "prod");
    assert_eq!(target_of_prod["stages"], json!(["dev", "prod"]));
    sandbox.set("BOOTSTRAP_STAGE", "prd");
    insta::assert_snapshot!(planned(&sandbox, &[]), @"
    error: BOOTSTRAP_STAGE=prd: there is no stage `prd`; did you mean `prod`?
    exit code 2
    ");
    let said = seed(&sandbox, "version: 1\nparameters: { a: x }\n", &["--local", "--dry-run"]);
    assert_eq!(said.code, Some(1), "a manifest without stages is meant for all: {said:?}");
}

#[test]
fn problems_are_told_in_the_file_in_which_they_are() {
    let sandbox = machine();
    sandbox.write(
        "work/parts/one.yaml",
        "version: 1\ninclude: ../parts/two.yaml\nparameters:\n  a: ${nam}\n  b: ''\n",
    );
    sandbox.write(
        "work/parts/two.yaml",
        "version: 1\nvars: { name: x }\nparameters: { b: x, c: 'y', d: { value: [x, 'y,z'] } }\n",
    );
    let manifest = "version: 1\ninclude: [parts/one.yaml, parts/two.yaml]\nparameters:\n  /b: x\n  c: &c { value: '${nme:? say it, please }' }\n  e: *c\nstages: { s: { parameters: { f: { valeu: x } } } }\n";

    insta::assert_snapshot!(picture(&sandbox, &seed(&sandbox, manifest, &["--local"])), @"
    error: params.yaml:4:3: `/b` is declared twice; first at parts/../parts/two.yaml:3:15
      |
    4 |   /b: …
      |   ^^
      |
     ::: parts/../parts/two.yaml:3:15
    3 | parameters: { b: …, … }
      |               - first here
    error: params.yaml:5:3: `c` is declared twice; first at parts/../parts/two.yaml:3:21
      |
    5 |   c: …
      |   ^
      |
     ::: parts/../parts/two.yaml:3:21
    3 | parameters: { …, c: …, … }
      |                  - first here
    error: params.yaml:5:19: say it, please
      |
    5 |   c: { value: … }
      |               ^
      = in c > value
    error: params.yaml:7:35: a parameter has no field `valeu`; did you mean `value`?
      |
    7 | stages: { s: { parameters: { f: { valeu: … } } } }
      |                                   ^^^^^
      = in stages > s > parameters > f
    error: parts/one.yaml:4:6: there is no variable of this name; did you mean `name`?
      |
    4 |   a: …
      |      ^
      = in a
    error: parts/one.yaml:5:3: `b` is declared twice; first at parts/../parts/two.yaml:3:15
      |
    5 |   b: …
      |   ^
      |
     ::: parts/../parts/two.yaml:3:15
    3 | parameters: { b: …, … }
      |               - first here
    error: parts/../parts/two.yaml:3:41: item 2 of the list has a comma in it, which separates items in a StringList
      |
    3 | parameters: { …, d: { value: […] } }
      |                              ^^^
      = in d > value
    exit code 2
    ");
}

#[test]
fn what_is_set_is_a_variable_of_the_manifest() {
    let sandbox = machine();
    let set = |set: &str| {
        picture(
            &sandbox,
            &seed(
                &sandbox,
                "version: 1\nvars: { a: x }\nparameters: { '${a}': x }\n",
                &["--local", "--dry-run", "--set", set],
            ),
        )
    };

    assert!(set("a=y").contains("create     String        y\n"));
    insta::assert_snapshot!(set("b=y"), @"
    error: --set b: nothing uses the variable `b` that is set
    exit code 2
    ");
    insta::assert_snapshot!(set("env:HOME=y"), @"
    error: `--set` says `env:HOME`, and no `${...}` can name a variable like this: its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`

    hint: call it something like `stage`: `--set stage=prod`
    exit code 2
    ");
    insta::assert_snapshot!(set("a b=y"), @"
    error: `--set` says `a b`, and no `${...}` can name a variable like this: its name begins with a letter or `_`, and has only letters of ASCII, digits, `_`, `-` and `.`

    hint: call it something like `stage`: `--set stage=prod`
    exit code 2
    ");
    insta::assert_snapshot!(set("=y"), @"
    error: `--set` takes a variable's name, `=` and its value

    hint: say each once: `--set stage=prod --set app=shop`
    exit code 2
    ");
}

#[test]
fn the_marks_below_a_line_have_the_colour_of_what_is_said() {
    let sandbox = Sandbox::empty();
    let wrong = "version: 1\nparameters: {a: {value: x, typ: y}}\n";
    let said = seed(&sandbox, wrong, &["--color", "always"]);
    assert!(
        said.stderr.contains("  |\u{1b}[1m\u{1b}[31m                       ^^^\u{1b}[0m\n"),
        "{said:?}"
    );
    let suspicious = "version: 1\nparameters: {token: y}\n";
    let said = seed(&sandbox, suspicious, &["--local", "--color", "always"]);
    assert!(
        said.stderr.contains("  |\u{1b}[1m\u{1b}[33m               ^^^^^\u{1b}[0m\n"),
        "{said:?}"
    );
    assert!(!seed(&sandbox, wrong, &[]).stderr.contains('\u{1b}'));
}

#[test]
fn what_is_wrong_with_a_flag_is_told_of_the_flag() {
    let mut sandbox = Sandbox::empty();
    let manifest = "\
version: 1
vars: {app: shop, name: 'x${app}'}
parameters:
  a: {value: 'v${name}', tier: '${app}'}
  b: ['${app}', c]
stages: {prod: {}}
";
    let long = format!("app={}", "v".repeat(5000));
    let flags = ["--stage", "prof", "--set", "nobody=x", "--set", &long, "--local"];
    insta::assert_snapshot!(picture(&sandbox, &seed(&sandbox, manifest, &flags)), @"
    error: --set nobody: nothing uses the variable `nobody` that is set
    error: --stage prof: there is no stage `prof`; did you mean `prod`?
    error: params.yaml:4:14: the value has 5002 characters, and the tier Standard holds 4096; `tier: Advanced` holds 8192 (with `--set app`)
      |
    4 |   a: { value: …, … }
      |               ^
      = in a > value
    error: params.yaml:4:32: `tier` is `Standard`, `Advanced` or `Intelligent-Tiering` (with `--set app`)
      |
    4 |   a: { …, tier: … }
      |                 ^
      = in a > tier
    error: params.yaml:5:6: the value has 5002 characters, and the tier Standard holds 4096; `tier: Advanced` holds 8192 (with `--set app`)
      |
    5 |   b: […]
      |      ^^^
      = in b
    exit code 2
    ");
    let endless = format!("app={}", "v".repeat(70_000));
    insta::assert_snapshot!(picture(&sandbox, &seed(&sandbox, manifest, &["--set", &endless])), @"
    error: params.yaml:2:27: with its variables, the text becomes too long (with `--set app`)
      |
    2 | vars: { …, name: … }
      |                  ^
      = in vars > name
    error: params.yaml:4:32: `tier` is `Standard`, `Advanced` or `Intelligent-Tiering` (with `--set app`)
      |
    4 |   a: { …, tier: … }
      |                 ^
      = in a > tier
    error: params.yaml:5:6: the value has 70002 characters, and a parameter holds at most 4096 (with `--set app`)
      |
    5 |   b: […]
      |      ^^^
      = in b
    exit code 2
    ");

    sandbox.set("BOOTSTRAP_STAGE", "prof").set("GITHUB_ACTIONS", "true");
    insta::assert_snapshot!(picture(&sandbox, &seed(&sandbox, manifest, &["--local"])), @"
    ::error file=params.yaml::BOOTSTRAP_STAGE=prof: there is no stage `prof`; did you mean `prod`?
    ::error file=params.yaml,line=4,col=32::`tier` is `Standard`, `Advanced` or `Intelligent-Tiering`
    error: BOOTSTRAP_STAGE=prof: there is no stage `prof`; did you mean `prod`?
    error: params.yaml:4:32: `tier` is `Standard`, `Advanced` or `Intelligent-Tiering`
      |
    4 |   a: { …, tier: … }
      |                 ^
      = in a > tier
    exit code 2
    ");
}
