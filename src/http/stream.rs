//! What an exchange speaks over: a connection, or a TLS session on top of one, by rustls.
//!
//! Invariant: a session exists only once the server has proved to be the host it was called by. All that the session
//! has to send leaves in one piece, so that the handshake's end goes with the first request.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::Arc;

use ::ureq::Error;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};
use zeroize::Zeroize as _;

use super::socket::Socket;

#[derive(Debug)]
pub(super) enum Stream {
    Plain(Socket),
    /// Twice where the proxy itself is spoken to over TLS.
    Tls(Box<Tls>),
}

impl Stream {
    /// The connection under it all.
    pub(super) fn socket(&self) -> &Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(tls) => tls.below.socket(),
        }
    }

    pub(super) fn socket_mut(&mut self) -> &mut Socket {
        match self {
            Self::Plain(socket) => socket,
            Self::Tls(tls) => tls.below.socket_mut(),
        }
    }

    /// The exchange is over: nothing of it stays in memory while the connection is idle.
    pub(super) fn forget(&mut self) {
        if let Self::Tls(tls) = self {
            tls.forget();
        }
    }

    pub(super) fn is_tls(&self) -> bool {
        matches!(self, Self::Tls(_))
    }

    /// Whether the next exchange may use it: still open, and nothing was sent that nobody asked for.
    pub(super) fn is_open(&mut self) -> bool {
        match self {
            Self::Plain(socket) => socket.is_quiet(),
            Self::Tls(tls) => tls.is_open(),
        }
    }
}

impl Read for Stream {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.read(into),
            Self::Tls(tls) => tls.read(into),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(socket) => socket.write(bytes),
            Self::Tls(tls) => tls.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A verified TLS session.
pub(super) struct Tls {
    session: ClientConnection,
    below: Stream,
}

impl Tls {
    /// Makes the handshake. `config` decides on trust and holds the sessions to resume. An IPv6 address stands in
    /// brackets in a URL, but not in a certificate: `host` is without.
    ///
    /// # Errors
    /// Of the connection; those of TLS are the payload of an I/O error.
    pub(super) fn start(config: &Arc<ClientConfig>, host: &str, below: Stream) -> Result<Self, Error> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| Error::Tls("the URL's host is not a valid name"))?;
        let session = ClientConnection::new(Arc::clone(config), name).map_err(io::Error::other)?;
        let mut tls = Self { session, below };
        while tls.session.is_handshaking() {
            tls.send()?;
            if tls.receive()? == 0 {
                return Err(Error::Io(ErrorKind::UnexpectedEof.into()));
            }
        }
        Ok(tls)
    }

    fn is_open(&mut self) -> bool {
        let is_drained = matches!(
            self.session.reader().read(&mut [0]),
            Err(error) if error.kind() == ErrorKind::WouldBlock
        );
        is_drained && self.below.is_open()
    }

    /// Zeroes what rustls keeps of the last answer: it deciphers in the buffer that it reads into, and holds on to that.
    fn forget(&mut self) {
        let _would_block = self.session.read_tls(&mut Wipe);
        self.below.forget();
    }

    fn send(&mut self) -> io::Result<()> {
        if !self.session.wants_write() {
            return Ok(());
        }
        // What is in here is encrypted.
        let mut records = Vec::new();
        while self.session.wants_write() {
            self.session.write_tls(&mut records)?;
        }
        self.below.write_all(&records)
    }

    fn receive(&mut self) -> io::Result<usize> {
        let amount = self.session.read_tls(&mut self.below)?;
        if let Err(error) = self.session.process_new_packets() {
            // The alert that tells the server why; the reason itself matters more than whether it arrives.
            let _unsent = self.send();
            return Err(io::Error::new(ErrorKind::InvalidData, error));
        }
        Ok(amount)
    }
}

impl Read for Tls {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.session.reader().read(into) {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {
                    self.send()?;
                    self.receive()?;
                }
                done => return done,
            }
        }
    }
}

impl Write for Tls {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let amount = self.session.writer().write(bytes)?;
        self.send()?;
        Ok(amount)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A connection from which nothing ever comes, but which zeroes where it should go.
struct Wipe;

impl Read for Wipe {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        into.zeroize();
        Err(ErrorKind::WouldBlock.into())
    }
}

impl fmt::Debug for Tls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tls").field("below", &self.below).finish_non_exhaustive()
    }
}
