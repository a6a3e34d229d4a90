//! Which AWS Region is meant, and who said so.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

/// The name of a Region, in a form that can be part of a host name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct RegionName(String);

impl RegionName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the partition that the Region belongs to, by its prefix.
    pub(crate) fn partition(&self) -> &'static str {
        const PARTITIONS: [(&str, &str); 7] = [
            ("cn-", "aws-cn"),
            ("us-gov-", "aws-us-gov"),
            ("us-isob-", "aws-iso-b"),
            ("us-isof-", "aws-iso-f"),
            ("us-iso-", "aws-iso"),
            ("eu-isoe-", "aws-iso-e"),
            ("eusc-", "aws-eusc"),
        ];
        PARTITIONS
            .iter()
            .find(|(prefix, _)| self.0.starts_with(prefix))
            .map_or("aws", |(_, partition)| partition)
    }
}

impl fmt::Display for RegionName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for RegionName {
    type Err = RegionNameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if text.is_empty()
            || text.len() > 63
            || !text.bytes().all(fits)
            || text.starts_with('-')
            || text.ends_with('-')
        {
            return Err(RegionNameError);
        }
        Ok(Self(text.to_owned()))
    }
}

/// A text that cannot be a Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a Region is written like `eu-west-1`: lower-case letters, digits and hyphens")]
pub(crate) struct RegionNameError;

/// Who named the Region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum RegionOrigin {
    Flag,
    AwsRegion,
    AwsDefaultRegion,
    Profile,
    InstanceMetadata,
    /// Nobody: where one is needed only to tell stores apart.
    Default,
}

impl fmt::Display for RegionOrigin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Flag => "--region",
            Self::AwsRegion => "AWS_REGION",
            Self::AwsDefaultRegion => "AWS_DEFAULT_REGION",
            Self::Profile => "the profile",
            Self::InstanceMetadata => "instance metadata",
            Self::Default => "by default",
        })
    }
}

/// What was found out about the Region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RegionAnswer {
    Found {
        name: RegionName,
        origin: RegionOrigin,
    },
    /// Somebody named one, and it cannot be one.
    Malformed {
        text: String,
        origin: RegionOrigin,
    },
    /// Nobody names one.
    Missing,
    /// Nobody names one, and the instance metadata service did not answer.
    Unknown,
}

impl RegionAnswer {
    /// Returns who has named it.
    pub(crate) const fn origin(&self) -> Option<RegionOrigin> {
        match self {
            Self::Found { origin, .. } | Self::Malformed { origin, .. } => Some(*origin),
            Self::Missing | Self::Unknown => None,
        }
    }
}

/// Reads a Region that somebody wrote down.
pub(crate) fn written(text: &str, origin: RegionOrigin) -> RegionAnswer {
    match text.parse() {
        Ok(name) => RegionAnswer::Found { name, origin },
        Err(RegionNameError) => {
            RegionAnswer::Malformed { text: crate::foreign::harmless(text), origin }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_is_a_host_label() {
        assert!("eu-west-1".parse::<RegionName>().is_ok());
        for text in ["", "us east 1", "EU-WEST-1", "-a", "a-", "a.b", "é", &"a".repeat(64)] {
            assert_eq!(text.parse::<RegionName>(), Err(RegionNameError), "{text:?}");
        }
    }

    #[test]
    fn the_partition_follows_from_the_prefix() {
        let partition = |text: &str| text.parse::<RegionName>().map(|name| name.partition());

        assert_eq!(partition("eu-west-1"), Ok("aws"));
        assert_eq!(partition("cn-north-1"), Ok("aws-cn"));
        assert_eq!(partition("us-gov-west-1"), Ok("aws-us-gov"));
        assert_eq!(partition("us-isob-east-1"), Ok("aws-iso-b"));
        assert_eq!(partition("us-iso-east-1"), Ok("aws-iso"));
        assert_eq!(partition("eusc-de-east-1"), Ok("aws-eusc"));
    }
}
