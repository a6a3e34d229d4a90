//! A clock that is wrong: AWS refuses what is signed too early or too late.

use super::{Cause, code};
use crate::check::catalog::CheckId;
use crate::check::finding::Hint;
use crate::check::system::System;
use crate::credentials::surroundings::Surrounding;
use crate::credentials::{Facts, Identity};

/// From here on it is worth a word, in seconds.
const NOTABLE: u64 = 60;

/// From here on AWS refuses, in seconds.
const REFUSED: u64 = 300;

pub(super) fn of(facts: &Facts, system: System) -> Vec<Cause> {
    let Some(ahead) = facts.ahead.filter(|ahead| ahead.unsigned_abs() > NOTABLE) else {
        return Vec::new();
    };
    let consequence = match &facts.identity.value {
        Identity::Known(_) if !is_refused(facts) => {
            "from 5 min on AWS refuses what is signed with it"
        }
        Identity::Known(_) => "AWS refuses what is signed with it",
        // What is not AWS may say any time.
        Identity::Failed(failure) if failure.code.is_some() && is_refused(facts) => {
            "AWS refuses what is signed with it"
        }
        _ => return Vec::new(),
    };
    let side = if ahead > 0 { "ahead of" } else { "behind" };
    let summary = format!(
        "the clock of this machine is {} {side} AWS's; {consequence}",
        duration(ahead.unsigned_abs())
    );
    let hint =
        Hint::new("set the clock, then check again", [set(facts, system), "bootstrap check"]);
    vec![Cause { code: code::CLOCK_SKEW, finding: CheckId::AwsIdentity, summary, hint }]
}

/// Tells whether AWS refuses what is signed with this clock.
pub(super) fn is_refused(facts: &Facts) -> bool {
    facts.ahead.is_some_and(|ahead| ahead.unsigned_abs() > REFUSED)
}

fn set(facts: &Facts, system: System) -> &'static str {
    if facts.surroundings.iter().any(|sign| sign.surrounding == Surrounding::Wsl) {
        return "sudo hwclock -s";
    }
    match system {
        System::Windows => "w32tm /resync",
        System::MacOs => "sudo sntp -sS time.apple.com",
        System::Apt => "sudo chronyc makestep || sudo systemctl restart systemd-timesyncd",
        System::Dnf | System::Yum | System::Linux => "sudo chronyc makestep",
    }
}

fn duration(seconds: u64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}
