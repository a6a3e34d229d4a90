//! Manifests that are made to take all memory: each is read or refused, in little of it.
//!
//! The program is run with a limit that the system keeps, so that nothing is missed between two looks: what asks for
//! more is ended by a signal. Each test fails when the limit in the program that it is for is taken out.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::sandbox::{Said, Sandbox, watch};

/// All that the program may take, in KiB: half of the smallest machine that runs anything in a cloud. The largest good
/// manifests, with a hundred thousand parameters, take a little more than half of that.
const MEMORY: u64 = 512 * 1024;

/// How much of a processor's time it may take, built without optimisation, and how long that may be beside others.
const TIME: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_mins(10);

const HEAD: &str = "version: 1\nparameters:\n";

/// Files, the manifest first.
type Files = Vec<(String, String)>;

/// A way to hurt, and how large it is at its worst. It makes files of any size up to that.
#[derive(Clone, Copy)]
struct Hostile {
    name: &'static str,
    worst: usize,
    files: fn(usize) -> Files,
}

impl std::fmt::Debug for Hostile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name)
    }
}

fn hostile(name: &'static str, worst: usize, files: fn(usize) -> Files) -> Hostile {
    Hostile { name, worst, files }
}

fn all() -> Vec<Hostile> {
    vec![
        hostile("nested lists", 1_000_000, |size| parameter(&"[".repeat(size))),
        hostile("nested maps", 200_000, |size| parameter(&"{a: ".repeat(size))),
        hostile("nested blocks", 4000, |size| {
            one(HEAD.to_owned() + &many(size, |number| format!("{:1$}a:\n", "", number + 2)))
        }),
        hostile("laughs", 40, laughs),
        hostile("aliases of a large text", 100_000, |size| {
            let aliases = many(size, |number| format!("  p{number}: *a\n"));
            one(format!("{HEAD}  a: &a {}\n{aliases}", long(1 << 20)))
        }),
        hostile("merged maps", 5000, |size| {
            let merges = many(size, |number| format!(", m{number}: {{<<: [*a, *a]}}"));
            let keys = many(1000, |number| format!("k{number}: v, "));
            parameter(&format!("{{json: {{a: &a {{{keys}}}{merges}}}}}"))
        }),
        hostile("a large text", 47 << 20, |size| parameter(&long(size))),
        hostile("a large text of escapes", 11 << 20, |size| {
            parameter(&format!("\"{}\"", "\\x41".repeat(size)))
        }),
        hostile("parameters", 240_000, |size| {
            one(HEAD.to_owned() + &many(size, |number| format!("  p{number}: x\n")))
        }),
        hostile("wrong names", 240_000, |size| {
            one(HEAD.to_owned() + &many(size, |number| format!("  p {number}: ''\n")))
        }),
        hostile("long sub-trees", 100_000, |size| {
            let names = many(size, |number| format!("    p{number}: x\n"));
            one(format!("{HEAD}  ? {}/\n  :\n{names}", long(size)))
        }),
        hostile("many default tags", 100_000, |size| defaults(size, 2000, 1)),
        hostile("long default tags", 100_000, |size| defaults(50, size, 256)),
        hostile("variables that double", 100_000, |size| {
            let uses = many(size, |number| format!("  p{number}: ${{a{}}}\n", number % 32));
            one(format!("{}parameters:\n{uses}", doubling()))
        }),
        hostile("JSON of variables that double", 400_000, |size| {
            let uses = many(size, |_| "'${a5}',".to_owned());
            one(format!("{}parameters:\n  a: {{json: [{uses}]}}\n", doubling()))
        }),
        hostile("keys of variables that double", 100_000, |size| {
            let uses = many(size, |number| format!("'${{a5}}{number}': x,"));
            one(format!("{}parameters:\n  a: {{json: {{{uses}}}}}\n", doubling()))
        }),
        hostile("a long variable", 20 << 20, |size| {
            let uses = many(1000, |number| format!("  p{number}: '${{a}}'\n"));
            one(format!("version: 1\nvars:\n  a: {}\nparameters:\n{uses}", long(size)))
        }),
        hostile("dollar signs", 20 << 20, |size| parameter(&"$$".repeat(size))),
        hostile("references", 10 << 20, |size| parameter(&"${x}".repeat(size))),
        hostile("references in references", 5 << 20, |size| parameter(&"${x:-".repeat(size))),
        hostile("unset variables", 100_000, |size| {
            let names = many(size, |number| format!("  name{number}: x\n"));
            let uses = many(size, |number| format!("  p{number}: '${{nam{number}}}'\n"));
            one(format!("version: 1\nvars:\n{names}parameters:\n{uses}"))
        }),
        hostile("large patterns", 150, |size| {
            let parameters = many(size, |number| {
                format!("  p{number}: {{value: x, allowed_pattern: '\\w{{1,90}}|{number}'}}\n")
            });
            one(HEAD.to_owned() + &parameters)
        }),
        hostile("included files", 370_000, |size| {
            let text = |number| format!("{HEAD}  p{number}: {{json: [{}]}}\n", "a,".repeat(size));
            including("", text)
        }),
        hostile("files that include one another", 2000, |size| {
            let names = (0..60).map(|number| format!("f{number}.yaml")).collect::<Vec<_>>();
            let include = format!("include: [m.yaml, {}]\n", names.join(", "));
            let text = |number| {
                let names = many(size, |name| format!("  p{number}-{name}: x\n"));
                format!("version: 1\n{include}parameters:\n{names}")
            };
            including(&include, text)
        }),
    ]
}

fn one(text: String) -> Files {
    vec![("m.yaml".to_owned(), text)]
}

fn parameter(value: &str) -> Files {
    one(format!("{HEAD}  a: {value}\n"))
}

fn long(size: usize) -> String {
    "x".repeat(size)
}

fn many(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        text.push_str(&line(number));
        text
    })
}

fn laughs(levels: usize) -> Files {
    let levels = many(levels, |level| {
        let below = format!("*a{level}, ").repeat(9);
        format!("  a{}: &a{} [{below}]\n", level + 1, level + 1)
    });
    one(format!("{HEAD}  a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n{levels}"))
}

/// Tags that all parameters inherit.
fn defaults(tags: usize, parameters: usize, length: usize) -> Files {
    let tags = many(tags, |number| format!("    k{number}: {}\n", long(length)));
    let names = many(parameters, |number| format!("  p{number}: x\n"));
    one(format!("version: 1\ndefaults:\n  tags:\n{tags}parameters:\n{names}"))
}

/// Variables of which each is twice the one before it.
fn doubling() -> String {
    let mut vars = format!("version: 1\nvars:\n  a0: {}\n", long(1000));
    for number in 1..32 {
        let before = number - 1;
        writeln!(vars, "  a{number}: ${{a{before}}}${{a{before}}}").unwrap();
    }
    vars
}

fn including(more: &str, text: impl Fn(usize) -> String) -> Files {
    let files: Vec<(String, String)> =
        (0..60).map(|number| (format!("f{number}.yaml"), text(number))).collect();
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let include = if more.is_empty() {
        format!("include: [{}]\n", names.join(", "))
    } else {
        more.to_owned()
    };
    let mut all = one(format!("version: 1\n{include}parameters: {{}}\n"));
    all.extend(files);
    all
}

/// Shows a manifest to the program, which may take no more than its share.
fn shown(files: &[(String, String)]) -> Said {
    let sandbox = Sandbox::empty();
    for (name, text) in files {
        sandbox.write(&format!("work/{name}"), text);
    }
    let limits = format!("ulimit -v {MEMORY} && ulimit -t {}", TIME.as_secs());
    let line = format!("{limits} && exec {}", sandbox.line(&["seed", "render", "m.yaml"]));
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &line]).current_dir(sandbox.work());
    sandbox.furnish(&mut command);
    watch(command)
}

/// Tells what is wrong with how a manifest was read.
fn objection(said: &Said) -> Option<String> {
    let start: String = said.stderr.chars().take(300).collect();
    match said.code {
        Some(0 | 2) if said.took <= LONGEST && said.stderr.len() < 1 << 20 => None,
        code => Some(format!("{code:?} after {:?}: {start}", said.took)),
    }
}

#[test]
fn the_limit_is_kept_by_the_system() {
    let limit = format!("ulimit -v {MEMORY} && head -c {} /dev/zero | tail -c 1G", 1 << 30);
    let mut command = Command::new("/bin/sh");
    command.args(["-c", &limit]);

    let said = watch(command);

    assert_ne!(said.code, Some(0), "{}", said.stderr);
}

#[test]
fn every_way_to_hurt_is_survived_at_its_worst() {
    let mut objections = Vec::new();
    for hostile in all() {
        let said = shown(&(hostile.files)(hostile.worst));
        objections.extend(objection(&said).map(|said| format!("{}: {said}", hostile.name)));
    }
    assert!(objections.is_empty(), "{}", objections.join("\n"));
}

/// Puts one text into another, or takes a part of it away.
fn meddled(text: &str, at: Index, token: &str, cut: usize) -> String {
    let at = text.floor_char_boundary(at.index(text.len() + 1));
    let end = text.floor_char_boundary((at + cut).min(text.len()));
    format!("{}{token}{}", &text[..at], &text[end.max(at)..])
}

/// What means something to YAML or to a manifest.
const TOKENS: [&str; 12] =
    ["", "\n", "&a ", "*a", "<<: *a\n", "${a1}", "${", "}", "[", "{", "parameters:\n", "|\n"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_way_to_hurt_is_survived_at_any_size_and_when_meddled_with(
        hostile in select(all()),
        parts in 1_usize..1000,
        at in any::<Index>(),
        token in select(&TOKENS[..]),
        cut in 0_usize..200,
    ) {
        // A fifth is enough for what is large: most of it is between nothing and that.
        let mut files = (hostile.files)((hostile.worst / 5 * parts / 1000).max(1));
        files[0].1 = meddled(&files[0].1, at, token, cut);

        let said = shown(&files);

        prop_assert!(objection(&said).is_none(), "{:?}", objection(&said));
    }
}
