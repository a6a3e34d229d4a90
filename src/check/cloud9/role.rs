//! Whether the instance's role would answer, once the credentials of Cloud9 are out of its way.

use crate::credentials::Facts;
use crate::credentials::chain::{Answer, Attempt, Provider};
use crate::credentials::instance::{self, InstanceProfile, Service};

/// What stands behind the credentials of Cloud9. That a role is attached does not say that it gives any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    Answers,
    OnlySessionManager,
    /// It is attached and gives no credentials, for this reason.
    Refused(String),
    NotAttached,
    /// Nobody was to be asked.
    NotAsked,
    Unknown,
}

impl Role {
    pub(crate) fn behind(facts: &Facts) -> Self {
        let instance = &facts.instance;
        let is_of_metadata = |attempt: &&Attempt| attempt.provider == Provider::InstanceMetadata;
        let attempt = facts.attempts.value.iter().find(is_of_metadata);
        let is_named =
            instance.role.is_some() || matches!(instance.profile, InstanceProfile::Attached(_));
        match (attempt.map(|attempt| &attempt.answer), &instance.profile, &instance.refusal) {
            (Some(Answer::Credentials(_)), profile, _) if is_named => {
                if instance::is_for_session_manager(instance.role.as_deref(), profile) {
                    Self::OnlySessionManager
                } else {
                    Self::Answers
                }
            }
            _ if instance.service == Service::NotAsked => Self::NotAsked,
            (_, _, Some(refusal)) => Self::Refused(refusal.code.clone()),
            (_, InstanceProfile::NotAttached, _) => Self::NotAttached,
            (Some(Answer::NotSetUp(_)), InstanceProfile::Attached(_), _) => {
                Self::Refused("its profile names no role".to_owned())
            }
            (Some(Answer::Broken(reason)), InstanceProfile::Attached(_), _) => {
                Self::Refused(reason.clone())
            }
            _ => Self::Unknown,
        }
    }
}
