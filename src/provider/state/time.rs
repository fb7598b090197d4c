//! What the passing of time does: deadlines, the end of a pause, `keep_fresh`. One timer serves them all.

use std::sync::Arc;

use super::{Effect, State, Want};
use crate::clock::Now;
use crate::error::{Failure, ResultCode};
use crate::queue::Completion;

impl State {
    pub(super) fn on_tick(&mut self, now: Now, out: &mut Vec<Effect>) {
        // The timer that was asked for has fired: whatever is due later must be asked for again.
        self.wake_at_mono_ms = None;
        self.expire_waiters(now, out);
        if self.storing.as_ref().is_some_and(|storing| storing.give_up_mono_ms <= now.mono_ms) {
            self.end_storing(now, out);
        }
        self.resume_flight(now, out);
        if self.keep_fresh_at_mono_ms.is_some_and(|at| at <= now.mono_ms) {
            self.keep_fresh_at_mono_ms = None;
            self.start_unasked(now, out);
        }
    }

    fn expire_waiters(&mut self, now: Now, out: &mut Vec<Effect>) {
        let mut late = None;
        let identity_id = self.tellable_identity_id();
        self.waiters.retain(|waiter, waiting| {
            let in_time = waiting.deadline_mono_ms.is_none_or(|deadline| now.mono_ms < deadline);
            if !in_time {
                let completion = late.get_or_insert_with(|| {
                    let mut failure = Failure::local(
                        ResultCode::DeadlineExceeded,
                        "the request's deadline passed before the service answered",
                    )
                    .with_hint("The fetch goes on; a later call may find its result.");
                    failure.is_retryable = true;
                    Arc::new(Completion::failure(failure, identity_id.clone()))
                });
                out.push(Effect::Complete(*waiter, Arc::clone(completion)));
                if let Some(flight) = self.flight.as_mut().filter(|_| waiting.want != Want::IdentityId) {
                    flight.go_on_for_later_calls();
                }
            }
            in_time
        });
    }

    /// Asks for the next tick, when it is another one than asked for before.
    pub(super) fn schedule(&mut self, out: &mut Vec<Effect>) {
        let deadline = self.waiters.values().filter_map(|waiter| waiter.deadline_mono_ms).min();
        let flight = self.flight.as_ref().and_then(super::Flight::wake_at_mono_ms);
        let storing = self.storing.as_ref().map(|storing| storing.give_up_mono_ms);
        let next = [deadline, flight, storing, self.keep_fresh_at_mono_ms].into_iter().flatten().min();
        if !self.closed && next != self.wake_at_mono_ms {
            self.wake_at_mono_ms = next;
            out.push(Effect::WakeAt(next));
        }
    }
}
