//! The codes of what this machine knows of. None is ever used again for something else.

pub(super) const BYTE_ORDER_MARK: &str = "byte-order-mark";
pub(super) const CREDENTIAL_PROCESS_FAILED: &str = "credential-process-failed";
pub(super) const CREDENTIAL_PROCESS_NOT_FOUND: &str = "credential-process-not-found";
pub(super) const ENVIRONMENT_OVERRULES_PROFILE: &str = "environment-overrules-profile";
pub(super) const HALF_KEY_PAIR: &str = "half-key-pair";
pub(super) const LOGIN_EXPIRED: &str = "login-expired";
pub(super) const LOGIN_NOT_SIGNED_IN: &str = "login-not-signed-in";
pub(super) const MALFORMED_FILE: &str = "malformed-file";
pub(super) const MISNAMED_PROFILE: &str = "misnamed-profile";
pub(super) const NO_REGION: &str = "no-region";
pub(super) const NO_SUCH_PROFILE: &str = "no-such-profile";
pub(super) const NOT_UTF_8: &str = "not-utf-8";
pub(super) const NOTHING_FOUND: &str = "nothing-found";
pub(super) const PROFILE_KEY_MISSING: &str = "profile-key-missing";
pub(super) const QUOTED_VALUE: &str = "quoted-value";
pub(super) const ROLE_WITHOUT_SOURCE: &str = "role-without-source";
pub(super) const ROLE_WITH_TWO_SOURCES: &str = "role-with-two-sources";
pub(super) const SIGN_IN_UNREADABLE: &str = "sign-in-unreadable";
pub(super) const SOURCE_PROFILE_LOOP: &str = "source-profile-loop";
pub(super) const SOURCE_PROFILE_MISSING: &str = "source-profile-missing";
pub(super) const SSO_EXPIRED: &str = "sso-expired";
pub(super) const SSO_NOT_SIGNED_IN: &str = "sso-not-signed-in";
pub(super) const SSO_SESSION_MISSING: &str = "sso-session-missing";
pub(super) const UTF_16: &str = "utf-16";
pub(super) const WEB_IDENTITY_FILE_EMPTY: &str = "web-identity-file-empty";
pub(super) const WEB_IDENTITY_FILE_MISSING: &str = "web-identity-file-missing";
pub(super) const WEB_IDENTITY_FILE_UNREADABLE: &str = "web-identity-file-unreadable";

#[cfg(test)]
mod tests {
    /// Every code of this file, read from the file itself, so that none is forgotten.
    fn codes() -> Vec<&'static str> {
        let lines =
            include_str!("code.rs").lines().filter(|line| line.starts_with("pub(super) const"));
        lines.filter_map(|line| line.split('"').nth(1)).collect()
    }

    #[test]
    fn every_code_is_unique_and_stays() {
        let mut codes = codes();
        codes.sort_unstable();
        let all = codes.len();
        codes.dedup();

        assert_eq!(codes.len(), all);
        insta::assert_snapshot!(codes.join("\n"), @"
        byte-order-mark
        credential-process-failed
        credential-process-not-found
        environment-overrules-profile
        half-key-pair
        login-expired
        login-not-signed-in
        malformed-file
        misnamed-profile
        no-region
        no-such-profile
        not-utf-8
        nothing-found
        profile-key-missing
        quoted-value
        role-with-two-sources
        role-without-source
        sign-in-unreadable
        source-profile-loop
        source-profile-missing
        sso-expired
        sso-not-signed-in
        sso-session-missing
        utf-16
        web-identity-file-empty
        web-identity-file-missing
        web-identity-file-unreadable
        ");
    }
}
