//! What to paste to get a tool or to change a setting, system by system.

mod files;

use std::path::Path;

use super::finding::Hint;
use super::system::System;
use crate::credentials::region::RegionOrigin;

pub(crate) use files::{as_utf_8, rename_section, without_mark};

/// Returns how to get the Rust toolchain.
pub(crate) fn install_rust(system: System) -> Hint {
    let command = match system {
        System::Windows => "winget install -e --id Rustlang.Rustup",
        _ => {
            "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y && . \"$HOME/.cargo/env\""
        }
    };
    Hint::new("install Rust with rustup", [command])
}

/// Returns how to get a newer Rust toolchain: from rustup, or with it.
pub(crate) fn update_rust(system: System, has_rustup: bool) -> Hint {
    if has_rustup {
        return Hint::new("update the toolchain", ["rustup update stable"]);
    }
    let prose = "this Rust is not rustup's: update it where it came from, or install a newer one";
    Hint { prose: prose.to_owned(), ..install_rust(system) }
}

/// Returns how to get a C compiler.
pub(crate) fn install_compiler(system: System) -> Hint {
    let command = match system {
        System::Dnf => "sudo dnf install -y gcc",
        System::Yum => "sudo yum install -y gcc",
        System::Apt => "sudo apt-get update && sudo apt-get install -y build-essential",
        System::Linux => "command -v cc gcc clang",
        System::MacOs => "xcode-select --install",
        System::Windows => {
            "winget install -e --id Microsoft.VisualStudio.2022.BuildTools --override \"--add Microsoft.VisualStudio.Workload.VCTools --passive\""
        }
    };
    let prose = match system {
        System::Linux => {
            "install a C compiler with the system's package manager, so that this finds one"
        }
        _ => "install a C compiler: the crates of the AWS SDK build C code",
    };
    Hint::new(prose, [command])
}

/// Returns how to get cargo-lambda, or a newer one in its place, and Zig, with which it links.
///
/// Its Python package brings Zig along. The Python beside it must be on `PATH`, too, since Zig is started as
/// `python3 -m ziglang`: pipx, which links cargo-lambda alone, is not enough. A system's own Python may refuse packages.
pub(crate) fn install_cargo_lambda(system: System) -> Hint {
    let prepare = match system {
        System::MacOs => {
            let command = "brew install cargo-lambda/tap/cargo-lambda";
            return Hint::new("install cargo-lambda, then open a new shell", [command]);
        }
        System::Windows => {
            let command = "winget install -e --id CargoLambda.CargoLambda";
            return Hint::new("install cargo-lambda, then open a new shell", [command]);
        }
        System::Apt => "sudo apt-get update && sudo apt-get install -y python3-venv && ",
        System::Dnf | System::Yum | System::Linux => "",
    };
    Hint::new(
        "install cargo-lambda with its Zig; the second line belongs into your shell's profile, too",
        [
            format!(
                "{prepare}python3 -m venv \"$HOME/.cargo-lambda\" && \"$HOME/.cargo-lambda/bin/pip\" install --upgrade cargo-lambda"
            ),
            "export PATH=\"$HOME/.cargo-lambda/bin:$PATH\"".to_owned(),
        ],
    )
}

/// Returns how to see how much room there is.
pub(crate) fn look_at_disks(system: System) -> Hint {
    Hint::new("look for yourself", [disks(system)])
}

/// Returns how to make room.
pub(crate) fn make_room(system: System) -> Hint {
    let largest = "du -xh -d 2 \"$HOME\" | sort -h | tail";
    let largest = (system != System::Windows).then_some(largest);
    let commands = std::iter::once(disks(system)).chain(largest);
    Hint::new("make room, or build on another volume", commands)
}

const fn disks(system: System) -> &'static str {
    match system {
        System::Windows => "Get-PSDrive -PSProvider FileSystem",
        _ => "df -h .",
    }
}

/// Returns how to see how much memory there is.
pub(crate) fn look_at_memory(system: System) -> Hint {
    let command = match system {
        System::Windows => "systeminfo",
        System::MacOs => "sysctl hw.memsize vm.swapusage",
        System::Dnf | System::Yum | System::Apt | System::Linux => "free -h",
    };
    Hint::new("look for yourself", [command])
}

/// Returns how to build with little memory.
pub(crate) fn more_memory(system: System) -> Hint {
    match system {
        System::MacOs | System::Windows => {
            Hint::new("build one crate at a time", ["cargo build --jobs 1"])
        }
        System::Dnf | System::Yum | System::Apt | System::Linux => Hint::new(
            "add swap space, or take a larger instance",
            [
                "sudo dd if=/dev/zero of=/swapfile bs=1M count=4096 && sudo chmod 600 /swapfile && sudo mkswap /swapfile && sudo swapon /swapfile",
            ],
        ),
    }
}

/// Returns how to get SAM CLI, or a newer one in its place.
pub(crate) fn install_sam(system: System, update: bool) -> Hint {
    let machine = if cfg!(target_arch = "aarch64") { "arm64" } else { "x86_64" };
    let command = match system {
        System::Windows => {
            format!("winget {} -e --id Amazon.SAM-CLI", if update { "upgrade" } else { "install" })
        }
        System::MacOs => format!("brew {} aws-sam-cli", if update { "upgrade" } else { "install" }),
        System::Dnf | System::Yum | System::Apt | System::Linux => format!(
            "curl -fsSL https://github.com/aws/aws-sam-cli/releases/latest/download/aws-sam-cli-linux-{machine}.zip \
             -o /tmp/sam.zip && unzip -q -o /tmp/sam.zip -d /tmp/sam && sudo /tmp/sam/install{}",
            if update { " --update" } else { "" }
        ),
    };
    let prose = if update { "update SAM CLI" } else { "install SAM CLI, then open a new shell" };
    Hint::new(prose, [command])
}

/// Returns how to get a container engine, or to start the one that is there.
pub(crate) fn start_docker(system: System) -> Hint {
    let prose = "only `sam local` needs it: start the engine, or install one first";
    match system {
        System::Dnf => {
            Hint::new(prose, ["sudo dnf install -y docker", "sudo systemctl enable --now docker"])
        }
        System::Yum => {
            Hint::new(prose, ["sudo yum install -y docker", "sudo systemctl enable --now docker"])
        }
        System::Apt => Hint::new(
            prose,
            ["sudo apt-get install -y docker.io", "sudo systemctl enable --now docker"],
        ),
        System::Linux => Hint::new(prose, ["sudo systemctl enable --now docker"]),
        System::MacOs => Hint::new(prose, ["brew install --cask docker-desktop", "open -a Docker"]),
        System::Windows => Hint::new(
            prose,
            ["winget install -e --id Docker.DockerDesktop", "docker desktop start"],
        ),
    }
}

/// Returns how to start an engine again that does not answer.
pub(crate) fn restart_docker(system: System) -> Hint {
    let command = match system {
        System::Dnf | System::Yum | System::Apt | System::Linux => "sudo systemctl restart docker",
        System::MacOs | System::Windows => "docker desktop restart",
    };
    Hint::new("start the engine again", [command])
}

/// Returns how to be allowed to use an engine. Who has joined its group still needs a session that knows it.
pub(crate) fn join_docker(system: System, has_joined: bool) -> Hint {
    let (prose, command) = match system {
        System::MacOs => (
            "the socket is somebody else's: start the engine as yourself",
            "docker desktop restart",
        ),
        System::Windows => (
            "as an administrator, join the group `docker-users`, then sign in again",
            "net localgroup docker-users \"$env:USERNAME\" /add",
        ),
        _ if has_joined => (
            "you are in the group `docker`, but this session is older than that: log in again, or",
            "newgrp docker",
        ),
        _ => (
            "join the group `docker`, which is as good as being root, then log in again",
            "sudo usermod -aG docker \"$USER\" && newgrp docker",
        ),
    };
    Hint::new(prose, [command])
}

/// Returns how to take variables out of the environment, whether they are there or not.
pub(crate) fn unset(system: System, names: &[&str]) -> String {
    if system == System::Windows {
        let names: Vec<String> = names.iter().map(|name| format!("Env:{name}")).collect();
        format!("Remove-Item {} -ErrorAction Ignore", names.join(", "))
    } else {
        format!("unset {}", names.join(" "))
    }
}

/// Returns how to set a variable for whatever is started from here.
pub(crate) fn export(system: System, name: &str, value: &str) -> String {
    if system == System::Windows {
        format!("$env:{name} = \"{value}\"")
    } else {
        format!("export {name}={value}")
    }
}

/// Returns how to name another Region, so that it comes before the one that somebody has named.
pub(crate) fn name_region(system: System, named: Option<RegionOrigin>, region: &str) -> String {
    match named {
        Some(RegionOrigin::Flag) => format!("bootstrap check --region {region}"),
        Some(RegionOrigin::AwsRegion) => export(system, "AWS_REGION", region),
        _ => export(system, "AWS_DEFAULT_REGION", region),
    }
}

/// Returns how to see what a path leads to.
pub(crate) fn look_at(system: System, path: &Path) -> String {
    let look = if system == System::Windows { "Get-Item -Force" } else { "ls -ld" };
    format!("{look} \"{}\"", path.display())
}

/// Returns how to make a file one's own to read.
pub(crate) fn make_readable(system: System, path: &Path) -> String {
    let path = path.display();
    if system == System::Windows {
        format!("icacls \"{path}\" /grant \"${{env:USERNAME}}:R\"")
    } else {
        format!("sudo chown \"$(id -un)\" \"{path}\" && chmod 600 \"{path}\"")
    }
}

/// Returns how to open a file.
pub(crate) fn edit(system: System, path: &Path) -> String {
    let editor = if system == System::Windows { "notepad" } else { "${EDITOR:-vi}" };
    format!("{editor} \"{}\"", path.display())
}

#[cfg(test)]
#[path = "advice_tests.rs"]
mod tests;
