//! Files that are written in a way that the SDKs do not read: malformed, with a mark, in another encoding.

use super::{code, is_nobody_left, stuck};
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::cause::Cause;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::Provider;
use crate::credentials::profiles::settings_file::{Encoding, Malformed, SettingsFile};

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    let files = &facts.written.profiles.files;
    // Of two files it is the one at which the SDK stops.
    let mut files: Vec<&SettingsFile> = files.iter().collect();
    files.sort_by_key(|file| file.is_lost());
    files.into_iter().flat_map(|file| of_file(file, facts, system)).collect()
}

/// What cannot be read is why there are no credentials, too.
fn is_why(file: &SettingsFile, facts: &Facts) -> bool {
    is_nobody_left(facts) || (!file.is_lost() && stuck(facts) == Some(Provider::Profile))
}

fn of_file(file: &SettingsFile, facts: &Facts, system: System) -> Vec<Cause> {
    let path = file.path.display();
    let (code, summary, hint) = match (&file.encoding, &file.malformed) {
        (Encoding::ByteOrderMark, _) => (
            code::BYTE_ORDER_MARK,
            format!(
                "{path} on line 1: the file begins with a byte order mark, as some editors on Windows write it, and \
                 the SDKs stop there"
            ),
            Hint::new("take the mark away", [advice::without_mark(system, &file.path)]),
        ),
        (Encoding::Utf16(name), _) => (
            code::UTF_16,
            format!(
                "{path} is written as UTF-16, as PowerShell's `>` does: the AWS SDK for Rust takes it for empty"
            ),
            Hint::new("write it as UTF-8", [advice::as_utf_8(system, &file.path, name)]),
        ),
        (Encoding::Other { line }, _) => (
            code::NOT_UTF_8,
            format!(
                "{path} on line {line}: this is not UTF-8, and the AWS SDK for Rust takes the whole file for empty"
            ),
            Hint::new(
                "write it as UTF-8; it is likely Latin-1",
                [advice::as_utf_8(system, &file.path, "ISO-8859-1")],
            ),
        ),
        (Encoding::Utf8, Some(Malformed { line, excerpt, reason })) => (
            code::MALFORMED_FILE,
            format!("{path} on line {line}: {reason}, and this is `{excerpt}`"),
            Hint::new(format!("correct line {line}"), [advice::edit(system, &file.path)]),
        ),
        (Encoding::Utf8, None) => return Vec::new(),
    };
    let cause = Cause { code, finding: CheckId::AwsProfile, summary, hint };
    let again = Cause { finding: CheckId::AwsCredentials, ..cause.clone() };
    std::iter::once(cause).chain(is_why(file, facts).then_some(again)).collect()
}
