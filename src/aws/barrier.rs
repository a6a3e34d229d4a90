//! What stands between here and a service: told by the types in the chain of causes, never by what they say.

use std::error::Error;
use std::io::{self, ErrorKind};
use std::time::Duration;

use aws_smithy_runtime_api::client::dns::ResolveDnsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use rustls::Error as TlsError;

/// How long a name server may take to say that it does not know a name.
const LOOKUP: Duration = Duration::from_secs(1);

/// What is in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Barrier {
    /// Nobody listens at the address.
    Refused,
    /// The network leads nowhere.
    NoRoute,
    /// The name belongs to no address.
    NoName,
    /// No answer came in time.
    Silence,
    /// The certificate is not one that this machine trusts.
    Certificate,
    /// Whoever listens does not speak TLS, or not with us.
    Tls,
    /// The proxy does not let us through.
    Proxy,
    /// A page for people answers.
    WebPage,
    /// Somebody else answers.
    Stranger,
    /// Nothing was asked, neither the system nor TLS says why: there is a go-between, or something is set up wrong.
    Unclear,
}

impl Barrier {
    /// Tells why a connector could not deliver.
    pub(crate) fn of(error: &ConnectorError) -> Option<Self> {
        let is_told =
            |cause: &(dyn Error + 'static)| cause.is::<io::Error>() || cause.is::<hyper::Error>();
        Self::within(error).or_else(|| (!chain(error).any(is_told)).then_some(Self::Unclear))
    }

    /// Looks for what can be told in a chain of causes.
    pub(crate) fn within(error: &(dyn Error + 'static)) -> Option<Self> {
        chain(error).find_map(|cause| {
            if let Some(tls) = cause.downcast_ref::<TlsError>() {
                Some(Self::of_tls(tls))
            } else if let Some(system) = cause.downcast_ref::<io::Error>() {
                Self::of_system(system)
            } else if let Some(connector) = cause.downcast_ref::<ConnectorError>() {
                connector.is_timeout().then_some(Self::Silence)
            } else {
                cause.is::<ResolveDnsError>().then_some(Self::NoName)
            }
        })
    }

    const fn of_tls(error: &TlsError) -> Self {
        match error {
            TlsError::InvalidCertificate(_) | TlsError::NoCertificatesPresented => {
                Self::Certificate
            }
            _ => Self::Tls,
        }
    }

    /// What an error of the system wraps is not among its sources.
    fn of_system(error: &io::Error) -> Option<Self> {
        match error.kind() {
            ErrorKind::ConnectionRefused => Some(Self::Refused),
            ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::AddrNotAvailable => Some(Self::NoRoute),
            ErrorKind::TimedOut => Some(Self::Silence),
            // Only TLS knows an end that comes too early.
            ErrorKind::UnexpectedEof => Some(Self::Tls),
            _ => error.get_ref().and_then(|inner| Self::within(inner)),
        }
    }

    /// Tells who it is that answers in place of AWS.
    pub(crate) fn of_answer(answer: &HttpResponse) -> Self {
        let kind = answer.headers().get("content-type").unwrap_or_default();
        let body = answer.body().bytes().unwrap_or_default().trim_ascii_start();
        let starts_with =
            |tag: &[u8]| body.get(..tag.len()).is_some_and(|start| start.eq_ignore_ascii_case(tag));
        if kind.starts_with("text/html") || starts_with(b"<!doctype html") || starts_with(b"<html")
        {
            Self::WebPage
        } else {
            Self::Stranger
        }
    }
}

fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&cause| cause.source())
}

/// Tells whether no name server knows a host.
pub(crate) async fn is_unknown(host: &str) -> bool {
    let lookup = tokio::net::lookup_host((host, 443));
    match tokio::time::timeout(LOOKUP, lookup).await {
        Ok(Ok(mut found)) => found.next().is_none(),
        Ok(Err(_)) | Err(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_error_wraps_is_found() {
        let tls = TlsError::NoCertificatesPresented;
        let wrapped = io::Error::other(io::Error::other(tls));
        assert_eq!(Barrier::within(&wrapped), Some(Barrier::Certificate));

        let refused = io::Error::from(ErrorKind::ConnectionRefused);
        let connector = ConnectorError::io(Box::new(refused));
        assert_eq!(Barrier::within(&connector), Some(Barrier::Refused));

        let late = ConnectorError::timeout("canary".into());
        assert_eq!(Barrier::within(&late), Some(Barrier::Silence));
        assert_eq!(Barrier::within(&io::Error::other("connection refused")), None);
    }
}
