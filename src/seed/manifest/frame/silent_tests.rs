//! Wherever a value stands and however it is written, nothing that is said of a manifest shows a part of it.

use proptest::prelude::*;
use proptest::sample::select;

use crate::cli::ReadingArgs;
use crate::seed::manifest::fixture::Folder;

/// Ways to write a value that holds the canary, each behind `key: `.
const VALUES: [&str; 22] = [
    "canary",
    "canary: ",
    "'canary ${nope} ''canary'''",
    "\"canary \\t ${nope} \\u0063anary\"",
    "|\n      canary\n      ${nope} canary\n       canary: canary",
    ">-\n      canary {canary}\n\n      ${ canary",
    "canary\n      canary ${nope}\n      canary",
    "\"canary\n      canary: ${env:NOPE} - canary\"",
    "[canary, 'canary', [canary]]",
    "[canary,\n      {k: canary}, canary]",
    "\n      - canary\n      - [canary]\n      - canary ${nope}",
    "{canary}",
    "{k: canary, k: canary}",
    "\n      k: canary\n      k: [canary]",
    "!!str canary",
    "&canary canary",
    "&b {valu: canary}",
    "{<<: {k: canary}, k: x}",
    "x # canary ${nope} {canary: canary}",
    "\"${nope:-canary}\" # canary",
    "'漢 canary ${nope:?}'",
    "\t canary ${nope}",
];

/// Where a value stands, rightly or not.
const FIELDS: [&str; 20] = [
    "value",
    "valu",
    "type",
    "tier",
    "description",
    "key_id",
    "allowed_pattern",
    "json",
    "from",
    "tags",
    "policies",
    "labels",
    "ignore",
    "overwrite",
    "data_type",
    "protect",
    "sensitive",
    "\"type\"",
    "'json'",
    "? x\n    zzz",
];

/// Fields below which a key may be anything.
const FREE: [&str; 2] = ["json", "tags"];

fn parameter() -> impl Strategy<Value = String> {
    let long = prop::collection::vec((select(&FIELDS[..]), select(&VALUES[..])), 1..4);
    let long = long.prop_map(|fields| {
        let fields = fields.iter().map(|(field, value)| format!("\n    {field}: {value}"));
        fields.collect::<Vec<_>>().concat()
    });
    let short = select(&VALUES[..]).prop_map(|value| format!(" {value}"));
    let inner = select(&["canary", "'canary ${nope}'", "[canary]"][..]);
    let flow = (select(&FIELDS[..19]), inner).prop_map(|(field, value)| {
        format!(" {{ typ: x, {field}: {value}, value: canary, zzz: canary }} # canary")
    });
    let free = select(&FREE[..]);
    let free =
        free.prop_map(|field| format!(" {{{field}: {{canary: [canary], canary: '${{nope}}'}}}}"));
    prop_oneof![long, short, flow, free]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_shows_a_value(
        parameters in prop::collection::vec((select(&["a", "/b", "\"c d\"", "/e/f", "a"][..]), parameter()), 1..4),
        section in select(&["", "vars", "path", "aws", "defaults", "prune", "stages"][..]),
        value in select(&VALUES[..]),
    ) {
        // What stands in braces there is a name.
        prop_assume!(value != "{canary}" || !["vars", "stages"].contains(&section));
        let parameters = parameters.iter().map(|(key, value)| format!("  {key}:{value}\n"));
        let section = if section.is_empty() { String::new() } else { format!("{section}: {value}\n") };
        let source = format!("# canary\nversion: 1\n{section}parameters:\n{}", parameters.collect::<Vec<_>>().concat());
        let said = Folder::with(&[("m.yaml", &source)]).explained(&ReadingArgs::default());
        prop_assert!(!said.contains("canary"), "{source}\n{said}");
        for line in said.lines().filter(|line| line.starts_with(' ') && !line.contains("= in ")) {
            prop_assert!(line.chars().count() <= 80, "{line}");
        }
    }
}
