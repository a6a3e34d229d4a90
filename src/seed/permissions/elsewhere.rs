//! What a policy says of values that are copied from another Region, or by way of a role or a profile.

use std::collections::BTreeSet;

use super::{Copy, Resources, Statement, Subject};
use crate::foreign;

/// Allows what is done with the credentials that the policy is for: reading in other Regions, and taking on roles.
pub(super) fn statements(subject: &Subject<'_>, resources: &Resources<'_>) -> Vec<Statement> {
    let ours = subject.elsewhere.iter().filter(|copy| copy.profile.is_none());
    let (mut read, mut roles) = (BTreeSet::new(), BTreeSet::new());
    for copy in ours {
        match (&copy.role_arn, &copy.region) {
            (Some(role), _) => drop(roles.insert(role.clone())),
            (None, Some(region)) => drop(read.insert(resources.source(&copy.name, region))),
            (None, None) => {}
        }
    }
    vec![
        Statement::new(
            "ReadSourcesElsewhere",
            &["ssm:GetParameters"],
            read.into_iter().collect(),
            "values are taken from them, in another Region",
        ),
        Statement::new(
            "AssumeRoles",
            &["sts:AssumeRole"],
            roles.into_iter().collect(),
            "values are read with these roles",
        ),
    ]
}

/// Says what others need, of whom this policy is not, and what is not known of the sources.
pub(super) fn remarks(subject: &Subject<'_>) -> Vec<String> {
    let others: BTreeSet<String> =
        subject.elsewhere.iter().filter_map(|copy| other(copy)).collect();
    let has_sources = !subject.sources.is_empty() || !subject.elsewhere.is_empty();
    let keys = has_sources.then(|| {
        "keys of sources: a value that is copied from a SecureString under a key of one's own \
         needs `kms:Decrypt` on that key, with `--no-read`, too"
            .to_owned()
    });
    others.into_iter().chain(keys).collect()
}

fn other(copy: &Copy) -> Option<String> {
    let who = match (&copy.role_arn, &copy.profile) {
        (Some(role), _) => format!("the role `{}`", foreign::escaped(role)),
        (None, Some(profile)) => format!("the profile `{}`", foreign::escaped(profile)),
        (None, None) => return None,
    };
    let role = match (&copy.role_arn, &copy.profile) {
        (Some(_), Some(profile)) => {
            format!(", and the profile `{}` `sts:AssumeRole` on it", foreign::escaped(profile))
        }
        _ => String::new(),
    };
    Some(format!("{who} needs `ssm:GetParameters` on `{}`{role}", copy.name))
}
