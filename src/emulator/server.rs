//! Invariant: one thread accepts and one thread serves each connection; when the server is dropped, every
//! socket is closed and every thread has ended before the drop returns.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::ServerConfig;

use super::connection::Connection;
use super::lock::lock;
use super::service::Service;

/// A listening server.
pub(super) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

struct Shared {
    service: Arc<Service>,
    tls: Option<Arc<ServerConfig>>,
    is_stopping: AtomicBool,
    /// A second handle on every open socket, to shut it down from outside. Removed *before* the connection
    /// counts as closed, because the system closes a socket with its last handle.
    open: Mutex<HashMap<u64, TcpStream>>,
}

impl Server {
    /// Listens on 127.0.0.1; port 0 takes any free one.
    pub(super) fn start(
        service: Arc<Service>,
        tls: Option<Arc<ServerConfig>>,
        port: u16,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        let address = listener.local_addr()?;
        let shared =
            Arc::new(Shared { service, tls, is_stopping: AtomicBool::new(false), open: Mutex::default() });
        let accepting = Arc::clone(&shared);
        let acceptor = thread::Builder::new()
            .name("cognito-emulator".to_owned())
            .spawn(move || accept(&listener, &accepting))?;
        Ok(Self { address, shared, acceptor: Some(acceptor) })
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.is_stopping.store(true, Ordering::SeqCst);
        // Sockets first: a wait that ends because the emulator stops must not be answered as if it had
        // succeeded.
        for socket in lock(&self.shared.open).values() {
            drop(socket.shutdown(Shutdown::Both));
        }
        self.shared.service.stop();
        // The acceptor sees the flag when it has accepted something; if this fails, it is accepting anyway.
        drop(TcpStream::connect_timeout(&self.address, Duration::from_secs(1)));
        if let Some(acceptor) = self.acceptor.take() {
            drop(acceptor.join());
        }
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    let mut threads: Vec<JoinHandle<()>> = Vec::new();
    let mut number = 0;
    for socket in listener.incoming() {
        if shared.is_stopping.load(Ordering::SeqCst) {
            break;
        }
        threads.retain(|thread| !thread.is_finished());
        let Ok(socket) = socket else {
            // Out of descriptors, most likely: let the connections that hold them get on.
            thread::yield_now();
            continue;
        };
        number += 1;
        threads.extend(spawn(shared, number, socket));
    }
    for thread in threads {
        drop(thread.join());
    }
}

/// Serves a connection on its own thread. A connection that cannot be watched or served is dropped, thus
/// closed.
fn spawn(shared: &Arc<Shared>, number: u64, socket: TcpStream) -> Option<JoinHandle<()>> {
    let handle = socket.try_clone().ok()?;
    {
        let mut open = lock(&shared.open);
        // Checked under the lock: either this socket is in the map when the server shuts them all, or it ends
        // here.
        if shared.is_stopping.load(Ordering::SeqCst) {
            return None;
        }
        open.insert(number, handle);
    }
    let serving = Arc::clone(shared);
    shared.service.journal.count(|stats| {
        stats.connections += 1;
        stats.open_connections += 1;
    });
    let serve = move || {
        let counts = Connection::serve(&serving.service, number, socket, serving.tls.as_ref());
        close(&serving, number, counts);
    };
    let thread = thread::Builder::new().name(format!("cognito-emulator {number}")).spawn(serve);
    thread.inspect_err(|_| close(shared, number, true)).ok()
}

/// Lets go of the last handle on a connection's socket, then counts it as closed.
fn close(shared: &Shared, number: u64, counts: bool) {
    lock(&shared.open).remove(&number);
    if counts {
        shared.service.journal.count(|stats| stats.open_connections -= 1);
    }
}
