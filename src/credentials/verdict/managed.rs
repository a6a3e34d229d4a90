//! Whether Cloud9 manages the credentials: by its own word, by its comment in the file, or by the file's form.

use super::{Certainty, Cloud9Says, Evidence, Kind, Meaning, SectionForm, Verdict};
use crate::credentials::identity::Principal;

impl Evidence {
    /// Tells whether they could be managed as far as one can see: temporary keys in `[default]` of the credentials file.
    pub(crate) fn has_managed_form(&self) -> bool {
        self.section != SectionForm::Elsewhere && self.temporary
    }

    /// Tells whether the file is, besides, the one that Cloud9 writes.
    fn may_be_cloud9s_own(&self) -> bool {
        self.has_managed_form() && !self.is_of_another_file()
    }

    /// Tells whether they are in a file that Cloud9 never writes.
    pub(crate) const fn is_of_another_file(&self) -> bool {
        matches!(self.section, SectionForm::OtherFile { .. })
    }

    pub(crate) fn cloud9_means(&self) -> Option<&Meaning> {
        self.cloud9_says.as_ref().map(|says| &says.meaning)
    }

    /// That they are on, and for us, Cloud9 has to say.
    pub(super) fn managed_by_cloud9s_word(&self) -> Option<Verdict> {
        let is_on = self.cloud9_means() == Some(&Meaning::OnForUs);
        let is_ours = is_on && self.principal.is_some() && self.may_be_cloud9s_own();
        let word = self.cloud9_says.as_ref().filter(|_| is_ours)?;
        Some(Verdict::certain(Kind::Cloud9Managed, &word.told()).told_by(self))
    }

    pub(super) fn managed_by_comment(&self) -> Option<Verdict> {
        let because = match self.section {
            _ if !self.temporary => return None,
            SectionForm::UnderManagedHeader => {
                "the credentials file begins with the comment that Cloud9 writes"
            }
            SectionForm::OtherFile { managed_header: true } => {
                "likely a copy: the comment that Cloud9 writes begins a file that it does not write"
            }
            _ => return None,
        };
        // Elsewhere the file is a copy, or one that Cloud9 has left behind.
        let verdict = if self.cloud9.is_empty() || self.is_of_another_file() {
            Verdict::likely(Kind::Cloud9Managed, because)
        } else {
            Verdict::certain(Kind::Cloud9Managed, because)
        };
        Some(verdict.weighed_with(self.cloud9_says.as_ref()))
    }

    pub(super) fn managed_by_form(&self) -> Option<Verdict> {
        let SectionForm::Default { only_managed_keys } = self.section else { return None };
        if self.cloud9.is_empty() || !self.temporary {
            return None;
        }
        // Where Cloud9 says that its are off, only its very form is likely left behind by it.
        if self.cloud9_means() == Some(&Meaning::Off) && !only_managed_keys {
            return None;
        }
        let because = "temporary keys in `[default]` of the credentials file, on Cloud9";
        let mut verdict = Verdict::likely(Kind::Cloud9Managed, because);
        if only_managed_keys {
            verdict.evidence.push(ONLY_MANAGED_KEYS.to_owned());
        }
        if let Some(session) = self.principal.as_ref().and_then(Principal::session) {
            verdict
                .evidence
                .push(format!("the session `{session}` is not named after this instance"));
        }
        verdict.evidence.extend(self.cloud9.iter().cloned());
        Some(verdict.weighed_with(self.cloud9_says.as_ref()))
    }
}

const ONLY_MANAGED_KEYS: &str = "the section has just the four keys that Cloud9 writes";

impl Verdict {
    /// Adds Cloud9's word. It may lower the certainty, and never turns what the file says round.
    fn weighed_with(mut self, word: Option<&Cloud9Says>) -> Self {
        let Some(word) = word else { return self };
        if matches!(word.meaning, Meaning::Off | Meaning::OnForOthers(_)) {
            self.certainty = Certainty::Likely;
        }
        self.evidence.push(word.told());
        self
    }

    /// Makes it likely and no more, where the same file might be managed: on Cloud9 without its signs, as in a container.
    pub(super) fn doubted(self, evidence: &Evidence) -> Self {
        if !evidence.has_managed_form() {
            return self;
        }
        let form = match evidence.section {
            SectionForm::Default { only_managed_keys: true } => ONLY_MANAGED_KEYS,
            _ => "they are temporary, in `[default]` of the credentials file, as those of Cloud9",
        };
        let doubted = self.but(form.to_owned());
        match (&evidence.cloud9_says, evidence.cloud9.is_empty()) {
            (None, true) => doubted.but("nothing here is a sign of Cloud9".to_owned()),
            (word, _) => doubted.weighed_with(word.as_ref()),
        }
    }
}

impl Cloud9Says {
    /// Puts its word into a sentence.
    pub(crate) fn told(&self) -> String {
        let means = match &self.meaning {
            Meaning::OnForUs => "managed credentials are on, for the owner whose ARN this is",
            Meaning::OnForOthers(owner) => {
                return format!(
                    "Cloud9 says that managed credentials are on for {owner} ({})",
                    self.status
                );
            }
            Meaning::Leaving => "managed credentials are being removed",
            Meaning::Off => "managed credentials are off",
            Meaning::Unclear => "managed credentials are neither on nor off",
        };
        format!("Cloud9 says that {means} ({})", self.status)
    }
}
