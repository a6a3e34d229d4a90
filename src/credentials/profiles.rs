//! The profiles of both files as the AWS SDK for Rust merges them, and from which one it goes on to which.

mod excerpt;
pub(crate) mod lineage;
pub(crate) mod settings_file;

use std::path::Path;

use super::files::{self, Paths};
use crate::secret::Secret;
use settings_file::{Kind, Role, Section, SettingsFile};

/// The files of settings that could be read.
#[derive(Debug, Default)]
pub(crate) struct Profiles {
    /// Of two that say something, the last is right.
    pub(crate) files: Vec<SettingsFile>,
}

impl Profiles {
    pub(crate) async fn read(paths: &Paths) -> Self {
        let (config, credentials) =
            tokio::join!(files::read(&paths.config), files::read(&paths.credentials));
        let read = [
            (&paths.config, Kind::Config, config),
            (&paths.credentials, Kind::Credentials, credentials),
        ];
        let files = read.into_iter().filter_map(|(path, kind, bytes)| {
            let bytes = bytes.ok()??;
            Some(SettingsFile::of(path, kind, &bytes))
        });
        Self { files: files.collect() }
    }

    /// Returns what is left of them without the credentials file.
    pub(crate) fn of_config_alone(&self) -> Self {
        let files = self.files.iter().filter(|file| file.kind == Kind::Config);
        Self { files: files.cloned().collect() }
    }

    pub(crate) fn exists(&self, profile: &str) -> bool {
        self.of_profile(profile).next().is_some()
    }

    /// Returns the names of all profiles.
    pub(crate) fn names(&self) -> Vec<&str> {
        let roles = self.files.iter().flat_map(SettingsFile::roles);
        let mut names: Vec<&str> = roles
            .filter_map(|(role, _)| match role {
                Role::Profile(name) => Some(name),
                _ => None,
            })
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Returns what a profile says, and never shows it by itself.
    pub(crate) fn setting(&self, profile: &str, key: &str) -> Option<&str> {
        let said = self.of_profile(profile).filter_map(|(_, section)| section.settings.get(key));
        said.last().map(Secret::expose_secret)
    }

    /// Returns where a profile says something, or, if it does not, where it is.
    pub(crate) fn place(&self, profile: &str, key: &str) -> Option<(&Path, usize)> {
        let says =
            self.of_profile(profile).filter(|(_, section)| section.settings.contains_key(key));
        says.last()
            .or_else(|| self.of_profile(profile).last())
            .map(|(file, section)| (file.path.as_path(), section.line))
    }

    /// Tells whether there is such a section, which profiles share to sign in.
    pub(crate) fn has_sso_session(&self, session: &str) -> bool {
        self.of_role(Role::SsoSession(session)).next().is_some()
    }

    /// Returns what such a section says.
    pub(crate) fn of_sso_session(&self, session: &str, key: &str) -> Option<&str> {
        let sections = self.of_role(Role::SsoSession(session));
        let said = sections.filter_map(|(_, section)| section.settings.get(key));
        said.last().map(Secret::expose_secret)
    }

    /// Returns where a profile is named as it would have to be in the other file.
    pub(crate) fn misnamed(&self, profile: &str) -> Option<(&SettingsFile, &Section)> {
        self.files.iter().find_map(|file| {
            let mut roles = file.roles();
            let (_, section) = roles.find(|(role, _)| *role == Role::MisnamedProfile(profile))?;
            Some((file, section))
        })
    }

    fn of_role<'a, 'b>(
        &'a self,
        role: Role<'b>,
    ) -> impl Iterator<Item = (&'a SettingsFile, &'a Section)> + use<'a, 'b> {
        self.files.iter().flat_map(move |file| {
            let sections = file.roles().filter(move |(other, _)| *other == role);
            sections.map(move |(_, section)| (file, section))
        })
    }

    /// Returns the sections of a profile, in the order in which they are merged. A `[profile default]` stands in for
    /// all of a `[default]` beside it.
    fn of_profile<'a, 'b>(
        &'a self,
        profile: &'b str,
    ) -> impl Iterator<Item = (&'a SettingsFile, &'a Section)> + use<'a, 'b> {
        let is_prefixed = |section: &Section| section.heading.trim() != "default";
        self.of_role(Role::Profile(profile)).filter(move |(file, section)| {
            let mut others = file.roles();
            let is_replaced = others.any(|(role, other)| {
                role == Role::Profile("default") && is_prefixed(other) && !is_prefixed(section)
            });
            profile != "default" || !is_replaced
        })
    }
}

#[cfg(test)]
impl Profiles {
    /// The profiles of a `config` file.
    pub(crate) fn of_config(text: &str) -> Self {
        Self { files: vec![SettingsFile::of(Path::new("config"), Kind::Config, text.as_bytes())] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_credentials_file_wins_and_a_prefix_hides_the_default() {
        let config = "[default]\nregion = a\nrole_arn = x\n[profile default]\nregion = b\n[profile w]\nregion = c\n[lost]\n";
        let mut profiles = Profiles::of_config(config);
        profiles.files.push(SettingsFile::of(
            Path::new("credentials"),
            Kind::Credentials,
            b"[w]\nregion = d\n",
        ));

        assert_eq!(profiles.setting("default", "region"), Some("b"));
        assert_eq!(profiles.setting("default", "role_arn"), None);
        assert_eq!(profiles.setting("w", "region"), Some("d"));
        assert_eq!(profiles.names(), ["default", "w"]);
        assert_eq!(profiles.misnamed("lost").map(|(_, section)| section.line), Some(8));
        assert_eq!(profiles.place("w", "region"), Some((Path::new("credentials"), 1)));
        assert!(!profiles.exists("lost"));
    }
}
