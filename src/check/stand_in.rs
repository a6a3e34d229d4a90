//! AWS: whether calls go to AWS itself, or something stands in for it.

use std::path::PathBuf;
use std::time::Duration;

use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{HOST, SERVER};
use hyper::{Request, Uri};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::timeout;

use super::advice;
use super::catalog::CheckId;
use super::finding::{Finding, Hint};
use super::system::System;
use crate::aws;
use crate::aws::whereto::{Destination, STS, SYSTEMS_MANAGER, Service, TAGGING};
use crate::cli::AwsArgs;
use crate::credentials::files::Paths;
use crate::credentials::profile::Profile;
use crate::credentials::{Network, endpoint_of};
use crate::environment::Environment;
use crate::local::SERVER_NAME;

/// How long whoever stands in may take to say who it is.
const LIMIT: Duration = Duration::from_secs(1);

/// The services that we and a project made by us call: each with how it is called here.
const SERVICES: [(&str, Service); 3] =
    [("SSM", SYSTEMS_MANAGER), ("STS", STS), ("the tagging API", TAGGING)];

/// What was found out.
#[derive(Debug)]
pub(crate) struct Facts {
    /// Whether the files could be read that may name addresses, too.
    is_profile_known: bool,
    stand_ins: Vec<StandIn>,
    malformed: Vec<(&'static str, String)>,
    /// The variables that name addresses.
    elsewhere_by_variable: Vec<&'static str>,
    /// Whether the profile names one that counts.
    elsewhere_by_profile: bool,
    config: PathBuf,
}

/// An address that is not AWS's own, and who answers there.
#[derive(Debug, PartialEq, Eq)]
struct StandIn {
    services: Vec<&'static str>,
    url: String,
    /// Nothing when nobody answered that could be asked.
    is_local_store: Option<bool>,
}

pub(crate) async fn gather(
    arguments: &AwsArgs,
    environment: &Environment,
    network: Network,
) -> Facts {
    let profile = Profile::read(arguments.profile.as_deref(), environment).await;
    let variables = [
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_SSM",
        "AWS_ENDPOINT_URL_STS",
        "AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API",
    ];
    let is_set = |name: &&str| environment.raw(name).is_some();
    let mut facts = Facts {
        is_profile_known: profile.unread().is_none(),
        stand_ins: Vec::new(),
        malformed: Vec::new(),
        elsewhere_by_variable: variables.into_iter().filter(is_set).collect(),
        elsewhere_by_profile: false,
        config: Paths::of(environment).config,
    };
    for (called, service) in SERVICES {
        match aws::endpoint(service.variable, environment, endpoint_of(&profile)) {
            // AWS has further addresses of its own, such as those inside a private network.
            Ok(Some(url)) if service.destination(Some(&url)) != Destination::Aws => {
                facts.add(called, url);
            }
            Ok(_) => continue,
            Err(malformed) => facts.malformed.push((called, malformed.to_string())),
        }
        let names =
            ["AWS_ENDPOINT_URL".to_owned(), format!("AWS_ENDPOINT_URL_{}", service.variable)];
        facts.elsewhere_by_profile |= !names.iter().any(|name| is_set(&name.as_str()));
    }
    if network == Network::Used {
        facts.ask_all().await;
    }
    facts
}

impl Facts {
    fn add(&mut self, service: &'static str, url: String) {
        if let Some(stand_in) = self.stand_ins.iter_mut().find(|stand_in| stand_in.url == url) {
            stand_in.services.push(service);
        } else {
            let services = vec![service];
            self.stand_ins.push(StandIn { services, url, is_local_store: None });
        }
    }

    /// Asks all at once, so that several that are silent take no longer than one.
    async fn ask_all(&mut self) {
        let mut asked = JoinSet::new();
        for (number, stand_in) in self.stand_ins.iter().enumerate() {
            let url = stand_in.url.clone();
            asked.spawn(async move { (number, timeout(LIMIT, ask(&url)).await.ok().flatten()) });
        }
        for (number, answer) in asked.join_all().await {
            self.stand_ins[number].is_local_store = answer;
        }
    }
}

/// Asks whoever listens who it is. A local store says so with every answer, to this one too.
async fn ask(url: &str) -> Option<bool> {
    let uri: Uri = url.parse().ok()?;
    if uri.scheme_str() != Some("http") {
        return None;
    }
    let (host, port) = (uri.host()?, uri.port_u16().unwrap_or(80));
    let stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await.ok()?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    let request =
        Request::get("/").header(HOST, uri.authority()?.as_str()).body(Empty::<Bytes>::new());
    let response = sender.send_request(request.ok()?).await.ok()?;
    Some(response.headers().get(SERVER).is_some_and(|server| server == SERVER_NAME))
}

pub(crate) fn judge(facts: &Facts, system: System) -> Finding {
    let id = CheckId::AwsEndpoint;
    let take_away = |prose| {
        let variables = facts.elsewhere_by_variable.as_slice();
        let unset = (!variables.is_empty()).then(|| advice::unset(system, variables));
        let edit = facts.elsewhere_by_profile.then(|| advice::edit(system, &facts.config));
        Hint::new(prose, unset.into_iter().chain(edit))
    };
    if facts.malformed.iter().any(|(service, _)| *service == "STS") {
        return Finding::skip(id, "one is malformed (aws.identity)");
    }
    if let Some((_, malformed)) = facts.malformed.first() {
        let hint = take_away("correct it, or take it away to speak to AWS itself");
        return Finding::fail(id, malformed, hint);
    }
    if facts.stand_ins.is_empty() && !facts.is_profile_known {
        return Finding::skip(id, "not known where a profile cannot be read (aws.profile)");
    }
    if facts.stand_ins.is_empty() {
        return Finding::pass(id, "no other address is set");
    }
    let told: Vec<String> = facts.stand_ins.iter().map(StandIn::told).collect();
    let is_local = |stand_in: &StandIn| stand_in.is_local_store == Some(true);
    let finding = Finding::warn(id, told.join("; "), take_away("to speak to AWS itself"))
        .fact("endpoints", facts.stand_ins.iter().map(|stand_in| &stand_in.url).collect::<Vec<_>>())
        .fact("local_store", facts.stand_ins.iter().any(is_local));
    // A local store accepts credentials of which AWS knows nothing.
    let mut of_sts = facts.stand_ins.iter().filter(|one| one.services.contains(&"STS"));
    if of_sts.any(is_local) { finding.leaving_open() } else { finding }
}

impl StandIn {
    fn told(&self) -> String {
        let services = self.services.join(" and ");
        let (lead, url) = (if self.services.len() > 1 { "lead" } else { "leads" }, &self.url);
        match self.is_local_store {
            Some(true) => {
                format!("{services} {lead} to a local store of bootstrap, {url}, and not to AWS")
            }
            Some(false) => format!("{services} {lead} to {url}, and not to AWS"),
            None => format!("{services} {lead} to {url}, where nobody could be asked who answers"),
        }
    }
}
