//! What providers share, and what each has for itself. Connections are counted by the server.

use std::sync::{Arc, Barrier};

use super::*;
use crate::http::pool::{Key, Pool, Target};
use crate::http::trust::{Trust, client_config};
use crate::http::watch::Idle as _;

/// The pool that transports without options use for this server.
fn pool(address: SocketAddr) -> Arc<Pool> {
    let target = Target { is_tls: false, host: address.ip().to_string(), port: address.port() };
    Pool::of(Key { target, proxy: None, tls: client_config(&Trust::default()).unwrap() })
}

/// Answers the first request on each connection, and hands the connection over.
fn answer_one() -> Server<TcpStream> {
    Server::start(|mut stream| {
        read_request(&mut stream).unwrap();
        stream.write_all(&answer("ok")).unwrap();
        stream
    })
}

#[test]
fn providers_use_one_connection_after_another() {
    let server = Server::start(answer_all);
    let transports: Vec<_> = (0..50).map(|_| transport()).collect();
    for transport in &transports {
        assert_ok(transport.send(&request(&server.url())));
    }
    drop(transports);
    assert_eq!(server.handled.recv().unwrap(), 50, "all on the first connection");
}

#[test]
fn another_trust_has_connections_of_its_own() {
    let server = Server::start(|stream| thread::spawn(move || answer_all(stream)));
    let first = transport();
    assert_ok(first.send(&request(&server.url())));
    let config = TransportConfig { bundled_roots_only: true, ..TransportConfig::default() };
    let second = UreqTransport::new(config).unwrap();
    assert_ok(second.send(&request(&server.url())));
    drop((first, second));
    let requests: Vec<_> = (0..2).map(|_| server.handled.recv().unwrap().join().unwrap()).collect();
    assert_eq!(requests, [1, 1]);
}

#[test]
fn closing_one_provider_ends_its_own_exchange_and_no_other() {
    let server = Server::start(|mut stream| {
        read_request(&mut stream).unwrap();
        stream
    });
    let transports = [(); 2].map(|()| Arc::new(transport()));
    let mut under_way = transports.iter().map(|transport| {
        let (transport, request) = (Arc::clone(transport), request(&server.url()));
        let sending = thread::spawn(move || transport.send(&request));
        (sending, server.handled.recv().unwrap())
    });
    let (closed, _stream) = under_way.next().unwrap();
    let (other, mut stream) = under_way.next().unwrap();
    transports[0].close();
    expect_error(closed.join().unwrap(), TransportErrorKind::Aborted, "closed");
    stream.write_all(&answer("ok")).unwrap();
    assert_ok(other.join().unwrap());
}

#[test]
fn closing_a_provider_leaves_the_connection_it_used_to_the_others() {
    let server = Server::start(answer_all);
    let transports = [transport(), transport(), transport()];
    for transport in &transports {
        assert_ok(transport.send(&request(&server.url())));
    }
    transports[0].close();
    let [first, second, third] = transports;
    drop(first);
    assert_ok(second.send(&request(&server.url())));
    drop(second);
    assert_ok(third.send(&request(&server.url())));
    assert!(server.handled.try_recv().is_err(), "still open");
    drop(third);
    assert_eq!(server.handled.recv().unwrap(), 5, "closed with the last of them");
}

#[test]
fn a_connection_that_the_server_closes_while_idle_is_let_go_of() {
    let server = answer_one();
    let transport = transport();
    assert_ok(transport.send(&request(&server.url())));
    let pool = pool(server.address);
    assert!(pool.is_idle());
    let mut stream = server.handled.recv().unwrap();
    stream.shutdown(std::net::Shutdown::Write).unwrap();
    // Ends only when the client has closed its own end, which nobody uses.
    stream.read_to_end(&mut Vec::new()).unwrap();
    // The socket is closed by then, and the pool let go of it before.
    assert!(!pool.is_idle());
}

#[test]
fn a_connection_on_which_the_server_speaks_unasked_is_not_used_again() {
    let server = answer_one();
    let transport = transport();
    assert_ok(transport.send(&request(&server.url())));
    let mut stream = server.handled.recv().unwrap();
    stream.write_all(b"HTTP/1.1 408 Request Timeout\r\ncontent-length: 0\r\n\r\n").unwrap();
    assert_ok(transport.send(&request(&server.url())));
}

#[test]
fn a_request_that_a_stale_connection_swallowed_is_sent_again_at_once() {
    // Takes the second request and closes without a word, as a server does that closed before it saw it.
    let server = Server::start(|mut stream| {
        read_request(&mut stream).unwrap();
        stream.write_all(&answer("ok")).unwrap();
        let second = read_request(&mut stream);
        second.is_some()
    });
    let transport = transport();
    for _ in 0..4 {
        assert_ok(transport.send(&request(&server.url())));
    }
    assert!(server.handled.recv().unwrap(), "the first connection took two requests and answered one");
}

#[test]
fn a_request_that_a_new_connection_swallowed_is_a_failure() {
    let server = Server::start(|mut stream| read_request(&mut stream).is_some());
    expect_error(transport().send(&request(&server.url())), TransportErrorKind::Closed, "whole answer");
    assert!(server.handled.recv().unwrap());
    assert!(server.handled.try_recv().is_err(), "sent once");
}

#[test]
fn an_answer_that_breaks_off_on_a_reused_connection_is_a_failure() {
    let server = Server::start(|mut stream| {
        read_request(&mut stream).unwrap();
        stream.write_all(&answer("ok")).unwrap();
        read_request(&mut stream).unwrap();
        stream.write_all(b"H").unwrap();
    });
    let transport = transport();
    assert_ok(transport.send(&request(&server.url())));
    expect_error(transport.send(&request(&server.url())), TransportErrorKind::Closed, "whole answer");
}

/// Sends so many requests at the same time, each on a connection of its own, to a server that answers none before all
/// are there.
fn send_at_once<T: Send + 'static>(
    requests: usize,
    transport: &Arc<UreqTransport>,
    afterwards: impl Fn(TcpStream) -> T + Clone + Send + 'static,
) -> (SocketAddr, mpsc::Receiver<T>) {
    let everybody = Arc::new(Barrier::new(requests));
    let (tell, ended) = mpsc::channel();
    let server = Server::start(move |mut stream| {
        let (everybody, tell, afterwards) = (Arc::clone(&everybody), tell.clone(), afterwards.clone());
        thread::spawn(move || {
            read_request(&mut stream).unwrap();
            everybody.wait();
            stream.write_all(&answer("ok")).unwrap();
            // The test may be over.
            let _ = tell.send(afterwards(stream));
        });
    });
    let senders: Vec<_> = (0..requests)
        .map(|_| {
            let (transport, request) = (Arc::clone(transport), request(&server.url()));
            thread::spawn(move || transport.send(&request))
        })
        .collect();
    for sender in senders {
        assert_ok(sender.join().unwrap());
    }
    (server.address, ended)
}

#[test]
fn a_burst_leaves_a_handful_of_connections_behind() {
    const BURST: usize = 24;
    let transport = Arc::new(transport());
    let (address, ended) = send_at_once(BURST, &transport, |mut stream| read_request(&mut stream));
    assert!(ended.iter().take(BURST - 4).all(|request| request.is_none()), "closed, and not used again");
    assert!(pool(address).is_idle(), "the others stay");
    assert!(ended.try_recv().is_err());
}

#[test]
fn a_connection_that_goes_silent_takes_the_idle_ones_with_it() {
    let config =
        TransportConfig { request_timeout: Duration::from_millis(100), ..TransportConfig::default() };
    let impatient = UreqTransport::new(config).unwrap();
    // Nothing more is heard on either connection, as when a firewall forgot them.
    let keeper = Arc::new(transport());
    let (address, ended) = send_at_once(2, &keeper, |stream| stream);
    let _streams: Vec<_> = ended.iter().take(2).collect();
    assert!(pool(address).is_idle());
    let error = impatient.send(&request(&format!("http://{address}/"))).expect_err("silence");
    assert_eq!(error.kind, TransportErrorKind::Timeout, "{error}");
    assert!(!pool(address).is_idle());
}
