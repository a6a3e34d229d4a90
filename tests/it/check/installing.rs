//! How a tool is to be got: by the system's own means, and so that it works.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::tools::machine;
use crate::peers::peers;
use crate::sandbox::{Sandbox, check_of, text_of, watch};

#[test]
fn the_command_that_installs_is_the_systems_own() {
    for (release, command) in [
        ("ID=amzn\nVERSION_ID=2023\n", "sudo dnf install -y gcc"),
        ("ID=amzn\nVERSION_ID=2\n", "sudo yum install -y gcc"),
        ("ID=ubuntu\n", "sudo apt-get update && sudo apt-get install -y build-essential"),
        ("ID=alpine\n", "command -v cc gcc clang"),
    ] {
        let sandbox = machine();
        sandbox.without("cc");
        sandbox.write("system/etc/os-release", release);

        let (report, _) = sandbox.check(&[]);

        let hint = text_of(check_of(&report, "rust.linker"), "hint");
        assert!(hint.ends_with(&format!("\n{command}")), "{release}: {hint}");
    }
}

#[test]
fn an_old_toolchain_is_updated_by_who_has_installed_it() {
    let update = |sandbox: &Sandbox| {
        sandbox.tool("rustc", "rustc 1.90.0 (1159e78c4 2025-09-14)");
        let (report, _) = sandbox.check(&[]);
        text_of(check_of(&report, "rust.toolchain"), "hint").to_owned()
    };
    let sandbox = machine();
    let hint = update(&sandbox);
    assert!(hint.starts_with("this Rust is not rustup's: "), "{hint}");
    assert!(hint.contains("https://sh.rustup.rs"), "{hint}");

    sandbox.tool("rustup", "rustup 1.28.2 (e4f3ad6f8 2025-04-28)");
    assert_eq!(update(&sandbox), "update the toolchain\nrustup update stable");
}

#[test]
fn the_way_to_cargo_lambda_is_one_on_which_it_finds_zig() {
    let sandbox = machine();
    sandbox.without("cargo-lambda");
    let (report, _) = sandbox.check(&[]);
    let hint = text_of(check_of(&report, "cargo-lambda.version"), "hint");
    let lines: Vec<&str> = hint.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "python3 -m venv \"$HOME/.cargo-lambda\" && \"$HOME/.cargo-lambda/bin/pip\" install --upgrade cargo-lambda",
            "export PATH=\"$HOME/.cargo-lambda/bin:$PATH\"",
        ]
    );

    let Some(peers) = peers() else { return };
    let zig_with = |path: &Path| {
        let mut cargo_lambda = Command::new(peers.program("cargo-lambda"));
        sandbox.furnish(cargo_lambda.args(["lambda", "system"]));
        cargo_lambda.env("PATH", path);
        watch(cargo_lambda).stdout
    };
    // A link alone, as pipx makes it, is not enough.
    let linked = sandbox.path("linked");
    fs::create_dir(&linked).unwrap();
    let link = linked.join("cargo-lambda");
    std::os::unix::fs::symlink(peers.program("cargo-lambda"), link).unwrap();
    assert!(!zig_with(&linked).contains("-m ziglang"));
    assert!(zig_with(&peers.bin()).contains("-m ziglang"));
}
