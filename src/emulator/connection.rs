//! Invariant: a connection answers its requests one after the other until either side ends it; every way to
//! end it, in order or not, is here.

use std::io;
use std::sync::Arc;

use rustls::{HandshakeKind, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use super::control;
use super::http_request::{HttpRequest, NoRequest, Progress, RequestReader};
use super::reply::{Delivery, Outcome, Reply};
use super::service::Service;

/// A fatal TLS alert, `handshake_failure` (RFC 8446, section 6).
const HANDSHAKE_FAILURE: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];

/// What is made room for while nothing has come: small, because most connections are idle most of the time.
const FIRST_READ_BYTES: usize = 1024;

/// Bytes to and from a client.
enum Stream {
    Plain(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Stream {
    fn socket(&mut self) -> &mut TcpStream {
        match self {
            Stream::Plain(socket) => socket,
            Stream::Tls(stream) => stream.get_mut().0,
        }
    }

    /// Appends to the buffer; 0 is the end.
    async fn read(&mut self, buffer: &mut Vec<u8>) -> io::Result<usize> {
        buffer.reserve(FIRST_READ_BYTES);
        match self {
            Stream::Plain(socket) => socket.read_buf(buffer).await,
            Stream::Tls(stream) => stream.read_buf(buffer).await,
        }
    }

    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Stream::Plain(socket) => socket.write_all(bytes).await,
            Stream::Tls(stream) => {
                stream.write_all(bytes).await?;
                stream.flush().await
            }
        }
    }

    /// Says goodbye as the protocol asks for. Errors do not matter: the client may be gone.
    async fn finish(&mut self) {
        drop(match self {
            Stream::Plain(socket) => socket.shutdown().await,
            Stream::Tls(stream) => stream.shutdown().await,
        });
    }
}

/// Whether the connection goes on after an answer.
enum Next {
    Continue,
    End,
}

/// One client's connection.
pub(super) struct Connection<'a> {
    service: &'a Service,
    number: u64,
    is_control: bool,
    has_tls: bool,
    is_resumed: bool,
}

impl<'a> Connection<'a> {
    /// Serves a client until the end, whichever way that comes. Answers whether the connection counts in the
    /// statistics (one that was used for control does not).
    pub(super) async fn serve(
        service: &'a Service,
        number: u64,
        socket: TcpStream,
        tls: Option<Arc<ServerConfig>>,
    ) -> bool {
        let mut connection = Self { service, number, is_control: false, has_tls: false, is_resumed: false };
        // Errors end the connection; the client learns it from the connection itself.
        drop(connection.run(socket, tls).await);
        !connection.is_control
    }

    async fn run(&mut self, socket: TcpStream, tls: Option<Arc<ServerConfig>>) -> io::Result<()> {
        socket.set_nodelay(true)?;
        if self.service.fails_connection() {
            return self.fail(socket, tls.is_some()).await;
        }
        self.has_tls = tls.is_some();
        let mut stream = match tls {
            None => Stream::Plain(socket),
            Some(config) => self.shake_hands(socket, config).await?,
        };
        let mut reader = RequestReader::default();
        loop {
            let request = match next_request(&mut reader, &mut stream).await {
                Ok(request) => request,
                Err(NoRequest::Ended) => return Ok(()),
                Err(NoRequest::Bad(status, text)) => {
                    stream.write(&Reply::new(status, "text/plain", text).bytes(false)).await?;
                    stream.finish().await;
                    wait_for_the_client_to_close(stream.socket()).await;
                    return Ok(());
                }
            };
            let outcome = if self.service.is_controllable && request.path == "/control" {
                self.leave_statistics();
                Outcome::Send(control::answer(self.service, &request).await)
            } else {
                self.service.respond(&request, self.number).await
            };
            if let Next::End = self.act(&outcome, &mut stream, request.keep_alive).await? {
                return Ok(());
            }
        }
    }

    async fn shake_hands(&mut self, socket: TcpStream, config: Arc<ServerConfig>) -> io::Result<Stream> {
        let shaken = TlsAcceptor::from(config).accept(socket).await;
        let kind = shaken.as_ref().ok().and_then(|stream| stream.get_ref().1.handshake_kind());
        let is_resumed = kind == Some(HandshakeKind::Resumed);
        self.is_resumed = is_resumed;
        self.service.journal.count(|stats| match &shaken {
            Ok(_) => {
                stats.tls_handshakes += 1;
                stats.tls_resumptions += u64::from(is_resumed);
            }
            Err(_) => stats.tls_failures += 1,
        });
        shaken.map(|stream| Stream::Tls(Box::new(stream)))
    }

    async fn fail(&self, mut socket: TcpStream, is_tls: bool) -> io::Result<()> {
        if is_tls {
            self.service.journal.count(|stats| stats.tls_failures += 1);
            let mut hello = Vec::with_capacity(FIRST_READ_BYTES);
            let _ = socket.read_buf(&mut hello).await?;
            socket.write_all(&HANDSHAKE_FAILURE).await?;
        }
        socket.shutdown().await?;
        wait_for_the_client_to_close(&mut socket).await;
        Ok(())
    }

    fn leave_statistics(&mut self) {
        if !self.is_control {
            self.is_control = true;
            let (handshakes, resumptions) = (u64::from(self.has_tls), u64::from(self.is_resumed));
            self.service.journal.count(|stats| {
                stats.connections -= 1;
                stats.open_connections -= 1;
                stats.tls_handshakes -= handshakes;
                stats.tls_resumptions -= resumptions;
            });
        }
    }

    async fn act(&self, outcome: &Outcome, stream: &mut Stream, keep_alive: bool) -> io::Result<Next> {
        match outcome {
            Outcome::Reset => stream.socket().set_zero_linger()?,
            Outcome::Close => stream.finish().await,
            Outcome::NeverAnswer => wait_for_the_client_to_close(stream.socket()).await,
            Outcome::Send(reply) => return self.send(reply, stream, keep_alive).await,
        }
        Ok(Next::End)
    }

    async fn send(&self, reply: &Reply, stream: &mut Stream, keep_alive: bool) -> io::Result<Next> {
        let bytes = reply.bytes(keep_alive);
        if let Delivery::Drip(pause) = reply.delivery {
            for byte in &bytes {
                stream.write(&[*byte]).await?;
                tokio::time::sleep(pause).await;
            }
        } else {
            stream.write(&bytes).await?;
        }
        if reply.delivery == Delivery::Truncated {
            // No TLS goodbye: a truncation attack looks like this.
            stream.socket().shutdown().await?;
        } else if reply.close || !keep_alive {
            stream.finish().await;
        } else {
            return Ok(Next::Continue);
        }
        Ok(Next::End)
    }
}

/// Waits for the next request.
async fn next_request(reader: &mut RequestReader, stream: &mut Stream) -> Result<HttpRequest, NoRequest> {
    loop {
        match reader.progress()? {
            Progress::Request(request) => return Ok(request),
            Progress::SayContinue => stream.write(b"HTTP/1.1 100 Continue\r\n\r\n").await?,
            Progress::Read => {
                if stream.read(&mut reader.buffer).await? == 0 {
                    return Err(NoRequest::Ended);
                }
            }
        }
    }
}

/// Reads and forgets. Ends when the client closes.
async fn wait_for_the_client_to_close(socket: &mut TcpStream) {
    let mut chunk = Vec::with_capacity(FIRST_READ_BYTES);
    while matches!(socket.read_buf(&mut chunk).await, Ok(length) if length > 0) {
        chunk.clear();
    }
}
