//! The sockets: requests come in over HTTP, whole and in time or not at all.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;

use super::protocol::{Reply, request_id};
use super::service::Service;

/// What every answer says of whoever gives it.
pub(crate) const SERVER_NAME: &str = "bootstrap-local";

/// No request of Parameter Store is near this.
const LARGEST_BODY: usize = 1024 * 1024;
const LARGEST_HEAD: usize = 64 * 1024;

/// How long a head, and then a body, may take to come in, and an answer to be taken. Connections without a request end
/// after it too.
const PATIENCE: Duration = Duration::from_secs(5);

/// More connections wait until one of these has ended.
const CONNECTIONS: usize = 256;

/// A socket that is bound and not yet served.
pub(crate) struct Server {
    listener: TcpListener,
    address: SocketAddr,
}

impl Server {
    /// Binds a port, or a free one.
    pub(crate) async fn bind(address: IpAddr, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((address, port)).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves in the background, until the runtime ends.
    pub(crate) fn serve(self, service: Arc<Service>) {
        tokio::spawn(async move {
            let places = Arc::new(Semaphore::new(CONNECTIONS));
            loop {
                // The semaphore is never closed.
                let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
                match self.listener.accept().await {
                    Ok((stream, _)) => {
                        tokio::spawn(converse(stream, Arc::clone(&service), place));
                    }
                    // Too many open files, or a caller that is gone already.
                    Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
                }
            }
        });
    }
}

async fn converse(stream: TcpStream, service: Arc<Service>, place: OwnedSemaphorePermit) {
    // Answers are small, and are waited for.
    drop(stream.set_nodelay(true));
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(PATIENCE));
    let answer = service_fn(|request| respond(request, &service));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(LARGEST_HEAD)
        // Who has said everything may still listen.
        .half_close(true)
        .serve_connection(TokioIo::new(Box::pin(stream)), answer);
    // A caller that leaves in the middle, or is cut off by the fault script, is nobody's trouble here.
    drop(connection.await);
    drop(place);
}

async fn respond(
    request: Request<Incoming>,
    service: &Service,
) -> Result<Response<Full<Bytes>>, Cut> {
    let (head, body) = request.into_parts();
    let reply = match whole(body).await {
        Ok(body) => service.answer(&head, &body).ok_or(Cut)?,
        Err(reply) => reply,
    };
    let is_whole = !matches!(reply.status, 408 | 413);
    Ok(on_the_wire(reply, is_whole).unwrap_or_default())
}

/// Reads a body to its end, or says why there is none.
async fn whole(body: Incoming) -> Result<Bytes, Reply> {
    let too_large =
        || Reply::error(413, "RequestEntityTooLargeException", "a request has at most 1 MiB");
    // Of one that is announced to be too large, nothing need be read.
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(too_large());
    }
    match timeout(PATIENCE, Limited::new(body, LARGEST_BODY).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(_)) => {
            Err(Reply::error(400, "SerializationException", "the request has no whole body"))
        }
        Err(_elapsed) => {
            Err(Reply::error(408, "RequestTimeoutException", "the body did not come in time"))
        }
    }
}

fn on_the_wire(reply: Reply, is_whole: bool) -> hyper::http::Result<Response<Full<Bytes>>> {
    let response = Response::builder()
        .status(reply.status)
        .header("content-type", reply.content_type)
        .header("server", SERVER_NAME)
        .header("x-amzn-requestid", request_id());
    // What is left of a body that was not read is no next request.
    let response = if is_whole { response } else { response.header("connection", "close") };
    response.body(Full::new(Bytes::from(reply.body)))
}

/// An answer that is never given: the connection ends instead.
#[derive(Debug, thiserror::Error)]
#[error("cut off")]
struct Cut;
