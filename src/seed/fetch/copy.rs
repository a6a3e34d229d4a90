//! Values of other parameters, in the store that is seeded or in another one.

use std::collections::BTreeMap;

use super::{COPIED, Fetched, Sources};
use crate::cli::AwsArgs;
use crate::credentials::region::RegionName;
use crate::credentials::settled;
use crate::error::Error;
use crate::parameter::kind::ParameterType;
use crate::parameter::name::ParameterName;
use crate::seed::error::SeedError;
use crate::seed::manifest::decode::Copy;
use crate::seed::manifest::{Diagnostic, Place};
use crate::store::Part;
use crate::store::Stored;
use crate::store::ssm::Ssm;

/// What leads to a store: Region, profile, role.
type Way<'a> = (Option<&'a RegionName>, Option<&'a str>, Option<&'a str>);

/// Reads all values that are copied: each store once, ten names a call.
pub(super) async fn all(
    copies: &[(ParameterName, Place, Copy)],
    sources: &Sources<'_>,
) -> Result<Vec<Result<Fetched, Diagnostic>>, Error> {
    let mut ways: BTreeMap<Way<'_>, Vec<&(ParameterName, Place, Copy)>> = BTreeMap::new();
    for wanted in copies {
        let copy = &wanted.2;
        let way = (copy.region.as_ref(), copy.profile.as_deref(), copy.role_arn.as_deref());
        ways.entry(way).or_default().push(wanted);
    }
    let mut fetched = Vec::new();
    for (way, wanted) in ways {
        let stored = read(way, &wanted, sources).await?;
        fetched.extend(wanted.into_iter().map(|(name, place, copy)| {
            let from = format!("{COPIED} `{}`", copy.name);
            match stored.get(&copy.name) {
                Some(stored) => Ok(Fetched {
                    name: name.clone(),
                    place: place.clone(),
                    value: stored.value.clone(),
                    from,
                    was_secret: stored.kind == Some(ParameterType::SecureString),
                }),
                None => Err(Diagnostic::new(place, format!("{from} is not there to be copied"))),
            }
        }));
    }
    Ok(fetched)
}

async fn read(
    way: Way<'_>,
    wanted: &[&(ParameterName, Place, Copy)],
    sources: &Sources<'_>,
) -> Result<BTreeMap<ParameterName, Stored>, Error> {
    let mut names: Vec<ParameterName> =
        wanted.iter().map(|(_, _, copy)| copy.name.clone()).collect();
    names.sort();
    names.dedup();
    let elsewhere = match sources.elsewhere {
        Some(aws) if way != (None, None, None) => Some(store(way, aws, sources).await?),
        _ => None,
    };
    let store = elsewhere.as_ref().unwrap_or(sources.store);
    let stored = store.find(&names).await;
    let stored = stored.map_err(|failure| {
        let unread = SeedError::Unread { what: Part::Values, failure };
        if sources.elsewhere.is_none() { unread.locally() } else { unread }
    })?;
    Ok(stored.into_iter().map(|stored| (stored.name.clone(), stored)).collect())
}

/// Opens another store with credentials that work there.
async fn store(way: Way<'_>, aws: &AwsArgs, sources: &Sources<'_>) -> Result<Ssm, Error> {
    let (region, profile, role_arn) = way;
    let aws = AwsArgs {
        profile: profile.map(str::to_owned).or_else(|| aws.profile.clone()),
        region: region.cloned().or_else(|| aws.region.clone()),
    };
    let whereabouts = settled::settle_region(&aws, sources.environment).await?;
    let settled = settled::settle(whereabouts).await?;
    let assumed = match role_arn {
        Some(role_arn) => settled.session.assuming(role_arn).await,
        None => None,
    };
    Ok(Ssm::new(assumed.as_ref().unwrap_or(&settled.session)))
}
