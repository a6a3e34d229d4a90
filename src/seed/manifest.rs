//! The manifest: which parameters there should be. Read whole and checked whole, before anybody is asked anything.

mod annotations;
mod decode;
mod node;
mod source;

use std::fmt;
use std::path::{Path, PathBuf};

use crate::credentials::region::RegionName;
use crate::environment::Environment;
use crate::parameter::Parameter;
use crate::parameter::name::ParameterName;

use decode::Declared;
use node::Node;

/// A manifest that Parameter Store would accept.
#[derive(Debug)]
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
    /// Whether they are deleted without being asked for on the command line.
    pub(crate) is_enabled: bool,
    /// Patterns, relative to the scope, of what is never deleted.
    pub(crate) keep: Vec<String>,
}

/// A parameter, and where in the manifest it is declared.
#[derive(Debug)]
pub(crate) struct Placed {
    pub(crate) parameter: Parameter,
    pub(crate) place: Place,
}

/// A line and a column, both from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    line: u64,
    column: u64,
}

/// Something to say about a place. Never says a value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Diagnostic {
    place: Place,
    message: String,
}

impl Manifest {
    /// Reads a manifest and everything that it takes values from.
    pub(crate) fn read(path: &Path, environment: &Environment) -> Result<Self, ManifestError> {
        Self::read_with(path, |declared, folder| source::resolve(declared, folder, environment))
    }

    /// Reads a manifest and fetches no value: nothing has to be there but the manifest.
    pub(crate) fn outline(path: &Path, _environment: &Environment) -> Result<Self, ManifestError> {
        Self::read_with(path, |declared, _folder| Ok((source::outline(declared), Vec::new())))
    }

    fn read_with(
        path: &Path,
        resolve: impl Fn(Declared, &Path) -> Result<(Placed, Vec<Diagnostic>), Diagnostic>,
    ) -> Result<Self, ManifestError> {
        let refused = |problems| ManifestError::Refused {
            path: path.to_owned(),
            problems: Problems(problems),
        };
        let text = source::read(path)?.map_err(|problem| refused(vec![problem]))?;
        let node = Node::parse(text.expose_secret()).map_err(|problem| refused(vec![problem]))?;
        let (declared, mut problems) = decode::decode(&node);

        let folder = path.parent().unwrap_or(Path::new("."));
        let mut manifest = Self {
            path: path.to_owned(),
            guard: Guard::default(),
            scope: None,
            prune: None,
            parameters: Vec::new(),
            warnings: Vec::new(),
        };
        for declared in declared {
            match resolve(declared, folder) {
                Ok((placed, warnings)) => {
                    manifest.parameters.push(placed);
                    manifest.warnings.extend(warnings);
                }
                Err(problem) => problems.push(problem),
            }
        }
        if !problems.is_empty() {
            problems.sort();
            return Err(refused(problems));
        }
        manifest.parameters.sort_by(|one, other| one.parameter.name.cmp(&other.parameter.name));
        manifest.warnings.sort();
        Ok(manifest)
    }

    /// Finds what is declared of a parameter.
    pub(crate) fn find(&self, name: &ParameterName) -> Option<&Placed> {
        let by_name = |placed: &Placed| placed.parameter.name.cmp(name);
        self.parameters.binary_search_by(by_name).ok().map(|position| &self.parameters[position])
    }

    /// Checks what depends on the Region: how long a name may be.
    pub(crate) fn check_in(&self, region: &RegionName) -> Result<(), ManifestError> {
        let too_long = |placed: &Placed| {
            let excess = placed.parameter.name.excess(region.partition(), region.as_str())?;
            Some(Diagnostic::new(
                placed.place,
                format!("the name is {excess} characters too long in {region}"),
            ))
        };
        let problems: Vec<Diagnostic> = self.parameters.iter().filter_map(too_long).collect();
        if problems.is_empty() {
            return Ok(());
        }
        Err(ManifestError::Refused { path: self.path.clone(), problems: Problems(problems) })
    }
}

impl Place {
    pub(crate) const START: Self = Self::new(1, 1);

    pub(crate) const fn new(line: u64, column: u64) -> Self {
        Self { line, column }
    }
}

impl Diagnostic {
    pub(crate) fn new(place: Place, message: impl Into<String>) -> Self {
        Self { place, message: message.into() }
    }

    /// Says it as compilers do: file, line, column, what.
    pub(crate) fn in_file(&self, path: &Path) -> String {
        format!("{}:{self}", path.display())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.line, self.column)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.place, self.message)
    }
}

/// Everything that is wrong with a manifest.
#[derive(Debug)]
pub(crate) struct Problems(Vec<Diagnostic>);

impl Problems {
    fn lines(&self, path: &Path) -> String {
        self.0.iter().map(|problem| problem.in_file(path)).collect::<Vec<_>>().join("\n")
    }
}

/// Why there is no manifest.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ManifestError {
    #[error("cannot read {}", .path.display())]
    Unreadable { path: PathBuf, source: std::io::Error },
    #[error("{} has more than {} MiB", .path.display(), .limit / (1024 * 1024))]
    TooLarge { path: PathBuf, limit: u64 },
    #[error("{}", .problems.lines(.path))]
    Refused { path: PathBuf, problems: Problems },
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
            Self::Refused { .. } => None,
        }
    }
}
