//! Answers that are none, and answers that look odd but are some.

use super::*;
use TransportErrorKind as Kind;

/// One exchange with a server that reads the request, sends these bytes and closes.
fn exchange(sent: impl Into<Vec<u8>>) -> Result<Response, TransportError> {
    let sent = sent.into();
    let server = Server::start(move |mut stream| {
        read_request(&mut stream);
        // The client may have given up before everything is written.
        let _ = stream.write_all(&sent);
    });
    transport().send(&request(&server.url()))
}

#[test]
fn broken_answers_have_their_kind() {
    let cases: [(&str, &str, Kind); 10] = [
        ("nothing", "", Kind::Closed),
        ("half a status line", "HTTP/1.1 20", Kind::Closed),
        ("half the headers", "HTTP/1.1 200 OK\r\ncontent-le", Kind::Closed),
        ("no body", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n", Kind::Closed),
        ("half the body", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhal", Kind::Closed),
        ("half a chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhal", Kind::Closed),
        ("no last chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n", Kind::Closed),
        ("bad chunk", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nok", Kind::Malformed),
        ("garbage", "\x01\x02 not HTTP at all\r\n\r\n", Kind::Malformed),
        ("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", Kind::Malformed),
    ];
    for (name, sent, kind) in cases {
        let error = exchange(sent).expect_err(name);
        assert_eq!(error.kind, kind, "{name}: {error}");
        assert!(error.message.contains("127.0.0.1"), "{name}: {error}");
    }
}

#[test]
fn any_status_is_an_answer() {
    for status in [200, 302, 307, 400, 404, 407, 429, 500, 503] {
        let sent =
            format!("HTTP/1.1 {status} X\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 2\r\n\r\nok");
        let response = exchange(sent).unwrap();
        assert_eq!((response.status, response.body.as_slice()), (status, b"ok".as_slice()));
        assert_eq!(response.header("location"), Some("http://127.0.0.1:1/"), "not followed");
    }
}

#[test]
fn bodies_of_every_framing_are_read_whole() {
    let cases = [
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\n\r\nok",
    ];
    for sent in cases {
        assert_ok(exchange(sent));
    }
    assert_eq!(exchange("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap().body.len(), 0);
}

#[test]
fn header_names_are_lower_case() {
    let response = exchange(answer("ok")).unwrap();
    assert_eq!(response.header("x-amzn-requestid"), Some("one"));
}

#[test]
fn a_body_of_64_kib_passes_and_one_byte_more_does_not() {
    let body = |bytes: usize| "x".repeat(bytes);
    let chunked = |bytes: usize| {
        format!(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{bytes:x}\r\n{}\r\n0\r\n\r\n",
            body(bytes)
        )
    };
    assert_eq!(exchange(answer(&body(MAX_BODY_BYTES))).unwrap().body.len(), MAX_BODY_BYTES);
    assert_eq!(exchange(chunked(MAX_BODY_BYTES)).unwrap().body.len(), MAX_BODY_BYTES);
    let too_long = [
        answer(&body(MAX_BODY_BYTES + 1)),
        chunked(MAX_BODY_BYTES + 1).into_bytes(),
        format!("HTTP/1.0 200 OK\r\n\r\n{}", body(MAX_BODY_BYTES + 1)).into_bytes(),
        b"HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\n".to_vec(),
    ];
    for sent in too_long {
        expect_error(exchange(sent), Kind::TooLarge, "65536");
    }
}

#[test]
fn headers_without_end_are_refused() {
    let endless = format!("HTTP/1.1 200 OK\r\nx: {}", "x".repeat(200 * 1024));
    expect_error(exchange(endless), Kind::Malformed, "not a whole HTTP/1.1 answer");
}

#[test]
fn a_reset_in_the_middle_of_the_body_is_closed() {
    let server = Server::start(|mut stream| {
        // Closing with the request unread makes the kernel send a reset.
        stream.read_exact(&mut [0]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf").unwrap();
    });
    expect_error(transport().send(&request(&server.url())), Kind::Closed, "whole answer");
}

#[test]
fn a_server_that_never_answers_times_out() {
    let server = Server::start(|mut stream| {
        let whole = read_request(&mut stream);
        // Ends when the client has given up.
        (whole.is_some(), stream.read_to_end(&mut Vec::new()).is_ok())
    });
    let config = TransportConfig { request_timeout: Duration::from_millis(60), ..TransportConfig::default() };
    let transport = UreqTransport::new(config).unwrap();
    expect_error(transport.send(&request(&server.url())), Kind::Timeout, "60 ms");
    assert_eq!(server.handled.recv().unwrap(), (true, true));
}

#[test]
fn a_body_that_stops_coming_times_out() {
    let server = Server::start(|mut stream| {
        read_request(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhalf").unwrap();
        stream.read_to_end(&mut Vec::new()).is_ok()
    });
    let config = TransportConfig { request_timeout: Duration::from_millis(60), ..TransportConfig::default() };
    let transport = UreqTransport::new(config).unwrap();
    expect_error(transport.send(&request(&server.url())), Kind::Timeout, "60 ms");
}

#[test]
fn a_refused_connection_says_so() {
    // A port in use, by a socket that does not listen: nobody else can take it meanwhile.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let url = format!("http://{}/", client.local_addr().unwrap());
    expect_error(transport().send(&request(&url)), Kind::Connect, "127.0.0.1");
}

#[test]
fn an_unknown_host_says_so() {
    let host = unresolvable();
    let result = transport().send(&request(&format!("http://{host}/")));
    expect_error(result, Kind::Resolve, &format!("{host} could not be resolved"));
}

#[test]
fn an_impossible_request_is_an_error_without_its_contents() {
    for url in ["", "no url", "/path?secret", "ftp://127.0.0.1/secret", "http://"] {
        let error = transport().send(&request(url)).expect_err(url);
        assert_eq!(error.kind, Kind::Malformed, "{url}");
        assert!(!error.message.contains("secret"), "{error}");
    }
    let mut request = request("http://127.0.0.1:1/");
    request.headers.push(("x-bad", "line\r\nbreak secret".to_owned()));
    let error = transport().send(&request).expect_err("bad header");
    assert!(error.kind == Kind::Malformed && !error.message.contains("secret"), "{error}");
}
