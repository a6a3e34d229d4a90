//! Whatever is done to a good manifest, it is read or refused: in time, without a panic, and at a place that there is.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::fixture::Folder;
use super::{ManifestError, node, place, shape};
use crate::cli::ReadingArgs;

const SEEDS: [&str; 3] = [
    include_str!("../../../tests/manifests/good/everything.yaml"),
    include_str!("../../../tests/manifests/good/anchors.yaml"),
    include_str!("../../../tests/manifests/good/dollars.yaml"),
];

/// What means something to YAML or to a manifest.
const TOKENS: [&str; 40] = [
    "${",
    "}",
    "${app}",
    "${env:HOME}",
    "${a:-",
    ":?",
    "$$",
    "$",
    "\n",
    "  ",
    "\t",
    ": ",
    "- ",
    "~",
    "null",
    "{",
    "}",
    "[",
    "]",
    "*one",
    "&one ",
    "<<: ",
    "!x ",
    "!!int ",
    "|\n",
    "'",
    "\"",
    "#",
    "/",
    "//",
    "a/:",
    "value",
    "from",
    "json",
    "parameters:\n",
    "stages:\n  prod:\n",
    "\u{feff}",
    "\u{0}",
    "é",
    "99999999999999999999",
];

#[derive(Debug, Clone)]
enum Mutation {
    Insert(Index, &'static str),
    Delete(Index, usize),
    Repeat(Index, usize),
    Replace(Index, char),
    /// A line goes to where another one is.
    MoveLine(Index, Index),
    Indent(Index, usize),
}

fn mutation() -> impl Strategy<Value = Mutation> {
    let at = any::<Index>;
    prop_oneof![
        (at(), select(&TOKENS[..])).prop_map(|(at, token)| Mutation::Insert(at, token)),
        (at(), 1_usize..40).prop_map(|(at, length)| Mutation::Delete(at, length)),
        (at(), 1_usize..40).prop_map(|(at, length)| Mutation::Repeat(at, length)),
        (at(), any::<char>()).prop_map(|(at, character)| Mutation::Replace(at, character)),
        (at(), at()).prop_map(|(from, to)| Mutation::MoveLine(from, to)),
        (at(), 0_usize..9).prop_map(|(line, columns)| Mutation::Indent(line, columns)),
    ]
}

fn mutated(text: &str, mutations: &[Mutation]) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for mutation in mutations {
        let length = characters.len();
        match mutation {
            Mutation::Insert(at, token) => {
                let at = at.index(length + 1);
                characters.splice(at..at, token.chars());
            }
            Mutation::Delete(at, count) if length > 0 => {
                let at = at.index(length);
                characters.drain(at..(at + count).min(length));
            }
            Mutation::Repeat(at, count) if length > 0 => {
                let at = at.index(length);
                let again = characters[at..(at + count).min(length)].to_vec();
                characters.splice(at..at, again);
            }
            Mutation::Replace(at, character) if length > 0 => {
                characters[at.index(length)] = *character;
            }
            Mutation::MoveLine(from, to) => {
                let text: String = characters.iter().collect();
                let mut lines: Vec<&str> = text.split('\n').collect();
                let line = lines.remove(from.index(lines.len()));
                lines.insert(to.index(lines.len() + 1), line);
                characters = lines.join("\n").chars().collect();
            }
            Mutation::Indent(line, columns) => {
                let text: String = characters.iter().collect();
                let mut lines: Vec<String> = text.split('\n').map(str::to_owned).collect();
                let line = line.index(lines.len());
                lines[line] = format!("{:columns$}{}", "", lines[line].trim_start());
                characters = lines.join("\n").chars().collect();
            }
            Mutation::Delete(..) | Mutation::Repeat(..) | Mutation::Replace(..) => {}
        }
    }
    characters.into_iter().collect()
}

/// Tells whether a part of what was a value has become a name or a field, which are told.
fn is_named(text: &str) -> bool {
    fn within(node: &node::Node, kind: shape::Kind) -> bool {
        node.entries().iter().any(|(key, value)| {
            let (inner, is_known) = kind.behind(&key.text);
            is_known && key.text.contains("canary") || within(value, inner)
        })
    }
    let file = place::File::first(std::path::Path::new("m.yaml"));
    node::Node::parse(text, &file).is_ok_and(|node| within(&node, shape::Kind::of_file()))
}

fn assert_read_or_refused(text: &str) -> Result<(), TestCaseError> {
    let folder = Folder::with(&[("m.yaml", text), ("common.yaml", "version: 1\n")]);
    let stage = ReadingArgs { stage: Some("prod".to_owned()), ..ReadingArgs::default() };
    for arguments in [ReadingArgs::default(), stage] {
        let started = Instant::now();
        let read = folder.draft(&arguments);
        prop_assert!(started.elapsed() < Duration::from_secs(10));
        let Err(ManifestError::Refused(problems)) = read else { continue };
        let lines = text.split('\n').count() + 1;
        prop_assert!(problems.iter().next().is_some());
        for problem in problems.iter() {
            let line = usize::try_from(problem.place.line()).unwrap_or(usize::MAX);
            // A carriage return ends a line, too, and other files have lines of their own.
            let ends = lines + text.matches(['\r', '\u{85}', '\u{2028}', '\u{2029}']).count();
            prop_assert!(line >= 1 && line <= ends, "{problem}");
            prop_assert!(problem.place.column() >= 1, "{problem}");
        }
        let said = problems.to_string();
        prop_assert!(!said.contains("canary") || is_named(text), "{said}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_mutated_manifest_is_read_or_refused(
        seed in select(&SEEDS[..]),
        mutations in prop::collection::vec(mutation(), 1..8),
    ) {
        assert_read_or_refused(&mutated(seed, &mutations))?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let file = place::File::first(std::path::Path::new("m.yaml"));
        let text = String::from_utf8_lossy(&bytes);
        drop(node::Node::parse(&text, &file));
        assert_read_or_refused(&text)?;
    }

    #[test]
    fn tokens_in_any_order_are_read_or_refused(tokens in prop::collection::vec(select(&TOKENS[..]), 0..60)) {
        assert_read_or_refused(&format!("version: 1\nparameters:\n  a: {}", tokens.concat()))?;
    }
}
