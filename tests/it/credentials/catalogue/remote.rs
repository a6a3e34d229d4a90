//! What others answer, or do not: STS, instance metadata, containers, proxies.

use std::net::TcpListener;

use super::local::{ROLE, credentials, in_environment, keys, token};
use super::{Machine, Row};
use crate::canary::CANARY;
use crate::credentials::answers::tls::reading_along;
use crate::fixtures::{INSTANCE, identity, metadata, metadata_but, refusing_sts, role};
use crate::loopback::{Reply, Server};

pub(super) const ROWS: &[Row] = &[
    // The slow ones, at the same time.
    ("no-answer", "aws.identity", |it| asked(it, || Reply::Silence)),
    ("imds-hop-limit", "aws.credentials", |it| {
        it.metadata(Server::start(|_| Reply::Silence));
        it.sandbox.write("system/.dockerenv", "");
    }),
    ("container-endpoint", "aws.credentials", |it| {
        let endpoint = Server::start(|_| Reply::status(502, CANARY));
        let url = format!("{}/{CANARY}", endpoint.url());
        it.sandbox.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", url);
        it.sandbox.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", CANARY);
        it.servers.push(endpoint);
    }),
    ("container-endpoint", "aws.credentials", |it| {
        let says = format!("{{\"Code\":\"AccessDenied\",\"Message\":\"{CANARY}\"}}");
        let endpoint = Server::start(move |_| Reply::ok(says.clone()));
        it.sandbox.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", endpoint.url());
        it.servers.push(endpoint);
    }),
    ("no-dns", "aws.identity", |it| at(it, "https://sts.nowhere.invalid")),
    ("connection-refused", "aws.identity", |it| at(it, &nobody())),
    // The address to which all of loopback would listen: nobody can be reached there.
    ("no-route", "aws.identity", |it| at(it, "http://127.255.255.255:9")),
    ("proxy-down", "aws.identity", |it| through(it, &nobody())),
    ("proxy-refuses", "aws.identity", |it| {
        let proxy = Server::start(|_| Reply::status(403, CANARY));
        through(it, &proxy.url());
        it.servers.push(proxy);
    }),
    ("tls-interception", "aws.identity", |it| at(it, &reading_along())),
    ("tls-failed", "aws.identity", |it| {
        let plain = Server::start(|_| Reply::ok(CANARY));
        at(it, &plain.url().replace("http:", "https:"));
        it.servers.push(plain);
    }),
    ("captive-portal", "aws.identity", |it| asked(it, || Reply::ok(format!("<html>{CANARY}")))),
    ("not-aws", "aws.identity", |it| asked(it, || Reply::ok(format!("{{\"Arn\":\"{CANARY}\"}}")))),
    ("clock-skew", "aws.identity", |it| {
        asked(it, || {
            let Reply::Http { status, mut headers, body } = identity(&role("Admin", "ann")) else {
                unreachable!("STS answers")
            };
            headers.push(("Date".to_owned(), "Fri, 02 Jan 2026 03:04:05 GMT".to_owned()));
            Reply::Http { status, headers, body }
        });
    }),
    ("expired-token", "aws.identity", |it| {
        refused(it, "ExpiredToken");
        it.sandbox.set("AWS_SESSION_TOKEN", CANARY);
    }),
    ("expired-token", "aws.credentials", |it| taken(it, "ExpiredToken")),
    ("invalid-key", "aws.identity", |it| refused(it, "InvalidClientTokenId")),
    ("invalid-key", "aws.credentials", |it| taken(it, "InvalidClientTokenId")),
    ("managed-may-not-assume", "aws.credentials", |it| {
        it.sandbox.managed_by_cloud9(false);
        it.sandbox.on_cloud9();
        it.config(&format!("[profile work]\nrole_arn = {ROLE}\nsource_profile = default\n"));
        it.sandbox.set("AWS_PROFILE", "work");
        it.sts(refusing_sts("InvalidClientTokenId", "no"));
    }),
    ("wrong-secret", "aws.identity", |it| refused(it, "SignatureDoesNotMatch")),
    ("wrong-secret", "aws.credentials", |it| taken(it, "SignatureDoesNotMatch")),
    ("region-disabled", "aws.identity", |it| refused(it, "RegionDisabledException")),
    ("region-disabled", "aws.credentials", |it| taken(it, "RegionDisabledException")),
    ("role-denied", "aws.credentials", |it| taken(it, "AccessDenied")),
    ("token-missing", "aws.identity", |it| {
        refused(it, "InvalidClientTokenId");
        it.sandbox.set("AWS_ACCESS_KEY_ID", "ASIAINSTANCEEXAMPLE1");
    }),
    ("malformed-key", "aws.identity", |it| {
        it.sts(refusing_sts("InvalidClientTokenId", "invalid"));
        credentials(it, keys().replace("AKIAUSER", "AKIA USER"));
    }),
    ("partition-mismatch", "aws.region", |it| {
        asked(it, || identity("arn:aws-cn:sts::111122223333:assumed-role/Admin/ann"));
    }),
    ("web-identity-expired", "aws.credentials", |it| {
        token(it);
        it.sts(refusing_sts("ExpiredTokenException", "Token expired"));
    }),
    ("web-identity-refused", "aws.credentials", |it| {
        token(it);
        it.sts(refusing_sts("InvalidIdentityToken", "No OpenIDConnect provider found"));
    }),
    ("no-region", "aws.credentials", |it| {
        taken(it, "AccessDenied");
        it.sandbox.unset("AWS_DEFAULT_REGION");
    }),
    ("imds-forbidden", "aws.credentials", |it| {
        it.metadata(Server::start(|_| Reply::status(403, CANARY)));
    }),
    ("imds-no-role", "aws.credentials", |it| it.metadata(metadata(None))),
    ("imds-role-without-trust", "aws.credentials", |it| {
        role_says(it, "AssumeRoleUnauthorizedAccess");
    }),
    ("imds-role-refused", "aws.credentials", |it| role_says(it, "InternalError")),
    ("proxy-eats-imds", "aws.credentials", |it| {
        it.metadata(metadata(Some("Workshop")));
        it.sandbox.set("http_proxy", format!("http://ann:{CANARY}@127.0.0.1:9"));
        it.sandbox.set("NO_PROXY", "127.0.0.1");
        it.sandbox.write("system/sys/devices/virtual/dmi/id/board_asset_tag", INSTANCE);
    }),
];

fn nobody() -> String {
    let port = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port").local_addr();
    format!("http://127.0.0.1:{}", port.expect("it is bound").port())
}

/// Has STS asked at an address, with keys of the environment.
fn at(it: &mut Machine, url: &str) {
    in_environment(it);
    it.sandbox.set("AWS_ENDPOINT_URL_STS", url);
}

/// Has STS asked through a proxy.
fn through(it: &mut Machine, proxy: &str) {
    at(it, "https://sts.eu-west-1.amazonaws.com");
    it.sandbox.set("HTTPS_PROXY", proxy.replace("//", &format!("//ann:{CANARY}@")));
}

fn asked(it: &mut Machine, answer: fn() -> Reply) {
    in_environment(it);
    it.answering(answer);
}

fn refused(it: &mut Machine, code: &'static str) {
    in_environment(it);
    it.sts(refusing_sts(code, "no"));
}

/// Has a profile take a role, which STS refuses.
fn taken(it: &mut Machine, code: &'static str) {
    it.config(&format!(
        "[default]\nrole_arn = {ROLE}\nsource_profile = keys\n{}",
        keys().replace("default", "profile keys")
    ));
    it.sts(refusing_sts(code, "no"));
}

/// Has instance metadata say why it has no credentials of its role.
fn role_says(it: &mut Machine, code: &'static str) {
    it.metadata(metadata_but(Some("Workshop"), move |path| {
        let document = serde_json::json!({ "Code": code, "Message": CANARY });
        path.ends_with("/Workshop").then(|| Reply::ok(document.to_string()))
    }));
}
