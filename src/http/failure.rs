//! What went wrong, in plain words.
//!
//! Invariant: every error of ureq, rustls and the socket becomes one [`TransportError`] that names what failed and,
//! where known, what to do; no message holds a URL's path, a header, a body or a proxy's credentials.

use std::io;
use std::time::{Duration, SystemTime};

use ::ureq::{Error, Timeout};
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, OtherError};

use super::verify::WrongTime;
use super::{MAX_BODY_BYTES, TransportError, TransportErrorKind};

/// What the messages may name.
#[derive(Debug)]
pub(super) struct Route<'a> {
    /// Host of the service, with the port if the URL has one.
    pub(super) host: &'a str,
    /// `host:port` of the proxy this exchange goes through.
    pub(super) proxy: Option<&'a str>,
    pub(super) connect_timeout: Duration,
    pub(super) request_timeout: Duration,
}

impl Route<'_> {
    /// The failed exchange's error.
    pub(super) fn explain(&self, error: &Error) -> TransportError {
        if let Some(error) = payload(error) {
            return self.no_session(error);
        }
        if let Some(refused) = refused(error) {
            return self.refused(refused);
        }
        if let Some(silent) = payload(error) {
            return self.silent(*silent);
        }
        match error {
            Error::Tls(reason) => self.tls(reason, TLS_ADVICE),
            Error::TlsRequired => self.tls("no TLS connection was made", TLS_ADVICE),
            Error::HostNotFound => self.not_resolved(),
            Error::ConnectProxyFailed(reason) => self.proxy_refused(reason),
            Error::InvalidProxyUrl => error_of(TransportErrorKind::Proxy, "the proxy's URL is not valid"),
            Error::ConnectionFailed => self.not_connected("no address answered"),
            Error::Io(error) => self.io(error),
            Error::Timeout(reason) => self.timed_out(*reason),
            Error::BodyExceedsLimit(_) => too_large(),
            Error::Http(_) | Error::BadUri(_) => error_of(
                TransportErrorKind::Malformed,
                "the request could not be built: its URL needs a scheme and a host, and its headers plain text",
            ),
            _ => error_of(
                TransportErrorKind::Malformed,
                format!(
                    "what {} sent back is not a whole HTTP/1.1 answer: is it the right endpoint, or is a sign-in \
                     page or a proxy answering in its place?",
                    self.host
                ),
            ),
        }
    }

    fn io(&self, error: &io::Error) -> TransportError {
        use io::ErrorKind as Kind;
        match error.kind() {
            Kind::ConnectionRefused
            | Kind::HostUnreachable
            | Kind::NetworkUnreachable
            | Kind::NetworkDown
            | Kind::AddrNotAvailable
            | Kind::PermissionDenied => self.not_connected(&error.to_string()),
            // A socket whose timeout ran out while ureq was not looking.
            Kind::TimedOut | Kind::WouldBlock => self.timed_out(Timeout::Global),
            _ => error_of(
                TransportErrorKind::Closed,
                format!("the connection to {} broke before the whole answer was there: {error}", self.host),
            ),
        }
    }

    fn refused(&self, refused: Refused) -> TransportError {
        error_of(TransportErrorKind::Refused, format!("no connection to {}: {refused}", self.host))
    }

    fn not_resolved(&self) -> TransportError {
        match self.proxy {
            Some(proxy) => error_of(
                TransportErrorKind::Proxy,
                format!("the host name of the proxy {proxy} could not be resolved: check proxy_url"),
            ),
            None => error_of(
                TransportErrorKind::Resolve,
                format!(
                    "the host name of {} could not be resolved: is the device online, and is the region right?",
                    self.host
                ),
            ),
        }
    }

    fn not_connected(&self, reason: &str) -> TransportError {
        match self.proxy {
            Some(proxy) => error_of(
                TransportErrorKind::Proxy,
                format!(
                    "no connection to the proxy {proxy}: {reason}. Is it running, and is proxy_url right?"
                ),
            ),
            None => error_of(
                TransportErrorKind::Connect,
                format!(
                    "no connection to {}: {reason}. Is the device online, or does its network need a proxy \
                     (proxy_url)?",
                    self.host
                ),
            ),
        }
    }

    fn proxy_refused(&self, reason: &str) -> TransportError {
        let advice = if reason.contains("407") {
            "give its user and password in proxy_url"
        } else {
            "it must allow CONNECT to this host"
        };
        let proxy = self.proxy.unwrap_or("in use");
        error_of(
            TransportErrorKind::Proxy,
            format!("the proxy {proxy} opened no tunnel to {}: {reason}; {advice}", self.host),
        )
    }

    fn timed_out(&self, reason: Timeout) -> TransportError {
        let host = self.host;
        let connect_ms = self.connect_timeout.as_millis();
        let request_ms = self.request_timeout.as_millis();
        let message = match reason {
            Timeout::Resolve => format!("the host name of {host} was not resolved within {connect_ms} ms"),
            Timeout::Connect => {
                let peer = self.proxy.unwrap_or(host);
                format!("no connection to {peer} within {connect_ms} ms: is the device online?")
            }
            _ => format!("no whole answer from {host} within {request_ms} ms"),
        };
        error_of(TransportErrorKind::Timeout, message)
    }

    /// A connection that came about and led to nothing.
    fn silent(&self, silent: Silent) -> TransportError {
        let (host, proxy) = (self.host, self.proxy.unwrap_or("in use"));
        let (reached, missing) = match (silent, self.proxy) {
            (Silent::Server, None) => (format!("{host} was reached"), "its TLS handshake did not end"),
            (Silent::Server, Some(_)) => (
                format!("the proxy {proxy} opened a tunnel to {host}"),
                "the TLS handshake through it did not end",
            ),
            (Silent::Proxy, _) => (format!("the proxy {proxy} was reached"), "did not answer CONNECT"),
            (Silent::ProxyHandshake, _) => {
                (format!("the proxy {proxy} was reached"), "its TLS handshake did not end")
            }
        };
        let connect_ms = self.connect_timeout.as_millis();
        error_of(TransportErrorKind::Timeout, format!("{reached}, but {missing} within {connect_ms} ms"))
    }

    fn no_session(&self, error: &rustls::Error) -> TransportError {
        match error {
            rustls::Error::InvalidCertificate(CertificateError::Other(other)) => {
                if let Some(wrong) = other.0.downcast_ref() {
                    return self.wrong_time(*wrong);
                }
            }
            rustls::Error::FailedToGetCurrentTime => {
                let message = "no trusted TLS connection: the device's clock says a time before 1970";
                return error_of(TransportErrorKind::Clock, message);
            }
            _ => {}
        }
        self.tls(&error.to_string(), tls_advice(error))
    }

    fn wrong_time(&self, wrong: WrongTime) -> TransportError {
        let valid = if wrong.has_expired() { "was valid only until" } else { "is valid only from" };
        let (device, bound) = (http_date(wrong.device), http_date(wrong.bound));
        let host = self.host;
        error_of(
            TransportErrorKind::Clock,
            format!("the device's clock says {device}, but the certificate of {host} {valid} {bound}"),
        )
    }

    fn tls(&self, reason: &str, advice: &str) -> TransportError {
        error_of(
            TransportErrorKind::Tls,
            format!("no trusted TLS connection to {}: {reason}; {advice}", self.host),
        )
    }
}

/// An answer longer than [`MAX_BODY_BYTES`].
pub(super) fn too_large() -> TransportError {
    error_of(
        TransportErrorKind::TooLarge,
        format!(
            "the answer is longer than {MAX_BODY_BYTES} bytes: it does not come from Amazon Cognito or AWS STS"
        ),
    )
}

/// An exchange ended by [`close`](super::Transport::close).
pub(super) fn aborted() -> TransportError {
    error_of(TransportErrorKind::Aborted, "the transport was closed")
}

fn error_of(kind: TransportErrorKind, message: impl Into<String>) -> TransportError {
    TransportError { kind, message: message.into() }
}

/// A year of more than four digits, which the format has no room for, is shown as the last that it has.
fn http_date(time: UnixTime) -> String {
    const LAST_S: u64 = 253_402_300_799;
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(time.as_secs().min(LAST_S)))
}

const TLS_ADVICE: &str = "at least TLS 1.2 and a certificate that a web browser would accept are needed";

fn tls_advice(error: &rustls::Error) -> &'static str {
    use rustls::Error as Tls;
    match error {
        Tls::InvalidCertificate(reason) => certificate_advice(reason),
        Tls::InvalidMessage(_) => {
            "the port does not speak TLS: check the endpoint (one on this machine may be http://)"
        }
        // What a server says that finds nothing it knows in our offer, and what rustls says of such a server.
        Tls::AlertReceived(AlertDescription::HandshakeFailure) | Tls::PeerIncompatible(_) => {
            "the server must offer TLS 1.3 or 1.2 with AES-GCM, and have an RSA, ECDSA P-256 or ECDSA P-384 key"
        }
        _ => TLS_ADVICE,
    }
}

fn certificate_advice(reason: &CertificateError) -> &'static str {
    match reason {
        CertificateError::UnknownIssuer => {
            "is an intercepting proxy in the way? Then add its CA certificate to the system's store, or give it as ca_pem"
        }
        CertificateError::BadSignature => {
            "the CA given as ca_pem has the right name but not the right key; give the one in use now"
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "the answer comes from another server: check the endpoint, or sign in to the network first"
        }
        CertificateError::UnsupportedSignatureAlgorithmContext { .. }
        | CertificateError::UnsupportedSignatureAlgorithmForPublicKeyContext { .. } => {
            "every certificate up to the CA must be signed with RSA (2048 bits or more), ECDSA P-256 or ECDSA P-384"
        }
        CertificateError::Other(other) if is_ca_as_end_entity(other) => {
            "the server uses a CA certificate as its own; issue it one signed by the CA given as ca_pem"
        }
        _ => TLS_ADVICE,
    }
}

/// rustls has no name of its own for this reason and hands on that of webpki.
fn is_ca_as_end_entity(reason: &OtherError) -> bool {
    matches!(reason.0.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
}

/// What the system would not give.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refused {
    #[error("the process or the system has no file descriptor left (too many open files)")]
    Descriptor,
    #[error("the system has no memory left for a connection")]
    Memory,
    #[error("the system refused a thread to resolve the host name on")]
    Thread,
}

impl Refused {
    /// What an error of the system says that it refused.
    pub(super) fn by(error: &io::Error) -> Option<Self> {
        #[cfg(unix)]
        const CODES: [[i32; 2]; 2] = [[libc::EMFILE, libc::ENFILE], [libc::ENOBUFS, libc::ENOMEM]];
        /// WSAEMFILE, `ERROR_TOO_MANY_OPEN_FILES`; WSAENOBUFS, `WSA_NOT_ENOUGH_MEMORY`
        #[cfg(not(unix))]
        const CODES: [[i32; 2]; 2] = [[10024, 4], [10055, 8]];
        let [descriptor, memory] = CODES.map(|codes| codes.map(Some).contains(&error.raw_os_error()));
        descriptor.then_some(Self::Descriptor).or(memory.then_some(Self::Memory))
    }

    /// The system's resolver needs some descriptors, and does not say so when it gets none.
    pub(super) fn descriptors_now() -> Option<Self> {
        const NEEDED: usize = 3;
        let sockets =
            [(); NEEDED].map(|()| socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::DGRAM, None));
        sockets.iter().filter_map(|socket| socket.as_ref().err()).find_map(Self::by)
    }
}

/// Who said nothing more in the time for connecting, once there was a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nothing came in time")]
pub(super) enum Silent {
    ProxyHandshake,
    Proxy,
    Server,
}

impl Silent {
    /// What a step of connecting failed with: when it ran out of time, whose silence that was.
    pub(super) fn told(self, error: Error) -> Error {
        match error {
            Error::Timeout(Timeout::Connect) => Error::Io(io::Error::other(self)),
            _ => error,
        }
    }
}

fn refused(error: &Error) -> Option<Refused> {
    let Error::Io(inner) = error else { return None };
    payload(error).copied().or_else(|| Refused::by(inner))
}

/// Errors that ureq has no place for, and rustls's own, come as the payload of an I/O error.
fn payload<E: std::error::Error + 'static>(error: &Error) -> Option<&E> {
    let Error::Io(error) = error else { return None };
    error.get_ref()?.downcast_ref()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explain(error: &Error, proxy: Option<&str>) -> TransportError {
        let route = Route {
            host: "service.test",
            proxy,
            connect_timeout: Duration::from_secs(5),
            request_timeout: Duration::from_secs(15),
        };
        route.explain(error)
    }

    #[test]
    fn every_error_gets_its_kind_and_a_message_that_helps() {
        use TransportErrorKind as Kind;
        let io = |kind: io::ErrorKind| Error::Io(kind.into());
        let cases = [
            (Error::HostNotFound, Kind::Resolve, "is the device online"),
            (Error::ConnectionFailed, Kind::Connect, "proxy_url"),
            (io(io::ErrorKind::ConnectionRefused), Kind::Connect, "service.test"),
            (io(io::ErrorKind::NetworkUnreachable), Kind::Connect, "proxy_url"),
            (io(io::ErrorKind::TimedOut), Kind::Timeout, "15000 ms"),
            (io(io::ErrorKind::ConnectionReset), Kind::Closed, "service.test"),
            (io(io::ErrorKind::UnexpectedEof), Kind::Closed, "whole answer"),
            (io(io::ErrorKind::BrokenPipe), Kind::Closed, "whole answer"),
            (Error::Timeout(Timeout::Resolve), Kind::Timeout, "5000 ms"),
            (Error::Timeout(Timeout::Connect), Kind::Timeout, "5000 ms"),
            (Error::Timeout(Timeout::RecvBody), Kind::Timeout, "15000 ms"),
            (Error::BodyExceedsLimit(1), Kind::TooLarge, "65536"),
            (Error::LargeResponseHeader(2, 1), Kind::Malformed, "HTTP/1.1"),
            (Error::BadUri("x".to_owned()), Kind::Malformed, "URL"),
            (Error::TlsRequired, Kind::Tls, "TLS"),
            (Error::Tls("reason"), Kind::Tls, "reason"),
            (Error::ConnectProxyFailed("responded 407".to_owned()), Kind::Proxy, "user and password"),
            (Error::ConnectProxyFailed("responded 403".to_owned()), Kind::Proxy, "CONNECT"),
        ];
        for (error, kind, text) in cases {
            let explained = explain(&error, None);
            assert_eq!(explained.kind, kind, "{error:?}");
            assert!(explained.message.contains(text), "{error:?}: {}", explained.message);
        }
    }

    #[test]
    fn a_silence_is_told_with_what_was_reached_before_it() {
        let proxy = Some("proxy.test:8080");
        let cases = [
            (Silent::ProxyHandshake, proxy, "the proxy proxy.test:8080 was reached, but its TLS"),
            (Silent::Proxy, proxy, "the proxy proxy.test:8080 was reached, but did not answer CONNECT"),
            (Silent::Server, proxy, "the proxy proxy.test:8080 opened a tunnel to service.test"),
            (Silent::Server, None, "service.test was reached, but its TLS"),
        ];
        for (silent, proxy, text) in cases {
            let explained = explain(&silent.told(Error::Timeout(Timeout::Connect)), proxy);
            assert_eq!(explained.kind, TransportErrorKind::Timeout, "{silent:?}");
            assert!(explained.message.contains(text), "{}", explained.message);
            assert!(explained.message.ends_with("within 5000 ms"), "{}", explained.message);
        }
        let other = Silent::Server.told(Error::Timeout(Timeout::Global));
        assert!(explain(&other, None).message.contains("15000 ms"), "the whole request's time was up");
    }

    #[test]
    #[cfg(unix)]
    fn what_the_system_refused_is_told_as_that() {
        let cases = [
            (io::Error::from_raw_os_error(libc::EMFILE), "open files"),
            (io::Error::from_raw_os_error(libc::ENFILE), "descriptor"),
            (io::Error::from_raw_os_error(libc::ENOBUFS), "no memory left"),
            (io::Error::other(Refused::Descriptor), "descriptor"),
            (io::Error::other(Refused::Thread), "refused a thread"),
        ];
        for (error, text) in cases {
            let explained = explain(&Error::Io(error), None);
            assert_eq!(explained.kind, TransportErrorKind::Refused);
            assert!(explained.message.contains(text), "{}", explained.message);
            assert!(!explained.message.contains("online"), "{}", explained.message);
        }
    }

    #[test]
    fn a_failure_to_reach_the_proxy_is_the_proxys() {
        for error in [Error::HostNotFound, Error::Io(io::ErrorKind::ConnectionRefused.into())] {
            let explained = explain(&error, Some("proxy.test:3128"));
            assert_eq!(explained.kind, TransportErrorKind::Proxy);
            assert!(explained.message.contains("proxy.test:3128"), "{}", explained.message);
        }
    }
}
