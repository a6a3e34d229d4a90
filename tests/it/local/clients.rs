//! Clients that nobody of us wrote, unmodified: they find the store by their environment and are content with it.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::server::{Local, machine};
use crate::peers::{Peers, peers};
use crate::sandbox::{Said, Sandbox, watch};

/// Runs a program of the peers, with what the server has printed for it and nothing else.
#[track_caller]
fn run(peers: &Peers, server: &Local, program: &str, arguments: &[&str]) -> Said {
    let mut command = Command::new(peers.program(program));
    command.args(arguments);
    let mut sandbox = Sandbox::empty();
    sandbox.unset("AWS_EC2_METADATA_DISABLED").set("AWS_PAGER", "");
    for (name, value) in &server.exports {
        sandbox.set(name, value);
    }
    sandbox.furnish(&mut command);
    watch(command)
}

#[test]
fn the_sdk_for_python_uses_every_operation() {
    let Some(peers) = peers() else { return };
    let server = Local::ephemeral(&[]);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/local/everything.py");

    let said = run(&peers, &server, "python", &[&script.display().to_string()]);

    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{said:?}");
    insta::assert_snapshot!(said.stdout, @"
    identity: 000000000000 arn:aws:iam::000000000000:user/bootstrap-local
    created: 1 Standard
    overwritten: 2
    again: ('ParameterAlreadyExists', 400)
    mismatch: ('ParameterPatternMismatchException', 400)
    found: second 2 arn:aws:ssm:eu-west-1:000000000000:parameter/app/a text
    modified: True
    by version: first
    by ARN: second
    decrypted: s3cret
    encrypted: True
    several: [('/app/a', 'first'), ('/app/list', 'a,b,c')] ['/none']
    missing: ('ParameterNotFound', 400)
    labelled: 1 ['aws-no']
    by label: :stable
    unlabelled: ['stable'] ['other']
    pages by path: 25
    below: ['/app/a', '/app/advanced', '/app/list', '/app/secret']
    pages described: 25
    filtered: ['/app/secret']
    described: Advanced integer ['NoChangeNotification']
    pages of history: 27
    tags: [{'Key': 'b', 'Value': '2'}]
    pages of resources: 25
    resource: [{'ResourceARN': 'arn:aws:ssm:eu-west-1:000000000000:parameter/app/a', 'Tags': [{'Key': 'app', 'Value': 'x'}]}]
    setting: false Default
    deleted: ['/app/list'] ['/none']
    gone: ('ParameterNotFound', 400)
    unknown: ('UnknownOperationException', 400)
    ");
}

/// Runs the AWS CLI, which must succeed, and returns its answer.
#[track_caller]
fn aws(peers: &Peers, server: &Local, arguments: &[&str]) -> Value {
    let said = run(peers, server, "aws", arguments);
    assert_eq!((said.code, said.stderr.as_str()), (Some(0), ""), "{arguments:?}: {said:?}");
    serde_json::from_str(&said.stdout).unwrap_or_default()
}

#[test]
fn the_command_line_of_aws_works_against_it() {
    let Some(peers) = peers() else { return };
    let server = Local::ephemeral(&[]);
    let ask = |arguments: &[&str]| aws(&peers, &server, arguments);

    let caller = ask(&["sts", "get-caller-identity"]);
    assert_eq!(caller["Account"], "000000000000");
    let name = ["--name", "/cli/secret"];
    let put = [&["ssm", "put-parameter", "--type", "SecureString", "--value", "s3cret"], &name[..]];
    assert_eq!(ask(&put.concat())["Version"], 1);
    let found = ask(&[&["ssm", "get-parameter", "--with-decryption"], &name[..]].concat());
    assert_eq!(found["Parameter"]["Value"], "s3cret");
    let below = ask(&["ssm", "get-parameters-by-path", "--path", "/cli", "--recursive"]);
    assert_eq!(below["Parameters"][0]["Name"], "/cli/secret");
    let filter = "Key=Name,Option=BeginsWith,Values=/cli";
    let described = ask(&["ssm", "describe-parameters", "--parameter-filters", filter]);
    assert_eq!(described["Parameters"][0]["KeyId"], "alias/aws/ssm");
    ask(&[&["ssm", "delete-parameter"], &name[..]].concat());

    let gone = run(&peers, &server, "aws", &["ssm", "get-parameter", "--name", "/cli/secret"]);
    assert_eq!(gone.code, Some(255), "{gone:?}");
    assert!(gone.stderr.contains("(ParameterNotFound)"), "{gone:?}");
}

#[test]
fn the_sdk_for_rust_works_against_it() {
    let server = Local::ephemeral(&[]);
    let mut sandbox = machine();
    for (name, value) in &server.exports {
        sandbox.set(name, value);
    }
    let manifest = "version: 1\npath: /rust\ndefaults: {tags: {app: x}}\nparameters:\n  secret: {value: s3cret, type: SecureString}\n  list: [a, b]\n  text: {value: hello, description: Says hello}\n";
    sandbox.write("work/params.yaml", manifest);

    // The same `seed` as for AWS: by environment variables, not by `--local`.
    let first = sandbox.bootstrap(&["seed", "params.yaml", "--yes"]);
    assert_eq!((first.code, first.stderr.as_str()), (Some(0), ""), "{first:?}");
    let again = sandbox.bootstrap(&["seed", "params.yaml", "--dry-run"]);
    assert_eq!(again.code, Some(0), "{again:?}");
    assert!(again.stdout.contains("0 to create, 0 to update, 3 unchanged"), "{again:?}");
    assert_eq!(server.client().value("/rust/secret").as_deref(), Some("s3cret"));

    sandbox.write("work/params.yaml", manifest.replace("hello, desc", "good day, desc"));
    let changed = sandbox.bootstrap(&["seed", "params.yaml", "--yes"]);
    assert!(changed.stdout.contains("0 created, 1 updated, 2 unchanged"), "{changed:?}");
    assert_eq!(server.client().value("/rust/text").as_deref(), Some("good day"));
}
