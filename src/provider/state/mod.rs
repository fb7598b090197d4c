//! The heart: what a provider does, as a pure state machine. `(state, input, now) → (state, effects)`; no I/O, no
//! clock, no threads, and the only chance in it is a seeded generator, so every run can be replayed.
//!
//! Invariants: at most one flight at a time; every waiter is completed exactly once; what a call brings back counts
//! only in the generation that sent it; an identity id is dropped only when the service or the host said so; whoever
//! is told a new identity id is told after it was stored (or the store failed, which is an event).

mod admission;
mod cache;
mod call;
mod clear;
mod fetch;
mod flight;
mod identity;
mod late;
mod lock;
mod logins;
mod look;
mod message;
mod outage;
mod persistence;
mod poll;
mod serving;
mod settle;
mod storing;
mod surroundings;
mod time;
mod trouble;
mod unlink;
mod waiters;

use std::ffi::CStr;
use std::path::PathBuf;
use std::sync::Arc;

use fastrand::Rng;

pub use self::admission::{Admission, WaiterId, Want};
use self::cache::{Cache, Cached};
use self::flight::Flight;
use self::identity::Identity;
pub use self::logins::{developer_login_name, is_developer_login_name};
pub use self::message::{
    CallId, Effect, Input, LockOutcome, LoginAnswer, LoginChange, LoginQuestion, LoginReason,
};
use self::persistence::Persistence;
use self::waiters::Waiters;
use super::config::Config;
use super::host_state::Surroundings;
use super::service_clock::ServiceClock;
use super::snapshot::Counters;
use crate::clock::Now;
use crate::error::{Failure, ResultCode};
use crate::http::retry::{RetryPolicy, TokenBucket};
use crate::queue::{Completion, Event, EventKind, IdentityChange, c_text};
use crate::store::Record;

/// One provider's state.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
#[allow(clippy::struct_excessive_bools, reason = "facts that are independent of each other")]
pub struct State {
    config: Config,
    rng: Rng,
    policy: RetryPolicy,
    bucket: TokenBucket,
    clock: ServiceClock,
    generation: u64,
    /// Of the generations, those that began with an identity of another process.
    taken_over: u64,
    /// Somebody hears events: without, no timer runs for one.
    has_listener: bool,
    surroundings: Surroundings,
    identity: Identity,
    persistence: Persistence,
    cache: Cache,
    flight: Option<Flight>,
    waiters: Waiters,
    last_call: u64,
    wake_at_mono_ms: Option<u64>,
    counters: Counters,
    closed: bool,
}

impl State {
    /// A provider that was just created; `record` is what the store holds.
    #[must_use]
    pub fn new(config: Config, record: Option<Record>, seed: u64, now: Now, out: &mut Vec<Effect>) -> Self {
        let initial = config.initial_identity_id.clone().filter(|_| record.is_none());
        let record = record.unwrap_or_default();
        let identity_id = config.identity_id.clone().or_else(|| record.identity_id.clone());
        let is_initial = identity_id.is_none() && initial.is_some();
        let identity_id = identity_id.or(initial);
        let identity = Identity::at_creation(identity_id.as_deref().map(c_text).as_ref());
        let policy = RetryPolicy::new(config.max_attempts);
        let mut state = Self {
            config,
            rng: Rng::with_seed(seed),
            policy,
            bucket: TokenBucket::default(),
            clock: ServiceClock::default(),
            generation: 0,
            taken_over: 0,
            has_listener: false,
            surroundings: Surroundings::default(),
            identity,
            persistence: Persistence::new(&record),
            cache: Cache::default(),
            flight: None,
            waiters: Waiters::default(),
            last_call: 0,
            wake_at_mono_ms: None,
            counters: Counters::default(),
            closed: false,
        };
        if let Some(identity_id) = identity_id {
            let same = record.identity_id.as_deref() == Some(identity_id.as_str());
            // Only guests' credentials are ever stored.
            if same && !state.config.disable_guest_access {
                state.restore_credentials(record.credentials, now);
            }
        }
        if is_initial {
            state.store_initial(out);
        }
        state.publish(out);
        state.schedule(out);
        state
    }

    /// The same, of a store on a disk, which may fall silent.
    #[must_use]
    pub fn stored_at(mut self, location: Option<PathBuf>) -> Self {
        self.persistence.set_location(location);
        self
    }

    /// One step. Effects are appended to `out`.
    pub fn step(&mut self, input: Input, now: Now, out: &mut Vec<Effect>) {
        if self.closed {
            return;
        }
        match input {
            Input::Get(waiter, admission) => self.get(waiter, admission, now, out),
            Input::Logins(change) => self.change_logins(change, now, out),
            Input::LoginSource(present) => self.set_login_source(present, now, out),
            Input::Listening(present) => self.has_listener = present,
            Input::LoginAnswer(ask, answer) => self.on_login_answer(ask, answer, now, out),
            Input::SignOut => self.sign_out(now, out),
            Input::Cancel(waiter) => {
                if self.waiters.remove(waiter).is_some() {
                    out.push(Effect::Complete(waiter, of_code(ResultCode::Cancelled)));
                }
            }
            Input::Answer(call, result) => self.on_answer(call, result, now, out),
            Input::Lost(call) => self.on_lost(call, now, out),
            Input::Lock(call, outcome) => self.on_lock(call, outcome, now, out),
            Input::StoreDelayed(error) => self.degrade_store(&error, out),
            Input::Stored(store, result) => self.on_stored(store, result, now, out),
            Input::OtherStored(store, record) => self.on_other_stored(store, &record, now, out),
            Input::Tick => self.on_tick(now, out),
            Input::Look => self.catch_up(now, out),
            Input::Surroundings(said) => self.on_surroundings(said, now, out),
            Input::Prefetch => self.prefetch(now, out),
            Input::StoreUnreadable(error) => self.on_unreadable_store(&error, out),
            Input::StoreSilent => self.on_silent_creation(out),
            Input::Read(read) => self.on_read(read, now, out),
            Input::ClearCredentials => self.clear_credentials(now, out),
            Input::ClearIdentity => self.clear_identity(now, out),
            Input::Invalidate(access_key_id) => self.invalidate(access_key_id.as_deref(), out),
            Input::Close => self.close(out),
        }
        self.after_step(now, out);
    }

    /// What any step may have made due.
    fn after_step(&mut self, now: Now, out: &mut Vec<Effect>) {
        self.watch_store(now, out);
        self.tell_expiring(now, out);
        self.schedule(out);
    }

    fn get(&mut self, waiter: WaiterId, mut waiting: Admission, now: Now, out: &mut Vec<Effect>) {
        self.catch_up(now, out);
        self.counters.requests += 1;
        let at_once = if self.is_too_old_for(&waiting, now) {
            // An outage is not made worse: its error answers as it does for all.
            waiting.want = Want::FreshCredentials;
            self.remembered_error(Want::Credentials, now).cloned()
        } else {
            self.at_once(waiting.want, now)
        };
        if let Some(completion) = at_once {
            let is_served = completion.result == ResultCode::Ok;
            self.counters.served_from_memory += u64::from(is_served);
            out.push(Effect::Complete(waiter, completion));
            if is_served && waiting.want == Want::Credentials {
                self.refresh_in_background(now, out);
            }
            return;
        }
        self.waiters.insert(waiter, waiting);
        self.start_flight(now, out);
    }

    /// The answer that needs no network, if there is one.
    fn at_once(&self, want: Want, now: Now) -> Option<Arc<Completion>> {
        if let Some(identity) = self.tellable_identity().filter(|_| want == Want::IdentityId) {
            return Some(Arc::clone(identity));
        }
        if let Some(answer) = self.cached_answer(now).filter(|_| want == Want::Credentials) {
            return Some(answer);
        }
        if self.flight.is_some() {
            return None;
        }
        if self.lacks_logins() {
            return Some(Arc::new(Completion::failure(
                Self::guests_not_allowed(),
                self.tellable_identity_id(),
            )));
        }
        self.remembered_error(want, now).cloned()
    }

    fn guests_not_allowed() -> Failure {
        Failure::local(
            ResultCode::LoginRequired,
            "this provider was created with disable_guest_access, and it has no logins",
        )
        .with_hint("Sign the player in and set the login, or allow guests.")
    }

    /// The identity that the service has said is the present logins'.
    #[must_use]
    pub fn signed_in_as(&self) -> Option<Arc<CStr>> {
        self.identity.id().filter(|_| !self.identity.is_guest() && !self.identity.is_unconfirmed())
    }

    /// The identity, unless the host must not hear of it yet, or it may no longer be the player's.
    fn tellable_identity(&self) -> Option<&Arc<Completion>> {
        let is_known = !self.persistence.is_storing() || self.identity.told_is_present();
        self.identity.confirmed().filter(|_| is_known)
    }

    fn tellable_identity_id(&self) -> Option<Arc<CStr>> {
        self.tellable_identity().and_then(|identity| identity.identity_id.clone())
    }

    /// What the flight has fetched is for the identity of before.
    fn forget_flights_haul(&mut self) {
        if let Some(flight) = self.flight.as_mut() {
            flight.forget_haul();
        }
    }

    fn publish(&self, out: &mut Vec<Effect>) {
        let (identity, cached) = if self.identity.is_unconfirmed() || self.persistence.hides_told() {
            (None, None)
        } else if self.persistence.is_storing() {
            // Nothing of the new identity before it is stored, and of the old one only what still exists.
            (self.identity.still_told(), None)
        } else {
            (self.identity.present(), self.cache.credentials())
        };
        let credentials =
            cached.filter(|cached| cached.is_shown()).map(|cached| Arc::clone(cached.completion()));
        out.push(Effect::Publish { identity: identity.cloned(), credentials });
    }

    fn tell(out: &mut Vec<Effect>, kind: EventKind, completion: Completion) {
        out.push(Effect::Tell(Completion { event: Some(Event::of(kind)), ..completion }));
    }

    fn tell_identity_changed(
        &self,
        previous_identity_id: Option<Arc<CStr>>,
        cause: IdentityChange,
        out: &mut Vec<Effect>,
    ) {
        let event =
            Event { previous_identity_id, cause: Some(cause), ..Event::of(EventKind::IdentityChanged) };
        let completion =
            Completion { identity_id: self.identity.id(), event: Some(event), ..Completion::success() };
        out.push(Effect::Tell(completion));
    }

    fn close(&mut self, out: &mut Vec<Effect>) {
        self.closed = true;
        self.store_at_the_end(out);
        if self.flight.take().is_some_and(|flight| flight.holds_lock()) {
            out.push(Effect::Unlock);
        }
        let cancelled = of_code(ResultCode::Cancelled);
        for (waiter, _) in self.waiters.take().into_entries() {
            out.push(Effect::Complete(waiter, Arc::clone(&cancelled)));
        }
        self.identity.close();
        self.cache.clear();
        self.persistence.stop_storing();
        self.publish(out);
        out.push(Effect::WakeAt(None));
    }
}

fn of_code(code: ResultCode) -> Arc<Completion> {
    Arc::new(Completion::of_code(code))
}

#[cfg(test)]
mod tests;
