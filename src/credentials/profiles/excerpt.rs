//! As much of a line of settings as may be shown: the names that AWS has for settings, and never a value.

/// The names of settings that are worth showing. Whatever else stands in a line may be somebody's secret.
const NAMES: [&str; 24] = [
    "aws_access_key_id",
    "aws_secret_access_key",
    "aws_session_token",
    "ca_bundle",
    "cli_pager",
    "credential_process",
    "credential_source",
    "duration_seconds",
    "endpoint_url",
    "external_id",
    "login_session",
    "mfa_serial",
    "output",
    "region",
    "role_arn",
    "role_session_name",
    "source_profile",
    "sso_account_id",
    "sso_region",
    "sso_registration_scopes",
    "sso_role_name",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
];

/// Returns what may be shown of a line.
pub(super) fn excerpt(line: &str) -> String {
    let line = line.trim().trim_start_matches('\u{feff}');
    if let Some(heading) = line.strip_prefix('[') {
        return headed(heading);
    }
    let name = line.split(|next: char| next.is_whitespace() || "=:".contains(next)).next();
    let name = name.unwrap_or_default();
    let known = NAMES.contains(&name.to_ascii_lowercase().as_str());
    match (known, line[name.len()..].trim_start().chars().next()) {
        (true, Some('=')) => format!("{name} = ..."),
        (true, Some(':')) => format!("{name}: ..."),
        (true, Some(_)) => format!("{name} ..."),
        (true, None) => name.to_owned(),
        (false, _) if line.contains('=') => "... = ...".to_owned(),
        (false, _) => "...".to_owned(),
    }
}

/// Shows of a heading only the words that the SDKs know: a name may be anything that was pasted there.
fn headed(heading: &str) -> String {
    let (words, rest) =
        heading.split_once(']').map_or((heading, None), |(words, rest)| (words, Some(rest.trim())));
    let words: Vec<&str> = words.split_whitespace().collect();
    let shown = match words.as_slice() {
        ["default"] => "default".to_owned(),
        ["profile", "default"] => "profile default".to_owned(),
        [kind @ ("profile" | "sso-session" | "services"), ..] => format!("{kind} ..."),
        _ => "...".to_owned(),
    };
    match rest {
        None => format!("[{shown}"),
        Some("") => format!("[{shown}]"),
        Some(_) => format!("[{shown}] ..."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_and_values_never() {
        for (line, shown) in [
            ("aws_access_key_id AKIAUSEREXAMPLE00001", "aws_access_key_id ..."),
            ("aws_secret_access_key: canary", "aws_secret_access_key: ..."),
            ("Region = canary", "Region = ..."),
            ("region", "region"),
            ("canary = canary", "... = ..."),
            ("canary/canary+canary", "..."),
            ("  canary", "..."),
            ("[profile canary", "[profile ..."),
            ("[default] aws_secret_access_key = canary", "[default] ..."),
            ("[aws_secret_access_key = canary", "[..."),
            ("[canary", "[..."),
            ("\u{feff}[default]", "[default]"),
            ("", "..."),
        ] {
            assert_eq!(excerpt(line), shown, "{line:?}");
        }
    }
}
