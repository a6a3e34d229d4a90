//! How what is wrong with variables is told: at the place of the `${`, and never with the text.

use super::{Reference, Subject, Told, Variables};
use crate::seed::manifest::limits::keep;
use crate::seed::manifest::place::Diagnostic;
use crate::seed::manifest::problems::MOST_TOLD;
use crate::seed::manifest::words::{listed, nearest};

/// How many variables are listed for somebody who named one that is not there, and among how many the nearest is
/// looked for.
const LISTED: usize = 8;
const MOST_LOOKED_AT: usize = 1000;

impl Variables<'_> {
    /// The name of a variable that is not there is not said: it may be a part of a secret with `${` in it.
    pub(super) fn unset(&self, reference: &Reference<'_>) -> String {
        if reference.is_outside {
            return format!("the environment variable `{}` is not set", reference.name);
        }
        // Nobody is told so many one by one, and nobody has declared so many by hand.
        if self.declared.len() > MOST_LOOKED_AT || self.problems.len() >= MOST_TOLD {
            return "there is no variable of this name".to_owned();
        }
        let names: Vec<&str> = self.declared.keys().copied().collect();
        match (nearest(reference.name, names.iter().copied()), names.as_slice()) {
            (Some(nearest), _) => {
                format!("there is no variable of this name; did you mean `{nearest}`?")
            }
            (None, []) => "there is no variable of this name: `vars` has none".to_owned(),
            (None, names) if names.len() <= LISTED => {
                format!("there is no variable of this name, only {}", listed(names))
            }
            (None, _) => "there is no variable of this name".to_owned(),
        }
    }

    /// Tells a problem with the reference at a position of a text.
    pub(super) fn problem(
        &mut self,
        subject: &Subject<'_>,
        position: usize,
        message: impl Into<String>,
    ) -> Told {
        let number = subject.text.get(..position).unwrap_or_default().matches("${").count();
        let place = match subject.marks.get(number) {
            Some((line, column)) => subject.place.at(*line, *column),
            None => subject.place.clone(),
        };
        self.tell(Diagnostic::new(&place, message));
        Told
    }

    pub(super) fn tell(&mut self, problem: Diagnostic) {
        keep(&mut self.problems, [problem]);
    }
}
