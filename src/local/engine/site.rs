//! Where the store stands: the account and the Region, as they appear in ARNs.

use crate::credentials::region::RegionName;
use crate::parameter::name::ParameterName;

use super::ACCOUNT;

/// One account in one Region.
pub(super) struct Site {
    region: RegionName,
}

impl Site {
    pub(super) fn new(region: RegionName) -> Self {
        Self { region }
    }

    pub(super) fn region(&self) -> &str {
        self.region.as_str()
    }

    pub(super) fn partition(&self) -> &'static str {
        self.region.partition()
    }

    /// Returns the ARN of a parameter. It is the same whether or not the name begins with a slash.
    pub(super) fn parameter(&self, name: &ParameterName) -> String {
        format!("{}{}", self.parameters(), name.identity())
    }

    /// Returns the ARN of a setting, whose id begins with a slash.
    pub(super) fn setting(&self, id: &str) -> String {
        format!("{}:servicesetting{id}", self.service())
    }

    /// Returns who did whatever was done here. One user is all there is.
    pub(super) fn user(&self) -> String {
        format!("arn:{}:iam::{ACCOUNT}:user/bootstrap-local", self.partition())
    }

    /// Returns the name of the parameter, and what follows it, that an ARN of this place has; nothing when it is the
    /// ARN of something else, or of another place.
    pub(super) fn name_in<'a>(&self, arn: &'a str) -> Option<&'a str> {
        arn.strip_prefix(&self.parameters())
    }

    fn parameters(&self) -> String {
        format!("{}:parameter/", self.service())
    }

    fn service(&self) -> String {
        format!("arn:{}:ssm:{}:{ACCOUNT}", self.partition(), self.region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_have_the_partition_of_the_region() {
        let site = Site::new("cn-north-1".parse().unwrap());

        for name in ["/a/b", "a"] {
            let arn = site.parameter(&name.parse().unwrap());
            assert_eq!(site.name_in(&arn), Some(name.trim_start_matches('/')));
        }
        assert_eq!(
            site.parameter(&"/a/b".parse().unwrap()),
            "arn:aws-cn:ssm:cn-north-1:000000000000:parameter/a/b"
        );
        assert_eq!(site.user(), "arn:aws-cn:iam::000000000000:user/bootstrap-local");
        assert_eq!(site.name_in("arn:aws:ssm:cn-north-1:000000000000:parameter/a"), None);
    }
}
