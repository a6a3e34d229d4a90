//! Who that is: a principal of AWS, as STS says it, or why nobody said it.

use serde::Serialize;

use crate::aws::FailureKind;
use crate::check::report::prose;
use crate::credentials::identity::CallerIdentity;
use crate::credentials::identity::shape::Shape;
use crate::credentials::{Facts, Identity};
use crate::local::engine;
use crate::mask::{self, Mask};

/// Who stands behind some credentials.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Who {
    pub(super) status: Status,
    pub(super) summary: String,
    principal: Option<&'static str>,
    pub(super) account: Option<String>,
    pub(super) partition: Option<String>,
    name: Option<String>,
    role: Option<String>,
    session: Option<String>,
    /// Where STS was asked, when it is not AWS's own address.
    pub(super) endpoint: Option<String>,
    #[serde(flatten)]
    shape: Option<Shape>,
}

/// What became of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Status {
    Known,
    /// AWS answered, and does not accept the credentials.
    Refused,
    Unknown,
    NotAsked,
}

impl Who {
    /// Puts into words what became of asking STS.
    pub(super) fn of(identity: &Identity, mask: &Mask) -> Self {
        match identity {
            Identity::Known(identity) => Self::known(identity, mask),
            Identity::Failed(failure) if failure.kind == FailureKind::Credentials => {
                Self::nobody(Status::Refused, &format!("STS says no: {failure}"), mask)
            }
            Identity::Failed(failure) => {
                Self::nobody(Status::Unknown, &format!("STS does not say who: {failure}"), mask)
            }
            Identity::Silent(after) => {
                let said = format!("STS did not answer within {} s", after.as_secs());
                Self::nobody(Status::Unknown, &said, mask)
            }
            Identity::NotAsked | Identity::Offline => Self::not_asked(),
        }
    }

    pub(super) fn unknown() -> Self {
        Self::nobody(Status::Unknown, "not known", &Mask::default())
    }

    pub(super) fn not_asked() -> Self {
        Self::nobody(Status::NotAsked, "not asked", &Mask::default())
    }

    fn known(identity: &CallerIdentity, mask: &Mask) -> Self {
        let principal = &identity.principal;
        let shape = principal.shape();
        let told = shape.as_ref().map(|shape| format!(" ({})", shape.described()));
        let said = |text: &str| prose(text, mask);
        Self {
            status: Status::Known,
            summary: said(&format!("{principal}{}", told.unwrap_or_default())),
            principal: Some(principal.kind()),
            account: Some(mask::account(&said(&identity.account))),
            partition: Some(said(&identity.partition)),
            name: principal.name().map(said),
            role: principal.role().map(said),
            session: principal.session().map(said),
            endpoint: None,
            shape,
        }
    }

    fn nobody(status: Status, said: &str, mask: &Mask) -> Self {
        Self {
            status,
            summary: prose(said, mask),
            principal: None,
            account: None,
            partition: None,
            name: None,
            role: None,
            session: None,
            endpoint: None,
            shape: None,
        }
    }

    /// Says account and partition, when they are known.
    pub(super) fn whereabouts(&self) -> Option<String> {
        let (account, partition) = (self.account.as_ref()?, self.partition.as_ref()?);
        let place = self.endpoint.as_ref().map_or_else(String::new, |url| format!(", at {url}"));
        Some(format!("account {account}, partition {partition}{place}"))
    }
}

/// Tells whether what has answered for STS is a local store, which knows nothing of AWS.
pub(super) fn is_told_by_a_stand_in(facts: &Facts) -> bool {
    matches!(&facts.identity.value, Identity::Known(identity) if identity.account == engine::ACCOUNT)
}
