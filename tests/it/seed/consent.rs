//! Nothing is written unless somebody said so.

use super::store::values;
use super::terminal::{self, Typed};
use super::{machine, picture, seed, seed_as_json};
use crate::peers::moto;

const CHANGES: &str = "there are changes, and nobody to ask whether to make them";

#[test]
fn without_a_terminal_and_without_yes_nothing_is_written() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let manifest = "version: 1\npath: /it-unasked\nparameters: {a: x}";

    let said = seed(&sandbox, manifest, &[]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

      create     String        /it-unasked/a
    1 to create, 0 to update, 0 unchanged
    error: there are changes, and nobody to ask whether to make them

    hint: say `--yes` to apply without asking, `--dry-run` to see only
    exit code 2
    ");
    let (document, said) = seed_as_json(&sandbox, manifest, &[]);
    assert_eq!((said.code, &document["exit_code"]), (Some(2), &2.into()));
    assert!(said.stderr.contains(CHANGES), "{said:?}");
    assert_eq!(relay.calls("PutParameter"), 0);
}

#[test]
fn only_a_yes_is_a_yes() {
    let Some(moto) = moto() else { return };
    for (number, (typed, code, written)) in [
        (Typed::Text("y"), 0, 1),
        (Typed::Text("YES"), 0, 1),
        (Typed::Text("n"), 1, 0),
        (Typed::Text("yep"), 1, 0),
        (Typed::Enter, 1, 0),
        (Typed::End, 1, 0),
        (Typed::Interrupt, 130, 0),
    ]
    .into_iter()
    .enumerate()
    {
        let relay = moto.relay(|_| None);
        let sandbox = machine(&relay);
        let path = format!("/it-asked/{number}");
        sandbox
            .write("work/params.yaml", format!("version: 1\npath: {path}\nparameters: {{a: x}}"));

        let said = terminal::seed(&sandbox, &[], typed);

        assert_eq!(said.code, Some(code), "{typed:?}: {said:?}");
        assert_eq!(relay.calls("PutParameter"), written, "{typed:?}");
        assert_eq!(values(moto, &path).len(), written, "{typed:?}");
    }
}

#[test]
fn the_question_says_where_it_will_be_written() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    sandbox.write("work/params.yaml", "version: 1\npath: /it-question\nparameters: {a: x}");

    let said = terminal::seed(&sandbox, &[], Typed::Text("y"));

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
    user/moto, by environment variables

      create     String        /it-question/a
    1 to create, 0 to update, 0 unchanged
    Apply this to account ********9012 in eu-west-1? [y/N] y
    1 created, 0 updated, 0 unchanged
    exit code 0
    ");
}

#[test]
fn with_json_the_plan_and_the_question_are_on_the_screen_and_the_document_is_in_the_file() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    sandbox.write("work/params.yaml", "version: 1\npath: /it-question-json\nparameters: {a: x}");

    for (typed, code) in [(Typed::Enter, 1), (Typed::Interrupt, 130), (Typed::Text("y"), 0)] {
        let said = terminal::seed_into_a_file(&sandbox, &["--format", "json"], typed);

        assert_eq!(said.code, Some(code), "{typed:?}: {said:?}");
        let text = std::fs::read_to_string(sandbox.work().join("answer")).unwrap();
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(document["exit_code"], code, "{typed:?}");
        if code == 0 {
            insta::assert_snapshot!(picture(&sandbox, &said), @"
            account ********9012, eu-west-1 (AWS_DEFAULT_REGION), at http://[LOOPBACK]
            user/moto, by environment variables

              create     String        /it-question-json/a
            1 to create, 0 to update, 0 unchanged
            Apply this to account ********9012 in eu-west-1? [y/N] y
            exit code 0
            ");
        }
    }
}

#[test]
fn where_there_is_nothing_to_do_nobody_is_asked() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let manifest = "version: 1\npath: /it-nothing-to-ask\nparameters: {a: x}";
    assert_eq!(seed(&sandbox, manifest, &["--yes"]).code, Some(0));

    let said = terminal::seed(&sandbox, &[], Typed::Interrupt);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(!said.stdout.contains("[y/N]"), "{said:?}");
}

#[test]
fn a_dry_run_tells_by_its_exit_code_and_never_writes() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    let manifest = "version: 1\npath: /it-dry\nparameters: {a: x}";

    assert_eq!(seed(&sandbox, manifest, &["--dry-run"]).code, Some(1));
    assert_eq!(terminal::seed(&sandbox, &["--dry-run"], Typed::Text("y")).code, Some(1));
    assert_eq!(relay.calls("PutParameter"), 0);

    assert_eq!(seed(&sandbox, manifest, &["--yes"]).code, Some(0));
    assert_eq!(seed(&sandbox, manifest, &["--dry-run"]).code, Some(0));
    assert_eq!(relay.calls("PutParameter"), 1);
}

#[test]
fn a_dry_run_that_is_to_be_applied_is_a_contradiction() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);

    let said = seed(&sandbox, "version: 1\nparameters: {a: x}", &["--dry-run", "--yes"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    error: the argument '--dry-run' cannot be used with '--yes'

    Usage: bootstrap seed --tps <RATE> --dry-run <MANIFEST>

    For more information, try '--help'.
    exit code 2
    ");
    assert_eq!(relay.requests().len(), 0);
}
