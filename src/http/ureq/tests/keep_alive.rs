//! One connection for one exchange after another, one write for each request.

use super::*;

#[test]
fn two_requests_share_one_connection() {
    let server = Server::start(answer_all);
    let transport = transport();
    for _ in 0..2 {
        assert_ok(transport.send(&request(&server.url())));
    }
    drop(transport);
    assert_eq!(server.handled.recv().unwrap(), 2, "requests on the first connection");
    assert!(server.handled.try_recv().is_err(), "there was no second connection");
}

#[test]
fn an_idle_connection_the_server_closed_is_replaced() {
    let server = Server::start(|mut stream| {
        let request = read_request(&mut stream);
        stream.write_all(&answer("ok")).unwrap();
        drop(stream);
        request.is_some()
    });
    let transport = transport();
    for _ in 0..3 {
        assert_ok(transport.send(&request(&server.url())));
        // The server has closed its end before it reports.
        assert!(server.handled.recv().unwrap());
    }
}

#[test]
fn connection_close_ends_the_connection_and_leaves_none_behind() {
    let server = Server::start(|mut stream| {
        read_request(&mut stream).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok").unwrap();
        // Ends only when the client has closed its own end.
        stream.read_to_end(&mut Vec::new()).unwrap()
    });
    let transport = transport();
    for _ in 0..20 {
        assert_ok(transport.send(&request(&server.url())));
        assert_eq!(server.handled.recv().unwrap(), 0);
    }
}

#[test]
fn a_request_arrives_in_one_read() {
    for body_bytes in [0, 100, 2_000, 20_000] {
        let server = Server::start(move |mut stream| {
            let mut buffer = vec![0; 64 * 1024];
            let amount = stream.read(&mut buffer).unwrap();
            buffer.truncate(amount);
            stream.write_all(&answer("ok")).unwrap();
            String::from_utf8(buffer).unwrap()
        });
        let body = "b".repeat(body_bytes);
        let mut request = request(&server.url());
        request.body = Zeroizing::new(body.clone().into_bytes());
        assert_ok(transport().send(&request));
        let (head, sent) = server.handled.recv().unwrap().split_once("\r\n\r\n").map(own).unwrap();
        assert!(sent == body, "{body_bytes} bytes: {} in the first read", sent.len());
        assert!(head.starts_with("POST / HTTP/1.1\r\n"), "{head}");
        assert!(head.contains(&format!("content-length: {body_bytes}")), "{head}");
        assert!(head.contains("content-type: application/x-amz-json-1.1"), "{head}");
        assert!(head.contains("user-agent: cognito-native/"), "{head}");
    }
}

fn own((head, body): (&str, &str)) -> (String, String) {
    (head.to_owned(), body.to_owned())
}

#[test]
fn a_request_longer_than_the_buffers_arrives_whole() {
    let server = Server::start(|mut stream| {
        let request = read_request(&mut stream).unwrap();
        stream.write_all(&answer("ok")).unwrap();
        request
    });
    // Ten logins of the longest token allowed.
    let body = "0123456789".repeat(50_000);
    let mut request = request(&server.url());
    request.body = Zeroizing::new(body.clone().into_bytes());
    assert_ok(transport().send(&request));
    assert!(server.handled.recv().unwrap().ends_with(&format!("\r\n\r\n{body}")));
}

#[test]
fn ipv6_and_a_second_address_work() {
    let server = Server::start_on("[::1]:0", answer_all);
    assert_ok(transport().send(&request(&server.url())));
    // `localhost` may resolve to ::1 first, where nothing listens.
    let server = Server::start(answer_all);
    assert_ok(transport().send(&request(&format!("http://localhost:{}/", server.address.port()))));
}
