//! `bootstrap check`: machines of every kind, and what is said of them.

mod docker_host;
mod engine;
mod finch;
mod fixing;
mod hanging;
mod harmless;
mod installing;
mod interruption;
mod output;
pub(crate) mod processes;
mod selecting;
mod tools;

use crate::fixtures::{self, INSTANCE, metadata, role, sts};
use crate::loopback::Server;
use crate::peers::not_run;
use crate::sandbox::{Sandbox, check_of};

/// A machine on which all is well: tools, an engine, a role.
fn healthy() -> (Sandbox, Vec<Server>) {
    let mut sandbox = Sandbox::with_tools();
    let engine = fixtures::engine();
    let (metadata, sts) = (metadata(Some("Workshop")), sts(&role("Workshop", INSTANCE)));
    sandbox.set("DOCKER_HOST", engine.url().replace("http", "tcp"));
    sandbox.set("AWS_ENDPOINT_URL_STS", sts.url());
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
    sandbox.with_metadata(&metadata);
    (sandbox, vec![engine, metadata, sts])
}

#[test]
fn a_machine_on_which_all_is_well() {
    let (sandbox, _servers) = healthy();
    if !fixtures::has_room(&sandbox) {
        return not_run("this machine has too little disk or memory to be well");
    }

    let said = sandbox.bootstrap(&["check"]);

    insta::with_settings!({filters => vec![
        (r"\d+\.\d GB", "[SIZE]"),
        (r"in \d+\.\d s", "in [TIME]"),
        (r"127\.0\.0\.1:\d+", "[LOOPBACK]"),
    ]}, {
        insta::assert_snapshot!(sandbox.normal(&said.everything()), @"
        machine
          pass     machine.disk: [SIZE] free in [SANDBOX]/work
          pass     machine.memory: [SIZE] of memory and swap

        rust
          pass     rust.toolchain: rustc 1.95.0, cargo 1.95.0; 1.94.1 or newer is needed
          pass     rust.linker: cc (Debian 12.2.0-14) 12.2.0
          pass     cargo-lambda.version: 1.9.2; 1.0.0 or newer is needed

        sam
          pass     sam.version: 1.170.0; 1.156.0 or newer is needed

        docker
          pass     docker.engine: Docker/29.7.2 (linux) on tcp://[LOOPBACK], API 1.52

        aws
          skip     aws.profile: none is named, and there is no `default`
          pass     aws.region: eu-west-1, from AWS_DEFAULT_REGION
          warn     aws.endpoint: STS leads to http://[LOOPBACK], and not to AWS
                   > to speak to AWS itself
                       unset AWS_ENDPOINT_URL_STS
                     see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
          pass     aws.credentials: from instance metadata
          pass     aws.identity: account ********3333, role Workshop, session i-0de86dc17afe771ba, at http://[LOOPBACK]
          pass     cloud9.credentials: the instance's role, not managed by Cloud9

        11 pass, 1 warn, 1 skip in [TIME]
        build: ok   run locally: ok   deploy: ok
        ");
    });
    assert_eq!(said.code, Some(0));
}

#[test]
fn text_and_json_say_the_same() {
    let (sandbox, _servers) = healthy();
    sandbox.without("sam");

    let text = sandbox.bootstrap(&["check"]);
    let (report, json) = sandbox.check(&[]);

    assert_eq!((text.code, json.code), (Some(1), Some(1)));
    assert_eq!(report["exit_code"], 1);
    for check in report["checks"].as_array().unwrap() {
        let line = format!(
            "{:<7}  {}: {}",
            check["status"].as_str().unwrap(),
            check["id"].as_str().unwrap(),
            check["summary"].as_str().unwrap()
        );
        assert!(
            text.stdout.contains(&line) || check["id"] == "machine.disk",
            "{line}\n{}",
            text.stdout
        );
    }
    assert_eq!(check_of(&report, "sam.version")["status"], "fail");
}
