//! What the host says of the device. Offline nothing is attempted: what is under way is held, and those who wait do so
//! until their deadline, or fail at once as they asked. While the application is suspended nothing starts that nobody
//! asked for. Back again, what is due runs once, at a random moment, and old failures prove nothing any more.

use std::sync::Arc;

use super::flight::Flight;
use super::{Effect, State};
use crate::clock::Now;
use crate::error::{Failure, ResultCode};
use crate::provider::host_state::Surroundings;
use crate::provider::refresh::Age;
use crate::queue::Completion;

/// A process with a thousand providers does not ask for all of them at once.
const RESUME_SPREAD_MS: u64 = 500;
const UNASKED_SPREAD_MS: u64 = 5_000;

impl State {
    /// The host's word has changed.
    pub(super) fn on_surroundings(&mut self, said: Surroundings, now: Now, out: &mut Vec<Effect>) {
        let before = std::mem::replace(&mut self.surroundings, said);
        if said.is_offline() && self.flight.as_ref().is_some_and(Flight::is_pausing) {
            self.hold_flight(out); // first: the pause may be over, and its timer late
        }
        self.catch_up(now, out);
        if said.is_better_than(before) {
            self.come_back(now);
        }
    }

    fn come_back(&mut self, now: Now) {
        self.cache.forget_outage();
        if self.surroundings.is_offline() {
            return;
        }
        let at_mono_ms = now.mono_ms.saturating_add(self.rng.u64(..=RESUME_SPREAD_MS));
        if let Some(flight) = self.flight.as_mut() {
            flight.resume_at(at_mono_ms);
        }
        if self.surroundings.is_quiet() {
            return;
        }
        let is_old = || self.cache.credentials().is_some_and(|cached| cached.age(now) != Age::Fresh);
        let is_due = self.config.keep_fresh && self.flight.is_none() && is_old();
        if self.cache.takes_owed() || is_due {
            let pause_ms = self.rng.u64(..=UNASKED_SPREAD_MS);
            self.cache.keep_fresh_at(now.mono_ms.saturating_add(pause_ms));
        }
    }

    /// Nothing is sent before there is a network. Another process may have one: it gets the lock.
    pub(super) fn hold_flight(&mut self, out: &mut Vec<Effect>) {
        self.release_lock(out);
        if let Some(flight) = self.flight.as_mut() {
            flight.hold();
        }
        self.fail_offline_waiters(out);
    }

    /// Those who asked not to wait for a network.
    pub(super) fn fail_offline_waiters(&mut self, out: &mut Vec<Effect>) {
        if !self.waiters.values().any(|waiting| waiting.fails_offline) {
            return;
        }
        let text = "the host has said that there is no network, and the request was not to wait for one";
        let failure = Failure::local(ResultCode::Offline, text).with_hint(
            "Ask again once there is a network; without fail_when_offline the request waits for it itself.",
        );
        let failure = Failure { is_retryable: true, ..failure };
        let completion = Arc::new(Completion::failure(failure, self.tellable_identity_id()));
        self.waiters.retain(|waiter, waiting| {
            if waiting.fails_offline {
                out.push(Effect::Complete(waiter, Arc::clone(&completion)));
            }
            !waiting.fails_offline
        });
    }
}
