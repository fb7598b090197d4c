//! Invariant: one thread serves every connection, however many there are and however long they wait; when the server is
//! dropped, every socket is closed and the thread has ended before the drop returns.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::ServerConfig;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::sync::oneshot;

use super::connection::Connection;
use super::service::Service;

/// How long accepting pauses when the system refuses it: out of descriptors, most likely.
const PAUSE_AFTER_REFUSAL: Duration = Duration::from_millis(10);

/// A listening server.
pub(super) struct Server {
    address: SocketAddr,
    /// Its end is the end of the server.
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Listens on 127.0.0.1; port 0 takes any free one.
    pub(super) fn start(
        service: Arc<Service>,
        tls: Option<Arc<ServerConfig>>,
        port: u16,
    ) -> io::Result<Self> {
        let listener = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _entered = runtime.enter();
            TcpListener::from_std(listener)?
        };
        let (stop, stopped) = oneshot::channel();
        let serve = move || {
            runtime.spawn(accept(listener, service, tls));
            // Nothing is ever sent: it ends when the sender does.
            drop(runtime.block_on(stopped));
            // The connections end with the runtime, wherever they are.
            drop(runtime);
        };
        let thread = thread::Builder::new().name("cognito-emulator".to_owned()).spawn(serve)?;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    pub(super) fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

async fn accept(listener: TcpListener, service: Arc<Service>, tls: Option<Arc<ServerConfig>>) {
    let mut number = 0;
    loop {
        let Ok((socket, _)) = listener.accept().await else {
            // Let the connections that hold the descriptors get on.
            tokio::time::sleep(PAUSE_AFTER_REFUSAL).await;
            continue;
        };
        number += 1;
        service.journal.count(|stats| {
            stats.connections += 1;
            stats.open_connections += 1;
        });
        tokio::spawn(serve(Arc::clone(&service), number, socket, tls.clone()));
    }
}

/// Serves a connection, and counts it as closed once its socket is.
async fn serve(service: Arc<Service>, number: u64, socket: TcpStream, tls: Option<Arc<ServerConfig>>) {
    if Connection::serve(&service, number, socket, tls).await {
        service.journal.count(|stats| stats.open_connections -= 1);
    }
}
