//! A certificate that this machine does not trust, as a proxy that reads along shows it.

use std::net::TcpListener;
use std::sync::Arc;
use std::thread;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection};

use super::{asking, assert_cause};
use crate::loopback::{Reply, Server};

/// A server of TLS with a certificate that it has signed itself; for as long as the tests run.
pub(in crate::credentials) fn reading_along() -> String {
    let certificate = CertificateDer::from(include_bytes!("certificate.der").as_slice());
    let key = PrivatePkcs8KeyDer::from(include_bytes!("key.der").as_slice());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], PrivateKeyDer::Pkcs8(key))
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let mut connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            // The client hangs up: that is the point.
            drop(connection.complete_io(&mut stream));
        }
    });
    format!("https://127.0.0.1:{port}")
}

#[test]
fn a_bundle_that_only_others_read_is_named_for_us_too() {
    let url = reading_along();
    let mut sandbox = asking(&url);
    sandbox.set("AWS_CA_BUNDLE", sandbox.path("canary.pem"));

    let cause = ("aws.identity", "unknown", "tls-interception");
    let summary = "`AWS_CA_BUNDLE` is set, and the AWS SDK for Rust does not read it";
    assert_cause(&sandbox, cause, summary, &["export SSL_CERT_FILE=\"$AWS_CA_BUNDLE\""]);

    sandbox.unset("AWS_CA_BUNDLE");
    let summary = "this machine does not trust the certificate of 127.0.0.1";
    assert_cause(&sandbox, cause, summary, &[&look_at(&url)]);
}

/// What shows the certificates of an address.
fn look_at(url: &str) -> String {
    let address = url.trim_start_matches("https://");
    format!("openssl s_client -connect {address} -servername 127.0.0.1 -showcerts")
}

#[test]
fn a_bundle_of_the_profile_is_read_where_no_variable_names_one() {
    let mut sandbox = asking(&reading_along());
    sandbox.write("home/.aws/config", "[default]\nca_bundle = ~/corp/ca.pem\n");

    let cause = ("aws.identity", "unknown", "tls-interception");
    let summary = "the profile has a `ca_bundle`, and the AWS SDK for Rust does not read it";
    assert_cause(&sandbox, cause, summary, &["export SSL_CERT_FILE=\"$HOME/corp/ca.pem\""]);

    sandbox.set("AWS_CA_BUNDLE", sandbox.path("other.pem"));
    assert_cause(&sandbox, cause, "`AWS_CA_BUNDLE`", &["export SSL_CERT_FILE=\"$AWS_CA_BUNDLE\""]);

    sandbox.unset("AWS_CA_BUNDLE");
    sandbox.write("home/.aws/config", "[default]\nca_bundle = /x/$(canary).pem\n");
    assert_cause(&sandbox, cause, "`ca_bundle`", &["${EDITOR:-vi} \"$HOME/.aws/config\""]);
}

#[test]
fn who_does_not_speak_tls_is_told_apart() {
    let plain = Server::start(|_| Reply::ok("canary"));
    let url = plain.url().replace("http:", "https:");
    let cause = ("aws.identity", "unknown", "tls-failed");
    assert_cause(&asking(&url), cause, "does not speak TLS with us", &[&look_at(&url)]);
}
