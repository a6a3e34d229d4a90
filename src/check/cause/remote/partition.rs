//! Partitions of AWS, which know nothing of each other: the Region's and the principal's must be the same.

use super::{Cause, code};
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::region::RegionAnswer;
use crate::credentials::{Facts, Identity};
use crate::local::engine;

/// A Region of each partition, by the partition's name.
const REGIONS: [(&str, &str); 8] = [
    ("aws", "eu-west-1"),
    ("aws-cn", "cn-north-1"),
    ("aws-us-gov", "us-gov-west-1"),
    ("aws-iso", "us-iso-east-1"),
    ("aws-iso-b", "us-isob-east-1"),
    ("aws-iso-e", "eu-isoe-west-1"),
    ("aws-iso-f", "us-isof-south-1"),
    ("aws-eusc", "eusc-de-east-1"),
];

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    let (Identity::Known(identity), RegionAnswer::Found { name, origin }) =
        (&facts.identity.value, &facts.region.value)
    else {
        return Vec::new();
    };
    let known = REGIONS.iter().find(|(partition, _)| *partition == identity.partition);
    let Some((partition, region)) = known else { return Vec::new() };
    if identity.account == engine::ACCOUNT || *partition == name.partition() {
        return Vec::new();
    }
    let summary = format!(
        "{name} is in the partition {}, and the credentials are of {partition}",
        name.partition()
    );
    let hint = Hint::new(
        "name a Region of the credentials' partition, or take credentials of the Region's",
        [advice::name_region(system, Some(*origin), region)],
    );
    vec![Cause { code: code::PARTITION_MISMATCH, finding: CheckId::AwsRegion, summary, hint }]
}

/// Returns the partition in which STS was asked.
pub(super) fn asked(facts: &Facts) -> &'static str {
    match &facts.region.value {
        RegionAnswer::Found { name, .. } => name.partition(),
        _ => "aws",
    }
}
