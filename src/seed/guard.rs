//! Whether a manifest may be applied where these credentials lead: asked before Systems Manager hears of it.

use super::manifest::{Manifest, Place};
use crate::credentials::region::RegionName;
use crate::github::{Annotation, Level};
use crate::mask;

/// Checks the Region, which is known before anybody is called.
pub(crate) fn region(manifest: &Manifest, region: &RegionName) -> Result<(), GuardError> {
    let Some((wanted, place)) = &manifest.guard.region else { return Ok(()) };
    if wanted == region {
        return Ok(());
    }
    let mismatch = Mismatch::Region { wanted: wanted.clone(), found: region.clone() };
    Err(GuardError { place: place.clone(), mismatch })
}

/// Checks the account.
pub(crate) fn account(manifest: &Manifest, account: &str) -> Result<(), GuardError> {
    let Some((wanted, place)) = &manifest.guard.account else { return Ok(()) };
    if wanted == account {
        return Ok(());
    }
    let (wanted, found) = (mask::account(wanted), mask::account(account));
    Err(GuardError { place: place.clone(), mismatch: Mismatch::Account { wanted, found } })
}

/// Why a manifest is not for here, and where it says so.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {mismatch}")]
pub(crate) struct GuardError {
    place: Place,
    mismatch: Mismatch,
}

/// What the manifest is for, and where we are.
#[derive(Debug, thiserror::Error)]
enum Mismatch {
    #[error("the manifest is for {wanted}, and the Region is {found}; nothing was asked")]
    Region { wanted: RegionName, found: RegionName },
    #[error(
        "the manifest is for account {wanted}, and these credentials are of account {found}; Parameter Store was not asked"
    )]
    Account { wanted: String, found: String },
}

impl GuardError {
    pub(crate) fn hint(&self) -> String {
        match &self.mismatch {
            Mismatch::Region { wanted, .. } => format!("say the Region: `--region {wanted}`"),
            Mismatch::Account { .. } => {
                "take other credentials, with `--profile`, or another stage; see who answers: `bootstrap whoami`"
                    .to_owned()
            }
        }
    }

    /// Says so where the manifest does.
    pub(crate) fn annotation(&self) -> Annotation {
        self.place.annotation(Level::Error, self.mismatch.to_string())
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::seed::manifest::Guard;
    use crate::seed::manifest::place::File;

    fn manifest(account: Option<&str>, wanted: Option<&str>) -> Manifest {
        let place = File::first(Path::new("params.yaml")).place(3, 12);
        let guard = Guard {
            account: account.map(|account| (account.to_owned(), place.clone())),
            region: wanted.map(|region| (region.parse().unwrap(), place)),
        };
        Manifest { guard, ..Manifest::default() }
    }

    #[test]
    fn a_manifest_for_elsewhere_is_refused_at_its_place_and_masked() {
        let manifest = manifest(Some("111122223333"), Some("eu-west-1"));

        let error = account(&manifest, "444455556666").unwrap_err();
        insta::assert_snapshot!(error, @"params.yaml:3:12: the manifest is for account ********3333, and these credentials are of account ********6666; Parameter Store was not asked");
        let error = region(&manifest, &"us-east-1".parse().unwrap()).unwrap_err();
        insta::assert_snapshot!(error, @"params.yaml:3:12: the manifest is for eu-west-1, and the Region is us-east-1; nothing was asked");
    }

    #[test]
    fn a_manifest_for_here_or_for_anywhere_passes() {
        let here = manifest(Some("111122223333"), Some("eu-west-1"));
        let anywhere = manifest(None, None);

        for manifest in [here, anywhere] {
            assert!(account(&manifest, "111122223333").is_ok());
            assert!(region(&manifest, &"eu-west-1".parse().unwrap()).is_ok());
        }
    }
}
