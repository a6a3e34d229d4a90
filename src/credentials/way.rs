//! How a profile comes to credentials: told by its keys, in the order in which the SDK takes them.

use std::fmt;

use serde::Serialize;

/// The ways in which a profile comes to credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Way {
    Keys,
    WebIdentity,
    AssumeRole,
    Sso,
    Login,
    Process,
    /// It says nothing about credentials.
    Nothing,
}

impl Way {
    /// Reads it off the keys that the profile has.
    pub(crate) fn of(has: impl Fn(&str) -> bool) -> Self {
        let any = |keys: &[&str]| keys.iter().any(|key| has(key));
        if has("web_identity_token_file") {
            Self::WebIdentity
        } else if any(&["role_arn", "credential_source"]) {
            Self::AssumeRole
        } else if any(&[
            "sso_session",
            "sso_start_url",
            "sso_account_id",
            "sso_role_name",
            "sso_region",
        ]) {
            Self::Sso
        } else if has("login_session") {
            Self::Login
        } else if has("credential_process") {
            Self::Process
        } else if any(&["aws_access_key_id", "aws_secret_access_key"]) {
            Self::Keys
        } else {
            Self::Nothing
        }
    }

    /// Tells whether the profile's own lines are not enough: a service is asked, or a program that may do anything.
    pub(crate) const fn asks(self) -> bool {
        !matches!(self, Self::Keys | Self::Nothing)
    }
}

impl fmt::Display for Way {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Keys => "its own keys",
            Self::WebIdentity => "a web identity token",
            Self::AssumeRole => "a role, or another provider",
            Self::Sso => "IAM Identity Center",
            Self::Login => "`aws login`",
            Self::Process => "a program",
            Self::Nothing => "nothing",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_way_that_the_sdk_would_go_counts() {
        let way = |keys: &[&str]| Way::of(|key| keys.contains(&key));

        assert_eq!(way(&["aws_access_key_id", "aws_secret_access_key"]), Way::Keys);
        assert_eq!(way(&["role_arn", "source_profile", "aws_access_key_id"]), Way::AssumeRole);
        assert_eq!(way(&["role_arn", "web_identity_token_file"]), Way::WebIdentity);
        assert_eq!(way(&["sso_session", "credential_process"]), Way::Sso);
        assert_eq!(way(&["credential_source", "aws_access_key_id"]), Way::AssumeRole);
        assert_eq!(way(&["login_session"]), Way::Login);
        assert_eq!(way(&["credential_process", "aws_access_key_id"]), Way::Process);
        assert_eq!(way(&["region"]), Way::Nothing);
        assert!(Way::Process.asks() && !Way::Keys.asks() && !Way::Nothing.asks());
    }
}
