//! What there is to say of a manifest, as annotations of its lines.

use std::path::Path;

use super::{Diagnostic, Manifest, ManifestError, Place, Placed};
use crate::github::{Annotation, Level};

impl Manifest {
    /// Returns what is accepted and still looks wrong.
    pub(crate) fn annotations(&self) -> Vec<Annotation> {
        let warning = |diagnostic| of(diagnostic, Level::Warning, &self.path);
        self.warnings.iter().map(warning).collect()
    }

    /// Says something where a parameter is declared.
    pub(crate) fn annotation(&self, level: Level, placed: &Placed, message: String) -> Annotation {
        at(placed.place, level, &self.path, message)
    }
}

impl ManifestError {
    /// Returns what is wrong, where that is a matter of lines.
    pub(crate) fn annotations(&self) -> Vec<Annotation> {
        match self {
            Self::Refused { path, problems } => {
                problems.0.iter().map(|problem| of(problem, Level::Error, path)).collect()
            }
            Self::Unreadable { .. } | Self::TooLarge { .. } => Vec::new(),
        }
    }
}

fn of(diagnostic: &Diagnostic, level: Level, path: &Path) -> Annotation {
    at(diagnostic.place, level, path, diagnostic.message.clone())
}

fn at(place: Place, level: Level, path: &Path, message: String) -> Annotation {
    Annotation { level, file: path.to_owned(), line: place.line, column: place.column, message }
}
