//! What is told to paste: there is something for every system, and nothing of another one.

use super::*;

const SYSTEMS: [System; 6] =
    [System::Dnf, System::Yum, System::Apt, System::Linux, System::MacOs, System::Windows];

fn all(system: System) -> Vec<Hint> {
    let path = Path::new("file");
    let lines = [
        unset(system, &["NAME", "OTHER"]),
        export(system, "NAME", "value"),
        edit(system, path),
        look_at(system, path),
        make_readable(system, path),
    ];
    vec![
        install_rust(system),
        update_rust(system, false),
        update_rust(system, true),
        install_compiler(system),
        install_cargo_lambda(system),
        install_sam(system, false),
        install_sam(system, true),
        look_at_disks(system),
        make_room(system),
        look_at_memory(system),
        more_memory(system),
        start_docker(system),
        restart_docker(system),
        join_docker(system, false),
        join_docker(system, true),
        Hint::new("lines", lines),
    ]
}

#[test]
fn every_system_has_a_command_for_everything() {
    for system in SYSTEMS {
        for hint in all(system) {
            let is_line = |command: &String| !command.is_empty() && !command.contains('\n');
            assert!(!hint.prose.is_empty() && !hint.commands.is_empty(), "{system:?}: {hint:?}");
            assert!(hint.commands.iter().all(is_line), "{system:?}: {hint:?}");
        }
    }
}

#[test]
fn no_system_is_told_the_commands_of_another() {
    let of_unix =
        ["sudo ", "unset ", "export ", "ls ", "df ", "du ", "chown", "chmod", "$HOME", "sh "];
    let of_linux = ["systemctl", "usermod", "newgrp", "free ", "apt-get", "dnf ", "yum ", "swapon"];
    let of_macos = ["brew ", "xcode-select", "sysctl"];
    let of_windows =
        ["winget", "$env:", "Env:", "notepad", "Get-", "Remove-Item", "icacls", "net "];
    for system in SYSTEMS {
        let foreign: Vec<&str> = match system {
            System::Windows => [of_unix.as_slice(), &of_linux, &of_macos].concat(),
            System::MacOs => [of_linux.as_slice(), &of_windows].concat(),
            _ => [of_macos.as_slice(), &of_windows].concat(),
        };
        for command in all(system).into_iter().flat_map(|hint| hint.commands) {
            let words = format!(" {command}");
            let told = foreign.iter().find(|word| words.contains(&format!(" {word}")));
            assert_eq!(told, None, "{system:?}: {command}");
        }
    }
}
