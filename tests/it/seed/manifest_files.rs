//! Files that are no manifest: told apart quickly, with their place where there is one, and never with their text.

use std::time::Duration;

use super::{machine, picture};
use crate::peers::moto;

const MEBIBYTE: u64 = 1024 * 1024;

fn utf_16(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_file_that_is_no_manifest_is_refused_in_time() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let laughs = (1..12).fold("a0: &a0 [x, x]\n".to_owned(), |source, n| {
        let before = format!("*a{}", n - 1);
        format!("{source}a{n}: &a{n} [{}]\n", [before.as_str(); 9].join(", "))
    });
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("an empty file", "".into()),
        ("only a comment", "# nothing\n".into()),
        ("a text", "hello".into()),
        ("JSON that is a list", "[1, 2]".into()),
        ("bad indentation", "version: 1\nparameters:\n  a: x\n b: y\n".into()),
        ("an unclosed quote", "version: 1\nparameters:\n  a: \"x\n".into()),
        ("an unclosed list", "version: 1\nparameters:\n  a: [x, y\n".into()),
        ("a tab", "version: 1\nparameters:\n\ta: x\n".into()),
        ("a template", "version: 1\nparameters:\n  a: {{ value }}\n".into()),
        ("a tag", "version: 1\nparameters:\n  a: !Ref x\n".into()),
        ("an alias of nothing", "version: 1\nparameters:\n  a: *x\n".into()),
        ("two documents", "version: 1\nparameters: {a: x}\n---\nversion: 1\n".into()),
        ("a key that is a list", "version: 1\n[a]: x\n".into()),
        ("UTF-16", utf_16("version: 1\nparameters: {a: x}\n")),
        ("Latin-1", b"version: 1\nparameters:\n  a: \xfcber\n".to_vec()),
        ("bytes", (0..=255).collect()),
        ("zeros", vec![0; 1000]),
        ("five thousand brackets", "[".repeat(5000).into()),
        ("a billion laughs", laughs.into()),
        ("60 MB", "# comment\n".repeat(6_000_000).into()),
        ("40 MB of comments", "# comment\n".repeat(4_000_000).into()),
    ];

    let mut pictures = Vec::new();
    for (case, content) in cases {
        sandbox.write("work/params.yaml", content);

        let said = sandbox.bootstrap(&["seed", "params.yaml", "--yes"]);

        assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{case}: {said:?}");
        assert!(said.took < Duration::from_mins(1), "{case}: {:?}", said.took);
        assert!(said.peak_memory < 256 * MEBIBYTE, "{case}: {}", said.peak_memory);
        let picture = picture(&sandbox, &said).replace("exit code 2", "");
        pictures.push(format!("{case}\n{picture}"));
    }
    insta::assert_snapshot!(pictures.concat(), @r"
    an empty file
    error: params.yaml:1:1: a manifest is a map with `version`, `aws`, `vars`, `path`, `include`, `defaults`, `parameters`, `stages` or `prune`
    only a comment
    error: params.yaml:2:1: a manifest is a map with `version`, `aws`, `vars`, `path`, `include`, `defaults`, `parameters`, `stages` or `prune`
    a text
    error: params.yaml:1:1: a manifest is a map with `version`, `aws`, `vars`, `path`, `include`, `defaults`, `parameters`, `stages` or `prune`
    JSON that is a list
    error: params.yaml:1:1: a manifest is a map with `version`, `aws`, `vars`, `path`, `include`, `defaults`, `parameters`, `stages` or `prune`
    bad indentation
    error: params.yaml:4:2: not YAML: while parsing a block mapping, did not find expected key; is the line indented right, with a colon behind its key?
    an unclosed quote
    error: params.yaml:3:6: not YAML: unclosed quote
    an unclosed list
    error: params.yaml:3:6: not YAML: unclosed bracket '['
    a tab
    error: params.yaml:3:2: not YAML: tabs disallowed within this context (block indentation)
    a template
    error: params.yaml:3:7: a key is a text; put a value that begins with `{` or `[` in quotes
    a tag
    error: params.yaml:3:11: what begins with `!` is a tag in YAML; put a value like that in quotes
    an alias of nothing
    error: params.yaml:3:6: what begins with `*` is an alias in YAML, and no such anchor is before it; put a text in quotes
    two documents
    error: params.yaml:4:1: a manifest is one document: nothing follows `---`
    a key that is a list
    error: params.yaml:2:1: a key is a text; put a value that begins with `{` or `[` in quotes
    UTF-16
    error: params.yaml:1:1: the file is not UTF-8 text; save it as UTF-8
    Latin-1
    error: params.yaml:3:6: the file is not UTF-8 text; save it as UTF-8
    bytes
    error: params.yaml:2:118: the file is not UTF-8 text; save it as UTF-8
    zeros
    error: params.yaml:1:1: not YAML: unexpected character: `\u{0}'
    five thousand brackets
    error: params.yaml:1:256: not YAML: recursion limit exceeded
    a billion laughs
    error: params.yaml:6:20: with all that its aliases stand for, the file is too long: at most 100000 texts, lists and maps
    60 MB
    error: `params.yaml` has more than 48 MiB

    hint: split it into several manifests
    40 MB of comments
    error: params.yaml:4000001:1: a manifest is a map with `version`, `aws`, `vars`, `path`, `include`, `defaults`, `parameters`, `stages` or `prune`
    ");
    assert_eq!(relay.requests().len(), 0);
}

#[test]
fn without_a_file_there_is_a_hint() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let below_a_file = sandbox.write("file", "").join("params.yaml");
    let cases = [
        ("nothing", sandbox.home().join("params.yaml")),
        ("a folder", sandbox.home()),
        ("below a file", below_a_file),
    ];

    let mut pictures = Vec::new();
    for (case, path) in cases {
        let said = sandbox.bootstrap(&["seed", &path.display().to_string(), "--yes"]);

        assert_eq!(said.code, Some(2), "{case}: {said:?}");
        pictures.push(format!("{case}\n{}", picture(&sandbox, &said)));
    }
    insta::assert_snapshot!(pictures.join("\n\n"), @"
    nothing
    error: cannot read `~/params.yaml`
      caused by: No such file or directory (os error 2)

    hint: a new project has one: `bootstrap new my-app`
    exit code 2

    a folder
    error: cannot read `~`
      caused by: Is a directory (os error 21)

    hint: see what it is: `ls -ld ~`
    exit code 2

    below a file
    error: cannot read `[SANDBOX]/file/params.yaml`
      caused by: Not a directory (os error 20)

    hint: see what it is: `ls -ld [SANDBOX]/file/params.yaml`
    exit code 2
    ");
    assert_eq!(relay.requests().len(), 0);
}

#[test]
fn a_manifest_may_come_through_a_pipe_and_with_a_byte_order_mark() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    sandbox
        .write("work/mark.yaml", "\u{feff}version: 1\r\npath: /it-pipe\r\nparameters: {a: x}\r\n");
    let mut shell = std::process::Command::new("/bin/sh");
    let program = env!("CARGO_BIN_EXE_bootstrap");
    shell.args(["-c", "/bin/cat mark.yaml | \"$0\" seed /dev/stdin --dry-run", program]);
    sandbox.furnish(&mut shell);

    let said = crate::sandbox::watch(shell);

    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.stdout.contains("create     String        /it-pipe/a"), "{said:?}");
}
