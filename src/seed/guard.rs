//! Whether a manifest may be applied where these credentials lead: asked before Systems Manager hears of it.

use super::manifest::{Manifest, Place};
use crate::credentials::region::RegionName;
use crate::mask;

/// Checks the Region, which is known before anybody is called.
pub(crate) fn region(manifest: &Manifest, region: &RegionName) -> Result<(), GuardError> {
    match &manifest.guard.region {
        Some((wanted, place)) if wanted != region => Err(GuardError::Region {
            at: at(manifest, *place),
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
            at: at(manifest, *place),
            wanted: mask::account(wanted),
            found: mask::account(account),
        }),
        _ => Ok(()),
    }
}

fn at(manifest: &Manifest, place: Place) -> String {
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
