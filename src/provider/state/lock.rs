//! The store's lock: held from before `GetId` until the new identity is stored, so that two processes that start at
//! once never make two guests.

use std::ffi::CStr;
use std::sync::Arc;

use super::flight::Stage;
use super::{CallId, Effect, LockOutcome, State, Unread};
use crate::clock::Now;
use crate::queue::c_text;
use crate::store::Record;

/// How often to try the lock of another process that is getting this player's identity: twenty seconds for each of its
/// attempts, which end before. Counted in tries, not in time: while the device sleeps, so does the other process.
const LOCK_POLLS_PER_ATTEMPT: u32 = 1_000;
const LOCK_POLL_MS: u64 = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LockState {
    NotHeld,
    Held,
    /// The store cannot lock, or the other holder took too long.
    DoneWithout,
}

impl State {
    pub(super) fn try_lock(&mut self, out: &mut Vec<Effect>) {
        let call = self.next_call();
        if let Some(flight) = self.flight.as_mut() {
            flight.stage = Stage::Locking(call);
            out.push(Effect::TryLock(call));
        }
    }

    pub(super) fn on_lock(&mut self, call: CallId, outcome: LockOutcome, now: Now, out: &mut Vec<Effect>) {
        let Some(flight) = self.flight.as_mut().filter(|flight| flight.stage == Stage::Locking(call)) else {
            if let LockOutcome::Taken(_) = outcome {
                out.push(Effect::Unlock); // for a flight that is no more
            }
            return;
        };
        match outcome {
            LockOutcome::Taken(record) => {
                flight.lock = LockState::Held;
                if self.unread == Unread::UntilLocked {
                    self.unread = Unread::No;
                }
                self.adopt_stored(record, out);
            }
            LockOutcome::Busy
                if flight.lock_polls < LOCK_POLLS_PER_ATTEMPT * self.config.max_attempts.max(3) =>
            {
                flight.lock_polls += 1;
                flight.stage =
                    Stage::WaitingForLock { until_mono_ms: now.mono_ms.saturating_add(LOCK_POLL_MS) };
                return;
            }
            LockOutcome::Busy | LockOutcome::Unavailable => flight.lock = LockState::DoneWithout,
        }
        self.advance(now, out);
    }

    /// Another process may have got the identity while we waited for the lock.
    fn adopt_stored(&mut self, record: Option<Record>, out: &mut Vec<Effect>) {
        self.credentials_stored |= record.as_ref().is_some_and(|record| record.credentials.is_some());
        let stored: Option<Arc<CStr>> = record.and_then(|record| record.identity_id).map(|id| c_text(&id));
        let given_up = |stored: &Arc<CStr>| {
            let known = [&self.dropped_identity_id, &self.others_identity_id];
            self.removing.is_some() || known.contains(&&Some(Arc::clone(stored)))
        };
        let Some(stored) = stored.filter(|stored| !given_up(stored)) else { return };
        self.release_lock(out);
        self.stored_identity_id = Some(Arc::clone(&stored));
        self.is_unconfirmed |= !self.logins.is_empty(); // it may be another player's
        self.adopt_without_storing(&stored, out);
    }

    pub(super) fn release_lock(&mut self, out: &mut Vec<Effect>) {
        if let Some(flight) = self.flight.as_mut().filter(|flight| flight.holds_lock()) {
            flight.lock_released();
            out.push(Effect::Unlock);
        }
    }
}
