//! Keeps the Region: what only the file of Cloud9 names is written behind what is in the other file.

use std::fs;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use crate::check::cloud9::{self, LostRegion};
use crate::credentials::Facts;
use crate::credentials::profiles::Profiles;

/// Puts a section behind all others, if there is still none of its name.
pub(super) async fn keep(region: &LostRegion, facts: &Facts) -> Result<(), String> {
    let now = Profiles::read(&facts.paths).await.of_config_alone();
    if !cloud9::fits(&now) {
        return Err("it has changed meanwhile".to_owned());
    }
    append(&facts.paths.config, &region.section()).map_err(|error| error.to_string())
}

fn append(path: &Path, section: &str) -> io::Result<()> {
    let before = match fs::read(path) {
        Ok(before) => before,
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let gap = match before.last() {
        None => "",
        Some(b'\n') => "\n",
        Some(_) => "\n\n",
    };
    let mut file = fs::OpenOptions::new().append(true).create(true).open(path)?;
    file.write_all(format!("{gap}{section}").as_bytes())
}
