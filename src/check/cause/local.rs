//! Causes that this machine knows of: variables, files, profiles, earlier sign-ins.

use super::Cause;
use crate::check::system::System;
use crate::credentials::Facts;

pub(crate) fn of(_facts: &Facts, _system: System) -> Vec<Cause> {
    Vec::new()
}
