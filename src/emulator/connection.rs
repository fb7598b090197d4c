//! Invariant: a connection answers its requests one after the other until either side ends it; every way to
//! end it, in order or not, is here.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::control;
use super::http_request::{NoRequest, RequestReader};
use super::reply::{Delivery, Outcome, Reply};
use super::reset::reset_on_close;
use super::service::Service;

/// A fatal TLS alert, `handshake_failure` (RFC 8446, section 6).
const HANDSHAKE_FAILURE: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];

/// Bytes to and from a client.
enum Stream {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
}

impl Stream {
    fn socket(&self) -> &TcpStream {
        match self {
            Stream::Plain(socket) => socket,
            Stream::Tls(stream) => &stream.sock,
        }
    }

    /// Says goodbye as the protocol asks for. Errors do not matter: the client may be gone.
    fn finish(&mut self) {
        if let Stream::Tls(stream) = self {
            stream.conn.send_close_notify();
            drop(stream.flush());
        }
        drop(self.socket().shutdown(Shutdown::Write));
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.read(buffer),
            Stream::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Stream::Plain(socket) => socket.write(bytes),
            Stream::Tls(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Stream::Plain(socket) => socket.flush(),
            Stream::Tls(stream) => stream.flush(),
        }
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
}

impl<'a> Connection<'a> {
    /// Serves a client until the end, whichever way that comes. Answers whether the connection counts in the
    /// statistics (one that was used for control does not).
    pub(super) fn serve(
        service: &'a Service,
        number: u64,
        socket: TcpStream,
        tls: Option<&Arc<ServerConfig>>,
    ) -> bool {
        let mut connection = Self { service, number, is_control: false, has_tls: false };
        // Errors end the connection; the client learns it from the connection itself.
        drop(connection.run(socket, tls));
        !connection.is_control
    }

    fn run(&mut self, socket: TcpStream, tls: Option<&Arc<ServerConfig>>) -> io::Result<()> {
        socket.set_nodelay(true)?;
        if self.service.fails_connection() {
            return self.fail(socket, tls.is_some());
        }
        let mut stream = match tls {
            None => Stream::Plain(socket),
            Some(config) => self.shake_hands(socket, config)?,
        };
        self.has_tls = tls.is_some();
        let mut reader = RequestReader::default();
        loop {
            let request = match reader.next(&mut stream) {
                Ok(request) => request,
                Err(NoRequest::Ended) => return Ok(()),
                Err(NoRequest::Bad(status, text)) => {
                    stream.write_all(&Reply::new(status, "text/plain", text).bytes(false))?;
                    stream.finish();
                    wait_for_the_client_to_close(stream.socket());
                    return Ok(());
                }
            };
            let outcome = if self.service.is_controllable && request.path == "/control" {
                self.leave_statistics();
                Outcome::Send(control::answer(self.service, &request))
            } else {
                let Some(outcome) = self.service.respond(&request, self.number) else { return Ok(()) };
                outcome
            };
            if let Next::End = self.act(&outcome, &mut stream, request.keep_alive)? {
                return Ok(());
            }
        }
    }

    fn shake_hands(&self, socket: TcpStream, config: &Arc<ServerConfig>) -> io::Result<Stream> {
        let connection = ServerConnection::new(Arc::clone(config)).map_err(io::Error::other)?;
        let mut stream = StreamOwned::new(connection, socket);
        while stream.conn.is_handshaking() {
            if let Err(error) = stream.conn.complete_io(&mut stream.sock) {
                self.service.journal.count(|stats| stats.tls_failures += 1);
                return Err(error);
            }
        }
        self.service.journal.count(|stats| stats.tls_handshakes += 1);
        Ok(Stream::Tls(Box::new(stream)))
    }

    fn fail(&self, mut socket: TcpStream, is_tls: bool) -> io::Result<()> {
        if is_tls {
            self.service.journal.count(|stats| stats.tls_failures += 1);
            let mut hello = [0; 4096];
            let _ = socket.read(&mut hello)?;
            socket.write_all(&HANDSHAKE_FAILURE)?;
        }
        socket.shutdown(Shutdown::Write)?;
        wait_for_the_client_to_close(&socket);
        Ok(())
    }

    fn leave_statistics(&mut self) {
        if !self.is_control {
            self.is_control = true;
            let handshakes = u64::from(self.has_tls);
            self.service.journal.count(|stats| {
                stats.connections -= 1;
                stats.open_connections -= 1;
                stats.tls_handshakes -= handshakes;
            });
        }
    }

    fn act(&self, outcome: &Outcome, stream: &mut Stream, keep_alive: bool) -> io::Result<Next> {
        match outcome {
            Outcome::Reset => reset_on_close(stream.socket()),
            Outcome::Close => stream.finish(),
            Outcome::NeverAnswer => wait_for_the_client_to_close(stream.socket()),
            Outcome::Send(reply) => return self.send(reply, stream, keep_alive),
        }
        Ok(Next::End)
    }

    fn send(&self, reply: &Reply, stream: &mut Stream, keep_alive: bool) -> io::Result<Next> {
        let bytes = reply.bytes(keep_alive);
        if let Delivery::Drip(pause) = reply.delivery {
            for byte in &bytes {
                stream.write_all(&[*byte])?;
                stream.flush()?;
                if !self.service.gate.pause(pause) {
                    return Ok(Next::End);
                }
            }
        } else {
            stream.write_all(&bytes)?;
            stream.flush()?;
        }
        if reply.delivery == Delivery::Truncated {
            // No TLS goodbye: a truncation attack looks like this.
            stream.socket().shutdown(Shutdown::Write)?;
        } else if reply.close || !keep_alive {
            stream.finish();
        } else {
            return Ok(Next::Continue);
        }
        Ok(Next::End)
    }
}

/// Reads and forgets. Ends when the client closes, or when the emulator stops and shuts the socket down.
fn wait_for_the_client_to_close(mut socket: &TcpStream) {
    let mut chunk = [0; 4096];
    while matches!(socket.read(&mut chunk), Ok(length) if length > 0) {}
}
