//! The one flight: logins, lock, and one operation after the other, with the pauses between attempts. A flight knows
//! where it is; what an operation says is `call`'s, what the flight's end means for the callers is `settle`'s.

use std::sync::Arc;

use super::super::recovery::{self, Circumstances, Reaction};
use super::super::refresh::Age;
use super::call::Operation;
use super::lock::LockState;
use super::{CallId, Effect, State, Want};
use crate::clock::Now;
use crate::cognito::{self, CallError, service_date_unix_ms};
use crate::error::{Failure, ResultCode};
use crate::http::retry::{self, RetryKind};
use crate::http::{Response, TransportError, TransportErrorKind};
use crate::queue::{Completion, EventKind, c_text};
use crate::secret::Secret;

/// A fetch under way.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
#[allow(clippy::struct_excessive_bools, reason = "each is a thing that happens once at most, in any order")]
pub(super) struct Flight {
    pub(super) purpose: Purpose,
    pub(super) stage: Stage,
    pub(super) lock: LockState,
    pub(super) lock_polls: u32,
    /// The credentials are there.
    pub(super) fetched: bool,
    /// The token of `GetOpenIdToken`, if it was needed and is there.
    pub(super) open_id_token: Option<Arc<Secret>>,
    /// The host was asked for logins.
    pub(super) asked: bool,
    /// It was asked because the service refused a token: once is enough.
    pub(super) renewed: bool,
    /// STS found the token of `GetOpenIdToken` expired, and it was replaced: once is enough.
    renewed_open_id_token: bool,
    /// The login that is being unlinked.
    pub(super) unlinking: Option<String>,
    /// A new identity was already taken once.
    pub(super) recovered: bool,
    /// HTTP attempts of the current operation.
    pub(super) attempts: u32,
    /// When the last of them was sent.
    pub(super) sent_mono_ms: u64,
    /// The header that is the same for all attempts of one operation.
    pub(super) invocation: (&'static str, String),
    /// How it ends, once everything is stored.
    pub(super) outcome: Option<Result<(), Failure>>,
}

/// For whom a flight is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Those who wait, as far as they want.
    Waiters,
    /// Who wanted credentials ran out of time, or was served from memory: it goes on to them, for a later call.
    LaterCalls,
    /// Started by the library itself: goes on to the credentials, and a failure is told though nobody waits.
    Library,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Deciding what is next.
    Idle,
    /// The host was asked for logins.
    AskingForLogins {
        ask: CallId,
        until_mono_ms: u64,
    },
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
            Stage::AskingForLogins { until_mono_ms, .. }
            | Stage::WaitingForLock { until_mono_ms }
            | Stage::Pausing { until_mono_ms, .. } => Some(until_mono_ms),
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

/// What a flight does next.
enum Step {
    /// It has its outcome.
    Settle,
    AskForLogins,
    /// Nothing may be sent with what there is.
    Refuse(Failure),
    RefuseUnlinking,
    Lock,
    Begin(Operation),
    /// Everything wanted is there.
    End,
}

/// Why an attempt did not bring what it should.
enum Trouble {
    Transport(TransportError),
    Call(CallError),
}

impl State {
    /// Starts a flight for those who wait unless one is under way, and lets it go on.
    pub(super) fn start_flight(&mut self, now: Now, out: &mut Vec<Effect>) {
        self.start_flight_for(Purpose::Waiters, now, out);
    }

    pub(super) fn start_flight_for(&mut self, purpose: Purpose, now: Now, out: &mut Vec<Effect>) {
        if let Some(flight) = self.flight.as_mut() {
            if purpose != Purpose::Waiters {
                flight.go_on_for_later_calls();
            }
            return;
        }
        self.flight = Some(Flight {
            purpose,
            stage: Stage::Idle,
            lock: LockState::NotHeld,
            lock_polls: 0,
            fetched: false,
            open_id_token: None,
            asked: false,
            renewed: false,
            renewed_open_id_token: false,
            unlinking: None,
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
        if !self.lacks_logins() {
            self.start_flight_for(Purpose::Library, now, out);
        }
    }

    /// The next step of the flight, from what is known by now.
    pub(super) fn advance(&mut self, now: Now, out: &mut Vec<Effect>) {
        if let Some(flight) = self.flight.as_mut() {
            flight.stage = Stage::Idle;
        }
        match self.next_step(now) {
            Step::Settle => self.settle(now, out),
            Step::AskForLogins => self.ask_for_logins(now, out),
            Step::Refuse(failure) => self.fail(failure, now, out),
            Step::RefuseUnlinking => {
                self.refuse_unlinking(out);
                self.advance(now, out);
            }
            Step::Lock => self.try_lock(now, out),
            Step::Begin(operation) => self.begin(operation, now, out),
            Step::End => {
                if let Some(flight) = self.flight.as_mut() {
                    flight.outcome = Some(Ok(()));
                }
                self.settle(now, out);
            }
        }
    }

    fn next_step(&self, now: Now) -> Step {
        let Some(flight) = self.flight.as_ref() else { return Step::Settle };
        if flight.outcome.is_some() {
            Step::Settle
        } else if !flight.asked && self.should_ask(now) {
            Step::AskForLogins
        } else if let Some(failure) = self.refusal() {
            Step::Refuse(failure)
        } else if self.identity.is_guest() && self.wants(Want::UnlinkedLogin) {
            Step::RefuseUnlinking
        } else if self.identity.present().is_none() {
            match flight.lock {
                LockState::NotHeld => Step::Lock,
                LockState::Held | LockState::DoneWithout => Step::Begin(Operation::GetId),
            }
        } else {
            self.wanted_operation(flight).map_or(Step::End, Step::Begin)
        }
    }

    fn wants(&self, want: Want) -> bool {
        self.waiters.values().any(|waiter| waiter.want == want)
    }

    /// What those who wait want from the service, now that there is an identity.
    fn wanted_operation(&self, flight: &Flight) -> Option<Operation> {
        // A token that is wanted anyway confirms it too.
        let needs_confirmation = self.identity.is_unconfirmed()
            && (self.wants(Want::IdentityId) || self.wants(Want::UnlinkedLogin))
            && !self.wants(Want::OpenIdToken);
        let credentials_wanted = self.wants(Want::Credentials)
            || self.wants(Want::FreshCredentials)
            || flight.purpose != Purpose::Waiters
            || needs_confirmation;
        if self.wants(Want::UnlinkedLogin) && !self.identity.is_unconfirmed() {
            Some(Operation::UnlinkIdentity) // first: what the others want, they want under what is left
        } else if credentials_wanted && !flight.fetched {
            Some(self.towards_credentials(flight))
        } else if self.wants(Want::OpenIdToken) && flight.open_id_token.is_none() {
            Some(Operation::GetOpenIdToken)
        } else {
            None
        }
    }

    /// Goes on after a pause, if it is over.
    pub(super) fn resume_flight(&mut self, now: Now, out: &mut Vec<Effect>) {
        let Some(flight) = self.flight.as_ref() else { return };
        match flight.stage {
            Stage::AskingForLogins { until_mono_ms, .. } if until_mono_ms <= now.mono_ms => {
                self.login_source_was_silent(now, out);
            }
            Stage::WaitingForLock { until_mono_ms } if until_mono_ms <= now.mono_ms => {
                self.try_lock(now, out);
            }
            Stage::Pausing { until_mono_ms, operation } if until_mono_ms <= now.mono_ms => {
                self.counters.retries += 1;
                self.call(operation, now, out);
            }
            _ => {}
        }
    }

    fn begin(&mut self, operation: Operation, now: Now, out: &mut Vec<Effect>) {
        let invocation = retry::invocation_header(&mut self.rng);
        let unlinking = self.next_login_to_unlink().filter(|_| operation == Operation::UnlinkIdentity);
        if let Some(flight) = self.flight.as_mut() {
            flight.attempts = 0;
            flight.unlinking = unlinking;
            flight.invocation = invocation;
        }
        self.call(operation, now, out);
    }

    pub(super) fn next_call(&mut self) -> CallId {
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
                let clock = self.clock;
                if let Some(date_unix_ms) = service_date_unix_ms(&response) {
                    self.clock.observe(date_unix_ms, sent_mono_ms, now);
                }
                let taken = self.take_response(operation, &response, now, out);
                if taken.as_ref().is_err_and(|error| error.aws_error_code.is_none()) {
                    self.clock = clock; // something in between knows nothing of the service's time
                }
                taken.map_err(Trouble::Call)
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

    fn on_trouble(&mut self, operation: Operation, trouble: &Trouble, now: Now, out: &mut Vec<Effect>) {
        let circumstances = self.circumstances(operation);
        let Some(flight) = self.flight.as_mut() else { return };
        let (kind, retry_after_ms) = match trouble {
            Trouble::Transport(error) if error.kind == TransportErrorKind::Aborted => (None, None),
            Trouble::Transport(_) => (Some(RetryKind::Transient), None),
            Trouble::Call(error) => (cognito::retry_kind(&error.kind), error.retry_after_ms),
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
            Trouble::Transport(error) => {
                let own_endpoint = match operation {
                    Operation::AssumeRole => self.config.has_own_sts_endpoint.then_some("sts_endpoint"),
                    _ => self.config.has_own_endpoint.then_some("endpoint"),
                };
                let service_ahead_ms = self.clock.ahead_of_device_ms(now);
                recovery::transport_failure(error, flight.attempts, own_endpoint, service_ahead_ms)
            }
            Trouble::Call(error) => {
                let attempts = flight.attempts;
                match recovery::react(error.kind, circumstances) {
                    Reaction::NewIdentity | Reaction::OwnIdentity if operation == Operation::GetId => {}
                    reaction @ (Reaction::NewIdentity | Reaction::OwnIdentity) => {
                        flight.recovered = true;
                        self.drop_identity(reaction == Reaction::OwnIdentity, out);
                        return self.advance(now, out);
                    }
                    Reaction::AskForLogins => {
                        flight.renewed = true;
                        return self.ask_for_logins(now, out);
                    }
                    Reaction::RenewOpenIdToken => {
                        flight.renewed_open_id_token = true;
                        flight.open_id_token = None;
                        return self.advance(now, out);
                    }
                    Reaction::Fail => {}
                }
                let had_logins = !self.identity.is_guest();
                if circumstances.is_open_id_token {
                    recovery::open_id_token_failure(error, self.config.pool.region(), had_logins, attempts)
                } else {
                    cognito::failure(error, self.config.pool.region(), had_logins, attempts)
                }
            }
        };
        self.fail_operation(operation, failure, now, out);
    }

    fn circumstances(&self, operation: Operation) -> Circumstances {
        let flight = self.flight.as_ref();
        let is = |fact: fn(&Flight) -> bool| flight.is_some_and(fact);
        let identity_id = self.identity.id();
        let is_developer_identity = self.developer_token().is_some();
        Circumstances {
            recovered: is(|flight| flight.recovered),
            is_signed_in: !self.identity.is_guest(),
            recover_forbidden: self.config.recover_forbidden_guest,
            is_given_identity: identity_id.is_some()
                && identity_id == self.config.identity_id.as_deref().map(c_text),
            is_developer_identity,
            can_ask_for_logins: self.identity.has_login_source() && !is(|flight| flight.renewed),
            is_open_id_token: operation == Operation::AssumeRole && !is_developer_identity,
            renewed_open_id_token: is(|flight| flight.renewed_open_id_token),
        }
    }

    /// What only some waiters want fails them only; the flight goes on for the others.
    fn fail_operation(&mut self, operation: Operation, failure: Failure, now: Now, out: &mut Vec<Effect>) {
        let is_partial = match operation {
            Operation::UnlinkIdentity => true,
            Operation::GetOpenIdToken => !self.is_classic(),
            _ => false,
        };
        if !is_partial {
            return self.fail(failure, now, out);
        }
        let login_required = failure.code == ResultCode::LoginRequired;
        let error = Arc::new(Completion::failure(failure, self.tellable_identity_id()));
        if login_required {
            Self::tell(out, EventKind::LoginRequired, (*error).clone());
        }
        if operation == Operation::UnlinkIdentity {
            self.complete_unlinking(&error, out);
        } else {
            self.remember_token_failure(&error, now);
            self.complete_waiters(Want::OpenIdToken, &error, out);
        }
        self.advance(now, out);
    }

    pub(super) fn fail(&mut self, failure: Failure, now: Now, out: &mut Vec<Effect>) {
        self.release_lock(out);
        if let Some(flight) = self.flight.as_mut() {
            flight.stage = Stage::Idle;
            flight.outcome = Some(Err(failure));
        }
        self.settle(now, out);
    }
}
