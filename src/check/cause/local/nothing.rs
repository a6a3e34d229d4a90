//! Nobody has credentials: how to get some depends on where this is.

use super::{code, is_nobody_left, shown};
use crate::check::catalog::CheckId;
use crate::check::cause::Cause;
use crate::check::finding::Hint;
use crate::check::session;
use crate::credentials::Facts;
use crate::credentials::profiles::lineage::End;
use crate::credentials::surroundings::Surrounding;

pub(super) fn of(facts: &Facts) -> Vec<Cause> {
    if !is_nobody_left(facts) {
        return Vec::new();
    }
    let summary = match (&facts.written.lineage.end, facts.written.lineage.last()) {
        (End::NoCredentials, Some(last)) => {
            format!("no provider has credentials; the profile {} names none", shown(last))
        }
        _ => "no provider has credentials".to_owned(),
    };
    let finding = CheckId::AwsCredentials;
    vec![Cause { code: code::NOTHING_FOUND, finding, summary, hint: hint(facts) }]
}

fn hint(facts: &Facts) -> Hint {
    let Some(sign) = facts.surroundings.first() else { return session::sign_in(facts) };
    match sign.surrounding {
        Surrounding::CloudShell => Hint::new(
            "CloudShell hands credentials to each new shell, and `sudo` and old `tmux` sessions lose them: open a new \
             tab, then",
            ["bootstrap check"],
        ),
        Surrounding::GithubActions => Hint::new(
            "let the job take a role: `permissions: id-token: write`, and before this step",
            [
                "- uses: aws-actions/configure-aws-credentials@v5",
                "  with:",
                "    role-to-assume: arn:aws:iam::ACCOUNT:role/ROLE",
                "    aws-region: eu-west-1",
            ],
        ),
        Surrounding::CodeBuild => Hint::new(
            "CodeBuild hands its role to the build by a variable: hand it on to containers and other users",
            ["docker run -e AWS_CONTAINER_CREDENTIALS_RELATIVE_URI IMAGE"],
        ),
        Surrounding::SageMaker => Hint::new(
            "SageMaker hands its role to new terminals: open one, then",
            ["bootstrap check"],
        ),
        Surrounding::OtherCi => Hint::new(
            "give the job a role by OpenID Connect, or keys from the CI system's secrets; then",
            ["bootstrap check"],
        ),
        Surrounding::CodeCatalyst | Surrounding::Codespaces | Surrounding::Gitpod => Hint::new(
            "sign in with a browser elsewhere; with IAM Identity Center: `aws sso login --use-device-code`",
            ["aws login --remote"],
        ),
        Surrounding::CodeServer if facts.instance_id().is_none() => Hint::new(
            "sign in with a browser elsewhere; with IAM Identity Center: `aws sso login --use-device-code`",
            ["aws login --remote"],
        ),
        Surrounding::Cloud9
        | Surrounding::CodeServer
        | Surrounding::Ec2
        | Surrounding::Wsl
        | Surrounding::VscodeServer
        | Surrounding::OwnMachine => session::sign_in(facts),
    }
}
