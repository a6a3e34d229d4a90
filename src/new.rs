//! The command `new`: answers, render, stage beside the target, move into place.

mod name;
pub(crate) mod profile;
mod template;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::cli::{Architecture, AwsArgs, NewArgs};
use crate::credentials::region::RegionName;
use crate::environment::Environment;
use crate::error::{Error, Outcome};
use crate::foreign;
use crate::process;
use crate::terminal::Terminal;

use name::{AppName, AppNameError};
use profile::{ProfileName, ProfileNameError};
use template::Rendered;

/// How long each of Git's answers may take.
const GIT: Duration = Duration::from_secs(5);

/// What a new project depends on.
#[derive(Debug)]
struct Answers {
    name: AppName,
    architecture: Architecture,
    profile: Option<ProfileName>,
    region: Option<RegionName>,
}

/// Creates a project in a folder of its own.
pub(crate) async fn run(
    arguments: &NewArgs,
    aws: &AwsArgs,
    environment: &Environment,
    voice: &mut Terminal,
) -> Result<Outcome, Error> {
    let answers = answers(arguments, aws)?;
    let target = environment.folder().join(answers.name.as_str());
    let files = template::render(&answers).map_err(NewError::Unrendered)?;

    let stage = stage(&target, &files)?;
    let git =
        if arguments.no_git { Git::NotAsked } else { init_git(stage.path(), environment).await };
    stage.move_to(&target)?;

    if let Git::Remark(remark) = git {
        voice.remark(&remark);
    }
    let made = format!("made {}: {} files", answers.name, files.len());
    let said = voice.answer(&format!("{made}\n\n{}", next_steps(&answers)));
    // It is there, whether or not that can be said where it should be.
    said.inspect_err(|_| voice.remark(&made))?;
    Ok(Outcome::Yes)
}

fn answers(arguments: &NewArgs, aws: &AwsArgs) -> Result<Answers, NewError> {
    let refused = |error| NewError::Name {
        given: foreign::harmless(&arguments.name),
        error,
        suggestion: name::suggestion(&arguments.name, template::depends_on),
    };
    let name: AppName = arguments.name.parse().map_err(refused)?;
    if template::depends_on(name.as_str()) {
        return Err(refused(AppNameError::Dependency));
    }
    let profile = aws.profile.as_deref().map(|given| {
        let refused = |error| NewError::Profile { given: foreign::harmless(given), error };
        given.parse().map_err(refused)
    });
    Ok(Answers {
        name,
        architecture: arguments.architecture.unwrap_or(Architecture::of_this_machine()),
        profile: profile.transpose()?,
        region: aws.region.clone(),
    })
}

/// A complete project in a folder that is not yet its own; gone again unless it is moved.
struct Stage {
    folder: TempDir,
    project: PathBuf,
}

/// Writes the files beside the target, on the same file system.
fn stage(target: &Path, files: &[Rendered]) -> Result<Stage, NewError> {
    refuse_existing(target)?;
    let unwritten = |source| NewError::Unwritten { path: target.to_owned(), source };
    let parent = target.parent().unwrap_or(Path::new("."));
    let folder =
        tempfile::Builder::new().prefix(".bootstrap-new-").tempdir_in(parent).map_err(unwritten)?;
    // One level down, since a temporary folder is for nobody but its owner.
    let project = folder.path().join("project");
    write(&project, files).map_err(unwritten)?;
    Ok(Stage { folder, project })
}

fn write(project: &Path, files: &[Rendered]) -> io::Result<()> {
    for file in files {
        let path = project.join(file.path);
        fs::create_dir_all(path.parent().unwrap_or(project))?;
        fs::write(&path, &file.text)?;
    }
    Ok(())
}

/// A dangling link is something too.
fn refuse_existing(target: &Path) -> Result<(), NewError> {
    match target.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        _ => Err(NewError::Exists(target.to_owned())),
    }
}

impl Stage {
    fn path(&self) -> &Path {
        &self.project
    }

    /// Moves the project into place: wholly, or not at all.
    fn move_to(self, target: &Path) -> Result<(), NewError> {
        // A rename would replace an empty folder that came up in between.
        refuse_existing(target)?;
        fs::rename(&self.project, target)
            .map_err(|source| NewError::Unwritten { path: target.to_owned(), source })?;
        // What is left is an empty folder; that it cannot be removed harms nobody.
        drop(self.folder.close());
        Ok(())
    }
}

/// How it went with Git. A project without it is a project all the same.
enum Git {
    NotAsked,
    Done,
    Remark(String),
}

async fn init_git(project: &Path, environment: &Environment) -> Git {
    let Some(git) = process::find("git", environment) else {
        return Git::Remark("`git` is not on PATH: this is not a Git repository".to_owned());
    };
    let inside = ["rev-parse", "--is-inside-work-tree"];
    match process::run(&git, &inside, environment.folder(), GIT).await {
        Ok(Some(said)) if said.status.success() && said.stdout_text().trim() == "true" => {
            return Git::Remark(
                "this is in a Git repository already: no new one was made".to_owned(),
            );
        }
        // Outside of a repository Git says no.
        Ok(Some(_)) => {}
        failed => return Git::Remark(unanswered(failed)),
    }
    match process::run(&git, &["init", "--quiet"], project, GIT).await {
        Ok(Some(said)) if said.status.success() => Git::Done,
        Ok(Some(said)) => Git::Remark(format!(
            "not a Git repository: `git init` says {:?}",
            foreign::first_line(&said.stderr_text())
        )),
        failed => Git::Remark(unanswered(failed)),
    }
}

fn unanswered<T>(answer: io::Result<Option<T>>) -> String {
    let reason = match answer {
        Err(error) => format!("cannot be started: {error}"),
        Ok(_) => format!("did not answer within {} s", GIT.as_secs()),
    };
    format!("not a Git repository: `git` {reason}")
}

fn next_steps(answers: &Answers) -> String {
    let name = &answers.name;
    let seed = answers.seed();
    // What is longer than the others has its meaning on a line of its own.
    let seed = if seed.len() > 26 { format!("{seed}\n{:26}", "") } else { format!("{seed:26}") };
    format!(
        "cd {name}\n\
         cargo test                   the tests need no AWS\n\
         bootstrap local --manifest params.yaml -- \\\n\
         \x20 cargo lambda watch --invoke-address 127.0.0.1\n\
         \x20                            run it here, without an AWS account\n\
         {seed}   put the parameters into Parameter Store\n\
         sam build && sam deploy      build the function, deploy the stack {name}\n"
    )
}

impl Answers {
    /// Returns the command that puts the parameters where `sam deploy` will put the function.
    fn seed(&self) -> String {
        let profile = self.profile.as_ref();
        let profile =
            profile.map_or_else(String::new, |name| format!(" --profile {}", name.as_word()));
        let region = self.region.as_ref();
        let region = region.map_or_else(String::new, |name| format!(" --region {name}"));
        format!("bootstrap seed params.yaml{profile}{region}")
    }
}

impl Architecture {
    /// Returns what this machine is; what is neither is taken for the more common one.
    const fn of_this_machine() -> Self {
        if cfg!(target_arch = "aarch64") { Self::Arm64 } else { Self::X86_64 }
    }
}

/// Why there is no project.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NewError {
    #[error("`{given}` is no name for a project: {error}")]
    Name { given: String, error: AppNameError, suggestion: AppName },
    #[error("`{given}` is no name of a profile that can be written into files: {error}")]
    Profile { given: String, error: ProfileNameError },
    #[error("{} exists already, and is left as it is", .0.display())]
    Exists(PathBuf),
    #[error("failed to write {}; nothing was left behind", .path.display())]
    Unwritten { path: PathBuf, source: io::Error },
    #[error("failed to render the template")]
    Unrendered(#[source] minijinja::Error),
}

impl NewError {
    pub(crate) const fn outcome(&self) -> Outcome {
        match self {
            Self::Name { .. } | Self::Profile { .. } | Self::Exists(_) => Outcome::AskedWrongly,
            Self::Unwritten { .. } | Self::Unrendered(_) => Outcome::CouldNotTell,
        }
    }

    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Name { suggestion, .. } => {
                Some(format!("this would do: `bootstrap new {suggestion}`"))
            }
            Self::Profile { .. } => {
                Some("leave it out, and name the profile to `sam` each time".to_owned())
            }
            Self::Exists(_) => Some("take another name, or another folder".to_owned()),
            Self::Unwritten { .. } => {
                let write =
                    if cfg!(windows) { "New-Item x; Remove-Item x" } else { "touch x && rm x" };
                Some(format!("see whether you may write here: `{write}`"))
            }
            Self::Unrendered(_) => None,
        }
    }
}
