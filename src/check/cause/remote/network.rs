//! The way to AWS that does not lead there: names, routes, proxies, certificates, and pages that answer in its place.

use std::path::Path;

use super::{Cause, code, place};
use crate::aws::barrier::Barrier;
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::finding::Hint;
use crate::check::session::is_plain;
use crate::check::system::System;
use crate::credentials::chain::{self, Answer, Attempt, Provider};
use crate::credentials::passage::{Bundle, Passage};
use crate::credentials::{Facts, Identity};

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    [identity(facts, system), credentials(facts, system)].into_iter().flatten().collect()
}

fn identity(facts: &Facts, system: System) -> Option<Cause> {
    let (start, barrier) = match &facts.identity.value {
        Identity::Failed(failure) => ("STS cannot be asked".to_owned(), failure.barrier?),
        Identity::Silent(after) => {
            (format!("STS did not answer within {} s", after.as_secs()), Barrier::Silence)
        }
        Identity::Known(_) | Identity::NotAsked | Identity::Offline => return None,
    };
    let (code, what) = told(barrier, &facts.passage)?;
    let summary = format!("{start}{}: {what}", place(facts));
    let hint = way_out(code, facts, system);
    Some(Cause { code, finding: CheckId::AwsIdentity, summary, hint })
}

/// Some providers ask AWS themselves.
fn credentials(facts: &Facts, system: System) -> Option<Cause> {
    let Attempt { provider, answer: Answer::Broken(reason), barrier, .. } =
        chain::deciding(&facts.attempts.value)?
    else {
        return None;
    };
    if !matches!(provider, Provider::Profile | Provider::WebIdentity) {
        return None;
    }
    // As for STS itself: where nothing was asked, and there is a go-between, it is in the way.
    let barrier = match (*barrier)? {
        Barrier::Unclear if facts.passage.proxy.is_some() => Barrier::Proxy,
        barrier => barrier,
    };
    let (code, what) = told(barrier, &facts.passage)?;
    let summary = format!("the {provider} is set up and does not work: {what}: {reason}");
    let hint = way_out(code, facts, system);
    Some(Cause { code, finding: CheckId::AwsCredentials, summary, hint })
}

/// Returns the code of the cause, and what is wrong.
fn told(barrier: Barrier, passage: &Passage) -> Option<(&'static str, String)> {
    let proxy = passage.proxy.as_ref().map(|proxy| proxy.variable);
    Some(match (barrier, proxy) {
        (Barrier::Refused, Some(variable)) => {
            (code::PROXY_DOWN, format!("nobody listens at the proxy of `{variable}` (connection refused)"))
        }
        (Barrier::Refused, None) => {
            (code::CONNECTION_REFUSED, "nobody listens there (Connection refused)".to_owned())
        }
        (Barrier::NoName, Some(variable)) => {
            (code::NO_DNS, format!("no name server knows the proxy of `{variable}`"))
        }
        (Barrier::NoName, None) => (code::NO_DNS, format!("no name server knows {}", passage.host)),
        (Barrier::NoRoute, _) => (code::NO_ROUTE, "the network does not lead there".to_owned()),
        (Barrier::Silence, _) => (
            code::NO_ANSWER,
            "likely what is sent gets lost, as in a subnet without a way out".to_owned(),
        ),
        (Barrier::Proxy, variable) => {
            let variable = variable.unwrap_or("HTTPS_PROXY");
            (code::PROXY_REFUSES, format!("the proxy of `{variable}` does not let us through to {}", passage.host))
        }
        (Barrier::Certificate, _) => (code::TLS_INTERCEPTION, untrusted(passage)),
        (Barrier::Tls, _) => (code::TLS_FAILED, format!("whoever answers for {} does not speak TLS with us", passage.host)),
        (Barrier::WebPage, _) => (
            code::CAPTIVE_PORTAL,
            "a web page answers in its place, likely of a network that wants you to sign in, or of a proxy".to_owned(),
        ),
        (Barrier::Stranger, _) => {
            (code::NOT_AWS, "the answer is not what AWS would say".to_owned())
        }
        (Barrier::Unclear, _) => return None,
    })
}

fn untrusted(passage: &Passage) -> String {
    let bundle = match passage.bundle {
        Some(Bundle::OfEnvironment) => {
            "; `AWS_CA_BUNDLE` is set, and the AWS SDK for Rust does not read it"
        }
        Some(Bundle::OfProfile(_)) => {
            "; the profile has a `ca_bundle`, and the AWS SDK for Rust does not read it"
        }
        None => "",
    };
    format!(
        "this machine does not trust the certificate of {}, likely since a proxy reads along{bundle}",
        passage.host
    )
}

fn way_out(code: &str, facts: &Facts, system: System) -> Hint {
    let Passage { host, port, url, proxy, bundle, .. } = &facts.passage;
    let elsewhere = matches!(facts.endpoint, Ok(Some(_)));
    let unset_endpoint = || advice::unset(system, &["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"]);
    match (code, proxy) {
        (code::TLS_INTERCEPTION, _) if let Some(bundle) = bundle => Hint::new(
            "name the same certificates for tools that use the AWS SDK for Rust",
            [trust(system, bundle, &facts.paths.config)],
        ),
        (code::TLS_INTERCEPTION | code::TLS_FAILED, _) => Hint::new(
            "see who signed the certificate, and name a file with that authority's as SSL_CERT_FILE",
            [format!("openssl s_client -connect {host}:{port} -servername {host} -showcerts")],
        ),
        (code::PROXY_REFUSES | code::PROXY_DOWN, Some(proxy)) => Hint::new(
            "see what the proxy says; or go without it, where the network allows that",
            [ask(system, url), advice::unset(system, &[proxy.variable])],
        ),
        (code::NO_DNS, proxy) => {
            let name = proxy.as_ref().map_or(host, |proxy| &proxy.host);
            let hint = Hint::new("see whether names are found at all", [look_up(system, name)]);
            with(hint, elsewhere.then(unset_endpoint))
        }
        (code::CAPTIVE_PORTAL | code::NOT_AWS, _) => {
            let hint = Hint::new(
                "see who answers; where it is a page to sign in, open it in a browser",
                [ask(system, url)],
            );
            with(hint, elsewhere.then(unset_endpoint))
        }
        _ => {
            let hint = Hint::new(
                "see whether the network lets you through; a private subnet needs a NAT gateway, or a VPC endpoint for STS",
                [ask(system, url)],
            );
            with(hint, elsewhere.then(unset_endpoint))
        }
    }
}

fn with(mut hint: Hint, command: Option<String>) -> Hint {
    hint.commands.extend(command);
    hint
}

fn trust(system: System, bundle: &Bundle, config: &Path) -> String {
    match (bundle, system) {
        (Bundle::OfEnvironment, System::Windows) => {
            "$env:SSL_CERT_FILE = $env:AWS_CA_BUNDLE".to_owned()
        }
        (Bundle::OfEnvironment, _) => "export SSL_CERT_FILE=\"$AWS_CA_BUNDLE\"".to_owned(),
        // A shell would act on what is in it.
        (Bundle::OfProfile(path), _) if !is_plain(&path.to_string_lossy()) => {
            advice::edit(system, config)
        }
        (Bundle::OfProfile(path), System::Windows) => {
            format!("$env:SSL_CERT_FILE = \"{}\"", path.display())
        }
        (Bundle::OfProfile(path), _) => format!("export SSL_CERT_FILE=\"{}\"", path.display()),
    }
}

fn ask(system: System, url: &str) -> String {
    let curl = if system == System::Windows { "curl.exe" } else { "curl" };
    format!("{curl} -sSI -m 5 {url}/")
}

fn look_up(system: System, host: &str) -> String {
    match system {
        System::Windows | System::MacOs => format!("nslookup {host}"),
        System::Dnf | System::Yum | System::Apt | System::Linux => format!("getent hosts {host}"),
    }
}
