//! The way to STS that does not lead there: no name, nobody there, a proxy that lets nobody through, a page.

use std::net::TcpListener;
use std::time::Duration;

use super::{asking, assert_cause};
use crate::credentials::{assert_check, checked};
use crate::fixtures::role;
use crate::loopback::{Reply, Server};

const LOOK: &str = "curl -sSI -m 5 ";

const UNSET: &str = "unset AWS_ENDPOINT_URL AWS_ENDPOINT_URL_STS";

fn nobody() -> String {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("http://127.0.0.1:{port}")
}

#[test]
fn where_nobody_listens_the_endpoint_is_in_doubt() {
    let nobody = nobody();
    let sandbox = asking(&nobody);
    let cause = ("aws.identity", "unknown", "connection-refused");
    let commands = [&format!("{LOOK}{nobody}/"), UNSET];
    assert_cause(&sandbox, cause, "nobody listens there", &commands);
}

#[test]
fn a_name_that_nobody_knows_is_told() {
    let sandbox = asking("https://sts.canary.invalid".replace("canary", "nowhere").as_str());
    let cause = ("aws.identity", "unknown", "no-dns");
    let commands = ["getent hosts sts.nowhere.invalid", UNSET];
    assert_cause(&sandbox, cause, "no name server knows sts.nowhere.invalid", &commands);
}

#[test]
fn a_proxy_that_lets_nobody_through_is_told_by_its_variable() {
    for status in [403, 407, 502] {
        let proxy = Server::start(move |request| {
            assert_eq!(request.method, "CONNECT");
            Reply::status(status, "<html>canary</html>")
        });
        let mut sandbox = asking("https://sts.eu-west-1.amazonaws.com");
        sandbox.set("HTTPS_PROXY", proxy.url().replace("//", "//ann:canary@"));

        let cause = ("aws.identity", "unknown", "proxy-refuses");
        let summary =
            "the proxy of `HTTPS_PROXY` does not let us through to sts.eu-west-1.amazonaws.com";
        let commands =
            [&format!("{LOOK}https://sts.eu-west-1.amazonaws.com/"), "unset HTTPS_PROXY"];
        assert_cause(&sandbox, cause, summary, &commands);
        assert!(!proxy.requests().is_empty());
    }
}

#[test]
fn a_proxy_that_is_not_there_is_told_by_its_variable() {
    let mut sandbox = asking("https://sts.eu-west-1.amazonaws.com");
    sandbox.set("https_proxy", nobody().replace("//", "//ann:canary@"));
    let cause = ("aws.identity", "unknown", "proxy-down");
    let commands = [&format!("{LOOK}https://sts.eu-west-1.amazonaws.com/"), "unset https_proxy"];
    assert_cause(&sandbox, cause, "nobody listens at the proxy of `https_proxy`", &commands);

    sandbox.set("https_proxy", "http://ann:canary@proxy.nowhere.invalid:3128");
    let cause = ("aws.identity", "unknown", "no-dns");
    let summary = "no name server knows the proxy of `https_proxy`";
    assert_cause(&sandbox, cause, summary, &["getent hosts proxy.nowhere.invalid", UNSET]);
}

#[test]
fn a_page_for_people_is_no_answer_of_aws() {
    let cases = [
        (200, "text/html; charset=utf-8", "canary"),
        (200, "text/plain", "\n<!DOCTYPE HTML><title>canary</title>"),
        (302, "text/html", ""),
        (403, "", "<html>canary</html>"),
    ];
    for (status, kind, body) in cases {
        let portal = Server::start(move |_| Reply::Http {
            status,
            headers: vec![("Content-Type".to_owned(), kind.to_owned())],
            body: body.to_owned(),
        });
        let cause = ("aws.identity", "unknown", "captive-portal");
        let commands = [&format!("{LOOK}{}/", portal.url()), UNSET];
        assert_cause(&asking(&portal.url()), cause, "a web page answers in its place", &commands);
    }
}

#[test]
fn an_answer_of_somebody_else_is_told_apart_from_a_page() {
    let stranger = Server::start(|_| Reply::ok("{\"Arn\":\"canary\"}"));
    let cause = ("aws.identity", "unknown", "not-aws");
    let commands = [&format!("{LOOK}{}/", stranger.url()), UNSET];
    assert_cause(&asking(&stranger.url()), cause, "STS cannot be asked, at http://", &commands);
}

#[test]
fn silence_is_told_in_time() {
    let silent = Server::start(|_| Reply::Silence);
    let (report, said) = asking(&silent.url()).check(&[]);
    let summary = "STS did not answer within 5 s, at http://127.0.0.1:";
    let check = assert_check(&report, "aws.identity", "unknown", summary, "silent");
    assert_eq!(check["facts"]["cause"], "no-answer");
    assert!(said.took < Duration::from_secs(10), "{:?}", said.took);
}

#[test]
fn what_a_shell_would_act_on_in_an_address_never_becomes_a_command() {
    for host in ["$(canary)", "a;canary", "a'canary", "a&canary"] {
        let sandbox = asking(&format!("http://{host}"));
        let (report, _) = sandbox.check(&[]);
        let hint = crate::sandbox::check_of(&report, "aws.identity")["hint"].clone();
        assert!(!hint.to_string().contains("canary"), "{host}: {hint}");
    }
}

#[test]
fn a_profile_that_asks_aws_meets_the_same_obstacles() {
    let mut sandbox = asking(&nobody());
    sandbox.unset("AWS_ACCESS_KEY_ID").unset("AWS_SECRET_ACCESS_KEY");
    let role = role("Admin", "ann").replace(":sts:", ":iam:").replace("assumed-role", "role");
    sandbox.write(
        "home/.aws/config",
        format!(
            "[default]\nrole_arn = {role}\nsource_profile = keys\n[profile keys]\n\
             aws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n"
        ),
    );
    let (report, _) = checked(&sandbox, "assuming");
    let summary = "the profile is set up and does not work: nobody listens there";
    let check = assert_check(&report, "aws.credentials", "unknown", summary, "assuming");
    assert_eq!(check["facts"]["cause"], "connection-refused");
}
