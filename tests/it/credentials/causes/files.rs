//! Files that are written in a way that the SDKs do not read.

use std::process::Command;

use super::{assert_cause, commands_of, machine, walked};
use crate::fixtures::metadata;
use crate::sandbox::Sandbox;

const KEYS: &str =
    "[default]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n";

/// Does what a hint says.
#[track_caller]
fn paste(sandbox: &Sandbox, command: &str) {
    let status =
        Command::new("/bin/sh").arg("-c").arg(command).env("HOME", sandbox.home()).status();
    assert!(status.expect("there is a shell").success(), "{command}");
}

#[test]
fn a_malformed_file_is_told_with_its_line_and_the_names_in_it() {
    let text = KEYS.replace("_key =", "_key:");
    let (sandbox, _sts) = machine();
    sandbox.write("home/.aws/credentials", text);

    let summary = "~/.aws/credentials on line 3: a setting has a `=`, and this is `aws_secret_access_key: ...`";
    let report = assert_cause(&sandbox, "aws.profile", "fail", "malformed-file", summary);

    assert_eq!(commands_of(&report, "aws.profile"), ["${EDITOR:-vi} \"$HOME/.aws/credentials\""]);
    assert!(walked(&report, 1).contains("could not parse profile file"), "{report}");
    assert_cause(&sandbox, "aws.credentials", "fail", "malformed-file", summary);
}

#[test]
fn line_ends_that_end_no_line_are_named() {
    let (sandbox, _sts) = machine();
    sandbox.write("home/.aws/credentials", KEYS.replace('\n', "\r"));

    let summary = "~/.aws/credentials on line 1: all lines end with a carriage return alone";
    let report = assert_cause(&sandbox, "aws.profile", "fail", "malformed-file", summary);
    assert!(walked(&report, 1).contains("could not parse profile file"), "{report}");
}

#[test]
fn a_byte_order_mark_is_told_and_the_hint_takes_it_away() {
    let (mut sandbox, _sts) = machine();
    let role = metadata(Some("Workshop"));
    sandbox.with_metadata(&role);
    sandbox.write("home/.aws/credentials", format!("\u{feff}{KEYS}"));

    let summary = "begins with a byte order mark";
    let report = assert_cause(&sandbox, "aws.profile", "fail", "byte-order-mark", summary);

    // Not even the role can be used.
    assert!(walked(&report, 1).starts_with("profile: broken"), "{report}");
    assert_cause(&sandbox, "aws.credentials", "fail", "byte-order-mark", summary);
    let commands = commands_of(&report, "aws.profile");
    assert_eq!(commands, ["sed -i '1s/^\\xEF\\xBB\\xBF//' \"$HOME/.aws/credentials\""]);
    paste(&sandbox, commands[0]);
    assert_eq!(std::fs::read_to_string(sandbox.path("home/.aws/credentials")).unwrap(), KEYS);
}

#[test]
fn a_file_that_the_sdk_takes_for_empty_is_a_warning_and_the_hint_mends_it() {
    let utf_16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let latin = KEYS.replace("[default]\n", "[default]\n# Andr~\n");
    let bytes =
        |text: &str| text.bytes().map(|byte| if byte == b'~' { 0xe9 } else { byte }).collect();
    let cases: [(&str, Vec<u8>, &str, String); 2] = [
        ("utf-16", utf_16(&format!("\u{feff}{KEYS}")), "UTF-16", KEYS.to_owned()),
        ("not-utf-8", bytes(&latin), "ISO-8859-1", latin.replace('~', "\u{e9}")),
    ];
    for (code, content, from, right) in cases {
        let (mut sandbox, _sts) = machine();
        sandbox.write("home/.aws/credentials", content);

        let report = assert_cause(&sandbox, "aws.profile", "warn", code, "takes");
        assert!(walked(&report, 1).starts_with("profile: none"), "{report}");
        assert_cause(&sandbox, "aws.credentials", "fail", code, "~/.aws/credentials");

        // Where somebody else answers, only the file is worth a word.
        let role = metadata(Some("Workshop"));
        sandbox.with_metadata(&role);
        let report = assert_cause(&sandbox, "aws.profile", "warn", code, "takes");
        super::assert_check(&report, "aws.credentials", "pass", "from instance metadata", code);

        let commands = commands_of(&report, "aws.profile");
        assert!(commands[0].contains(&format!("iconv -f {from} -t UTF-8")), "{commands:?}");
        paste(&sandbox, commands[0]);
        let read = std::fs::read_to_string(sandbox.path("home/.aws/credentials")).unwrap();
        assert_eq!(read.trim_start_matches('\u{feff}'), right, "{code}");
        assert!(!read.starts_with('\u{feff}'), "{code}");
    }
}
