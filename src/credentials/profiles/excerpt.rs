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

/// No name of a profile that is worth showing is longer; secrets are.
const LONGEST_NAME: usize = 24;

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

/// Shows a heading when it is one that can be meant.
fn headed(heading: &str) -> String {
    let (words, rest) =
        heading.split_once(']').map_or((heading, None), |(words, rest)| (words, Some(rest.trim())));
    let name = words.trim();
    let name = ["profile ", "sso-session ", "services "]
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name)
        .trim();
    let is_plain = name.len() <= LONGEST_NAME
        && name.chars().all(|next| next.is_ascii_alphanumeric() || "-_.@".contains(next));
    let shown = if is_plain { words } else { "..." };
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
            ("[profile work", "[profile work"),
            ("[default] aws_secret_access_key = canary", "[default] ..."),
            ("[aws_secret_access_key = canary", "[..."),
            ("[wJalrXUtnFEMIK7MDENGbPxRfiCYcanarycanary", "[..."),
            ("\u{feff}[default]", "[default]"),
            ("", "..."),
        ] {
            assert_eq!(excerpt(line), shown, "{line:?}");
        }
    }
}
