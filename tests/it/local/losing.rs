//! Ends that nobody planned, and files that somebody broke: what was acknowledged is there, what is damaged stays as
//! it is.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufReader, Write as _};
use std::thread;

use serde_json::{Value, json};

use super::keeping::JOURNAL;
use super::server::{Local, machine};
use super::wire::{Client, connect, read_answer};
use crate::sandbox::Sandbox;

/// A machine on which these parameters are kept, one put after the other.
fn with_parameters(names: &[&str]) -> Sandbox {
    let sandbox = machine();
    let server = Local::start(&sandbox, &[]);
    for name in names {
        server.client().put(name, "x");
    }
    drop(server);
    sandbox
}

/// Asserts that a journal is refused with its path and stays as it is.
#[track_caller]
fn assert_refused(sandbox: &Sandbox, journal: &[u8], why: &str) {
    let path = sandbox.write(JOURNAL, journal);
    sandbox.write("work/params.yaml", "version: 1\nparameters: {b: x}");
    for arguments in [&["local", "--", "/bin/true"][..], &["seed", "params.yaml", "--local"]] {
        let said = sandbox.bootstrap(arguments);

        assert_eq!((said.code, said.stdout.as_str()), (Some(3), ""), "{arguments:?}: {said:?}");
        let expected = format!("error: `.bootstrap/000000000000.eu-west-1.jsonl` {why}");
        assert!(said.stderr.starts_with(&expected), "{expected:?}: {said:?}");
        assert!(said.stderr.contains("\nhint: "), "{said:?}");
        assert!(fs::read(&path).unwrap() == journal, "{arguments:?} changed the file");
    }
}

#[test]
fn every_put_that_was_acknowledged_survives_a_kill() {
    let sandbox = machine();
    let mut server = Local::start(&sandbox, &[]);
    let (url, key) = (server.url().to_owned(), server.key().to_owned());
    let writers: Vec<_> = (0..4)
        .map(|writer| {
            let client = Client::new(&url, "eu-west-1", &key);
            thread::spawn(move || acknowledged(&client, writer))
        })
        .collect();
    let log = sandbox.path(JOURNAL);
    crate::sandbox::wait_for(|| fs::read(&log).is_ok_and(|log| log.len() > 50_000));

    assert_eq!(server.end("KILL"), None);

    let acknowledged: BTreeSet<String> =
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect();
    assert!((1..1000).contains(&acknowledged.len()), "it was not in the middle");
    let server = Local::start(&sandbox, &[]);
    let below = json!({"Path": "/killed", "Recursive": true, "WithDecryption": true});
    let found = server.client().pages("GetParametersByPath", &below, "Parameters");
    let whole =
        |parameter: &&Value| parameter["Value"].as_str().is_some_and(|value| value.len() == 200);
    let found: BTreeSet<String> = found
        .iter()
        .filter(whole)
        .filter_map(|parameter| parameter["Name"].as_str())
        .map(ToOwned::to_owned)
        .collect();
    let lost: Vec<_> = acknowledged.difference(&found).collect();
    assert!(lost.is_empty(), "{lost:?}");
    assert!(found.len() <= acknowledged.len() + 4, "at most one a writer was under way");
}

/// Puts until the server is gone, and returns the names that it acknowledged.
fn acknowledged(client: &Client, writer: usize) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0..250 {
        let name = format!("/killed/{writer}/{number}");
        let put = json!({"Name": name, "Value": "x".repeat(200), "Type": "SecureString"});
        match client.try_to_ask("PutParameter", &put) {
            Ok(answer) => assert_eq!(answer.status, 200, "{answer:?}"),
            Err(_) => return acknowledged,
        }
        acknowledged.push(name);
    }
    acknowledged
}

#[test]
fn a_line_that_was_not_finished_is_passed_over() {
    let sandbox = with_parameters(&["/a", "/b"]);
    let journal = fs::read(sandbox.path(JOURNAL)).unwrap();
    let last = journal[..journal.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;

    for length in last..journal.len() {
        if (length - last) % 40 != 0 && length != journal.len() - 1 {
            continue;
        }
        sandbox.write(JOURNAL, &journal[..length]);
        let server = Local::start(&sandbox, &[]);

        assert_eq!(server.client().value("/a").as_deref(), Some("x"), "{length}");
        assert_eq!(server.client().value("/b"), None, "{length}");
        server.client().put("/c", "after it");
        drop(server);
        let server = Local::start(&sandbox, &[]);
        assert_eq!(server.client().value("/c").as_deref(), Some("after it"), "{length}");
    }
}

#[test]
fn a_damaged_line_is_named_and_nothing_is_overwritten() {
    let sandbox = with_parameters(&["/a", "/b", "/c"]);
    let journal = fs::read_to_string(sandbox.path(JOURNAL)).unwrap();
    let lines: Vec<&str> = journal.lines().collect();
    let with = |number: usize, line: &str| {
        let mut lines = lines.clone();
        lines[number - 1] = line;
        lines.join("\n") + "\n"
    };
    let damaged = |line: usize| format!("is damaged in line {line}, and stays as it is\n");

    for (line, text) in [
        (1, ""),
        (1, "{}"),
        (1, r#"{"schema": "somebody.else/1"}"#),
        (1, &lines[0].replace("eu-west-1", "eu-north-1")),
        (1, &lines[0].replace("000000000000", "111122223333")),
        (2, ""),
        (2, &lines[1][..lines[1].len() / 2]),
        (3, &lines[2].replace("/b", "no name")),
        (3, &lines[2].replace("version", "vision")),
        // It is whole, and cannot have happened.
        (3, lines[1]),
        (4, "[{\"deleted\": {\"name\": \"/never\"}}]"),
    ] {
        assert_refused(&sandbox, with(line, text).as_bytes(), &damaged(line));
    }
    let mut not_text = journal.clone().into_bytes();
    let middle = journal.find("/b").unwrap();
    not_text[middle] = 0xff;
    assert_refused(&sandbox, &not_text, &damaged(3));
    assert_refused(&sandbox, b"", &damaged(1));
    assert_refused(&sandbox, &journal.as_bytes()[..10], &damaged(1));
    assert_refused(&sandbox, lines[0].trim_end().as_bytes(), &damaged(1));
    assert_refused(&sandbox, b"parameters: {}\n", &damaged(1));
}

#[test]
fn a_newer_version_is_refused() {
    let sandbox = with_parameters(&["/a"]);
    let journal = fs::read_to_string(sandbox.path(JOURNAL)).unwrap();
    let newer = journal.replacen("bootstrap.local/1", "bootstrap.local/2", 1);
    assert_ne!(newer, journal);

    let why = "was written by a newer version of bootstrap, and stays as it is\n";
    assert_refused(&sandbox, newer.as_bytes(), why);
}

#[test]
fn a_folder_that_cannot_be_used_is_named() {
    let sandbox = machine();
    sandbox.write("work/.bootstrap", "a file");

    let said = sandbox.bootstrap(&["local", "--", "/bin/true"]);

    assert_eq!((said.code, said.stdout.as_str()), (Some(3), ""), "{said:?}");
    assert!(
        said.stderr.starts_with("error: cannot keep the store's state in `.bootstrap`\n"),
        "{said:?}"
    );
    assert_eq!(fs::read(sandbox.path("work/.bootstrap")).unwrap(), b"a file");
}

#[test]
fn what_is_not_kept_is_not_acknowledged() {
    let sandbox = with_parameters(&["/a"]);
    let server = with_small_files(&sandbox);
    let client = server.client();

    let large = json!({"Name": "/large", "Value": "x".repeat(4096), "Type": "String"});
    let answers: Vec<_> = (0..5)
        .map(|number| {
            let mut put = large.clone();
            put["Name"] = json!(format!("/large/{number}"));
            (number, client.ask("PutParameter", &put).status)
        })
        .collect();

    assert_eq!(answers.last().map(|(_, status)| *status), Some(500), "{answers:?}");
    let kept: Vec<_> = answers.into_iter().filter(|(_, status)| *status == 200).collect();
    for (number, _) in &kept {
        assert!(client.value(&format!("/large/{number}")).is_some());
    }
    assert_eq!(client.value("/large/4"), None, "it was refused");
    drop(server);
    let server = Local::start(&sandbox, &[]);
    for (number, _) in kept {
        assert!(server.client().value(&format!("/large/{number}")).is_some());
    }
    assert_eq!(server.client().value("/a").as_deref(), Some("x"));
}

/// Starts a server whose files may have 8 KiB and not a byte more.
fn with_small_files(sandbox: &Sandbox) -> Local {
    let mut shell = std::process::Command::new("/bin/sh");
    let script = "trap '' XFSZ; ulimit -f 16; exec \"$0\" local";
    shell.args(["-c", script, env!("CARGO_BIN_EXE_bootstrap")]);
    sandbox.furnish(&mut shell);
    Local::from(shell)
}

#[test]
fn a_put_whose_caller_left_half_way_is_not_kept() {
    let sandbox = machine();
    let server = Local::start(&sandbox, &[]);
    let client = server.client();
    let request =
        client.request("PutParameter", r#"{"Name": "/a", "Value": "x", "Type": "String"}"#);

    let mut stream = connect(server.host()).unwrap();
    stream.write_all(&request.as_bytes()[..request.len() - 1]).unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();

    // It may be told so, or cut.
    if let Ok((answer, _)) = read_answer(&mut BufReader::new(stream)) {
        assert_eq!(answer.status, 400, "{answer:?}");
    }
    assert_eq!(client.value("/a"), None);
}
