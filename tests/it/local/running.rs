//! A command beside the store: it gets our endpoint and our keys and no others, its end is ours, nothing outlives it.

use std::collections::BTreeMap;
use std::path::Path;

use super::server::{Local, machine};
use crate::loopback::{Reply, Server};
use crate::peers::peers;
use crate::sandbox::{Said, Sandbox, signal, wait_for, watch};

/// Runs a shell script beside an ephemeral store.
#[track_caller]
fn beside(sandbox: &Sandbox, script: &str) -> Said {
    sandbox.bootstrap(&["local", "--ephemeral", "--", "/bin/sh", "-c", script])
}

/// Returns the variables of AWS that a command gets, without the port.
#[track_caller]
fn environment_of_a_command(sandbox: &Sandbox, arguments: &[&str]) -> BTreeMap<String, String> {
    let said = sandbox.bootstrap(&[arguments, &["--", "/usr/bin/env"]].concat());
    assert_eq!(said.code, Some(0), "{said:?}");
    let variables = said.stdout.lines().filter_map(|line| line.split_once('='));
    let ours = variables.filter(|(name, _)| name.starts_with("AWS_"));
    ours.map(|(name, value)| (name.to_owned(), normal(value))).collect()
}

/// Takes out what differs from run to run: the port, and the key.
fn normal(value: &str) -> String {
    match value.rsplit_once(':') {
        None if value.len() == 20 && value.starts_with("LOCAL") => "LOCAL[KEY]".to_owned(),
        Some((host, port)) if port.parse::<u16>().is_ok() => format!("{host}:[PORT]"),
        _ => value.to_owned(),
    }
}

/// Somebody whose shell and files lead to real accounts in every way there is, and all of them to `elsewhere`.
fn somebody_with_accounts(elsewhere: &Server) -> Sandbox {
    let mut sandbox = machine();
    let url = elsewhere.url();
    for (name, value) in [
        ("AWS_ACCESS_KEY_ID", "AKIAUSEREXAMPLE00001"),
        ("AWS_SECRET_ACCESS_KEY", "canary-user-secret"),
        ("AWS_SESSION_TOKEN", "canary-session-token"),
        ("AWS_SECURITY_TOKEN", "canary-session-token"),
        ("AWS_PROFILE", "work"),
        ("AWS_DEFAULT_PROFILE", "work"),
        ("AWS_ENDPOINT_URL", &url),
        ("AWS_ENDPOINT_URL_SSM", &url),
        ("AWS_ENDPOINT_URL_STS", &url),
        ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true"),
        ("AWS_USE_FIPS_ENDPOINT", "true"),
        ("AWS_USE_DUALSTACK_ENDPOINT", "true"),
        ("AWS_ROLE_ARN", "arn:aws:iam::111122223333:role/work"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", &url),
        ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/work"),
    ] {
        sandbox.set(name, value);
    }
    let profile = |name: &str| {
        format!(
            "[{name}]\nendpoint_url = {url}\nservices = all\nignore_configured_endpoint_urls = true\n\
             use_fips_endpoint = true\naws_access_key_id = AKIAUSEREXAMPLE00001\n\
             aws_secret_access_key = canary-user-secret\nregion = ap-south-1\n"
        )
    };
    let services = format!("[services all]\nssm =\n  endpoint_url = {url}\n");
    let config = profile("default") + &profile("profile work") + &services;
    sandbox.write("home/.aws/config", config);
    sandbox
}

#[test]
fn a_command_gets_our_endpoints_and_keys_and_nothing_else() {
    let plain = environment_of_a_command(&machine(), &["local", "--ephemeral"]);

    insta::assert_debug_snapshot!(plain, @r#"
    {
        "AWS_ACCESS_KEY_ID": "LOCAL[KEY]",
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API": "http://127.0.0.1:[PORT]",
        "AWS_ENDPOINT_URL_SSM": "http://127.0.0.1:[PORT]",
        "AWS_ENDPOINT_URL_STS": "http://127.0.0.1:[PORT]",
        "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "false",
        "AWS_REGION": "eu-west-1",
        "AWS_SECRET_ACCESS_KEY": "the-access-key-id-lets-in",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_USE_DUALSTACK_ENDPOINT": "false",
        "AWS_USE_FIPS_ENDPOINT": "false",
    }
    "#);
}

#[test]
fn a_command_gets_the_same_whatever_is_exported() {
    let elsewhere = Server::start(|_| Reply::Cut);
    let plain = environment_of_a_command(&machine(), &["local", "--ephemeral"]);

    let exported =
        environment_of_a_command(&somebody_with_accounts(&elsewhere), &["local", "--ephemeral"]);

    assert_eq!(exported, plain);
}

#[test]
fn no_request_of_an_sdk_goes_to_where_the_user_has_an_account() {
    let Some(peers) = peers() else { return };
    let elsewhere = Server::start(|_| Reply::Cut);
    let sandbox = somebody_with_accounts(&elsewhere);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/local/secret.py");
    let python = peers.program("python").display().to_string();

    let said =
        sandbox.bootstrap(&["local", "--ephemeral", "--", &python, &script.display().to_string()]);

    assert_eq!((said.code, said.stdout.as_str()), (Some(0), "000000000000 s3cret\n"), "{said:?}");
    assert!(elsewhere.requests().is_empty(), "{:?}", elsewhere.requests());
}

#[test]
fn a_region_that_is_set_is_kept() {
    let region = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut sandbox = Sandbox::empty();
        for (name, value) in variables {
            sandbox.set(name, *value);
        }
        let arguments = [&["local", "--ephemeral"], arguments].concat();
        let environment = environment_of_a_command(&sandbox, &arguments);
        assert_eq!(environment["AWS_REGION"], environment["AWS_DEFAULT_REGION"]);
        environment["AWS_REGION"].clone()
    };

    assert_eq!(region(&[], &[]), "us-east-1");
    assert_eq!(region(&[("AWS_REGION", "eu-north-1")], &[]), "eu-north-1");
    assert_eq!(region(&[("AWS_DEFAULT_REGION", "sa-east-1")], &[]), "sa-east-1");
    assert_eq!(region(&[("AWS_REGION", "eu-north-1")], &["--region", "me-south-1"]), "me-south-1");
}

#[test]
fn the_exit_code_of_the_command_is_ours() {
    let sandbox = machine();
    for code in [0, 1, 7, 255] {
        assert_eq!(beside(&sandbox, &format!("exit {code}")).code, Some(code));
    }
    assert_eq!(beside(&sandbox, "kill -9 $$").code, Some(128 + 9), "as a shell says it");
}

#[test]
fn a_command_that_is_not_there_is_said_before_anything_is_made() {
    let sandbox = machine();

    let said = sandbox.bootstrap(&["local", "--", "no-such-program"]);

    assert_eq!((said.code, said.stdout.as_str()), (Some(2), ""), "{said:?}");
    assert!(said.stderr.starts_with("error: there is no program `no-such-program`\n"), "{said:?}");
    assert!(!sandbox.path("work/.bootstrap").exists());
}

#[test]
fn standard_output_is_the_commands_alone() {
    let said = beside(&machine(), "echo to be read; echo to be seen >&2");

    assert_eq!(said.stdout, "to be read\n");
    insta::assert_snapshot!(said.stderr, @"
    Values are kept in memory, secrets too, and end with this command.
    to be seen
    ");
}

#[test]
fn standard_input_is_the_commands() {
    let sandbox = machine();
    let mut command = sandbox.command(&["local", "--ephemeral", "--", "/bin/cat"]);
    let input = sandbox.write("input", "what comes in\n");
    command.stdin(std::fs::File::open(input).unwrap());

    assert_eq!(watch(command).stdout, "what comes in\n");
}

#[test]
fn signals_reach_the_command_and_its_answer_to_them_is_ours() {
    for (name, code) in [("TERM", 5), ("INT", 6), ("HUP", 7)] {
        let sandbox = machine();
        let ready = sandbox.path("ready");
        let script = format!(
            "trap 'echo got TERM; exit 5' TERM; trap 'echo got INT; exit 6' INT; \
             trap 'echo got HUP; exit 7' HUP; : > {}; while :; do /bin/sleep 0.02; done",
            ready.display()
        );
        let child = sandbox
            .command(&["local", "--ephemeral", "--", "/bin/sh", "-c", &script])
            .spawn()
            .unwrap();
        wait_for(|| ready.exists());

        signal(&child, name);

        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{name}: {output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), format!("got {name}\n"));
    }
}

#[test]
fn nothing_is_left_running_after_the_command() {
    let sandbox = machine();
    let pid = sandbox.path("pid");
    let background = format!("/bin/sleep 1000 & echo $! > {}", pid.display());
    let deaf = format!("trap '' TERM INT HUP; {background}");

    for script in [&background, &deaf] {
        let said = beside(&sandbox, script);

        assert_eq!(said.code, Some(0), "{said:?}");
        assert!(said.took.as_secs() < 20, "{:?}", said.took);
        assert_ended(&pid);
    }
}

#[test]
fn nothing_is_left_running_after_an_interrupt() {
    let sandbox = machine();
    let pid = sandbox.path("pid");
    let script = format!("/bin/sleep 1000 & echo $! > {}; wait", pid.display());
    let child =
        sandbox.command(&["local", "--ephemeral", "--", "/bin/sh", "-c", &script]).spawn().unwrap();
    wait_for(|| std::fs::read_to_string(&pid).is_ok_and(|pid| pid.ends_with('\n')));

    signal(&child, "TERM");

    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(128 + 15), "{output:?}");
    assert_ended(&pid);
}

#[track_caller]
pub(super) fn assert_ended(pid: &Path) {
    let pid = std::fs::read_to_string(pid).unwrap();
    let process = Path::new("/proc").join(pid.trim());
    let state = || std::fs::read_to_string(process.join("stat")).unwrap_or_default();
    // One that has ended and that nobody has asked about is no longer running either.
    wait_for(|| !process.exists() || state().contains(") Z "));
}

#[test]
fn the_printed_lines_lead_a_shell_to_the_store() {
    let elsewhere = Server::start(|_| Reply::Cut);
    let mut sandbox = somebody_with_accounts(&elsewhere);
    // Only a file says it.
    sandbox.unset("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS");
    let server = Local::start(&sandbox, &["--ephemeral"]);
    // It is ready with the first that are unset; a shell takes all of them.
    wait_for(|| server.stdout().contains("\nunset AWS_ENDPOINT_URL\n"));
    let lines = sandbox.write("lines", server.stdout());
    let script =
        format!("eval \"$(/bin/grep -E '^(export|unset) ' {})\"; /usr/bin/env", lines.display());
    let mut shell = std::process::Command::new("/bin/sh");
    shell.args(["-c", &script]);
    sandbox.furnish(&mut shell);

    let said = watch(shell);

    let variables: BTreeMap<_, _> =
        said.stdout.lines().filter_map(|line| line.split_once('=')).collect();
    let set = |name: &str| variables.get(name).copied();
    assert_eq!(set("AWS_ENDPOINT_URL_SSM"), Some(server.url()), "{said:?}");
    assert_eq!(set("AWS_ENDPOINT_URL_STS"), Some(server.url()));
    assert_eq!(set("AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API"), Some(server.url()));
    assert_eq!(set("AWS_ACCESS_KEY_ID"), Some(server.key()));
    assert_eq!(set("AWS_REGION"), Some("eu-west-1"));
    assert_eq!(set("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"), Some("false"));
    for name in ["AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ROLE_ARN"] {
        assert_eq!(set(name), None, "{name}");
    }
}
