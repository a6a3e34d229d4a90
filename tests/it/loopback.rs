//! Small HTTP servers on loopback: one that answers as told, and a relay that watches and meddles.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// What a client asked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    /// By lower-case name.
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

/// What the server does about it.
#[derive(Debug, Clone)]
pub(crate) enum Reply {
    Http {
        status: u16,
        headers: Vec<(String, String)>,
        body: String,
    },
    /// Closes the connection without a word.
    Cut,
    /// Keeps the connection open and says nothing.
    Silence,
}

/// A server that runs until it is dropped.
pub(crate) struct Server {
    port: u16,
    stopped: Arc<AtomicBool>,
    requests: Arc<Mutex<Vec<Request>>>,
    /// How many of them have their answer.
    answered: Arc<AtomicUsize>,
}

impl Request {
    /// Returns the operation that an AWS client asks for: `PutParameter`.
    pub(crate) fn operation(&self) -> &str {
        self.headers.get("x-amz-target").and_then(|target| target.split('.').nth(1)).unwrap_or("")
    }
}

impl Reply {
    #[must_use]
    pub(crate) fn ok(body: impl Into<String>) -> Self {
        Self::status(200, body)
    }

    #[must_use]
    pub(crate) fn status(status: u16, body: impl Into<String>) -> Self {
        Self::Http { status, headers: Vec::new(), body: body.into() }
    }

    /// An error as the JSON protocols of AWS write it.
    #[must_use]
    pub(crate) fn aws_error(status: u16, code: &str, message: &str) -> Self {
        Self::status(status, serde_json::json!({ "__type": code, "message": message }).to_string())
    }
}

impl Server {
    /// Starts a server that answers every request with what `answer` returns.
    pub(crate) fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let stopped = Arc::new(AtomicBool::new(false));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let answer = Arc::new(answer);
        let answered = Arc::new(AtomicUsize::new(0));
        let server = Self {
            port,
            stopped: Arc::clone(&stopped),
            requests: Arc::clone(&requests),
            answered: Arc::clone(&answered),
        };
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                let (stopped, requests, answer, answered) = (
                    Arc::clone(&stopped),
                    Arc::clone(&requests),
                    Arc::clone(&answer),
                    Arc::clone(&answered),
                );
                thread::spawn(move || serve(stream, &*answer, &requests, &answered, &stopped));
            }
        });
        server
    }

    /// Starts a relay to another server; `meddle` may answer in its place.
    pub(crate) fn relay(
        upstream: &str,
        meddle: impl Fn(&Request) -> Option<Meddling> + Send + Sync + 'static,
    ) -> Self {
        let upstream = upstream.trim_start_matches("http://").to_owned();
        Self::start(move |request| match meddle(request) {
            Some(Meddling::Instead(reply)) => reply,
            Some(Meddling::After(reply)) => {
                forward(&upstream, request);
                reply
            }
            None => forward(&upstream, request),
        })
    }

    #[must_use]
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Returns everything that was asked so far.
    #[must_use]
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().expect("no test panicked here").clone()
    }

    /// Tells whether all that was asked is done.
    #[must_use]
    pub(crate) fn is_quiet(&self) -> bool {
        let asked = self.requests.lock().expect("no test panicked here").len();
        self.answered.load(Ordering::Relaxed) == asked
    }

    /// Counts the calls of an operation.
    #[must_use]
    pub(crate) fn calls(&self, operation: &str) -> usize {
        self.requests().iter().filter(|request| request.operation() == operation).count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for connections.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

/// What a relay does to a request.
pub(crate) enum Meddling {
    /// The upstream server never sees it.
    Instead(Reply),
    /// The upstream server does it, and its answer is lost.
    After(Reply),
}

fn serve(
    mut stream: TcpStream,
    answer: &dyn Fn(&Request) -> Reply,
    requests: &Mutex<Vec<Request>>,
    answered: &AtomicUsize,
    stopped: &AtomicBool,
) {
    let Some(request) = read_request(&stream) else { return };
    requests.lock().expect("no test panicked here").push(request.clone());
    let reply = answer(&request);
    answered.fetch_add(1, Ordering::Relaxed);
    match reply {
        Reply::Http { status, headers, body } => {
            let mut head = format!(
                "HTTP/1.1 {status} X\r\nConnection: close\r\nContent-Length: {}\r\n",
                body.len()
            );
            for (name, value) in headers {
                head = head + &name + ": " + &value + "\r\n";
            }
            head.push_str("\r\n");
            // A client that has gone needs no answer.
            drop(stream.write_all((head + &body).as_bytes()));
        }
        Reply::Cut => drop(stream.shutdown(Shutdown::Both)),
        Reply::Silence => {
            while !stopped.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
}

fn read_request(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split_whitespace();
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = BTreeMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Request { method, path, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

/// Sends a request on, and returns the answer.
fn forward(upstream: &str, request: &Request) -> Reply {
    let mut stream = TcpStream::connect(upstream).expect("the upstream server runs");
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.path);
    for (name, value) in request.headers.iter().filter(|(name, _)| *name != "connection") {
        head = head + name + ": " + value + "\r\n";
    }
    head.push_str("connection: close\r\n\r\n");
    stream.write_all((head + &request.body).as_bytes()).expect("the upstream server listens");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("the upstream server answers in UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
    let status = head
        .split_whitespace()
        .nth(1)
        .and_then(|status| status.parse().ok())
        .expect("an answer has a status");
    let headers = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| {
            !["content-length", "connection"].contains(&name.to_ascii_lowercase().as_str())
        })
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    Reply::Http { status, headers: headers.collect(), body: body.to_owned() }
}
