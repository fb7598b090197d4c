//! What the host takes back: credentials, the identity, or trust in the credentials. A clear starts a new generation:
//! whatever a flight of the old one still brings is dropped, and those who wait for it move to a new flight.

use std::sync::Arc;

use super::admission::MAX_MOVES;
use super::identity::Cleared;
use super::{Effect, State};
use crate::clock::Now;
use crate::error::{Failure, ResultCode};
use crate::queue::{Completion, IdentityChange};

impl State {
    pub(super) fn clear_credentials(&mut self, now: Now, out: &mut Vec<Effect>) {
        self.cache.clear();
        self.cache.forget_failures();
        if self.persistence.holds_credentials() {
            self.store(out);
        }
        self.next_generation(out);
        self.restart_flight(now, out);
    }

    pub(super) fn clear_identity(&mut self, now: Now, out: &mut Vec<Effect>) {
        let Cleared { told_id, id } = self.identity.clear();
        self.cache.clear();
        self.cache.forget_failures();
        self.remove_stored(id, out);
        if told_id.is_some() {
            self.tell_identity_changed(told_id, IdentityChange::Host, out);
        }
        self.next_generation(out);
        self.restart_flight(now, out);
    }

    /// The host found the credentials refused; `None` means whichever are cached.
    pub(super) fn invalidate(&mut self, access_key_id: Option<&str>, out: &mut Vec<Effect>) {
        if self.cache.invalidate(access_key_id) {
            self.publish(out);
            if self.persistence.holds_credentials() {
                self.store(out); // the next run must not serve them either
            }
        }
    }

    /// From here on no answer to a call of before counts.
    pub(super) fn next_generation(&mut self, out: &mut Vec<Effect>) {
        self.generation += 1;
        self.identity.next_epoch();
        self.publish(out);
        out.push(Effect::ForgetStaleEvents);
    }

    /// Sends those who wait to a new flight.
    pub(super) fn restart_flight(&mut self, now: Now, out: &mut Vec<Effect>) {
        self.release_lock(out);
        if self.flight.take().is_none() {
            return;
        }
        let mut tired = Vec::new();
        for (waiter, waiting) in self.waiters.iter_mut() {
            if waiting.moves_on() {
                tired.push(waiter);
            }
        }
        if !tired.is_empty() {
            let failure = Failure::local(
                ResultCode::LimitExceeded,
                format!(
                    "the logins, the identity or the credentials were changed more than {MAX_MOVES} times while this request waited"
                ),
            )
            .with_hint("Nobody cancelled it: something clears or signs out each time it is asked, a login source perhaps. Mend that and begin the request again.");
            let completion = Arc::new(Completion::failure(failure, self.tellable_identity_id()));
            for waiter in tired {
                self.waiters.remove(waiter);
                out.push(Effect::Complete(waiter, Arc::clone(&completion)));
            }
        }
        if !self.waiters.is_empty() {
            self.start_flight(now, out);
        }
    }
}
