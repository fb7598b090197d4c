//! The one flight: lock, GetId, GetCredentialsForIdentity, with the pauses between attempts. A flight knows where it
//! is; what its end means for the callers is `settle`'s.

use std::ffi::CStr;
use std::sync::Arc;

use super::super::recovery::{self, Reaction};
use super::super::refresh::Age;
use super::{CallId, Effect, LockOutcome, State, Want};
use crate::clock::Now;
use crate::cognito::{self, CallError, Retry, identity, service_date_unix_ms};
use crate::error::{Failure, ResultCode};
use crate::http::retry::{self, RetryKind};
use crate::http::{Response, TransportError, TransportErrorKind};
use crate::queue::c_text;
use crate::store::Record;

/// How often to try the lock of another process that is getting this player's identity: for a minute; its own attempts
/// end before. Counted in tries, not in time: while the device sleeps, so does the other process.
const MAX_LOCK_POLLS: u32 = 3_000;
const LOCK_POLL_MS: u64 = 20;

/// A fetch under way.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) purpose: Purpose,
    stage: Stage,
    lock: LockState,
    lock_polls: u32,
    /// The credentials are there.
    pub(super) fetched: bool,
    /// A new identity was already taken once.
    recovered: bool,
    /// HTTP attempts of the current operation.
    attempts: u32,
    /// When the last of them was sent.
    sent_mono_ms: u64,
    /// The header that is the same for all attempts of one operation.
    invocation: (&'static str, String),
    /// How it ends, once everything is stored.
    pub(super) outcome: Option<Result<(), Failure>>,
}

/// For whom a flight is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Those who wait, as far as they want.
    Waiters,
    /// Who wanted credentials ran out of time: it goes on to them, for a later call.
    LaterCalls,
    /// Started by the library itself: goes on to the credentials, and a failure is told though nobody waits.
    Library,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LockState {
    NotHeld,
    Held,
    /// The store cannot lock, or the other holder took too long.
    DoneWithout,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operation {
    GetId,
    GetCredentials,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// Deciding what is next.
    Idle,
    Locking(CallId),
    /// Another process holds the lock.
    WaitingForLock {
        until_mono_ms: u64,
    },
    Calling(CallId, Operation),
    /// Before another attempt.
    Pausing {
        until_mono_ms: u64,
        operation: Operation,
    },
}

impl Flight {
    pub(super) fn attempts(&self) -> u32 {
        self.attempts
    }

    pub(super) fn holds_lock(&self) -> bool {
        self.lock == LockState::Held
    }

    pub(super) fn go_on_for_later_calls(&mut self) {
        if self.purpose == Purpose::Waiters {
            self.purpose = Purpose::LaterCalls;
        }
    }

    pub(super) fn lock_released(&mut self) {
        self.lock = LockState::NotHeld;
    }

    /// When it wants to be woken.
    pub(super) fn wake_at_mono_ms(&self) -> Option<u64> {
        match self.stage {
            Stage::WaitingForLock { until_mono_ms } | Stage::Pausing { until_mono_ms, .. } => {
                Some(until_mono_ms)
            }
            Stage::Idle | Stage::Locking(_) | Stage::Calling(..) => None,
        }
    }

    fn is_calling(&self, call: CallId) -> Option<Operation> {
        match self.stage {
            Stage::Calling(current, operation) if current == call => Some(operation),
            _ => None,
        }
    }
}

fn retry_rule(kind: cognito::ErrorKind) -> Option<RetryKind> {
    cognito::retry_kind(&kind).map(|retry| match retry {
        Retry::Throttle => RetryKind::Throttle,
        Retry::Transient => RetryKind::Transient,
    })
}

/// Why an attempt did not bring what it should.
enum Trouble {
    Transport(TransportError),
    Call(CallError),
}

impl State {
    /// Starts a flight unless one is under way, and lets it go on.
    pub(super) fn start_flight(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.flight.is_some() {
            return;
        }
        self.flight = Some(Flight {
            purpose: if self.waiters.is_empty() { Purpose::Library } else { Purpose::Waiters },
            stage: Stage::Idle,
            lock: LockState::NotHeld,
            lock_polls: 0,
            fetched: false,
            recovered: false,
            attempts: 0,
            sent_mono_ms: now.mono_ms,
            invocation: ("", String::new()),
            outcome: None,
        });
        self.advance(now, out);
    }

    pub(super) fn prefetch(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.cached.as_ref().is_none_or(|cached| cached.age(now) != Age::Fresh) {
            self.start_unasked(now, out);
        }
    }

    /// A fetch that nobody asked for; what would be refused to who asks is not sent either.
    pub(super) fn start_unasked(&mut self, now: Now, out: &mut Vec<Effect>) {
        if !self.config.disable_guest_access {
            self.start_flight(now, out);
        }
    }

    /// The next step of the flight, from what is known by now.
    pub(super) fn advance(&mut self, now: Now, out: &mut Vec<Effect>) {
        let wanted = self.waiters.values().any(|waiter| waiter.want != Want::IdentityId);
        let Some(flight) = self.flight.as_mut() else { return };
        flight.stage = Stage::Idle;
        let lock = flight.lock;
        let credentials_missing = (wanted || flight.purpose != Purpose::Waiters) && !flight.fetched;
        if flight.outcome.is_some() {
            self.settle(now, out);
        } else if self.identity.is_none() {
            match lock {
                LockState::NotHeld => self.try_lock(out),
                LockState::Held | LockState::DoneWithout => self.begin(Operation::GetId, now, out),
            }
        } else if credentials_missing {
            self.begin(Operation::GetCredentials, now, out);
        } else {
            flight.outcome = Some(Ok(()));
            self.settle(now, out);
        }
    }

    /// Goes on after a pause, if it is over.
    pub(super) fn resume_flight(&mut self, now: Now, out: &mut Vec<Effect>) {
        let Some(flight) = self.flight.as_ref() else { return };
        match flight.stage {
            Stage::WaitingForLock { until_mono_ms } if until_mono_ms <= now.mono_ms => self.try_lock(out),
            Stage::Pausing { until_mono_ms, operation } if until_mono_ms <= now.mono_ms => {
                self.counters.retries += 1;
                self.call(operation, now, out);
            }
            _ => {}
        }
    }

    fn try_lock(&mut self, out: &mut Vec<Effect>) {
        let call = self.next_call();
        if let Some(flight) = self.flight.as_mut() {
            flight.stage = Stage::Locking(call);
            out.push(Effect::TryLock(call));
        }
    }

    pub(super) fn on_lock(&mut self, call: CallId, outcome: LockOutcome, now: Now, out: &mut Vec<Effect>) {
        let Some(flight) = self.flight.as_mut().filter(|flight| flight.stage == Stage::Locking(call)) else {
            if let LockOutcome::Taken(_) = outcome {
                out.push(Effect::Unlock); // for a flight that is no more
            }
            return;
        };
        match outcome {
            LockOutcome::Taken(record) => {
                flight.lock = LockState::Held;
                self.adopt_stored(record, out);
            }
            LockOutcome::Busy if flight.lock_polls < MAX_LOCK_POLLS => {
                flight.lock_polls += 1;
                flight.stage =
                    Stage::WaitingForLock { until_mono_ms: now.mono_ms.saturating_add(LOCK_POLL_MS) };
                return;
            }
            LockOutcome::Busy | LockOutcome::Unavailable => flight.lock = LockState::DoneWithout,
        }
        self.advance(now, out);
    }

    /// Another process may have got the identity while we waited for the lock.
    fn adopt_stored(&mut self, record: Option<Record>, out: &mut Vec<Effect>) {
        self.credentials_stored |= record.as_ref().is_some_and(|record| record.credentials.is_some());
        let stored: Option<Arc<CStr>> = record.and_then(|record| record.identity_id).map(|id| c_text(&id));
        let given_up =
            |stored: &Arc<CStr>| self.removing.is_some() || Some(stored) == self.dropped_identity_id.as_ref();
        let Some(stored) = stored.filter(|stored| !given_up(stored)) else { return };
        self.release_lock(out);
        self.stored_identity_id = Some(Arc::clone(&stored));
        self.adopt_without_storing(&stored, out);
    }

    pub(super) fn release_lock(&mut self, out: &mut Vec<Effect>) {
        if let Some(flight) = self.flight.as_mut().filter(|flight| flight.holds_lock()) {
            flight.lock_released();
            out.push(Effect::Unlock);
        }
    }

    fn begin(&mut self, operation: Operation, now: Now, out: &mut Vec<Effect>) {
        let invocation = retry::invocation_header(&mut self.rng);
        if let Some(flight) = self.flight.as_mut() {
            flight.attempts = 0;
            flight.invocation = invocation;
        }
        self.call(operation, now, out);
    }

    fn call(&mut self, operation: Operation, now: Now, out: &mut Vec<Effect>) {
        let call = self.next_call();
        let Some(flight) = self.flight.as_mut() else { return };
        let identity_id = self.identity.as_ref().and_then(|completion| completion.identity_id.as_deref());
        let identity_id = identity_id.map(CStr::to_string_lossy).unwrap_or_default();
        let endpoint = &self.config.endpoint;
        let mut request = match operation {
            Operation::GetId => {
                let account_id = self.config.account_id.as_deref();
                identity::get_id(endpoint, self.config.pool.as_str(), account_id, &[])
            }
            Operation::GetCredentials => {
                identity::get_credentials_for_identity(endpoint, &identity_id, &[], None)
            }
        };
        flight.attempts += 1;
        flight.sent_mono_ms = now.mono_ms;
        flight.stage = Stage::Calling(call, operation);
        request.headers.push(flight.invocation.clone());
        request.headers.push(retry::attempt_header(flight.attempts, self.policy));
        self.counters.http_requests += 1;
        out.push(Effect::Send(call, request));
    }

    fn next_call(&mut self) -> CallId {
        self.last_call += 1;
        CallId { generation: self.generation, number: self.last_call }
    }

    pub(super) fn on_answer(
        &mut self,
        call: CallId,
        result: Result<Response, TransportError>,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        // A result of another generation must never count: it may be another player's.
        let flight = self.flight.as_ref().filter(|_| call.generation == self.generation);
        let current = flight.and_then(|flight| Some((flight.is_calling(call)?, flight.sent_mono_ms)));
        let Some((operation, sent_mono_ms)) = current else {
            self.counters.stale_answers += 1;
            return;
        };
        let trouble = match result {
            Ok(response) => {
                if let Some(date_unix_ms) = service_date_unix_ms(&response) {
                    self.clock.observe(date_unix_ms, sent_mono_ms, now);
                }
                self.take_response(operation, &response, now, out).map_err(Trouble::Call)
            }
            Err(error) => Err(Trouble::Transport(error)),
        };
        match trouble {
            Ok(()) => {
                self.bucket.succeeded();
                self.advance(now, out);
            }
            Err(trouble) => self.on_trouble(operation, &trouble, now, out),
        }
    }

    /// The call's job is no more: nothing will come of waiting for it.
    pub(super) fn on_lost(&mut self, call: CallId, now: Now, out: &mut Vec<Effect>) {
        if self.flight.as_ref().and_then(|flight| flight.is_calling(call)).is_some() {
            let mut failure = Failure::local(ResultCode::Internal, "the I/O job for this request was lost");
            failure.is_retryable = true;
            self.fail(failure, now, out);
        }
    }

    fn take_response(
        &mut self,
        operation: Operation,
        response: &Response,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> Result<(), CallError> {
        match operation {
            Operation::GetId => {
                let identity_id = identity::parse_get_id(response, &[])?;
                self.adopt(&c_text(&identity_id), now, out);
                Ok(())
            }
            Operation::GetCredentials => {
                let credentials = cognito::parse_credentials(response, &[])?;
                self.accept(credentials, response.status, now, out)
            }
        }
    }

    fn on_trouble(&mut self, operation: Operation, trouble: &Trouble, now: Now, out: &mut Vec<Effect>) {
        let Some(flight) = self.flight.as_mut() else { return };
        let (kind, retry_after_ms) = match trouble {
            Trouble::Transport(error) if error.kind == TransportErrorKind::Aborted => (None, None),
            Trouble::Transport(_) => (Some(RetryKind::Transient), None),
            Trouble::Call(error) => (retry_rule(error.kind), error.retry_after_ms),
        };
        let delay_ms = kind.and_then(|kind| {
            let (bucket, rng) = (&mut self.bucket, &mut self.rng);
            retry::next_delay_ms(self.policy, bucket, kind, flight.attempts, retry_after_ms, rng)
        });
        if let Some(delay_ms) = delay_ms {
            let until_mono_ms = now.mono_ms.saturating_add(delay_ms);
            flight.stage = Stage::Pausing { until_mono_ms, operation };
            return;
        }
        let failure = match trouble {
            Trouble::Transport(error) => recovery::transport_failure(error, flight.attempts),
            Trouble::Call(error) => {
                let reaction =
                    recovery::react(&error.kind, flight.recovered, self.config.recover_forbidden_guest);
                if reaction == Reaction::NewIdentity && operation == Operation::GetCredentials {
                    flight.recovered = true;
                    self.drop_identity(out);
                    self.advance(now, out);
                    return;
                }
                cognito::failure(error, false, flight.attempts)
            }
        };
        self.fail(failure, now, out);
    }

    fn fail(&mut self, failure: Failure, now: Now, out: &mut Vec<Effect>) {
        self.release_lock(out);
        if let Some(flight) = self.flight.as_mut() {
            flight.stage = Stage::Idle;
            flight.outcome = Some(Err(failure));
        }
        self.settle(now, out);
    }
}
