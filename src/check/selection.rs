//! AWS: the profile and the Region that are meant.

use super::advice;
use super::catalog::CheckId;
use super::finding::{Finding, Hint};
use super::system::System;
use crate::credentials::Facts;
use crate::credentials::files::{Obstacle, Unreadable};
use crate::credentials::profile::{ProfileOrigin, ProfileState};
use crate::credentials::region::{RegionAnswer, RegionOrigin};

pub(crate) fn profile(facts: &Facts, system: System) -> Finding {
    let id = CheckId::AwsProfile;
    let profile = &facts.profile.value;
    if let Some(file) = profile.unread().or(profile.unreadable.as_ref()) {
        return unreadable(file, system).taking(facts.profile.took);
    }
    let (name, origin) = (&profile.name, profile.origin);
    let finding = match &profile.state {
        ProfileState::Exists { .. } if origin == ProfileOrigin::Default => {
            Finding::pass(id, format!("`{name}`, since no other is named"))
        }
        ProfileState::Exists { .. } => Finding::pass(id, format!("`{name}`, from {origin}")),
        ProfileState::Malformed(place) => Finding::fail(
            id,
            format!("a file of profiles cannot be read: {place}"),
            Hint::new("open it at that line", [advice::edit(system, facts.paths.named_in(place))]),
        ),
        ProfileState::Unread(file) => unreadable(file, system),
        ProfileState::Missing(_) if origin == ProfileOrigin::Default => {
            Finding::skip(id, "none is named, and there is no `default`")
        }
        ProfileState::Missing(known) => Finding::fail(
            id,
            format!("`{name}`, from {origin}, does not exist; {}", there_are(known)),
            Hint::new(
                "name one that exists, or none",
                [match origin {
                    ProfileOrigin::Flag => "aws configure list-profiles".to_owned(),
                    _ => advice::unset(system, "AWS_PROFILE"),
                }],
            ),
        ),
    };
    let known = match &profile.state {
        ProfileState::Missing(known) => known.as_slice(),
        _ => &[],
    };
    finding
        .fact("name", name)
        .fact("origin", origin)
        .fact("known", known)
        .taking(facts.profile.took)
}

fn unreadable(file: &Unreadable, system: System) -> Finding {
    let id = CheckId::AwsProfile;
    let Unreadable { path, reason, obstacle } = file;
    let summary = format!("{} cannot be read: {reason}", path.display());
    let look = Hint::new("see what is there instead of a file", [advice::look_at(system, path)]);
    let own = Hint::new("make it yours to read", [advice::make_readable(system, path)]);
    match obstacle {
        Obstacle::Endless => Finding::unknown(id, summary, look),
        Obstacle::Refused => {
            Finding::fail(id, format!("{summary}; the SDKs take it for empty"), look)
        }
        Obstacle::Forbidden => {
            Finding::fail(id, format!("{summary}; the SDKs take it for empty"), own)
        }
    }
}

fn there_are(known: &[String]) -> String {
    if known.is_empty() {
        return "there are none".to_owned();
    }
    let known: Vec<String> =
        known.iter().take(5).map(|name| format!("`{}`", crate::foreign::harmless(name))).collect();
    format!("there are {}", known.join(", "))
}

pub(crate) fn region(facts: &Facts, system: System) -> Finding {
    let id = CheckId::AwsRegion;
    let name_one = || {
        Hint::new(
            "name one, for all tools",
            [advice::export(system, "AWS_DEFAULT_REGION", "eu-west-1")],
        )
    };
    let finding = match &facts.region.value {
        // SAM CLI asks botocore, which reads AWS_DEFAULT_REGION and the profile, and not AWS_REGION.
        RegionAnswer::Found { name, origin }
            if *origin == RegionOrigin::AwsRegion && !facts.default_region =>
        {
            Finding::warn(
                id,
                format!("{name}, from AWS_REGION, which SAM CLI does not read"),
                Hint::new(
                    "name it for SAM CLI too",
                    [advice::export(system, "AWS_DEFAULT_REGION", name.as_str())],
                ),
            )
        }
        RegionAnswer::Found { name, origin } => Finding::pass(id, format!("{name}, from {origin}")),
        RegionAnswer::Malformed { text, origin } => {
            let mut hint = name_one();
            if *origin == RegionOrigin::AwsRegion {
                // It comes before the one that is to be named.
                hint.commands.insert(0, advice::unset(system, "AWS_REGION"));
            }
            let summary = format!("\"{text}\", from {origin}, is not the name of a Region");
            Finding::fail(id, summary, hint)
        }
        RegionAnswer::Missing => Finding::fail(id, "no Region is set", name_one()),
        RegionAnswer::Unknown if facts.profile.value.unread().is_some() => {
            Finding::skip(id, "not looked for where a profile cannot be read (aws.profile)")
        }
        RegionAnswer::Unknown if !facts.expects_metadata() => {
            Finding::fail(id, "no Region is set", name_one())
        }
        RegionAnswer::Unknown => Finding::unknown(
            id,
            "no Region is set, and the instance metadata service could not be asked",
            name_one(),
        ),
    };
    let finding = match &facts.region.value {
        RegionAnswer::Found { name, origin } => finding.fact("region", name).fact("origin", origin),
        RegionAnswer::Malformed { origin, .. } => finding.fact("origin", origin),
        RegionAnswer::Missing | RegionAnswer::Unknown => finding,
    };
    finding.taking(facts.region.took)
}
