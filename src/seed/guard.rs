//! Whether a manifest may be applied where these credentials lead: asked before Systems Manager hears of it.

use super::manifest::{Manifest, Place};
use crate::credentials::region::RegionName;
use crate::mask;

/// Checks the Region, which is known before anybody is called.
pub(crate) fn region(manifest: &Manifest, region: &RegionName) -> Result<(), GuardError> {
    match &manifest.guard.region {
        Some((wanted, place)) if wanted != region => Err(GuardError::Region {
            at: at(manifest, place),
            wanted: wanted.clone(),
            found: region.clone(),
        }),
        _ => Ok(()),
    }
}

/// Checks the account.
pub(crate) fn account(manifest: &Manifest, account: &str) -> Result<(), GuardError> {
    match &manifest.guard.account {
        Some((wanted, place)) if wanted != account => Err(GuardError::Account {
            at: at(manifest, place),
            wanted: mask::account(wanted),
            found: mask::account(account),
        }),
        _ => Ok(()),
    }
}

fn at(manifest: &Manifest, place: &Place) -> String {
    format!("{}:{place}", manifest.path.display())
}

/// Why a manifest is not for here.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GuardError {
    #[error("{at}: the manifest is for {wanted}, and the Region is {found}; nothing was asked")]
    Region { at: String, wanted: RegionName, found: RegionName },
    #[error(
        "{at}: the manifest is for account {wanted}, and these credentials are of account {found}; nothing was asked"
    )]
    Account { at: String, wanted: String, found: String },
}

impl GuardError {
    pub(crate) fn hint(&self) -> String {
        match self {
            Self::Region { wanted, .. } => format!("say the Region: `--region {wanted}`"),
            Self::Account { .. } => {
                "take other credentials, with `--profile`, or another stage; see who answers: `bootstrap whoami`"
                    .to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed::manifest::Guard;

    fn manifest(account: Option<&str>, wanted: Option<&str>) -> Manifest {
        let place = Place::new(3, 12);
        Manifest {
            path: "params.yaml".into(),
            guard: Guard {
                account: account.map(|account| (account.to_owned(), place)),
                region: wanted.map(|region| (region.parse().unwrap(), place)),
            },
            scope: None,
            prune: None,
            parameters: Vec::new(),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn a_manifest_for_elsewhere_is_refused_at_its_place_and_masked() {
        let manifest = manifest(Some("111122223333"), Some("eu-west-1"));

        let error = account(&manifest, "444455556666").unwrap_err();
        insta::assert_snapshot!(error, @"params.yaml:3:12: the manifest is for account ********3333, and these credentials are of account ********6666; nothing was asked");
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
