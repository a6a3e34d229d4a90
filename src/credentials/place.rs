//! Where we run, from local evidence alone: no network, and no variable that only some shells have.

use std::fs;
use std::path::Path;

use crate::environment::Environment;

/// What the machine itself says about where it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Place {
    /// Signs of a Cloud9 environment, as sentences' beginnings: "`C9_PID` is set".
    pub(crate) cloud9: Vec<String>,
    /// The id of the Cloud9 environment, in terminals of its IDE.
    pub(crate) environment_id: Option<String>,
    /// The id of the EC2 instance, from its firmware.
    pub(crate) instance_id: Option<String>,
    /// Who made the machine, from its firmware.
    pub(crate) vendor: Option<String>,
}

/// Variables that the Cloud9 IDE gives its terminals. Undocumented, seen in many workshops' scripts.
const VARIABLES: [&str; 4] = ["C9_PID", "C9_USER", "C9_PROJECT", "C9_HOSTNAME"];

/// Files that Cloud9 puts on the EC2 instances it starts, there in every shell.
const HOME_FILES: [&str; 2] = [".c9/stop-if-inactive.sh", ".c9/autoshutdown-configuration"];
const SYSTEM_FILE: &str = "etc/cron.d/c9-automatic-shutdown";

impl Place {
    /// Looks around, below `root` (the file system's own, but for tests).
    pub(crate) fn look(environment: &Environment, root: &Path) -> Self {
        let firmware = |name: &str| {
            let text =
                fs::read_to_string(root.join("sys/devices/virtual/dmi/id").join(name)).ok()?;
            Some(crate::foreign::first_line(&text)).filter(|text| !text.is_empty())
        };
        Self {
            cloud9: signs_of_cloud9(environment, root),
            environment_id: environment
                .text("C9_PID")
                .filter(|id| is_environment_id(id))
                .map(str::to_owned),
            instance_id: firmware("board_asset_tag").filter(|tag| is_instance_id(tag)),
            vendor: firmware("sys_vendor"),
        }
    }

    pub(crate) fn is_cloud9(&self) -> bool {
        !self.cloud9.is_empty()
    }

    /// Tells whether instance metadata may be expected here. Only another maker's name rules it out.
    pub(crate) fn may_be_ec2(&self) -> bool {
        self.is_cloud9()
            || self.instance_id.is_some()
            || self
                .vendor
                .as_deref()
                .is_none_or(|vendor| vendor.contains("Amazon") || vendor.contains("Xen"))
    }
}

/// Tells whether a text can stand in a command as the id of a Cloud9 environment.
fn is_environment_id(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Tells whether a text has the shape of an EC2 instance's id.
pub(crate) fn is_instance_id(text: &str) -> bool {
    text.strip_prefix("i-").is_some_and(|id| {
        (8..=17).contains(&id.len())
            && id.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn signs_of_cloud9(environment: &Environment, root: &Path) -> Vec<String> {
    let mut signs: Vec<String> = VARIABLES
        .iter()
        .filter(|name| environment.text(name).is_some())
        .map(|name| format!("`{name}` is set"))
        .collect();
    let in_home = HOME_FILES.iter().filter_map(|file| Some(environment.home()?.join(file)));
    let files = in_home.chain([root.join(SYSTEM_FILE)]).filter(|file| file.exists());
    signs.extend(files.map(|file| format!("`{}` is there", file.display())));
    signs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cloud9_is_told_by_its_variables_or_by_its_files() {
        let home = tempfile::tempdir().unwrap();
        let plain = [("HOME", home.path().to_str().unwrap())];
        assert!(!Place::look(&Environment::of(&plain), home.path()).is_cloud9());

        let terminal = Environment::of(&[("C9_PID", "0123abcd")]);
        assert_eq!(Place::look(&terminal, home.path()).cloud9, ["`C9_PID` is set"]);

        fs::create_dir(home.path().join(".c9")).unwrap();
        assert!(
            !Place::look(&Environment::of(&plain), home.path()).is_cloud9(),
            "the folder alone stays behind"
        );
        fs::write(home.path().join(".c9/stop-if-inactive.sh"), "").unwrap();
        assert!(Place::look(&Environment::of(&plain), home.path()).is_cloud9());
    }

    #[test]
    fn the_firmware_knows_the_instance() {
        let root = tempfile::tempdir().unwrap();
        let firmware = root.path().join("sys/devices/virtual/dmi/id");
        fs::create_dir_all(&firmware).unwrap();
        fs::write(firmware.join("board_asset_tag"), "i-0de86dc17afe771ba\n").unwrap();
        fs::write(firmware.join("sys_vendor"), "Amazon EC2\n").unwrap();

        let place = Place::look(&Environment::of(&[]), root.path());

        assert_eq!(place.instance_id.as_deref(), Some("i-0de86dc17afe771ba"));
        assert!(place.may_be_ec2());
    }

    #[test]
    fn only_another_maker_rules_ec2_out() {
        let made_by =
            |vendor: Option<&str>| Place { vendor: vendor.map(str::to_owned), ..Place::default() };

        assert!(!made_by(Some("LENOVO")).may_be_ec2());
        assert!(made_by(None).may_be_ec2());
    }

    #[test]
    fn instance_ids_are_hexadecimal() {
        assert!(is_instance_id("i-0de86dc17afe771ba") && is_instance_id("i-1a2b3c4d"));
        assert!(
            !is_instance_id("i-master") && !is_instance_id("MasterKey") && !is_instance_id("i-")
        );
    }
}
