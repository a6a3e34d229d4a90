//! AWS: the profile and the Region that are meant.

use super::advice;
use super::catalog::CheckId;
use super::cause;
use super::finding::{Finding, Hint};
use super::system::System;
use crate::credentials::Facts;
use crate::credentials::files::{Obstacle, Unreadable};
use crate::credentials::profile::{Instead, Profile, ProfileOrigin, ProfileState};
use crate::credentials::region::{RegionAnswer, RegionName, RegionOrigin};

pub(crate) fn profile(facts: &Facts, system: System) -> Finding {
    let id = CheckId::AwsProfile;
    let profile = &facts.profile.value;
    if let Some(file) = profile.unread().or(profile.unreadable.as_ref()) {
        return unreadable(file, system).taking(facts.profile.took);
    }
    let (name, origin) = (&profile.name, profile.origin);
    let finding = match (&profile.state, &profile.instead) {
        (ProfileState::Exists { .. }, Some(instead)) => mixed(profile, instead, system),
        (ProfileState::Missing(_), Some(instead)) if origin == ProfileOrigin::Default => {
            mixed(profile, instead, system)
        }
        (ProfileState::Exists { .. }, None) => cause::of_lost_file(facts, system)
            .unwrap_or_else(|| Finding::pass(id, selected(profile))),
        (ProfileState::Malformed(place), _) => Finding::fail(
            id,
            format!("a file of profiles cannot be read: {place}"),
            Hint::new("open it at that line", [advice::edit(system, facts.paths.named_in(place))]),
        ),
        (ProfileState::Unread(file), _) => unreadable(file, system),
        (ProfileState::Missing(_), None) if origin == ProfileOrigin::Default => {
            cause::of_lost_file(facts, system)
                .unwrap_or_else(|| Finding::skip(id, "none is named, and there is no `default`"))
        }
        // Its cause says what there is.
        (ProfileState::Missing(_), _) => Finding::fail(
            id,
            format!("`{name}`, from {origin}, does not exist"),
            Hint::new("name one that exists, or none", ["aws configure list-profiles"]),
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

fn selected(profile: &Profile) -> String {
    match profile.origin {
        ProfileOrigin::Default => format!("`{}`, since no other is named", profile.name),
        origin => format!("`{}`, from {origin}", profile.name),
    }
}

/// Others take another profile, so that what is found out about this one is not true of theirs.
fn mixed(profile: &Profile, instead: &Instead, system: System) -> Finding {
    let missing = if instead.exists == Some(false) { ", which does not exist" } else { "" };
    let summary = format!(
        "{}; SAM CLI and the AWS CLI take `{}`, from AWS_DEFAULT_PROFILE{missing}",
        selected(profile),
        crate::foreign::harmless(&instead.name)
    );
    let is_meant = profile.origin == ProfileOrigin::Default
        && instead.exists == Some(true)
        && cause::is_plain(&instead.name);
    let command = if is_meant {
        advice::export(system, "AWS_PROFILE", &instead.name)
    } else {
        advice::unset(system, &["AWS_DEFAULT_PROFILE"])
    };
    let hint = Hint::new("let all tools take the same", [command]);
    Finding::warn(CheckId::AwsProfile, summary, hint).leaving_open()
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

pub(crate) fn region(facts: &Facts, system: System) -> Finding {
    let id = CheckId::AwsRegion;
    let name_one = || {
        Hint::new(
            "name one, for all tools",
            [advice::export(system, "AWS_DEFAULT_REGION", "eu-west-1")],
        )
    };
    let finding = match &facts.region.value {
        RegionAnswer::Found { name, origin } => {
            let found = format!("{name}, from {origin}");
            match misread(facts, name) {
                None => Finding::pass(id, found),
                Some(misread) => {
                    let same = advice::export(system, "AWS_DEFAULT_REGION", name.as_str());
                    let hint = Hint::new("name it for SAM CLI too", [same]);
                    Finding::warn(id, found + &misread, hint).leaving_open()
                }
            }
        }
        RegionAnswer::Malformed { text, origin } => {
            let mut hint = name_one();
            if *origin == RegionOrigin::AwsRegion {
                // It comes before the one that is to be named.
                hint.commands.insert(0, advice::unset(system, &["AWS_REGION"]));
            }
            let summary = format!("\"{text}\", from {origin}, is not the name of a Region");
            Finding::fail(id, summary, hint)
        }
        RegionAnswer::Unknown if facts.profile.value.unread().is_some() => {
            Finding::skip(id, "not looked for where a profile cannot be read (aws.profile)")
        }
        RegionAnswer::Unknown if facts.expects_metadata() => Finding::unknown(
            id,
            "no Region is set, and the instance metadata service could not be asked",
            name_one(),
        ),
        RegionAnswer::Missing | RegionAnswer::Unknown => {
            Finding::fail(id, "no Region is set", name_one())
        }
    };
    let of_sam = match &facts.region_of_sam {
        RegionAnswer::Found { name, .. } => Some(name),
        _ => None,
    };
    let finding = finding.fact("region_of_sam", of_sam);
    let finding = match &facts.region.value {
        RegionAnswer::Found { name, origin } => finding.fact("region", name).fact("origin", origin),
        RegionAnswer::Malformed { origin, .. } => finding.fact("origin", origin),
        RegionAnswer::Missing | RegionAnswer::Unknown => finding,
    };
    finding.taking(facts.region.took)
}

/// Tells what SAM CLI takes in place of a Region that it does not find.
fn misread(facts: &Facts, region: &RegionName) -> Option<String> {
    match &facts.region_of_sam {
        RegionAnswer::Found { name, .. } if name == region => None,
        RegionAnswer::Found { name, origin } => {
            Some(format!("; SAM CLI takes {name}, from {origin}"))
        }
        RegionAnswer::Malformed { text, origin } => Some(format!(
            "; SAM CLI takes \"{text}\", from {origin}, which is not the name of a Region"
        )),
        RegionAnswer::Missing => Some(", which SAM CLI does not read".to_owned()),
        // That a profile cannot be read is said of the profile.
        RegionAnswer::Unknown => None,
    }
}
