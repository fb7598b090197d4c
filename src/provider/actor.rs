//! Runs the state machine: feeds it what happens, does what it says. A feed is short and never blocks (answers go to
//! the queue, exchanges and files to I/O threads), so any thread may feed: the host's, an I/O thread, the timer's.
//!
//! Every job that owes the machine an input pays it even when it is lost (a panic, a host that forgot): see `Debt`.

use std::ffi::CStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use super::config::Config;
use super::debt::Debt;
use super::events::{EventCallback, EventSink};
use super::import::{self, OtherSdk};
use super::journal;
use super::lane::Lane;
use super::login_request::{LoginRequest, LoginRequests, LoginSource};
use super::snapshot::Snapshot;
use super::state::{CallId, Effect, Input, LockOutcome, LoginChange, State, WaiterId, Want};
use crate::clock::{Clock, Now};
use crate::http::{Request, Transport, TransportError, TransportErrorKind};
use crate::ledger::Ledger;
use crate::queue::{Completer, Completion, Queue};
use crate::runtime::{Executor, Place, Refused, Timer};
use crate::store::claims::Claim;
use crate::store::{Key, Lock, Record, Store, StoreError};

/// Where the answers of the synchronous getters are put, for readers that take no lock.
pub trait Shelf: Send + Sync + 'static {
    /// Replaces both. Called under the provider's lock: must not block and must not call the provider.
    fn put(&self, identity: Option<Arc<Completion>>, credentials: Option<Arc<Completion>>);
}

/// The world as a provider sees it.
pub struct Ports {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The way to the service.
    pub transport: Arc<dyn Transport>,
    /// What survives a restart.
    pub store: Arc<dyn Store>,
    /// Threads and timers.
    pub executor: Arc<dyn Executor>,
    /// What the synchronous getters read.
    pub shelf: Arc<dyn Shelf>,
    /// Of the state machine's random numbers.
    pub seed: u64,
    /// Where another SDK may have kept the identity.
    pub other_sdk: Option<OtherSdk>,
}

/// One identity pool and one profile: the identity id, the credentials, and everything that keeps them fresh.
pub struct Provider {
    me: Weak<Provider>,
    key: Key,
    ports: Ports,
    lane: Arc<Lane>,
    claim: Arc<Claim>,
    core: Mutex<Core>,
}

struct Core {
    state: State,
    /// Kept, so that a cached get allocates nothing for it.
    effects: Vec<Effect>,
    completers: Ledger<Completer>,
    last_waiter: WaiterId,
    timer: Option<Timer>,
    lock: Option<Box<dyn Lock>>,
    events: EventSink,
    login_requests: LoginRequests,
    closed: bool,
}

/// No waiter ever has this id: a request that is over before it reached the state machine.
const NO_WAITER: WaiterId = 0;

/// Logins one identity can have (Amazon Cognito API reference, `GetId`).
pub const MAX_LOGINS: usize = 10;

/// There would be more than [`MAX_LOGINS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyLogins;

/// The provider was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed;

impl Provider {
    /// A provider whose events go to `queue`. Reads the store once, on this thread.
    #[must_use]
    pub fn new(mut config: Config, key: Key, ports: Ports, queue: Arc<Queue>) -> Arc<Self> {
        let (record, unreadable) = match ports.store.load(&key) {
            Ok(record) => (record, None),
            Err(error) => (None, Some(error)),
        };
        if unreadable.is_some() {
            config.initial_identity_id = None; // there may be another one that could not be read
        } else if record.is_none() && config.identity_id.is_none() && config.initial_identity_id.is_none() {
            config.initial_identity_id =
                ports.other_sdk.and_then(|other_sdk| import::identity_id(other_sdk, &key));
        }
        let prefetch = config.prefetch;
        let mut effects = Vec::new();
        let state = State::new(config, record, ports.seed, ports.clock.now(), &mut effects);
        let core = Core {
            state,
            effects,
            completers: Ledger::default(),
            last_waiter: 0,
            timer: None,
            lock: None,
            events: EventSink::new(Arc::clone(&queue)),
            login_requests: LoginRequests::new(queue),
            closed: false,
        };
        let provider = Arc::new_cyclic(|me: &Weak<Self>| {
            let claim = Arc::new(Claim::new(&*ports.store, &key));
            let lane = lane_of(me.clone(), &key, &ports);
            Self { me: me.clone(), key, ports, lane, claim, core: Mutex::new(core) }
        });
        provider.perform(&mut provider.lock_core());
        if let Some(error) = unreadable {
            provider.feed(Input::StoreUnreadable(error));
        }
        if prefetch {
            provider.feed(Input::Prefetch);
        }
        provider
    }

    /// Accepts a request; `completer` will get its answer. A `deadline` counts from now.
    ///
    /// # Errors
    /// [`Closed`], and then the completer was retracted. If the queue answered it first, the request counts as accepted.
    pub fn begin(
        &self,
        want: Want,
        deadline: Option<Duration>,
        completer: Completer,
    ) -> Result<WaiterId, Closed> {
        self.accept(deadline, completer, |waiter, deadline_mono_ms| Input::Get {
            waiter,
            want,
            deadline_mono_ms,
        })
    }

    /// As [`Provider::begin`], for the unlinking of a login.
    ///
    /// # Errors
    /// As there.
    pub fn begin_unlink(
        &self,
        login: String,
        deadline: Option<Duration>,
        completer: Completer,
    ) -> Result<WaiterId, Closed> {
        self.accept(deadline, completer, |waiter, deadline_mono_ms| Input::Unlink {
            waiter,
            login,
            deadline_mono_ms,
        })
    }

    fn accept(
        &self,
        deadline: Option<Duration>,
        completer: Completer,
        request: impl FnOnce(WaiterId, Option<u64>) -> Input,
    ) -> Result<WaiterId, Closed> {
        let now = self.ports.clock.now();
        let deadline_mono_ms = deadline.map(|deadline| {
            now.mono_ms.saturating_add(u64::try_from(deadline.as_millis()).unwrap_or(u64::MAX))
        });
        let mut core = self.lock_core();
        if core.closed {
            drop(core);
            return if completer.retract() { Err(Closed) } else { Ok(NO_WAITER) };
        }
        core.last_waiter += 1;
        let waiter = core.last_waiter;
        core.completers.insert(waiter, completer);
        self.step_at(now, &mut core, request(waiter, deadline_mono_ms));
        Ok(waiter)
    }

    /// Something happened.
    pub fn feed(&self, input: Input) {
        self.step(&mut self.lock_core(), input);
    }

    /// Changes the logins, unless there would be more than [`MAX_LOGINS`].
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

    /// The names of the present logins.
    #[must_use]
    pub fn login_names(&self) -> Vec<String> {
        self.lock_core().state.login_names().map(str::to_owned).collect()
    }

    /// Asks `source` for logins from now on; `None`: nobody.
    pub fn set_login_source(&self, source: Option<LoginSource>) {
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
        let mut core = self.lock_core();
        if core.closed {
            return;
        }
        let present = callback.is_some();
        core.events.set(callback);
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
        self.ports.transport.close();
    }

    /// Waits until what was to be stored is stored, `timeout` at most; at once when nothing is.
    pub fn flush_store(&self, timeout: Duration) {
        self.lane.flush(timeout);
    }

    fn step(&self, core: &mut MutexGuard<'_, Core>, input: Input) {
        self.step_at(self.ports.clock.now(), core, input);
    }

    fn step_at(&self, now: Now, core: &mut MutexGuard<'_, Core>, input: Input) {
        let Core { state, effects, .. } = &mut **core;
        let before = state.signed_in_as();
        state.step(input, now, effects);
        let after = state.signed_in_as();
        if before != after {
            self.claim.set(after.as_deref().map(CStr::to_string_lossy).as_deref());
        }
        self.perform(core);
    }

    /// Does what the machine said, in order. Nothing here blocks or calls back into the provider.
    fn perform(&self, core: &mut MutexGuard<'_, Core>) {
        let mut effects = std::mem::take(&mut core.effects);
        for effect in effects.drain(..) {
            match effect {
                Effect::Complete(waiter, completion) => {
                    if let Some(completer) = core.completers.remove(waiter) {
                        journal::completed(&self.key, &completion);
                        completer.complete(completion);
                    }
                }
                Effect::Send(call, request) => self.send(call, request),
                Effect::TryLock(call) => self.try_lock(call),
                Effect::Unlock => {
                    if let Some(lock) = core.lock.take() {
                        self.lane.push(Box::new(move || drop(lock)));
                    }
                }
                Effect::Store(store, record) => self.store(store, record),
                Effect::Update(store, record) => self.update(store, record),
                Effect::AskForLogins(call) => {
                    let silence = "the login request was dropped unanswered".to_owned();
                    let debt = self.owe(move || Input::LoginAnswer(call, Err(silence)));
                    core.login_requests.make(LoginRequest { call, debt });
                }
                Effect::WakeAt(at_mono_ms) => core.timer = at_mono_ms.map(|at| self.timer(at)),
                Effect::Publish { identity, credentials } => self.ports.shelf.put(identity, credentials),
                Effect::Tell(completion) => {
                    journal::told(&self.key, &completion);
                    core.events.tell(completion);
                }
                Effect::ForgetStaleEvents => core.events.forget_stale(),
            }
        }
        core.effects = effects;
    }

    fn send(&self, call: CallId, request: Request) {
        let transport = Arc::clone(&self.ports.transport);
        let debt = self.owe(move || Input::Lost(call));
        let exchange = journal::Exchange::start(&self.key, &request);
        let place = Place::of_url(&request.url);
        let job = move |started: Result<(), Refused>| {
            let result = match started {
                Ok(()) => transport.send(&request),
                Err(refused) => {
                    Err(TransportError { kind: TransportErrorKind::Refused, message: refused.to_string() })
                }
            };
            exchange.end(&result);
            debt.pay(Input::Answer(call, result));
        };
        self.ports.executor.run(place, Box::new(job));
    }

    fn try_lock(&self, call: CallId) {
        let (store, key) = (Arc::clone(&self.ports.store), self.key.clone());
        let debt = self.owe(move || Input::Lock(call, LockOutcome::Unavailable));
        self.lane.push_unless_refused(Box::new(move || match store.try_lock(&key) {
            Ok(Some(lock)) => {
                let read = store.load(&key);
                if let Some(provider) = debt.forgive() {
                    provider.on_locked(call, lock, read);
                }
            }
            Ok(None) => debt.pay(Input::Lock(call, LockOutcome::Busy)),
            // The save that follows will say what is wrong with the store.
            Err(_) => debt.pay(Input::Lock(call, LockOutcome::Unavailable)),
        }));
    }

    fn store(&self, number: u64, record: Option<Record>) {
        let claim = Arc::clone(&self.claim);
        self.write(number, move |store, key| claim.write(store, key, record.as_ref()));
    }

    fn update(&self, number: u64, record: Record) {
        self.write(number, move |store, key| {
            let lock = store.try_lock(key);
            if matches!(lock, Ok(None)) && record.credentials.is_some() {
                return Ok(()); // another process is getting an identity; these credentials are not worth a wait
            }
            let present = store.load(key)?.and_then(|present| present.identity_id);
            match present {
                Some(present) if Some(&present) != record.identity_id.as_ref() => Ok(()),
                _ => store.save(key, &record),
            }
        });
    }

    fn write(
        &self,
        number: u64,
        write: impl FnOnce(&dyn Store, &Key) -> Result<(), StoreError> + Send + 'static,
    ) {
        let (store, key) = (Arc::clone(&self.ports.store), self.key.clone());
        let debt = self.owe(move || {
            let reason = "the write was lost".to_owned();
            Input::Stored(number, Err(StoreError::Io { action: "write", path: "record".into(), reason }))
        });
        self.lane.push(Box::new(move || match write(&*store, &key) {
            Ok(()) => store.when_kept(&key, Box::new(move |result| debt.pay(Input::Stored(number, result)))),
            Err(error) => debt.pay(Input::Stored(number, Err(error))),
        }));
    }

    fn timer(&self, at_mono_ms: u64) -> Timer {
        let me = self.me.clone();
        self.ports.executor.at(
            at_mono_ms,
            Box::new(move || {
                if let Some(provider) = me.upgrade() {
                    provider.feed(Input::Tick);
                }
            }),
        )
    }

    fn on_locked(&self, call: CallId, lock: Box<dyn Lock>, read: Result<Option<Record>, StoreError>) {
        let mut core = self.lock_core();
        if core.closed {
            return;
        }
        let record = match read {
            Ok(record) => record,
            Err(error) => {
                let may_hold_one = matches!(error, StoreError::Io { .. });
                self.step(&mut core, Input::StoreUnreadable(error));
                if may_hold_one {
                    // The lock is worth nothing to one who cannot read what is behind it.
                    self.step(&mut core, Input::Lock(call, LockOutcome::Unavailable));
                    return;
                }
                None
            }
        };
        core.lock = Some(lock);
        self.step(&mut core, Input::Lock(call, LockOutcome::Taken(record)));
    }

    fn owe(&self, lost: impl FnOnce() -> Input + Send + 'static) -> Debt {
        Debt::new(self.me.clone(), Arc::clone(&self.ports.executor), lost)
    }

    fn lock_core(&self) -> MutexGuard<'_, Core> {
        // A panic inside a step is a defect; the completers' drop guards still answer everyone.
        self.core.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The store jobs of a provider; when the system refuses a thread for them, it hears of it.
fn lane_of(provider: Weak<Provider>, key: &Key, ports: &Ports) -> Arc<Lane> {
    let path = ports.store.location(key).unwrap_or_default();
    let directory = path.parent().unwrap_or(&path).to_string_lossy().into();
    let on_refused = move |refused: &Refused| {
        if let Some(provider) = provider.upgrade() {
            let (path, reason) = (path.clone(), refused.to_string());
            provider.feed(Input::StoreDelayed(StoreError::NoThread { path, reason }));
        }
    };
    let (executor, clock) = (Arc::clone(&ports.executor), Arc::clone(&ports.clock));
    Lane::new(executor, clock, Place::Directory(directory), Box::new(on_refused))
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.close();
    }
}
