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

fn expect_timeout(transport: &UreqTransport, url: &str, limit: &str) {
    let begun = Instant::now();
    let error = transport.send(&request(url)).expect_err(url);
    assert_eq!(error.kind, Kind::Timeout, "{error}");
    assert!(error.message.contains(limit), "{error}");
    assert!(begun.elapsed() < BOUND, "{:?}", begun.elapsed());
}

#[test]
fn headers_and_bodies_are_bounded_by_the_request_timeout() {
    for sent in [b"HTTP/1.1 200 OK\r\nx: ".as_slice(), b"HTTP/1.1 200 OK\r\n\r\n"] {
        let server = drip_after(sent);
        expect_timeout(&impatient(None), &server.url(), "600 ms");
    }
}

#[test]
fn a_handshake_is_bounded_by_the_connect_timeout() {
    // A handshake record of 16,000 bytes, which never comes to its end.
    let server = drip_after(b"\x16\x03\x03\x3e\x80\x02\x00\x3e\x7c");
    expect_timeout(&impatient(None), &format!("https://{}/", server.address), "300 ms");
}

#[test]
fn a_proxys_answer_is_bounded_by_the_connect_timeout() {
    let proxy = drip_after(b"HTTP/1.1 200 OK\r\nx: ");
    expect_timeout(&impatient(Some(proxy.url())), "http://service.test/", "300 ms");
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
