//! The open connections to one host, for every provider that goes there the same way.
//!
//! Invariant: providers with the same endpoint, trust and proxy share one pool, which lives as long as one of them
//! does. An idle connection is handed out at most once, the one used last first, and never after the other side closed
//! it or sent something that nobody asked for. It stays as long as the server keeps it, [`MOST_IDLE_MS`] at most; of
//! those that a burst left behind only [`KEPT`] stay longer than [`SURPLUS_MS`].

use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use ::ureq::Proxy;
use ::ureq::http::Uri;
use rustls::ClientConfig;

use super::names::Names;
use super::stream::Stream;
use super::watch::{self, Idle as _};
use crate::clock::monotonic_ms;
use crate::process::{PerProcess, generation};

/// Routers and firewalls forget a silent connection without a word: the strictest of the large clouds after 4 minutes.
const MOST_IDLE_MS: u64 = 4 * 60 * 1000 - 10_000;
const KEPT: usize = 4;
/// Long enough for the next requests of a burst.
const SURPLUS_MS: u64 = 1000;

/// Where a request goes.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) is_tls: bool,
    /// An IPv6 address is without its brackets.
    pub(super) host: String,
    pub(super) port: u16,
}

impl Target {
    /// Of a URL with a scheme and a host that a connection can be made for.
    pub(super) fn of(uri: &Uri) -> Option<Self> {
        let is_tls = match uri.scheme_str()? {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let host = unbracketed(uri.host()?).to_ascii_lowercase();
        let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        (!host.is_empty()).then_some(Self { is_tls, host, port })
    }

    /// `host:port`, an IPv6 address in brackets.
    pub(super) fn authority(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }
}

/// What connections must have in common to be used for one another.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) target: Target,
    /// By which proxy, with which user and password.
    pub(super) proxy: Option<Proxy>,
    /// Whom to trust, and the sessions to resume.
    pub(super) tls: Arc<ClientConfig>,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.target == other.target && self.proxy == other.proxy && Arc::ptr_eq(&self.tls, &other.tls)
    }
}

static POOLS: PerProcess<Mutex<Vec<Weak<Pool>>>> = PerProcess::new();

pub(super) struct Pool {
    key: Key,
    /// Of the proxy if there is one: it resolves the host's name itself.
    names: Arc<Names>,
    /// The one used last comes last.
    idle: Mutex<Vec<Idle>>,
    /// The process that it belongs to.
    generation: u32,
}

struct Idle {
    stream: Stream,
    since_ms: u64,
}

impl Pool {
    /// The pool of this key, which others may be using already.
    pub(super) fn of(key: Key) -> Arc<Self> {
        let mut pools = POOLS.get().lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = pools.iter().filter_map(Weak::upgrade).find(|pool| pool.key == key) {
            return pool;
        }
        let names = match &key.proxy {
            Some(proxy) => Names::new(unbracketed(proxy.host()), proxy.port()),
            None => Names::new(&key.target.host, key.target.port),
        };
        let pool = Arc::new(Self { key, names, idle: Mutex::default(), generation: generation() });
        pools.retain(|pool| pool.strong_count() > 0);
        pools.push(Arc::downgrade(&pool));
        pool
    }

    pub(super) fn key(&self) -> &Key {
        &self.key
    }

    pub(super) fn names(&self) -> &Arc<Names> {
        &self.names
    }

    /// An open connection, if there is one.
    pub(super) fn take(&self) -> Option<Stream> {
        loop {
            let mut idle = self.idle().pop()?;
            let age_ms = monotonic_ms().saturating_sub(idle.since_ms);
            if age_ms < MOST_IDLE_MS && idle.stream.is_open() {
                return Some(idle.stream);
            }
        }
    }

    /// An exchange is over, and its connection may serve another.
    pub(super) fn put(self: &Arc<Self>, stream: Stream) {
        self.idle().push(Idle { stream, since_ms: monotonic_ms() });
        if watch::notice(self).is_err() {
            // Nobody would see the server close them.
            self.clear();
        }
    }

    /// Closes what is idle.
    pub(super) fn clear(&self) {
        for idle in self.idle().drain(..) {
            idle.close();
        }
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Idle>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl watch::Idle for Pool {
    fn sweep(&self, watched: &mut Vec<Arc<TcpStream>>) -> u64 {
        let now_ms = monotonic_ms();
        let mut due_ms = MOST_IDLE_MS;
        let mut idle = self.idle();
        let surplus = idle.len().saturating_sub(KEPT);
        let mut index = 0;
        idle.retain(|one| {
            let most_ms = if index < surplus { SURPLUS_MS } else { MOST_IDLE_MS };
            index += 1;
            let age_ms = now_ms.saturating_sub(one.since_ms);
            let stays = age_ms < most_ms;
            if stays {
                due_ms = due_ms.min(most_ms - age_ms);
                watched.push(Arc::clone(one.stream.socket().shared()));
            }
            stays
        });
        due_ms
    }

    /// Something happened to this connection. If it is idle and ended, or the server said what nobody asked for, it is
    /// let go of; meanwhile it may have served an exchange, and be idle and well again.
    fn check(&self, socket: &Arc<TcpStream>) {
        self.idle()
            .retain_mut(|idle| !Arc::ptr_eq(idle.stream.socket().shared(), socket) || idle.stream.is_open());
    }

    fn is_idle(&self) -> bool {
        !self.idle().is_empty()
    }
}

impl Idle {
    /// At once: the thread that watches it holds the socket too, and lets go when it notices.
    fn close(self) {
        let _ended = self.stream.socket().shared().shutdown(Shutdown::Both);
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // In a child of a fork the connections are still the parent's: to close the copies does them no harm.
        if self.generation == generation() && self.is_idle() {
            self.clear();
            watch::wake();
        }
    }
}

pub(super) fn unbracketed(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}
