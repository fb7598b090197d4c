//! What a request to the endpoint is worth. Pure. Invariant: credentials are for a `GET` of the one path that names this
//! endpoint as its host, comes from this machine and brings the token; everything else learns only what it lacks.

use std::net::IpAddr;

use super::token::Token;

pub(crate) const PATH: &str = "/credentials";
const MAX_HEADERS: usize = 64;

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Its head is not complete yet.
    Incomplete,
    Serve,
    Refuse(Refusal),
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    NotHttp,
    /// From another machine.
    Peer,
    /// A name that leads here, maybe on purpose: a page in a browser must not get in by a name of its own.
    Host,
    NoToken,
    WrongToken,
    Path,
    Method,
}

impl Refusal {
    /// Status line and body.
    pub(crate) fn answer(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::NotHttp => ("400 Bad Request", "BadRequest", "This is no HTTP request."),
            Self::Peer => ("403 Forbidden", "Forbidden", "Only this machine is served."),
            Self::Host => ("403 Forbidden", "Forbidden", "The Host header is not this endpoint's."),
            Self::NoToken => (
                "401 Unauthorized",
                "Unauthorized",
                "The token is missing: send it as the Authorization header.",
            ),
            Self::WrongToken => (
                "401 Unauthorized",
                "Unauthorized",
                "The token is not this endpoint's; was it started again?",
            ),
            Self::Path => ("404 Not Found", "NotFound", "Only /credentials is served."),
            Self::Method => ("405 Method Not Allowed", "MethodNotAllowed", "Only GET is served."),
        }
    }
}

/// The endpoint, as far as a request has to know it.
pub(crate) struct Door {
    pub(crate) token: Token,
    pub(crate) port: u16,
}

impl Door {
    pub(crate) fn judge(&self, peer: IpAddr, head: &[u8]) -> Verdict {
        if !peer.is_loopback() {
            return Verdict::Refuse(Refusal::Peer);
        }
        let mut headers = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut request = httparse::Request::new(&mut headers);
        match request.parse(head) {
            Ok(httparse::Status::Complete(_)) => {}
            Ok(httparse::Status::Partial) => return Verdict::Incomplete,
            Err(_) => return Verdict::Refuse(Refusal::NotHttp),
        }
        self.refusal(&request).map_or(Verdict::Serve, Verdict::Refuse)
    }

    fn refusal(&self, request: &httparse::Request<'_, '_>) -> Option<Refusal> {
        let is_here = |host: &[u8]| {
            ["127.0.0.1", "localhost"].iter().any(|name| host == format!("{name}:{}", self.port).as_bytes())
        };
        match two(request, "host") {
            [Some(host), None] if is_here(host) => {}
            _ => return Some(Refusal::Host),
        }
        match two(request, "authorization") {
            [None, _] => return Some(Refusal::NoToken),
            [Some(token), None] if self.token.is(token) => {}
            _ => return Some(Refusal::WrongToken),
        }
        if request.path != Some(PATH) {
            return Some(Refusal::Path);
        }
        (request.method != Some("GET")).then_some(Refusal::Method)
    }
}

/// The first two values of a header: more than one make it ambiguous.
fn two<'a>(request: &httparse::Request<'_, 'a>, name: &str) -> [Option<&'a [u8]>; 2] {
    let is_named = |header: &&httparse::Header<'a>| header.name.eq_ignore_ascii_case(name);
    let mut values = request.headers.iter().filter(is_named).map(|header| header.value);
    [values.next(), values.next()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn door() -> Door {
        Door { token: Token::new().unwrap(), port: 4711 }
    }

    /// With `TOKEN` for the door's.
    fn judge(door: &Door, lines: &[&str]) -> Verdict {
        let head = lines.join("\r\n") + "\r\n\r\n";
        door.judge(HERE, head.replace("TOKEN", door.token.expose()).as_bytes())
    }

    #[test]
    fn what_brings_all_of_it_is_served() {
        let door = door();
        for host in ["Host: 127.0.0.1:4711", "host: localhost:4711"] {
            let lines = ["GET /credentials HTTP/1.1", host, "Authorization: TOKEN", "Accept: */*"];
            assert_eq!(judge(&door, &lines), Verdict::Serve, "{host}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        const GET: &str = "GET /credentials HTTP/1.1";
        const HOST: &str = "Host: 127.0.0.1:4711";
        const TOKEN: &str = "Authorization: TOKEN";
        let door = door();
        let table: &[(&[&str], Refusal)] = &[
            (&[GET, HOST], Refusal::NoToken),
            (&[GET, HOST, "Authorization:"], Refusal::WrongToken),
            (&[GET, HOST, "Authorization: Bearer TOKEN"], Refusal::WrongToken),
            (&[GET, HOST, "Authorization: TOKEN0"], Refusal::WrongToken),
            (&[GET, HOST, "Authorization: 0123456789abcdef"], Refusal::WrongToken),
            (&[GET, HOST, TOKEN, "Authorization: guess"], Refusal::WrongToken),
            (&[GET, HOST, "X-Authorization: TOKEN"], Refusal::NoToken),
            (&[GET, TOKEN], Refusal::Host),
            (&[GET, "Host: 127.0.0.1", TOKEN], Refusal::Host),
            (&[GET, "Host: 127.0.0.1:4712", TOKEN], Refusal::Host),
            (&[GET, "Host: attacker.example:4711", TOKEN], Refusal::Host),
            (&[GET, "Host: 127.0.0.1.attacker.example:4711", TOKEN], Refusal::Host),
            (&[GET, HOST, HOST, TOKEN], Refusal::Host),
            (&["GET / HTTP/1.1", HOST, TOKEN], Refusal::Path),
            (&["GET /credentials/ HTTP/1.1", HOST, TOKEN], Refusal::Path),
            (&["GET /credentials?a HTTP/1.1", HOST, TOKEN], Refusal::Path),
            (&["GET http://127.0.0.1:4711/credentials HTTP/1.1", HOST, TOKEN], Refusal::Path),
            (&["GET /../credentials HTTP/1.1", HOST, TOKEN], Refusal::Path),
            (&["POST /credentials HTTP/1.1", HOST, TOKEN], Refusal::Method),
            (&["HEAD /credentials HTTP/1.1", HOST, TOKEN], Refusal::Method),
            (&["OPTIONS /credentials HTTP/1.1", HOST, TOKEN], Refusal::Method),
            (&["nonsense"], Refusal::NotHttp),
        ];
        for (lines, refusal) in table {
            assert_eq!(judge(&door, lines), Verdict::Refuse(*refusal), "{lines:?}");
        }
        let many: Vec<&str> =
            std::iter::once(GET).chain(std::iter::repeat_n("A: b", MAX_HEADERS + 1)).collect();
        assert_eq!(judge(&door, &many), Verdict::Refuse(Refusal::NotHttp));
    }

    #[test]
    fn another_machine_is_refused_before_it_is_read() {
        for peer in ["192.168.1.7", "10.0.0.1", "0.0.0.0", "::ffff:127.0.0.1", "fe80::1"] {
            let verdict = door().judge(peer.parse().unwrap(), b"");
            assert_eq!(verdict, Verdict::Refuse(Refusal::Peer), "{peer}");
        }
    }

    #[test]
    fn a_head_is_waited_for() {
        let door = door();
        let head = format!(
            "GET /credentials HTTP/1.1\r\nHost: localhost:4711\r\nAuthorization: {}\r\n\r\n",
            door.token.expose()
        );
        for length in 0..head.len() {
            assert_eq!(door.judge(HERE, &head.as_bytes()[..length]), Verdict::Incomplete, "{length}");
        }
        assert_eq!(door.judge(HERE, head.as_bytes()), Verdict::Serve);
    }

    #[test]
    fn no_refusal_is_credentials() {
        for refusal in [Refusal::NotHttp, Refusal::Peer, Refusal::Host, Refusal::NoToken, Refusal::Path] {
            let (status, code, message) = refusal.answer();
            assert!(status.starts_with('4') && !code.is_empty() && message.ends_with('.'));
        }
    }
}
