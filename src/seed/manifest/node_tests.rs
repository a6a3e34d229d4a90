//! What the tree keeps of a file, and which files are refused.

use std::path::Path;

use super::*;

fn parse(source: &str) -> Result<Node, Diagnostic> {
    Node::parse(source, &File::first(Path::new("m.yaml")))
}

fn texts(source: &str) -> Vec<String> {
    let Content::Map(entries) = parse(source).unwrap().content else { panic!("no map") };
    let text = |node: &Node| match &node.content {
        Content::Text(text) => text.as_str().to_owned(),
        other => format!("{other:?}"),
    };
    entries.iter().map(|(_, node)| text(node)).collect()
}

fn refused(source: &str) -> String {
    parse(source).unwrap_err().to_string().replacen("m.yaml:", "", 1)
}

#[test]
fn every_scalar_keeps_its_text() {
    let source = "a: 1.10\nb: no\nc: 0123\nd: 12345678901234567890123\ne: 1e3\nf: true\ng: 0x1F\nh: .5\n\
                  i: 1_000\nj: on\nk: 2026-01-01\nl: \"5\"\nm: !!str 7\nn: &x 1.50\no: *x\np: -0\nq: é 1.10\n";

    assert_eq!(
        texts(source),
        [
            "1.10",
            "no",
            "0123",
            "12345678901234567890123",
            "1e3",
            "true",
            "0x1F",
            ".5",
            "1_000",
            "on",
            "2026-01-01",
            "5",
            "7",
            "1.50",
            "1.50",
            "-0",
            "é 1.10"
        ]
    );
}

#[test]
fn the_text_is_read_back_behind_a_byte_order_mark_and_wide_characters() {
    assert_eq!(texts("\u{feff}a: é\r\nb: 1.10\r\n"), ["é", "1.10"]);
    assert_eq!(texts("a: |\n  ключ\n  é\nb: 1.10\n"), ["ключ\né\n", "1.10"]);
}

#[test]
fn places_are_lines_and_columns_from_one() {
    let node = parse("a:\n  b: [x, 2]\n").unwrap();
    let Content::Map(entries) = &node.content else { panic!("no map") };
    let Content::Map(inner) = &entries[0].1.content else { panic!("no map") };
    let Content::List(items) = &inner[0].1.content else { panic!("no list") };

    assert_eq!(inner[0].0.place.to_string(), "m.yaml:2:3");
    assert_eq!(items[1].place.to_string(), "m.yaml:2:10");
}

#[test]
fn what_is_no_yaml_is_refused_without_its_text() {
    for (source, message) in [
        (
            "a: !canary\n",
            "1:11: what begins with `!` is a tag in YAML; put a value like that in quotes",
        ),
        ("a: 1\n---\nb: canary\n", "3:1: a manifest is one document: nothing follows `---`"),
        ("a: !!int canary\n", "1:10: the value does not fit its tag"),
        ("~: canary\n", "1:1: a key is a text, not nothing; put a `~` or `null` in quotes"),
        ("a: \"canary\n", "1:4: not YAML: unclosed quote"),
        (
            "[a]: canary\n",
            "1:1: a key is a text; put a value that begins with `{` or `[` in quotes",
        ),
        (
            "a: *canary\n",
            "1:4: what begins with `*` is an alias in YAML, and no such anchor is before it; put a text in quotes",
        ),
    ] {
        assert_eq!(refused(source), message, "{source:?}");
    }
    for source in [
        "a: canary\n b: canary\n",
        "a: @canary",
        "a: *canary",
        "a: |canary\n",
        "a: !canary!x\n",
        "a: !<canary\n",
        "a: &canary\n  *canary\n",
        "%TAG !canary! x\na: 1\n",
        "a: {canary: canary",
        "a: \"\\canary\"",
        "a: 'canary' canary\n",
    ] {
        assert!(!refused(source).contains("canary"), "{source:?}: {}", refused(source));
    }
}

#[test]
fn files_that_are_made_to_hurt_are_refused_in_time() {
    let deep = "[".repeat(5_000);
    let laughs = (1..12).fold("a0: &a0 [x, x]\n".to_owned(), |source, n| {
        let before = format!("*a{}", n - 1);
        format!("{source}a{n}: &a{n} [{}]\n", [before.as_str(); 9].join(", "))
    });

    assert!(refused(&deep).contains("not YAML"), "{}", refused(&deep));
    assert!(refused(&laughs).contains("all that its aliases stand for"), "{}", refused(&laughs));
}

#[test]
fn references_keep_their_places_in_every_style() {
    let source = "\
a: x ${a} ${b}
b: \"é ${a} \\t ${b}\"
c: |
  one
   two ${a}
d: plain
  goes on ${a}
'${k}': {e: ['${a}', *x]}
";
    let source = source.replace("d: plain", "d: &x plain");
    let node = parse(&source.replace("'${k}'", "f: *x\n'${k}'")).unwrap();
    let marks = |field: &str| match &node.get(field).unwrap().content {
        Content::Text(text) => text.marks.to_vec(),
        other => panic!("{other:?}"),
    };

    assert_eq!(marks("a"), [(1, 6), (1, 11)]);
    assert_eq!(marks("b"), [(2, 7), (2, 15)]);
    assert_eq!(marks("c"), [(5, 8)]);
    assert_eq!(marks("d"), [(7, 11)]);
    assert_eq!(marks("f"), [(7, 11)], "where it was defined");
    assert_eq!(node.entries()[5].0.marks.to_vec(), [(9, 2)]);
}

#[test]
fn what_escapes_hide_has_no_places() {
    let node = parse("a: \"\\u0024{x}\"\n").unwrap();
    let Some(Node { content: Content::Text(text), .. }) = node.get("a") else { panic!("no text") };

    assert_eq!(text.as_str(), "${x}");
    assert!(text.marks.is_empty());
}
