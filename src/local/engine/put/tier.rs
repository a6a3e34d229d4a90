//! In which tier a version is, and whether there is room for it.

use crate::local::engine::records::Records;
use crate::local::engine::refusal::Refusal;
use crate::parameter::data_type::DataType;
use crate::parameter::tier::Tier;

use super::wanted::Wanted;

/// The most parameters of each tier in one account and Region.
const MOST_STANDARD: usize = 10_000;
const MOST_ADVANCED: usize = 100_000;

/// What asks for the tier Advanced, beside the value's size.
#[derive(Debug, Clone, Copy)]
pub(super) struct Needs {
    pub(super) policies: bool,
    pub(super) data_type: DataType,
}

impl Needs {
    fn advanced(self) -> bool {
        self.policies || self.data_type.needs_advanced()
    }
}

/// Settles on Standard or Advanced. Assumed: what is not said is what it was, or Standard, which is the account's
/// default; and where intelligent tiering once settled, it is as if somebody had said so.
pub(super) fn settle(
    records: &Records,
    wanted: &Wanted,
    found: Option<Tier>,
    needs: Needs,
) -> Result<Tier, Refusal> {
    // Assumed: characters are what counts, not bytes.
    let length = wanted.value.expose_secret().chars().count();
    let tier = match wanted.tier.or(found).unwrap_or(Tier::Standard) {
        Tier::Standard if found == Some(Tier::Advanced) => {
            return Err(Refusal::validation(
                "a parameter in the tier Advanced never goes back to Standard; delete it and make it again",
            ));
        }
        Tier::IntelligentTiering => {
            let full = found.is_none() && records.count(Tier::Standard) >= MOST_STANDARD;
            let too_long = length > Tier::Standard.capacity();
            let advanced = found == Some(Tier::Advanced) || too_long || needs.advanced() || full;
            if advanced { Tier::Advanced } else { Tier::Standard }
        }
        tier => tier,
    };
    fits(tier, length, needs)?;
    let most = if tier == Tier::Standard { MOST_STANDARD } else { MOST_ADVANCED };
    if found == Some(tier) || records.count(tier) < most {
        return Ok(tier);
    }
    Err(Refusal::new(
        "ParameterLimitExceeded",
        format_args!("there are {most} parameters in the tier {} already", tier.as_str()),
    ))
}

fn fits(tier: Tier, length: usize, needs: Needs) -> Result<(), Refusal> {
    if length > tier.capacity() {
        return Err(Refusal::validation(format_args!(
            "the value has {length} characters, and the tier {} holds {}",
            tier.as_str(),
            tier.capacity()
        )));
    }
    if tier == Tier::Standard && needs.policies {
        return Err(Refusal::validation("policies need the tier Advanced"));
    }
    if tier == Tier::Standard && needs.data_type.needs_advanced() {
        return Err(Refusal::validation(format_args!(
            "the data type `{}` needs the tier Advanced",
            needs.data_type.as_str()
        )));
    }
    Ok(())
}
