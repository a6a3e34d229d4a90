//! Roles that a profile takes, or a token is exchanged for: who has to be asked for them, and where.

use std::net::TcpListener;
use std::thread;

use super::{assert_check, checked, commands};
use crate::fixtures::{ACCOUNT, identity, metadata, refusing_sts, role, sts_error};
use crate::loopback::{Reply, Server};
use crate::sandbox::{Sandbox, check_of, text_of};

/// An STS that gives the role, to whoever asks in one Region.
fn giving(region: &'static str) -> Server {
    Server::start(move |request| {
        let signed = request.headers.get("authorization").map_or("", String::as_str);
        let is_exchange = request.body.contains("Action=AssumeRoleWithWebIdentity");
        if !is_exchange && !signed.contains(&format!("/{region}/sts/aws4_request")) {
            return Reply::status(403, "");
        }
        if request.body.contains("Action=GetCallerIdentity") {
            return identity(&role("Deploy", "ann"));
        }
        let name = if is_exchange { "AssumeRoleWithWebIdentity" } else { "AssumeRole" };
        Reply::ok(format!(
            "<{name}Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><{name}Result><Credentials>\
             <AccessKeyId>ASIAINSTANCEEXAMPLE1</AccessKeyId><SecretAccessKey>canary</SecretAccessKey>\
             <SessionToken>canary</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>\
             <AssumedRoleUser><Arn>{}</Arn><AssumedRoleId>AROAEXAMPLE:ann</AssumedRoleId></AssumedRoleUser>\
             </{name}Result></{name}Response>",
            role("Deploy", "ann")
        ))
    })
}

/// A machine whose profile takes a role with keys of another, and names no Region.
fn taking(sts: &str) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.set("AWS_ENDPOINT_URL_STS", sts);
    sandbox.write(
        "home/.aws/config",
        format!(
            "[default]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/Deploy\nsource_profile = keys\n\
             [profile keys]\naws_access_key_id = AKIAUSEREXAMPLE00001\naws_secret_access_key = canary\n"
        ),
    );
    sandbox
}

/// A machine where a token is exchanged for a role.
fn exchanging(sts: &str) -> Sandbox {
    let mut sandbox = Sandbox::with_tools();
    sandbox.set("AWS_ENDPOINT_URL_STS", sts);
    let token = sandbox.write("home/token", "canary");
    sandbox.set("AWS_ROLE_ARN", format!("arn:aws:iam::{ACCOUNT}:role/Deploy"));
    sandbox.set("AWS_WEB_IDENTITY_TOKEN_FILE", token);
    sandbox
}

#[test]
fn a_role_is_asked_for_in_the_region_of_the_instance_where_nobody_names_one() {
    let (sts, metadata) = (giving("eu-west-1"), metadata(Some("Workshop")));
    for (case, from, mut sandbox) in [
        ("keys", "from the profile `default`", taking(&sts.url())),
        ("token", "from a web identity token", exchanging(&sts.url())),
    ] {
        sandbox.with_metadata(&metadata);

        let (report, said) = checked(&sandbox, case);

        assert_check(&report, "aws.credentials", "pass", from, case);
        assert_check(&report, "aws.identity", "pass", "role Deploy", case);
        let check = check_of(&report, "aws.region");
        assert_eq!(check["facts"]["origin"], "instance-metadata", "{case}: {check}");
        assert_eq!(said.code, Some(0), "{case}: {said:?}");
        assert_eq!(sandbox.bootstrap(&["whoami"]).code, Some(0), "{case}");
    }
}

#[test]
fn a_role_that_cannot_be_asked_for_without_a_region_is_told_by_what_is_missing() {
    let sts = giving("eu-west-1");
    let name_one =
        ["export AWS_DEFAULT_REGION=eu-west-1", "aws configure set region eu-west-1"].as_slice();
    for (region, what, expected) in [
        (None, "no Region is set", name_one),
        (
            Some("us east 1"),
            "what is set is not the name of one (aws.region)",
            &["export AWS_REGION=eu-west-1"],
        ),
    ] {
        let mut sandbox = taking(&sts.url());
        if let Some(region) = region {
            sandbox.set("AWS_REGION", region);
        }

        let (report, _) = checked(&sandbox, what);

        let summary =
            format!("the profile is set up and does not work: it asks AWS in a Region, and {what}");
        let check = assert_check(&report, "aws.credentials", "fail", &summary, what);
        assert_eq!(check["facts"]["cause"], "no-region");
        assert_eq!(commands(check), expected);
    }
}

/// An address at which nobody listens.
fn nobody() -> String {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    format!("http://127.0.0.1:{port}")
}

#[test]
fn where_aws_cannot_be_asked_for_a_role_it_is_not_known_whether_there_are_credentials() {
    let cut = Server::start(|_| Reply::Cut);
    let fault = Server::start(|_| Reply::status(503, ""));
    let page = Server::start(|_| Reply::ok("<html>canary"));
    let busy = Server::start(|_| Reply::status(400, sts_error("Throttling", "Rate exceeded")));
    let no_name = "https://sts.nowhere.invalid".to_owned();
    // All wait before they try again: together.
    thread::scope(|scope| {
        for (case, url, make) in [
            ("nobody listens", nobody(), taking as fn(&str) -> Sandbox),
            ("nobody listens, token", nobody(), exchanging),
            ("no name", no_name, taking),
            ("cut", cut.url(), taking),
            ("a fault", fault.url(), taking),
            ("a page, token", page.url(), exchanging),
            ("too many, token", busy.url(), exchanging),
        ] {
            scope.spawn(move || assert_unknown(case, &mut make(&url)));
        }
    });
    let proxy = Server::start(|_| Reply::status(403, ""));
    let mut sandbox = taking("https://sts.eu-west-1.amazonaws.com");
    sandbox.set("HTTPS_PROXY", proxy.url());
    let check = assert_unknown("proxy", &mut sandbox);
    assert_eq!(check["facts"]["cause"], "proxy-refuses", "{check}");
}

/// Asserts that nobody claims to know what the credentials are, or that there are none.
#[track_caller]
fn assert_unknown(case: &str, sandbox: &mut Sandbox) -> serde_json::Value {
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
    let (report, said) = sandbox.check(&["aws", "cloud9.credentials"]);

    let check = check_of(&report, "cloud9.credentials");
    assert_eq!(check["facts"]["kind"], "unknown", "{case}: {check}");
    assert_eq!(check["facts"]["certainty"], "likely", "{case}: {check}");
    let summary = text_of(check_of(&report, "aws.identity"), "summary");
    assert_eq!(summary, "not known whether there are credentials (aws.credentials)", "{case}");
    assert_eq!(said.code, Some(3), "{case}: {said:?}");
    let who = sandbox.bootstrap(&["whoami"]);
    assert_eq!(who.code, Some(3), "{case}: {who:?}");
    assert_check(&report, "aws.credentials", "unknown", "is set up", case).clone()
}

#[test]
fn a_no_of_sts_is_a_no_and_not_silence() {
    for code in ["AccessDenied", "ExpiredToken", "InvalidIdentityToken"] {
        let sts = refusing_sts(code, "no");
        for mut sandbox in [taking(&sts.url()), exchanging(&sts.url())] {
            sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
            let (report, said) = checked(&sandbox, code);
            assert_check(&report, "aws.credentials", "fail", "does not work", code);
            let check = check_of(&report, "cloud9.credentials");
            assert_eq!(check["facts"]["kind"], "none", "{code}: {check}");
            assert_eq!(said.code, Some(1), "{code}");
        }
    }
}

#[test]
fn an_instance_that_does_not_say_its_region_leaves_open_whether_the_role_can_be_taken() {
    let silent = Server::start(|_| Reply::Silence);
    let sts = giving("eu-west-1");
    let mut sandbox = taking(&sts.url());
    sandbox.with_metadata(&silent);

    let (report, said) = sandbox.check(&[]);

    let summary = "the instance did not say in which one it is";
    let check = assert_check(&report, "aws.credentials", "unknown", summary, "silent");
    assert_eq!(check["facts"]["cause"], "no-region");
    assert_eq!(said.code, Some(3));
}
