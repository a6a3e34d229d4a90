//! No Region, or one in quotes.

use super::{code, is_plain, shown};
use crate::aws::barrier::Barrier;
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::cause::Cause;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::{self, Answer, Attempt};
use crate::credentials::profile::{ProfileOrigin, ProfileState};
use crate::credentials::region::{RegionAnswer, RegionName, RegionOrigin};
use crate::credentials::written::is_quoted;

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    let mut causes = of_region(facts, system);
    causes.extend(of_credentials(facts, system));
    causes
}

/// Some providers ask STS themselves, which is another one in each Region. What else may be wrong with them is told
/// before, or by what came back.
fn of_credentials(facts: &Facts, system: System) -> Option<Cause> {
    let Attempt {
        provider,
        answer: Answer::Broken(_),
        // Nothing was asked.
        barrier: None | Some(Barrier::Unclear),
        refusal: None,
        is_unanswered: false,
    } = chain::deciding(&facts.attempts.value)?
    else {
        return None;
    };
    let what = match &facts.region.value {
        RegionAnswer::Found { .. } => return None,
        RegionAnswer::Missing => "no Region is set",
        RegionAnswer::Unknown => "the instance did not say in which one it is (aws.region)",
        RegionAnswer::Malformed { .. } => "what is set is not the name of one (aws.region)",
    };
    provider.needs_region(&facts.profile.value).then(|| Cause {
        code: code::NO_REGION,
        finding: CheckId::AwsCredentials,
        summary: format!(
            "the {provider} is set up and does not work: it asks AWS in a Region, and {what}"
        ),
        hint: name_one(facts, system),
    })
}

fn of_region(facts: &Facts, system: System) -> Vec<Cause> {
    let is_missing = match &facts.region.value {
        RegionAnswer::Missing => true,
        RegionAnswer::Unknown => {
            facts.profile.value.unread().is_none() && !facts.expects_metadata()
        }
        RegionAnswer::Malformed { text, origin } if is_quoted(text) => {
            return vec![quoted(text, *origin, facts, system)];
        }
        RegionAnswer::Malformed { .. } | RegionAnswer::Found { .. } => false,
    };
    is_missing.then(|| missing(facts, system)).into_iter().collect()
}

fn missing(facts: &Facts, system: System) -> Cause {
    let profile = &facts.profile.value;
    let says = if matches!(profile.state, ProfileState::Exists { .. }) {
        format!(", and the profile {} names none", shown(&profile.name))
    } else {
        String::new()
    };
    Cause {
        code: code::NO_REGION,
        finding: CheckId::AwsRegion,
        summary: format!("no Region is set{says}"),
        hint: name_one(facts, system),
    }
}

fn name_one(facts: &Facts, system: System) -> Hint {
    if let Some(origin @ (RegionOrigin::AwsRegion | RegionOrigin::AwsDefaultRegion)) =
        facts.region.value.origin()
    {
        let command = advice::name_region(system, Some(origin), &likely(facts).0);
        return Hint::new("name one that can be", [command]);
    }
    let profile = &facts.profile.value;
    let exists = matches!(profile.state, ProfileState::Exists { .. });
    let (region, why) = likely(facts);
    let mut commands = vec![advice::export(system, "AWS_DEFAULT_REGION", &region)];
    if exists && is_plain(&profile.name) && profile.origin == ProfileOrigin::Default {
        commands.push(format!("aws configure set region {region}"));
    } else if exists && is_plain(&profile.name) {
        commands.push(format!("aws configure set region {region} --profile {}", profile.name));
    }
    let prose = if commands.len() > 1 {
        format!("name one, here or for good{why}")
    } else {
        format!("name one, for all tools{why}")
    };
    Hint::new(prose, commands)
}

/// Returns a Region that somebody has named here, elsewhere than where it counts.
fn likely(facts: &Facts) -> (String, String) {
    let profiles = &facts.written.profiles;
    let lineage = facts.written.lineage.visited.iter().map(String::as_str);
    let named = lineage.chain(profiles.names()).find_map(|name| {
        let region: RegionName = profiles.setting(name, "region")?.parse().ok()?;
        Some((name, region))
    });
    named.map_or_else(
        || ("eu-west-1".to_owned(), String::new()),
        |(name, region)| {
            (region.to_string(), format!("; this is that of the profile {}", shown(name)))
        },
    )
}

fn quoted(text: &str, origin: RegionOrigin, facts: &Facts, system: System) -> Cause {
    let quote = |next: char| "\"'\u{201c}\u{201d}\u{2018}\u{2019}".contains(next);
    let bare = text.trim_matches(quote).parse::<RegionName>().ok();
    let bare = bare.map_or_else(|| "eu-west-1".to_owned(), |name| name.to_string());
    let command = match origin {
        RegionOrigin::Profile => {
            let place = facts.written.profiles.place(&facts.profile.value.name, "region");
            advice::edit(system, place.map_or(&facts.paths.config, |(path, _)| path))
        }
        _ => advice::name_region(system, Some(origin), &bare),
    };
    Cause {
        code: code::QUOTED_VALUE,
        finding: CheckId::AwsRegion,
        summary: format!("{text}, from {origin}, has quotes, which are taken for a part of it"),
        hint: Hint::new("name it without quotes", [command]),
    }
}
