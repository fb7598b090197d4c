//! Runs the state machine: feeds it what happens, does what it says. A feed is short and never blocks (answers go to
//! the queue, exchanges and files to I/O threads), so any thread may feed: the host's, an I/O thread, the timer's.
//!
//! Every job that owes the machine an input pays it even when it is lost (a panic, a host that forgot): see `ReplyGuard`.

mod effects;
mod locked;

use std::ffi::CStr;
use std::sync::mpsc::Receiver;
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Duration;

use self::effects::{place_of, serial_store_executor};
use self::locked::Locked;
use super::config::Config;
use super::events::{EventCallback, EventSink};
use super::first_read::{self, Found};
use super::host_state::{self, Listening, Surroundings};
use super::login_request::{LoginRequest, LoginRequests, LoginSource};
use super::ports::Ports;
use super::reply_guard::Feed;
use super::serial_executor::SerialExecutor;
use super::snapshot::Snapshot;
use super::state::{Admission, Effect, Input, LoginChange, State, WaiterId, Want};
use super::writes::Writes;
use crate::clock::Now;
use crate::pending_map::PendingMap;
use crate::queue::{Completer, Completion, Listener, Queue};
use crate::runtime::Timer;
use crate::store::claims::Claim;
use crate::store::{Key, Lock, StoreError};

/// One identity pool and one profile: the identity id, the credentials, and everything that keeps them fresh.
pub struct Provider {
    me: Weak<Provider>,
    key: Key,
    ports: Ports,
    store_executor: Arc<SerialExecutor>,
    claim: Arc<Claim>,
    writes: Writes,
    /// Not of the core: who goes takes the lock under which the core is told.
    listening: OnceLock<Listening>,
    core: Mutex<Core>,
}

struct Core {
    state: State,
    /// Kept, so that a cached get allocates nothing for it.
    effects: Vec<Effect>,
    completers: PendingMap<Completer>,
    last_waiter: WaiterId,
    timer: Option<Timer>,
    lock: Option<Box<dyn Lock>>,
    events: EventSink,
    login_requests: LoginRequests,
    closed: bool,
}

/// A host that signs the player out must not find that player again; nor is it to hang with its disk.
const REMOVAL_PATIENCE: Duration = Duration::from_secs(2);
/// What is lost otherwise costs a round trip, or a guest that nobody was told of.
const SAVE_PATIENCE: Duration = Duration::from_millis(200);

/// No waiter ever has this id: a request that is over before it reached the state machine.
const NO_WAITER: WaiterId = 0;

/// Logins one identity can have (Amazon Cognito API reference, `GetId`).
pub const MAX_LOGINS: usize = 10;

/// There would be more than [`MAX_LOGINS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyLogins;

/// On what terms a request is made.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terms {
    /// How long it may take.
    pub deadline: Option<Duration>,
    /// Fails at once where there is no network, rather than wait for it.
    pub fails_offline: bool,
    /// Credentials with less life left are refreshed first.
    pub min_remaining: Duration,
}

/// The provider was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

impl Provider {
    /// A provider whose events go to `queue`. Reads the store once, and waits for that two seconds at most.
    #[must_use]
    pub fn new(mut config: Config, key: Key, ports: Ports, queue: Arc<Queue>) -> Arc<Self> {
        let wants_other = config.identity_id.is_none() && config.initial_identity_id.is_none();
        let place = place_of(&*ports.store, &key);
        let read = first_read::read(&ports, &key, place, ports.other_sdk.filter(|_| wants_other));
        let (record, unreadable, pending) = match read {
            Ok(Found { record: Ok(record), is_first, other_identity_id }) => {
                let initial = config.initial_identity_id.filter(|_| is_first);
                config.initial_identity_id = initial.or(other_identity_id);
                (record, None, None)
            }
            Ok(Found { record: Err(error), .. }) => (None, Some(error), None),
            Err(pending) => (None, None, Some(pending)),
        };
        if unreadable.is_some() || pending.is_some() {
            config.initial_identity_id = None; // there may be another one that could not be read
        }
        let prefetch = config.prefetch;
        let mut effects = Vec::new();
        let state = State::new(config, record, ports.seed, ports.clock.now(), &mut effects)
            .stored_at(ports.store.location(&key));
        let core = Core {
            state,
            effects,
            completers: PendingMap::default(),
            last_waiter: 0,
            timer: None,
            lock: None,
            events: EventSink::new(Arc::clone(&queue)),
            login_requests: LoginRequests::new(queue),
            closed: false,
        };
        let provider = Arc::new_cyclic(|me: &Weak<Self>| {
            let claim = Arc::new(Claim::new(&*ports.store, &key));
            let store_executor = serial_store_executor(me.clone(), &key, &ports);
            let writes = Writes::new(Arc::clone(&ports.store), key.clone(), Arc::clone(&claim));
            let (listening, core) = (OnceLock::new(), Mutex::new(core));
            Self { me: me.clone(), key, ports, store_executor, claim, writes, listening, core }
        });
        provider.perform(&mut provider.lock_core());
        if let Some(error) = unreadable {
            provider.feed(Input::StoreUnreadable(error));
        }
        if let Some(pending) = pending {
            provider.feed(Input::StoreSilent);
            provider.wait_for_read(pending);
        }
        provider.listening.get_or_init(|| host_state::listen(&provider));
        if prefetch {
            provider.feed(Input::Prefetch);
        }
        provider
    }

    /// Accepts a request; `completer` will get its answer.
    ///
    /// # Errors
    /// [`Closed`], and then the completer was retracted. If the queue answered it first, the request counts as accepted.
    pub fn begin(&self, want: Want, terms: Terms, completer: Completer) -> Result<WaiterId, Closed> {
        self.accept(Admission::of(want), terms, completer)
    }

    /// As [`Provider::begin`], for the unlinking of a login.
    ///
    /// # Errors
    /// As there.
    pub fn begin_unlink(
        &self,
        login: String,
        terms: Terms,
        completer: Completer,
    ) -> Result<WaiterId, Closed> {
        self.accept(Admission::to_unlink(login), terms, completer)
    }

    /// The answer to a get that does not wait; `None`: a fetch is under way, started here unless there was one.
    ///
    /// # Errors
    /// [`Closed`].
    pub fn try_get(&self, want: Want) -> Result<Option<Arc<Completion>>, Closed> {
        let now = self.ports.clock.now();
        let mut core = self.lock_core();
        if core.closed {
            return Err(Closed);
        }
        Ok(self.with_state(&mut core, |state, effects| state.try_get(want, now, effects)))
    }

    fn accept(
        &self,
        mut admission: Admission,
        terms: Terms,
        completer: Completer,
    ) -> Result<WaiterId, Closed> {
        let now = self.ports.clock.now();
        admission.deadline_mono_ms = terms.deadline.map(|deadline| {
            now.mono_ms.saturating_add(u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX))
        });
        admission.fails_offline = terms.fails_offline;
        admission.min_remaining_ms = u64::try_from(terms.min_remaining.as_millis()).unwrap_or(u64::MAX);
        let mut core = self.lock_core();
        if core.closed {
            drop(core);
            return if completer.retract() { Err(Closed) } else { Ok(NO_WAITER) };
        }
        core.last_waiter += 1;
        let waiter = core.last_waiter;
        core.completers.insert(waiter, completer);
        self.step_at(now, &mut core, Input::Get(waiter, admission));
        Ok(waiter)
    }

    /// Something happened.
    pub fn feed(&self, input: Input) {
        self.step(&mut self.lock_core(), input);
    }

    /// To be called after the host took something back (an identity, stored credentials): returns when the store does not
    /// hold it any more. Waits two seconds at most, and not at all for a store that is known to hang or to fail; then it is
    /// still owed.
    pub fn wait_for_removal(&self) {
        let waits = {
            let core = self.lock_core();
            core.state.owes_removal() && !core.state.is_store_silent()
        }; // unlocked: the store's answer is fed
        if waits {
            self.store_executor.flush(REMOVAL_PATIENCE);
        }
    }

    /// Changes the logins, unless there would be more than [`MAX_LOGINS`]. Stored credentials of a guest go: see
    /// [`Provider::wait_for_removal`].
    ///
    /// # Errors
    /// [`TooManyLogins`]; nothing changed.
    pub fn change_logins(&self, change: LoginChange) -> Result<(), TooManyLogins> {
        let mut core = self.lock_core();
        let after = match &change {
            LoginChange::Set((name, _)) => core.state.login_names().filter(|other| other != name).count() + 1,
            LoginChange::Replace(logins) => logins.len(),
            LoginChange::Remove(_) => 0,
        };
        if after > MAX_LOGINS {
            return Err(TooManyLogins);
        }
        self.step(&mut core, Input::Logins(change));
        Ok(())
    }

    /// The login name of developer-authenticated identities in the pool's partition.
    #[must_use]
    pub fn developer_login_name(&self) -> &'static CStr {
        self.lock_core().state.developer_login_name()
    }

    /// The names of the present logins.
    #[must_use]
    pub fn login_names(&self) -> Vec<String> {
        self.lock_core().state.login_names().map(str::to_owned).collect()
    }

    /// Asks `source` for logins from now on; `None`: nobody.
    pub fn set_login_source(&self, source: Option<LoginSource>) {
        self.ask_for_logins(source.map(Listener::Callback));
    }

    /// As [`Provider::set_login_source`], for a host that may not be called.
    pub fn ask_for_logins(&self, source: Option<Listener<LoginRequest>>) {
        let mut core = self.lock_core();
        if core.closed {
            return;
        }
        let present = source.is_some();
        core.login_requests.set_source(source);
        self.step(&mut core, Input::LoginSource(present));
    }

    /// Tells events to `callback` from now on, those of the creation included; `None`: to nobody.
    pub fn set_event_callback(&self, callback: Option<EventCallback>) {
        self.tell_events(callback.map(Listener::Callback));
    }

    /// As [`Provider::set_event_callback`], for a host that may not be called.
    pub fn tell_events(&self, listener: Option<Listener<Arc<Completion>>>) {
        let mut core = self.lock_core();
        if core.closed {
            return;
        }
        let present = listener.is_some();
        core.events.set(listener);
        self.step(&mut core, Input::Listening(present));
    }

    /// One look.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        let now = self.ports.clock.now();
        self.lock_core().state.snapshot(now)
    }

    /// Ends the provider: every outstanding request is answered `CANCELLED`, every exchange aborted. Does not wait.
    pub fn close(&self) {
        {
            let mut core = self.lock_core();
            if std::mem::replace(&mut core.closed, true) {
                return;
            }
            self.step(&mut core, Input::Close);
            core.timer = None;
            core.events.set(None);
            core.login_requests.set_source(None);
        }
        self.ports.carrier.close();
    }

    /// Waits until what was to be stored is stored: for what the host took back two seconds at most, for the rest a
    /// moment; at once when there is nothing.
    pub fn flush_store(&self) {
        let owes_removal = self.lock_core().state.owes_removal();
        self.store_executor.flush(if owes_removal { REMOVAL_PATIENCE } else { SAVE_PATIENCE });
    }

    /// What the creation did not wait for. The store's operations come after it.
    fn wait_for_read(&self, pending: Receiver<Found>) {
        let guard = self.reply_guard(|| {
            let reason = "the read was lost".to_owned();
            Input::Read(Err(StoreError::Io { action: "read", path: "record".into(), reason }))
        });
        self.store_executor.push(Box::new(move || {
            if let Ok(found) = pending.recv() {
                guard.reply(Input::Read(found.record));
            }
        }));
    }

    fn step(&self, core: &mut Locked<'_>, input: Input) {
        self.step_at(self.ports.clock.now(), core, input);
    }

    fn step_at(&self, now: Now, core: &mut Locked<'_>, input: Input) {
        self.with_state(core, |state, effects| state.step(input, now, effects));
    }

    fn with_state<T>(
        &self,
        core: &mut Locked<'_>,
        step: impl FnOnce(&mut State, &mut Vec<Effect>) -> T,
    ) -> T {
        let Core { state, effects, .. } = &mut **core;
        let before = state.signed_in_as();
        let result = step(state, effects);
        let after = state.signed_in_as();
        if before != after {
            self.claim.set(after.as_deref().map(CStr::to_string_lossy).as_deref());
        }
        self.perform(core);
        result
    }

    fn lock_core(&self) -> Locked<'_> {
        Locked::new(&self.core, &*self.ports.executor)
    }
}

impl Feed for Provider {
    fn feed(&self, input: Input) {
        Provider::feed(self, input);
    }
}

impl host_state::Listener for Provider {
    fn hear(&self, said: Surroundings) {
        self.feed(Input::Surroundings(said));
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.close();
    }
}

#[cfg(test)]
mod tests;
