//! What the host says of the whole process: whether there is a network, and whether the application is suspended.
//!
//! Invariant: every provider hears each word, in the order in which they were said; one that is made later begins with
//! the last.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::process::PerProcess;

/// Whether there is a network; the numbers are the C ABI's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// The host has not said: it is tried.
    #[default]
    Unknown = 0,
    /// There is none.
    Offline = 1,
    /// There is one.
    Online = 2,
}

/// The host's word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Whether there is a network.
    pub network: Network,
    /// The player has left the application for another.
    pub is_suspended: bool,
}

impl Surroundings {
    /// There is no network.
    #[must_use]
    pub fn is_offline(self) -> bool {
        self.network == Network::Offline
    }

    /// Nothing is to start that nobody asked for.
    #[must_use]
    pub fn is_quiet(self) -> bool {
        self.is_offline() || self.is_suspended
    }

    /// What came due meanwhile may be done now.
    #[must_use]
    pub fn is_better_than(self, before: Self) -> bool {
        let has_network =
            self.network != before.network && (before.is_offline() || self.network == Network::Online);
        has_network || before.is_suspended && !self.is_suspended
    }
}

/// Hears what the host says; called under a lock: must not block, and must not change the host's word.
pub(super) trait Listener: Send + Sync {
    fn hear(&self, said: Surroundings);
}

#[derive(Default)]
struct HostState {
    said: Surroundings,
    listeners: Vec<Weak<dyn Listener>>,
}

static HOST_STATE: PerProcess<Mutex<HostState>> = PerProcess::new();

/// Says whether there is a network.
pub fn set_network(network: Network) {
    change(|said| said.network = network);
}

/// Says whether the application is suspended.
pub fn set_suspended(is_suspended: bool) {
    change(|said| said.is_suspended = is_suspended);
}

/// From here on, and of what was said before.
pub(super) fn listen(listener: &Arc<impl Listener + 'static>) {
    let mut state = lock();
    state.listeners.retain(|other| other.strong_count() > 0);
    let weak: Weak<dyn Listener> = Arc::downgrade(listener) as Weak<dyn Listener>;
    state.listeners.push(weak);
    if state.said != Surroundings::default() {
        listener.hear(state.said);
    }
}

fn change(say: impl FnOnce(&mut Surroundings)) {
    let mut state = lock();
    let before = state.said;
    say(&mut state.said);
    if state.said == before {
        return; // a host may say it every frame
    }
    for listener in state.listeners.iter().filter_map(Weak::upgrade) {
        listener.hear(state.said);
    }
}

fn lock() -> MutexGuard<'static, HostState> {
    // Every change is whole before anybody is told of it.
    HOST_STATE.get().lock().unwrap_or_else(PoisonError::into_inner)
}
