//! What the passing of time does: deadlines, the end of a pause, `keep_fresh`, credentials that expire soon. One timer
//! serves them all.

use std::sync::Arc;

use super::super::refresh::Age;
use super::{Cached, Effect, State, Want};
use crate::clock::Now;
use crate::error::{Failure, ResultCode};
use crate::queue::{Completion, EventKind};

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
        if self.keep_fresh_at_mono_ms.is_some_and(|at| at <= now.mono_ms) {
            self.keep_fresh_at_mono_ms = None;
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
        let good = self.cached.as_ref().filter(|cached| {
            let is_served = cached.age(now) != Age::Expired || self.config.serve_expired;
            !self.persistence.is_storing() && !cached.invalidated && is_served
        });
        let good = good.map(|cached| cached.answer(now));
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

    fn deadline_exceeded(&self) -> Completion {
        let text = "the request's deadline passed before the service answered";
        let failure = Failure::local(ResultCode::DeadlineExceeded, text)
            .with_hint("The fetch goes on; a later call may find its result.");
        Completion::failure(Failure { is_retryable: true, ..failure }, self.tellable_identity_id())
    }

    /// When the host is to be told that the credentials expire: with `keep_fresh` only once that has not helped; not
    /// while a refresh is under way, which may replace them; not when the host itself found them refused.
    fn expiring_at_mono_ms(&self) -> Option<u64> {
        let cached = self.cached.as_ref().filter(|cached| !cached.expiring_told && !cached.invalidated)?;
        let windows = cached.windows;
        let window_ms = if self.config.keep_fresh { windows.mandatory_ms } else { windows.advisory_ms };
        let is_under_way = self.flight.as_ref().is_some_and(|flight| !flight.is_held());
        let is_due = self.has_listener && !is_under_way && !self.persistence.is_storing();
        is_due.then(|| cached.completion.expires_mono_ms.saturating_sub(window_ms))
    }

    /// After every step: whatever it was, it may have been what the telling waited for.
    pub(super) fn tell_expiring(&mut self, now: Now, out: &mut Vec<Effect>) {
        if self.expiring_at_mono_ms().is_none_or(|at| now.mono_ms < at) {
            return;
        }
        if let Some(cached) = self.cached.as_mut() {
            cached.expiring_told = true;
            let completion = (*cached.answer(now)).clone();
            Self::tell(out, EventKind::CredentialsExpiring, completion);
        }
    }

    /// Asks for the next tick, when it is another one than asked for before.
    pub(super) fn schedule(&mut self, out: &mut Vec<Effect>) {
        let deadline = self.waiters.next_deadline_mono_ms();
        let flight = self.flight.as_ref().and_then(super::Flight::wake_at_mono_ms);
        let expiring = self.expiring_at_mono_ms();
        let doubt = self.cached.as_ref().and_then(Cached::doubted_until_mono_ms);
        let store = self.persistence.wake_at_mono_ms();
        let due = [deadline, flight, self.keep_fresh_at_mono_ms, expiring, doubt, store];
        let next = due.into_iter().flatten().min();
        if !self.closed && next != self.wake_at_mono_ms {
            self.wake_at_mono_ms = next;
            out.push(Effect::WakeAt(next));
        }
    }
}
