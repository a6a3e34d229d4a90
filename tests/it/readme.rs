//! The README is true: its transcripts are what the program says, at 80 columns.
//!
//! `UPDATE_README=1 cargo test --test it readme` writes them anew.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::fixtures::{engine, has_room, metadata, role, sts};
use crate::loopback::Server;
use crate::peers::{moto, not_run};
use crate::sandbox::{Sandbox, watch};

const PROMPT: &str = "```console\n$ ";
const END: &str = "```";

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// Compares the transcript of a command with what the program says now.
#[track_caller]
fn assert_transcript(sandbox: &Sandbox, command: &str) {
    let Some(said) = at_80_columns(sandbox, command) else {
        return not_run("the program `script` is needed for a terminal");
    };
    let readme = fs::read_to_string(path()).unwrap();
    let start = readme.find(&format!("{PROMPT}{command}\n")).expect("the README has this command");
    let start = start + PROMPT.len() + command.len() + 1;
    let end = start + readme[start..].find(END).expect("the block ends");
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(path(), format!("{}{said}{}", &readme[..start], &readme[end..])).unwrap();
        return;
    }
    assert_eq!(readme[start..end], said, "`{command}` says something else than the README");
}

/// Runs a command on a terminal of 80 columns, and returns what it said without what differs from run to run.
fn at_80_columns(sandbox: &Sandbox, command: &str) -> Option<String> {
    let script = Path::new("/usr/bin/script");
    if !script.exists() {
        return None;
    }
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    let line = format!("/bin/stty cols 80; exec {}", sandbox.line(&arguments));
    let mut terminal = Command::new(script);
    sandbox.furnish(terminal.args(["--quiet", "--return", "--command", &line, "/dev/null"]));
    terminal.env("NO_COLOR", "1").env("SHELL", "/bin/sh");
    let folder = sandbox.home().join("environment");
    fs::create_dir_all(&folder).unwrap();
    for file in fs::read_dir(sandbox.work()).unwrap().map(Result::unwrap) {
        fs::rename(file.path(), folder.join(file.file_name())).unwrap();
    }
    terminal.current_dir(folder);
    Some(normal(&watch(terminal).stdout))
}

/// Returns what is left of a line on a screen after parts of it were drawn over.
fn drawn_over(line: &str) -> String {
    if !line.contains('\r') {
        return line.to_owned();
    }
    let mut shown: Vec<char> = Vec::new();
    for part in line.trim_end_matches('\n').split('\r').map(|part| part.chars().collect::<Vec<_>>())
    {
        let covered = part.len().min(shown.len());
        shown.splice(..covered, part);
    }
    let shown: String = shown.into_iter().collect();
    format!("{}\n", shown.trim_end())
}

/// Replaces sizes, times, and the addresses of what stands in for AWS and for Docker.
fn normal(said: &str) -> String {
    let said = said.replace("\r\n", "\n");
    let said: String = said.split_inclusive('\n').map(drawn_over).collect();
    let said = replace_after(&said, "tcp://127.0.0.1:", "2375");
    let said = replace_after(&said, "http://127.0.0.1:", "");
    let said = said
        .replace(",\n           at http://127.0.0.1:", "")
        .replace(", at http://127.0.0.1:", "")
        // Only whoever has set an address is told it, and then lines are wrapped elsewhere.
        .replace(
            "instance metadata at http://127.0.0.1:, instance profile\n          Workshop: would answer, likely as role Workshop, session\n          i-0de86dc17afe771ba (not asked)",
            "instance metadata, instance profile Workshop: would answer, likely as\n          role Workshop, session i-0de86dc17afe771ba (not asked)",
        );
    let sizes = replace_before(&said, " GB", "7.5");
    of_aws_itself(&replace_before(&sizes, " s\nbuild:", "0.5"))
}

/// Tests have no STS but one of their own, and are warned of it; the README's reader is not.
fn of_aws_itself(said: &str) -> String {
    let warned = "  warn     aws.endpoint: ";
    let Some((before, after)) = said.split_once(warned) else { return said.to_owned() };
    let (_, after) = after.split_once("\n  pass ").expect("another check follows");
    let (after, counts) = after.rsplit_once("\n\n").expect("the counts follow");
    let counts = counts.replacen("11 pass, 2 warn", "12 pass, 1 warn", 1);
    format!("{before}  pass     aws.endpoint: no other address is set\n  pass {after}\n\n{counts}")
}

/// Replaces the number behind a text, wherever it stands.
fn replace_after(said: &str, text: &str, number: &str) -> String {
    let mut parts = said.split(text);
    let mut replaced = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        replaced = replaced
            + text
            + number
            + part.trim_start_matches(|digit: char| digit.is_ascii_digit());
    }
    replaced
}

/// Replaces the number before a text, wherever it stands.
fn replace_before(said: &str, text: &str, number: &str) -> String {
    let is_number = |character: char| character.is_ascii_digit() || character == '.';
    let parts: Vec<&str> = said.split(text).collect();
    let Some((last, before)) = parts.split_last() else { return said.to_owned() };
    let before =
        before.iter().map(|part| part.trim_end_matches(is_number).to_owned() + number + text);
    before.collect::<String>() + last
}

#[test]
fn check_on_cloud9_says_what_the_readme_says() {
    let mut sandbox = Sandbox::with_tools();
    let servers = [engine(), metadata(Some("Workshop")), sts(&role("TeamRole", "MasterKey"))];
    sandbox.on_cloud9();
    sandbox.managed_by_cloud9(true);
    sandbox.set("C9_PID", "0123456789abcdef0123456789abcdef");
    sandbox.set("DOCKER_HOST", servers[0].url().replace("http", "tcp"));
    sandbox.with_metadata(&servers[1]);
    sandbox.set("AWS_ENDPOINT_URL_STS", servers[2].url());
    if !has_room(&sandbox) {
        return not_run("this machine has too little disk or memory to be well");
    }

    assert_transcript(&sandbox, "bootstrap check");
}

#[test]
fn whoami_says_what_the_readme_says() {
    let mut sandbox = Sandbox::empty();
    let servers = [metadata(Some("Workshop")), sts(&role("TeamRole", "MasterKey"))];
    sandbox.managed_by_cloud9(true);
    sandbox.set("C9_PID", "0123456789abcdef0123456789abcdef");
    sandbox.with_metadata(&servers[0]);
    sandbox.set("AWS_ENDPOINT_URL_STS", servers[1].url());

    assert_transcript(&sandbox, "bootstrap whoami");
}

#[test]
fn new_says_what_the_readme_says() {
    let sandbox = Sandbox::empty();
    sandbox.real_tool("git");

    assert_transcript(&sandbox, "bootstrap new my-app");
}

/// Returns the README's own manifest.
fn manifest() -> String {
    let readme = fs::read_to_string(path()).unwrap();
    let manifest = readme.split("```yaml\n").nth(1).and_then(|rest| rest.split(END).next());
    manifest.expect("it has one").to_owned()
}

#[test]
fn seed_says_what_the_readme_says_of_the_readmes_manifest() {
    let Some(moto) = moto() else { return };
    let relay: Server = moto.relay(|_| None);
    let mut sandbox = Sandbox::empty();
    sandbox.with_keys();
    sandbox.set("AWS_ENDPOINT_URL", relay.url()).set("API_TOKEN", "canary");
    fs::write(sandbox.work().join("params.yaml"), manifest()).unwrap();

    assert_transcript(&sandbox, "bootstrap seed params.yaml --yes");
}

#[test]
fn seed_local_says_what_the_readme_says() {
    let mut sandbox = Sandbox::empty();
    sandbox.set("API_TOKEN", "canary").set("AWS_REGION", "eu-west-1");
    fs::write(sandbox.work().join("params.yaml"), manifest()).unwrap();

    assert_transcript(&sandbox, "bootstrap seed params.yaml --local");
}

#[test]
fn export_says_what_the_readme_says() {
    let mut sandbox = Sandbox::empty();
    sandbox.set("API_TOKEN", "canary").set("AWS_REGION", "eu-west-1");
    fs::write(sandbox.work().join("params.yaml"), manifest()).unwrap();
    assert_eq!(sandbox.bootstrap(&["seed", "params.yaml", "--local"]).code, Some(0));

    assert_transcript(&sandbox, "bootstrap export /shop/dev --local");
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let help = Sandbox::empty().bootstrap(&["--help"]).stdout;
    let readme = fs::read_to_string(path()).unwrap();
    let rows = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | "));
    let rows: Vec<_> = rows.filter(|(code, _)| code.parse::<u8>().is_ok()).collect();

    assert_eq!(rows.len(), 5);
    for (code, meaning) in rows {
        assert!(help.contains(&format!("  {code:<4} {meaning}\n")), "{code}: {meaning}\n{help}");
    }
}
