//! A client that says what it is told and nothing else: AWS's protocols over plain HTTP, with a signature that nobody
//! could check.

use std::cell::RefCell;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::{Value, json};

/// No answer takes longer than this, on the slowest machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A client of one Region of a store. It keeps its connection where the server does.
#[derive(Debug)]
pub(crate) struct Client {
    host: String,
    key: String,
    region: String,
    connection: RefCell<Option<BufReader<TcpStream>>>,
}

/// What the server answered.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
}

impl Client {
    #[must_use]
    pub(crate) fn new(url: &str, region: &str, key: &str) -> Self {
        Self {
            host: url.trim_start_matches("http://").trim_end_matches('/').to_owned(),
            key: key.to_owned(),
            region: region.to_owned(),
            connection: RefCell::default(),
        }
    }

    /// Asks for an operation of Systems Manager, or of the tagging API.
    #[track_caller]
    pub(crate) fn ask(&self, operation: &str, arguments: &Value) -> Answer {
        self.try_to_ask(operation, arguments)
            .unwrap_or_else(|error| panic!("{operation} {arguments}: {error}"))
    }

    /// Asks for an operation, whose answer may be lost.
    pub(crate) fn try_to_ask(&self, operation: &str, arguments: &Value) -> io::Result<Answer> {
        self.send(&self.request(operation, &arguments.to_string()))
    }

    /// Asks for an operation, which must succeed.
    #[track_caller]
    pub(crate) fn succeed(&self, operation: &str, arguments: &Value) -> Value {
        let answer = self.ask(operation, arguments);
        assert_eq!(answer.status, 200, "{operation} {arguments}: {answer:?}");
        answer.json()
    }

    /// Asks for an operation, which must be refused, and returns AWS's code for it.
    #[track_caller]
    pub(crate) fn refused(&self, operation: &str, arguments: &Value) -> String {
        let answer = self.ask(operation, arguments);
        answer.code().unwrap_or_else(|| panic!("{operation} {arguments}: {answer:?}"))
    }

    /// Puts a `String` parameter, which must succeed.
    #[track_caller]
    pub(crate) fn put(&self, name: &str, value: &str) {
        let parameter = json!({"Name": name, "Value": value, "Type": "String", "Overwrite": true});
        self.succeed("PutParameter", &parameter);
    }

    /// Returns the value of a parameter, decrypted, or nothing where there is none.
    #[track_caller]
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let found =
            self.succeed("GetParameters", &json!({"Names": [name], "WithDecryption": true}));
        found["Parameters"][0]["Value"].as_str().map(ToOwned::to_owned)
    }

    /// Collects all pages of an operation.
    #[track_caller]
    pub(crate) fn pages(&self, operation: &str, arguments: &Value, field: &str) -> Vec<Value> {
        let (token, mut arguments) = (token_of(operation), arguments.clone());
        let mut found = Vec::new();
        for _ in 0..10_000 {
            let page = self.succeed(operation, &arguments);
            found.extend(page[field].as_array().cloned().unwrap_or_default());
            match page[token].as_str() {
                None | Some("") => return found,
                Some(next) => arguments[token] = json!(next),
            }
        }
        panic!("{operation} {arguments} has no last page");
    }

    /// Returns the request of an operation, as it goes over the wire.
    #[must_use]
    pub(crate) fn request(&self, operation: &str, body: &str) -> String {
        let (service, target) = match operation {
            "GetResources" => ("tagging", "ResourceGroupsTaggingAPI_20170126"),
            _ => ("ssm", "AmazonSSM"),
        };
        let target = format!("X-Amz-Target: {target}.{operation}\r\n");
        self.post(service, "application/x-amz-json-1.1", &target, body)
    }

    /// Asks STS, whose protocol is another one.
    #[track_caller]
    pub(crate) fn ask_sts(&self, form: &str) -> Answer {
        self.ask_by_form("sts", form)
    }

    /// Asks a service that speaks as STS does.
    #[track_caller]
    pub(crate) fn ask_by_form(&self, service: &str, form: &str) -> Answer {
        let request = self.post(service, "application/x-www-form-urlencoded", "", form);
        self.send(&request).unwrap_or_else(|error| panic!("{form}: {error}"))
    }

    fn post(&self, service: &str, content: &str, headers: &str, body: &str) -> String {
        let Self { host, key, region, .. } = self;
        format!(
            "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Type: {content}\r\n{headers}\
             Authorization: AWS4-HMAC-SHA256 Credential={key}/20261122/{region}/{service}/aws4_request, \
             SignedHeaders=host, Signature=0\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
    }

    /// Sends bytes and reads an answer.
    pub(crate) fn send(&self, request: &str) -> io::Result<Answer> {
        let mut connection = match self.connection.take().filter(is_open) {
            Some(connection) => connection,
            None => BufReader::new(connect(&self.host)?),
        };
        connection.get_mut().write_all(request.as_bytes())?;
        let (answer, stays) = read_answer(&mut connection)?;
        if stays {
            self.connection.replace(Some(connection));
        }
        Ok(answer)
    }
}

impl Answer {
    /// Returns the document of an answer.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        match self.body.as_str() {
            "" => Value::Null,
            body => serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {self:?}")),
        }
    }

    /// Returns AWS's code of a refusal.
    #[must_use]
    pub(crate) fn code(&self) -> Option<String> {
        if self.status == 200 {
            return None;
        }
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        let code = body["__type"].as_str()?;
        Some(code.rsplit('#').next().unwrap_or(code).to_owned())
    }
}

/// Opens a connection that does not wait for ever.
pub(crate) fn connect(host: &str) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Reads an answer, and whether the connection stays.
pub(crate) fn read_answer(connection: &mut BufReader<TcpStream>) -> io::Result<(Answer, bool)> {
    let mut line = String::new();
    connection.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| io::Error::other(format!("no answer: {line:?}")))?;
    if status == 100 {
        // Only that the body may come; the answer comes after the blank line.
        connection.read_line(&mut line)?;
        return read_answer(connection);
    }
    let mut stays = line.starts_with("HTTP/1.1");
    let mut length = None;
    loop {
        let mut line = String::new();
        connection.read_line(&mut line)?;
        let lower = line.trim_end().to_ascii_lowercase();
        match lower.split_once(": ") {
            Some(("content-length", text)) => length = text.parse().ok(),
            Some(("connection", text)) => stays &= text != "close",
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length.unwrap_or(0)];
    match length {
        Some(_) => connection.read_exact(&mut body)?,
        None => drop(connection.read_to_end(&mut body)?),
    }
    let body = String::from_utf8(body).map_err(io::Error::other)?;
    Ok((Answer { status, body }, stays && length.is_some()))
}

/// Says whether the server has not closed the connection meanwhile.
fn is_open(connection: &BufReader<TcpStream>) -> bool {
    let stream = connection.get_ref();
    let peeked = stream.set_nonblocking(true).and_then(|()| stream.peek(&mut [0]));
    let waits = peeked.is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock);
    waits && stream.set_nonblocking(false).is_ok()
}

/// The name of the field that leads to the next page.
fn token_of(operation: &str) -> &'static str {
    if operation == "GetResources" { "PaginationToken" } else { "NextToken" }
}
