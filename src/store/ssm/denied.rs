//! Which parameters must not be read: for one of them a whole call is denied.

use super::Ssm;
use super::read::Denied;
use crate::aws::{Failure, FailureKind};

/// So many are named; whoever gives the permission for these will think of the others.
const MOST_NAMED: usize = 10;

/// What is found out about denied calls.
#[derive(Default)]
struct Culprits {
    names: Vec<String>,
    /// What was said of the first of them.
    failure: Option<Failure>,
    /// Whether there may be others.
    is_open: bool,
}

impl Ssm {
    /// Says of which names denied calls were denied. No name is blamed that was not asked for alone.
    pub(super) async fn named(&self, denied: Vec<Denied<'_>>, decrypts: bool) -> Failure {
        let mut culprits = Culprits::default();
        let mut unnamed = None;
        for (batch, failure) in denied {
            unnamed = unnamed.or(Some(failure));
            if culprits.is_enough() {
                culprits.is_open = true;
            } else {
                self.search(batch, decrypts, &mut culprits).await;
            }
        }
        culprits.named(unnamed)
    }

    /// Halves what is denied, and what is denied of it, until single names are left.
    async fn search(&self, batch: &[String], decrypts: bool, culprits: &mut Culprits) {
        // With each part goes whether it is known to be denied.
        let mut parts = vec![(batch, true)];
        while let Some((names, is_denied)) = parts.pop() {
            if culprits.is_enough() {
                culprits.is_open = true;
                return;
            }
            if names.len() == 1 || !is_denied {
                let Some(is_denied) = self.is_denied(names, decrypts, culprits).await else {
                    return;
                };
                if names.len() == 1 || !is_denied {
                    continue;
                }
            }
            let (first, second) = names.split_at(names.len() / 2);
            let Some(is_denied) = self.is_denied(first, decrypts, culprits).await else { return };
            // What is denied and not for the one half is denied for the other.
            parts.push((second, !is_denied));
            if is_denied && first.len() > 1 {
                parts.push((first, true));
            }
        }
    }

    /// Tells whether some names must not be read, and notes a single one; nothing where that cannot be found out.
    async fn is_denied(
        &self,
        names: &[String],
        decrypts: bool,
        culprits: &mut Culprits,
    ) -> Option<bool> {
        match self.batch(names, decrypts).await {
            Ok(_) => Some(false),
            Err(failure) if failure.kind == FailureKind::Denied => {
                if let [name] = names {
                    culprits.note(name, failure);
                }
                Some(true)
            }
            Err(_) => {
                culprits.is_open = true;
                None
            }
        }
    }
}

impl Culprits {
    fn note(&mut self, name: &str, failure: Failure) {
        self.names.push(name.to_owned());
        self.failure.get_or_insert(failure);
    }

    const fn is_enough(&self) -> bool {
        self.names.len() >= MOST_NAMED
    }

    /// Says it; where nobody was found, what was said of all of them.
    fn named(self, unnamed: Option<Failure>) -> Failure {
        let nobody = || super::answer::unexpected("nothing was denied");
        match self.failure {
            Some(failure) => failure.about(self.names, self.is_open),
            None => unnamed.unwrap_or_else(nobody),
        }
    }
}
