//! An attempt did not bring what it should: it is made again, or the flight finds another way, or those who wait are told.
//! Only the service's own word changes what is known of the player.

use std::sync::Arc;

use super::super::recovery::{self, Circumstances, Reaction};
use super::flight::{Flight, Operation};
use super::{Effect, State, Want};
use crate::clock::Now;
use crate::cognito::{self, CallError};
use crate::error::{Failure, ResultCode};
use crate::http::retry::{self, RetryKind};
use crate::http::{TransportError, TransportErrorKind};
use crate::queue::{Completion, EventKind, c_text};

/// Why an attempt did not bring what it should.
pub(super) enum Trouble {
    Transport(TransportError),
    Call(CallError),
}

impl Trouble {
    /// The connection broke, other than by our own hand.
    fn is_cut_off(&self) -> bool {
        matches!(self, Self::Transport(error) if error.kind != TransportErrorKind::Aborted)
    }

    /// Whether and how another attempt may be made, and when the service would like it.
    fn retry(&self) -> (Option<RetryKind>, Option<u64>) {
        match self {
            Self::Transport(error) => {
                // Who says that there is no network knows it a moment later too.
                let is_retried = self.is_cut_off() && error.kind != TransportErrorKind::Offline;
                (is_retried.then_some(RetryKind::Transient), None)
            }
            Self::Call(error) => (error.kind.retry_kind(), error.retry_after_ms),
        }
    }
}

impl State {
    pub(super) fn on_trouble(
        &mut self,
        operation: Operation,
        trouble: &Trouble,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        let is_offline = self.surroundings.is_offline();
        if is_offline && trouble.is_cut_off() {
            return self.hold_flight(out);
        }
        if self.pauses_before_another(operation, trouble, now) {
            if is_offline {
                self.hold_flight(out);
            }
            return;
        }
        let failure = match trouble {
            Trouble::Transport(error) => {
                let service_ahead_ms = self.clock.ahead_of_device_ms(now);
                recovery::transport_failure(error, &self.asked(operation), service_ahead_ms)
            }
            Trouble::Call(error) => {
                let circumstances = self.circumstances(operation);
                if self.has_another_way(operation, recovery::react(error.kind, circumstances), now, out) {
                    return;
                }
                let asked = self.asked(operation);
                if circumstances.is_open_id_token {
                    recovery::open_id_token_failure(error, &asked)
                } else {
                    cognito::failure(error, &asked)
                }
            }
        };
        self.fail_operation(operation, failure, now, out);
    }

    /// Whether another attempt will be made; then the flight waits for its moment.
    fn pauses_before_another(&mut self, operation: Operation, trouble: &Trouble, now: Now) -> bool {
        let Some(flight) = self.flight.as_mut() else { return false };
        let (kind, retry_after_ms) = trouble.retry();
        let delay_ms = kind.and_then(|kind| {
            let (bucket, rng) = (&mut self.bucket, &mut self.rng);
            retry::next_delay_ms(self.policy, bucket, kind, flight.attempts(), retry_after_ms, rng)
        });
        if let Some(delay_ms) = delay_ms {
            flight.pause(operation, now.mono_ms.saturating_add(delay_ms));
        }
        delay_ms.is_some()
    }

    /// Whether the flight goes on in spite of the refusal; then it has taken that way.
    fn has_another_way(
        &mut self,
        operation: Operation,
        reaction: Reaction,
        now: Now,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Some(flight) = self.flight.as_mut() else { return false };
        match reaction {
            Reaction::Fail => return false,
            Reaction::NewIdentity | Reaction::OwnIdentity => {
                if operation == Operation::GetId {
                    return false;
                }
                flight.recovers();
                self.drop_identity(reaction == Reaction::OwnIdentity, out);
                self.advance(now, out);
            }
            Reaction::AskForLogins => {
                flight.renews_logins();
                self.ask_for_logins(now, out);
            }
            Reaction::RenewOpenIdToken => {
                flight.renews_open_id_token();
                self.advance(now, out);
            }
        }
        true
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
}
