//! What the names of a role and of its session say about where the session comes from. AWS names some sessions itself,
//! tools name others: those anybody may take, so they make it likely and no more.

use serde::Serialize;

use super::Principal;
use crate::credentials::place::is_instance_id;

/// Where a role's session comes from, by its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "origin")]
pub(crate) enum Shape {
    /// EC2 names the sessions of an instance's role after the instance.
    Instance,
    /// IAM Identity Center makes a role for each permission set, and names its sessions after users.
    IdentityCenter { permission_set: String },
    /// Only services of AWS may assume it.
    ServiceLinked,
    /// The action that configures credentials by OIDC names sessions so, unless told otherwise.
    GithubOidc,
    /// EKS Pod Identity names them `eks-CLUSTER-POD-UUID`.
    PodIdentity,
    /// The SDK for Rust names a session so when it exchanges a web identity token, as pods of EKS do (IRSA).
    WebIdentity,
    /// A profile that assumes a role, by the SDK for Rust or by botocore.
    ByProfile,
    /// AWS `CodeBuild` names them `AWSCodeBuild-UUID`.
    CodeBuild,
}

impl Principal {
    /// Reads what the names of the role and of its session say; nothing when they say nothing.
    pub(crate) fn shape(&self) -> Option<Shape> {
        let role = match self {
            Self::AssumedRole { role, .. } => role,
            Self::Other(resource) => {
                let is_linked = resource.starts_with("role/aws-service-role/");
                return is_linked.then_some(Shape::ServiceLinked);
            }
            Self::Root | Self::User(_) | Self::FederatedUser(_) => return None,
        };
        let session = self.session()?;
        let follows = |prefix: &str, fits: fn(&str) -> bool| {
            session.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && fits(rest))
        };
        if let Some(permission_set) = permission_set(role) {
            return Some(Shape::IdentityCenter { permission_set: permission_set.to_owned() });
        }
        [
            (role.starts_with("AWSServiceRoleFor"), Shape::ServiceLinked),
            (is_instance_id(session), Shape::Instance),
            (session == "GitHubActions", Shape::GithubOidc),
            (follows("eks-", ends_in_uuid), Shape::PodIdentity),
            (follows("AWSCodeBuild-", is_uuid), Shape::CodeBuild),
            (
                follows("web-identity-token-profile-", is_number)
                    || follows("web-identity-token-", is_number),
                Shape::WebIdentity,
            ),
            (
                follows("assume-role-from-profile-", is_number)
                    || follows("botocore-session-", is_number),
                Shape::ByProfile,
            ),
        ]
        .into_iter()
        .find_map(|(fits, shape)| fits.then_some(shape))
    }
}

impl Shape {
    /// Says it, behind the name of the principal.
    pub(crate) fn described(&self) -> String {
        match self {
            Self::Instance => "an instance's session".to_owned(),
            Self::IdentityCenter { permission_set } => {
                format!("permission set {permission_set} of IAM Identity Center")
            }
            Self::ServiceLinked => "a service-linked role, which is for AWS itself".to_owned(),
            Self::GithubOidc => "likely GitHub Actions, by OIDC".to_owned(),
            Self::PodIdentity => "likely a pod, by EKS Pod Identity".to_owned(),
            Self::WebIdentity => "likely by a web identity token".to_owned(),
            Self::ByProfile => "likely assumed by a profile".to_owned(),
            Self::CodeBuild => "likely a build of AWS CodeBuild".to_owned(),
        }
    }
}

/// Returns the permission set of `AWSReservedSSO_NAME_0123456789abcdef`.
fn permission_set(role: &str) -> Option<&str> {
    let (name, suffix) = role.strip_prefix("AWSReservedSSO_")?.rsplit_once('_')?;
    let is_suffix = suffix.len() == 16 && suffix.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_suffix && !name.is_empty()).then_some(name)
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

fn ends_in_uuid(text: &str) -> bool {
    let start = text.len().saturating_sub(36);
    text.get(..start).is_some_and(|names| names.len() > 3 && names.ends_with('-'))
        && text.get(start..).is_some_and(is_uuid)
}

#[cfg(test)]
mod tests {
    use crate::credentials::identity::CallerIdentity;

    use super::*;

    const UUID: &str = "be2eacd9-2b4f-4c7e-9d3c-0d7a35e5f0aa";

    fn shape(resource: &str) -> Option<Shape> {
        let identity = CallerIdentity::from_arn(&format!("arn:aws:sts::111122223333:{resource}"));
        identity.unwrap().principal.shape()
    }

    #[test]
    fn names_that_aws_and_tools_give_tell_where_a_session_comes_from() {
        let of_eks = format!("assumed-role/App/eks-shop-api-7d-{UUID}");
        let of_build = format!("assumed-role/Build/AWSCodeBuild-{UUID}");
        for (resource, expected) in [
            ("assumed-role/Workshop/i-0de86dc17afe771ba", Shape::Instance),
            (
                "assumed-role/AWSReservedSSO_Power_User_0123456789abcdef/ann@example.com",
                Shape::IdentityCenter { permission_set: "Power_User".to_owned() },
            ),
            ("assumed-role/AWSServiceRoleForSupport/x", Shape::ServiceLinked),
            ("assumed-role/Deploy/GitHubActions", Shape::GithubOidc),
            (&of_eks, Shape::PodIdentity),
            (&of_build, Shape::CodeBuild),
            ("assumed-role/App/web-identity-token-1732300000000", Shape::WebIdentity),
            ("assumed-role/App/web-identity-token-profile-1732300000000", Shape::WebIdentity),
            ("assumed-role/App/assume-role-from-profile-1732300000000", Shape::ByProfile),
            ("assumed-role/App/botocore-session-1732300000", Shape::ByProfile),
        ] {
            assert_eq!(shape(resource), Some(expected), "{resource}");
        }
        let linked = "arn:aws:iam::1:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX";
        let linked = CallerIdentity::from_arn(linked).unwrap();
        assert_eq!(linked.principal.shape(), Some(Shape::ServiceLinked));
    }

    #[test]
    fn names_that_only_look_like_those_say_nothing() {
        let of_eks_without_names = format!("assumed-role/App/eks-{UUID}");
        for resource in [
            "assumed-role/TeamRole/MasterKey",
            "assumed-role/AWSReservedSSO_Admin_0123/ann",
            "assumed-role/AWSReservedSSO__0123456789abcdef/ann",
            "assumed-role/App/web-identity-token-",
            "assumed-role/App/eks-shop-api-7d-é2eacd9-2b4f-4c7e-9d3c-0d7a35e5f0aa",
            "assumed-role/App/i-master",
            &of_eks_without_names,
            "federated-user/GitHubActions",
        ] {
            assert_eq!(shape(resource), None, "{resource}");
        }
    }
}
