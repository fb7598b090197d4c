//! Which proxy an exchange goes through: the one of the options, or what the environment says.
//!
//! Invariant: the environment is read as curl documents it (curl(1), "ENVIRONMENT" and `--noproxy`): lower case first;
//! `http_proxy` in lower case only, since a web server hands a request's `Proxy` header to its scripts as `HTTP_PROXY`;
//! an empty variable counts as none. What curl leaves open is read kindly: quotes around a value are taken off, and
//! `no_proxy` may be separated by blanks. A value that cannot be used is passed over with a warning, which does not
//! repeat it, since it may hold a password.

use std::ffi::OsString;
use std::net::IpAddr;

use ::ureq::http::Uri;
use ::ureq::http::uri::{Authority, Scheme};
use ::ureq::{Proxy, ProxyProtocol};

use super::pool::unbracketed;

/// Where curl looks for an HTTP proxy whose URL has no port.
const DEFAULT_PORT: u16 = 1080;
const FORM: &str =
    "http://host:port or http://user:password@host:port, with user and password percent-encoded";

/// The proxies of a transport.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Proxies {
    for_https: Option<Proxy>,
    for_http: Option<Proxy>,
    not_for: NotFor,
}

impl Proxies {
    /// The one of the options, for every exchange.
    ///
    /// # Errors
    /// A text that says what to give instead.
    pub(super) fn given(url: &str) -> Result<Self, String> {
        // ureq would take any word for the name of a proxy.
        let is_http = url.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
        let proxy = Proxy::new(url).ok().filter(|_| is_http);
        let proxy = proxy.ok_or_else(|| format!("not the URL of an HTTP proxy; give {FORM}"))?;
        if proxy.host().is_empty() || has_bad_port(&proxy) {
            return Err(format!("the host or the port (1-65535) is missing or wrong; give {FORM}"));
        }
        Ok(Self { for_https: Some(proxy.clone()), for_http: Some(proxy), not_for: NotFor::default() })
    }

    /// Those of the environment, and what was wrong with it.
    pub(super) fn from_environment(read: impl Fn(&str) -> Option<OsString>) -> (Self, Vec<String>) {
        let read = |name: &str| read(name).filter(|value| !value.is_empty());
        let mut warnings = Vec::new();
        let for_https =
            first_usable(["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"], read, &mut warnings);
        // Plain HTTP goes to this machine at most: nobody need be told of a proxy that it does without.
        let for_http = first_usable(["http_proxy", "all_proxy", "ALL_PROXY"], read, &mut Vec::new());
        let not_for = read("no_proxy").or_else(|| read("NO_PROXY")).unwrap_or_default();
        let not_for = NotFor::read(&not_for.to_string_lossy());
        (Self { for_https, for_http, not_for }, warnings)
    }

    /// The one for this URL. Plain HTTP is for this machine, so a proxy elsewhere is none for it.
    pub(super) fn of(&self, uri: &Uri) -> Option<&Proxy> {
        let is_https = uri.scheme() == Some(&Scheme::HTTPS);
        let proxy = if is_https { &self.for_https } else { &self.for_http };
        let proxy = proxy.as_ref().filter(|proxy| is_https || is_here(proxy));
        proxy.filter(|_| !self.not_for.has(uri.host().unwrap_or_default()))
    }
}

fn is_here(proxy: &Proxy) -> bool {
    let host = unbracketed(proxy.host());
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn first_usable<const N: usize>(
    names: [&str; N],
    read: impl Fn(&str) -> Option<OsString>,
    warnings: &mut Vec<String>,
) -> Option<Proxy> {
    names.iter().find_map(|name| match usable(&read(name)?) {
        Ok(proxy) => Some(proxy),
        Err(reason) => {
            warnings.push(format!("the proxy in the environment variable {name} is not used: {reason}"));
            None
        }
    })
}

fn usable(value: &OsString) -> Result<Proxy, String> {
    let value = value.to_str().map_or("", unquoted);
    let proxy = Proxy::new(value).ok().filter(|proxy| !proxy.host().is_empty() && !has_bad_port(proxy));
    let proxy = proxy.ok_or_else(|| format!("it is not of the form {FORM}"))?;
    match proxy.protocol() {
        ProxyProtocol::Https => Ok(proxy),
        ProxyProtocol::Http => Ok(with_a_port(proxy)),
        _ => Err("it is a SOCKS proxy; only HTTP proxies are supported".to_owned()),
    }
}

fn with_a_port(proxy: Proxy) -> Proxy {
    let without = proxy.uri().authority().filter(|authority| authority.port().is_none());
    let with = without.and_then(|authority| Proxy::new(&format!("http://{authority}:{DEFAULT_PORT}")).ok());
    with.unwrap_or(proxy)
}

fn unquoted(value: &str) -> &str {
    let value = value.trim();
    let inner = |quote| value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote));
    inner('"').or_else(|| inner('\'')).map_or(value, str::trim)
}

/// A port that is no number from 1 to 65535: ureq would use the default port in its place.
fn has_bad_port(proxy: &Proxy) -> bool {
    proxy.port() == 0
        || proxy.uri().authority().is_some_and(|authority| {
            authority.port_u16().is_none() && host_and_port(authority) != authority.host()
        })
}

/// For messages: without user and password.
pub(super) fn host_and_port(authority: &Authority) -> &str {
    let text = authority.as_str();
    text.rsplit_once('@').map_or(text, |(_, host)| host)
}

/// For messages: without user and password.
pub(super) fn proxy_address(proxy: &Proxy) -> String {
    format!("{}:{}", proxy.host(), proxy.port())
}

/// The hosts that no proxy is used for.
#[derive(Clone, Default, PartialEq, Eq)]
enum NotFor {
    All,
    These(Vec<Host>),
    #[default]
    Nobody,
}

#[derive(Clone, PartialEq, Eq)]
enum Host {
    /// It and what is below it, in lower case and without a dot at either end.
    Domain(String),
    /// The addresses that have so many first bits in common with this one.
    Network(IpAddr, u32),
}

impl NotFor {
    fn read(list: &str) -> Self {
        if list.trim() == "*" {
            return Self::All;
        }
        let entries = list.split(|character: char| character == ',' || character.is_ascii_whitespace());
        Self::These(entries.filter(|entry| !entry.is_empty()).map(Host::read).collect())
    }

    /// `host` is as in a URL: an IPv6 address in brackets.
    fn has(&self, host: &str) -> bool {
        match self {
            Self::All => true,
            Self::Nobody => false,
            Self::These(hosts) => {
                let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
                let address = unbracketed(&host).parse().ok();
                hosts.iter().any(|entry| entry.has(&host, address))
            }
        }
    }
}

impl Host {
    fn read(entry: &str) -> Self {
        let (address, bits) =
            entry.split_once('/').map_or((entry, None), |(address, bits)| (address, Some(bits)));
        let bits = bits.map_or(Ok(0), str::parse);
        if let (Ok(address), Ok(bits)) = (unbracketed(address).parse(), bits) {
            return Self::Network(address, bits);
        }
        let name = entry.strip_suffix('.').unwrap_or(entry);
        Self::Domain(name.strip_prefix('.').unwrap_or(name).to_ascii_lowercase())
    }

    /// `address` is what `name` is, when it is one.
    fn has(&self, name: &str, address: Option<IpAddr>) -> bool {
        match (self, address) {
            (Self::Domain(domain), None) => {
                let before = name.strip_suffix(domain.as_str());
                !domain.is_empty() && before.is_some_and(|before| before.is_empty() || before.ends_with('.'))
            }
            (Self::Network(network, bits), Some(address)) => is_in(address, *network, *bits),
            _ => false,
        }
    }
}

/// As curl has it, no bits at all mean every bit.
fn is_in(address: IpAddr, network: IpAddr, bits: u32) -> bool {
    let (address, network, length) = match (address, network) {
        (IpAddr::V4(address), IpAddr::V4(network)) => {
            (address.to_bits().into(), network.to_bits().into(), 32)
        }
        (IpAddr::V6(address), IpAddr::V6(network)) => (address.to_bits(), network.to_bits(), 128),
        _ => return false,
    };
    let differing: u128 = address ^ network;
    match bits {
        0 => differing == 0,
        1.. if bits <= length => differing.checked_shr(length - bits).unwrap_or(0) == 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
