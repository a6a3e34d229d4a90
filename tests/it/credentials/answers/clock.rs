//! A clock that is wrong, as the `Date` of AWS's answers tells.

use std::time::SystemTime;

use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;

use super::{asking, assert_cause};
use crate::credentials::{assert_check, checked};
use crate::fixtures::{identity, role, sts_error};
use crate::loopback::{Reply, Server};

/// An STS whose clock is ahead of ours by some seconds.
fn ahead(seconds: i64, reply: Reply) -> Server {
    Server::start(move |_| {
        let Reply::Http { status, mut headers, body } = reply.clone() else { return reply.clone() };
        let now = DateTime::from(SystemTime::now());
        let date = DateTime::from_secs(now.secs() + seconds).fmt(Format::HttpDate).unwrap();
        headers.push(("Date".to_owned(), date));
        Reply::Http { status, headers, body }
    })
}

fn known() -> Reply {
    identity(&role("Admin", "ann"))
}

#[test]
fn a_clock_that_is_a_little_wrong_is_a_warning_and_one_that_aws_refuses_a_failure() {
    let cases = [
        (90, "warn", "role Admin, session ann", "is 90 s behind AWS's; from 5 min on"),
        (-200, "warn", "role Admin, session ann", "is 3 min ahead of AWS's; from 5 min on"),
        (400, "fail", "role Admin, session ann", "is 6 min behind AWS's; AWS refuses"),
        (-8000, "fail", "role Admin, session ann", "is 2 h ahead of AWS's; AWS refuses"),
    ];
    for (seconds, status, who, summary) in cases {
        let sts = ahead(seconds, known());
        let sandbox = asking(&sts.url());
        let cause = ("aws.identity", status, "clock-skew");
        let commands = ["sudo chronyc makestep", "bootstrap check"];

        let report = assert_cause(&sandbox, cause, summary, &commands);

        assert_check(&report, "aws.identity", status, who, summary);
        let verdict = if status == "fail" { "blocked" } else { "ok" };
        assert_eq!(report["capabilities"]["deploy"]["verdict"], verdict, "{report}");
    }
}

#[test]
fn a_clock_that_is_right_is_not_mentioned() {
    for seconds in [-55, 0, 55] {
        let sts = ahead(seconds, known());
        let (report, _) = checked(&asking(&sts.url()), "right");
        assert_check(&report, "aws.identity", "pass", "role Admin", "right");
    }
}

#[test]
fn what_aws_refuses_for_the_clock_is_not_blamed_on_the_credentials() {
    for code in ["SignatureDoesNotMatch", "RequestTimeTooSkewed", "InvalidClientTokenId"] {
        let refusal = || Reply::status(403, sts_error(code, "Signature expired"));
        let sts = ahead(400, refusal());
        let sandbox = asking(&sts.url());
        let cause = ("aws.identity", "fail", "clock-skew");
        let commands = ["sudo chronyc makestep", "bootstrap check"];
        assert_cause(&sandbox, cause, "the clock of this machine is 6 min behind AWS's", &commands);
        // The SDK does not try again with a clock of its own making: each of the four runs asks once.
        let asked = sts.requests().iter().filter(|request| request.method == "POST").count();
        assert_eq!(asked, 4, "{code}");

        let sts = ahead(90, refusal());
        let (report, _) = checked(&asking(&sts.url()), code);
        assert_check(&report, "aws.identity", "fail", "STS does not accept the credentials", code);
    }
}

#[test]
fn a_clock_of_somebody_else_is_not_believed() {
    let portal = ahead(90_000, Reply::status(200, "<html></html>"));
    let (report, _) = checked(&asking(&portal.url()), "portal");
    assert_check(&report, "aws.identity", "unknown", "a web page answers", "portal");
}

#[test]
fn each_system_sets_its_clock_in_its_own_way() {
    let sts = ahead(400, known());
    let sandbox = asking(&sts.url());
    let cause = ("aws.identity", "fail", "clock-skew");

    sandbox.write("system/etc/os-release", "ID=ubuntu\nID_LIKE=debian\n");
    let timesyncd = "sudo chronyc makestep || sudo systemctl restart systemd-timesyncd";
    assert_cause(&sandbox, cause, "", &[timesyncd, "bootstrap check"]);

    sandbox.write("system/proc/version", "Linux version 6.6-microsoft-standard-WSL2");
    assert_cause(&sandbox, cause, "", &["sudo hwclock -s", "bootstrap check"]);
}
