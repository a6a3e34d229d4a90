//! The manifest: which parameters there should be. Read whole and checked whole, before anybody is asked anything.
//!
//! ```text
//! files -> nodes -> shape -> layers (variables) -> decode -> source, judge -> Manifest -> (fetch)
//! ```

mod annotations;
pub(crate) mod choice;
mod copies;
pub(crate) mod decode;
mod draft;
mod expiring;
mod files;
#[cfg(test)]
pub(crate) mod fixture;
mod frame;
pub(crate) mod judge;
pub(crate) mod layers;
mod limits;
#[cfg(test)]
#[path = "manifest/mutations_tests.rs"]
mod mutations;
pub(crate) mod node;
pub(crate) mod place;
mod problems;
pub(crate) mod shape;
pub(crate) mod source;
#[cfg(test)]
#[path = "manifest/told_tests.rs"]
mod told;
mod variables;
pub(crate) mod words;

use std::path::{Path, PathBuf};

use crate::cli::ReadingArgs;
use crate::credentials::region::RegionName;
use crate::environment::Environment;
use crate::parameter::Parameter;
use crate::parameter::name::ParameterName;

use choice::Choice;
use decode::{Command, Copy, Named};
use expiring::Expiration;
use judge::Judged;
use problems::Problems;
use variables::NAME_IN_WORDS;

pub(crate) use draft::Draft;
pub(crate) use place::{Diagnostic, Place};
pub(crate) use problems::in_order;

/// A manifest that Parameter Store would accept, as far as its values are at hand.
#[derive(Debug, Default)]
pub(crate) struct Manifest {
    pub(crate) path: PathBuf,
    pub(crate) guard: Guard,
    /// What relative names are put behind, without its last slash; nothing outside of it is ever deleted.
    pub(crate) scope: Option<String>,
    /// Nothing when the manifest does not speak of it.
    pub(crate) prune: Option<Prune>,
    /// Sorted by name.
    pub(crate) parameters: Vec<Placed>,
    /// What is accepted and still looks wrong.
    pub(crate) warnings: Vec<Diagnostic>,
    /// The stage that is laid over the rest.
    pub(crate) stage: Option<String>,
    /// All stages that there are.
    pub(crate) stages: Vec<String>,
    /// The parameters whose values must still be fetched; until then they are [`WantedValue::Any`].
    ///
    /// [`WantedValue::Any`]: crate::parameter::WantedValue::Any
    pub(crate) pending: Vec<Pending>,
    /// Those that have to be there and are never put; known of an outline.
    pub(crate) never_put: Vec<ParameterName>,
    /// When parameters go by themselves.
    pub(crate) expirations: Vec<Expiration>,
    /// Secrets that are written in the manifest itself.
    pub(crate) literals: Vec<Literal>,
    /// Whether warnings about secrets are errors.
    pub(crate) is_strict: bool,
}

/// Where the manifest may be applied, and where it says so.
#[derive(Debug, Default)]
pub(crate) struct Guard {
    /// Twelve digits.
    pub(crate) account: Option<(String, Place)>,
    pub(crate) region: Option<(RegionName, Place)>,
}

/// What becomes of parameters that the manifest does not name any more.
#[derive(Debug, Default)]
pub(crate) struct Prune {
    /// Where it says that they are deleted without being asked for on the command line, if it does.
    pub(crate) enabled: Option<Place>,
    /// What its parameters are known by, where that is not the path.
    pub(crate) id: Option<String>,
    /// Patterns, relative to the scope, of what is never deleted.
    pub(crate) keep: Vec<Keep>,
}

/// A pattern of what is never deleted, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Keep {
    pub(crate) pattern: Named,
    pub(crate) place: Place,
}

/// A parameter, and where in the manifest it is declared.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) parameter: Parameter,
    pub(crate) place: Place,
}

/// A parameter whose value is not at hand, and where the manifest says what to fetch.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) name: ParameterName,
    pub(crate) place: Place,
    pub(crate) waiting: Waiting,
}

/// What a value waits for.
#[derive(Debug)]
pub(crate) enum Waiting {
    Command(Command),
    Copy(Copy),
    /// With what is asked.
    Prompt(Option<String>),
}

/// A secret that is written in the manifest itself.
#[derive(Debug)]
pub(crate) struct Literal {
    pub(crate) name: ParameterName,
    pub(crate) place: Place,
}

impl Manifest {
    /// Reads a manifest and everything that it takes values from, as far as that needs nobody but this machine's
    /// files and variables.
    pub(crate) fn read(
        path: &Path,
        arguments: &ReadingArgs,
        environment: &Environment,
    ) -> Result<Self, ManifestError> {
        let choice = Choice::of(arguments, environment)?;
        let draft = Draft::read(path, &choice, environment)?;
        draft.resolve(&choice, environment)
    }

    /// Checks what depends on the Region: how long a name may be.
    pub(crate) fn check_in(&self, region: &RegionName) -> Result<(), ManifestError> {
        let too_long = |placed: &Placed| {
            let excess = placed.parameter.name.excess(region.partition(), region.as_str())?;
            let problem = format!("the name is {excess} characters too long in {region}");
            Some(Diagnostic::new(&placed.place, problem))
        };
        refuse(self.parameters.iter().filter_map(too_long).collect())
    }

    /// Reads a manifest and fetches no value: nothing has to be there but its files.
    pub(crate) fn outline(
        path: &Path,
        arguments: &ReadingArgs,
        environment: &Environment,
    ) -> Result<Self, ManifestError> {
        let choice = Choice::of(arguments, environment)?;
        let draft = Draft::read(path, &choice, environment)?;
        draft.check()?;
        Ok(draft.outline(&choice))
    }

    /// Finds what is declared of a parameter.
    pub(crate) fn find(&self, name: &ParameterName) -> Option<&Placed> {
        self.position(name).map(|position| &self.parameters[position])
    }

    /// Finds what is declared of a parameter, to complete it.
    pub(crate) fn find_mut(&mut self, name: &ParameterName) -> Option<&mut Placed> {
        self.position(name).map(|position| &mut self.parameters[position])
    }

    fn position(&self, name: &ParameterName) -> Option<usize> {
        self.parameters.binary_search_by(|placed| placed.parameter.name.cmp(name)).ok()
    }

    /// Takes in what was found out later about a manifest; what is too much of it refuses the manifest.
    pub(crate) fn note(&mut self, judged: Judged) -> Result<(), ManifestError> {
        let Judged { mut problems, warnings } = judged;
        self.warnings.extend(warnings);
        if self.is_strict {
            problems.extend(self.warnings.extract_if(.., |warning| warning.about_secret));
        }
        refuse(problems)
    }

    /// Returns the parameters that values are copied from.
    pub(crate) fn copied(&self) -> impl Iterator<Item = &Copy> {
        self.pending.iter().filter_map(|pending| match &pending.waiting {
            Waiting::Copy(copy) => Some(copy),
            Waiting::Command(_) | Waiting::Prompt(_) => None,
        })
    }
}

/// Refuses a manifest for what is wrong with it, if anything is.
pub(crate) fn refuse(problems: Vec<Diagnostic>) -> Result<(), ManifestError> {
    if problems.is_empty() { Ok(()) } else { Err(ManifestError::Refused(Problems::new(problems))) }
}

/// Why there is no manifest.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ManifestError {
    #[error("cannot read `{}`", .path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("`{}` has more than {} MiB", .path.display(), .limit / (1024 * 1024))]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{0}")]
    Refused(Problems),
    #[error("`--set` takes a variable's name, `=` and its value")]
    NoAssignment,
    #[error("`--set` says `{0}` twice")]
    SetTwice(String),
    #[error("`--set` says `{0}`, and no `${{...}}` can name a variable like this: {NAME_IN_WORDS}")]
    Unnameable(String),
}

impl ManifestError {
    pub(crate) fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                Some("a new project has one: `bootstrap new my-app`".to_owned())
            }
            Self::Unreadable { path, .. } => {
                Some(format!("see what it is: `ls -ld {}`", path.display()))
            }
            Self::TooLarge { .. } => Some("split it into several manifests".to_owned()),
            // Each line says its own way forward.
            Self::Refused(_) => None,
            Self::NoAssignment | Self::SetTwice(_) => {
                Some("say each once: `--set stage=prod --set app=shop`".to_owned())
            }
            Self::Unnameable(_) => {
                Some("call it something like `stage`: `--set stage=prod`".to_owned())
            }
        }
    }
}
