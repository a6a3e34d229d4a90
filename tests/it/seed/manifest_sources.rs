//! Values from elsewhere: commands, other parameters, files, variables, and what somebody types.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use serde_json::json;

use super::store::{call, values};
use super::terminal::{Typed, at_terminal};
use super::{machine, picture, seed, with};
use crate::peers::{moto, peers};
use crate::sandbox::{Said, Sandbox};

const SECRET: &str = "Qx7vJKw9zP2mTfBq5";

/// A machine whose store is beside the manifest.
fn local() -> Sandbox {
    let mut sandbox = Sandbox::empty();
    sandbox.set("AWS_REGION", "eu-west-1");
    sandbox
}

/// Returns the value of a parameter in the store beside the manifest.
#[track_caller]
fn kept(sandbox: &Sandbox, name: &str) -> String {
    let file = sandbox.work().join(".bootstrap/000000000000.eu-west-1.jsonl");
    let journal = fs::read_to_string(file).unwrap();
    let entries = journal.lines().filter_map(|line| serde_json::from_str(line).ok());
    let mut parameters = entries.flat_map(|entry: Vec<serde_json::Value>| entry);
    let kept = parameters.find(|entry| entry["kept"]["name"] == name);
    let kept = kept.unwrap_or_else(|| panic!("no {name} in {journal}"));
    kept["kept"]["latest"]["value"].as_str().unwrap().to_owned()
}

#[test]
fn a_command_is_run_without_a_shell_in_the_folder_of_its_file() {
    let sandbox = local();
    sandbox.script("say", "printf '%s\\n' \"$@\"");
    let script = sandbox.write("work/parts/where", "#!/bin/sh\npwd\n");
    fs::set_permissions(script, fs::Permissions::from_mode(0o755)).unwrap();
    sandbox.write(
        "work/parts/more.yaml",
        "version: 1\nparameters:\n  where: {from: {command: [./where]}}\n",
    );
    let manifest = "\
version: 1
include: parts/more.yaml
vars: {word: '$(date)'}
parameters:
  a: {from: {command: [say, 'x  y; ${word} > z']}}
  b: {type: SecureString, from: {command: {argv: [say, one, two], timeout: 20}}}
";

    let said = seed(&sandbox, manifest, &["--local", "--allow-commands"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(kept(&sandbox, "a"), "x  y; $(date) > z");
    assert_eq!(kept(&sandbox, "b"), "one\ntwo", "one newline at the end is left out");
    assert!(kept(&sandbox, "where").ends_with("work/parts"));
}

#[test]
fn a_command_that_fails_is_told_with_its_place_and_without_its_words() {
    let sandbox = local();
    sandbox.script("fails", &format!("echo {SECRET}; echo {SECRET} >&2; exit 3"));
    sandbox.script("empty", "");
    sandbox.script("bytes", "printf 'a\\377b'");
    sandbox.script("long", "i=0; while [ $i -lt 500 ]; do echo 0123456789; i=$((i+1)); done");
    sandbox.script("dies", "kill -9 $$");
    sandbox.script("hangs", "/bin/sleep 60");
    let manifest = with(&format!(
        "a: {{from: {{command: [fails, {SECRET}]}}}}
b: {{from: {{command: [empty]}}}}
c: {{from: {{command: [bytes]}}}}
d: {{from: {{command: [long]}}}}
e: {{from: {{command: [dies]}}}}
f: {{from: {{command: {{argv: [hangs], timeout: 1}}}}}}
g: {{from: {{command: [missing]}}}}
h: {{from: {{command: [./missing]}}}}"
    ));

    let said = seed(&sandbox, &manifest, &["--local", "--allow-commands", "--verbose"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    error: params.yaml:3:13: the command `fails` ended with exit code 3; run it yourself to see why
      |
    3 |   a: { from: {…} }
      |              ^^^
      = in a > from
    error: params.yaml:4:13: the command `empty`: the value is empty
      |
    4 |   b: { from: {…} }
      |              ^^^
      = in b > from
    error: params.yaml:5:13: the command `bytes` prints what is not UTF-8 text, which is all that a parameter holds
      |
    5 |   c: { from: {…} }
      |              ^^^
      = in c > from
    error: params.yaml:6:13: the command `long`: the value has 5499 characters, and the tier Standard holds 4096; `tier: Advanced` holds 8192
      |
    6 |   d: { from: {…} }
      |              ^^^
      = in d > from
    error: params.yaml:7:13: the command `dies` was ended by a signal
      |
    7 |   e: { from: {…} }
      |              ^^^
      = in e > from
    error: params.yaml:8:13: the command `hangs` did not end within 1s
      |
    8 |   f: { from: {…} }
      |              ^^^
      = in f > from
    error: params.yaml:9:13: the command `missing` is not on `PATH`
      |
    9 |   g: { from: {…} }
      |              ^^^
      = in g > from
    error: params.yaml:10:13: the command `./missing` cannot be run: No such file or directory (os error 2)
       |
    10 |   h: { from: {…} }
       |              ^^^
       = in h > from
    exit code 2
    ");
    assert!(said.took < Duration::from_secs(30), "{said:?}");
}

#[test]
fn no_command_is_run_as_long_as_anything_else_is_wrong() {
    let sandbox = local();
    sandbox.script("touches", "/usr/bin/touch ran");
    let allowed = ["--local", "--allow-commands"];
    let command = "a: {from: {command: [touches]}}";
    for wrong in [
        "b: ''",
        "b: {from: {env: NOT_SET}}",
        "b: {from: {prompt: x}}",
        "b: {from: {parameter: /no}}",
    ] {
        let said = seed(&sandbox, &with(&format!("{command}\n{wrong}")), &allowed);
        assert_eq!(said.code, Some(2), "{wrong}: {said:?}");
    }
    let said = seed(&sandbox, &with(command), &["--local"]);
    assert_eq!(said.code, Some(2), "{said:?}");
    assert!(!sandbox.work().join("ran").exists());

    seed(&sandbox, &with(command), &allowed);
    assert!(sandbox.work().join("ran").exists(), "otherwise it would be");
}

#[test]
fn files_and_variables_say_how_they_become_values() {
    let mut sandbox = local();
    sandbox.set("HERE", "there");
    sandbox.write("work/bytes", [0, 159, 146, 150]);
    sandbox.write("work/line", "text\r\n");
    sandbox.write("work/lines", "text\n\n");
    let manifest = with(
        "a: {from: {file: {path: bytes, encoding: base64}}}
b: {from: {file: {path: line, trim: newline}}}
c: {from: {file: {path: lines, trim: newline}}}
d: {from: {file: line}}
e: {from: {env: {name: NOT_SET, default: '${env:HERE}'}}}
f: {from: {env: {name: HERE, default: x}}}",
    );

    let said = seed(&sandbox, &manifest, &["--local"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    let values = ["a", "b", "c", "d", "e", "f"].map(|name| kept(&sandbox, name));
    assert_eq!(values, ["AJ+Slg==", "text", "text\n", "text\r\n", "there", "there"]);
}

#[test]
fn a_value_is_copied_from_the_same_store_in_batches() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let put = |name: &str, kind: &str| {
        let parameter = json!({"Name": name, "Type": kind, "Value": format!("value of {name}")});
        call(moto, "put_parameter", &parameter);
    };
    (0..12).for_each(|number| put(&format!("/it-source/{number}"), "String"));
    put("/it-source/secret", "SecureString");
    let copies = (0..12).fold(String::new(), |text, number| {
        format!("{text}  c{number}: {{from: {{parameter: /it-source/{number}}}}}\n")
    });
    let manifest = format!(
        "version: 1\npath: /it-copy\nparameters:\n{copies}  secret: {{type: SecureString, from: {{parameter: /it-source/secret}}}}\n"
    );

    let said = seed(&sandbox, &manifest, &["--yes"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    let values = values(moto, "/it-copy");
    assert_eq!(values.len(), 13);
    assert_eq!(values["/it-copy/c7"].0, "value of /it-source/7");
    assert_eq!(values["/it-copy/secret"].0, "value of /it-source/secret");

    let bare = with(
        "bare: {from: {parameter: /it-source/secret}}\ngone: {from: {parameter: /it-source/gone}}",
    );
    insta::assert_snapshot!(picture(&sandbox, &seed(&sandbox, &bare, &["--yes"])), @"
    warning: params.yaml:3:16: the parameter `/it-source/secret` is a SecureString, and its copy is not encrypted
      |
    3 |   bare: { from: {…} }
      |                 ^^^
      = in bare > from
    error: params.yaml:4:16: the parameter `/it-source/gone` is not there to be copied
      |
    4 |   gone: { from: {…} }
      |                 ^^^
      = in gone > from
    exit code 2
    ");
}

#[test]
fn a_value_is_copied_from_another_region_profile_and_role() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let far = json!({"Name": "/it-far/a", "Type": "String", "Value": "far"});
    let script = "import boto3, json, sys\nclient = boto3.client('ssm', endpoint_url=sys.argv[1], region_name='us-east-2', aws_access_key_id='x', aws_secret_access_key='y')\nclient.put_parameter(**json.loads(sys.argv[2]))\n";
    let python = peers().unwrap().program("python");
    let put = std::process::Command::new(python)
        .args(["-c", script, moto.url(), &far.to_string()])
        .output()
        .unwrap();
    assert!(put.status.success(), "{put:?}");
    sandbox.write(
        "home/.aws/config",
        "[profile other]\nregion = us-east-2\naws_access_key_id = AKIDOTHER\naws_secret_access_key = x\n",
    );
    let copy = |how: &str| {
        let manifest =
            with(&format!("/it-near/a: {{from: {{parameter: {{name: /it-far/a, {how}}}}}}}"));
        seed(&sandbox, &manifest, &["--yes"])
    };

    for how in ["region: us-east-2", "region: us-east-2, profile: other"] {
        let said = copy(how);
        assert_eq!(said.code, Some(0), "{how}: {said:?}");
        assert_eq!(values(moto, "/it-near")["/it-near/a"].0, "far");
    }
    let asked_before = relay.calls("AssumeRole");
    let role = "region: us-east-2, role_arn: 'arn:aws:iam::123456789012:role/reader'";
    let said = copy(role);
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(
        relay.requests().iter().any(|request| request.body.contains("AssumeRole")),
        "{asked_before}"
    );
    assert_eq!(copy("profile: nobody").code, Some(2));

    insta::assert_snapshot!(
        picture(&sandbox, &seed(&sandbox, &with(&format!("a: {{from: {{parameter: {{name: /b, {role}}}}}}}")), &["--local"])),
        @"
    error: params.yaml:3:13: a local store copies only from itself: nobody else is asked
      |
    3 |   a: { from: {…} }
      |              ^^^
      = in a > from
    exit code 2
    "
    );
}

#[track_caller]
fn at_prompt(sandbox: &Sandbox, typed: Typed) -> Said {
    let line = format!(
        "trap : INT; {} seed params.yaml --local; code=$?; /bin/stty -a | /bin/grep -o ' -*echo '; exit $code",
        env!("CARGO_BIN_EXE_bootstrap")
    );
    at_terminal(sandbox, &["/bin/sh", "-c", &line], "(a):", &[typed])
}

#[test]
fn what_is_typed_is_not_shown_and_the_terminal_is_as_before() {
    if peers().is_none() {
        return;
    }
    let sandbox = local();
    sandbox.write("work/params.yaml", with("a: {type: SecureString, from: {prompt: What is it?}}"));

    let said = at_prompt(&sandbox, Typed::Text(SECRET));

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(kept(&sandbox, "a"), SECRET);
    assert!(said.stdout.contains("What is it? (a): \n"), "{said:?}");
    assert!(!said.stdout.contains(&SECRET[..4]), "{said:?}");
    assert!(said.stdout.contains(" echo "), "{said:?}");

    for (typed, code) in [(Typed::Interrupt, 130), (Typed::Enter, 2), (Typed::End, 2)] {
        let said = at_prompt(&sandbox, typed);
        assert_eq!(said.code, Some(code), "{typed:?}: {said:?}");
        assert!(said.stdout.contains(" echo "), "{typed:?}: {said:?}");
    }
}

#[test]
fn without_a_terminal_nobody_is_asked() {
    let sandbox = local();
    let manifest = with("a: {from: {prompt: What is it?}}\nb: {from: {prompt: {}}}");

    insta::assert_snapshot!(picture(&sandbox, &seed(&sandbox, &manifest, &["--local"])), @"
    error: params.yaml:3:13: somebody has to type the value, and there is nobody to ask
      |
    3 |   a: { from: {…} }
      |              ^^^
      = in a > from
    error: params.yaml:4:13: somebody has to type the value, and there is nobody to ask
      |
    4 |   b: { from: {…} }
      |              ^^^
      = in b > from
    exit code 2
    ");
}

#[test]
fn what_belongs_to_a_manifest_from_a_pipe_is_where_we_are() {
    let sandbox = local();
    sandbox.write("work/value", SECRET);
    sandbox.write("work/m.yaml", "version: 1\nparameters: {a: {from: {file: value}}}\n");
    for redirection in ["/bin/cat m.yaml |", "< m.yaml"] {
        let line = format!("{redirection} {}", sandbox.line(&["seed", "/dev/stdin", "--local"]));
        let mut command = std::process::Command::new("/bin/sh");
        command.args(["-c", &line]).current_dir(sandbox.work());
        sandbox.furnish(&mut command);
        let said = crate::sandbox::watch(command);

        assert_eq!(said.code, Some(0), "{said:?}");
        assert_eq!(kept(&sandbox, "a"), SECRET);
        fs::remove_dir_all(sandbox.work().join(".bootstrap")).unwrap();
    }
    assert!(!std::path::Path::new("/dev/.bootstrap").exists());
}

#[test]
fn a_random_value_that_could_be_refused_is_refused_before_anything_is_written() {
    let sandbox = local();
    let manifest = with(
        "a: x
b: {allowed_pattern: '^[0-9]+$', from: {random: {}}}
c: {data_type: integer, from: {random: {charset: hex}}}
d: {allowed_pattern: '^[0-9a-f]{8}$', from: {random: {charset: hex, length: 8}}}
e: {allowed_pattern: '^[0-9a-f]{8}-', data_type: text, from: {random: {charset: uuid}}}",
    );

    let said = seed(&sandbox, &manifest, &["--local"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    error: params.yaml:4:42: a random value like this one need not match its `allowed_pattern`
      |
    4 |   b: { …, from: {…} }
      |                 ^^^
      = in b > from
    error: params.yaml:5:33: a random value like this one need not fit the data type `integer`
      |
    5 |   c: { …, from: {…} }
      |                 ^^^
      = in c > from
    exit code 2
    ");
    assert!(!sandbox.work().join(".bootstrap").exists());
}

#[test]
fn all_that_a_command_prints_is_its_value_and_no_part_of_it() {
    let sandbox = local();
    sandbox.script("early", "(/bin/sleep 1; echo part2) & echo part1");
    sandbox.script("much", "i=0; while [ $i -lt 10000 ]; do printf 0123456789; i=$((i+1)); done");
    sandbox.script("sign", "printf 'a\\357\\277\\275b'");
    sandbox.script("noise", "/bin/sleep 2 >/dev/null & echo quiet");

    let manifest = with("a: {from: {command: [early]}}\nb: {from: {command: [much]}}");
    let said = seed(&sandbox, &manifest, &["--local", "--allow-commands"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    error: params.yaml:3:13: the command `early` ended before something that it started, which may have more to print; let it wait for that
      |
    3 |   a: { from: {…} }
      |              ^^^
      = in a > from
    error: params.yaml:4:13: the command `much` prints more than any parameter holds
      |
    4 |   b: { from: {…} }
      |              ^^^
      = in b > from
    exit code 2
    ");

    let manifest = with("a: {from: {command: [sign]}}\nb: {from: {command: [noise]}}");
    let said = seed(&sandbox, &manifest, &["--local", "--allow-commands"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(
        (kept(&sandbox, "a").as_str(), kept(&sandbox, "b").as_str()),
        ("a\u{fffd}b", "quiet")
    );
}

#[test]
fn a_command_speaks_the_language_of_whoever_runs_it() {
    let mut sandbox = local();
    sandbox.set("LC_ALL", "de_DE.UTF-8");
    sandbox.script("language", "echo \"$LC_ALL${NO_COLOR-}${RUSTUP_AUTO_INSTALL-}\"");

    let manifest = with("a: {from: {command: [language]}}");
    let said = seed(&sandbox, &manifest, &["--local", "--allow-commands"]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(kept(&sandbox, "a"), "de_DE.UTF-8");
}
