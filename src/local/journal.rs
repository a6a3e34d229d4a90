//! The journal of one Region: a header, then one line for every request that changed something.
//!
//! A line is written before its request is answered, so what was acknowledged is there after any end of this process.
//! The operating system is not asked to empty its own buffers: a power cut may take the last lines, never a part of one.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use same_file::Handle;
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::engine::{ACCOUNT, Effect, Engine};
use crate::credentials::region::RegionName;

/// What the header says of the format; the number is the version.
const SCHEMA: &str = "bootstrap.local/";
const VERSION: u32 = 1;

/// Fewer lines than this are not worth writing a journal anew.
const FEW: usize = 1000;

/// The first line of a journal.
#[derive(Debug, Serialize, Deserialize)]
struct Header {
    schema: String,
    account: String,
    region: String,
}

/// A journal that can be written to.
#[derive(Debug)]
pub(crate) struct Journal {
    path: PathBuf,
    file: Handle,
    /// How far the file is whole.
    length: u64,
    is_whole: bool,
    lines: usize,
    /// With so many lines it is worth a look whether all are needed.
    look_again: usize,
}

impl Journal {
    /// Starts a journal that holds these effects. It takes its place when it is complete, instead of any other there.
    pub(crate) fn write(
        path: &Path,
        region: &RegionName,
        effects: &[Effect],
    ) -> Result<Self, JournalError> {
        written(path, region, effects)
            .and_then(|()| Self::reopen(path, effects.len()))
            .map_err(|source| JournalError::Unwritable { path: path.to_owned(), source })
    }

    /// Reads a journal into an engine.
    pub(crate) fn read(
        path: &Path,
        region: &RegionName,
        engine: &mut Engine,
    ) -> Result<Self, JournalError> {
        let (lines, length) = replayed(path, region, engine)?;
        let unwritable = |source| JournalError::Unwritable { path: path.to_owned(), source };
        let mut journal = Self::reopen(path, lines).map_err(unwritable)?;
        // The end of a line that was being written when the process ended was acknowledged to nobody.
        journal.file.as_file().set_len(length).map_err(unwritable)?;
        journal.length = length;
        journal.look_again = FEW + 2 * engine.len();
        journal.tidy(region, engine)?;
        Ok(journal)
    }

    fn reopen(path: &Path, lines: usize) -> io::Result<Self> {
        let file = File::options().append(true).open(path)?;
        let length = file.metadata()?.len();
        Ok(Self {
            path: path.to_owned(),
            file: Handle::from_file(file)?,
            length,
            is_whole: true,
            lines,
            look_again: 2 * lines.max(FEW),
        })
    }

    /// Adds what one request changed: all of it or nothing.
    pub(crate) fn append(&mut self, effects: &[Effect]) -> Result<(), JournalError> {
        let unwritable = |source| JournalError::Unwritable { path: self.path.clone(), source };
        if !self.is_whole {
            return Err(unwritable(io::Error::other("an earlier line could not be written")));
        }
        // Into a file that somebody has deleted one can write for ever.
        if !Handle::from_path(&self.path).is_ok_and(|there| there == self.file) {
            return Err(JournalError::Gone { path: self.path.clone() });
        }
        let line = line(effects).map_err(unwritable)?;
        if let Err(error) = self.file.as_file_mut().write_all(&line) {
            // A full disk may have taken a part.
            self.is_whole = self.file.as_file().set_len(self.length).is_ok();
            return Err(JournalError::Unwritable { path: self.path.clone(), source: error });
        }
        self.length += line.len() as u64;
        self.lines += 1;
        Ok(())
    }

    /// Writes the journal anew when most of it is history that nobody can ask for.
    pub(crate) fn tidy(
        &mut self,
        region: &RegionName,
        engine: &Engine,
    ) -> Result<(), JournalError> {
        if self.lines < self.look_again {
            return Ok(());
        }
        let effects = engine.snapshot();
        self.look_again = 2 * self.lines.max(FEW);
        if self.lines > FEW + 2 * effects.len() {
            *self = Self::write(&self.path, region, &effects)?;
        }
        Ok(())
    }
}

fn written(path: &Path, region: &RegionName, effects: &[Effect]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    // Nobody else may read it: that is how temporary files are made.
    let mut file = BufWriter::new(NamedTempFile::new_in(folder)?);
    let header = Header {
        schema: format!("{SCHEMA}{VERSION}"),
        account: ACCOUNT.to_owned(),
        region: region.to_string(),
    };
    serde_json::to_writer(&mut file, &header)?;
    file.write_all(b"\n")?;
    for effect in effects {
        file.write_all(&line(std::slice::from_ref(effect))?)?;
    }
    let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn line(effects: &[Effect]) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(effects)?;
    line.push(b'\n');
    Ok(line)
}

/// Replays every complete line. Returns how many there are, and how many bytes they and the header take.
fn replayed(
    path: &Path,
    region: &RegionName,
    engine: &mut Engine,
) -> Result<(usize, u64), JournalError> {
    let unreadable = |source| JournalError::Unreadable { path: path.to_owned(), source };
    let damaged = |line| JournalError::Damaged { path: path.to_owned(), line };
    let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(unreadable)?);
    let (mut line, mut number, mut length) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        let read = file.read_until(b'\n', &mut line).map_err(unreadable)?;
        if !line.ends_with(b"\n") {
            // The header is written together with its file: it is never without its end.
            return if number == 0 { Err(damaged(1)) } else { Ok((number - 1, length)) };
        }
        number += 1;
        if number == 1 {
            check_header(&line, path, region)?;
        } else {
            let effects: Vec<Effect> =
                serde_json::from_slice(&line).map_err(|_| damaged(number))?;
            for effect in effects {
                engine.apply(effect).map_err(|_| damaged(number))?;
            }
        }
        length += read as u64;
    }
}

/// Without its header this is a file of somebody else's.
fn check_header(line: &[u8], path: &Path, region: &RegionName) -> Result<(), JournalError> {
    let damaged = || JournalError::Damaged { path: path.to_owned(), line: 1 };
    let header: Header = serde_json::from_slice(line).map_err(|_| damaged())?;
    let version = header.schema.strip_prefix(SCHEMA).and_then(|version| version.parse().ok());
    match version {
        Some(VERSION) if header.account == ACCOUNT && header.region == region.as_str() => Ok(()),
        Some(version) if version > VERSION => Err(JournalError::Newer { path: path.to_owned() }),
        _ => Err(damaged()),
    }
}

/// Why a journal is of no use.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JournalError {
    #[error("`{}` is damaged in line {line}, and stays as it is", .path.display())]
    Damaged { path: PathBuf, line: usize },
    #[error("`{}` was written by a newer version of bootstrap, and stays as it is", .path.display())]
    Newer { path: PathBuf },
    #[error("`{}` was taken away while it was in use", .path.display())]
    Gone { path: PathBuf },
    #[error("cannot read `{}`", .path.display())]
    Unreadable { path: PathBuf, source: io::Error },
    #[error("cannot write `{}`", .path.display())]
    Unwritable { path: PathBuf, source: io::Error },
}
