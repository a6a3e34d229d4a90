//! The script that measures ours beside its peers runs, and finds ours as it should be.

use std::path::Path;
use std::process::Command;

use crate::peers::{not_run, peers};

#[test]
fn the_script_that_compares_ours_with_its_peers_counts_what_ours_promises() {
    let Some(peers) = peers() else { return };
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/compare.py");
    let mut python = Command::new(peers.program("python"));
    python.arg(script).args(["--only", "ours,ours-unpaced,aws-cli", "--count", "12"]);
    python.args(["--bootstrap", env!("CARGO_BIN_EXE_bootstrap")]);
    python.arg("--folder").arg(folder.path());
    python.arg("--installed").arg(peers.bin().parent().unwrap());

    let output = python.output().unwrap();
    let (table, remarks) = (text(&output.stdout), text(&output.stderr));
    // Its own word for: there was no store to measure against.
    if output.status.code() == Some(3) {
        return not_run(&remarks);
    }
    assert_eq!(output.status.code(), Some(0), "{table}\n{remarks}");
    assert_eq!(
        counts(&table),
        [
            "first: 15 calls, 12 writes",
            "second: 2 calls, 0 writes",
            "first: 14 calls, 12 writes",
            "second: 2 calls, 0 writes",
            "first: 12 calls, 12 writes",
            "second: 12 calls, 12 writes",
        ],
        "{table}"
    );
}

/// Returns what was counted in each run.
fn counts(table: &str) -> Vec<String> {
    let rows = table.lines().map(|line| line.split(" | ").collect::<Vec<_>>());
    let runs = rows.filter(|cells| cells.len() > 5 && ["first", "second"].contains(&cells[1]));
    runs.map(|cells| format!("{}: {} calls, {} writes", cells[1], cells[3], cells[5])).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
