//! What to paste to put a file of settings right.

use std::path::Path;

use crate::check::system::System;

/// Returns how to take the byte order mark away with which a file begins.
pub(crate) fn without_mark(system: System, path: &Path) -> String {
    let path = path.display();
    match system {
        System::Windows => again(&path.to_string(), "UTF8"),
        System::MacOs => format!("LC_ALL=C sed -i '' $'1s/^\\xEF\\xBB\\xBF//' \"{path}\""),
        _ => format!("sed -i '1s/^\\xEF\\xBB\\xBF//' \"{path}\""),
    }
}

/// Returns how to write a file as UTF-8 that is written as something else, known by the name that `iconv` has for it.
pub(crate) fn as_utf_8(system: System, path: &Path, from: &str) -> String {
    let path = path.display();
    if system == System::Windows {
        return again(
            &path.to_string(),
            match from {
                "UTF-16BE" => "BigEndianUnicode",
                "UTF-16" | "UTF-16LE" => "Unicode",
                _ => "GetEncoding(28591)",
            },
        );
    }
    // The new file has keys in it, too.
    format!(
        "(umask 077 && iconv -f {from} -t UTF-8 \"{path}\" >\"{path}.new\") && mv \"{path}.new\" \"{path}\""
    )
}

/// PowerShell's own words write a mark, or lose letters. Reading takes a mark as it is, whatever the encoding.
fn again(path: &str, encoding: &str) -> String {
    format!(
        "$path = \"{path}\"; [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path, [Text.Encoding]::{encoding}))"
    )
}

/// Returns how to give a section another heading. Both are plain words.
pub(crate) fn rename_section(system: System, path: &Path, heading: &str, right: &str) -> String {
    let path = path.display();
    match system {
        System::Windows => format!(
            "$path = \"{path}\"; [IO.File]::WriteAllText($path, ([IO.File]::ReadAllText($path) -replace '(?m)^\\[{heading}\\]', '[{right}]'))"
        ),
        System::MacOs => format!("sed -i '' 's/^\\[{heading}\\]/[{right}]/' \"{path}\""),
        _ => format!("sed -i 's/^\\[{heading}\\]/[{right}]/' \"{path}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_put_right_with_what_the_system_has() {
        let path = Path::new("a b");
        let said = |system| {
            [
                without_mark(system, path),
                as_utf_8(system, path, "UTF-16"),
                rename_section(system, path, "work", "profile work"),
            ]
            .join("\n")
        };

        insta::assert_snapshot!(said(System::Apt), @r#"
        sed -i '1s/^\xEF\xBB\xBF//' "a b"
        (umask 077 && iconv -f UTF-16 -t UTF-8 "a b" >"a b.new") && mv "a b.new" "a b"
        sed -i 's/^\[work\]/[profile work]/' "a b"
        "#);
        insta::assert_snapshot!(said(System::MacOs), @r#"
        LC_ALL=C sed -i '' $'1s/^\xEF\xBB\xBF//' "a b"
        (umask 077 && iconv -f UTF-16 -t UTF-8 "a b" >"a b.new") && mv "a b.new" "a b"
        sed -i '' 's/^\[work\]/[profile work]/' "a b"
        "#);
        insta::assert_snapshot!(said(System::Windows), @r#"
        $path = "a b"; [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path, [Text.Encoding]::UTF8))
        $path = "a b"; [IO.File]::WriteAllText($path, [IO.File]::ReadAllText($path, [Text.Encoding]::Unicode))
        $path = "a b"; [IO.File]::WriteAllText($path, ([IO.File]::ReadAllText($path) -replace '(?m)^\[work\]', '[profile work]'))
        "#);
    }
}
