//! The variables that an exported manifest takes values from, where it has none itself.

use std::collections::BTreeSet;

use crate::parameter::name::ParameterName;

/// Begins the names of those that would have only one word: `PATH` and `HOME` are somebody else's.
const PREFIX: &str = "PARAMETER_";

/// The names that are given out, each once.
#[derive(Debug, Default)]
pub(super) struct Variables(BTreeSet<String>);

impl Variables {
    /// Returns a name for the value of a parameter: `SHOP_DB_HOST` for `/shop/db/host`.
    pub(super) fn name(&mut self, parameter: &ParameterName) -> String {
        let name = derived(parameter);
        let numbered = (2..).map(|number: usize| format!("{name}_{number}"));
        let mut candidates = std::iter::once(name.clone()).chain(numbered);
        let free = candidates.find(|candidate| !self.0.contains(candidate)).unwrap_or_default();
        self.0.insert(free.clone());
        free
    }
}

fn derived(parameter: &ParameterName) -> String {
    let sign = |character: char| {
        if character.is_ascii_alphanumeric() { character.to_ascii_uppercase() } else { '_' }
    };
    let name: String = parameter.identity().chars().map(sign).collect();
    let is_word = !name.trim_matches('_').contains('_');
    let begins_with_digit = name.starts_with(|first: char| first.is_ascii_digit());
    if is_word || begins_with_digit { format!("{PREFIX}{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(parameters: &[&str]) -> Vec<String> {
        let mut variables = Variables::default();
        parameters.iter().map(|name| variables.name(&name.parse().unwrap())).collect()
    }

    #[test]
    fn a_variable_is_called_as_its_parameter() {
        assert_eq!(
            names(&["/shop/dev/db/host", "/shop/api.token-2", "/1st/x"]),
            ["SHOP_DEV_DB_HOST", "SHOP_API_TOKEN_2", "PARAMETER_1ST_X"]
        );
    }

    #[test]
    fn no_variable_is_one_that_everybody_has() {
        assert_eq!(
            names(&["/path", "home", "/_ci"]),
            ["PARAMETER_PATH", "PARAMETER_HOME", "PARAMETER__CI"]
        );
    }

    #[test]
    fn no_two_parameters_share_a_variable() {
        assert_eq!(
            names(&["/a/b", "/a.b", "/a_b", "/a/b_2", "/A/b"]),
            ["A_B", "A_B_2", "A_B_3", "A_B_2_2", "A_B_4"]
        );
    }
}
