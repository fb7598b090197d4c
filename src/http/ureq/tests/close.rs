//! `close` ends what is under way, at once and from another thread.

use std::sync::Arc;

use super::*;
use TransportErrorKind::Aborted;

/// A server that sends these bytes after the request, keeps the connection, and reports the stream.
fn silent(sent: &'static [u8]) -> Server<TcpStream> {
    Server::start(move |mut stream| {
        if !sent.is_empty() {
            read_request(&mut stream).unwrap();
            stream.write_all(sent).unwrap();
        }
        stream
    })
}

/// Sends on another thread, closes once the server has the connection, and returns what `send` said.
fn close_during(url: &str, server: &Server<TcpStream>) -> Result<Response, TransportError> {
    let transport = Arc::new(transport());
    let sender = {
        let (transport, request) = (Arc::clone(&transport), request(url));
        thread::spawn(move || transport.send(&request))
    };
    let mut stream = server.handled.recv().unwrap();
    transport.close();
    // Were the exchange not ended, this would wait for the request's own timeout.
    let result = sender.join().unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
    result
}

#[test]
fn a_send_under_way_is_aborted_wherever_it_waits() {
    let close_delimited = b"HTTP/1.0 200 OK\r\n\r\nhalf";
    let cases: [(&str, &'static [u8]); 4] = [
        ("for the answer", b""),
        ("for the headers", b"HTTP/1.1 200 OK\r\n"),
        ("for the body", b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf"),
        ("for the end of a body without a length", close_delimited),
    ];
    for (name, sent) in cases {
        let server = silent(sent);
        let error = close_during(&server.url(), &server).expect_err(name);
        assert_eq!(error.kind, Aborted, "{name}");
    }
}

#[test]
fn a_tls_handshake_is_aborted() {
    let server = silent(b"");
    let url = format!("https://{}/", server.address);
    expect_error(close_during(&url, &server), Aborted, "closed");
}

#[test]
fn abort_is_quicker_than_any_timeout() {
    let server = silent(b"");
    let begun = std::time::Instant::now();
    expect_error(close_during(&server.url(), &server), Aborted, "closed");
    assert!(begun.elapsed() < Duration::from_secs(5), "the request's own timeout is 15 s");
}

#[test]
fn a_closed_transport_connects_no_more_and_lets_go_of_idle_connections() {
    let server = Server::start(answer_all);
    let transport = transport();
    assert_ok(transport.send(&request(&server.url())));
    transport.close();
    assert_eq!(server.handled.recv().unwrap(), 1, "the idle connection was closed");
    transport.close();
    expect_error(transport.send(&request(&server.url())), Aborted, "closed");
    // The server's next connection is ours, with its one request.
    let mut next = TcpStream::connect(server.address).unwrap();
    next.write_all(b"POST / HTTP/1.1\r\n\r\n").unwrap();
    drop(next);
    assert_eq!(server.handled.recv().unwrap(), 1, "the closed transport connected again");
}
