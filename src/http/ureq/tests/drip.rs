//! A side that sends or takes a byte now and then is bounded by the timeouts like one that is silent.

use std::time::Instant;

use super::*;
use TransportErrorKind as Kind;

const CONNECT: Duration = Duration::from_millis(300);
const REQUEST: Duration = Duration::from_millis(600);
/// Far more than the limits and far less than what the drip takes.
const BOUND: Duration = Duration::from_secs(20);

/// Sends these bytes, and then one more every few milliseconds for as long as somebody listens.
fn drip_after(sent: &'static [u8]) -> Server<()> {
    Server::start(move |mut stream| {
        thread::spawn(move || {
            let _request = stream.read(&mut [0; 4096]);
            stream.set_nodelay(true).unwrap();
            let mut next = Ok(());
            for byte in sent.iter().chain([b'x'].iter().cycle()) {
                if next.is_err() {
                    return;
                }
                next = stream.write_all(&[*byte]);
                // The drip: a tenth of the shorter limit.
                thread::sleep(CONNECT / 10);
            }
        });
    })
}

fn impatient(proxy_url: Option<String>) -> UreqTransport {
    let (connect_timeout, request_timeout) = (CONNECT, REQUEST);
    let config =
        TransportConfig { connect_timeout, request_timeout, proxy_url, ..TransportConfig::default() };
    UreqTransport::new(config).unwrap()
}

fn expect_timeout(transport: &UreqTransport, url: &str, told: &str) {
    let begun = Instant::now();
    let error = transport.send(&request(url)).expect_err(url);
    assert_eq!(error.kind, Kind::Timeout, "{error}");
    assert!(error.message.contains(told), "{error}");
    assert!(begun.elapsed() < BOUND, "{:?}", begun.elapsed());
}

#[test]
fn headers_and_bodies_are_bounded_by_the_request_timeout() {
    for sent in [b"HTTP/1.1 200 OK\r\nx: ".as_slice(), b"HTTP/1.1 200 OK\r\n\r\n"] {
        let server = drip_after(sent);
        let told = format!("no whole answer from {} within 600 ms", server.address);
        expect_timeout(&impatient(None), &server.url(), &told);
    }
}

/// A handshake record of 16,000 bytes, which never comes to its end.
const ENDLESS_HANDSHAKE: &[u8] = b"\x16\x03\x03\x3e\x80\x02\x00\x3e\x7c";

#[test]
fn a_handshake_is_bounded_by_the_connect_timeout_and_told_as_what_did_not_end() {
    let server = drip_after(ENDLESS_HANDSHAKE);
    let told = format!("{} was reached, but its TLS handshake did not end within 300 ms", server.address);
    expect_timeout(&impatient(None), &format!("https://{}/", server.address), &told);
}

#[test]
fn a_proxys_answer_is_bounded_by_the_connect_timeout_and_told_as_the_proxys() {
    let proxy = drip_after(b"HTTP/1.1 200 OK\r\nx: ");
    let told = format!("the proxy {} was reached, but did not answer CONNECT within 300 ms", proxy.address);
    expect_timeout(&impatient(Some(proxy.url())), "http://service.test/", &told);
}

#[test]
fn a_server_that_is_silent_behind_a_proxy_is_not_told_as_the_proxys_silence() {
    // Nothing follows the tunnel, and the connection stays open.
    let proxy = Server::start(|mut stream| {
        let _request = stream.read(&mut [0; 4096]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        stream
    });
    let told = format!(
        "the proxy {} opened a tunnel to service.test, but the TLS handshake through it did not end within 300 ms",
        proxy.address
    );
    expect_timeout(&impatient(Some(proxy.url())), "https://service.test/", &told);
}

#[test]
fn a_server_that_takes_the_request_slowly_is_bounded_by_the_request_timeout() {
    let server = Server::start(|mut stream| {
        thread::spawn(move || {
            while stream.read(&mut [0; 64]).is_ok_and(|amount| amount > 0) {
                thread::sleep(CONNECT / 10);
            }
        });
    });
    let mut request = request(&server.url());
    request.body = Zeroizing::new(vec![b'x'; 32 * 1024 * 1024]);
    let begun = Instant::now();
    expect_error(impatient(None).send(&request), Kind::Timeout, "600 ms");
    assert!(begun.elapsed() < BOUND, "{:?}", begun.elapsed());
}
