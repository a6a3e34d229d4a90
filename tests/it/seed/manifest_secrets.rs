//! Secrets that others may read are warned of, and refused when somebody is strict.

use std::process::Command;

use super::{picture, seed};
use crate::sandbox::Sandbox;

/// A repository that tracks the manifest.
fn repository() -> Sandbox {
    let mut sandbox = Sandbox::empty();
    sandbox.set("AWS_REGION", "eu-west-1");
    sandbox.real_tool("git");
    let git = |arguments: &[&str]| {
        let mut git = Command::new(sandbox.bin().join("git"));
        sandbox.furnish(git.args(arguments));
        assert!(git.output().unwrap().status.success(), "{arguments:?}");
    };
    sandbox.write("work/params.yaml", "");
    sandbox.write(
        "work/:odd.yaml",
        "version: 1\nparameters: {odd: {type: SecureString, value: hunter2}}",
    );
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    sandbox
}

const MANIFEST: &str = "\
version: 1
include: [':odd.yaml', new.yaml]
vars: {word: hunter2}
parameters:
  a: {type: SecureString, value: hunter2}
  b: {type: SecureString, value: '${word}'}
  c: {type: SecureString, json: {x: hunter2}}
  d: {type: SecureString, value: '${env:HOME}'}
  e: {type: SecureString, from: {env: HOME}}
  f: plain
";

#[test]
fn a_secret_in_a_file_that_git_tracks_is_warned_of() {
    let sandbox = repository();
    sandbox.write(
        "work/new.yaml",
        "version: 1\nparameters: {new: {type: SecureString, value: hunter2}}",
    );

    let said = seed(&sandbox, MANIFEST, &["--local"]);
    insta::assert_snapshot!(said.stderr, @"
    Values are kept in clear text, secrets too, in .bootstrap.
    warning: params.yaml:3:14: the value of `b` is a secret in a file that git tracks; take it `from` elsewhere
      |
    3 | vars: { word: … }
      |               ^
      = in vars > word
    warning: params.yaml:5:34: the value of `a` is a secret in a file that git tracks; take it `from` elsewhere
      |
    5 |   a: { …, value: … }
      |                  ^
      = in a > value
    warning: params.yaml:7:33: the value of `c` is a secret in a file that git tracks; take it `from` elsewhere
      |
    7 |   c: { …, json: {…} }
      |                 ^^^
      = in c > json
    warning: :odd.yaml:2:47: the value of `odd` is a secret in a file that git tracks; take it `from` elsewhere
      |
    2 | parameters: { odd: { …, value: … } }
      |                                ^
      = in odd > value
    ");
    assert_eq!(said.code, Some(0), "{said:?}");

    insta::assert_snapshot!(picture(&sandbox, &seed(&sandbox, MANIFEST, &["--local", "--strict"])), @"
    error: params.yaml:3:14: the value of `b` is a secret in a file that git tracks; take it `from` elsewhere
      |
    3 | vars: { word: … }
      |               ^
      = in vars > word
    error: params.yaml:5:34: the value of `a` is a secret in a file that git tracks; take it `from` elsewhere
      |
    5 |   a: { …, value: … }
      |                  ^
      = in a > value
    error: params.yaml:7:33: the value of `c` is a secret in a file that git tracks; take it `from` elsewhere
      |
    7 |   c: { …, json: {…} }
      |                 ^^^
      = in c > json
    error: :odd.yaml:2:47: the value of `odd` is a secret in a file that git tracks; take it `from` elsewhere
      |
    2 | parameters: { odd: { …, value: … } }
      |                                ^
      = in odd > value
    exit code 2
    ");
}

#[test]
fn outside_of_a_repository_nobody_can_have_it() {
    let sandbox = repository();
    sandbox.write("work/new.yaml", "version: 1\nparameters: {}");
    std::fs::remove_dir_all(sandbox.work().join(".git")).unwrap();

    let said = seed(&sandbox, MANIFEST, &["--local", "--strict"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!said.stderr.contains("warning"), "{said:?}");
}

#[test]
fn a_git_that_does_not_say_is_not_taken_for_one_that_tracks_nothing() {
    let sandbox = repository();
    sandbox.write("work/new.yaml", "version: 1\nparameters: {}");
    let doubted = |sandbox: &Sandbox| {
        let said = seed(sandbox, MANIFEST, &["--local", "--strict"]);
        assert_eq!(said.code, Some(2), "{said:?}");
        let doubt = "`a` is a secret in a file of which git does not say whether it tracks it";
        assert!(said.stderr.contains(doubt), "{said:?}");
    };

    std::fs::write(sandbox.work().join(".git/HEAD"), "nonsense").unwrap();
    doubted(&sandbox);
    sandbox.without("git");
    doubted(&sandbox);
}

#[test]
fn what_reads_like_a_secret_is_warned_of_and_refused_when_strict() {
    let mut sandbox = Sandbox::empty();
    sandbox.set("AWS_REGION", "eu-west-1").set("DATABASE", "postgres://me:hunter2@db/x");
    let manifest = "\
version: 1
parameters:
  api-token: x
  db_url: postgres://me:hunter2@db/x
  other: {from: {env: DATABASE}}
  fine_url: postgres://me@db/x
  db-password: {type: SecureString, value: x}
";

    let said = seed(&sandbox, manifest, &["--local"]);
    insta::assert_snapshot!(said.stderr, @"
    Values are kept in clear text, secrets too, in .bootstrap.
    warning: params.yaml:3:3: `api-token` reads like a secret, and a String is not encrypted
      |
    3 |   api-token: …
      |   ^^^^^^^^^
    warning: params.yaml:4:11: `db_url` has a URL with a password in it, and a String is not encrypted
      |
    4 |   db_url: …
      |           ^
    warning: params.yaml:5:17: `other` has a URL with a password in it, and a String is not encrypted
      |
    5 |   other: { from: {…} }
      |                  ^^^
      = in other > from
    ");
    assert_eq!(said.code, Some(0), "{said:?}");
    insta::assert_snapshot!(picture(&sandbox, &seed(&sandbox, manifest, &["--local", "--strict"])), @"
    error: params.yaml:3:3: `api-token` reads like a secret, and a String is not encrypted
      |
    3 |   api-token: …
      |   ^^^^^^^^^
    error: params.yaml:4:11: `db_url` has a URL with a password in it, and a String is not encrypted
      |
    4 |   db_url: …
      |           ^
    error: params.yaml:5:17: `other` has a URL with a password in it, and a String is not encrypted
      |
    5 |   other: { from: {…} }
      |                  ^^^
      = in other > from
    exit code 2
    ");
}

#[test]
fn a_default_is_a_literal_and_a_link_hides_no_file() {
    let sandbox = repository();
    let source = |word: &str| {
        format!(
            "version: 1\nparameters:\n  a: {{type: SecureString, from: {{env: {{name: NOT_THERE, \
             default: {word}}}}}}}\n"
        )
    };
    let warning = "the value of `a` is a secret in a file that git tracks";

    let said = seed(&sandbox, &source("hunter2"), &["--local"]);
    assert!(said.stderr.contains(&format!("params.yaml:3:33: {warning}")), "{said:?}");
    std::os::unix::fs::symlink("params.yaml", sandbox.work().join("link.yaml")).unwrap();
    let said = sandbox.bootstrap(&["seed", "link.yaml", "--local", "--strict"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.stderr.contains(&format!("link.yaml:3:33: {warning}")), "{said:?}");
    let said = seed(&sandbox, &source("'${env:HOME}'"), &["--local"]);
    assert!(!said.stderr.contains(warning), "{said:?}");
}

#[test]
fn a_secret_is_warned_of_where_it_is_written() {
    let sandbox = repository();
    let included = "version: 1\nvars: {tracked: hunter2, host: db}\n";
    sandbox.write("work/:odd.yaml", included);
    sandbox.write("work/new.yaml", "version: 1\nvars: {elsewhere: hunter2}\n");
    let manifest = "\
version: 1
include: [':odd.yaml', new.yaml]
vars: {both: 'x${tracked}${elsewhere}'}
parameters:
  a: {type: SecureString, value: '${tracked}'}
  b: {type: SecureString, value: '${elsewhere}'}
  c: {type: SecureString, json: {password: '${both}', host: '${host}'}}
  d: {value: '${tracked}'}
";
    insta::assert_snapshot!(seed(&sandbox, manifest, &["--local"]).stderr, @"
    Values are kept in clear text, secrets too, in .bootstrap.
    warning: params.yaml:3:14: the value of `c` is a secret in a file that git tracks; take it `from` elsewhere
      |
    3 | vars: { both: … }
      |               ^
      = in vars > both
    warning: :odd.yaml:2:17: the value of `a` is a secret in a file that git tracks; take it `from` elsewhere
      |
    2 | vars: { tracked: …, … }
      |                  ^
      = in vars > tracked
    warning: :odd.yaml:2:17: the value of `c` is a secret in a file that git tracks; take it `from` elsewhere
      |
    2 | vars: { tracked: …, … }
      |                  ^
      = in vars > tracked
    ");
    let set = ["--local", "--strict", "--set", "tracked=hunter2", "--set", "both=hunter2"];
    let said = seed(&sandbox, manifest, &[&set[..], &["--set", "host=x"]].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!said.stderr.contains("warning"), "{said:?}");
}

#[test]
fn whoever_is_strict_is_so_with_whatever_reads_the_manifest() {
    let sandbox = repository();
    let manifest = "version: 1\nparameters: {a: {type: SecureString, value: hunter2}, token: x}\n";
    sandbox.write("work/params.yaml", manifest);
    for command in ["render", "permissions"] {
        let said = sandbox.bootstrap(&["seed", command, "params.yaml"]);
        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(said.stderr.matches("warning: params.yaml:2:").count(), 2, "{said:?}");

        let said = sandbox.bootstrap(&["seed", command, "params.yaml", "--strict"]);
        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{said:?}");
        assert!(said.stderr.contains("error: params.yaml:2:45: the value of `a`"), "{said:?}");
        assert!(said.stderr.contains("error: params.yaml:2:55: `token` reads like"), "{said:?}");
    }
}
