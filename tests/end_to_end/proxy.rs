//! A TCP proxy that delays what passes and counts round trips: one for a connection, and one for every time the server
//! answers what the client said (a client that says goodbye waits for nothing). The delay lets all that one side has to
//! say arrive as one.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// Each way.
const DELAY: Duration = Duration::from_millis(20);

pub struct Proxy {
    port: u16,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    connections: AtomicUsize,
    turns: AtomicUsize,
    open: Mutex<Vec<TcpStream>>,
}

impl Proxy {
    pub fn to(target: &str) -> Self {
        let target = target.rsplit('/').next().unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let counts = Arc::new(Counts::default());
        let shared = Arc::clone(&counts);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                let server = TcpStream::connect(&target).unwrap();
                relay(client, server, &shared);
            }
        });
        Self { port, counts }
    }

    /// The endpoint to give to a client of `endpoint`.
    pub fn endpoint(&self, endpoint: &str) -> String {
        let scheme = endpoint.split_once(':').unwrap().0;
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// Round trips since the last call: TCP handshakes and turns.
    pub fn take_round_trips(&self) -> usize {
        self.counts.connections.swap(0, Ordering::SeqCst) + self.counts.turns.swap(0, Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        for stream in self.counts.open.lock().unwrap().drain(..) {
            let _closed = stream.shutdown(Shutdown::Both);
        }
    }
}

fn relay(client: TcpStream, server: TcpStream, counts: &Arc<Counts>) {
    client.set_nodelay(true).unwrap();
    server.set_nodelay(true).unwrap();
    counts.open.lock().unwrap().extend([client.try_clone().unwrap(), server.try_clone().unwrap()]);
    let has_asked = Arc::new(AtomicBool::new(false));
    let (up, down) = ((client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client));
    let (asked, shared) = (Arc::clone(&has_asked), Arc::clone(counts));
    thread::spawn(move || pass(up.0, up.1, || asked.store(true, Ordering::SeqCst)));
    thread::spawn(move || {
        pass(down.0, down.1, || {
            if has_asked.swap(false, Ordering::SeqCst) {
                shared.turns.fetch_add(1, Ordering::SeqCst);
            }
        });
    });
}

fn pass(mut from: TcpStream, mut to: TcpStream, mut seen: impl FnMut()) {
    let mut buffer = vec![0; 256 * 1024];
    loop {
        if from.peek(&mut [0]).is_ok_and(|length| length > 0) {
            thread::sleep(DELAY); // the wire's latency: what this proxy is for
        }
        match from.read(&mut buffer) {
            Ok(0) | Err(_) => {
                let _closed = to.shutdown(Shutdown::Write);
                return;
            }
            Ok(length) => {
                seen();
                if to.write_all(&buffer[..length]).is_err() {
                    return;
                }
            }
        }
    }
}
