//! How to go over from the credentials that Cloud9 manages to the instance's role.

use super::between::Obstacle;
use super::region::LostRegion;
use super::role::Role;
use super::steps::{self, CHECK, FIX};
use crate::check::advice;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::verdict::{Evidence, Meaning};
use crate::credentials::{Facts, Identity};

/// The order matters: only the owner, whom the managed credentials stand for, may turn them off; and whoever turns
/// them off before a role answers has no credentials left.
pub(super) fn leave(facts: &Facts, evidence: &Evidence, system: System) -> Hint {
    if evidence.is_of_another_file() {
        return use_no_copy(system);
    }
    if matches!(facts.identity.value, Identity::Failed(_)) {
        let first = "first see what `aws.identity` says, and what is to be done about that";
        return Hint::new(first, ["bootstrap check aws.identity"]);
    }
    match before_leaving(facts, system) {
        Some(Hint { prose, commands }) => {
            let commands = commands.into_iter().chain([CHECK.to_owned()]);
            Hint::new(format!("turn nothing off yet; {prose}"), commands)
        }
        None => use_role(facts, evidence, system),
    }
}

/// Says how to come to fresh ones: there is one list, with both ways out.
pub(crate) fn renew_or_leave(facts: &Facts, system: System) -> Hint {
    if facts.evidence().is_of_another_file() {
        return use_no_copy(system);
    }
    let renewed = "Cloud9 renews its credentials only while the environment's owner has the IDE open, and not in a private subnet: reload the tab, and check again";
    let check = || [CHECK.to_owned()].into_iter();
    // Whatever else is wrong with them has to be mended first.
    if !facts.is_refused() {
        return Hint::new(renewed, check());
    }
    if let Some(Hint { prose, commands }) = before_leaving(facts, system) {
        let prose = format!(
            "{renewed}; or, to use a role in their place, from a machine that may: {prose}; then the owner turns them off in the IDE"
        );
        return Hint::new(prose, check().chain(commands));
    }
    let (rest, command) = take_away(facts, system);
    let prose = format!(
        "{renewed}; or, since a role is attached, the owner turns them off there (Preferences, AWS Settings, Credentials): wait a minute, then {rest}"
    );
    Hint::new(prose, check().chain([command]))
}

fn use_no_copy(system: System) -> Hint {
    Hint::new(
        "Cloud9 writes `~/.aws/credentials` and no other file, and nobody renews a copy: name no file to use what is there",
        [advice::unset(system, &["AWS_SHARED_CREDENTIALS_FILE"]), CHECK.to_owned()],
    )
}

/// Returns what keeps the role from answering, even without the file.
fn before_leaving(facts: &Facts, system: System) -> Option<Hint> {
    toward_role(facts).or_else(|| {
        let obstacle = Obstacle::before_the_role(facts)?;
        let prose = format!("{obstacle} comes before the role: take that out of the way first");
        Some(Hint::new(prose, [obstacle.removal(system)]))
    })
}

/// Says how to come to a role of the instance; nothing where one answers.
pub(crate) fn toward_role(facts: &Facts) -> Option<Hint> {
    let named = "with the name of one of these profiles in place of PROFILE";
    let (prose, commands) = match Role::behind(facts) {
        Role::Answers => return None,
        Role::OnlySessionManager => (
            format!(
                "the attached role, AWSCloud9SSMAccessRole, is only good for Session Manager: replace it first, {named}"
            ),
            steps::replace_profile(facts).to_vec(),
        ),
        Role::Refused(reason) => (
            format!(
                "the attached role gives no credentials ({reason}): mend that first, from a machine that may"
            ),
            vec![steps::look_at_role(facts)],
        ),
        Role::NotAttached => {
            (format!("attach a role first, {named}"), steps::attach_profile(facts).to_vec())
        }
        Role::NotAsked => (
            "see first whether a role is attached; the instance was not asked".to_owned(),
            vec![steps::associations(facts)],
        ),
        Role::Unknown => (
            "see first whether a role is attached; the instance did not say".to_owned(),
            vec![steps::associations(facts)],
        ),
    };
    Some(Hint { prose, commands })
}

/// What is left to do depends on what Cloud9 has done already, and on who may ask it.
fn use_role(facts: &Facts, evidence: &Evidence, system: System) -> Hint {
    let owner = match evidence.cloud9_means() {
        Some(Meaning::Leaving) => {
            return Hint::new(
                "a role is attached, and Cloud9 is removing its credentials: wait a minute, then check again",
                [CHECK],
            );
        }
        Some(Meaning::OnForOthers(owner)) => {
            let prose = format!(
                "a role is attached; only the environment's owner, {owner}, may turn the managed credentials off, in the IDE (Preferences, AWS Settings, Credentials): let them do that, wait a minute, then check again"
            );
            return Hint::new(prose, [CHECK]);
        }
        Some(Meaning::Off) => None,
        _ if has_others(facts) => return keep_others(facts, system),
        Some(Meaning::OnForUs) => Some("you are the environment's owner, who may"),
        Some(Meaning::Unclear) | None => Some("only the environment's owner may"),
    };
    let (rest, take) = take_away(facts, system);
    let Some(owner) = owner else {
        return by_hand(facts, rest, take);
    };
    let turn_off = format!(
        "turn the managed credentials off to use it ({owner}), wait a minute, then {rest}, if it is still there"
    );
    by_hand(facts, &turn_off, format!("{} && sleep 60 && {take}", steps::disable(facts)))
}

/// Adds what does it all, step by step, and what must be done before.
fn by_hand(facts: &Facts, what: &str, command: String) -> Hint {
    let region = LostRegion::without_the_file(facts);
    let is_first = region.as_ref().is_some_and(|region| !region.fits);
    let (fix, or) = if facts.place.environment_id.is_some() && !has_others(facts) {
        (
            Some(FIX.to_owned()),
            "go over to it with `--fix`, which asks before each step; or by hand: ",
        )
    } else {
        (None, "")
    };
    let keep = if region.is_some() { "keep the Region, which only this file names; " } else { "" };
    let region = region.map(|region| region.command());
    let (before, after) = if is_first { (region, None) } else { (None, region) };
    let commands = before.into_iter().chain(fix).chain(after).chain([command, CHECK.to_owned()]);
    Hint::new(format!("a role is attached: {or}{keep}{what}"), commands)
}

/// Tells whether there is more in the file than Cloud9 has written.
pub(crate) fn has_others(facts: &Facts) -> bool {
    facts.file.form().is_some_and(|form| form.sections.len() > 1)
}

/// Turning them off may delete the file, with all that is in it.
fn keep_others(facts: &Facts, system: System) -> Hint {
    let (path, config) = (facts.file.path.display(), facts.paths.config.display());
    let prose = format!(
        "turn nothing off yet: Cloud9 may delete the file, which has other profiles, too; copy it, move the others to {config} as `[profile NAME]`, then check again"
    );
    let copy = format!("cp -p \"{path}\" \"{path}.mine\"");
    Hint::new(prose, [copy, advice::edit(system, &facts.file.path), CHECK.to_owned()])
}

/// The file stays in the way of the role. It is moved, never deleted, and only when nothing else is in it.
fn take_away(facts: &Facts, system: System) -> (&'static str, String) {
    let path = &facts.file.path;
    if has_others(facts) {
        let prose = "take `[default]` out of the file, which has other profiles, too";
        return (prose, advice::edit(system, path));
    }
    let path = path.display();
    ("move the file out of its way", format!("mv \"{path}\" \"{path}.cloud9\""))
}
