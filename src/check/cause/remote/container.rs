//! A container's endpoint for credentials, which is gone, or was never here.

use super::{Cause, code};
use crate::aws::barrier::Barrier;
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::{self, Answer, Attempt, Provider};
use crate::credentials::surroundings::Surrounding;

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    let Some(variable) = facts.passage.container_variable else { return Vec::new() };
    let Some(Attempt { provider: Provider::Container, answer, barrier, .. }) =
        chain::deciding(&facts.attempts.value)
    else {
        return Vec::new();
    };
    let what = match (answer, barrier) {
        (Answer::Broken(_), Some(Barrier::Refused)) => {
            "is set up and does not work: nobody listens there".to_owned()
        }
        (Answer::Broken(_), Some(Barrier::NoRoute)) => {
            "is set up and does not work: the network does not lead there".to_owned()
        }
        (Answer::Broken(reason), _) => format!("is set up and does not work: {reason}"),
        (Answer::Silent(after), _) => format!("did not answer within {} s", after.as_secs()),
        _ => return Vec::new(),
    };
    let summary = format!(
        "the container endpoint {what}; `{variable}` is good only inside of the container that it was set for"
    );
    let hint = hint(facts, system);
    vec![Cause { code: code::CONTAINER_ENDPOINT, finding: CheckId::AwsCredentials, summary, hint }]
}

/// Where the endpoint is the machine's own source of credentials, nothing is gained by doing without it.
fn hint(facts: &Facts, system: System) -> Hint {
    let own = match facts.surroundings.first().map(|sign| sign.surrounding) {
        Some(Surrounding::CloudShell) => {
            "CloudShell hands credentials to each new shell: open a new tab, then"
        }
        Some(Surrounding::CodeBuild) => {
            "CodeBuild hands its role to the build there: start the build again, with"
        }
        Some(Surrounding::SageMaker) => {
            "SageMaker hands its role to new terminals: open one, or start the application again, then"
        }
        _ => return copied(system),
    };
    Hint::new(own, ["bootstrap check"])
}

fn copied(system: System) -> Hint {
    let names = [
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    ];
    Hint::new(
        "unset what was copied from elsewhere; inside of the container, start it again",
        [advice::unset(system, &names)],
    )
}
