//! The endpoint's connections. Invariant: each ends in time, whatever the other side does, and there is a bound to how many
//! there are; nothing of them is logged.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use cognito_native::error::Failure;
use cognito_native::provider::Want;
use zeroize::Zeroizing;

use super::document;
use super::player::Player;
use super::request::{Door, PATH, Refusal, Verdict};
use super::token::Token;
use super::trouble::{Exit, Trouble};

/// More than any machine's programs ask at once.
const MAX_CONNECTIONS: usize = 128;
const MAX_HEAD_BYTES: usize = 8 * 1024;
/// For the request to come, and for its answer to be taken.
const EXCHANGE_LIMIT: Duration = Duration::from_secs(5);
/// After the system refused a connection or a thread: it may have run out of something.
const PAUSE: Duration = Duration::from_millis(50);

/// A place where SDKs ask for credentials.
pub(crate) struct Endpoint {
    listener: TcpListener,
    door: Door,
    open: AtomicUsize,
}

impl Endpoint {
    /// On the loopback interface only; 0 is any free port.
    pub(crate) fn open(port: u16) -> Result<Self, Trouble> {
        let failed = |error: io::Error| {
            let advice = "give another --port, or leave it out for any free one";
            Trouble::new(Exit::Start, format!("cannot listen on 127.0.0.1 port {port}: {error}; {advice}"))
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let token = Token::new().map_err(|error| Trouble::new(Exit::Start, format!("no token: {error}")))?;
        Ok(Self { listener, door: Door { token, port }, open: AtomicUsize::new(0) })
    }

    /// For `AWS_CONTAINER_CREDENTIALS_FULL_URI`.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.door.port)
    }

    pub(crate) fn token(&self) -> &Token {
        &self.door.token
    }

    /// Serves for ever. A caller waits for credentials as long as `patience`.
    pub(crate) fn serve(self: &Arc<Self>, player: &Arc<Player>, patience: Duration) {
        loop {
            let Ok((stream, _)) = self.listener.accept() else {
                thread::sleep(PAUSE);
                continue;
            };
            if self.open.fetch_add(1, Ordering::Relaxed) >= MAX_CONNECTIONS {
                self.open.fetch_sub(1, Ordering::Relaxed);
                continue; // dropped, and thereby closed
            }
            let (endpoint, player) = (Arc::clone(self), Arc::clone(player));
            let exchange = move || {
                let _gone = endpoint.exchange(stream, &player, patience);
                endpoint.open.fetch_sub(1, Ordering::Relaxed);
            };
            if thread::Builder::new().spawn(exchange).is_err() {
                self.open.fetch_sub(1, Ordering::Relaxed);
                thread::sleep(PAUSE);
            }
        }
    }

    fn exchange(&self, mut stream: TcpStream, player: &Player, patience: Duration) -> io::Result<()> {
        stream.set_write_timeout(Some(EXCHANGE_LIMIT))?;
        let (status, body) = match self.read(&mut stream)? {
            Verdict::Serve => credentials(player, patience),
            Verdict::Refuse(refusal) => refused(refusal),
            Verdict::Incomplete => refused(Refusal::NotHttp),
        };
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
             Connection: close\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes())?;
        stream.write_all(body.as_bytes())?;
        stream.shutdown(Shutdown::Write)
    }

    /// Reads until the request can be judged: its head is complete, too long, or late.
    fn read(&self, stream: &mut TcpStream) -> io::Result<Verdict> {
        let peer = stream.peer_addr()?.ip();
        let until = Instant::now() + EXCHANGE_LIMIT;
        // Never grows, so that no unzeroed copy of a token is left behind.
        let mut head = Zeroizing::new(Vec::with_capacity(MAX_HEAD_BYTES));
        let mut chunk = Zeroizing::new([0; 1024]);
        loop {
            match self.door.judge(peer, &head) {
                Verdict::Incomplete => {}
                verdict => return Ok(verdict),
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Verdict::Incomplete);
            }
            stream.set_read_timeout(Some(left))?;
            let room = chunk.len().min(MAX_HEAD_BYTES - head.len());
            let length = stream.read(chunk.get_mut(..room).unwrap_or_default())?;
            if length == 0 {
                return Ok(Verdict::Incomplete);
            }
            head.extend_from_slice(chunk.get(..length).unwrap_or_default());
        }
    }
}

fn credentials(player: &Player, patience: Duration) -> (&'static str, Zeroizing<String>) {
    match player.ask(Want::Credentials, patience) {
        Ok(credentials) => ("200 OK", document::of_container(&credentials)),
        Err(failure) => failed(&failure, &player.trouble(&failure)),
    }
}

/// SDKs try again after a 5xx, and show the rest to whoever called.
fn failed(failure: &Failure, trouble: &Trouble) -> (&'static str, Zeroizing<String>) {
    let status = if trouble.exit == Exit::Later { "503 Service Unavailable" } else { "403 Forbidden" };
    let code = failure.code.name().to_string_lossy();
    (status, Zeroizing::new(document::of_error(&code, &trouble.to_string())))
}

fn refused(refusal: Refusal) -> (&'static str, Zeroizing<String>) {
    let (status, code, message) = refusal.answer();
    (status, Zeroizing::new(document::of_error(code, message)))
}
