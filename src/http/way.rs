//! How an exchange comes by its connection: one that is open, or a new one through the proxy if there is one, TCP, and
//! TLS if the URL is HTTPS.
//!
//! Invariant: all that it takes to connect ends within the time for connecting, counted anew once the host's name is
//! resolved, and within the time for the request.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ::ureq::{Error, Proxy, ProxyProtocol, Timeout};

use super::abort::Abort;
use super::failure::Silent;
use super::pool::{Pool, unbracketed};
use super::race;
use super::socket::{Deadline, Socket};
use super::stream::{Stream, Tls};
use super::tunnel::Tunnel;

/// What one exchange needs to connect, and what became of it.
pub(super) struct Way {
    pool: Arc<Pool>,
    abort: Arc<Abort>,
    user_agent: String,
    connect_timeout: Duration,
    /// For the whole exchange.
    deadline: Deadline,
    /// Make a new connection even where one is open.
    is_new: bool,
    is_reused: AtomicBool,
    is_answered: AtomicBool,
}

impl Way {
    pub(super) fn new(
        pool: Arc<Pool>,
        abort: Arc<Abort>,
        user_agent: String,
        connect_timeout: Duration,
        deadline: Deadline,
    ) -> Self {
        let (is_new, is_reused, is_answered) = Default::default();
        Self { pool, abort, user_agent, connect_timeout, deadline, is_new, is_reused, is_answered }
    }

    /// The same on a new connection.
    pub(super) fn again(&self) -> Self {
        let (pool, abort) = (Arc::clone(&self.pool), Arc::clone(&self.abort));
        let way = Self::new(pool, abort, self.user_agent.clone(), self.connect_timeout, self.deadline);
        Self { is_new: true, ..way }
    }

    /// The connection had served before and ended without a byte of an answer: the server closed it before it saw the
    /// request, or while it was on its way.
    pub(super) fn was_stale(&self) -> bool {
        self.is_reused.load(Ordering::Relaxed) && !self.is_answered.load(Ordering::Relaxed)
    }

    pub(super) fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// What made this connection stale did so to the others that were idle at the time.
    pub(super) fn let_go_of_idle(&self) {
        self.pool.clear();
    }

    /// Something came back.
    pub(super) fn note_answer(&self) {
        self.is_answered.store(true, Ordering::Relaxed);
    }

    /// The exchange is over.
    pub(super) fn give_back(&self, mut stream: Stream, is_kept: bool) {
        let is_untouched = self.abort.remove(stream.socket().shared());
        if is_kept && is_untouched {
            stream.forget();
            self.pool.put(stream);
        }
    }

    /// The connection, ready for a request.
    pub(super) fn stream(&self) -> Result<Stream, Error> {
        let open = if self.is_new { None } else { self.pool.take() };
        let Some(stream) = open else { return self.open() };
        self.is_reused.store(true, Ordering::Relaxed);
        stream.socket().distrust();
        self.abort.add(stream.socket().shared())?;
        Ok(stream)
    }

    fn open(&self) -> Result<Stream, Error> {
        let names = self.pool.names();
        let mut addresses = names.addresses(self.connecting(Timeout::Resolve), &self.abort)?;
        if !self.pool.key().target.is_tls {
            // Whatever "localhost" leads to: without TLS no token leaves this machine.
            addresses.retain(|address| address.ip().to_canonical().is_loopback());
            if addresses.is_empty() {
                let reason = "plain HTTP goes to this machine only, and the name leads to another one";
                return Err(Error::Io(io::Error::new(io::ErrorKind::PermissionDenied, reason)));
            }
        }
        let deadline = self.connecting(Timeout::Connect);
        let (address, socket) =
            race::connect(&addresses, deadline, &self.abort).inspect_err(|_| names.doubt())?;
        names.prefer(address);
        let result = self.negotiate(Stream::Plain(Socket::new(Arc::clone(&socket), deadline)));
        if result.is_err() {
            self.abort.remove(&socket);
        }
        result
    }

    fn negotiate(&self, mut stream: Stream) -> Result<Stream, Error> {
        let key = self.pool.key();
        if let Some(proxy) = &key.proxy {
            if proxy.protocol() == ProxyProtocol::Https {
                let session = Tls::start(&key.tls, unbracketed(proxy.host()), stream);
                stream = Stream::Tls(Box::new(session.map_err(|error| Silent::ProxyHandshake.told(error))?));
            }
            self.tunnel(proxy, &mut stream).map_err(|error| Silent::Proxy.told(error))?;
        }
        if key.target.is_tls {
            let session = Tls::start(&key.tls, &key.target.host, stream);
            stream = Stream::Tls(Box::new(session.map_err(|error| Silent::Server.told(error))?));
        }
        Ok(stream)
    }

    fn tunnel(&self, proxy: &Proxy, stream: &mut Stream) -> Result<(), Error> {
        let target = self.pool.key().target.authority();
        let login = (proxy.username().is_some() || proxy.password().is_some())
            .then(|| (proxy.username().unwrap_or_default(), proxy.password().unwrap_or_default()));
        Tunnel { target: &target, user_agent: &self.user_agent, login }.open(stream)
    }

    fn connecting(&self, reason: Timeout) -> Deadline {
        self.deadline.or_sooner(Deadline::new(Instant::now() + self.connect_timeout, reason))
    }
}
