//! The access key id that a store hands out. Whoever has it is let in: it is as secret as the state itself.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

/// What every id begins with, so that nobody takes it for one of AWS's.
const PREFIX: &str = "LOCAL";

/// How many letters and digits follow; in all it is as long as AWS's.
const RANDOM: usize = 15;

/// Letters and digits that are not taken for one another.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// Makes an id that nobody guesses.
pub(crate) fn random() -> io::Result<String> {
    let mut bytes = [0; RANDOM];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    let letter = |byte: u8| char::from(ALPHABET[usize::from(byte) % ALPHABET.len()]);
    Ok(PREFIX.chars().chain(bytes.into_iter().map(letter)).collect())
}

/// Returns the id that is kept in a file, made when there is none: lines that were pasted yesterday still lead here.
pub(crate) fn kept(path: &Path) -> io::Result<String> {
    if let Some(id) = read(path) {
        return Ok(id);
    }
    let id = random()?;
    // Nobody else may read it: that is how temporary files are made.
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(id.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(id)
}

/// Returns the id in a file, unless it is none.
pub(crate) fn read(path: &Path) -> Option<String> {
    let id = fs::read_to_string(path).ok()?;
    let rest = id.strip_prefix(PREFIX)?;
    (rest.len() == RANDOM && rest.bytes().all(|byte| ALPHABET.contains(&byte))).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_once_and_guessed_by_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");

        let id = kept(&path).unwrap();

        assert_eq!(id.len(), 20);
        assert_eq!(kept(&path).unwrap(), id);
        assert_ne!(random().unwrap(), id);
    }

    #[test]
    fn what_is_no_id_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        for text in ["", "LOCAL", "AKIAUSEREXAMPLE00001", "LOCALaaaaaaaaaaaaaaa"] {
            fs::write(&path, text).unwrap();

            assert_eq!(read(&path), None, "{text}");
            assert!(read(&path).or(kept(&path).ok()).is_some_and(|id| id != text), "{text}");
        }
    }
}
