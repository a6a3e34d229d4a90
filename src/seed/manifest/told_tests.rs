//! How much is told of what is wrong: all of it at once, and nothing that may be part of a value.

use crate::cli::ReadingArgs;
use crate::seed::manifest::fixture::Folder;

fn problems(source: &str) -> Vec<String> {
    let said = Folder::with(&[("m.yaml", source)]).problems(&ReadingArgs::default());
    let lines = said.lines().filter(|line| !line.starts_with(' '));
    lines.map(|line| line.trim_start_matches("m.yaml:").to_owned()).collect()
}

#[test]
fn the_rest_of_a_value_in_braces_is_not_told_as_a_field() {
    let source = "version: 1\nparameters:\n  a: {type: SecureString, value: hunter2, REST: x}\n  b: {value: y, tyer: x}";
    let said = Folder::with(&[("m.yaml", source)]).problems(&ReadingArgs::default());

    assert!(!said.contains("REST"), "{said}");
    assert!(said.contains("m.yaml:3:43: a parameter has no such field, only "), "{said}");
    assert!(said.contains("put a value with a comma in quotes"), "{said}");
    assert!(said.contains("no field `tyer`; did you mean `type`?"), "{said}");
}

#[test]
fn all_that_is_wrong_with_a_text_or_with_policies_is_told_at_once() {
    let source = "version: 1\nparameters:\n  a: \"${nope} ${env:NOPE} ${or}\"\n  b:\n    tier: Advanced\n    value: x\n    policies:\n      - expiration_notification: {before: x, unit: y}\n      - no_change_notification: {after: z, unit: days}";

    insta::assert_snapshot!(problems(source).join("\n"), @"
    3:7: there is no variable of this name: `vars` has none
    3:15: the environment variable `NOPE` is not set
    3:27: there is no variable of this name: `vars` has none
    8:43: `before` is a whole number from 0 to 1000000
    8:52: `unit` is `days` or `hours`
    9:41: `after` is a whole number from 0 to 1000000
    ");

    let many = format!("version: 1\nparameters: {{a: '{}'}}", "${nope}".repeat(1000));
    assert_eq!(problems(&many).len(), 17);
}
