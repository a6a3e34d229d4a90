//! What others named cannot make a terminal do anything: neither what AWS says of us, nor what files are called.

use super::{machine, seed};
use crate::fixtures::{identity, role};
use crate::loopback::Meddling;
use crate::peers::moto;
use crate::sandbox::{Said, Sandbox};

/// The styles that are ours, and the end of each.
const STYLES: [&str; 7] =
    ["\u{1b}[0m", "\u{1b}[1m", "\u{1b}[2m", "\u{1b}[31m", "\u{1b}[32m", "\u{1b}[33m", "\u{1b}[36m"];

/// Asserts that something was shown, and nothing of it as it was.
#[track_caller]
fn assert_harmless(case: &str, said: &Said) {
    let plain = STYLES.iter().fold(said.everything(), |text, style| text.replace(style, ""));
    let is_wild = |next: &char| {
        (next.is_control() && *next != '\n') || ['\u{202e}', '\u{2066}'].contains(next)
    };
    assert_eq!(plain.chars().find(is_wild), None, "{case}: {plain:?}");
    assert!(plain.contains("wild"), "{case} is not shown at all: {plain}");
}

#[test]
fn whom_aws_says_we_are_is_harmless() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|request| {
        let arn = role("wild\u{202e}dliw", "wild\u{9b}1m\u{2066}");
        request.operation().is_empty().then(|| Meddling::Instead(identity(&arn)))
    });
    let manifest = "version: 1\npath: /it-harmless\nparameters: {a: x}";

    for format in ["text", "json"] {
        let arguments = ["--dry-run", "--color", "always", "--format", format];
        let said = seed(&machine(&relay), manifest, &arguments);

        assert_eq!(said.code, Some(1), "{said:?}");
        assert_harmless(format, &said);
    }
}

#[test]
fn what_is_on_the_command_line_is_harmless_in_errors_and_warnings() {
    let sandbox = Sandbox::empty();
    let wild = "wild\u{1b}]0;title\u{7}\u{9b}1m\u{202e}";
    let file = format!("work/{wild}.yaml");
    let file = (file.as_str(), format!("{wild}.yaml"));
    for (case, content, arguments) in [
        ("a profile", "version: 1\nparameters: {a: x}", &["--profile", wild][..]),
        ("a manifest that is wrong", "version: 2", &[]),
        // A warning, and then there are no credentials.
        (
            "a manifest with a warning",
            "version: 1\nparameters: {password: x}",
            &["--region", "eu-west-1"],
        ),
    ] {
        sandbox.write(file.0, content);
        let arguments = [&["seed", &file.1, "--color", "always"], arguments].concat();

        let said = sandbox.bootstrap(&arguments);

        assert_ne!(said.code, Some(0), "{case}: {said:?}");
        assert_harmless(case, &said);
    }
    let said = sandbox.bootstrap(&["seed", wild, "--color", "always"]);
    assert_harmless("a manifest that is not there", &said);
}
