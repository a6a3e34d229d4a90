//! The canary around the program: in its environment, in its files, in what its helpers say.

use super::{CANARY, assert_silent};
use crate::fixtures::{refusing_sts, role, sts};
use crate::loopback::{Reply, Server};
use crate::sandbox::Sandbox;

/// Every command, as loud as it can be.
const COMMANDS: [&[&str]; 7] = [
    &["check", "--verbose"],
    &["check", "--format", "json"],
    &["whoami", "--all", "--verbose"],
    &["whoami", "--all", "--format", "json"],
    &["whoami", "--offline", "--verbose"],
    &["seed", "params.yaml", "--dry-run", "--verbose"],
    &["new", "my-app", "--no-git", "--verbose"],
];

/// Runs all commands, and leaves the folder as it was.
#[track_caller]
fn assert_all_silent(case: &str, sandbox: &mut Sandbox) {
    sandbox.set("RUST_LOG", "trace");
    sandbox.set("RUST_BACKTRACE", "full");
    sandbox.write("work/params.yaml", "version: 1\nparameters: {it-around: x}");
    for command in COMMANDS {
        let said = sandbox.bootstrap(command);

        assert_silent(&format!("{case}: {command:?}"), &said);
        // The next case makes it again.
        drop(std::fs::remove_dir_all(sandbox.path("work/my-app")));
    }
}

fn keys(sandbox: &mut Sandbox) {
    sandbox.set("AWS_ACCESS_KEY_ID", "ASIAUSEREXAMPLE00001");
    sandbox.set("AWS_SECRET_ACCESS_KEY", CANARY);
    sandbox.set("AWS_SESSION_TOKEN", format!("{CANARY}+token/="));
    sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
}

#[test]
fn keys_in_the_environment_are_not_said_whatever_aws_says_of_them() {
    let caller = role("Workshop", "me");
    let refusals = [
        ("SignatureDoesNotMatch", "The request signature we calculated does not match"),
        ("InvalidClientTokenId", "The security token included in the request is invalid"),
        ("ExpiredToken", "The security token included in the request is expired"),
    ];
    let accepting = sts(&caller);
    let refusing = refusals.map(|(code, message)| refusing_sts(code, message));
    let nonsense = Server::start(|_| Reply::ok("<html>log in</html>"));
    let cut = Server::start(|_| Reply::Cut);
    for (case, url) in
        [("accepted", accepting.url()), ("nonsense", nonsense.url()), ("cut", cut.url())]
            .into_iter()
            .chain(refusing.iter().map(|server| ("refused", server.url())))
    {
        let mut sandbox = Sandbox::with_tools();
        keys(&mut sandbox);
        sandbox.set("AWS_ENDPOINT_URL", url);
        assert_all_silent(case, &mut sandbox);
    }
}

#[test]
fn keys_that_cannot_be_sent_are_not_said() {
    let server = sts(&role("Workshop", "me"));
    for (case, name, value) in [
        ("a token of two lines", "AWS_SESSION_TOKEN", format!("{CANARY}\n{CANARY}")),
        ("a token with a control character", "AWS_SESSION_TOKEN", format!("{CANARY}\u{7}")),
        ("a secret of two lines", "AWS_SECRET_ACCESS_KEY", format!("{CANARY}\r\n{CANARY}")),
        ("a secret that is not ASCII", "AWS_SECRET_ACCESS_KEY", format!("é{CANARY}")),
        ("a secret and no key", "AWS_ACCESS_KEY_ID", String::new()),
    ] {
        let mut sandbox = Sandbox::with_tools();
        keys(&mut sandbox);
        sandbox.set("AWS_ENDPOINT_URL", server.url());
        sandbox.set(name, value);
        assert_all_silent(case, &mut sandbox);
    }
}

#[test]
fn files_of_credentials_are_not_said() {
    let server = sts(&role("Workshop", "me"));
    let good = format!(
        "[default]\naws_access_key_id = ASIAMANAGEDEXAMPLE01\naws_secret_access_key = {CANARY}\n\
         aws_session_token = {CANARY}{CANARY}\n"
    );
    for (case, file, content) in [
        ("good", "credentials", good.clone()),
        ("no equals sign", "credentials", good.replace("key = ", "key ")),
        ("no section", "credentials", good.replace("[default]", "")),
        ("an unclosed section", "credentials", good.replace("default]", "default")),
        ("a section that is the secret", "credentials", format!("[default]\n[{CANARY}\n")),
        ("a line alone", "credentials", format!("{good}{CANARY}\n")),
        (
            "a line of a value that goes on",
            "credentials",
            format!("[default]\nx =\n  {CANARY}\n  {CANARY} = \n"),
        ),
        ("no secret", "credentials", good.replace("aws_secret_access_key", "aws_secret")),
        ("in the other file", "config", good),
        (
            "a process that is unknown",
            "config",
            format!("[default]\ncredential_process = /nowhere --password {CANARY}\n"),
        ),
    ] {
        let mut sandbox = Sandbox::with_tools();
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        sandbox.set("AWS_ENDPOINT_URL", server.url());
        sandbox.write(&format!("home/.aws/{file}"), content);
        assert_all_silent(case, &mut sandbox);
    }
}

#[test]
fn what_helpers_say_is_not_said() {
    let server = sts(&role("Workshop", "me"));
    for (case, script) in [
        ("a process that fails", format!("echo {CANARY}; echo {CANARY} >&2; exit 1")),
        ("a process that talks", format!("echo {CANARY}")),
        (
            "a process that says half",
            format!("echo '{{\"Version\": 1, \"SecretAccessKey\": \"{CANARY}\"}}'"),
        ),
        (
            "a process that does what it should",
            format!(
                "echo '{{\"Version\": 1, \"AccessKeyId\": \"ASIAPROCESSEXAMPLE01\", \"SecretAccessKey\": \"{CANARY}\", \"SessionToken\": \"{CANARY}\"}}'"
            ),
        ),
        ("another version", format!("echo '{{\"Version\": \"{CANARY}\"}}'")),
        (
            "another expiration",
            format!(
                "echo '{{\"Version\": 1, \"AccessKeyId\": \"ASIAPROCESSEXAMPLE02\", \"SecretAccessKey\": \"{CANARY}\", \"Expiration\": \"{CANARY}\"}}'"
            ),
        ),
    ] {
        let mut sandbox = Sandbox::with_tools();
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        sandbox.set("AWS_ENDPOINT_URL", server.url());
        let script = sandbox.script("helper", &script);
        let config = format!("[default]\ncredential_process = /bin/sh {}\n", script.display());
        sandbox.write("home/.aws/config", config);
        assert_all_silent(case, &mut sandbox);
    }
}

#[test]
fn what_a_container_is_given_is_not_said() {
    let sts = sts(&role("Workshop", "me"));
    for (case, reply) in [
        ("refused", Reply::status(403, CANARY)),
        ("nonsense", Reply::ok(CANARY)),
        (
            "good",
            Reply::ok(format!(
                "{{\"AccessKeyId\": \"ASIACONTAINEREXAMPL2\", \"SecretAccessKey\": \"{CANARY}\", \"Token\": \"{CANARY}\", \"Expiration\": \"2099-01-01T00:00:00Z\"}}"
            )),
        ),
        (
            "half",
            Reply::ok(format!("{{\"SecretAccessKey\": \"{CANARY}\", \"Token\": \"{CANARY}\"}}")),
        ),
    ] {
        let container = Server::start(move |_| reply.clone());
        let mut sandbox = Sandbox::with_tools();
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        sandbox.set("AWS_ENDPOINT_URL", sts.url());
        sandbox.set("AWS_CONTAINER_CREDENTIALS_FULL_URI", format!("{}/{CANARY}", container.url()));
        sandbox.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", CANARY);
        assert_all_silent(case, &mut sandbox);
    }
}

#[test]
fn addresses_of_containers_are_not_said_where_they_are_not_taken() {
    let full = "AWS_CONTAINER_CREDENTIALS_FULL_URI";
    let relative = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI";
    for (name, value) in [
        (full, format!("http://10.1.2.3/{CANARY}?token={CANARY}")),
        (full, format!("http://ann:{CANARY}@aws.invalid/{CANARY}")),
        (full, format!("http://127.0.0.1:1/{CANARY}?token={CANARY}")),
        (full, format!("{CANARY}%%%")),
        (full, format!("/{CANARY}): {CANARY}")),
        (relative, format!("{CANARY}%%")),
        (relative, format!("/ {CANARY}")),
    ] {
        let mut sandbox = Sandbox::with_tools();
        sandbox.set("AWS_DEFAULT_REGION", "eu-west-1");
        sandbox.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", format!("{CANARY}\n"));
        sandbox.set(name, &value);
        assert_all_silent(&format!("{name}={value}"), &mut sandbox);
        sandbox.set("AWS_CONTAINER_AUTHORIZATION_TOKEN", CANARY);
        assert_all_silent(&format!("{name}={value}"), &mut sandbox);
    }
}

#[test]
fn passwords_of_endpoints_are_not_said() {
    let server = sts(&role("Workshop", "me"));
    let with_password = format!("http://ann:{CANARY}@{}/{CANARY}?{CANARY}", &server.url()[7..]);
    let closed = format!("http://ann:{CANARY}@127.0.0.1:1");
    let malformed = format!("ann:{CANARY}@host");
    for (name, value) in [
        ("AWS_ENDPOINT_URL", &with_password),
        ("AWS_ENDPOINT_URL", &closed),
        ("AWS_ENDPOINT_URL", &malformed),
        ("AWS_ENDPOINT_URL_SSM", &malformed),
        ("AWS_ENDPOINT_URL_STS", &malformed),
        ("AWS_EC2_METADATA_SERVICE_ENDPOINT", &closed),
        ("DOCKER_HOST", &closed),
        ("DOCKER_HOST", &malformed),
    ] {
        let mut sandbox = Sandbox::with_tools();
        sandbox.set("AWS_ENDPOINT_URL", server.url());
        keys(&mut sandbox);
        if name == "AWS_EC2_METADATA_SERVICE_ENDPOINT" {
            sandbox.unset("AWS_EC2_METADATA_DISABLED");
        }
        sandbox.set(name, value);
        assert_all_silent(&format!("{name}={value}"), &mut sandbox);
    }
}

#[test]
fn passwords_of_proxies_are_not_said() {
    let proxy = Server::start(|request| Reply::status(407, format!("{request:?} {CANARY}")));
    let refusing = format!("http://ann:{CANARY}@{}", &proxy.url()[7..]);
    let closed = format!("http://ann:{CANARY}@127.0.0.1:1");
    let malformed = format!("ann:{CANARY}@host");
    for (name, value) in [
        ("HTTPS_PROXY", &refusing),
        ("HTTPS_PROXY", &closed),
        ("HTTPS_PROXY", &malformed),
        ("HTTPS_PROXY", &format!("http://ann:{CANARY}@")),
        ("https_proxy", &closed),
        ("HTTP_PROXY", &refusing),
        ("HTTP_PROXY", &malformed),
        ("ALL_PROXY", &closed),
    ] {
        let mut sandbox = Sandbox::with_tools();
        keys(&mut sandbox);
        // Only what is not on this machine is reached through a proxy.
        let scheme = if name == "HTTP_PROXY" { "http" } else { "https" };
        sandbox.set("AWS_ENDPOINT_URL", format!("{scheme}://aws.invalid"));
        sandbox.set(name, value);
        assert_all_silent(&format!("{name}={value}"), &mut sandbox);
    }
    assert!(!proxy.requests().is_empty());
}
