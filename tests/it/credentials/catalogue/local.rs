//! What the machine itself knows of: variables, files, profiles, sign-ins, programs.

use super::{Machine, Row};
use crate::canary::CANARY;
use crate::fixtures::refusing_sts;

pub(super) const ROWS: &[Row] = &[
    ("byte-order-mark", "aws.profile", |it| credentials(it, format!("\u{feff}{}", keys()))),
    ("utf-16", "aws.profile", |it| {
        let text = format!("\u{feff}{}", keys());
        credentials(it, text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    }),
    ("not-utf-8", "aws.profile", |it| credentials(it, [keys().as_bytes(), b"# \xe9\n"].concat())),
    ("malformed-file", "aws.profile", |it| credentials(it, keys().replace("_key =", "_key:"))),
    ("misnamed-profile", "aws.profile", |it| {
        it.config(&keys().replace("default", "work"));
        it.sandbox.set("AWS_PROFILE", "work");
    }),
    ("no-such-profile", "aws.profile", |it| {
        credentials(it, keys());
        it.sandbox.set("AWS_PROFILE", "wrok");
    }),
    ("no-region", "aws.region", |it| {
        credentials(it, keys());
        it.sandbox.unset("AWS_DEFAULT_REGION");
    }),
    ("nothing-found", "aws.credentials", |it| {
        it.config(&format!("[default]\n# {CANARY}\nregion = eu-west-1\n"));
    }),
    ("half-key-pair", "aws.credentials", |it| {
        it.sandbox.set("AWS_SECRET_ACCESS_KEY", CANARY).set("AWS_SESSION_TOKEN", CANARY);
    }),
    ("environment-overrules-profile", "aws.credentials", |it| {
        in_environment(it);
        credentials(it, keys().replace("default", "work"));
        it.sandbox.set("AWS_PROFILE", "work");
    }),
    ("quoted-value", "aws.identity", |it| {
        it.sts(refusing_sts("InvalidClientTokenId", "invalid"));
        credentials(it, keys().replace(CANARY, &format!("\"{CANARY}\"")));
    }),
    ("profile-key-missing", "aws.credentials", |it| {
        credentials(it, format!("[default]\naws_secret_access_key = {CANARY}\n"));
    }),
    ("role-without-source", "aws.credentials", |it| {
        it.config(&format!("[default]\nrole_arn = {ROLE}\nexternal_id = {CANARY}\n"));
    }),
    ("role-with-two-sources", "aws.credentials", |it| {
        it.config(&format!(
            "[default]\nrole_arn = {ROLE}\nsource_profile = keys\ncredential_source = Environment\n{}",
            keys().replace("default", "profile keys")
        ));
    }),
    ("source-profile-missing", "aws.credentials", |it| {
        it.config(&format!("[default]\nrole_arn = {ROLE}\nsource_profile = gone\n"));
        credentials(it, keys().replace("default", "other"));
    }),
    ("source-profile-loop", "aws.credentials", |it| {
        it.config(&format!(
            "[default]\nrole_arn = {ROLE}\nsource_profile = b\n\
             [profile b]\nrole_arn = {ROLE}\nsource_profile = default\n"
        ));
    }),
    ("sso-not-signed-in", "aws.credentials", |it| it.config(OF_SESSION)),
    ("sso-expired", "aws.credentials", |it| sign_in(it, OF_SESSION, SSO, "2020-01-02T03:04:05Z")),
    ("sign-in-unreadable", "aws.credentials", |it| sign_in(it, OF_SESSION, SSO, CANARY)),
    ("sso-session-missing", "aws.credentials", |it| {
        it.config(&OF_SESSION.replace("[sso-session my]", "[sso-session other]"));
    }),
    ("sso-region-missing", "aws.credentials", |it| {
        it.config(&OF_SESSION.replace("sso_region = eu-west-1\n", ""));
    }),
    ("login-not-signed-in", "aws.credentials", |it| it.config(OF_LOGIN)),
    ("login-expired", "aws.credentials", |it| sign_in(it, OF_LOGIN, LOGIN, "2020-01-02T03:04:05Z")),
    ("credential-process-failed", "aws.credentials", |it| {
        std::os::unix::fs::symlink("/bin/sh", it.sandbox.bin().join("sh")).expect("it is ours");
        let says = format!("echo {CANARY}; echo {CANARY} >&2; exit 3");
        let program = it.sandbox.script("helper", &says);
        let config = format!("[default]\ncredential_process = {} {CANARY}\n", program.display());
        it.config(&config);
    }),
    ("credential-process-not-found", "aws.credentials", |it| {
        it.config(&format!("[default]\ncredential_process = /no/helper --token {CANARY}\n"));
    }),
    ("web-identity-file-missing", "aws.credentials", |it| {
        token(it);
        std::fs::remove_file(it.sandbox.path("home/token")).expect("it is there");
    }),
    ("web-identity-file-empty", "aws.credentials", |it| {
        token(it);
        it.sandbox.write("home/token", " \n");
    }),
    ("web-identity-file-unreadable", "aws.credentials", |it| {
        token(it);
        let path = it.sandbox.path("home/token");
        std::fs::remove_file(&path).expect("it is there");
        std::fs::create_dir(&path).expect("it is ours");
    }),
];

pub(super) const ROLE: &str = "arn:aws:iam::111122223333:role/Pipeline";

const OF_SESSION: &str = "[default]\nsso_session = my\nsso_account_id = 111122223333\nsso_role_name = X\n\
    [sso-session my]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n";
const OF_LOGIN: &str = "[default]\nlogin_session = arn:aws:iam::111122223333:user/ann\n";

/// The names of files are the SHA-1 of `my`, and the SHA-256 of the ARN.
const SSO: &str = ".aws/sso/cache/3ece1471f44f63177cbc35ba0b904e0c096b6783.json";
const LOGIN: &str =
    ".aws/login/cache/617a42bf0cc7e52ae16d10443f260d451c255a489505091810c95d5c7ec927d1.json";

/// A section with a long-term key.
pub(super) fn keys() -> String {
    format!(
        "[default]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = {CANARY}\n"
    )
}

pub(super) fn credentials(it: &Machine, content: impl AsRef<[u8]>) {
    it.sandbox.write("home/.aws/credentials", content);
}

/// Sets keys in the environment.
pub(super) fn in_environment(it: &mut Machine) {
    it.sandbox.set("AWS_ACCESS_KEY_ID", "AKIAUSEREXAMPLE00001");
    it.sandbox.set("AWS_SECRET_ACCESS_KEY", CANARY);
}

/// Writes what an earlier sign-in has left.
fn sign_in(it: &Machine, config: &str, path: &str, until: &str) {
    it.config(config);
    let token = if path == SSO {
        format!(
            "{{\"accessToken\":\"{CANARY}\",\"refreshToken\":\"{CANARY}\",\"expiresAt\":\"{until}\"}}"
        )
    } else {
        format!(
            "{{\"accessToken\":{{\"secretAccessKey\":\"{CANARY}\",\"expiresAt\":\"{until}\"}},\"refreshToken\":\"{CANARY}\"}}"
        )
    };
    it.sandbox.write(&format!("home/{path}"), token);
}

/// Names a file with a web identity token.
pub(super) fn token(it: &mut Machine) {
    let path = it.sandbox.write("home/token", CANARY);
    it.sandbox.set("AWS_ROLE_ARN", ROLE).set("AWS_WEB_IDENTITY_TOKEN_FILE", path);
}
