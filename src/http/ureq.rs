//! The [`Transport`] of the shipped library, the only file that knows ureq's agent and its options.
//!
//! Invariant: an exchange follows no redirect, takes any HTTP status as an answer, uses a proxy only when told to,
//! reads at most [`MAX_BODY_BYTES`], and ends when its time is up or [`close`](Transport::close) is called. It uses an
//! open connection if there is one; when that ends without a byte of an answer, the request goes out once more on a new
//! one: the server closed it, and each of our operations may be repeated. What belongs to one provider goes with each
//! exchange; connections, TLS sessions and addresses are shared (`pool`).

use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ::ureq::config::Config;
use ::ureq::http::{Method, Uri};
use ::ureq::{Agent, Body, Error, Proxy, Timeout};
use rustls::ClientConfig;
use zeroize::Zeroizing;

use super::abort::Aborts;
use super::connector::{Connect, Unresolved};
use super::failure::{Route, aborted, too_large};
use super::pool::{Key, Pool, Target};
use super::proxy::{Proxies, host_and_port, proxy_address};
use super::socket::Deadline;
use super::trust::{Trust, client_config};
use super::way::Way;
use super::{ConfigError, MAX_BODY_BYTES, Request, Response, Transport, TransportConfig, TransportError};

/// Size of each of a connection's buffers. Requests up to about this size leave in one write; an answer's headers
/// may take half of it.
const BUFFER_BYTES: usize = 32 * 1024;

/// Exchanges over HTTP/1.1 with kept-alive connections, which it shares with others. Threads may share it.
pub struct UreqTransport {
    tls: Arc<ClientConfig>,
    proxies: Proxies,
    warnings: Vec<String>,
    user_agent: String,
    connect_timeout: Duration,
    request_timeout: Duration,
    exchanges: Aborts,
    /// Keeps the connections open to wherever it sent a request.
    pools: Mutex<Vec<Arc<Pool>>>,
}

/// The service's endpoint, and that of STS; more when the host changes them.
const MOST_POOLS: usize = 4;

impl UreqTransport {
    /// Makes a transport. No connection is made yet.
    ///
    /// # Errors
    /// When an option cannot be used: `ca_pem` holds no certificate, `proxy_url` is not the URL of an HTTP proxy, or
    /// `user_agent` is not printable ASCII.
    #[allow(
        clippy::needless_pass_by_value,
        reason = "a transport takes its options over; the caller keeps no copy of a proxy password"
    )]
    pub fn new(config: TransportConfig) -> Result<Self, ConfigError> {
        if !config.user_agent.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(ConfigError::new("user_agent", "use printable ASCII characters only"));
        }
        let (proxies, warnings) = choose_proxies(&config)?;
        let trust = Trust { ca_pem: config.ca_pem.clone(), bundled_roots_only: config.bundled_roots_only };
        let tls = client_config(&trust).map_err(|message| ConfigError::new("ca_pem", message))?;
        Ok(Self {
            tls,
            proxies,
            warnings,
            user_agent: config.user_agent.clone(),
            connect_timeout: config.connect_timeout,
            request_timeout: config.request_timeout,
            exchanges: Aborts::default(),
            pools: Mutex::default(),
        })
    }

    /// What the host should know of its surroundings, in plain words: a proxy of the environment that is not used.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        let uri = request.url.parse::<Uri>().unwrap_or_default();
        let proxy = self.proxies.of(&uri);
        let address = proxy.map(proxy_address);
        let route = Route {
            host: uri.authority().map_or("", host_and_port),
            proxy: address.as_deref(),
            connect_timeout: self.connect_timeout,
            request_timeout: self.request_timeout,
        };
        let (head, body) =
            self.post(&uri, proxy, request).map_err(|error| route.explain(&error))?.into_parts();
        let headers = head
            .headers
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect();
        let body = read_body(body, &route)?;
        Ok(Response { status: head.status.as_u16(), headers, body })
    }

    fn post(&self, uri: &Uri, proxy: Option<&Proxy>, request: &Request) -> Result<Answer, Error> {
        let target = Target::of(uri).ok_or_else(|| Error::BadUri(String::new()))?;
        let deadline = Deadline::new(Instant::now() + self.request_timeout, Timeout::Global);
        let pool = self.pool(Key { target, proxy: proxy.cloned(), tls: Arc::clone(&self.tls) });
        let abort = self.exchanges.begin()?;
        let way = Way::new(pool, abort, self.user_agent.clone(), self.connect_timeout, deadline);
        let way = Arc::new(way);
        let first = self.post_by(&way, uri, request);
        match first {
            Err(error) if way.was_stale() => {
                way.let_go_of_idle();
                if matches!(error, Error::Timeout(_)) {
                    return Err(error);
                }
                self.post_by(&Arc::new(way.again()), uri, request)
            }
            _ => first,
        }
    }

    /// One try. The agent is for this one exchange: it holds nothing that the next could use.
    fn post_by(&self, way: &Arc<Way>, uri: &Uri, request: &Request) -> Result<Answer, Error> {
        let mut builder = ::ureq::http::Request::builder().method(Method::POST).uri(uri.clone());
        for (name, value) in &request.headers {
            builder = builder.header(*name, value);
        }
        let config = agent_config(&self.user_agent, way.deadline().left()?);
        let agent = Agent::with_parts(config, Connect(Arc::clone(way)), Unresolved);
        agent.run(builder.body(request.body.as_slice())?)
    }

    fn pool(&self, key: Key) -> Arc<Pool> {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = pools.iter().find(|pool| *pool.key() == key) {
            return Arc::clone(pool);
        }
        let pool = Pool::of(key);
        if pools.len() == MOST_POOLS {
            pools.remove(0);
        }
        pools.push(Arc::clone(&pool));
        pool
    }
}

type Answer = ::ureq::http::Response<Body>;

impl Transport for UreqTransport {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let result = self.exchange(request);
        // Looked at last, and for answers too: a connection shut down from this side can look like the end of a body.
        if self.exchanges.has_fired() { Err(aborted()) } else { result }
    }

    fn close(&self) {
        self.exchanges.fire();
        if self.exchanges.are_a_parents() {
            return;
        }
        let pools = std::mem::take(&mut *self.pools.lock().unwrap_or_else(PoisonError::into_inner));
        drop(pools);
    }
}

impl Drop for UreqTransport {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for UreqTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UreqTransport").field("closed", &self.exchanges.has_fired()).finish_non_exhaustive()
    }
}

/// Connecting and its limits are ours (`connector`).
fn agent_config(user_agent: &str, time_left: Duration) -> Config {
    Config::builder()
        .proxy(None)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_idle_connections(0)
        .user_agent(user_agent)
        .input_buffer_size(BUFFER_BYTES)
        .output_buffer_size(BUFFER_BYTES)
        .max_response_header_size(BUFFER_BYTES / 2)
        .timeout_global(Some(time_left))
        .build()
}

/// The proxies to use, and what was wrong with the environment.
fn choose_proxies(config: &TransportConfig) -> Result<(Proxies, Vec<String>), ConfigError> {
    if let Some(url) = &config.proxy_url {
        let proxies = Proxies::given(url).map_err(|message| ConfigError::new("proxy_url", message))?;
        return Ok((proxies, Vec::new()));
    }
    if config.proxy_from_environment {
        return Ok(Proxies::from_environment(|name| std::env::var_os(name)));
    }
    Ok(Default::default())
}

fn read_body(body: Body, route: &Route) -> Result<Zeroizing<Vec<u8>>, TransportError> {
    let length = body.content_length().map(|length| usize::try_from(length).unwrap_or(usize::MAX));
    if length.is_some_and(|length| length > MAX_BODY_BYTES) {
        return Err(too_large());
    }
    // One allocation of the final size, since growing would leave copies behind that nobody zeroes.
    let limit = MAX_BODY_BYTES + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(length.map_or(limit, |length| length + 1)));
    let mut reader = body.into_reader();
    let mut chunk = Zeroizing::new([0_u8; 4096]);
    loop {
        let amount = reader.read(chunk.as_mut_slice()).map_err(|error| route.explain(&error.into()))?;
        let read = chunk.get(..amount).unwrap_or_default();
        if read.is_empty() {
            return Ok(bytes);
        }
        if bytes.len() + read.len() > MAX_BODY_BYTES {
            return Err(too_large());
        }
        bytes.extend_from_slice(read);
    }
}

#[cfg(test)]
mod tests;
