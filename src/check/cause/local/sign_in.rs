//! Sign-ins that a profile needs, and that have expired or have never been.

use super::{code, is_plain, shown, stuck};
use crate::check::advice;
use crate::check::catalog::CheckId;
use crate::check::cause::Cause;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::Facts;
use crate::credentials::chain::Provider;
use crate::credentials::profile::ProfileOrigin;
use crate::credentials::sign_ins::{Door, SignIn, State};
use crate::credentials::surroundings::Surrounding;

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    let is_stuck = stuck(facts) == Some(Provider::Profile);
    facts
        .written
        .sign_in
        .iter()
        .filter(|_| is_stuck)
        .filter_map(|it| cause(it, facts, system))
        .collect()
}

fn cause(sign_in: &SignIn, facts: &Facts, system: System) -> Option<Cause> {
    let profile = facts.written.lineage.last()?;
    let path = sign_in.path.display();
    let (code, what) = match (&sign_in.state, sign_in.door) {
        (State::Fresh, _) => return None,
        (State::Never, Door::Sso) => (code::SSO_NOT_SIGNED_IN, NEVER.to_owned()),
        (State::Never, Door::Login) => (code::LOGIN_NOT_SIGNED_IN, NEVER.to_owned()),
        (State::Expired(at), Door::Sso) => (code::SSO_EXPIRED, expired(at)),
        (State::Expired(at), Door::Login) => (code::LOGIN_EXPIRED, expired(at)),
        (State::Useless, _) => (
            code::SIGN_IN_UNREADABLE,
            format!("what the last sign-in has left is of no use: {path}"),
        ),
        (State::Unreadable(reason), _) => (
            code::SIGN_IN_UNREADABLE,
            format!("what the last sign-in has left cannot be read: {path}: {reason}"),
        ),
    };
    let with = match sign_in.door {
        Door::Sso => "`aws sso login`",
        Door::Login => "`aws login`",
    };
    let command = command(sign_in.door, profile, facts);
    let hint = match &sign_in.state {
        State::Unreadable(_) => Hint::new(
            "see what is there in place of a file of your own, then sign in again",
            [advice::look_at(system, &sign_in.path), command],
        ),
        _ => Hint::new("sign in", [command]),
    };
    Some(Cause {
        code,
        finding: CheckId::AwsCredentials,
        summary: format!("the profile {} is signed in with {with}, and {what}", shown(profile)),
        hint,
    })
}

const NEVER: &str = "nobody has done that here yet";

fn expired(at: &str) -> String {
    format!("the sign-in has expired at {at} and was not renewed")
}

/// Writes down how to sign in, with a browser of another machine where there is likely none.
fn command(door: Door, profile: &str, facts: &Facts) -> String {
    let is_remote = is_remote(facts);
    let command = match (door, is_remote) {
        (Door::Sso, false) => "aws sso login",
        (Door::Sso, true) => "aws sso login --use-device-code",
        (Door::Login, false) => "aws login",
        (Door::Login, true) => "aws login --remote",
    };
    let is_default = profile == "default" && facts.profile.value.origin == ProfileOrigin::Default;
    if is_default || !is_plain(profile) {
        command.to_owned()
    } else {
        format!("{command} --profile {profile}")
    }
}

/// Tells whether there is likely no browser here.
fn is_remote(facts: &Facts) -> bool {
    let nearest = facts.surroundings.first().map(|sign| sign.surrounding);
    !matches!(
        nearest,
        None | Some(Surrounding::OwnMachine | Surrounding::Wsl | Surrounding::VscodeServer)
    )
}
