//! Files that are made to hurt, and files that are only wrong: refused in time, in little memory, with their place.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::machine;
use crate::loopback::Server;
use crate::peers::moto;
use crate::sandbox::Sandbox;

const MEBIBYTE: u64 = 1024 * 1024;

/// A machine in whose folder all bad manifests are.
fn with_corpus() -> (Sandbox, Vec<String>) {
    let sandbox = Sandbox::empty();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/manifests/bad");
    let mut names = Vec::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        sandbox.write(&format!("work/{name}"), fs::read(path).unwrap());
        names.push(name);
    }
    names.sort();
    (sandbox, names)
}

#[test]
fn every_malformed_file_is_refused_in_time_with_its_place() {
    let (sandbox, names) = with_corpus();
    assert!(names.len() >= 25, "{}", names.len());
    let mut firsts = Vec::new();
    for name in names {
        let said = sandbox.bootstrap(&["seed", &name, "--local", "--allow-commands"]);

        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{name}: {said:?}");
        assert!(said.stderr.starts_with(&format!("error: {name}:")), "{name}: {said:?}");
        assert!(!said.stderr.contains("a fault of ours"), "{name}: {said:?}");
        assert!(said.took < Duration::from_secs(20), "{name}: {:?}", said.took);
        assert!(said.peak_memory < 128 * MEBIBYTE, "{name}: {}", said.peak_memory);
        assert!(said.stderr.lines().count() <= 102, "{name}");
        let first: String = said.stderr.lines().next().unwrap().chars().take(150).collect();
        firsts.push(first.trim_start_matches("error: ").to_owned());
    }
    insta::assert_snapshot!(firsts.join("\n"), @r"
    aliases.yaml:4:6: what begins with `*` is an alias in YAML, and no such anchor is before it; put a text in quotes
    bidirectional.yaml:3:3: `a\u{202e}\u{1b}[31m`: a name has only letters, digits, `.`, `_`, `-` and `/`, not '\u{202e}'
    braces.yaml:3:6: references stand in one another at most 8 deep
    chain.yaml:71:9: more than 32 variables need one another
    conflict.yaml:3:1: not YAML: simple key expected ':'; is the line indented right, with a colon behind its key?
    cycle.yaml:2:23: the variable needs itself
    deep.yaml:2:220: maps and lists stand in one another at most 32 deep
    documents.yaml:4:1: a manifest is one document: nothing follows `---`
    doubling.yaml:11:8: more than 32 variables need one another
    itself.yaml:2:11: `itself.yaml` includes itself
    latin.yaml:3:6: the file is not UTF-8 text; save it as UTF-8
    laughs.yaml:10:26: with all that its aliases stand for, the file is too long: at most 100000 texts, lists and maps
    long-key.yaml:3:3: `kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk
    many.yaml:3:3: `a b0`: a name has only letters, digits, `.`, `_`, `-` and `/`, not ' '
    marks.yaml:3:6: references stand in one another at most 8 deep
    merge.yaml:4:9: the alias is a part of what it stands for
    missing.yaml:2:11: cannot read `no/such/file.yaml`: No such file or directory (os error 2)
    names.yaml:2:10: there is no variable of this name: `vars` has none
    nulls.yaml:1:1: a key is a text, not nothing; put a `~` or `null` in quotes
    stages.yaml:2:13: a stage is a map with `aws`, `vars`, `defaults` or `parameters`
    subtrees.yaml:3:7: `a/` is a map from names to values
    tabs.yaml:3:2: not YAML: tabs disallowed within this context (block indentation)
    tags.yaml:3:14: what begins with `!` is a tag in YAML; put a value like that in quotes
    twice.yaml:3:17: `value` is written twice
    types.yaml:1:10: version is a text, not a list
    unclosed.yaml:2:17: not YAML: unclosed quote
    zeros.yaml:1:1: not YAML: unexpected character: `\u{0}'
    ");
}

#[test]
fn a_large_manifest_in_many_layers_is_read_in_bounded_memory() {
    let Some(moto) = moto() else { return };
    let relay: Server = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let part = |number: usize| {
        let parameters = (0..400).fold(String::new(), |text, parameter| {
            format!("{text}  p{number}/{parameter}: {{value: '${{word}} {}', tags: {{a: '${{word}}'}}}}\n", "x".repeat(900))
        });
        format!("version: 1\npath: /big\nparameters:\n{parameters}")
    };
    let names: Vec<String> = (0..25).map(|number| format!("part{number}.yaml")).collect();
    for (number, name) in names.iter().enumerate() {
        sandbox.write(&format!("work/{name}"), part(number));
    }
    let root = format!(
        "version: 1\nvars: {{word: y}}\ninclude: [{}]\nparameters: {{}}\n",
        names.join(", ")
    );
    sandbox.write("work/params.yaml", root);

    let said = sandbox.bootstrap(&["seed", "render", "params.yaml"]);

    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(said.stdout.contains("/big/p24/399:"));
    assert!(said.peak_memory < 256 * MEBIBYTE, "{}", said.peak_memory / MEBIBYTE);
    assert!(said.took < Duration::from_mins(1), "{:?}", said.took);
}

#[test]
fn what_all_parameters_inherit_is_there_once() {
    let sandbox = Sandbox::empty();
    let names =
        |count| (0..count).fold(String::new(), |text, number| format!("{text}  p{number}: x\n"));
    let tags = (0..45)
        .fold(String::new(), |text, number| format!("{text}    k{number}{}: v\n", "y".repeat(100)));
    let long = "x".repeat(1 << 20);
    for (case, code, defaults, count) in [
        ("a long tag", 2, format!("  tags: {{a: {long}}}\n"), 5_000),
        ("a long key", 2, format!("  type: SecureString\n  key_id: {long}\n"), 5_000),
        ("many tags", 0, format!("  tags:\n{tags}"), 10_000),
    ] {
        let manifest = format!("version: 1\ndefaults:\n{defaults}parameters:\n{}", names(count));
        sandbox.write("work/params.yaml", manifest);

        let said = sandbox.bootstrap(&["seed", "permissions", "params.yaml"]);

        assert_eq!(said.code, Some(code), "{case}: {}", said.stderr);
        assert!(said.stderr.len() < 4096, "{case}: {}", said.stderr.len());
        let mebibytes = said.peak_memory / MEBIBYTE;
        assert!(mebibytes < 320, "{case}: {mebibytes}");
    }
}

#[test]
fn a_hundred_problems_are_told_and_the_others_counted() {
    let sandbox = Sandbox::empty();
    let wrong = (0..250).fold(String::new(), |text, number| format!("{text}  p{number}: ''\n"));
    sandbox.write("work/params.yaml", format!("version: 1\nparameters:\n{wrong}"));

    let said = sandbox.bootstrap(&["seed", "params.yaml", "--local"]);

    let lines: Vec<&str> = said.stderr.lines().collect();
    assert_eq!(lines.len(), 101, "one line each, for calm");
    assert_eq!(lines[99], "error: params.yaml:102:8: the value is empty");
    assert_eq!(lines[100], "error: and 150 more problems");
}
