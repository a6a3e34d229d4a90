//! What the facts amount to: the evidence for the verdict, and whose keys they are.

use super::chain::{self, Answer, Provider};
use super::verdict::{Evidence, SectionForm};
use super::{Facts, Identity};

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
            instance_id: self.instance.id.clone().or_else(|| self.place.instance_id.clone()),
            instance_profile: self.instance.profile.clone(),
            cloud9_says: self.cloud9.value.of(&self.identity.value),
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
