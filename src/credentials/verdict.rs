//! What kind of credentials these are, with the evidence that decided.
//!
//! The ARN alone cannot tell: credentials that Cloud9 manages carry the ARN of the environment's *owner*, who may
//! well be an assumed role. The provider, the form of the file, and the name of the role's session can.

use serde::Serialize;

use crate::credentials::chain::Provider;
use crate::credentials::identity::Principal;
use crate::credentials::identity::shape::Shape;
use crate::credentials::instance::InstanceProfile;
use crate::credentials::place::is_instance_id;

/// The role that Cloud9 gives to environments without ingress. It permits what Session Manager needs, no more.
const SESSION_MANAGER_ROLE: &str = "AWSCloud9SSMAccessRole";
const SESSION_MANAGER_PROFILE: &str = "AWSCloud9SSMInstanceProfile";

/// All that the verdict rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// Signs of Cloud9, as they are shown.
    pub(crate) cloud9: Vec<String>,
    /// Who answered.
    pub(crate) provider: Option<Provider>,
    /// Whether the keys that answered are temporary ones.
    pub(crate) temporary: bool,
    /// The form of the section that answered.
    pub(crate) section: SectionForm,
    /// Whose they are, when AWS could be asked.
    pub(crate) principal: Option<Principal>,
    /// The instance we run on, when it is known.
    pub(crate) instance_id: Option<String>,
    pub(crate) instance_profile: InstanceProfile,
    /// What Cloud9 itself says, when it could be asked.
    pub(crate) cloud9_says: Option<Cloud9Says>,
}

/// What Cloud9 says of managed credentials in this environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cloud9Says {
    /// They are on, and the owner for whom they act is who we are.
    OnForUs,
    /// They are on, for somebody else than we are.
    OnForOthers,
    Off,
}

/// The form of the section of the credentials file whose keys answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SectionForm {
    /// The answer is from elsewhere, or from another section than `[default]`.
    Elsewhere,
    /// `[default]` of a file that does not begin with Cloud9's comment.
    Default { only_managed_keys: bool },
    /// `[default]` of a file that begins with Cloud9's comment.
    UnderManagedHeader,
}

/// The kinds of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Cloud9Managed,
    InstanceRole,
    Cloud9SsmRole,
    AssumedRole,
    Sso,
    Container,
    WebIdentity,
    GithubOidc,
    PodIdentity,
    User,
    SessionToken,
    Root,
    Federated,
    None,
    Unknown,
}

/// How sure the kind is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Certainty {
    Certain,
    Likely,
}

/// The kind, how sure it is, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) kind: Kind,
    pub(crate) certainty: Certainty,
    pub(crate) evidence: Vec<String>,
}

impl Verdict {
    /// Weighs the evidence: the file's own comment first, then where the keys came from, then the ARN.
    pub(crate) fn of(evidence: &Evidence) -> Self {
        let Some(provider) = evidence.provider else {
            return Self::certain(Kind::None, "no provider has credentials");
        };
        evidence
            .managed_by_cloud9s_word()
            .or_else(|| evidence.managed_by_comment())
            .or_else(|| evidence.instance_role(provider))
            .or_else(|| evidence.managed_by_form())
            .unwrap_or_else(|| evidence.by_principal(provider))
    }

    fn certain(kind: Kind, because: &str) -> Self {
        Self { kind, certainty: Certainty::Certain, evidence: vec![because.to_owned()] }
    }

    fn likely(kind: Kind, because: &str) -> Self {
        Self { certainty: Certainty::Likely, ..Self::certain(kind, because) }
    }
}

impl Evidence {
    /// Managed credentials come from `[default]` and are temporary; that they are on, and for us, Cloud9 has to say.
    fn managed_by_cloud9s_word(&self) -> Option<Verdict> {
        let may_be = self.section != SectionForm::Elsewhere && self.temporary;
        (may_be && self.cloud9_says == Some(Cloud9Says::OnForUs)).then(|| {
            Verdict::certain(
                Kind::Cloud9Managed,
                "Cloud9 says that managed credentials are on, for the owner whose ARN this is",
            )
        })
    }

    fn managed_by_comment(&self) -> Option<Verdict> {
        if self.section != SectionForm::UnderManagedHeader || !self.temporary {
            return None;
        }
        let because = "the credentials file begins with the comment that Cloud9 writes";
        // Elsewhere the file is a copy, or one that Cloud9 has left behind.
        Some(if self.cloud9.is_empty() {
            Verdict::likely(Kind::Cloud9Managed, because)
        } else {
            Verdict::certain(Kind::Cloud9Managed, because)
        })
    }

    fn instance_role(&self, provider: Provider) -> Option<Verdict> {
        let session = self.principal.as_ref().and_then(Principal::session);
        let verdict = |kind| {
            if provider == Provider::InstanceMetadata {
                return Some(Verdict::certain(kind, "the instance metadata service gave them"));
            }
            let session = session?;
            if self.instance_id.as_deref() == Some(session) {
                return Some(Verdict::likely(kind, "the session is named after this instance"));
            }
            let unknown_here = self.instance_id.is_none() && is_instance_id(session);
            unknown_here.then(|| Verdict::likely(kind, "the session is named after an instance"))
        };
        verdict(if self.has_session_manager_role() {
            Kind::Cloud9SsmRole
        } else {
            Kind::InstanceRole
        })
    }

    fn has_session_manager_role(&self) -> bool {
        match self.principal.as_ref().and_then(Principal::role) {
            Some(role) => role == SESSION_MANAGER_ROLE,
            None => is_session_manager_profile(&self.instance_profile),
        }
    }

    fn managed_by_form(&self) -> Option<Verdict> {
        let SectionForm::Default { only_managed_keys } = self.section else { return None };
        if self.cloud9.is_empty() || !self.temporary {
            return None;
        }
        // Keys of one's own look the same; where Cloud9 says that its are off, or act for another, these are such.
        if matches!(self.cloud9_says, Some(Cloud9Says::Off | Cloud9Says::OnForOthers)) {
            return None;
        }
        let mut verdict = Verdict::likely(
            Kind::Cloud9Managed,
            "temporary keys in `[default]` of the credentials file, on Cloud9",
        );
        if only_managed_keys {
            verdict
                .evidence
                .push("the section has just the four keys that Cloud9 writes".to_owned());
        }
        if let Some(session) = self.principal.as_ref().and_then(Principal::session) {
            verdict
                .evidence
                .push(format!("the session `{session}` is not named after this instance"));
        }
        verdict.evidence.extend(self.cloud9.iter().cloned());
        Some(verdict)
    }

    fn by_principal(&self, provider: Provider) -> Verdict {
        let Some(principal) = &self.principal else {
            return Verdict::likely(Kind::Unknown, "AWS could not be asked whose they are");
        };
        let shape = principal.shape();
        match (principal, provider) {
            (Principal::Root, _) => Verdict::certain(Kind::Root, "the ARN is the account's root"),
            (Principal::User(_), _) if self.temporary => {
                Verdict::certain(Kind::SessionToken, "the ARN is a user's, the key is temporary")
            }
            (Principal::User(_), _) => {
                Verdict::certain(Kind::User, "the ARN is a user's, the key is a long-term one")
            }
            (Principal::FederatedUser(_), _) => {
                Verdict::certain(Kind::Federated, "the ARN is a federated user's")
            }
            (Principal::AssumedRole { .. }, _)
                if matches!(shape, Some(Shape::IdentityCenter { .. })) =>
            {
                Verdict::certain(Kind::Sso, "the role is one that IAM Identity Center makes")
            }
            (Principal::AssumedRole { .. }, Provider::Container)
                if shape == Some(Shape::PodIdentity) =>
            {
                Verdict::likely(Kind::PodIdentity, "the session is named as EKS Pod Identity does")
            }
            (
                Principal::AssumedRole { .. },
                // The action writes a profile, where it is told to.
                Provider::Environment | Provider::WebIdentity | Provider::Profile,
            ) if shape == Some(Shape::GithubOidc) => Verdict::likely(
                Kind::GithubOidc,
                "the session is named as the action for GitHub's OpenID Connect does",
            ),
            (_, Provider::Container) => {
                Verdict::certain(Kind::Container, "the container endpoint gave them")
            }
            (_, Provider::WebIdentity) => {
                Verdict::certain(Kind::WebIdentity, "a web identity token was exchanged")
            }
            (Principal::AssumedRole { .. }, _) => {
                Verdict::certain(Kind::AssumedRole, "the ARN is an assumed role's")
            }
            (Principal::Other(_), _) => {
                Verdict::likely(Kind::Unknown, "the ARN has an unfamiliar shape")
            }
        }
    }
}

/// Tells whether the attached profile is the one that Cloud9 itself attaches.
pub(crate) fn is_session_manager_profile(profile: &InstanceProfile) -> bool {
    matches!(profile, InstanceProfile::Attached(name) if name == SESSION_MANAGER_PROFILE)
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
