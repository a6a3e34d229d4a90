//! A profile that is asked for and does not exist.

use super::{answered_by, code, is_plain, shown};
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::cause::Cause;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain;
use crate::credentials::profile::{ProfileOrigin, ProfileState};
use crate::credentials::profiles::settings_file::Kind;
use crate::nearest::nearest;

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    let profile = &facts.profile.value;
    if !profile.is_mistaken() {
        return Vec::new();
    }
    misnamed(facts, system).or_else(|| unknown(facts, system)).into_iter().collect()
}

/// It is there, under a heading that means something only in the other file.
fn misnamed(facts: &Facts, system: System) -> Option<Cause> {
    let name = &facts.profile.value.name;
    let (file, section) = facts.written.profiles.misnamed(name)?;
    let right = match file.kind {
        Kind::Config => format!("profile {name}"),
        Kind::Credentials => name.clone(),
    };
    let command = if name.chars().all(|next| next.is_ascii_alphanumeric() || "-_".contains(next)) {
        advice::rename_section(system, &file.path, &section.heading, &right)
    } else {
        advice::edit(system, &file.path)
    };
    let (path, line) = (file.path.display(), section.line);
    let (heading, right) = (shown(&format!("[{}]", section.heading)), shown(&format!("[{right}]")));
    Some(Cause {
        code: code::MISNAMED_PROFILE,
        finding: CheckId::AwsProfile,
        summary: format!(
            "{}, from {}, does not exist: {path} on line {line} says {heading}, which must be {right} in that file{}",
            shown(name),
            facts.profile.value.origin,
            instead(facts)
        ),
        hint: Hint::new("name it as that file has it", [command]),
    })
}

fn unknown(facts: &Facts, system: System) -> Option<Cause> {
    let profile = &facts.profile.value;
    let ProfileState::Missing(known) = &profile.state else { return None };
    let nearest = nearest(&profile.name, known.iter().map(String::as_str));
    let question =
        nearest.map_or_else(String::new, |name| format!("; did you mean {}?", shown(name)));
    let summary = format!(
        "{}, from {}, does not exist; {}{question}{}",
        shown(&profile.name),
        profile.origin,
        there_are(known),
        instead(facts)
    );
    let nearest = nearest.filter(|name| is_plain(name));
    let hint = match (profile.origin, nearest) {
        (ProfileOrigin::Flag, Some(name)) => {
            Hint::new("name the one that is meant", [format!("bootstrap check --profile {name}")])
        }
        (ProfileOrigin::Flag, None) => {
            Hint::new("name one that exists, or none", ["aws configure list-profiles"])
        }
        (_, Some(name)) => {
            Hint::new("name the one that is meant", [advice::export(system, "AWS_PROFILE", name)])
        }
        (_, None) => {
            Hint::new("name one that exists, or none", [advice::unset(system, &["AWS_PROFILE"])])
        }
    };
    Some(Cause { code: code::NO_SUCH_PROFILE, finding: CheckId::AwsProfile, summary, hint })
}

/// Says whose credentials are taken in place of the profile's: the SDKs do not say it.
fn instead(facts: &Facts) -> String {
    let answers = chain::winner(&facts.attempts.value).is_some();
    if answers { format!("; in its place {}", answered_by(facts)) } else { String::new() }
}

fn there_are(known: &[String]) -> String {
    if known.is_empty() {
        return "there are none".to_owned();
    }
    let known: Vec<String> = known.iter().take(5).map(|name| shown(name)).collect();
    format!("there are {}", known.join(", "))
}
