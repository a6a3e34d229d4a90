//! What to paste to get a tool or to change a setting, system by system.

use std::path::Path;

use super::finding::Hint;
use super::system::System;

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

/// Returns how to get a newer Rust toolchain.
pub(crate) fn update_rust() -> Hint {
    Hint::new("update the toolchain", ["rustup update stable"])
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

/// Returns how to get cargo-lambda. Its Python package brings the linker along.
pub(crate) fn install_cargo_lambda(system: System) -> Hint {
    let command = match system {
        System::MacOs => "brew install cargo-lambda/tap/cargo-lambda",
        System::Windows => "winget install -e --id CargoLambda.CargoLambda",
        System::Dnf | System::Yum | System::Apt | System::Linux => {
            "curl -fsSL https://cargo-lambda.info/install.sh | sh"
        }
    };
    Hint::new("install cargo-lambda, then open a new shell", [command])
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
mod tests {
    use super::*;

    const SYSTEMS: [System; 6] =
        [System::Dnf, System::Yum, System::Apt, System::Linux, System::MacOs, System::Windows];

    #[test]
    fn every_system_has_a_command_for_everything() {
        for system in SYSTEMS {
            for hint in [
                install_rust(system),
                install_compiler(system),
                install_cargo_lambda(system),
                install_sam(system, false),
                install_sam(system, true),
                start_docker(system),
                restart_docker(system),
            ] {
                assert!(
                    !hint.prose.is_empty() && !hint.commands.is_empty(),
                    "{system:?}: {hint:?}"
                );
                assert!(
                    hint.commands.iter().all(|command| !command.contains('\n')),
                    "{system:?}: {hint:?}"
                );
            }
        }
    }
}
