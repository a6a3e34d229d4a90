//! What texts become, and where each mistake in them is told.

use std::path::Path;
use std::sync::Arc;

use super::*;
use crate::seed::manifest::place::File;

/// Replaces the variables in the text `t` of a document, with its `vars`.
fn replaced(source: &str) -> Result<Text, Vec<String>> {
    let file: Arc<File> = File::first(Path::new("m.yaml"));
    let node = Node::parse(source, &file).unwrap();
    let environment = Environment::of(&[("HOME", "/home/ann"), ("EMPTY", "")]);
    let declared = node.get("vars").map(Node::entries).unwrap_or_default();
    let declared = declared.iter().map(|(key, node)| (key.text.as_str(), Declared::Manifest(node)));
    let mut variables = Variables::new(declared.collect(), &environment);
    let Content::Text(text) = variables.node(node.get("t").unwrap()).content else {
        return Err(variables.problems.iter().map(ToString::to_string).collect());
    };
    assert_eq!(variables.problems, []);
    Ok(text)
}

fn becomes(source: &str) -> String {
    replaced(source).unwrap().as_str().to_owned()
}

fn refused(source: &str) -> String {
    replaced(source).unwrap_err().join("; ")
}

#[test]
fn variables_stand_for_their_text() {
    assert_eq!(becomes("vars: {app: shop, v: 1.10}\nt: /${app}/${v}"), "/shop/1.10");
    assert_eq!(becomes("vars: {a: '${b}!', b: x}\nt: ${a}"), "x!");
    assert_eq!(becomes("t: ${env:HOME}/x"), "/home/ann/x");
    assert_eq!(becomes("t: a $ b $5 $$ $${x} $"), "a $ b $5 $ ${x} $");
    assert_eq!(becomes("t: '{{ x }}'"), "{{ x }}");
}

#[test]
fn a_default_holds_where_a_variable_is_not_set_or_empty() {
    assert_eq!(becomes("t: ${a:-b}${env:EMPTY:-c}${env:NOT:-}"), "bc");
    assert_eq!(becomes("vars: {b: x}\nt: ${a:-${c:-${b}}}"), "x");
    assert_eq!(becomes("vars: {b: x}\nt: ${b:-y}"), "x");
    assert_eq!(becomes("t: ${a:-b:-c}"), "b:-c");
}

#[test]
fn a_number_stays_one_and_the_environment_taints() {
    let number = replaced("vars: {n: 5}\nt: ${n}").unwrap();
    assert!(number.is_plain && !number.is_tainted);
    assert!(!replaced("vars: {n: 5}\nt: ${n}0").unwrap().is_plain);
    for source in ["t: ${env:HOME}", "vars: {h: 'x${env:HOME}'}\nt: a${h}", "t: ${a:-${env:HOME}}"]
    {
        assert!(replaced(source).unwrap().is_tainted, "{source}");
    }
}

#[test]
fn each_mistake_has_its_place_and_never_the_text() {
    assert_eq!(
        refused("vars: {stage: x}\nt: x ${stagee}"),
        "m.yaml:2:6: there is no variable of this name; did you mean `stage`?"
    );
    assert_eq!(
        refused("vars: {a: x, b: y}\nt: ${canary}"),
        "m.yaml:2:4: there is no variable of this name, only `a` or `b`"
    );
    assert_eq!(
        refused("t: ${x}"),
        "m.yaml:1:4: there is no variable of this name: `vars` has none"
    );
    assert_eq!(
        refused("t: ${env:NOT_SET}"),
        "m.yaml:1:4: the environment variable `NOT_SET` is not set"
    );
    assert_eq!(refused("t: a ${x:?say who you are}"), "m.yaml:1:6: say who you are");
    assert_eq!(refused("t: ${env:EMPTY:?}"), "m.yaml:1:4: the variable is not set");
    assert_eq!(
        refused("t: pass${word"),
        "m.yaml:1:8: this `${` has no `}`; write `$$` for a dollar sign"
    );
    assert_eq!(
        refused("vars: {a: '${b}', b: 'x${a}'}\nt: ${a}"),
        "m.yaml:1:24: the variable needs itself"
    );
}

#[test]
fn texts_that_double_come_to_an_end() {
    let bomb = (1..64).fold("vars:\n  a0: x\n".to_owned(), |source, n| {
        let before = n - 1;
        format!("{source}  a{n}: ${{a{before}}}${{a{before}}}\n")
    });
    let said = refused(&format!("{bomb}t: ${{a30}}"));
    assert!(said.contains("becomes too long"), "{said}");

    let chain = (1..5000).fold("vars:\n  a0: x\n".to_owned(), |source, n| {
        format!("{source}  a{n}: x${{a{}}}\n", n - 1)
    });
    let said = refused(&format!("{chain}t: ${{a4999}}"));
    assert!(said.contains("more than 32 variables"), "{said}");
}
