//! What cannot be read is not written over: without a look at the store there is no plan.

use std::time::Duration;

use serde_json::json;

use super::store::{call, stored};
use super::{machine, picture, seed};
use crate::loopback::{Meddling, Reply, Server};
use crate::peers::{Moto, moto};

/// Declares everything there is, so that everything has to be read.
const MANIFEST: &str = "\
version: 1
path: /it-unread
parameters:
  a: {value: new, description: x, tags: {app: x}}
";

/// A relay on which one operation is answered with an error.
fn refusing(moto: &Moto, operation: &'static str, code: &'static str) -> Server {
    moto.relay(move |request| {
        (request.operation() == operation)
            .then(|| Meddling::Instead(Reply::aws_error(400, code, "the reason")))
    })
}

#[track_caller]
fn put_before(moto: &Moto) {
    let put = json!({"Name": "/it-unread/a", "Value": "old", "Type": "String", "Overwrite": true});
    call(moto, "put_parameter", &put);
}

#[test]
fn without_a_permission_to_read_nothing_is_written() {
    let Some(moto) = moto() else { return };
    put_before(moto);
    let mut pictures = Vec::new();
    for operation in ["GetParameters", "DescribeParameters", "GetResources"] {
        let relay = refusing(moto, operation, "AccessDeniedException");
        let sandbox = machine(&relay);

        let said = seed(&sandbox, MANIFEST, &["--yes"]);

        assert_eq!(said.code, Some(3), "{operation}: {said:?}");
        assert_eq!(relay.calls("PutParameter"), 0, "{operation}");
        pictures.push(format!("{operation}\n{}", picture(&sandbox, &said)));
    }
    insta::assert_snapshot!(pictures.join("\n\n"), @"
    GetParameters
    error: cannot read the values in Parameter Store, so nothing was written: `/it-unread/a`: AccessDeniedException: the reason

    hint: these credentials need the permission ssm:GetParameters on the parameters (and kms:Decrypt on their key)
    exit code 3

    DescribeParameters
    error: cannot read the descriptions in Parameter Store, so nothing was written: AccessDeniedException: the reason

    hint: these credentials need the permission ssm:DescribeParameters
    exit code 3

    GetResources
    error: cannot read the tags in Parameter Store, so nothing was written: AccessDeniedException: the reason

    hint: these credentials need the permission tag:GetResources
    exit code 3
    ");
    assert_eq!(stored(moto, "/it-unread")["/it-unread/a"]["Value"], "old");
}

#[test]
fn credentials_that_expire_while_reading_end_the_run() {
    let Some(moto) = moto() else { return };
    let relay = refusing(moto, "GetParameters", "ExpiredTokenException");
    let sandbox = machine(&relay);

    let said = seed(&sandbox, MANIFEST, &["--yes"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    error: cannot read the values in Parameter Store, so nothing was written: ExpiredTokenException: the reason

    hint: see whether these credentials work: `bootstrap check`
    exit code 3
    ");
    assert_eq!(relay.calls("PutParameter"), 0);
}

#[test]
fn a_parameter_that_is_not_described_is_not_written() {
    let Some(moto) = moto() else { return };
    put_before(moto);
    let relay = moto.relay(|request| {
        (request.operation() == "DescribeParameters")
            .then(|| Meddling::Instead(Reply::ok(r#"{"Parameters": []}"#)))
    });
    let sandbox = machine(&relay);

    let said = seed(&sandbox, MANIFEST, &["--yes"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    error: `/it-unread/a` is there and Parameter Store does not describe it, so nothing was written

    hint: a parameter that was just made may take a moment: run it again
    exit code 3
    ");
    assert_eq!(relay.calls("PutParameter"), 0);
}

#[test]
fn an_empty_page_is_not_the_end() {
    let Some(moto) = moto() else { return };
    let put = json!({"Name": "/it-paged/a", "Value": "x", "Type": "String", "Description": "same"});
    call(moto, "put_parameter", &put);
    let relay = moto.relay(|request| {
        if request.operation() != "DescribeParameters" {
            return None;
        }
        let page = if request.body.contains("NextToken") {
            json!({"Parameters": [{"Name": "/it-paged/a", "Type": "String", "Description": "same", "Tier": "Standard"}]})
        } else {
            json!({"Parameters": [], "NextToken": "more"})
        };
        Some(Meddling::Instead(Reply::ok(page.to_string())))
    });
    let manifest = "version: 1\npath: /it-paged\nparameters: {a: {value: x, description: same}}";

    let said = seed(&machine(&relay), manifest, &[]);

    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(relay.calls("DescribeParameters"), 2);
}

#[test]
fn without_an_answer_from_the_network_the_run_ends_in_time() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let only_sts = moto.relay(|request| {
        (!request.operation().is_empty()).then_some(Meddling::Instead(Reply::Cut))
    });
    for (case, url) in [
        ("nobody answers at all", "http://127.0.0.1:1"),
        ("only STS answers", &only_sts.url()),
        ("there is no such host", "http://host.invalid"),
    ] {
        let mut sandbox = machine(&relay);
        sandbox.set("AWS_ENDPOINT_URL", url);

        let said = seed(&sandbox, MANIFEST, &["--yes"]);

        assert_eq!(said.code, Some(3), "{case}: {said:?}");
        assert!(said.took < Duration::from_secs(30), "{case}: {:?}", said.took);
        assert!(said.stderr.contains("hint: "), "{case}: {}", said.stderr);
    }
    assert_eq!(relay.requests().len(), 0);
    assert!(only_sts.calls("GetParameters") > 0 && only_sts.calls("PutParameter") == 0);
}

#[test]
fn a_server_that_says_nothing_or_nonsense_is_given_up_in_time() {
    let Some(moto) = moto() else { return };
    for (case, reply) in
        [("nonsense", Reply::ok("<html>Please log in</html>")), ("nothing", Reply::Silence)]
    {
        let relay = moto.relay(move |request| {
            (request.operation() == "GetParameters").then(|| Meddling::Instead(reply.clone()))
        });

        let said = seed(&machine(&relay), MANIFEST, &["--yes"]);

        assert_eq!(said.code, Some(3), "{case}: {said:?}");
        // Three tries of ten seconds each.
        assert!(said.took < Duration::from_mins(1), "{case}: {:?}", said.took);
        assert_eq!(relay.calls("PutParameter"), 0, "{case}");
    }
}

#[test]
fn without_all_that_a_call_needs_there_is_no_call() {
    let Some(moto) = moto() else { return };
    // A variable without a value is one that is not there.
    let cases: [(&str, i32, &[&str]); 8] = [
        ("no Region", 3, &["AWS_DEFAULT_REGION"]),
        ("no keys", 3, &["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]),
        ("half of the keys", 3, &["AWS_SECRET_ACCESS_KEY"]),
        ("a profile that is not there", 2, &["AWS_PROFILE=nobody"]),
        ("a Region that is none", 2, &["AWS_REGION=Frankfurt am Main"]),
        ("an endpoint that is none", 2, &["AWS_ENDPOINT_URL=localhost:8000"]),
        ("an empty endpoint", 2, &["AWS_ENDPOINT_URL="]),
        ("none for tags", 2, &["AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API=no address"]),
    ];
    let relay = moto.relay(|_| None);
    let mut pictures = Vec::new();
    for (case, code, variables) in cases {
        let mut sandbox = machine(&relay);
        for variable in variables {
            match variable.split_once('=') {
                Some((name, value)) => sandbox.set(name, value),
                None => sandbox.unset(variable),
            };
        }

        let said = seed(&sandbox, MANIFEST, &["--yes"]);

        assert_eq!(said.code, Some(code), "{case}: {said:?}");
        pictures.push(format!("{case}\n{}", picture(&sandbox, &said)));
    }
    insta::assert_snapshot!(pictures.join("\n\n"), @"
    no Region
    error: no Region is set

    hint: name one: `--region eu-west-1`
    exit code 3

    no keys
    error: no credentials were found

    hint: see which credentials answer here and why: `bootstrap check`
    exit code 3

    half of the keys
    error: no credentials were found; half a pair of keys: AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not set

    hint: set both of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or neither, to use a profile or a role
    exit code 3

    a profile that is not there
    error: there is no profile `nobody`, asked for by AWS_PROFILE

    hint: list the profiles: `aws configure list-profiles`, or `unset AWS_PROFILE`
    exit code 2

    a Region that is none
    error: `Frankfurt am Main`, from AWS_REGION, is not the name of a Region

    hint: name one: `--region eu-west-1`
    exit code 2

    an endpoint that is none
    error: `AWS_ENDPOINT_URL` is not an address like `http://[LOOPBACK]`

    hint: correct the address, or unset it to speak to AWS itself
    exit code 2

    an empty endpoint
    error: `AWS_ENDPOINT_URL` is not an address like `http://[LOOPBACK]`

    hint: correct the address, or unset it to speak to AWS itself
    exit code 2

    none for tags
    error: `AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API` is not an address like `http://[LOOPBACK]`

    hint: correct the address, or unset it to speak to AWS itself
    exit code 2
    ");
    assert_eq!(relay.requests().len(), 0, "{:?}", relay.requests());
}

#[test]
fn flags_win_over_the_environment() {
    let Some(moto) = moto() else { return };
    let relay = moto.relay(|_| None);
    let sandbox = machine(&relay);
    sandbox.write(
        "home/.aws/credentials",
        "[dev]\naws_access_key_id = AKIADEVEXAMPLE000001\naws_secret_access_key = x\n",
    );
    let manifest = "version: 1\npath: /it-flags\nparameters: {a: x}";

    let said = seed(&sandbox, manifest, &["--yes", "--profile", "dev", "--region", "us-west-2"]);

    insta::assert_snapshot!(picture(&sandbox, &said), @"
    account ********9012, us-west-2 (--region), at http://[LOOPBACK]
    user/moto, by profile `dev`

      create     String        /it-flags/a
    1 to create, 0 to update, 0 unchanged
    1 created, 0 updated, 0 unchanged
    exit code 0
    ");
    let signed = &relay.requests()[1].headers["authorization"];
    assert!(
        signed.contains("AKIADEVEXAMPLE000001") && signed.contains("/us-west-2/ssm/"),
        "{signed}"
    );
}
