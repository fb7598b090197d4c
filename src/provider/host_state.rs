//! What the host says of the whole process: whether there is a network, and whether the application is suspended.
//!
//! Invariant: every provider hears each word, in the order in which they were said; one that is made later begins with
//! the last.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use crate::pending_map::PendingMap;
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
    listeners: PendingMap<Weak<dyn Listener>>,
}

static HOST_STATE: PerProcess<Mutex<HostState>> = PerProcess::new();
/// Rises in a forked child too, where a parent's listener that goes must not take a child's with it.
static LAST_LISTENER: AtomicU64 = AtomicU64::new(0);

/// Somebody hears the host for as long as this is there. Then nothing is kept of them: a [`Weak`] keeps the memory.
pub(super) struct Listening {
    number: u64,
}

impl Drop for Listening {
    fn drop(&mut self) {
        lock().listeners.remove(self.number);
    }
}

/// Says whether there is a network.
pub fn set_network(network: Network) {
    change(|said| said.network = network);
}

/// Says whether the application is suspended.
pub fn set_suspended(is_suspended: bool) {
    change(|said| said.is_suspended = is_suspended);
}

/// From here on, and of what was said before.
pub(super) fn listen(listener: &Arc<impl Listener + 'static>) -> Listening {
    let mut state = lock();
    let number = LAST_LISTENER.fetch_add(1, Ordering::Relaxed) + 1;
    let weak: Weak<dyn Listener> = Arc::downgrade(listener) as Weak<dyn Listener>;
    state.listeners.insert(number, weak);
    if state.said != Surroundings::default() {
        listener.hear(state.said);
    }
    Listening { number }
}

fn change(say: impl FnOnce(&mut Surroundings)) {
    let mut state = lock();
    let before = state.said;
    say(&mut state.said);
    if state.said == before {
        return; // a host may say it every frame
    }
    let listeners: Vec<Arc<dyn Listener>> = state.listeners.values().filter_map(Weak::upgrade).collect();
    for listener in &listeners {
        listener.hear(state.said);
    }
    drop(state); // before the listeners: the last of one takes the lock
}

fn lock() -> MutexGuard<'static, HostState> {
    // Every change is whole before anybody is told of it.
    HOST_STATE.get().lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Anyone;

    impl Listener for Anyone {
        fn hear(&self, _: Surroundings) {}
    }

    #[derive(Default)]
    struct Notes(Mutex<Vec<Surroundings>>);

    impl Listener for Notes {
        fn hear(&self, said: Surroundings) {
            self.0.lock().unwrap().push(said);
        }
    }

    #[test]
    fn what_the_host_says_is_heard_once() {
        let notes = Arc::new(Notes::default());
        let _listening = listen(&notes);
        for is_suspended in [true, true, false] {
            set_suspended(is_suspended);
        }
        let of = |is_suspended| Surroundings { is_suspended, ..Surroundings::default() };
        assert_eq!(*notes.0.lock().unwrap(), [of(true), of(false)]);
    }

    #[test]
    fn it_is_better_when_the_network_or_the_player_comes_back_and_not_before() {
        use Network::{Offline, Online, Unknown};
        let of = |network, is_suspended| Surroundings { network, is_suspended };
        let all = [Unknown, Offline, Online].map(|network| [false, true].map(|away| of(network, away)));
        for (before, after) in all
            .as_flattened()
            .iter()
            .flat_map(|one| all.as_flattened().iter().map(move |other| (*one, *other)))
        {
            let comes_back = before.is_suspended && !after.is_suspended;
            let has_network = match (before.network, after.network) {
                (Offline, Unknown | Online) | (Unknown, Online) => true,
                (_, Unknown | Offline | Online) => false,
            };
            assert_eq!(after.is_better_than(before), comes_back || has_network, "{before:?} {after:?}");
        }
    }

    #[test]
    fn nothing_is_kept_of_those_who_no_longer_listen() {
        let listener = Arc::new(Anyone);
        let (first, second) = (listen(&listener), listen(&listener));
        assert_eq!(Arc::weak_count(&listener), 2);
        drop(first);
        assert_eq!(Arc::weak_count(&listener), 1);
        drop(second);
        assert_eq!(Arc::weak_count(&listener), 0);
    }
}
