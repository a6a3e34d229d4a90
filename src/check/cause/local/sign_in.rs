//! Sign-ins that a profile needs, and that have expired or have never been.

use super::{code, is_plain, shown, stuck};
use crate::check::catalog::CheckId;
use crate::check::cause::Cause;
use crate::check::finding::Hint;
use crate::credentials::Facts;
use crate::credentials::chain::Provider;
use crate::credentials::profile::ProfileOrigin;
use crate::credentials::sign_ins::{Door, SignIn, State};
use crate::credentials::surroundings::Surrounding;

pub(super) fn of(facts: &Facts) -> Vec<Cause> {
    let is_stuck = stuck(facts) == Some(Provider::Profile);
    facts.written.sign_in.iter().filter(|_| is_stuck).filter_map(|it| cause(it, facts)).collect()
}

fn cause(sign_in: &SignIn, facts: &Facts) -> Option<Cause> {
    let profile = facts.written.lineage.last()?;
    let with = match sign_in.door {
        Door::Sso => "IAM Identity Center",
        Door::Login => "`aws login`",
    };
    let (code, what) = match (&sign_in.state, sign_in.door) {
        (State::Fresh, _) => return None,
        (State::Never, Door::Sso) => {
            (code::SSO_NOT_SIGNED_IN, "nobody has signed in to it here yet".to_owned())
        }
        (State::Never, Door::Login) => {
            (code::LOGIN_NOT_SIGNED_IN, "nobody has signed in with it here yet".to_owned())
        }
        (State::Expired(at), Door::Sso) => {
            (code::SSO_EXPIRED, format!("the sign-in has expired at {at}"))
        }
        (State::Expired(at), Door::Login) => (
            code::LOGIN_EXPIRED,
            format!("the sign-in has expired at {at}, and could not be renewed"),
        ),
        (State::Useless, _) => (
            code::SIGN_IN_UNREADABLE,
            format!("what the last sign-in has left is of no use: {}", sign_in.path.display()),
        ),
        (State::Unreadable(reason), _) => (
            code::SIGN_IN_UNREADABLE,
            format!(
                "what the last sign-in has left cannot be read: {}: {reason}",
                sign_in.path.display()
            ),
        ),
    };
    Some(Cause {
        code,
        finding: CheckId::AwsCredentials,
        summary: format!("the profile {} needs {with}, and {what}", shown(profile)),
        hint: Hint::new("sign in", [command(sign_in.door, profile, facts)]),
    })
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
pub(super) fn is_remote(facts: &Facts) -> bool {
    let nearest = facts.surroundings.first().map(|sign| sign.surrounding);
    !matches!(nearest, None | Some(Surrounding::OwnMachine | Surrounding::Wsl))
}
