//! What the passing of time does: deadlines, the end of a pause, `keep_fresh`, credentials that expire soon. One timer
//! serves them all.

use std::sync::Arc;

use super::{Effect, State, Want};
use crate::clock::Now;
use crate::queue::EventKind;

impl State {
    pub(super) fn on_tick(&mut self, now: Now, out: &mut Vec<Effect>) {
        // The timer that was asked for has fired: whatever is due later must be asked for again.
        self.wake_at_mono_ms = None;
        if self.waiters.next_deadline_mono_ms().is_some() {
            self.expire_waiters(now, out);
        }
        if self.persistence.waited_long_enough(now) {
            self.end_storing(now, out);
        }
        self.end_doubt_in_time(now, out);
        self.resume_flight(now, out);
        if self.cache.takes_keep_fresh(now) {
            self.start_unasked(now, out);
        }
    }

    /// What is due by now, whatever became of the timer; then nobody is answered by what time has made untrue.
    pub(super) fn catch_up(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.wake_at_mono_ms.is_some_and(|at| at <= now.mono_ms) {
            self.on_tick(now, out);
        }
        self.notice_wall_clock(now, out);
    }

    fn expire_waiters(&mut self, now: Now, out: &mut Vec<Effect>) {
        let late = Arc::new(self.deadline_exceeded());
        // Whoever waits for a refresh while the old credentials are still good (or good enough for the host) is better
        // served with those.
        let good = self.cache.late_answer(self.config.serve_expired, now);
        let good = good.filter(|_| !self.persistence.is_storing());
        self.waiters.retain(|waiter, waiting| {
            let in_time = waiting.deadline_mono_ms.is_none_or(|deadline| now.mono_ms < deadline);
            if !in_time {
                let completion = match (&good, waiting.want) {
                    (Some(good), Want::Credentials) => good,
                    _ => &late,
                };
                out.push(Effect::Complete(waiter, Arc::clone(completion)));
                let for_credentials = matches!(waiting.want, Want::Credentials | Want::FreshCredentials);
                if let Some(flight) = self.flight.as_mut().filter(|_| for_credentials) {
                    flight.go_on_for_later_calls();
                }
            }
            in_time
        });
    }

    /// When the host is to be told that the credentials expire; not while a refresh is under way, which may replace them.
    fn expiring_at_mono_ms(&self) -> Option<u64> {
        let at_mono_ms = self.cache.credentials()?.expiring_at_mono_ms(self.config.keep_fresh);
        let is_under_way = self.flight.as_ref().is_some_and(|flight| !flight.is_held());
        let is_due = self.has_listener && !is_under_way && !self.persistence.is_storing();
        at_mono_ms.filter(|_| is_due)
    }

    /// After every step: whatever it was, it may have been what the telling waited for.
    pub(super) fn tell_expiring(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.expiring_at_mono_ms().is_none_or(|at| now.mono_ms < at) {
            return;
        }
        if let Some(completion) = self.cache.tell_expiring(now) {
            Self::tell(out, EventKind::CredentialsExpiring, (*completion).clone());
        }
    }

    /// Asks for the next tick, when it is another one than asked for before.
    pub(super) fn schedule(&mut self, out: &mut Vec<Effect>) {
        let deadline = self.waiters.next_deadline_mono_ms();
        let flight = self.flight.as_ref().and_then(super::Flight::wake_at_mono_ms);
        let expiring = self.expiring_at_mono_ms();
        let cache = self.cache.wake_at_mono_ms();
        let store = self.persistence.wake_at_mono_ms();
        let due = [deadline, flight, expiring, cache, store];
        let next = due.into_iter().flatten().min();
        if !self.closed && next != self.wake_at_mono_ms {
            self.wake_at_mono_ms = next;
            out.push(Effect::WakeAt(next));
        }
    }
}
