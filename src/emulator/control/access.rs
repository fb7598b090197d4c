//! Invariant: a web page cannot drive the emulator. A browser says which page a request comes from (`Origin`; Fetch
//! standard, section 3.2), and a page that had its own name resolved to 127.0.0.1 (DNS rebinding) still sends that name
//! as `Host`. Tools send no `Origin`, and the address that they were told.

use std::net::{IpAddr, SocketAddr};

use super::super::http_request::HttpRequest;
use super::super::options::InvalidOption;

/// Refuses what does not come from a tool on this machine.
pub(super) fn check(request: &HttpRequest) -> Result<(), InvalidOption> {
    let host = request.header("Host").unwrap_or_default().trim();
    if !is_loopback(host) {
        return Err(InvalidOption(format!(
            "/control is for tools on this machine: the header Host is {host:?}; use 127.0.0.1, [::1] or localhost"
        )));
    }
    // A request has one Origin at most; whoever sends two has something to hide.
    let origins = request.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("Origin"));
    for (_, origin) in origins {
        let authority = origin.trim().split_once("://").map(|(_, authority)| authority);
        if authority != Some(host) {
            return Err(InvalidOption(format!(
                "/control is not for web pages: the header Origin is {origin:?}; send none"
            )));
        }
    }
    Ok(())
}

/// Whether the value of a `Host` header names this machine, with a port or without.
fn is_loopback(host: &str) -> bool {
    let without_port = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = || {
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(without_port);
        let with_port = host.parse::<SocketAddr>().ok().map(|address| address.ip());
        with_port.or_else(|| bare.parse::<IpAddr>().ok())
    };
    without_port.eq_ignore_ascii_case("localhost") || address().is_some_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(headers: &[(&str, &str)]) -> Result<(), InvalidOption> {
        check(&HttpRequest {
            method: "POST".to_owned(),
            path: "/control".to_owned(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            body: Vec::new(),
            keep_alive: true,
        })
    }

    #[test]
    fn tools_are_obeyed() {
        for host in
            ["127.0.0.1:4711", "127.0.0.1", "127.1.2.3:1", "localhost", "LocalHost:80", "[::1]:80", "[::1]"]
        {
            assert_eq!(checked(&[("Host", host)]), Ok(()), "{host}");
        }
        assert_eq!(checked(&[("host", "localhost:80"), ("origin", "http://localhost:80")]), Ok(()));
    }

    #[test]
    fn web_pages_are_refused_in_words() {
        let hosts = [
            "",
            "evil.example",
            "evil.example:4711",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "localhost:x",
            "192.168.1.5:80",
            "0.0.0.0",
            "[::2]:80",
            "127.0.0.1@evil.example",
            "evil.example:127.0.0.1",
            "[::1",
        ];
        for host in hosts {
            let error = checked(&[("Host", host)]).unwrap_err().to_string();
            assert!(
                error.contains(&format!("Host is {host:?}")) && error.contains("use 127.0.0.1"),
                "{error}"
            );
        }
        assert!(checked(&[]).is_err());
        for origin in ["https://evil.example", "null", "http://127.0.0.1:81", "http://localhost:80", ""] {
            let error = checked(&[("Host", "127.0.0.1:80"), ("Origin", origin)]).unwrap_err().to_string();
            assert!(error.contains(&format!("Origin is {origin:?}")), "{error}");
        }
        let two = [("Host", "[::1]:80"), ("Origin", "http://[::1]:80"), ("Origin", "https://evil.example")];
        assert!(checked(&two).is_err());
    }
}
