//! Where a service leads that is asked at an address of its own: to AWS, or to somebody else; and whether several lead
//! to one place, so that whoever says who somebody is is who is asked for the rest.

use std::fmt;

pub(crate) const SYSTEMS_MANAGER: Service =
    Service { variable: "SSM", called: "Systems Manager", host: "ssm" };

pub(crate) const STS: Service = Service { variable: "STS", called: "STS", host: "sts" };

pub(crate) const TAGGING: Service =
    Service { variable: "RESOURCE_GROUPS_TAGGING_API", called: "the tagging API", host: "tagging" };

pub(crate) const CLOUD9: Service = Service { variable: "CLOUD9", called: "Cloud9", host: "cloud9" };

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

/// A service that is asked: the end of its variable, what people call it, and what AWS calls its hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Service {
    pub(crate) variable: &'static str,
    called: &'static str,
    host: &'static str,
}

/// Who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Destination {
    /// By its own address, or by one that leads there privately.
    Aws,
    At(String),
}

/// Services that do not lead to the same place: which of them leads where.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the services would not be asked in one place: {0}")]
pub(crate) struct Apart(String);

/// Refuses services, each with its address, that do not all lead to one place.
pub(crate) fn together(services: &[(Service, Option<String>)]) -> Result<(), Apart> {
    let led: Vec<(&str, Destination)> = services
        .iter()
        .map(|(service, url)| (service.called, service.destination(url.as_deref())))
        .collect();
    if led.iter().all(|(_, destination)| *destination == led[0].1) {
        return Ok(());
    }
    let said: Vec<String> =
        led.iter().map(|(called, destination)| format!("{called} {destination}")).collect();
    Err(Apart(said.join(", ")))
}

impl Service {
    /// Tells who answers at an address of scheme, host and port, or without one.
    pub(crate) fn destination(self, url: Option<&str>) -> Destination {
        let Some(url) = url else { return Destination::Aws };
        let url = url.to_ascii_lowercase();
        let (scheme, authority) = url.split_once("://").unwrap_or(("", &url));
        let usual = if scheme == "https" { ":443" } else { ":80" };
        let authority = authority.strip_suffix(usual).unwrap_or(authority);
        let host = authority.split(':').next().unwrap_or_default();
        if self.is_of_aws(host) {
            Destination::Aws
        } else {
            Destination::At(format!("{scheme}://{authority}"))
        }
    }

    /// Tells whether a host is AWS's for this service: `ssm.eu-west-1.amazonaws.com`, or that of a VPC endpoint. Hosts
    /// of AWS's customers have the same endings.
    fn is_of_aws(self, host: &str) -> bool {
        let below = |domain: &&'static str| host.strip_suffix(*domain)?.strip_suffix('.');
        let mut names = DOMAINS.iter().filter_map(below).flat_map(|names| names.split('.'));
        names.any(|name| name.strip_suffix("-fips").unwrap_or(name) == self.host)
    }
}

impl fmt::Display for Destination {
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
        let mut services = [SYSTEMS_MANAGER, STS, TAGGING].into_iter();
        together(&addresses.map(|url| {
            let service = services.next().expect("there are as many");
            (service, (!url.is_empty()).then(|| url.to_owned()))
        }))
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
