//! How a flight goes on: logins, lock, and one operation after the other, with the pauses between attempts. What an
//! operation says is `call`'s, what the flight's end means for the callers is `settle`'s.

use std::sync::Arc;

use super::super::recovery::{self, Circumstances, Reaction};
use super::super::refresh::Age;
use super::flight::{Flight, LockState, Operation, Purpose, Stage};
use super::{CallId, Effect, State, Want};
use crate::clock::Now;
use crate::cognito::{self, CallError, service_date_unix_ms};
use crate::error::{Failure, ResultCode};
use crate::http::retry::{self, RetryKind};
use crate::http::{Response, TransportError, TransportErrorKind};
use crate::queue::{Completion, EventKind, c_text};

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
            flight.serves(purpose);
            if flight.is_held() && self.surroundings.is_offline() {
                self.fail_offline_waiters(out);
            }
            return;
        }
        self.flight = Some(Flight::new(purpose, now));
        self.advance(now, out);
    }

    pub(super) fn prefetch(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.cached.as_ref().is_none_or(|cached| cached.age(now) != Age::Fresh) {
            self.start_unasked(now, out);
        }
    }

    /// A fetch that nobody asked for; what would be refused to who asks is not sent either.
    pub(super) fn start_unasked(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.lacks_logins() {
            return;
        }
        if self.surroundings.is_quiet() {
            self.owes_unasked = true;
        } else {
            self.start_flight_for(Purpose::Library, now, out);
        }
    }

    /// The next step of the flight, from what is known by now.
    pub(super) fn advance(&mut self, now: Now, out: &mut Vec<Effect>) {
        if let Some(flight) = self.flight.as_mut() {
            flight.decides();
        }
        match self.next_step(now) {
            Step::AskForLogins | Step::Lock | Step::Begin(_) if self.surroundings.is_offline() => {
                self.hold_flight(out);
            }
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
                    flight.end(Ok(()));
                }
                self.settle(now, out);
            }
        }
    }

    fn next_step(&self, now: Now) -> Step {
        let Some(flight) = self.flight.as_ref() else { return Step::Settle };
        if flight.has_ended() {
            Step::Settle
        } else if !flight.has_asked() && self.should_ask(now) {
            Step::AskForLogins
        } else if let Some(failure) = self.refusal() {
            Step::Refuse(failure)
        } else if self.identity.is_guest() && self.wants(Want::UnlinkedLogin) {
            Step::RefuseUnlinking
        } else if self.identity.present().is_none() {
            match flight.lock() {
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
            && (self.wants(Want::IdentityId)
                || self.wants(Want::UnlinkedLogin)
                || flight.goes_on_to_the_identity())
            && !self.wants(Want::OpenIdToken);
        let credentials_wanted = self.wants(Want::Credentials)
            || self.wants(Want::FreshCredentials)
            || flight.goes_on_to_credentials()
            || needs_confirmation;
        if self.wants(Want::UnlinkedLogin) && !self.identity.is_unconfirmed() {
            Some(Operation::UnlinkIdentity) // first: what the others want, they want under what is left
        } else if credentials_wanted && !flight.has_credentials() {
            Some(self.towards_credentials(flight))
        } else if self.wants(Want::OpenIdToken) && flight.open_id_token().is_none() {
            Some(Operation::GetOpenIdToken)
        } else {
            None
        }
    }

    /// Goes on after a pause, if it is over.
    pub(super) fn resume_flight(&mut self, now: Now, out: &mut Vec<Effect>) {
        let Some(flight) = self.flight.as_ref() else { return };
        match flight.stage() {
            Stage::AskingForLogins { until_mono_ms, .. } if until_mono_ms <= now.mono_ms => {
                self.login_source_was_silent(now, out);
            }
            Stage::WaitingForLock { until_mono_ms } if until_mono_ms <= now.mono_ms => {
                self.try_lock(now, out);
            }
            Stage::Held { until_mono_ms: Some(until_mono_ms) } if until_mono_ms <= now.mono_ms => {
                self.advance(now, out);
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
            flight.begin(invocation, unlinking);
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
        let current = flight.and_then(|flight| Some((flight.is_calling(call)?, flight.sent_mono_ms())));
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
        let is_cut_off = |error: &TransportError| error.kind != TransportErrorKind::Aborted;
        if self.surroundings.is_offline() && matches!(trouble, Trouble::Transport(error) if is_cut_off(error))
        {
            return self.hold_flight(out);
        }
        let circumstances = self.circumstances(operation);
        let Some(flight) = self.flight.as_mut() else { return };
        let (kind, retry_after_ms) = match trouble {
            // Who says that there is no network knows it a moment later too.
            Trouble::Transport(error)
                if matches!(error.kind, TransportErrorKind::Aborted | TransportErrorKind::Offline) =>
            {
                (None, None)
            }
            Trouble::Transport(_) => (Some(RetryKind::Transient), None),
            Trouble::Call(error) => (cognito::retry_kind(&error.kind), error.retry_after_ms),
        };
        let delay_ms = kind.and_then(|kind| {
            let (bucket, rng) = (&mut self.bucket, &mut self.rng);
            retry::next_delay_ms(self.policy, bucket, kind, flight.attempts(), retry_after_ms, rng)
        });
        if let Some(delay_ms) = delay_ms {
            let until_mono_ms = now.mono_ms.saturating_add(delay_ms);
            flight.pause(operation, until_mono_ms);
            if self.surroundings.is_offline() {
                self.hold_flight(out);
            }
            return;
        }
        let failure = match trouble {
            Trouble::Transport(error) => {
                let own_endpoint = match operation {
                    Operation::AssumeRole => self.config.has_own_sts_endpoint.then_some("sts_endpoint"),
                    _ => self.config.has_own_endpoint.then_some("endpoint"),
                };
                let service_ahead_ms = self.clock.ahead_of_device_ms(now);
                recovery::transport_failure(error, flight.attempts(), own_endpoint, service_ahead_ms)
            }
            Trouble::Call(error) => {
                let attempts = flight.attempts();
                match recovery::react(error.kind, circumstances) {
                    Reaction::NewIdentity | Reaction::OwnIdentity if operation == Operation::GetId => {}
                    reaction @ (Reaction::NewIdentity | Reaction::OwnIdentity) => {
                        flight.recovers();
                        self.drop_identity(reaction == Reaction::OwnIdentity, out);
                        return self.advance(now, out);
                    }
                    Reaction::AskForLogins => {
                        flight.renews_logins();
                        return self.ask_for_logins(now, out);
                    }
                    Reaction::RenewOpenIdToken => {
                        flight.renews_open_id_token();
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
            recovered: is(Flight::has_recovered),
            is_signed_in: !self.identity.is_guest(),
            recover_forbidden: self.config.recover_forbidden_guest,
            is_given_identity: identity_id.is_some()
                && identity_id == self.config.identity_id.as_deref().map(c_text),
            is_developer_identity,
            can_ask_for_logins: self.identity.has_login_source() && !is(Flight::has_renewed_logins),
            is_open_id_token: operation == Operation::AssumeRole && !is_developer_identity,
            renewed_open_id_token: is(Flight::has_renewed_open_id_token),
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
            flight.end(Err(failure));
        }
        self.settle(now, out);
    }
}
