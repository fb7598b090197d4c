//! A proxy is used when given, and never otherwise.

use std::process::Command;

use super::*;

fn with_proxy(url: String) -> UreqTransport {
    UreqTransport::new(TransportConfig { proxy_url: Some(url), ..TransportConfig::default() }).unwrap()
}

/// A proxy that answers CONNECT with this status and then plays the server behind it. Reports the CONNECT request
/// as the first read returned it.
fn proxy(status: &'static str) -> Server<String> {
    Server::start(move |mut stream| {
        let mut buffer = [0; 4096];
        let amount = stream.read(&mut buffer).unwrap();
        stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).unwrap();
        thread::spawn(move || answer_all(stream));
        String::from_utf8(buffer[..amount].to_vec()).unwrap()
    })
}

#[test]
fn exchanges_go_through_the_proxy_with_its_credentials() {
    let proxy = proxy("200 OK");
    let transport = with_proxy(format!("http://user:pass@{}", proxy.address));
    for _ in 0..2 {
        assert_ok(transport.send(&request("http://service.test:8080/")));
    }
    let connect = proxy.handled.recv().unwrap();
    assert!(connect.starts_with("CONNECT service.test:8080 HTTP/1.1\r\n"), "{connect}");
    assert!(connect.contains("Proxy-Authorization: Basic dXNlcjpwYXNz\r\n"), "{connect}");
    assert!(connect.ends_with("\r\n\r\n"), "the whole request came in one piece: {connect}");
    assert!(proxy.handled.try_recv().is_err(), "the tunnel was kept");
}

#[test]
fn a_proxy_that_refuses_is_named_without_its_credentials() {
    for (status, advice) in [("407 Proxy Authentication Required", "user and password"), ("403 X", "CONNECT")]
    {
        let proxy = proxy(status);
        let transport = with_proxy(format!("http://user:secret@{}", proxy.address));
        let error = transport.send(&request("https://service.test/")).expect_err(status);
        assert_eq!(error.kind, TransportErrorKind::Proxy, "{error}");
        assert!(error.message.contains(advice), "{error}");
        assert!(error.message.contains(&proxy.address.to_string()), "{error}");
        assert!(!error.message.contains("secret") && !format!("{transport:?}").contains("secret"));
    }
}

/// A proxy that sends these bytes and closes.
fn proxy_that_says(answer: Vec<u8>) -> Server<()> {
    Server::start(move |mut stream| {
        let _request = stream.read(&mut [0; 4096]).unwrap();
        // The client may have given up before everything is written.
        let _ = stream.write_all(&answer);
    })
}

#[test]
fn an_answer_of_many_header_lines_opens_the_tunnel() {
    let headers = "X-Line: one of many\r\n".repeat(300);
    let answer = format!("HTTP/1.0 200 Connection established\r\n{headers}\r\n");
    let proxy = Server::start(move |mut stream| {
        let _request = stream.read(&mut [0; 4096]).unwrap();
        // In pieces, none of which ends with a line.
        for piece in answer.as_bytes().chunks(1000) {
            stream.write_all(piece).unwrap();
        }
        answer_all(stream)
    });
    let transport = with_proxy(proxy.url());
    assert_ok(transport.send(&request("http://service.test/")));
    drop(transport);
    assert_eq!(proxy.handled.recv().unwrap(), 1);
}

#[test]
fn an_answer_that_is_none_opens_no_tunnel() {
    let cases = [
        ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec(), "not HTTP/1.1"),
        ("no status", b"HTTP/1.1 2\r\n\r\n".to_vec(), "not HTTP/1.1"),
        ("no answer", Vec::new(), "closed the connection"),
        ("half an answer", b"HTTP/1.1 200 OK\r\n".to_vec(), "closed the connection"),
        ("more than an answer", b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n".to_vec(), "went on"),
        ("no end", [b"HTTP/1.1 200 OK\r\nx: ".to_vec(), vec![b'x'; 200 * 1024]].concat(), "no end"),
    ];
    for (name, answer, text) in cases {
        let proxy = proxy_that_says(answer);
        let error = with_proxy(proxy.url()).send(&request("http://service.test/")).expect_err(name);
        assert_eq!(error.kind, TransportErrorKind::Proxy, "{name}: {error}");
        assert!(error.message.contains(text), "{name}: {error}");
    }
}

#[test]
fn a_proxy_that_is_not_there_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let client = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let address = client.local_addr().unwrap().to_string();
    let result = with_proxy(format!("http://{address}")).send(&request("https://service.test/"));
    expect_error(result, TransportErrorKind::Proxy, &address);
}

const CHILD: &str = "COGNITO_TEST_PROXY_CHILD";

/// Environment variables are given to a process of its own, which runs only this test.
#[test]
fn the_environment_counts_only_when_asked() {
    if let Ok(target) = std::env::var(CHILD) {
        return environment_child(&target);
    }
    let target = Server::start(answer_all);
    let proxy = proxy("200 OK");
    let name = thread::current().name().unwrap().to_owned();
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args([name.as_str(), "--exact"]).env(CHILD, target.url()).env("NO_PROXY", unresolvable());
    for variable in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY"] {
        child.env(variable, proxy.url()).env_remove(variable.to_lowercase());
    }
    let output = child.env_remove("no_proxy").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert_eq!(target.handled.recv().unwrap(), 1, "without asking: straight to the target");
    assert!(proxy.handled.recv().unwrap().starts_with("CONNECT service.test:80 "), "asked: by the proxy");
}

fn environment_child(target: &str) {
    assert_ok(transport().send(&request(target)));
    let config = TransportConfig { proxy_from_environment: true, ..TransportConfig::default() };
    let transport = UreqTransport::new(config).unwrap();
    assert_ok(transport.send(&request("http://service.test/")));
    let result = transport.send(&request(&format!("http://{}/", unresolvable())));
    expect_error(result, TransportErrorKind::Resolve, "could not be resolved");
}

#[test]
fn plain_http_goes_to_nobody_but_this_machine() {
    // TEST-NET-1 (RFC 5737): nobody answers there, and nobody is asked.
    let error = transport().send(&request("http://192.0.2.1:9/")).unwrap_err();
    assert_eq!(error.kind, TransportErrorKind::Connect, "{error}");
    assert!(error.message.contains("plain HTTP goes to this machine only"), "{error}");
    // A proxy elsewhere is gone round: the server itself is here.
    let server = Server::start(answer_all);
    assert_ok(with_proxy("http://192.0.2.1:9".to_owned()).send(&request(&server.url())));
}
