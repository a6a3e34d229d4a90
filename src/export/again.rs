//! The command that leads to the same store once more, for hints that are pasted.

use std::fmt;

use crate::cli::{AwsArgs, ExportArgs};
use crate::new::profile::ProfileName;

/// The flags that chose a store, each with a space before it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Again(String);

impl Again {
    pub(super) fn of(arguments: &ExportArgs, aws: &AwsArgs) -> Self {
        let mut flags = String::new();
        if arguments.local {
            flags.push_str(" --local");
        }
        if let Some(profile) = &aws.profile {
            // What cannot be written as a word is left to whoever knows it.
            let word =
                profile.parse().map_or("NAME".to_owned(), |name: ProfileName| name.as_word());
            flags.push_str(" --profile ");
            flags.push_str(&word);
        }
        if let Some(region) = &aws.region {
            flags.push_str(" --region ");
            flags.push_str(region.as_str());
        }
        Self(flags)
    }
}

impl fmt::Display for Again {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
