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
        self.place.annotation(level, message)
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
            | Self::SetTwice(_)
            | Self::Unnameable(_) => Vec::new(),
        }
    }
}

fn of(diagnostic: &Diagnostic, level: Level) -> Annotation {
    let file = &diagnostic.place.file().path;
    match &diagnostic.outside {
        Some(_) => Annotation {
            level,
            file: file.clone(),
            position: None,
            message: diagnostic.to_string(),
        },
        None => diagnostic.place.annotation(level, diagnostic.message.clone()),
    }
}

impl Place {
    /// Says something here.
    pub(crate) fn annotation(&self, level: Level, message: String) -> Annotation {
        let file = self.file().path.clone();
        let position = Some((self.line(), self.column()));
        Annotation { level, file, position, message }
    }
}
