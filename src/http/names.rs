//! The addresses of one host.
//!
//! Invariant: the system's resolver is asked once for however many connections wait for its answer, on a thread of its
//! own, since nothing can end a question that it does not answer; at most [`MOST_QUESTIONS`] such threads are left
//! behind. An answer counts for [`FRESH_MS`]. After that it still serves, up to [`STALE_MS`], when the resolver fails
//! or is silent (RFC 8767).

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use ::ureq::Error;

use super::abort::Abort;
use super::failure::Refused;
use super::race::interleave;
use super::socket::Deadline;
use crate::clock::monotonic_ms;

/// The system does not say how long an answer is good for; the service's names say a minute.
const FRESH_MS: u64 = 60 * 1000;
/// RFC 8767, section 5: "suggested value is between 1 and 3 days".
const STALE_MS: u64 = 24 * 60 * 60 * 1000;
/// RFC 8767, section 5: the time after which a stale answer is given, "recommended value is 1.8 seconds".
const PATIENCE: Duration = Duration::from_millis(1800);
/// A question that takes longer may be waiting for a network that is gone; another one may fare better.
const UNANSWERED_AFTER: Duration = Duration::from_secs(5);
const MOST_QUESTIONS: usize = 3;
/// A waiting exchange looks so often whether it has been ended.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// The usual time for connecting has room for 20 attempts (`race`) at addresses that are silent, and the service's names
/// have up to 8. More than that is a mistake or an attack, and each attempt holds a descriptor.
const MOST_ADDRESSES: usize = 24;
const STACK_BYTES: usize = 256 * 1024;

/// Asks the system.
pub(super) type Lookup = dyn Fn(&str, u16) -> io::Result<Vec<SocketAddr>> + Send + Sync;

/// The addresses of one host, for everybody who connects to it.
pub(super) struct Names {
    host: String,
    port: u16,
    lookup: Box<Lookup>,
    state: Mutex<State>,
    answered: Condvar,
}

#[derive(Default)]
struct State {
    answer: Option<Answer>,
    /// Questions under way, and when the latest was asked.
    questions: usize,
    asked: Option<Instant>,
    /// How many questions have ended, and how the latest did.
    ended: u64,
    failure: Option<Failed>,
}

struct Answer {
    addresses: Vec<SocketAddr>,
    since_ms: u64,
    /// Not one of the addresses could be connected to.
    is_doubtful: bool,
}

#[derive(Clone, Copy)]
enum Failed {
    NotFound,
    OutOf(Refused),
}

impl From<Failed> for Error {
    fn from(failed: Failed) -> Self {
        match failed {
            Failed::NotFound => Self::HostNotFound,
            Failed::OutOf(refused) => Self::Io(io::Error::other(refused)),
        }
    }
}

impl Names {
    pub(super) fn new(host: &str, port: u16) -> Arc<Self> {
        Self::asking(host, port, Box::new(|host, port| Ok((host, port).to_socket_addrs()?.collect())))
    }

    pub(super) fn asking(host: &str, port: u16, lookup: Box<Lookup>) -> Arc<Self> {
        let (state, answered) = Default::default();
        Arc::new(Self { host: host.to_owned(), port, lookup, state, answered })
    }

    /// Addresses to try, at least one.
    ///
    /// # Errors
    /// When there is no answer, new or old, by the deadline.
    pub(super) fn addresses(
        self: &Arc<Self>,
        deadline: Deadline,
        abort: &Abort,
    ) -> Result<Vec<SocketAddr>, Error> {
        if let Ok(address) = self.host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, self.port)]);
        }
        let mut state = self.lock();
        if let Some(fresh) = state.answer(FRESH_MS).filter(|answer| !answer.is_doubtful) {
            return Ok(fresh.addresses.clone());
        }
        let seen = state.ended;
        let asked = self.ask(&mut state);
        let asked_at = Instant::now();
        if asked.is_ok() {
            while state.ended == seen {
                abort.check()?;
                let left = match (deadline.left(), state.answer(STALE_MS)) {
                    (Ok(_), Some(_)) if asked_at.elapsed() >= PATIENCE => break,
                    (Err(_), Some(_)) => break,
                    (left, _) => left?,
                };
                let waited = self.answered.wait_timeout(state, left.min(LOOK_EVERY));
                state = waited.unwrap_or_else(PoisonError::into_inner).0;
            }
        }
        if let Some(answer) = state.answer(STALE_MS) {
            return Ok(answer.addresses.clone());
        }
        asked?;
        Err(state.failure.unwrap_or(Failed::NotFound).into())
    }

    /// This address answered: it goes first the next time.
    pub(super) fn prefer(&self, address: SocketAddr) {
        if let Some(answer) = &mut self.lock().answer {
            answer.is_doubtful = false;
            let index = answer.addresses.iter().position(|other| *other == address);
            if let Some(up_to_it) = index.and_then(|index| answer.addresses.get_mut(..=index)) {
                up_to_it.rotate_right(1);
            }
        }
    }

    /// None of the addresses answered: the next connection asks for new ones.
    pub(super) fn doubt(&self) {
        if let Some(answer) = &mut self.lock().answer {
            answer.is_doubtful = true;
        }
    }

    /// Sees to it that a question is under way.
    fn ask(self: &Arc<Self>, state: &mut State) -> Result<(), Error> {
        let is_silent = state.asked.is_none_or(|asked| asked.elapsed() >= UNANSWERED_AFTER);
        if state.questions > 0 && (!is_silent || state.questions >= MOST_QUESTIONS) {
            return Ok(());
        }
        let names = Arc::clone(self);
        let thread = thread::Builder::new().name("cognito-names".to_owned()).stack_size(STACK_BYTES);
        thread
            .spawn(move || {
                let found = (names.lookup)(&names.host, names.port);
                names.end(found);
            })
            .map_err(|_| Error::Io(io::Error::other(Refused::Thread)))?;
        state.questions += 1;
        state.asked = Some(Instant::now());
        Ok(())
    }

    fn end(&self, found: io::Result<Vec<SocketAddr>>) {
        let failure = match &found {
            Ok(addresses) if !addresses.is_empty() => None,
            // The resolver has its own words, or none, for what it was refused.
            failed => Some(Failed::from_error(failed.as_ref().err())),
        };
        let mut state = self.lock();
        state.questions = state.questions.saturating_sub(1);
        state.ended += 1;
        state.failure = failure;
        if let (Ok(addresses), None) = (found, failure) {
            // In the order in which they are tried, or a long list of one family would push out the other.
            let mut addresses = interleave(&addresses);
            addresses.truncate(MOST_ADDRESSES);
            state.answer = Some(Answer { addresses, since_ms: monotonic_ms(), is_doubtful: false });
        }
        drop(state);
        self.answered.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn answer(&self, at_most_ms: u64) -> Option<&Answer> {
        self.answer.as_ref().filter(|answer| monotonic_ms().saturating_sub(answer.since_ms) < at_most_ms)
    }
}

impl Failed {
    fn from_error(error: Option<&io::Error>) -> Self {
        let told = error.and_then(Refused::by);
        told.or_else(Refused::descriptors_now).map_or(Self::NotFound, Self::OutOf)
    }
}

#[cfg(test)]
mod tests;
