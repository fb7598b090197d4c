//! The store's lock: held from before `GetId` until the new identity is stored, so that two processes that start at
//! once never make two guests.

use std::ffi::CStr;
use std::sync::Arc;

use super::flight::{Flight, LockState, Stage};
use super::{CallId, Effect, LockOutcome, State};
use crate::clock::Now;
use crate::store::Record;

impl State {
    /// One attempt at a time: a flight that finds one under way waits for it.
    pub(super) fn try_lock(&mut self, now: Now, out: &mut Vec<Effect>) {
        let under_way = self.persistence.locking();
        let call = under_way.unwrap_or_else(|| self.next_call());
        let is_silent = self.persistence.is_silent();
        let Some(flight) = self.flight.as_mut() else { return };
        if is_silent {
            flight.set_lock(LockState::DoneWithout);
            return self.advance(now, out);
        }
        flight.wait_for_lock(call);
        if under_way.is_none() {
            self.persistence.lock(call);
            out.push(Effect::TryLock(call));
        }
    }

    pub(super) fn on_lock(&mut self, call: CallId, outcome: LockOutcome, now: Now, out: &mut Vec<Effect>) {
        self.persistence.lock_answered(call);
        let Some(flight) = self.flight.as_mut().filter(|flight| flight.stage() == Stage::Locking(call))
        else {
            if let LockOutcome::Taken(record) = outcome {
                if self.persistence.is_read_under_the_lock() {
                    self.on_record(record, now, out);
                }
                out.push(Effect::Unlock); // for a flight that is no more, or did not wait
            }
            return;
        };
        match outcome {
            LockOutcome::Taken(record) => {
                flight.set_lock(LockState::Held);
                self.adopt_stored(record, out);
            }
            LockOutcome::Busy if flight.lock_is_busy(now) => return,
            LockOutcome::Busy | LockOutcome::Unavailable => flight.set_lock(LockState::DoneWithout),
        }
        self.advance(now, out);
    }

    /// Another process may have got the identity while we waited for the lock.
    fn adopt_stored(&mut self, record: Option<Record>, out: &mut Vec<Effect>) {
        let stored = self.persistence.was_read_locked(record);
        let given_up =
            |stored: &Arc<CStr>| self.persistence.is_removing() || self.identity.is_given_up(stored);
        // What is stored was just refused: whose identity the logins' is, only the service knows.
        let asks_the_service =
            !self.identity.is_guest() && self.flight.as_ref().is_some_and(Flight::has_recovered);
        let Some(stored) = stored.filter(|stored| !asks_the_service && !given_up(stored)) else { return };
        self.release_lock(out);
        self.persistence.found(Some(&stored));
        if !self.identity.is_guest() {
            self.identity.doubt(); // it may be another player's
        }
        self.adopt_without_storing(&stored, out);
    }

    pub(super) fn release_lock(&mut self, out: &mut Vec<Effect>) {
        if let Some(flight) = self.flight.as_mut().filter(|flight| flight.holds_lock()) {
            flight.set_lock(LockState::NotHeld);
            out.push(Effect::Unlock);
        }
    }
}
