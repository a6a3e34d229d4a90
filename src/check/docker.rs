//! The container engine, asked over the very socket that SAM CLI would use.
//!
//! SAM CLI (through docker-py) reads `DOCKER_HOST` and otherwise takes the default socket. It never sees Docker
//! *contexts*: `docker version` may work where `sam local` does not. The client's word is worth nothing here. Where
//! Docker does not answer, SAM CLI falls back to Finch.

use std::path::Path;
use std::time::Duration;

use super::advice;
use super::catalog::CheckId;
use super::endpoint::Endpoint;
use super::engine::{self, Reached};
use super::finding::{Finding, Hint};
use super::system::System;
use crate::credentials::Network;
use crate::environment::Environment;
use crate::process;
use crate::timed::{Timed, timed};

/// How long an engine may take to say that it is there.
pub(crate) const LIMIT: Duration = Duration::from_secs(2);

/// What the engine said.
#[derive(Debug)]
pub(crate) struct Facts {
    pub(crate) endpoint: Result<Endpoint, String>,
    pub(crate) reached: Timed<Reached>,
    /// Finch, which SAM CLI takes where Docker does not answer.
    pub(crate) finch: Option<Finch>,
    /// Whether the user is listed in the group `docker`, whatever this session still believes.
    pub(crate) joined_group: bool,
    /// A socket on which an engine answers that SAM CLI would not ask.
    pub(crate) elsewhere: Option<String>,
    /// Where the `docker` command is, which SAM CLI does not need.
    pub(crate) client: Option<String>,
}

/// A Finch that answers.
#[derive(Debug)]
pub(crate) struct Finch {
    endpoint: Endpoint,
    api: Option<String>,
}

pub(crate) async fn gather(environment: &Environment, root: &Path, network: Network) -> Facts {
    let endpoint = Endpoint::of_sam(environment);
    let reached = timed(async {
        match &endpoint {
            Ok(endpoint) if network == Network::Offline && endpoint.is_remote() => Reached::Offline,
            Ok(endpoint) => engine::ping(endpoint, LIMIT).await,
            Err(_) => Reached::NotAsked,
        }
    })
    .await;
    let finch = match (&endpoint, &reached.value) {
        // Who answers is taken; of who is not asked, or takes its time, nobody knows.
        (
            Ok(_),
            Reached::Answers { .. }
            | Reached::WindowsContainers
            | Reached::Silent(_)
            | Reached::NotAsked
            | Reached::Offline,
        ) => None,
        _ => find_finch(root).await,
    };
    let elsewhere = match reached.value {
        Reached::Missing | Reached::Refused if finch.is_none() => {
            engine::find_elsewhere(environment, root).await
        }
        _ => None,
    };
    let joined_group =
        matches!(reached.value, Reached::Forbidden) && engine::is_in_docker_group(root);
    let client = process::find("docker", environment).map(|path| path.display().to_string());
    Facts { endpoint, reached, finch, joined_group, elsewhere, client }
}

async fn find_finch(root: &Path) -> Option<Finch> {
    let endpoint = Endpoint::of_finch(root)?;
    match engine::ping(&endpoint, LIMIT).await {
        Reached::Answers { api, .. } => Some(Finch { endpoint, api }),
        _ => None,
    }
}

pub(crate) fn judge(facts: &Facts, system: System) -> Vec<Finding> {
    let finding = match (&facts.finch, &facts.endpoint) {
        (Some(Finch { endpoint, api }), _) => {
            let api = api.as_deref().unwrap_or("unknown");
            let summary = format!(
                "Finch on {endpoint}, API {api}, which SAM CLI takes where Docker does not answer"
            );
            Finding::pass(CheckId::DockerEngine, summary).fact("server", "Finch").fact("api", api)
        }
        (None, Ok(endpoint)) => reached(endpoint, facts, system),
        (None, Err(written)) => Finding::warn(
            CheckId::DockerEngine,
            format!("DOCKER_HOST is not an address that SAM CLI understands: \"{written}\""),
            Hint::new("use the default engine", [advice::unset(system, &["DOCKER_HOST"])]),
        )
        .blocking(),
    };
    let finch = facts.finch.as_ref().map(|finch| &finch.endpoint);
    let endpoint = finch.or(facts.endpoint.as_ref().ok()).map(ToString::to_string);
    vec![
        finding.fact("endpoint", endpoint).fact("client", &facts.client).taking(facts.reached.took),
    ]
}

fn reached(endpoint: &Endpoint, facts: &Facts, system: System) -> Finding {
    let id = CheckId::DockerEngine;
    let unreached = |summary: String| match &facts.elsewhere {
        Some(live) => Finding::warn(
            id,
            format!("{summary}; an engine answers on {live}, where SAM CLI does not look"),
            Hint::new("tell SAM CLI where it is", [format!("export DOCKER_HOST=\"{live}\"")]),
        )
        .blocking(),
        None => Finding::warn(id, summary, advice::start_docker(system)).blocking(),
    };
    match &facts.reached.value {
        Reached::Answers { server, api } => {
            let api = api.as_deref().unwrap_or("unknown");
            Finding::pass(id, format!("{server} on {endpoint}, API {api}"))
                .fact("server", server)
                .fact("api", api)
        }
        Reached::WindowsContainers => Finding::warn(
            id,
            "the engine runs Windows containers; Lambda's are Linux",
            Hint::new(
                "switch Docker Desktop to Linux containers",
                ["& \"$env:ProgramFiles\\Docker\\Docker\\DockerCli.exe\" -SwitchLinuxEngine"],
            ),
        )
        .blocking(),
        Reached::Unwell { status, message } => Finding::warn(
            id,
            format!("the engine on {endpoint} answers {status}: {message}"),
            advice::restart_docker(system),
        )
        .blocking(),
        Reached::Missing => unreached(format!("no engine: {endpoint} does not exist")),
        Reached::Refused => unreached(format!("no engine listens on {endpoint}")),
        Reached::Forbidden => {
            let hint = advice::join_docker(system, facts.joined_group);
            Finding::warn(id, format!("no permission to use {endpoint}"), hint).blocking()
        }
        Reached::Silent(after) => Finding::unknown(
            id,
            format!("{endpoint} did not answer within {} s", after.as_secs()),
            advice::restart_docker(system),
        ),
        Reached::Failed(reason) => Finding::unknown(
            id,
            format!("cannot tell: {endpoint}: {reason}"),
            Hint::new("see what the Docker client says", ["docker version"]),
        ),
        Reached::Offline => Finding::unknown(
            id,
            format!("not asked, with --offline: {endpoint} is on the network"),
            Hint::new("ask it", ["bootstrap check docker"]),
        ),
        Reached::NotAsked => Finding::unknown(
            id,
            format!("cannot ask {endpoint}: only plain sockets are asked, not TLS or SSH"),
            Hint::new("see what the Docker client says", ["docker version"]),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::finding::{Bearing, Status};

    fn facts(reached: Reached) -> Facts {
        Facts {
            endpoint: Ok(Endpoint::Unix("/var/run/docker.sock".into())),
            reached: Timed { value: reached, took: Duration::ZERO },
            finch: None,
            joined_group: false,
            elsewhere: None,
            client: None,
        }
    }

    fn finding(reached: Reached) -> Finding {
        judge(&facts(reached), System::Dnf).remove(0)
    }

    #[test]
    fn an_engine_that_is_not_there_is_a_warning_that_blocks() {
        for reached in [Reached::Missing, Reached::Refused, Reached::Forbidden] {
            let finding = finding(reached);
            assert_eq!(
                (finding.status, finding.bearing),
                (Status::Warn, Bearing::Blocks),
                "{finding:?}"
            );
        }
    }

    #[test]
    fn silence_is_unknown() {
        for reached in [Reached::Silent(LIMIT), Reached::Failed("odd".into()), Reached::NotAsked] {
            let finding = finding(reached);
            assert_eq!(
                (finding.status, finding.bearing),
                (Status::Unknown, Bearing::LeavesOpen),
                "{finding:?}"
            );
        }
    }

    #[test]
    fn an_engine_elsewhere_gives_the_line_to_paste() {
        let live = "unix:///home/ann/.colima/default/docker.sock".to_owned();
        let facts = Facts { elsewhere: Some(live), ..facts(Reached::Missing) };
        let hint = judge(&facts, System::Dnf).remove(0).hint.unwrap();

        assert_eq!(
            hint.commands,
            ["export DOCKER_HOST=\"unix:///home/ann/.colima/default/docker.sock\""]
        );
    }

    #[test]
    fn an_older_session_is_told_apart_from_a_missing_membership() {
        let hint = |joined_group| {
            let facts = Facts { joined_group, ..facts(Reached::Forbidden) };
            judge(&facts, System::Dnf).remove(0).hint.unwrap().commands
        };

        assert_eq!(hint(true), ["newgrp docker"]);
        assert!(hint(false)[0].starts_with("sudo usermod"));
    }
}
