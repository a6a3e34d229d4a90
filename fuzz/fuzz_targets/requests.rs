//! Requests that nobody would send: each is answered, and not with a fault; or its connection is closed.

#![no_main]

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use bootstrap::{Cli, Environment, Terminal};
use clap::Parser as _;
use libfuzzer_sys::fuzz_target;

const OPERATIONS: [&str; 15] = [
    "AmazonSSM.PutParameter",
    "AmazonSSM.GetParameter",
    "AmazonSSM.GetParameters",
    "AmazonSSM.GetParametersByPath",
    "AmazonSSM.DescribeParameters",
    "AmazonSSM.DeleteParameter",
    "AmazonSSM.DeleteParameters",
    "AmazonSSM.GetParameterHistory",
    "AmazonSSM.LabelParameterVersion",
    "AmazonSSM.UnlabelParameterVersion",
    "AmazonSSM.AddTagsToResource",
    "AmazonSSM.RemoveTagsFromResource",
    "AmazonSSM.ListTagsForResource",
    "AmazonSSM.GetServiceSetting",
    "ResourceGroupsTaggingAPI_20170126.GetResources",
];

// The first byte chooses: the rest is the body of an operation, or all that is sent.
fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let answer = match OPERATIONS.get(usize::from(*choice)) {
        Some(target) => send(&[head(target, rest.len()).as_bytes(), rest].concat()),
        None => send(rest),
    };
    assert!(!answer.starts_with(b"HTTP/1.1 5"), "{}", String::from_utf8_lossy(&answer));
});

fn head(target: &str, length: usize) -> String {
    format!(
        "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-amz-json-1.1\r\nX-Amz-Target: {target}\r\n\
         Authorization: AWS4-HMAC-SHA256 Credential=ANYBODY/20261122/eu-west-1/ssm/aws4_request, \
         SignedHeaders=host, Signature=0\r\nContent-Length: {length}\r\n\r\n"
    )
}

/// Sends bytes and no more after them, and returns what comes back until the connection ends.
fn send(bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port())).expect("the server listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("it is longer than nothing");
    // It may have heard enough before the end.
    let sent = stream.write_all(bytes).and_then(|()| stream.shutdown(Shutdown::Write));
    let mut answer = Vec::new();
    if let (Ok(()), Err(error)) = (sent, stream.read_to_end(&mut answer)) {
        assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock, "it hangs");
    }
    answer
}

/// Starts the server when it is first asked for. A panic in it ends the process: libFuzzer sees to that.
fn port() -> u16 {
    static PORT: OnceLock<u16> = OnceLock::new();
    *PORT.get_or_init(|| {
        let free = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let port = free.local_addr().expect("it is bound").port();
        drop(free);
        thread::spawn(move || serve(port));
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            thread::sleep(Duration::from_millis(5));
        }
        port
    })
}

fn serve(port: u16) {
    let port = port.to_string();
    let cli = Cli::parse_from(["bootstrap", "local", "--ephemeral", "--any-key", "--port", &port]);
    let environment = Environment::capture();
    let mut terminal = Terminal::stdio(cli.color, &environment);
    let ended = bootstrap::run(cli, &environment, &mut terminal);
    // Whoever fuzzes has pressed Ctrl-C; a server that cannot start is a failure.
    std::process::exit(i32::from(ended.is_err()));
}
