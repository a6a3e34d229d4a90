//! What there is to say of a manifest, as annotations of its lines.

use super::{Diagnostic, Manifest, ManifestError, Place, Placed};
use crate::github::{Annotation, Level};

impl Manifest {
    /// Returns what is accepted and still looks wrong.
    pub(crate) fn annotations(&self) -> Vec<Annotation> {
        self.warnings.iter().map(Diagnostic::warning).collect()
    }
}

impl Diagnostic {
    /// Says it as what is accepted and still looks wrong.
    pub(crate) fn warning(&self) -> Annotation {
        of(self, Level::Warning)
    }
}

impl Placed {
    /// Says something where the parameter is declared.
    pub(crate) fn annotation(&self, level: Level, message: String) -> Annotation {
        at(&self.place, level, message)
    }
}

impl ManifestError {
    /// Returns what is wrong, where that is a matter of lines.
    pub(crate) fn annotations(&self) -> Vec<Annotation> {
        match self {
            Self::Refused(problems) => {
                problems.iter().map(|problem| of(problem, Level::Error)).collect()
            }
            Self::Unreadable { .. }
            | Self::TooLarge { .. }
            | Self::NoAssignment
            | Self::SetTwice(_) => Vec::new(),
        }
    }
}

fn of(diagnostic: &Diagnostic, level: Level) -> Annotation {
    at(&diagnostic.place, level, diagnostic.message.clone())
}

fn at(place: &Place, level: Level, message: String) -> Annotation {
    let file = place.file().path.clone();
    Annotation { level, file, line: place.line(), column: place.column(), message }
}
