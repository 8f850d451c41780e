//! An HTTP/1.1 client with one persistent, blocking connection to one server.

use crate::openssl::{Context, TlsStream};
use std::io::{Error, Read, Result, Write};
use std::net::TcpStream;
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(5);

trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

pub struct Response {
    pub status: u16,
    pub body: String,
    head: String,
}

impl Response {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head
            .split("\r\n")
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

pub struct Server {
    /// Host and, where it is given, port.
    pub authority: String,
    tls: Option<Option<Context>>,
    stream: Option<Box<dyn Stream>>,
}

impl Server {
    /// `url`: http://host:port or https://host:port; without a port the default of the scheme is used.
    pub fn new(url: &str) -> Server {
        let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
        Server {
            authority: rest.trim_end_matches('/').to_string(),
            tls: (scheme == "https").then_some(None),
            stream: None,
        }
    }

    /// Sends a request again when an idle connection turns out to be closed, as after a freeze of the sandbox.
    pub fn exchange(&mut self, request: &str) -> Result<Response> {
        if let Some(stream) = &mut self.stream {
            match exchange_over(stream, request) {
                Ok(Some(response)) => return Ok(response),
                Ok(None) => self.stream = None,
                Err(error) => {
                    self.stream = None;
                    return Err(error);
                }
            }
        }
        let stream = self.stream.insert(connect(&self.authority, &mut self.tls)?);
        exchange_over(stream, request)?.ok_or_else(|| Error::other("the connection was closed"))
    }
}

fn connect(authority: &str, tls: &mut Option<Option<Context>>) -> Result<Box<dyn Stream>> {
    let host = authority.split(':').next().unwrap_or_default();
    let default_port = if tls.is_some() { ":443" } else { ":80" };
    let address = if authority.contains(':') { authority.to_string() } else { format!("{host}{default_port}") };
    let socket = TcpStream::connect(address)?;
    socket.set_nodelay(true)?;
    match tls {
        None => Ok(Box::new(socket)),
        Some(context) => {
            socket.set_read_timeout(Some(TIMEOUT))?;
            socket.set_write_timeout(Some(TIMEOUT))?;
            let context = context.get_or_insert_with(Context::new);
            Ok(Box::new(TlsStream::connect(context, socket, host)?))
        }
    }
}

/// None when the connection ended before the first byte of a response.
fn exchange_over(stream: &mut Box<dyn Stream>, request: &str) -> Result<Option<Response>> {
    let mut received = Vec::new();
    let mut buffer = [0; 16 * 1024];
    if stream.write_all(request.as_bytes()).is_err() {
        return Ok(None);
    }
    loop {
        match stream.read(&mut buffer) {
            Ok(count) if count > 0 => received.extend_from_slice(&buffer[..count]),
            _ if received.is_empty() => return Ok(None),
            Ok(_) => return Err(Error::other("the response is incomplete")),
            Err(error) => return Err(error),
        }
        if let Some(response) = parse(&received)? {
            return Ok(Some(response));
        }
    }
}

/// None while it is incomplete.
fn parse(received: &[u8]) -> Result<Option<Response>> {
    let Some(split) = received.windows(4).position(|it| it == b"\r\n\r\n") else {
        return Ok(None);
    };
    let invalid = || Error::other("a response without status or Content-Length");
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(Error::other);
    let mut response = Response { status: 0, body: String::new(), head: text(&received[..split])? };
    let length: usize =
        response.header("content-length").and_then(|it| it.parse().ok()).ok_or_else(invalid)?;
    let Some(body) = received.get(split + 4..split + 4 + length) else {
        return Ok(None);
    };
    response.status = response.head.split(' ').nth(1).and_then(|it| it.parse().ok()).ok_or_else(invalid)?;
    response.body = text(body)?;
    Ok(Some(response))
}
