//! AWS Cloud9 itself: whether it manages the credentials of an environment, and for whom.

use aws_sdk_cloud9::types::ManagedCredentialsAction;

use super::{Failure, Session};

/// What Cloud9 says of an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Environment {
    /// `ENABLED_BY_OWNER`, `DISABLED_BY_COLLABORATOR`, ...; nothing where there are none to manage.
    pub(crate) managed_credentials: Option<String>,
    /// The ARN of the owner, for whom managed credentials act.
    pub(crate) owner: String,
}

/// Whether managed credentials are on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Managed {
    On,
    Off,
    /// They are being removed.
    Leaving,
    /// They could not be removed, or Cloud9 says something new, or nothing.
    Unclear,
}

impl Environment {
    pub(crate) fn managed(&self) -> Managed {
        let status = self.managed_credentials.as_deref().unwrap_or_default();
        let begins = [
            ("ENABLED_", Managed::On),
            ("DISABLED_", Managed::Off),
            ("PENDING_", Managed::Leaving),
        ];
        let known = begins.into_iter().find(|(prefix, _)| status.starts_with(prefix));
        known.map_or(Managed::Unclear, |(_, managed)| managed)
    }
}

impl Session {
    /// Asks Cloud9 for one environment. Managed credentials may ask this; a role needs the permission.
    #[expect(clippy::disallowed_types, reason = "this is the room that speaks to Cloud9")]
    pub(crate) async fn cloud9_environment(
        &self,
        id: &str,
    ) -> Result<Option<Environment>, Failure> {
        let client = aws_sdk_cloud9::Client::new(self.config());
        let call = client.describe_environments().environment_ids(id);
        let answer = call.send().await.map_err(|error| Failure::of(&error))?;
        let environment = answer.environments.unwrap_or_default().into_iter().next();
        Ok(environment.map(|environment| Environment {
            managed_credentials: environment
                .managed_credentials_status
                .map(|status| status.as_str().to_owned()),
            owner: environment.owner_arn,
        }))
    }
}

impl Session {
    /// Turns managed credentials off. Only the owner may, for whom they act.
    #[expect(clippy::disallowed_types, reason = "this is the room that speaks to Cloud9")]
    pub(crate) async fn disable_managed_credentials(&self, id: &str) -> Result<(), Failure> {
        let client = aws_sdk_cloud9::Client::new(self.config());
        let call = client.update_environment().environment_id(id);
        let call = call.managed_credentials_action(ManagedCredentialsAction::Disable);
        call.send().await.map(drop).map_err(|error| Failure::of(&error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_neither_on_nor_off_is_not_known() {
        let managed = |status: Option<&str>| {
            let managed_credentials = status.map(str::to_owned);
            Environment { managed_credentials, owner: String::new() }.managed()
        };

        assert_eq!(managed(Some("ENABLED_ON_CREATE")), Managed::On);
        assert_eq!(managed(Some("DISABLED_BY_COLLABORATOR")), Managed::Off);
        assert_eq!(managed(Some("PENDING_REMOVAL_BY_OWNER")), Managed::Leaving);
        assert_eq!(managed(Some("PENDING_START_REMOVAL_BY_OWNER")), Managed::Leaving);
        assert_eq!(managed(Some("FAILED_REMOVAL_BY_OWNER")), Managed::Unclear);
        assert_eq!(managed(None), Managed::Unclear);
    }
}
