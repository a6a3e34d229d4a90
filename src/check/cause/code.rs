//! The codes of all causes. None is ever used again for something else.

pub(crate) const BYTE_ORDER_MARK: &str = "byte-order-mark";
pub(crate) const CAPTIVE_PORTAL: &str = "captive-portal";
pub(crate) const CLOCK_SKEW: &str = "clock-skew";
pub(crate) const CONNECTION_REFUSED: &str = "connection-refused";
pub(crate) const CONTAINER_ENDPOINT: &str = "container-endpoint";
pub(crate) const CREDENTIAL_PROCESS_FAILED: &str = "credential-process-failed";
pub(crate) const CREDENTIAL_PROCESS_NOT_FOUND: &str = "credential-process-not-found";
pub(crate) const ENVIRONMENT_OVERRULES_PROFILE: &str = "environment-overrules-profile";
pub(crate) const EXPIRED_TOKEN: &str = "expired-token";
pub(crate) const HALF_KEY_PAIR: &str = "half-key-pair";
pub(crate) const IMDS_FORBIDDEN: &str = "imds-forbidden";
pub(crate) const IMDS_HOP_LIMIT: &str = "imds-hop-limit";
pub(crate) const IMDS_NO_ROLE: &str = "imds-no-role";
pub(crate) const IMDS_ROLE_REFUSED: &str = "imds-role-refused";
pub(crate) const IMDS_ROLE_WITHOUT_TRUST: &str = "imds-role-without-trust";
pub(crate) const INVALID_KEY: &str = "invalid-key";
pub(crate) const LOGIN_EXPIRED: &str = "login-expired";
pub(crate) const LOGIN_NOT_SIGNED_IN: &str = "login-not-signed-in";
pub(crate) const MALFORMED_FILE: &str = "malformed-file";
pub(crate) const MALFORMED_KEY: &str = "malformed-key";
pub(crate) const MANAGED_MAY_NOT_ASSUME: &str = "managed-may-not-assume";
pub(crate) const MISNAMED_PROFILE: &str = "misnamed-profile";
pub(crate) const NOTHING_FOUND: &str = "nothing-found";
pub(crate) const NOT_AWS: &str = "not-aws";
pub(crate) const NOT_UTF_8: &str = "not-utf-8";
pub(crate) const NO_ANSWER: &str = "no-answer";
pub(crate) const NO_DNS: &str = "no-dns";
pub(crate) const NO_REGION: &str = "no-region";
pub(crate) const NO_ROUTE: &str = "no-route";
pub(crate) const NO_SUCH_PROFILE: &str = "no-such-profile";
pub(crate) const PARTITION_MISMATCH: &str = "partition-mismatch";
pub(crate) const PROFILE_KEY_MISSING: &str = "profile-key-missing";
pub(crate) const PROXY_DOWN: &str = "proxy-down";
pub(crate) const PROXY_EATS_IMDS: &str = "proxy-eats-imds";
pub(crate) const PROXY_REFUSES: &str = "proxy-refuses";
pub(crate) const QUOTED_VALUE: &str = "quoted-value";
pub(crate) const REGION_DISABLED: &str = "region-disabled";
pub(crate) const ROLE_DENIED: &str = "role-denied";
pub(crate) const ROLE_WITHOUT_SOURCE: &str = "role-without-source";
pub(crate) const ROLE_WITH_TWO_SOURCES: &str = "role-with-two-sources";
pub(crate) const SIGN_IN_UNREADABLE: &str = "sign-in-unreadable";
pub(crate) const SOURCE_PROFILE_LOOP: &str = "source-profile-loop";
pub(crate) const SOURCE_PROFILE_MISSING: &str = "source-profile-missing";
pub(crate) const SSO_EXPIRED: &str = "sso-expired";
pub(crate) const SSO_NOT_SIGNED_IN: &str = "sso-not-signed-in";
pub(crate) const SSO_REGION_MISSING: &str = "sso-region-missing";
pub(crate) const SSO_SESSION_MISSING: &str = "sso-session-missing";
pub(crate) const TLS_FAILED: &str = "tls-failed";
pub(crate) const TLS_INTERCEPTION: &str = "tls-interception";
pub(crate) const TOKEN_MISSING: &str = "token-missing";
pub(crate) const UTF_16: &str = "utf-16";
pub(crate) const WEB_IDENTITY_EXPIRED: &str = "web-identity-expired";
pub(crate) const WEB_IDENTITY_FILE_EMPTY: &str = "web-identity-file-empty";
pub(crate) const WEB_IDENTITY_FILE_MISSING: &str = "web-identity-file-missing";
pub(crate) const WEB_IDENTITY_FILE_UNREADABLE: &str = "web-identity-file-unreadable";
pub(crate) const WEB_IDENTITY_REFUSED: &str = "web-identity-refused";
pub(crate) const WRONG_SECRET: &str = "wrong-secret";

#[cfg(test)]
mod tests {
    /// Every code of this file, read from the file itself, so that none is forgotten.
    fn codes() -> Vec<&'static str> {
        let lines =
            include_str!("code.rs").lines().filter(|line| line.starts_with("pub(crate) const"));
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
        captive-portal
        clock-skew
        connection-refused
        container-endpoint
        credential-process-failed
        credential-process-not-found
        environment-overrules-profile
        expired-token
        half-key-pair
        imds-forbidden
        imds-hop-limit
        imds-no-role
        imds-role-refused
        imds-role-without-trust
        invalid-key
        login-expired
        login-not-signed-in
        malformed-file
        malformed-key
        managed-may-not-assume
        misnamed-profile
        no-answer
        no-dns
        no-region
        no-route
        no-such-profile
        not-aws
        not-utf-8
        nothing-found
        partition-mismatch
        profile-key-missing
        proxy-down
        proxy-eats-imds
        proxy-refuses
        quoted-value
        region-disabled
        role-denied
        role-with-two-sources
        role-without-source
        sign-in-unreadable
        source-profile-loop
        source-profile-missing
        sso-expired
        sso-not-signed-in
        sso-region-missing
        sso-session-missing
        tls-failed
        tls-interception
        token-missing
        utf-16
        web-identity-expired
        web-identity-file-empty
        web-identity-file-missing
        web-identity-file-unreadable
        web-identity-refused
        wrong-secret
        ");
    }
}
