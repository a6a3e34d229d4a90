//! A canary in every place where a secret may be: nothing that the program says has any of it.

mod around;
mod exporting;
mod fixing;
mod local_store;
mod manifests;
mod seeding;
mod typing;

use std::fs;
use std::path::{Path, PathBuf};

use crate::sandbox::Said;

/// A secret. It is a word that may stand in any place of a manifest, and no part of it is in any other word.
pub(crate) const CANARY: &str = "Qx7vJKw9zP2mTfBq5";

/// How many letters of it are too many.
const TRACE: usize = 5;

/// Asserts that nothing of the canary was said.
#[track_caller]
pub(crate) fn assert_silent(case: &str, said: &Said) {
    let everything = said.everything();
    let lower = everything.to_lowercase();
    for part in CANARY.to_lowercase().as_bytes().windows(TRACE) {
        let part = std::str::from_utf8(part).expect("it is ASCII");
        assert!(!lower.contains(part), "{case}: {part:?} in {everything}");
    }
    assert_no_key_id(case, &everything);
    // A fault of ours may be silent, and is a fault all the same.
    assert!(
        !lower.contains("a fault of ours") && !lower.contains("panicked"),
        "{case}: {everything}"
    );
    assert!(said.code.is_some(), "{case}: {said:?}");
}

/// Asserts that no access key's id was said, whosever it is, but for its ends: `ASIA...WXYZ`.
#[track_caller]
pub(crate) fn assert_no_key_id(case: &str, everything: &str) {
    for kind in ["AKIA", "ASIA"] {
        for (start, _) in everything.match_indices(kind) {
            let next = everything[start + kind.len()..].chars().next();
            let goes_on = next.is_some_and(|next| next.is_ascii_alphanumeric());
            let shown = everything.get(start..start + 20).unwrap_or(&everything[start..]);
            assert!(!goes_on, "{case} shows {shown}: {everything}");
        }
    }
}

/// Returns the files under a folder that have the canary in them.
fn with_canary(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            found.extend(with_canary(&path));
        } else if fs::read(&path).is_ok_and(|bytes| contains(&bytes)) {
            found.push(path);
        }
    }
    found
}

fn contains(bytes: &[u8]) -> bool {
    bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes())
}

#[test]
fn an_id_of_a_key_would_be_seen() {
    let is_seen = |text: &str| std::panic::catch_unwind(|| assert_no_key_id("", text)).is_err();

    assert!(is_seen("key ASIANOBODYKNOWSTHIS0"));
    assert!(is_seen("cut: AKIAN"));
    assert!(!is_seen("temporary (ASIA...WXYZ), AKIA"));
}

#[test]
fn the_canary_would_be_heard() {
    let said = |stdout: &str| Said {
        code: Some(0),
        stdout: stdout.to_owned(),
        stderr: String::new(),
        took: std::time::Duration::ZERO,
        peak_memory: 0,
    };
    let is_heard =
        |text: &str| std::panic::catch_unwind(|| assert_silent("", &said(text))).is_err();

    assert!(is_heard(&format!("the value is '{CANARY}'")));
    assert!(is_heard(&format!("cut: {}...", &CANARY[..TRACE])));
    assert!(is_heard(&CANARY.to_uppercase()));
    assert!(!is_heard("nothing"));
}
