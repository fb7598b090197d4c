//! Unlinking a login from the identity: one login at a time, named when the request is begun, so that the answer is
//! for whoever asked for that login, and for nobody else, even when they have left meanwhile.

use std::sync::Arc;

use super::{Effect, State, Want};
use crate::error::{Failure, ResultCode};
use crate::queue::Completion;

impl State {
    /// The login that the first of those who wait for an unlinking wants unlinked.
    pub(super) fn next_login_to_unlink(&self) -> Option<String> {
        self.waiters.values().find(|waiter| waiter.want == Want::UnlinkedLogin)?.login.clone()
    }

    /// The login that the call under way is about.
    pub(super) fn login_being_unlinked(&self) -> Option<&str> {
        self.flight.as_ref()?.unlinking()
    }

    pub(super) fn login_was_unlinked(&mut self, out: &mut Vec<Effect>) {
        let Some(name) = self.login_being_unlinked().map(str::to_owned) else { return };
        let completion = Completion { identity_id: self.tellable_identity_id(), ..Completion::success() };
        self.complete_unlinking(&Arc::new(completion), out);
        let mut logins = self.identity.logins().to_vec();
        logins.retain(|(other, _)| *other != name);
        self.take_logins(logins, out);
    }

    /// Answers those who want the login unlinked that the call under way is about.
    pub(super) fn complete_unlinking(&mut self, completion: &Arc<Completion>, out: &mut Vec<Effect>) {
        let Some(name) = self.login_being_unlinked().map(str::to_owned) else { return };
        self.waiters.retain(|waiter, waiting| {
            let done = waiting.want == Want::UnlinkedLogin && waiting.login.as_deref() == Some(name.as_str());
            if done {
                out.push(Effect::Complete(waiter, Arc::clone(completion)));
            }
            !done
        });
    }

    /// The service unlinks nothing for a guest: one of the identity's logins is the proof of being its owner.
    pub(super) fn refuse_unlinking(&mut self, out: &mut Vec<Effect>) {
        let failure =
            Failure::local(ResultCode::LoginRequired, "a guest has no login that could be unlinked")
                .with_hint("Set a login of this identity first: it proves whose identity it is.");
        let completion = Completion::failure(failure, self.tellable_identity_id());
        self.complete_waiters(Want::UnlinkedLogin, &Arc::new(completion), out);
    }
}
