//! Whose store it is.

use serde::Serialize;

use crate::credentials::region::{RegionName, RegionOrigin};
use crate::credentials::settled::Settled;
use crate::foreign;
use crate::local::engine::ACCOUNT;
use crate::mask;

/// What stands in place of credentials where there are none.
const LOCAL: &str = "local store";

/// Whose store it is, masked.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Target {
    account: String,
    principal: String,
    region: RegionName,
    region_origin: RegionOrigin,
    profile: Option<String>,
    credentials: String,
    endpoint: Option<String>,
    /// Which stage of the manifest is applied, in words; nothing where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    stage: Option<String>,
}

impl Target {
    pub(crate) fn of(settled: &Settled) -> Self {
        let principal = settled.identity.principal.to_string();
        Self {
            account: foreign::escaped(&mask::account(&settled.identity.account)),
            principal: foreign::escaped(&mask::Mask::default().prose(&principal)),
            region: settled.region.clone(),
            region_origin: settled.region_origin,
            profile: settled.used_profile().map(foreign::escaped),
            credentials: settled.provider.to_string(),
            endpoint: settled.endpoint.as_deref().map(foreign::escaped),
            stage: None,
        }
    }

    /// The store beside the manifest.
    pub(crate) fn local(
        region: RegionName,
        origin: RegionOrigin,
        endpoint: Option<String>,
    ) -> Self {
        Self {
            account: ACCOUNT.to_owned(),
            principal: "user/bootstrap-local".to_owned(),
            region,
            region_origin: origin,
            profile: None,
            credentials: LOCAL.to_owned(),
            endpoint,
            stage: None,
        }
    }

    /// Adds which stage of the manifest is applied.
    pub(crate) fn at_stage(self, stage: Option<String>) -> Self {
        Self { stage, ..self }
    }

    /// Says where we are about to write.
    pub(crate) fn text(&self) -> String {
        let stage = self.stage.as_ref().map_or_else(String::new, |stage| format!("{stage}\n"));
        self.account_text() + &stage
    }

    fn account_text(&self) -> String {
        if self.credentials == LOCAL {
            let served =
                self.endpoint.as_ref().map_or_else(String::new, |url| format!(", at {url}"));
            return format!("local store, {} ({}){served}\n", self.region, self.region_origin);
        }
        let profile = self.profile.as_ref().map_or_else(String::new, |name| format!(" `{name}`"));
        let endpoint = self.endpoint.as_ref().map_or_else(String::new, |url| format!(", at {url}"));
        format!(
            "account {}, {} ({}){endpoint}\n{}, by {}{profile}\n",
            self.account, self.region, self.region_origin, self.principal, self.credentials
        )
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }

    pub(crate) const fn region(&self) -> &RegionName {
        &self.region
    }
}
