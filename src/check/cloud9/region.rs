//! The Region that only the file of Cloud9 names: it would go with the file.

use crate::credentials::Facts;
use crate::credentials::profile::ProfileOrigin;
use crate::credentials::profiles::Profiles;
use crate::credentials::profiles::settings_file::{Encoding, SettingsFile};
use crate::credentials::region::{RegionAnswer, RegionName, RegionOrigin};

/// A Region that has to be written elsewhere, before the file goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LostRegion {
    pub(crate) name: RegionName,
    /// Whether a section can be put behind all others; into one that is there, nobody writes but its owner.
    pub(crate) fits: bool,
}

impl LostRegion {
    /// Finds what SAM CLI, or whoever has named the profile, would miss. Instance metadata is no help to SAM CLI.
    pub(crate) fn without_the_file(facts: &Facts) -> Option<Self> {
        let config = facts.written.profiles.of_config_alone();
        let profile = &facts.profile.value;
        let is_named = profile.origin != ProfileOrigin::Default;
        let said = facts.written.profiles.setting("default", "region");
        let name = match (said.and_then(|name| name.parse().ok()), &facts.region.value) {
            (Some(name), _)
                if reads_profile(facts) && config.setting("default", "region") != said =>
            {
                name
            }
            // The profile itself would be missed by whoever asks for it by name.
            (_, RegionAnswer::Found { name, .. }) if is_named && !config.exists("default") => {
                name.clone()
            }
            _ => return None,
        };
        Some(Self { name, fits: fits(&config) })
    }

    /// Returns how to write it by hand.
    pub(crate) fn command(&self) -> String {
        format!("aws configure set default.region {}", self.name)
    }

    /// Returns what is put behind everything else.
    pub(crate) fn section(&self) -> String {
        format!("[default]\nregion = {}\n", self.name)
    }
}

/// Tells whether SAM CLI has its Region from the profile, or would have it without the flag.
fn reads_profile(facts: &Facts) -> bool {
    let origin = facts.region_of_sam.origin();
    facts.profile.value.instead.is_none()
        && matches!(origin, Some(RegionOrigin::Profile | RegionOrigin::Flag))
}

/// Tells whether a `[default]` can be put behind everything else that is in the file.
pub(crate) fn fits(config: &Profiles) -> bool {
    let is_well = |file: &SettingsFile| file.encoding == Encoding::Utf8 && file.malformed.is_none();
    config.files.iter().all(is_well) && !config.exists("default")
}
