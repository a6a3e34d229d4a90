//! What the facts amount to: the evidence for the verdict, and whose keys they are.

use super::chain::{self, Answer, Attempt, Provider};
use super::region::RegionAnswer;
use super::sign_ins::State;
use super::verdict::{Evidence, Kind, SectionForm, Unsaid, Verdict};
use super::way::Way;
use super::{Facts, Identity};
use crate::aws::FailureKind;
use crate::aws::barrier::Barrier;

impl Facts {
    /// Returns what the verdict on the credentials rests on.
    pub(crate) fn evidence(&self) -> Evidence {
        let winner = chain::winner(&self.attempts.value);
        let key = winner.map(|(_, answered)| answered.credentials.access_key_id());
        Evidence {
            cloud9: self.place.cloud9.clone(),
            provider: winner.map(|(provider, _)| provider),
            temporary: winner
                .is_some_and(|(_, answered)| answered.credentials.session_token().is_some()),
            section: key.map_or(SectionForm::Elsewhere, |key| self.section_with(key)),
            principal: match &self.identity.value {
                Identity::Known(identity) => Some(identity.principal.clone()),
                _ => None,
            },
            instance_id: self.instance_id().map(str::to_owned),
            unsaid: self.unsaid(),
            instance_role: self.instance.role.clone(),
            instance_profile: self.instance.profile.clone(),
            cloud9_says: self.cloud9.value.of(&self.identity.value),
            told_at: self.endpoint.as_ref().ok().cloned().flatten(),
            metadata_is_elsewhere: self.metadata_is_elsewhere,
        }
    }

    pub(crate) fn instance_id(&self) -> Option<&str> {
        self.instance.id.as_deref().or(self.place.instance_id.as_deref())
    }

    /// Tells whether Cloud9 manages the credentials that answer, likely or certainly.
    pub(crate) fn is_managed_by_cloud9(&self) -> bool {
        Verdict::of(&self.evidence()).kind == Kind::Cloud9Managed
    }

    /// Tells whether AWS was asked, and does not accept the keys, or not any more.
    pub(crate) fn is_refused(&self) -> bool {
        matches!(&self.identity.value, Identity::Failed(failure) if failure.is_about_the_keys())
    }

    /// Tells whether AWS was asked, and says no for a reason that says nothing of the keys: the clock, or the Region.
    pub(crate) fn is_refused_for_another_reason(&self) -> bool {
        matches!(
            &self.identity.value,
            Identity::Failed(failure)
                if failure.kind == FailureKind::Credentials && !failure.is_about_the_keys()
        )
    }

    /// Returns why it is not known who answers, or whose that is.
    fn unsaid(&self) -> Unsaid {
        let attempts = &self.attempts.value;
        match chain::deciding(attempts) {
            Some(Attempt { answer: Answer::Credentials(_), .. }) => match &self.identity.value {
                _ if self.is_refused() => Unsaid::Refused,
                Identity::NotAsked | Identity::Offline => Unsaid::NotAsked,
                Identity::Known(_) | Identity::Failed(_) | Identity::Silent(_) => Unsaid::Silent,
            },
            Some(attempt) if self.is_cut_off(attempt) => Unsaid::Silent,
            Some(Attempt { provider, answer: Answer::Broken(_), .. }) => Unsaid::Blocked(*provider),
            // Where no instance is, its silence only means that there is none.
            Some(Attempt { provider: Provider::InstanceMetadata, .. })
                if !self.expects_metadata() =>
            {
                Unsaid::Nobody
            }
            Some(Attempt { answer: Answer::Silent(_), .. }) => Unsaid::Silent,
            None if !attempts.is_empty() => Unsaid::Nobody,
            _ => Unsaid::NotAsked,
        }
    }

    /// Tells whether a provider does not work only since AWS could not be asked: elsewhere, or later, it may.
    pub(crate) fn is_cut_off(&self, attempt: &Attempt) -> bool {
        let Attempt { provider, answer: Answer::Broken(_), barrier, is_unanswered, .. } = attempt
        else {
            return false;
        };
        // That a sign-in has expired is known without AWS.
        let is_stale =
            self.written.sign_in.as_ref().is_some_and(|sign_in| sign_in.state != State::Fresh);
        // The others have their service next door: who is not there has nothing to give.
        let asks_aws = match provider {
            Provider::Profile => !is_stale && self.profile.value.way().is_some_and(Way::asks),
            Provider::WebIdentity => true,
            Provider::Environment | Provider::Container | Provider::InstanceMetadata => false,
        };
        let is_silent = *barrier == Some(Barrier::Silence);
        let is_between = *barrier == Some(Barrier::Unclear) && self.passage.proxy.is_some();
        let is_unaddressed = self.region.value == RegionAnswer::Unknown
            && self.expects_metadata()
            && provider.needs_region(&self.profile.value);
        is_silent || (asks_aws && (*is_unanswered || is_between || is_unaddressed))
    }

    /// Tells whether silence of the metadata service means that something is wrong.
    pub(crate) fn expects_metadata(&self) -> bool {
        self.metadata_is_elsewhere || self.place.may_be_ec2()
    }

    /// Tells whether nobody knows if there are credentials, since whoever would know was not asked, or cannot be.
    pub(crate) fn is_undecided(&self) -> bool {
        match chain::deciding(&self.attempts.value) {
            Some(Attempt {
                provider: Provider::InstanceMetadata,
                answer: Answer::NotAsked(_),
                ..
            }) => self.expects_metadata(),
            Some(Attempt { answer: Answer::NotAsked(_), .. }) => true,
            Some(attempt) => self.is_cut_off(attempt),
            None => false,
        }
    }

    /// Tells whether the profile was given up; the program that it names may still run.
    pub(crate) fn is_program_abandoned(&self) -> bool {
        self.attempts.value.iter().any(|attempt| {
            attempt.provider == Provider::Profile && matches!(attempt.answer, Answer::Silent(_))
        })
    }

    /// Returns the form of `[default]` of the credentials file, when these are its keys.
    fn section_with(&self, access_key_id: &str) -> SectionForm {
        let Some(form) = self.file.form() else { return SectionForm::Elsewhere };
        match form.section("default").filter(|section| section.has_key(access_key_id)) {
            Some(_) if !self.paths.is_usual => {
                SectionForm::OtherFile { managed_header: form.managed_header }
            }
            Some(section) if form.managed_header && section.is_temporary() => {
                SectionForm::UnderManagedHeader
            }
            Some(section) => {
                SectionForm::Default { only_managed_keys: section.has_only_managed_keys() }
            }
            None => SectionForm::Elsewhere,
        }
    }
}
