//! What `whoami` says as one value, for people and for programs. Made only masked and harmless.

use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde::Serialize;

use super::Facts;
use super::chain::{self, Shadowed, Skipped};
use super::who::{self, Who};
use crate::check::catalog::CheckId;
use crate::check::cloud9;
use crate::check::finding::{Finding, Status};
use crate::check::report::{Line, prose};
use crate::credentials::chain::Provider;
use crate::credentials::origins::Origin;
use crate::credentials::surroundings::{Sign, Surrounding};
use crate::credentials::verdict::{Certainty, Kind, Verdict};
use crate::error::Outcome;
use crate::mask::Mask;

/// What is shown.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    schema: &'static str,
    exit_code: u8,
    pub(super) surroundings: Vec<Sign>,
    pub(super) answers: Answers,
    pub(super) identity: Who,
    pub(super) shadowed: Vec<Shadowed>,
    pub(super) skipped: Vec<Skipped>,
    /// Who was asked for credentials, and what each has said.
    pub(super) walked: Vec<String>,
    pub(super) verdict: Weighed,
    /// The finding of `check` that says what to do first.
    pub(super) advice: Option<Line>,
    /// What is to be said against these credentials though something else comes first.
    pub(super) besides: Vec<Line>,
}

/// Who answers, and for how long.
#[derive(Debug, Serialize)]
pub(super) struct Answers {
    provider: Option<Provider>,
    pub(super) summary: String,
    from: Option<Origin>,
    access_key_id: Option<String>,
    pub(super) expires_at: Option<String>,
    pub(super) good_for_s: Option<u64>,
    pub(super) is_temporary: Option<bool>,
    /// How old the file is that Cloud9 writes, where its credentials answer: they are good for 15 minutes at most.
    pub(super) managed_for_s: Option<u64>,
}

/// What kind of credentials these are.
#[derive(Debug, Serialize)]
pub(super) struct Weighed {
    pub(super) kind: Kind,
    pub(super) certainty: Certainty,
    pub(super) summary: String,
    pub(super) evidence: Vec<String>,
}

impl Report {
    pub(super) fn new(
        facts: &Facts,
        findings: Vec<Finding>,
        outcome: Outcome,
        mask: &Mask,
    ) -> Self {
        let summary = |id| {
            let finding = findings.iter().find(|finding| finding.id == id);
            finding.map_or_else(String::new, |finding| prose(&finding.summary, mask))
        };
        let mut identity = Who::of(&facts.credentials.identity.value, mask);
        if who::is_told_by_a_stand_in(&facts.credentials) {
            identity = Who::unknown();
        }
        if !matches!(identity.status, who::Status::Known) {
            identity.summary = summary(CheckId::AwsIdentity);
        }
        identity.endpoint = facts.credentials.endpoint.as_ref().ok().cloned().flatten();
        let mut answers = Answers::of(facts, summary(CheckId::AwsCredentials), mask);
        if Verdict::of(&facts.credentials.evidence()).kind == Kind::Cloud9Managed {
            let age = facts.credentials.file.written_at.map(|at| facts.now.duration_since(at));
            answers.managed_for_s = age.map(|age| age.unwrap_or_default().as_secs());
        }
        let (advice, besides) = advice(findings);
        Self {
            schema: "bootstrap.whoami/1",
            exit_code: outcome.code(),
            surroundings: facts
                .credentials
                .surroundings
                .iter()
                .map(|sign| sign.masked(mask))
                .collect(),
            answers,
            identity,
            shadowed: chain::shadowed(facts, mask),
            skipped: chain::skipped(facts, mask),
            walked: chain::walked(facts, mask),
            verdict: Weighed::of(facts, mask),
            advice: advice.map(|finding| Line::of(finding, mask)),
            besides: besides.into_iter().map(|finding| Line::of(finding, mask)).collect(),
        }
    }
}

/// Returns the finding that says what to do first: what fails, then what Cloud9 manages, then what is open. And what
/// is to be said against the credentials whatever comes first: that they are root's, or never expire.
fn advice(findings: Vec<Finding>) -> (Option<Finding>, Vec<Finding>) {
    let rank = |finding: &Finding| match (finding.status, finding.id) {
        // A Region does not decide who somebody is.
        (_, CheckId::AwsRegion) | (Status::Pass | Status::Skip, _) => None,
        (Status::Fail, _) => Some(0),
        (Status::Warn, CheckId::Cloud9Credentials) => Some(1),
        (Status::Warn, _) => Some(2),
        (Status::Unknown, _) => Some(3),
    };
    let mut ranked: Vec<_> =
        findings.into_iter().filter_map(|finding| Some((rank(&finding)?, finding))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut ranked = ranked.into_iter().map(|(_, finding)| finding);
    let first = ranked.next();
    // What is to be done about credentials that AWS refuses is one list, whoever manages them.
    let is_refused = first
        .as_ref()
        .is_some_and(|one| (one.status, one.id) == (Status::Fail, CheckId::AwsIdentity));
    let is_of_the_verdict = |finding: &Finding| {
        finding.status == Status::Warn
            && matches!(finding.id, CheckId::AwsIdentity | CheckId::Cloud9Credentials)
            && !is_refused
    };
    (first, ranked.filter(is_of_the_verdict).collect())
}

impl Sign {
    fn masked(&self, mask: &Mask) -> Self {
        Self {
            surrounding: self.surrounding,
            evidence: self.evidence.iter().map(|sign| prose(sign, mask)).collect(),
        }
    }

    /// Says what this is and what tells it.
    pub(super) fn told(&self) -> String {
        let described = self.surrounding.described();
        match self.surrounding {
            _ if self.evidence.is_empty() => described.to_owned(),
            Surrounding::OwnMachine => format!("{described}; {}", self.evidence.join(", ")),
            _ => format!("{described}: {}", self.evidence.join(", ")),
        }
    }
}

impl Answers {
    fn of(facts: &Facts, nobody: String, mask: &Mask) -> Self {
        let Some((provider, answered)) = chain::winner(facts) else {
            return Self {
                provider: None,
                summary: nobody,
                from: None,
                access_key_id: None,
                expires_at: None,
                good_for_s: None,
                is_temporary: None,
                managed_for_s: None,
            };
        };
        let credentials = &answered.credentials;
        let origin = facts.origins.of(provider, &facts.credentials);
        let told = facts.origins.expiry.filter(|_| provider == Provider::Environment);
        let expiry = credentials.expiry().or(told);
        let left = |expiry: SystemTime| expiry.duration_since(facts.now).unwrap_or(Duration::ZERO);
        Self {
            provider: Some(provider),
            summary: prose(&origin.described(provider), mask),
            from: Some(origin.masked(mask)),
            access_key_id: masked_key(credentials.access_key_id()),
            expires_at: expiry.and_then(written),
            good_for_s: expiry.map(|expiry| left(expiry).as_secs()),
            is_temporary: Some(credentials.session_token().is_some()),
            managed_for_s: None,
        }
    }
}

/// Keeps of a key's id what tells it from others; nothing of what has another form, and may be a secret.
fn masked_key(id: &str) -> Option<String> {
    let shown = Mask::default().prose(id);
    (shown != id && shown.len() == "ASIA...WXYZ".len()).then_some(shown)
}

fn written(time: SystemTime) -> Option<String> {
    DateTime::from_secs(DateTime::from(time).secs()).fmt(Format::DateTime).ok()
}

impl Origin {
    fn masked(self, mask: &Mask) -> Self {
        let said = |text: Option<String>| text.map(|text| prose(&text, mask));
        Self {
            profile: said(self.profile),
            file: said(self.file),
            endpoint: said(self.endpoint),
            instance_profile: said(self.instance_profile),
            ..self
        }
    }
}

impl Weighed {
    /// Weighs the evidence.
    fn of(facts: &Facts, mask: &Mask) -> Self {
        let Verdict { mut kind, mut certainty, mut evidence } =
            Verdict::of(&facts.credentials.evidence());
        if who::is_told_by_a_stand_in(&facts.credentials) {
            (kind, certainty) = (Kind::Unknown, Certainty::Likely);
            evidence = vec!["who answered is not AWS".to_owned()];
        }
        let called = match kind {
            Kind::Cloud9Managed => "managed by AWS Cloud9",
            Kind::Cloud9SsmRole => {
                "the instance's role, AWSCloud9SSMAccessRole, which is only good for Session Manager"
            }
            Kind::None => "no credentials",
            Kind::Unknown => "not known",
            other => cloud9::described(other),
        };
        let sure = match (kind, certainty) {
            (Kind::None | Kind::Unknown, _) => "",
            (_, Certainty::Certain) => ", certain",
            (_, Certainty::Likely) => ", likely",
        };
        Self {
            kind,
            certainty,
            summary: format!("{called}{sure}"),
            evidence: evidence.iter().map(|one| prose(one, mask)).collect(),
        }
    }
}
