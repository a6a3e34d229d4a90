//! What a manifest says wrongly is said back with its place, all of it at once, before anybody is asked anything.

use super::{machine, picture, refused, seed, with};
use crate::peers::moto;
use crate::sandbox::Sandbox;

#[test]
fn a_manifest_has_a_version_and_parameters_and_no_unknown_field() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let said = refused(
        &machine(&relay),
        &[
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
            (
                "an unknown default",
                "version: 1\ndefaults: {description: x}\nparameters: {a: x}".into(),
            ),
            (
                "a default that is none",
                "version: 1\ndefaults: {tier: standard}\nparameters: {a: x}".into(),
            ),
        ],
    );

    insta::assert_snapshot!(said, @"
    an unknown field
      2:1: a manifest has no field `parameter`; did you mean `parameters`?
    no version
      1:1: say `version: 1` first
    another version
      1:10: the only version known here is `version: 1`
           in version
    a version that is a list
      1:10: version is a text, not a list
           in version
    no parameters
      1:1: there are no `parameters`
    parameters as a list
      3:3: `parameters` is a map from names to values
    a list
      1:1: a manifest is a map with `version`, `aws`, `vars`, `path`, `include`, `defaults`, `parameters`, `stages` or `prune`
    a field twice
      2:1: `version` is written twice
    a relative path
      2:7: a path begins with `/`
           in path
    a path that is none
      2:7: not a path: a name has no empty level: no `//`, and no `/` at its end
           in path
    an unknown default
      2:12: `defaults` has no field `description`, only `type`, `tier`, `key_id`, `overwrite`, `protect`, `purge_tags` or `tags`
    a default that is none
      2:18: `tier` is `Standard`, `Advanced` or `Intelligent-Tiering`
           in defaults > tier
    ");
    assert_eq!(relay.requests().len(), 0);
}

#[test]
fn a_name_is_one_that_parameter_store_accepts() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let said = refused(
        &machine(&relay),
        &[
            ("a name twice", with("a: x\n/a: y")),
            (
                "a name twice, by the path",
                "version: 1\npath: /p\nparameters: {/p/a: x, a: y}".into(),
            ),
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
        ],
    );

    insta::assert_snapshot!(said, @r"
    a name twice
      4:3: `/a` is declared twice; first at params.yaml:3:3
    a name twice, by the path
      3:23: `/p/a` is declared twice; first at params.yaml:3:14
           in a
    a name with a space
      3:3: `a b`: a name has only letters, digits, `.`, `_`, `-` and `/`, not ' '
    a name that is not ASCII
      3:3: `größe`: a name has only letters, digits, `.`, `_`, `-` and `/`, not 'ö'
    a name with a line break
      3:3: `a b`: a name has only letters, digits, `.`, `_`, `-` and `/`, not '\n'
    a name that should be absolute
      3:3: `a/b`: a name with `/` in it begins with `/`
    an empty name
      3:3: ``: the name is empty
    an empty level
      3:3: `/a//b`: a name has no empty level: no `//`, and no `/` at its end
    a slash at the end
      3:8: `/a/` is a map from names to values
    too deep
      3:3: `/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16`: a name has at most 15 levels, not 16
    reserved for AWS
      3:3: `/aws/x`: names that begin with `aws` are reserved for AWS
    reserved for SSM
      3:3: `SsmThing`: names that begin with `Ssm` are reserved for AWS
    too long
      3:3: `/nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn...`: the name is 34 characters too long: its ARN has at most 1011
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
      |
    1 | version: …
      |          ^
      = in version
    error: params.yaml:3:13: the environment variable `NOT_SET` is not set
      |
    3 |   a: { from: {…} }
      |              ^^^
      = in a > from
    error: params.yaml:4:6: the value is empty
      |
    4 |   b: …
      |      ^
      = in b
    error: params.yaml:5:3: `/b` is declared twice; first at params.yaml:4:3
      |
    4 |   b: …
      |   - first here
    5 |   /b: …
      |   ^^
    error: params.yaml:6:3: `c d`: a name has only letters, digits, `.`, `_`, `-` and `/`, not ' '
      |
    6 |   c d: …
      |   ^^^
    error: params.yaml:7:23: `type` is `String`, `StringList` or `SecureString`
      |
    7 |   e: { …, type: … }
      |                 ^
      = in e > type
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
      |
    3 |   /it-long/nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn…: …
      |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
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
      |
    4 |   api-token: …
      |   ^^^^^^^^^
    warning: params.yaml:5:9: the value has 8000 bytes; AWS may count bytes, and the tier holds 4096
      |
    5 |   wide: …
      |         ^
      = in wide
    ");
}

#[test]
fn nobody_declares_the_tags_that_are_given_by_themselves() {
    let sandbox = Sandbox::empty();
    sandbox.write(
        "work/common.yaml",
        "version: 1\nparameters: {/c: {value: x, tags: {bootstrap:manifest: /a}}}\n",
    );
    let said = refused(
        &sandbox,
        &[
            ("whose it is", with("/a: {value: x, tags: {bootstrap:manifest: /a}}")),
            ("that it is protected", with("/a: {value: x, tags: {bootstrap:protect: 'true'}}")),
            ("whatever comes later", with("/a: {value: x, tags: {bootstrap:new: x}}")),
            (
                "in the defaults",
                "version: 1\ndefaults: {tags: {bootstrap:manifest: x}}\nparameters: {/a: x, /b: y}"
                    .into(),
            ),
        ],
    );
    insta::assert_snapshot!(said, @"
    whose it is
      3:25: this tag says which manifest has made a parameter, and is given by itself: leave it out; `path` and `prune.id` say whose it is
           in /a > tags
    that it is protected
      3:25: this tag is given to what is protected: say `protect: true` instead
           in /a > tags
    whatever comes later
      3:25: tags that begin with `bootstrap:` are reserved: give it another key
           in /a > tags
    in the defaults
      2:19: this tag says which manifest has made a parameter, and is given by itself: leave it out; `path` and `prune.id` say whose it is
           in defaults > tags
    ");
    let included = "version: 1\ninclude: [common.yaml]\nparameters: {/a: x}\n";
    let staged = "version: 1\nparameters: {/a: x}\nstages:\n  s: {defaults: {tags: {bootstrap:protect: x}}}\n";
    for (manifest, arguments, place) in
        [(included, &[][..], "common.yaml:2:"), (staged, &["--stage", "s"], "params.yaml:4:")]
    {
        let said = seed(&sandbox, manifest, &[arguments, &["--yes"]].concat());
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.stderr.starts_with(&format!("error: {place}")), "{said:?}");
    }
}

#[test]
fn what_would_be_gone_as_soon_as_it_is_made_is_a_warning_or_with_strict_an_error() {
    let sandbox = Sandbox::empty();
    let manifest = with("a:\n  value: x\n  tier: Advanced\n  policies: [{expiration: WHEN}]");
    let past = manifest.replace("WHEN", "2020-01-01T00:00:00Z");

    let said = seed(&sandbox, &past, &["--local"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let warning =
        "params.yaml:6:29: this is over: the parameter would be deleted as soon as it is made\n";
    assert!(said.stderr.contains(&format!("warning: {warning}")), "{said:?}");
    let said = seed(&sandbox, &past, &["--local", "--strict"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(said.stderr.starts_with(&format!("error: {warning}")), "{said:?}");
    let said =
        seed(&sandbox, &manifest.replace("WHEN", "2999-01-01T00:00:00Z"), &["--local", "--strict"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!said.stderr.contains("this is over"), "{said:?}");
}
