//! Manifests that nobody would write: each is read or refused, and never with a fault.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use bootstrap::{Cli, Environment, Outcome, Terminal};
use clap::Parser as _;
use libfuzzer_sys::fuzz_target;

// Nothing is fetched and nothing is run by `render`; files that are included do not exist.
fuzz_target!(|bytes: &[u8]| {
    let file = file();
    fs::write(file, bytes).expect("there is room for a manifest");
    let path = file.display().to_string();
    let cli = Cli::parse_from(["bootstrap", "seed", "render", &path, "--stage", "prod"]);
    let environment = Environment::capture();
    let mut terminal = Terminal::stdio(cli.color, &environment);
    let outcome = match bootstrap::run(cli, &environment, &mut terminal) {
        Ok(outcome) => outcome,
        Err(error) => Outcome::from(&error),
    };
    assert_ne!(outcome, Outcome::CouldNotTell, "a fault of ours");
});

/// Returns a file of this process.
fn file() -> &'static PathBuf {
    static FILE: OnceLock<PathBuf> = OnceLock::new();
    FILE.get_or_init(|| std::env::temp_dir().join(format!("manifest-{}.yaml", std::process::id())))
}
