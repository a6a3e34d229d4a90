//! What kind of credentials these are, with the evidence that decided.
//!
//! The ARN alone cannot tell: credentials that Cloud9 manages carry the ARN of the environment's *owner*, who may
//! well be an assumed role. The provider, the form of the file, and the name of the role's session can.

mod managed;

use serde::Serialize;

use crate::credentials::chain::Provider;
use crate::credentials::identity::Principal;
use crate::credentials::identity::shape::Shape;
use crate::credentials::instance::{self, InstanceProfile};
use crate::credentials::place::is_instance_id;

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
    /// Why it is not known who answers, or whose that is, where it is not.
    pub(crate) unsaid: Unsaid,
    /// The instance we run on, when it is known.
    pub(crate) instance_id: Option<String>,
    /// The role that the instance itself names.
    pub(crate) instance_role: Option<String>,
    pub(crate) instance_profile: InstanceProfile,
    /// What Cloud9 itself says, when it could be asked.
    pub(crate) cloud9_says: Option<Cloud9Says>,
    /// Where STS was asked, when that is not AWS's own address.
    pub(crate) told_at: Option<String>,
    /// Whether the user said where instance metadata is served.
    pub(crate) metadata_is_elsewhere: bool,
}

/// Why something is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unsaid {
    /// All providers were asked, and none has credentials.
    Nobody,
    /// It is set up and does not work: the SDKs ask nobody behind it.
    Blocked(Provider),
    /// Who would know did not answer.
    Silent,
    /// Who would know was not asked.
    NotAsked,
    /// AWS was asked, and does not accept the credentials.
    Refused,
}

/// What Cloud9 says of managed credentials in this environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cloud9Says {
    /// In its own word: `ENABLED_BY_OWNER`.
    pub(crate) status: String,
    pub(crate) meaning: Meaning,
}

/// What Cloud9's word means for us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// They are on, and the owner for whom they act is who we are.
    OnForUs,
    /// They are on, for somebody else than we are, who is named.
    OnForOthers(String),
    /// They are being removed.
    Leaving,
    Off,
    /// Neither on nor off: they could not be removed, or it is a new word.
    Unclear,
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
    /// `[default]` of a file that Cloud9 never writes: at most a copy.
    OtherFile { managed_header: bool },
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
        let Some(provider) = evidence.provider else { return evidence.unsaid.verdict() };
        evidence
            .managed_by_comment()
            .or_else(|| evidence.managed_by_cloud9s_word())
            .or_else(|| evidence.instance_role(provider))
            .or_else(|| evidence.managed_by_form())
            .unwrap_or_else(|| evidence.by_principal(provider).told_by(evidence).doubted(evidence))
    }

    fn certain(kind: Kind, because: &str) -> Self {
        Self { kind, certainty: Certainty::Certain, evidence: vec![because.to_owned()] }
    }

    fn likely(kind: Kind, because: &str) -> Self {
        Self { certainty: Certainty::Likely, ..Self::certain(kind, because) }
    }

    /// Makes it likely and no more, for this reason.
    fn but(mut self, because: String) -> Self {
        self.certainty = Certainty::Likely;
        self.evidence.push(because);
        self
    }

    /// Makes it likely and no more, where somebody else than AWS may have said whose they are.
    fn told_by(self, evidence: &Evidence) -> Self {
        match &evidence.told_at {
            Some(url) if evidence.principal.is_some() => self.but(format!("told by {url}")),
            _ => self,
        }
    }
}

impl Unsaid {
    /// Says that there are no credentials only where that is known.
    fn verdict(self) -> Verdict {
        match self {
            Self::Nobody => Verdict::certain(Kind::None, "no provider has credentials"),
            Self::Blocked(provider) => {
                let because = format!(
                    "the {provider} is set up and does not work, and nobody behind it is asked"
                );
                Verdict::certain(Kind::None, &because)
            }
            Self::Silent | Self::NotAsked | Self::Refused => {
                Verdict::likely(Kind::Unknown, "who would know was not asked, or did not answer")
            }
        }
    }

    const fn whose(self) -> &'static str {
        match self {
            Self::Refused => "AWS was asked, and does not accept them",
            Self::NotAsked => "AWS was not asked whose they are",
            Self::Silent | Self::Nobody | Self::Blocked(_) => "AWS did not say whose they are",
        }
    }
}

impl Evidence {
    fn instance_role(&self, provider: Provider) -> Option<Verdict> {
        let kind = if self.is_for_session_manager(provider) {
            Kind::Cloud9SsmRole
        } else {
            Kind::InstanceRole
        };
        if provider == Provider::InstanceMetadata {
            let because = "the instance metadata service gave them";
            let mut verdict = Verdict::certain(kind, because);
            if self.metadata_is_elsewhere {
                let elsewhere = "`AWS_EC2_METADATA_SERVICE_ENDPOINT` names another address for it";
                verdict = verdict.but(elsewhere.to_owned());
            }
            return Some(verdict);
        }
        let session = self.principal.as_ref().and_then(Principal::session)?;
        let because = match self.instance_id.as_deref() {
            Some(id) if id == session => "the session is named after this instance",
            None if is_instance_id(session) => "the session is named after an instance",
            _ => return None,
        };
        Some(Verdict::likely(kind, because).told_by(self))
    }

    /// Tells whether the role is the one that Cloud9 itself attaches. Whose name counts is who gave the credentials.
    fn is_for_session_manager(&self, provider: Provider) -> bool {
        let of_arn = self.principal.as_ref().and_then(Principal::role);
        let of_instance = self.instance_role.as_deref();
        let role = if provider == Provider::InstanceMetadata {
            of_instance.or(of_arn.filter(|_| self.told_at.is_none()))
        } else {
            of_arn
        };
        instance::is_for_session_manager(role, &self.instance_profile)
    }

    fn by_principal(&self, provider: Provider) -> Verdict {
        let Some(principal) = &self.principal else {
            return Verdict::likely(Kind::Unknown, self.unsaid.whose());
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

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "verdict/certainty_tests.rs"]
mod certainty_tests;
