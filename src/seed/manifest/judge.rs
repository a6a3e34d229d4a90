//! Whether Parameter Store would accept a value, and whether it should be a secret.

use super::place::{Diagnostic, Place};
use crate::parameter::Parameter;
use crate::parameter::kind::ParameterType;
use crate::parameter::value::{self, Accepted};

/// What there is to say about a value.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    pub(crate) problems: Vec<Diagnostic>,
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Judges a value. `from` names the place outside of the manifest that it comes from.
pub(crate) fn judge(
    parameter: &Parameter,
    value: &str,
    place: &Place,
    from: Option<&str>,
) -> Judged {
    let mut judged = Judged::default();
    let told = |message: String| {
        let message = match from {
            Some(from) => format!("{from}: {message}"),
            None => message,
        };
        Diagnostic::new(place, message)
    };
    match value::check(value, parameter.tier) {
        Ok(Accepted::Surely) => {}
        Ok(Accepted::Perhaps { bytes, limit }) => judged.warnings.push(Diagnostic::new(
            place,
            format!("the value has {bytes} bytes; AWS may count bytes, and the tier holds {limit}"),
        )),
        Err(error) => judged.problems.push(told(error.to_string())),
    }
    // What is empty is wrong already.
    if value.is_empty() {
        return judged;
    }
    match parameter.allowed_pattern.as_ref().map(|pattern| pattern.allows(value)) {
        None | Some(Ok(true)) => {}
        Some(Ok(false)) => {
            judged.problems.push(told("the value does not match its `allowed_pattern`".to_owned()));
        }
        Some(Err(error)) => judged.warnings.push(told(error.to_string())),
    }
    if let Some(Err(error)) =
        parameter.data_type.map(|data_type| data_type.check(parameter.kind, value))
    {
        judged.problems.push(told(error.to_string()));
    }
    if parameter.kind != ParameterType::SecureString && has_password(value) {
        let message = format!(
            "`{}` has a URL with a password in it, and a {} is not encrypted",
            parameter.name,
            parameter.kind.as_str()
        );
        judged.warnings.push(Diagnostic::about_secret(place, message));
    }
    judged
}

/// Says that a name reads like that of a secret, where the value is not kept like one.
pub(crate) fn judge_name(parameter: &Parameter, place: &Place) -> Option<Diagnostic> {
    const WORDS: [&str; 7] =
        ["password", "passwd", "secret", "token", "private_key", "private-key", "api_key"];
    let name = parameter.name.as_str().to_ascii_lowercase();
    let is_bare =
        parameter.kind == ParameterType::String && WORDS.iter().any(|word| name.contains(word));
    is_bare.then(|| {
        let message =
            format!("`{}` reads like a secret, and a String is not encrypted", parameter.name);
        Diagnostic::about_secret(place, message)
    })
}

/// Tells whether a text has `//user:password@` in it.
fn has_password(text: &str) -> bool {
    text.split("://").skip(1).any(|rest| {
        let end = rest.find(['/', '?', '#', ' ', '\n']).unwrap_or(rest.len());
        rest[..end].rsplit_once('@').is_some_and(|(user, _)| {
            user.split_once(':').is_some_and(|(_, password)| !password.is_empty())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::has_password;

    #[test]
    fn a_url_with_a_password_is_told_from_one_without() {
        for text in ["postgres://u:p@host/db", "a redis://:p@host b", "x://a,y://u:p@h"] {
            assert!(has_password(text), "{text}");
        }
        for text in
            ["https://host/a:b@c", "postgres://u@host", "u:p@host", "x://h:80/?q=a:b@c", "://"]
        {
            assert!(!has_password(text), "{text}");
        }
    }
}
