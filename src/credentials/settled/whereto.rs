//! Where the services are asked that seeding needs: all in one place, so that whoever names the account is who is
//! written to.

use std::fmt;

/// The services: the end of their variable, what people call them, and what AWS calls their hosts.
pub(super) const SERVICES: [Service; 3] = [
    Service { variable: "SSM", called: "Systems Manager", host: "ssm" },
    Service { variable: "STS", called: "STS", host: "sts" },
    Service { variable: "RESOURCE_GROUPS_TAGGING_API", called: "the tagging API", host: "tagging" },
];

/// What the hosts of AWS's partitions end in, as the SDK knows them.
const DOMAINS: [&str; 14] = [
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "api.amazonwebservices.com.cn",
    "api.amazonwebservices.eu",
    "api.aws",
    "api.aws.hci.ic.gov",
    "api.aws.ic.gov",
    "api.aws.scloud",
    "api.cloud-aws.adc-e.uk",
    "c2s.ic.gov",
    "cloud.adc-e.uk",
    "csp.hci.ic.gov",
    "sc2s.sgov.gov",
];

/// A service that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) variable: &'static str,
    called: &'static str,
    host: &'static str,
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// By its own address, or by one that leads there privately.
    Aws,
    At(String),
}

/// Services that do not lead to the same place: which of them leads where.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the services would not be asked in one place: {0}")]
pub(crate) struct Apart(String);

/// Refuses addresses, in the order of the services, that do not all lead to one place.
pub(super) fn together(addresses: &[Option<String>; 3]) -> Result<(), Apart> {
    let places: Vec<(&str, Place)> = SERVICES
        .iter()
        .zip(addresses)
        .map(|(service, url)| (service.called, service.place(url.as_deref())))
        .collect();
    if places.iter().all(|(_, place)| *place == places[0].1) {
        return Ok(());
    }
    let said: Vec<String> =
        places.iter().map(|(called, place)| format!("{called} {place}")).collect();
    Err(Apart(said.join(", ")))
}

impl Service {
    /// Tells who answers at an address of scheme, host and port, or without one.
    fn place(self, url: Option<&str>) -> Place {
        let Some(url) = url else { return Place::Aws };
        let url = url.to_ascii_lowercase();
        let (scheme, authority) = url.split_once("://").unwrap_or(("", &url));
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let authority = authority.strip_suffix(usual).unwrap_or(authority);
        let host = authority.split(':').next().unwrap_or_default();
        if self.is_of_aws(host) { Place::Aws } else { Place::At(format!("{scheme}://{authority}")) }
    }

    /// Tells whether a host is AWS's for this service: `ssm.eu-west-1.amazonaws.com`, or that of a VPC endpoint. Hosts
    /// of AWS's customers have the same endings.
    fn is_of_aws(self, host: &str) -> bool {
        let below = |domain: &&'static str| host.strip_suffix(*domain)?.strip_suffix('.');
        let mut names = DOMAINS.iter().filter_map(below).flat_map(|names| names.split('.'));
        names.any(|name| name.strip_suffix("-fips").unwrap_or(name) == self.host)
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Aws => formatter.write_str("at AWS"),
            Self::At(url) => write!(formatter, "at {url}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(addresses: [&str; 3]) -> Result<(), Apart> {
        together(&addresses.map(|url| (!url.is_empty()).then(|| url.to_owned())))
    }

    #[test]
    fn addresses_of_aws_itself_are_one_place() {
        for addresses in [
            ["", "", ""],
            ["https://ssm.eu-west-1.amazonaws.com", "https://sts.amazonaws.com", ""],
            ["https://ssm-fips.us-gov-west-1.amazonaws.com:443", "", ""],
            ["", "https://sts.cn-north-1.amazonaws.com.cn", ""],
            ["https://ssm.eu-west-1.api.aws", "", "https://tagging.eu-west-1.API.aws"],
            ["https://vpce-0a1b-c2d3-eu-west-1a.ssm.eu-west-1.vpce.amazonaws.com", "", ""],
        ] {
            assert_eq!(of(addresses), Ok(()), "{addresses:?}");
        }
    }

    #[test]
    fn one_server_for_all_is_one_place() {
        assert_eq!(of(["http://host:1"; 3]), Ok(()));
        assert_eq!(of(["http://host", "http://HOST", "http://host:80"]), Ok(()));
        assert_eq!(of(["http://[::1]:1"; 3]), Ok(()));
    }

    #[test]
    fn whatever_else_differs_is_another_place() {
        for addresses in [
            ["http://host:1", "http://host:2", "http://host:1"],
            ["http://[::1]:1", "http://[::1]:2", "http://[::1]:1"],
            ["https://host", "http://host", "https://host"],
            ["", "", "http://host:1"],
            // What AWS rents out has names of AWS, too.
            ["http://ec2-192-0-2-1.eu-west-1.compute.amazonaws.com", "", ""],
            ["https://x.execute-api.eu-west-1.amazonaws.com", "", ""],
            ["https://ssm.amazonaws.com.example", "", ""],
            ["https://ssm.notamazonaws.com", "", ""],
            // Another service does not answer for this one.
            ["https://sts.amazonaws.com", "", ""],
        ] {
            assert!(of(addresses).is_err(), "{addresses:?}");
        }
    }
}
