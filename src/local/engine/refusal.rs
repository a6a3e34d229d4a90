//! Why a request is not done, in the words that AWS has for it.

use std::fmt;

/// An answer that is an error. It may name names; it never repeats a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: &'static str,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(code: &'static str, message: impl fmt::Display) -> Self {
        Self { code, message: message.to_string() }
    }

    /// What the service's model forbids, and whatever has no error of its own.
    pub(super) fn validation(message: impl fmt::Display) -> Self {
        Self::new("ValidationException", message)
    }

    pub(super) fn not_found(name: &str) -> Self {
        Self::new("ParameterNotFound", format_args!("there is no parameter `{name}`"))
    }

    pub(super) fn version_not_found(name: &str, version: impl fmt::Display) -> Self {
        Self::new(
            "ParameterVersionNotFound",
            format_args!("the parameter `{name}` has no version `{version}`"),
        )
    }

    /// Returns the HTTP status that goes with it.
    pub(crate) fn status(&self) -> u16 {
        if self.code == "InternalServerError" { 500 } else { 400 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_servers_own_fault_is_a_500() {
        assert_eq!(Refusal::validation("x").status(), 400);
        assert_eq!(Refusal::new("InternalServerError", "x").status(), 500);
    }
}
