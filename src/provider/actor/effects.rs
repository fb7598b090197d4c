//! What the machine said, done: each effect becomes an answer, a job, a timer or an event. Nothing here blocks or calls
//! back into the provider.

use std::sync::{Arc, Weak};

use super::super::login_request::LoginRequest;
use super::super::ports::{Carrier, Ports};
use super::super::reply_guard::{Feed, ReplyGuard};
use super::super::serial_executor::SerialExecutor;
use super::super::state::{CallId, Effect, Input, LockOutcome};
use super::super::trace;
use super::super::writes::{Change, Write};
use super::Provider;
use super::locked::Locked;
use crate::http::{Request, TransportError, TransportErrorKind};
use crate::runtime::{Place, Refused, Timer};
use crate::store::{Key, Lock, Record, Store, StoreError};

impl Provider {
    /// Does it all, in order.
    pub(super) fn perform(&self, core: &mut Locked<'_>) {
        let mut effects = std::mem::take(&mut core.effects);
        for effect in effects.drain(..) {
            match effect {
                Effect::Complete(waiter, completion) => {
                    if let Some(completer) = core.completers.remove(waiter) {
                        trace::completed(&self.key, &completion);
                        completer.complete(completion);
                    }
                }
                Effect::Send(call, request) => self.send(call, request),
                Effect::TryLock(call) => self.try_lock(call),
                Effect::Unlock => {
                    if let Some(lock) = core.lock.take() {
                        self.store_executor.push(Box::new(move || drop(lock)));
                    }
                }
                Effect::Store(store, record) => self.write(store, Change::Store(record)),
                Effect::Update(store, record) => self.write(store, Change::Update(record)),
                Effect::Replace(store, record, over) => self.write(store, Change::Replace(record, over)),
                Effect::AskForLogins(call, question) => {
                    let silence = "the login request was dropped unanswered".to_owned();
                    let guard = self.reply_guard(move || Input::LoginAnswer(call, Err(silence)));
                    core.login_requests.make(LoginRequest { call, question, guard });
                }
                Effect::WakeAt(at_mono_ms) => core.timer = at_mono_ms.map(|at| self.timer(at)),
                Effect::Publish { identity, credentials } => {
                    self.ports.cached_answers.put(identity, credentials);
                }
                Effect::Tell(completion) => {
                    trace::told(&self.key, &completion);
                    core.events.tell(completion);
                }
                Effect::ForgetStaleEvents => core.events.forget_stale(),
            }
        }
        core.effects = effects;
    }

    fn send(&self, call: CallId, request: Request) {
        let exchange = trace::Exchange::start(&self.key, &request);
        let transport = match &self.ports.carrier {
            Carrier::Blocking(transport) => Arc::clone(transport),
            Carrier::Host(exchanges) => {
                let guard = self.reply_guard(move || {
                    // Nobody else lets go of it: the host answers it, or its time runs out.
                    let message = "the queue was freed with the request in it".to_owned();
                    Input::Answer(call, Err(TransportError { kind: TransportErrorKind::Aborted, message }))
                });
                let answer = move |result| {
                    exchange.end(&result);
                    guard.reply(Input::Answer(call, result));
                };
                return exchanges.send(request, Box::new(answer));
            }
        };
        let guard = self.reply_guard(move || Input::Lost(call));
        let place = Place::of_url(&request.url);
        let job = move |started: Result<(), Refused>| {
            let result = match started {
                Ok(()) => transport.send(&request),
                Err(refused) => {
                    Err(TransportError { kind: TransportErrorKind::Refused, message: refused.to_string() })
                }
            };
            exchange.end(&result);
            guard.reply(Input::Answer(call, result));
        };
        self.ports.executor.run(place, Box::new(job));
    }

    fn try_lock(&self, call: CallId) {
        let (store, key, me) = (Arc::clone(&self.ports.store), self.key.clone(), self.me.clone());
        let guard = self.reply_guard(move || Input::Lock(call, LockOutcome::Unavailable));
        self.store_executor.push_unless_refused(Box::new(move || match store.try_lock(&key) {
            Ok(Some(lock)) => {
                let read = store.load(&key);
                drop(guard.disarm());
                if let Some(provider) = me.upgrade() {
                    provider.on_locked(call, lock, read);
                }
            }
            Ok(None) => guard.reply(Input::Lock(call, LockOutcome::Busy)),
            // The save that follows will say what is wrong with the store.
            Err(_) => guard.reply(Input::Lock(call, LockOutcome::Unavailable)),
        }));
    }

    fn write(&self, number: u64, change: Change) {
        let guard = self.reply_guard(move || {
            let reason = "the write was lost".to_owned();
            Input::Stored(number, Err(StoreError::Io { action: "write", path: "record".into(), reason }))
        });
        self.writes.push(Write { number, change, guard, removes_first: false }, &self.store_executor);
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

    pub(super) fn reply_guard(&self, lost: impl FnOnce() -> Input + Send + 'static) -> ReplyGuard {
        let me: Weak<dyn Feed> = self.me.clone();
        ReplyGuard::new(me, Arc::clone(&self.ports.executor), lost)
    }
}

/// The store jobs of a provider; when the system refuses a thread for them, it hears of it.
pub(super) fn serial_store_executor(
    provider: Weak<Provider>,
    key: &Key,
    ports: &Ports,
) -> Arc<SerialExecutor> {
    let path = ports.store.location(key).unwrap_or_default();
    let on_refused = move |refused: &Refused| {
        if let Some(provider) = provider.upgrade() {
            let (path, reason) = (path.clone(), refused.to_string());
            provider.feed(Input::StoreDelayed(StoreError::NoThread { path, reason }));
        }
    };
    let (executor, clock) = (Arc::clone(&ports.executor), Arc::clone(&ports.clock));
    SerialExecutor::new(executor, clock, place_of(&*ports.store, key), Box::new(on_refused))
}

pub(super) fn place_of(store: &dyn Store, key: &Key) -> Place {
    let path = store.location(key).unwrap_or_default();
    Place::Directory(path.parent().unwrap_or(&path).to_string_lossy().into())
}
