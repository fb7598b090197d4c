//! How a flight goes on: logins, lock, and one operation after the other, with the pauses between attempts. What an
//! operation says is `call`'s, what its failing means is `trouble`'s, and what the flight's end means for the callers is
//! `settle`'s.

use super::flight::{Flight, LockState, Operation, Purpose, Stage};
use super::trouble::Trouble;
use super::{CallId, Effect, State, Want};
use crate::clock::Now;
use crate::cognito::service_date_unix_ms;
use crate::error::{Failure, ResultCode};
use crate::http::{Response, TransportError, retry};

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
        if !self.cache.is_fresh(now) {
            self.start_unasked(now, out);
        }
    }

    /// A fetch that nobody asked for; what would be refused to who asks is not sent either.
    pub(super) fn start_unasked(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.lacks_logins() {
            return;
        }
        if self.surroundings.is_quiet() {
            self.cache.owe_unasked();
        } else {
            self.start_flight_for(Purpose::Library, now, out);
        }
    }

    /// The next step of the flight, from what is known by now.
    pub(super) fn advance(&mut self, now: Now, out: &mut Vec<Effect>) {
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

    pub(super) fn fail(&mut self, failure: Failure, now: Now, out: &mut Vec<Effect>) {
        self.release_lock(out);
        if let Some(flight) = self.flight.as_mut() {
            flight.end(Err(failure));
        }
        self.settle(now, out);
    }
}
