//! Whose store it is.

use serde::Serialize;

use crate::credentials::region::{RegionName, RegionOrigin};
use crate::credentials::settled::Settled;
use crate::foreign;
use crate::local::engine::ACCOUNT;
use crate::mask;
use crate::seed::manifest::words::listed;

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
    /// Which stage of the manifest is applied.
    stage: Option<String>,
    /// All stages that there are.
    stages: Vec<String>,
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
            stages: Vec::new(),
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
            stages: Vec::new(),
        }
    }

    /// Adds which stage of the manifest is applied.
    pub(crate) fn at_stage(self, stage: Option<&str>, stages: &[String]) -> Self {
        Self { stage: stage.map(str::to_owned), stages: stages.to_vec(), ..self }
    }

    /// Says where we are about to write.
    pub(crate) fn text(&self) -> String {
        self.account_text() + &self.stage_text()
    }

    /// Says which stage of the manifest is applied, where it has some.
    fn stage_text(&self) -> String {
        let stages: Vec<&str> = self.stages.iter().map(String::as_str).collect();
        match (&self.stage, stages.as_slice()) {
            (Some(stage), _) => format!("stage {}\n", foreign::harmless(stage)),
            (None, []) => String::new(),
            (None, stages) => format!("no stage, of {}\n", foreign::escaped(&listed(stages))),
        }
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
