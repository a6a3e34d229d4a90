//! What must not be shown in full: account ids, access key ids, and where home is.

use std::path::Path;

/// Masks text on its way to a person or a program.
#[derive(Debug, Default)]
pub(crate) struct Mask {
    home: Option<String>,
}

impl Mask {
    pub(crate) fn new(home: Option<&Path>) -> Self {
        // Without a slash at its end, which `HOME` may have.
        Self { home: home.map(|home| home.components().as_path().display().to_string()) }
    }

    /// Masks prose: home becomes `~`, account ids keep four digits, access key ids eight characters.
    pub(crate) fn prose(&self, text: &str) -> String {
        identifiers(&self.at_home(text, "~"))
    }

    /// Masks a command to paste: home stays something that a shell understands, and a path what leads there.
    pub(crate) fn command(&self, text: &str) -> String {
        let home = if cfg!(windows) { "$env:USERPROFILE" } else { "$HOME" };
        let text = self.at_home(text, home);
        let mut shown = String::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let (word, after) = rest.split_at(end_of_word(rest));
            shown.push_str(&if is_path(word) { word.to_owned() } else { identifiers(word) });
            rest = after;
        }
        shown
    }

    fn at_home(&self, text: &str, home: &str) -> String {
        let Some(path) = &self.home else { return text.to_owned() };
        let mut shown = String::new();
        let mut from = 0;
        for (position, _) in text.match_indices(path.as_str()) {
            let (before, after) = (&text[..position], &text[position + path.len()..]);
            shown.push_str(&text[from..position]);
            let whole = begins_a_path(before) && ends_a_name(after);
            shown.push_str(if whole { home } else { path });
            from = text.len() - after.len();
        }
        shown + &text[from..]
    }
}

/// `/root` is not a part of `/mnt/root`.
fn begins_a_path(before: &str) -> bool {
    let goes_on = |last: char| last.is_alphanumeric() || "-_./\\~".contains(last);
    ["://", r"\\?\"].iter().any(|start| before.ends_with(start)) || !before.ends_with(goes_on)
}

/// `/home/ann` is not the beginning of `/home/anna`.
fn ends_a_name(after: &str) -> bool {
    !after.starts_with(|next: char| next.is_alphanumeric() || "-_.".contains(next))
}

/// Returns where a piece of a command ends: a text in quotes, a blank, or whatever is between those.
fn end_of_word(text: &str) -> usize {
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else { return 0 };
    let end = match first {
        '"' | '\'' => characters.find(|(_, next)| *next == first).map(|(end, _)| end + 1),
        _ if first.is_whitespace() => Some(first.len_utf8()),
        _ => text.find(|next: char| next.is_whitespace() || "\"'".contains(next)),
    };
    end.unwrap_or(text.len())
}

/// A name of AWS's may have a slash, too.
fn is_path(word: &str) -> bool {
    word.contains(['/', '\\']) && !word.contains("arn:")
}

/// Masks an account id to its last four digits.
pub(crate) fn account(id: &str) -> String {
    let visible = id.len().saturating_sub(4);
    id.char_indices()
        .map(|(position, digit)| if position < visible { '*' } else { digit })
        .collect()
}

/// Masks every account id and access key id in a text.
fn identifiers(text: &str) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let word = rest.find(|next: char| !next.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word);
        shown.push_str(&identifier(word));
        let mut characters = after.chars();
        shown.extend(characters.next());
        rest = characters.as_str();
    }
    shown
}

fn identifier(word: &str) -> String {
    // Twelve zeros are the local store's, and part of the paths of its files.
    let is_account = word.len() == 12
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte != b'0');
    let is_key = word.len() >= 16
        && ["AKIA", "ASIA", "ABIA", "ACCA"].iter().any(|prefix| word.starts_with(prefix))
        && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if is_account {
        account(word)
    } else if is_key {
        format!("{}...{}", &word[..4], &word[word.len() - 4..])
    } else {
        word.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_keep_their_last_four_digits() {
        let mask = Mask::default();

        assert_eq!(
            mask.prose("arn:aws:iam::123456789012:role/x"),
            "arn:aws:iam::********9012:role/x"
        );
        assert_eq!(mask.prose("1234567890123 bytes"), "1234567890123 bytes");
    }

    #[test]
    fn the_account_that_is_nobodys_is_no_secret() {
        let path = "mv .bootstrap/000000000000.eu-west-1.jsonl";

        assert_eq!(Mask::default().command(path), path);
    }

    #[test]
    fn access_keys_keep_eight_characters() {
        assert_eq!(Mask::default().prose("key ASIAIOSFODNN7EXAMPLE,"), "key ASIA...MPLE,");
        assert_eq!(Mask::default().prose("ASIA"), "ASIA");
    }

    #[test]
    fn a_path_of_a_command_keeps_its_digits() {
        let mask = Mask::default();

        for command in [
            "mv \"/srv/123456789012/.aws/credentials\" \"/srv/123456789012/credentials.cloud9\"",
            r#"notepad "C:\Users\123456789012\.aws\config""#,
            "AWS_CONFIG_FILE=/srv/123456789012 bootstrap check",
        ] {
            assert_eq!(mask.command(command), command);
        }
        assert_eq!(
            mask.command("aws sts assume-role --role-arn arn:aws:iam::123456789012:role/x"),
            "aws sts assume-role --role-arn arn:aws:iam::********9012:role/x"
        );
        assert_eq!(mask.command("echo 123456789012"), "echo ********9012");
    }

    #[test]
    fn home_is_no_part_of_a_longer_path() {
        let mask = Mask::new(Some(Path::new("/root")));

        for path in ["/mnt/root/x", "/mnt/-/root", "a./root", "~/root", "//root"] {
            assert_eq!(mask.prose(path), path);
        }
        assert_eq!(
            mask.prose("unix:///root/x, \"/root\" and HOME=/root"),
            "unix://~/x, \"~\" and HOME=~"
        );
    }

    #[test]
    fn home_is_a_tilde_in_prose_and_a_variable_in_commands() {
        let mask = Mask::new(Some(Path::new("/home/ann")));

        assert_eq!(mask.prose("/home/ann/.aws of /home/anna"), "~/.aws of /home/anna");
        let mask = Mask::new(Some(Path::new("/home/ann/")));
        assert_eq!(mask.prose("/home/ann/.aws of /home/anna"), "~/.aws of /home/anna");
        if cfg!(unix) {
            assert_eq!(mask.command("mv \"/home/ann/.aws\""), "mv \"$HOME/.aws\"");
        }
    }
}
