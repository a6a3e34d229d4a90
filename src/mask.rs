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

    /// Masks a command to paste: as prose, but home stays something that a shell understands.
    pub(crate) fn command(&self, text: &str) -> String {
        let home = if cfg!(windows) { "$env:USERPROFILE" } else { "$HOME" };
        identifiers(&self.at_home(text, home))
    }

    fn at_home(&self, text: &str, home: &str) -> String {
        let Some(path) = &self.home else { return text.to_owned() };
        let mut shown = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once(path.as_str()) {
            shown.push_str(before);
            // `/home/ann` is not the beginning of `/home/anna`.
            let ends_here =
                !after.starts_with(|next: char| next.is_alphanumeric() || "-_.".contains(next));
            shown.push_str(if ends_here { home } else { path });
            rest = after;
        }
        shown + rest
    }
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
