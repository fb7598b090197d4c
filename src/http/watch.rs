//! Watches idle connections, so that one that the server closes is closed here too.
//!
//! Invariant: while any connection is idle, one thread waits in the kernel for all of them. It wakes when a connection
//! ends, comes back or has stayed too long, and never to look around; it ends a moment after the last one has gone.
//! A timer in its place would wake for nothing, and would leave what the server closed open until it fires.

use std::io;
use std::net::TcpStream;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags};

use super::socket::sleep;
use crate::process::PerProcess;

/// Longer than the pause between two requests of a cold start.
const LINGER: Duration = Duration::from_secs(1);
const STACK_BYTES: usize = 128 * 1024;

/// Connections that are idle, watched for whoever keeps them.
pub(super) trait Idle: Send + Sync {
    /// Lets go of what stayed too long, adds the others to `watched`, and says in how many milliseconds to look again.
    fn sweep(&self, watched: &mut Vec<Arc<TcpStream>>) -> u64;

    /// Something happened to this connection.
    fn check(&self, socket: &Arc<TcpStream>);

    /// There are some.
    fn is_idle(&self) -> bool;
}

static WATCH: PerProcess<Mutex<Watch>> = PerProcess::new();

#[derive(Default)]
struct Watch {
    pools: Vec<Weak<dyn Idle>>,
    /// Wakes the thread while it runs.
    waker: Option<bell::Waker>,
}

/// From here on this pool's idle connections are watched.
///
/// # Errors
/// When the system refuses the thread, or the descriptors that it is woken by.
pub(super) fn notice(pool: &Arc<impl Idle + 'static>) -> io::Result<()> {
    let mut watch = watch();
    if !watch.pools.iter().any(|known| std::ptr::addr_eq(known.as_ptr(), Arc::as_ptr(pool))) {
        watch.pools.retain(|known| known.strong_count() > 0);
        let pool: Weak<dyn Idle> = Arc::downgrade(pool) as Weak<dyn Idle>;
        watch.pools.push(pool);
    }
    if let Some(waker) = &watch.waker {
        waker.wake();
        return Ok(());
    }
    let (waker, bell) = bell::pair()?;
    let thread = thread::Builder::new().name("cognito-idle".to_owned()).stack_size(STACK_BYTES);
    thread.spawn(move || keep_watch(&bell))?;
    watch.waker = Some(waker);
    Ok(())
}

/// A pool with idle connections is gone.
pub(super) fn wake() {
    if let Some(waker) = &watch().waker {
        waker.wake();
    }
}

fn watch() -> MutexGuard<'static, Watch> {
    WATCH.get().lock().unwrap_or_else(PoisonError::into_inner)
}

fn keep_watch(bell: &bell::Bell) {
    loop {
        bell.silence();
        let pools: Vec<Weak<dyn Idle>> = watch().pools.clone();
        let mut due_ms = u64::MAX;
        let mut watched = Vec::new();
        for pool in pools.iter().filter_map(Weak::upgrade) {
            due_ms = due_ms.min(pool.sweep(&mut watched));
        }
        let at_most = if watched.is_empty() { LINGER } else { Duration::from_millis(due_ms) };
        let ended = wait_for(bell, &watched, at_most);
        for pool in pools.iter().filter_map(Weak::upgrade) {
            for socket in &ended {
                pool.check(socket);
            }
        }
        if watched.is_empty() && is_over() {
            return;
        }
    }
}

/// Whether nothing is left to watch; if so, the next connection starts another thread.
fn is_over() -> bool {
    let mut watch = watch();
    watch.pools.retain(|pool| pool.strong_count() > 0);
    let pools: Vec<Arc<dyn Idle>> = watch.pools.iter().filter_map(Weak::upgrade).collect();
    let is_over = !pools.iter().any(|pool| pool.is_idle());
    if is_over {
        watch.waker = None;
    }
    drop(watch);
    // Outside the lock: the last owner of a pool wakes this thread.
    drop(pools);
    is_over
}

/// Those that something happened to.
fn wait_for(bell: &bell::Bell, watched: &[Arc<TcpStream>], at_most: Duration) -> Vec<Arc<TcpStream>> {
    let mut sockets = vec![PollFd::new(bell.socket(), PollFlags::IN)];
    sockets.extend(watched.iter().map(|socket| PollFd::new(&**socket, PollFlags::IN)));
    if sleep(&mut sockets, at_most).is_err() {
        // Without memory for it nobody can watch: better none than one that is never closed.
        return watched.to_vec();
    }
    let is_ended = sockets.iter().skip(1).map(|socket| !socket.revents().is_empty());
    watched
        .iter()
        .zip(is_ended)
        .filter(|(_, is_ended)| *is_ended)
        .map(|(socket, _)| Arc::clone(socket))
        .collect()
}

/// Wakes a thread that waits for sockets.
#[cfg(unix)]
mod bell {
    use std::io::{self, Read as _, Write as _};
    use std::os::unix::net::UnixStream;

    pub(super) struct Waker(UnixStream);
    pub(super) struct Bell(UnixStream);

    pub(super) fn pair() -> io::Result<(Waker, Bell)> {
        let (waker, bell) = UnixStream::pair()?;
        waker.set_nonblocking(true)?;
        bell.set_nonblocking(true)?;
        Ok((Waker(waker), Bell(bell)))
    }

    impl Waker {
        pub(super) fn wake(&self) {
            // A pipe that is full wakes as well.
            let _full = (&self.0).write(&[0]);
        }
    }

    impl Bell {
        pub(super) fn socket(&self) -> &UnixStream {
            &self.0
        }

        pub(super) fn silence(&self) {
            while matches!((&self.0).read(&mut [0; 64]), Ok(amount) if amount > 0) {}
        }
    }
}

#[cfg(not(unix))]
mod bell {
    use std::io;
    use std::net::UdpSocket;

    pub(super) struct Waker(UdpSocket);
    pub(super) struct Bell(UdpSocket);

    pub(super) fn pair() -> io::Result<(Waker, Bell)> {
        let bell = UdpSocket::bind("127.0.0.1:0")?;
        bell.set_nonblocking(true)?;
        // Only what it sends to itself is taken.
        bell.connect(bell.local_addr()?)?;
        Ok((Waker(bell.try_clone()?), Bell(bell)))
    }

    impl Waker {
        pub(super) fn wake(&self) {
            let _full = self.0.send(&[0]);
        }
    }

    impl Bell {
        pub(super) fn socket(&self) -> &UdpSocket {
            &self.0
        }

        pub(super) fn silence(&self) {
            while self.0.recv(&mut [0; 64]).is_ok() {}
        }
    }
}
