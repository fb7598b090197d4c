//! Who is answered with the credentials in memory, and when they are replaced behind their back.
//!
//! Age is the monotonic clock's. A wall clock that jumps past the expiry alone is believed for as long as one refresh
//! takes, and for two seconds at most: it may be a machine restored from a snapshot, whose other clocks did not notice,
//! or a player who sets the clock.

use std::sync::Arc;

use super::flight::Purpose;
use super::{Admission, Cached, Effect, State, Want};
use crate::clock::Now;
use crate::queue::Completion;

impl State {
    /// The cached credentials, if a get is answered with them at once.
    pub(super) fn cached_answer(&self, now: Now) -> Option<Arc<Completion>> {
        if self.persistence.is_storing() {
            return None;
        }
        self.cache.answer(self.surroundings.is_offline(), self.config.serve_expired, now)
    }

    /// Whether the cached credentials would be served to others, but live too short for this request.
    pub(super) fn is_too_old_for(&self, waiting: &Admission, now: Now) -> bool {
        let is_short = |cached: &Cached| cached.left_ms(now) < waiting.min_remaining_ms;
        waiting.want == Want::Credentials && self.cache.credentials().is_some_and(is_short)
    }

    /// After a get was answered from memory: in the advisory window the next ones should be too.
    pub(super) fn refresh_in_background(&mut self, now: Now, out: &mut Vec<Effect>) {
        let is_due = self.cache.is_refresh_due(now) && !self.surroundings.is_offline();
        if is_due && !self.lacks_logins() {
            self.start_flight_for(Purpose::LaterCalls, now, out);
        }
    }

    /// Nobody is served what the wall clock says has expired before a refresh was tried.
    pub(super) fn notice_wall_clock(&mut self, now: Now, out: &mut Vec<Effect>) {
        if !self.cache.wall_clock_differs(now) {
            return;
        }
        if self.lacks_logins() {
            return self.cache.believe_monotonic_clock(now);
        }
        self.cache.doubt(now);
        self.publish(out);
        if self.surroundings.is_quiet() {
            self.cache.owe_unasked(); // whoever asks meanwhile begins it
        } else {
            self.start_flight_for(Purpose::LaterCalls, now, out);
        }
    }

    /// The refresh has failed, or takes too long.
    pub(super) fn end_doubt(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.cache.is_doubted() {
            self.cache.believe_monotonic_clock(now);
            self.publish(out);
        }
    }

    /// Those who wait only because of the wall clock need not wait any longer.
    pub(super) fn end_doubt_in_time(&mut self, now: Now, out: &mut Vec<Effect>) {
        if !self.cache.has_doubted_long_enough(now) {
            return;
        }
        self.end_doubt(now, out);
        if let Some(answer) = self.cached_answer(now) {
            if let Some(flight) = self.flight.as_mut() {
                flight.go_on_for_later_calls();
            }
            self.complete_waiters(Want::Credentials, &answer, out);
        }
    }
}
