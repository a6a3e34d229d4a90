//! Which kind of machine this is, from local signs alone: no network, and not only by variables, which `sudo`, cron
//! and SSH take away.

use std::path::Path;

use serde::Serialize;

use super::place::Place;
use crate::environment::Environment;

/// The kinds of machines that we tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Surrounding {
    Cloud9,
    CloudShell,
    CodeCatalyst,
    SageMaker,
    CodeBuild,
    GithubActions,
    OtherCi,
    Codespaces,
    Gitpod,
    CodeServer,
    Ec2,
    Wsl,
    /// Visual Studio Code has been here from elsewhere, at least once.
    VscodeServer,
    /// Nothing says that it is any of the others.
    OwnMachine,
}

/// A kind of machine, and what says that it is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Sign {
    pub(crate) surrounding: Surrounding,
    /// As sentences' beginnings: "`C9_PID` is set".
    pub(crate) evidence: Vec<String>,
}

/// Variables whose mere presence is a sign.
const VARIABLES: [(Surrounding, &[&str]); 7] = [
    (Surrounding::CodeCatalyst, &["__DEV_ENVIRONMENT_ID"]),
    (
        Surrounding::SageMaker,
        &[
            "SAGEMAKER_APP_TYPE",
            "SAGEMAKER_INTERNAL_IMAGE_URI",
            "SM_APP_TYPE",
            "SM_INTERNAL_IMAGE_URI",
        ],
    ),
    (Surrounding::CodeBuild, &["CODEBUILD_BUILD_ID", "CODEBUILD_BUILD_ARN"]),
    (Surrounding::GithubActions, &["GITHUB_ACTIONS", "GITHUB_ACTION"]),
    (
        Surrounding::OtherCi,
        &[
            "GITLAB_CI",
            "TRAVIS",
            "CIRCLECI",
            "JENKINS_URL",
            "BUILD_TAG",
            "TEAMCITY_VERSION",
            "bamboo_buildNumber",
            "BUDDY",
            "SEMAPHORE",
            "APPVEYOR",
            "CI",
        ],
    ),
    (Surrounding::Codespaces, &["CODESPACES", "CODESPACE_NAME"]),
    (
        Surrounding::Gitpod,
        &["GITPOD_INSTANCE_ID", "GITPOD_HOST", "GITPOD_REPO_ROOT", "GITPOD_WORKSPACE_ID"],
    ),
];

/// Looks around, below `root`; the most telling kind comes first, and there is always one.
pub(crate) fn look(place: &Place, environment: &Environment, root: &Path) -> Vec<Sign> {
    let mut signs: Vec<Sign> = [
        Sign { surrounding: Surrounding::Cloud9, evidence: place.cloud9.clone() },
        cloud_shell(environment),
        below_home(Surrounding::CodeServer, ".config/code-server/config.yaml", environment),
        below_home(Surrounding::VscodeServer, ".vscode-server", environment),
        ec2(place),
        wsl(root),
    ]
    .into_iter()
    .chain(VARIABLES.map(|(surrounding, names)| by_variables(surrounding, names, environment)))
    .filter(|sign| !sign.evidence.is_empty())
    .collect();
    signs.sort_by_key(|sign| sign.surrounding);
    // Whoever knows which CI this is need not hear that it is some.
    let is_known_ci = |sign: &Sign| {
        matches!(sign.surrounding, Surrounding::CodeBuild | Surrounding::GithubActions)
    };
    if signs.iter().any(is_known_ci) {
        signs.retain(|sign| sign.surrounding != Surrounding::OtherCi);
    }
    // From Windows it comes in the same way.
    if signs.iter().any(|sign| sign.surrounding == Surrounding::Wsl) {
        signs.retain(|sign| sign.surrounding != Surrounding::VscodeServer);
    }
    if signs.is_empty() {
        let evidence = place.vendor.iter().map(|vendor| format!("the machine is made by {vendor}"));
        signs.push(Sign { surrounding: Surrounding::OwnMachine, evidence: evidence.collect() });
    }
    signs
}

/// Adds what the instance metadata service says, where the machine itself has not said it.
pub(crate) fn add_instance(signs: &mut Vec<Sign>, id: Option<&str>) {
    let is_known = |sign: &Sign| sign.surrounding == Surrounding::Ec2;
    let Some(id) = id.filter(|_| !signs.iter().any(is_known)) else { return };
    signs.retain(|sign| sign.surrounding != Surrounding::OwnMachine);
    let evidence = vec![format!("instance metadata names the instance {id}")];
    signs.push(Sign { surrounding: Surrounding::Ec2, evidence });
    signs.sort_by_key(|sign| sign.surrounding);
}

fn by_variables(surrounding: Surrounding, names: &[&str], environment: &Environment) -> Sign {
    let mut evidence: Vec<String> = names
        .iter()
        .filter(|name| environment.text(name).is_some())
        .map(|name| format!("`{name}` is set"))
        .collect();
    let service = environment.text("SERVICE_NAME");
    if surrounding == Surrounding::SageMaker && service == Some("SageMakerUnifiedStudio") {
        evidence.push("`SERVICE_NAME` is SageMakerUnifiedStudio".to_owned());
    }
    Sign { surrounding, evidence }
}

/// The variable is exported by a file that users edit; the home folder stays.
fn cloud_shell(environment: &Environment) -> Sign {
    let mut evidence = Vec::new();
    let execution = environment.text("AWS_EXECUTION_ENV");
    if execution.is_some_and(|value| value.eq_ignore_ascii_case("cloudshell")) {
        evidence.push("`AWS_EXECUTION_ENV` is CloudShell".to_owned());
    }
    if environment.home() == Some(Path::new("/home/cloudshell-user")) {
        evidence.push("home is /home/cloudshell-user".to_owned());
    }
    Sign { surrounding: Surrounding::CloudShell, evidence }
}

fn below_home(surrounding: Surrounding, file: &str, environment: &Environment) -> Sign {
    let path = environment.home().map(|home| home.join(file)).filter(|path| path.exists());
    let evidence = path.map(|path| format!("`{}` is there", path.display()));
    Sign { surrounding, evidence: evidence.into_iter().collect() }
}

fn ec2(place: &Place) -> Sign {
    let id = place.instance_id.iter().map(|id| format!("the firmware names the instance {id}"));
    let vendor = place.vendor.iter().filter(|vendor| vendor.contains("Amazon"));
    let evidence = id.chain(vendor.map(|vendor| format!("the machine is made by {vendor}")));
    Sign { surrounding: Surrounding::Ec2, evidence: evidence.collect() }
}

fn wsl(root: &Path) -> Sign {
    let version = std::fs::read_to_string(root.join("proc/version")).unwrap_or_default();
    let is_wsl = version.to_ascii_lowercase().contains("microsoft");
    let evidence = is_wsl.then(|| "the kernel is one of Microsoft's".to_owned());
    Sign { surrounding: Surrounding::Wsl, evidence: evidence.into_iter().collect() }
}

impl Surrounding {
    /// Says what it is, as the end of a sentence: "this is ...".
    pub(crate) const fn described(self) -> &'static str {
        match self {
            Self::Cloud9 => "an AWS Cloud9 environment",
            Self::CloudShell => "AWS CloudShell",
            Self::CodeCatalyst => "a development environment of Amazon CodeCatalyst",
            Self::SageMaker => "Amazon SageMaker",
            Self::CodeBuild => "a build of AWS CodeBuild",
            Self::GithubActions => "a run of GitHub Actions",
            Self::OtherCi => "a CI system",
            Self::Codespaces => "GitHub Codespaces",
            Self::Gitpod => "Gitpod",
            Self::CodeServer => "a remote machine of VS Code or code-server",
            Self::Ec2 => "an EC2 instance",
            Self::Wsl => "Linux on Windows (WSL)",
            Self::VscodeServer => "likely a remote machine of VS Code",
            Self::OwnMachine => "your own machine, as far as one can see",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn seen(variables: &[(&str, &str)]) -> Vec<Surrounding> {
        let root = tempfile::tempdir().unwrap();
        let environment = Environment::of(variables);
        let place = Place::look(&environment, root.path());
        look(&place, &environment, root.path()).iter().map(|sign| sign.surrounding).collect()
    }

    #[test]
    fn every_environment_is_told_by_its_own_signs() {
        for (variables, surrounding) in [
            (&[("C9_PID", "0123")][..], Surrounding::Cloud9),
            (&[("AWS_EXECUTION_ENV", "CLOUDSHELL")], Surrounding::CloudShell),
            (&[("HOME", "/home/cloudshell-user")], Surrounding::CloudShell),
            (&[("__DEV_ENVIRONMENT_ID", "x")], Surrounding::CodeCatalyst),
            (&[("SM_APP_TYPE", "x")], Surrounding::SageMaker),
            (&[("SERVICE_NAME", "SageMakerUnifiedStudio")], Surrounding::SageMaker),
            (&[("CODEBUILD_BUILD_ID", "x"), ("CI", "true")], Surrounding::CodeBuild),
            (&[("GITHUB_ACTIONS", "true"), ("CI", "true")], Surrounding::GithubActions),
            (&[("CI", "true")], Surrounding::OtherCi),
            (&[("bamboo_buildNumber", "7")], Surrounding::OtherCi),
            (&[("CODESPACES", "true")], Surrounding::Codespaces),
            (&[("GITPOD_WORKSPACE_ID", "x")], Surrounding::Gitpod),
            (&[("SERVICE_NAME", "mine")], Surrounding::OwnMachine),
            (&[], Surrounding::OwnMachine),
        ] {
            assert_eq!(seen(variables), [surrounding], "{variables:?}");
        }
    }

    #[test]
    fn files_are_signs_where_variables_are_gone() {
        let root = tempfile::tempdir().unwrap();
        for file in [
            ".config/code-server/config.yaml",
            "proc/version",
            "sys/devices/virtual/dmi/id/sys_vendor",
        ] {
            fs::create_dir_all(root.path().join(file).parent().unwrap()).unwrap();
        }
        let environment = Environment::of(&[("HOME", root.path().to_str().unwrap())]);
        let seen = || {
            let place = Place::look(&environment, root.path());
            let signs = look(&place, &environment, root.path());
            signs.iter().map(|sign| sign.surrounding).collect::<Vec<_>>()
        };

        fs::write(root.path().join("proc/version"), "Linux 6.6-microsoft-standard-WSL2").unwrap();
        assert_eq!(seen(), [Surrounding::Wsl]);
        fs::create_dir(root.path().join(".vscode-server")).unwrap();
        assert_eq!(seen(), [Surrounding::Wsl], "Windows is not far away");
        fs::write(root.path().join("sys/devices/virtual/dmi/id/sys_vendor"), "Amazon EC2\n")
            .unwrap();
        fs::write(root.path().join(".config/code-server/config.yaml"), "").unwrap();
        assert_eq!(seen(), [Surrounding::CodeServer, Surrounding::Ec2, Surrounding::Wsl]);
        fs::remove_file(root.path().join("proc/version")).unwrap();
        fs::remove_file(root.path().join(".config/code-server/config.yaml")).unwrap();
        assert_eq!(seen(), [Surrounding::Ec2, Surrounding::VscodeServer]);
    }

    #[test]
    fn ones_own_machine_says_who_made_it() {
        let place = Place { vendor: Some("LENOVO".to_owned()), ..Place::default() };

        let signs = look(&place, &Environment::of(&[]), Path::new("/nowhere"));

        assert_eq!(signs[0].evidence, ["the machine is made by LENOVO"]);
    }
}
