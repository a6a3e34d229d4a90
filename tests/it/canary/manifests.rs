//! The canary as what is wrong with a manifest.

use super::{CANARY, assert_silent};
use crate::peers::moto;
use crate::sandbox::{Said, Sandbox};
use crate::seed::{machine, seed};

/// What stands for a parameter; `^` is the canary.
const PARAMETERS: &[&str] = &[
    "a: !^",
    "a: !^ x",
    "a: !<^> x",
    "a: !!^ x",
    "a: !e!^ x",
    "a: !!int ^",
    "a: !!bool ^",
    "a: !!null ^",
    "a: !!binary '^ ^'",
    "a: \"^",
    "a: '^",
    "a: \"x\" ^",
    "a: 'x'^",
    "a: \"\\^\"",
    "a: \"\\x^\"",
    "a: \"\\u^\"",
    "a: [^",
    "a: [x ^: y",
    "a: [x]^",
    "a: {^",
    "a: {^}",
    "a: {x: y}^",
    "a: {{^}}",
    "a: {{ ^ }}",
    "a: {[^]: x}",
    "a: *^",
    "a: &^",
    "a: &^ *^",
    "a: &a &^ x",
    "a: |^",
    "a: >^",
    "a: |\n^",
    "a: |2\n ^\n",
    "a: @^",
    "a: `^`",
    "a: %^",
    "a: ^: x",
    "a: x: ^",
    "a: x\n^",
    "a: x\n ^: y",
    "a: x\n^\nb: y",
    "a:\n - ^\n x",
    "a: - ^",
    "a: ? ^",
    "a: - x\n^",
    "a: \"^\" : x",
    "a: x\n\tb: ^",
    "a: [^]]",
    "a: }^",
    "a: ,^",
    "a: \u{7}^",
    "a: '^\u{0}'",
    "a: ['x,^']",
    "a: [^, [x]]",
    "a: [[^]]",
    "a: [{^: x}]",
    "a: [{x: ^}]",
    "a: {value: [^, ~]}",
    "a: {value: {x: ^}}",
    "a: {value: {^: x}}",
    "a: {value: ^, from: {env: X}}",
    "a: {value: ^, value: x, type: z}",
    "a: {value: x, type: ^}",
    "a: {value: x, type: [^]}",
    "a: {value: x, tier: ^}",
    "a: {value: x, tier: {^: x}}",
    "a: {value: x, key_id: '^ ^'}",
    "a: {value: x, type: String, key_id: ^}",
    "a: {value: x, key_id: [^]}",
    "a: {value: x, unknown: ^}",
    "a: {valu: ^}",
    "a: {from: ^}",
    "a: {from: [^]}",
    "a: {from: {command: ^}}",
    "a: {from: {env: NOT_SET, default: ^}}",
    "a: {from: {env: CAGE}}",
    "a: {from: {file: cage.txt}}",
    "a: {from: {file: long.txt}}",
    "a: {from: {file: endless.txt}}",
    "a: {from: {file: long.txt}, tier: Advanced}",
    "a: {value: x, description: [^]}",
    "a: {value: x, tags: ^}",
    "a: {value: x, tags: [^]}",
    "a: {value: x, tags: {x: '^;'}}",
    "a: {value: x, tags: {'^;': x}}",
    "a: {value: x, tags: {'aws:^': x}}",
    "a: {value: x, tags: {x: [^]}}",
    "a: '{{ssm:^}}'",
    "a: '{{}}^'",
    "a: ^\n/a: ^",
    "a: ^\n? [x]\n: ^",
    "a: ^\n<<: ^",
    "a: ^\n<<: *^",
    "b: &b {value: ^}\na: {<<: *b, type: x}",
    "a: ^\n...\n^",
    "a: ^\n--- ^",
    "a: {type: String, ^}",
    "a: 'x${^'",
    "a: 'x${^}'",
    "a: '${x:-${^}}'",
    "a: '${env:CAGE}'",
    "a: {json: {x: ^, x: y}}",
    "a: {json: {^: ['{{ssm:^}}']}}",
    "a: {value: ^, allowed_pattern: '[^'}",
    "a: {value: ^, allowed_pattern: zzz}",
    "a: {value: ^, data_type: integer}",
    "a: {value: x, data_type: ^}",
    "a: {value: x, labels: ['^ ^']}",
    "a: {value: x, labels: {^: x}}",
    "a: {value: x, policies: [^]}",
    "a: {value: x, tier: Advanced, policies: [{expiration: ^}]}",
    "a: {value: x, tier: Advanced, policies: [{no_change_notification: {after: ^, unit: ^}}]}",
    "a: {value: x, ignore: [^]}",
    "a: {value: x, overwrite: ^}",
    "a: {value: x, protect: ^}",
    "a: {from: {random: {charset: ^}}}",
    "a: {from: {random: {length: ^}}}",
    "a: {from: {prompt: ^}}",
    "a: {from: {parameter: '^ ^'}}",
    "a: {from: {parameter: {name: x, region: '^'}}}",
    "a: {from: {command: [x, ^]}}",
    "a: {from: {command: {argv: [^], timeout: ^}}}",
    "a: {from: {file: '${env:CAGE}'}}",
    "a: {from: {env: '${env:CAGE}'}}",
    "'${env:CAGE}': x",
    "a: {json: {'${env:CAGE}': 1}}",
    "a: {json: {'x${env:CAGE}': 1, 'x${env:CAGE:-x}': 1}}",
    "a: {json: {'${env:CAGE}${no}': ^}}",
    "a: {value: x, tags: {'${env:CAGE}': x}}",
    "a: {value: x, tags: {'x${env:CAGE}': x, 'x${env:CAGE:-x}': x}}",
    "a: {value: x, tags: {x: '${env:CAGE}'}}",
    "a: {value: x, key_id: '${env:CAGE}'}",
    "a: {value: x, description: '${env:CAGE}', type: x}",
    "a/: ^",
    "a/: {b: {value: ^, typ: x}}",
];

/// What stands for a manifest.
const MANIFESTS: &[&str] = &[
    "^",
    "[^]",
    "- ^",
    "'^",
    "version: ^\nparameters: {}",
    "version: [^]\nparameters: {}",
    "version: 1\npath: ^\nparameters: {}",
    "version: 1\npath: '^ /'\nparameters: {}",
    "version: 1\npath: /^//\nparameters: {}",
    "version: 1\npath: [^]\nparameters: {}",
    "version: 1\ndefaults: ^\nparameters: {}",
    "version: 1\ndefaults: {tier: ^}\nparameters: {}",
    "version: 1\ndefaults: {type: ^}\nparameters: {}",
    "version: 1\ndefaults: {key_id: '^ '}\nparameters: {}",
    "version: 1\ndefaults: {tags: ^}\nparameters: {}",
    "version: 1\ndefaults: {tags: {x: '^;'}}\nparameters: {}",
    "version: 1\nparameters: ^",
    "version: 1\nparameters: [^]",
    "version: 1\nunknown: ^\nparameters: {}",
    "version: 1\nparameters:\n  - name: a\n    value: ^",
    "%TAG !^! x\n---\na: x",
    "%^\n---\na: x",
    "%YAML 9.^\n---\na: x",
    "version: 1\nparameters: {a: x}\n--- ^\n",
    "version: 1\nparameters: {a: x}\n...\n^\n",
    "version: 1\nvars: {x: [^]}\nparameters: {}",
    "version: 1\nvars: {x: '${^}'}\nparameters: {}",
    "version: 1\nvars: {x: ^, y: '${x:?}${z}'}\nparameters: {a: '${y}'}",
    "version: 1\nvars: [^]\nparameters: {}",
    "version: 1\naws: {account: ^}\nparameters: {}",
    "version: 1\naws: {region: '^'}\nparameters: {}",
    "version: 1\ninclude: {^: x}\nparameters: {}",
    "version: 1\ninclude: '${env:CAGE}'\nparameters: {}",
    "version: 1\nstages: ^\nparameters: {}",
    "version: 1\nstages: {s: ^}\nparameters: {}",
    "version: 1\nstages: {s: {parameters: {a: {value: [[^]]}}}}\nparameters: {}",
    "version: 1\npath: /p\nprune: {keep: ['[^']}\nparameters: {}",
    "version: 1\npath: '${env:CAGE}'\nparameters: {a: x}",
    "^: {",
    "\u{feff}\u{feff}^",
    "version: 1\nparameters: {a: ^\n",
    "version: 1\nparameters: {a: ^}}\n",
    "{\"version\": 1, \"parameters\": {\"a\": \"^}}",
];

#[test]
fn a_key_that_comes_from_the_environment_is_not_shown() {
    let mut sandbox = Sandbox::empty();
    sandbox.set("AWS_REGION", "eu-west-1").set("CAGE", CANARY).set("GITHUB_ACTIONS", "true");
    sandbox.write(
        "work/params.yaml",
        "version: 1
defaults: {tags: {'by-${env:CAGE}': x}}
parameters:
  json: {json: {'${env:CAGE}': 1}}
  mine: {value: x, tags: {'${env:CAGE}': x}}
",
    );
    let seed = ["seed", "params.yaml", "--local", "--verbose"];
    for (arguments, code) in [
        (&["seed", "render", "params.yaml"][..], 0),
        (&["seed", "render", "params.yaml", "--format", "json"], 0),
        (&["seed", "permissions", "params.yaml", "--region", "eu-west-1"], 0),
        (&[&seed[..], &["--dry-run", "--format", "json"]].concat(), 1),
        (&[&seed[..], &["--format", "markdown"]].concat(), 0),
        (&[&seed[..], &["--check"]].concat(), 0),
    ] {
        let said = sandbox.bootstrap(arguments);
        // GitHub masks what it is told first.
        let unmasked = |text: &str| {
            let lines = text.lines().filter(|line| !line.starts_with("::add-mask::"));
            lines.collect::<Vec<_>>().join("\n")
        };
        let (stdout, stderr) = (unmasked(&said.stdout), unmasked(&said.stderr));
        let said = Said { stdout, stderr, ..said };

        assert_silent(&arguments.join(" "), &said);
        assert_eq!(said.code, Some(code), "{arguments:?}: {said:?}");
    }
}

#[test]
fn no_problem_of_a_manifest_is_told_with_its_text() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let mut sandbox = machine(&relay);
    sandbox.set("RUST_BACKTRACE", "full");
    sandbox.set("CAGE", format!("{{{{ssm:{CANARY}}}}}"));
    sandbox.write("work/cage.txt", [CANARY.as_bytes(), b"\xff"].concat());
    sandbox.write("work/long.txt", CANARY.repeat(500));
    sandbox.write("work/endless.txt", CANARY.repeat(5000));
    // There is one in the line before it and in the line after it too.
    let mut cases: Vec<String> = PARAMETERS
        .iter()
        .map(|text| text.replace('\n', "\n  "))
        .map(|text| format!("version: 1\nparameters:\n  before: ^\n  {text}\n  after: ^\n"))
        .collect();
    cases.extend(MANIFESTS.iter().map(ToString::to_string));
    // What is too long, in each place; and what is no text.
    let long = CANARY.repeat(1000);
    cases.push(format!("version: 1\nparameters:\n  a: {long}"));
    cases.push(format!("version: 1\nparameters:\n  a: {{value: x, description: {long}}}"));
    cases.push(format!("version: 1\nparameters:\n  a: {{value: x, key_id: {long}}}"));
    cases.push(format!("version: 1\nparameters:\n  a: {{value: x, tags: {{x: {long}}}}}"));
    cases.push(format!("version: 1\nparameters:\n  a: {{value: x, tags: {{{long}: x}}}}"));

    for (number, case) in cases.into_iter().enumerate() {
        let manifest = case.replace('^', CANARY);
        let format = if number % 2 == 0 { "text" } else { "json" };

        let said = seed(&sandbox, &manifest, &["--dry-run", "--verbose", "--format", format]);

        assert_silent(&case, &said);
        assert_eq!(said.code, Some(2), "{case}: {said:?}");
        assert!(said.stderr.starts_with("error: params.yaml:"), "{case}: {said:?}");
    }
    sandbox.write(
        "work/params.yaml",
        [b"version: 1\nparameters:\n  a: ", CANARY.as_bytes(), b"\xff\n"].concat(),
    );
    assert_silent("no text", &sandbox.bootstrap(&["seed", "params.yaml"]));
    assert_eq!(relay.requests().len(), 0);
}
