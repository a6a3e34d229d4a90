//! Where this is, found out in time: files that do not answer are passed over, and that is said.

use std::path::{Path, PathBuf};

use super::files::LIMIT;
use super::place::Place;
use super::surroundings::{self, Sign, Surrounding};
use crate::aside::aside;
use crate::environment::Environment;

/// No file has such a name: below it nothing is there, and nothing is waited for.
const NOWHERE: &str = "\0";

/// Looks around, below `root`. Where the files do not answer, the variables alone tell.
pub(super) async fn look(environment: &Environment, root: &Path) -> (Place, Vec<Sign>) {
    let (everywhere, root) = (environment.clone(), root.to_owned());
    let answer = aside(LIMIT, async move { look_at(&everywhere, &root) }).await;
    answer.unwrap_or_else(|| {
        let (place, mut signs) = look_at(&environment.without_home(), &PathBuf::from(NOWHERE));
        for sign in signs.iter_mut().filter(|sign| sign.surrounding == Surrounding::OwnMachine) {
            let after = LIMIT.as_secs();
            sign.evidence.push(format!("the files that tell more did not answer within {after} s"));
        }
        (place, signs)
    })
}

fn look_at(environment: &Environment, root: &Path) -> (Place, Vec<Sign>) {
    let place = Place::look(environment, root);
    let signs = surroundings::look(&place, environment, root);
    (place, signs)
}
