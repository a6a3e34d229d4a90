//! An ARN is a principal: who it is that AWS sees behind the credentials.

pub(crate) mod shape;

use std::fmt;

/// Who the caller is, as STS GetCallerIdentity says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CallerIdentity {
    pub(crate) arn: String,
    pub(crate) account: String,
    pub(crate) partition: String,
    pub(crate) principal: Principal,
}

/// The kinds of principals that an ARN can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Principal {
    Root,
    /// With its path, when it has one.
    User(String),
    /// An assumed role's ARN never carries the role's path.
    AssumedRole {
        role: String,
        session: String,
    },
    FederatedUser(String),
    Other(String),
}

impl CallerIdentity {
    /// Reads an ARN: `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`.
    pub(crate) fn from_arn(arn: &str) -> Option<Self> {
        let mut fields = arn.splitn(6, ':');
        let (
            Some("arn"),
            Some(partition),
            Some(service),
            Some(_region),
            Some(account),
            Some(resource),
        ) = (
            fields.next(),
            fields.next(),
            fields.next(),
            fields.next(),
            fields.next(),
            fields.next(),
        )
        else {
            return None;
        };
        Some(Self {
            arn: arn.to_owned(),
            account: account.to_owned(),
            partition: partition.to_owned(),
            principal: Principal::from_resource(service, resource),
        })
    }
}

impl Principal {
    fn from_resource(service: &str, resource: &str) -> Self {
        match (service, resource.split_once('/')) {
            ("iam", None) if resource == "root" => Self::Root,
            ("iam", Some(("user", name))) => Self::User(name.to_owned()),
            ("sts", Some(("federated-user", name))) => Self::FederatedUser(name.to_owned()),
            ("sts", Some(("assumed-role", rest))) => match rest.split_once('/') {
                Some((role, session)) => {
                    Self::AssumedRole { role: role.to_owned(), session: session.to_owned() }
                }
                None => Self::Other(resource.to_owned()),
            },
            _ => Self::Other(resource.to_owned()),
        }
    }

    /// Returns the word for its kind.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::User(_) => "user",
            Self::AssumedRole { .. } => "assumed-role",
            Self::FederatedUser(_) => "federated-user",
            Self::Other(_) => "other",
        }
    }

    /// Returns the name of a user.
    pub(crate) fn name(&self) -> Option<&str> {
        match self {
            Self::User(name) | Self::FederatedUser(name) => Some(name),
            Self::Root | Self::AssumedRole { .. } | Self::Other(_) => None,
        }
    }

    /// Returns the name of the role's session, when this is an assumed role.
    pub(crate) fn session(&self) -> Option<&str> {
        match self {
            Self::AssumedRole { session, .. } => Some(session),
            _ => None,
        }
    }

    /// Returns the name of the role, when this is an assumed role.
    pub(crate) fn role(&self) -> Option<&str> {
        match self {
            Self::AssumedRole { role, .. } => Some(role),
            _ => None,
        }
    }
}

impl fmt::Display for Principal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => formatter.write_str("the root user"),
            Self::User(name) => write!(formatter, "user {name}"),
            Self::AssumedRole { role, session } => {
                write!(formatter, "role {role}, session {session}")
            }
            Self::FederatedUser(name) => write!(formatter, "federated user {name}"),
            Self::Other(resource) => formatter.write_str(resource),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::region::RegionName;

    fn principal(arn: &str) -> Option<Principal> {
        CallerIdentity::from_arn(arn).map(|identity| identity.principal)
    }

    #[test]
    fn every_shape_of_arn_is_a_principal() {
        let role = |role: &str, session: &str| Principal::AssumedRole {
            role: role.into(),
            session: session.into(),
        };

        assert_eq!(principal("arn:aws:iam::111122223333:root"), Some(Principal::Root));
        assert_eq!(
            principal("arn:aws-cn:iam::111122223333:user/a/b"),
            Some(Principal::User("a/b".into()))
        );
        assert_eq!(
            principal("arn:aws-eusc:sts::111122223333:assumed-role/TeamRole/MasterKey"),
            Some(role("TeamRole", "MasterKey"))
        );
        assert_eq!(
            principal("arn:aws:sts::111122223333:federated-user/ann"),
            Some(Principal::FederatedUser("ann".into()))
        );
        assert_eq!(
            principal("arn:aws:sts::111122223333:assumed-role/odd"),
            Some(Principal::Other("assumed-role/odd".into()))
        );
    }

    #[test]
    fn an_arn_may_be_of_any_partition() {
        for (partition, region) in [
            ("aws", "eu-west-1"),
            ("aws-cn", "cn-northwest-1"),
            ("aws-us-gov", "us-gov-east-1"),
            ("aws-iso", "us-iso-west-1"),
            ("aws-iso-b", "us-isob-east-1"),
            ("aws-iso-e", "eu-isoe-west-1"),
            ("aws-iso-f", "us-isof-south-1"),
            ("aws-eusc", "eusc-de-east-1"),
        ] {
            let arn = format!("arn:{partition}:sts::111122223333:assumed-role/TeamRole/ann");
            let identity = CallerIdentity::from_arn(&arn).unwrap();

            assert_eq!(identity.partition, partition);
            assert_eq!(identity.account, "111122223333");
            assert_eq!(identity.principal.session(), Some("ann"));
            let region: RegionName = region.parse().unwrap();
            assert_eq!(region.partition(), partition);
        }
    }

    #[test]
    fn what_is_no_arn_is_nobody() {
        for text in ["", "arn", "arn:aws:iam::1", "urn:aws:iam::1:root"] {
            assert_eq!(CallerIdentity::from_arn(text), None, "{text:?}");
        }
    }
}
