//! Whose credentials a provider likely has, as far as this machine says it and nobody is asked.

use super::Facts;
use super::chain::Provider;
use super::instance::{self, Instance, InstanceProfile};
use crate::foreign;

impl Facts {
    /// Returns whose they likely are, as the end of a sentence: "likely as ...".
    pub(crate) fn likely_whose(&self, provider: Provider) -> Option<String> {
        match provider {
            Provider::InstanceMetadata => self.whose_of_instance(),
            Provider::Profile => self.whose_of_profile(),
            Provider::Environment | Provider::WebIdentity | Provider::Container => None,
        }
    }

    fn whose_of_instance(&self) -> Option<String> {
        let id = self.instance_id()?;
        let Instance { role, profile, .. } = &self.instance;
        let is_attached = role.is_some() || matches!(profile, InstanceProfile::Attached(_));
        let is_poor = instance::is_for_session_manager(role.as_deref(), profile);
        let named = match role {
            Some(role) => format!("role {}", foreign::harmless(role)),
            None if is_poor => "role AWSCloud9SSMAccessRole".to_owned(),
            None => "the role of its profile".to_owned(),
        };
        let limit = if is_poor { ", only good for Session Manager" } else { "" };
        is_attached.then(|| format!("{named}{limit}, session {id}"))
    }

    fn whose_of_profile(&self) -> Option<String> {
        let name = self.profile.value.name.as_str();
        let setting = |key| self.written.profiles.setting(name, key).map(foreign::harmless);
        if let Some(arn) = setting("role_arn") {
            return Some(format!("role {}", arn.rsplit('/').next()?));
        }
        if let Some(role) = setting("sso_role_name") {
            return Some(format!("permission set {role} of IAM Identity Center"));
        }
        let form = self.file.form().filter(|form| form.managed_header && name == "default")?;
        let is_managed = form.section(name)?.is_temporary();
        is_managed.then(|| "the owner of the Cloud9 environment".to_owned())
    }
}
