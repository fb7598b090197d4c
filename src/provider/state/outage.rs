//! What a failed fetch means for those who wait, and for the host: an outage never makes a loop, whoever asks again at once
//! is answered from memory.

use std::sync::Arc;

use super::cache::{FailedFetch, Terms};
use super::{Effect, State, Want};
use crate::clock::Now;
use crate::error::{Failure, ResultCode};
use crate::queue::{Completion, Event, EventKind, FailureTexts};

impl State {
    /// The flight has failed as a whole.
    pub(super) fn report_failure(
        &mut self,
        failure: &Failure,
        is_unasked: bool,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        self.counters.failed_fetches += 1;
        self.end_doubt(now, out);
        let (keep_fresh, serve_expired) = (self.config.keep_fresh, self.config.serve_expired);
        let terms = Terms { keep_fresh, serve_expired, is_unasked };
        let error = Arc::new(Completion::failure(failure.clone(), self.tellable_identity_id()));
        let failed = self.cache.fetch_failed(&error, failure, terms, now, &mut self.rng);
        if failed.is_told {
            let next_attempt_unix_ms = failed.next_attempt_mono_ms.map(|at| self.clock.at_mono_ms(at, now));
            let event = Event { next_attempt_unix_ms, ..Event::of(EventKind::RefreshFailed) };
            out.push(Effect::Tell(Completion { event: Some(event), ..(*error).clone() }));
        }
        if failure.code == ResultCode::LoginRequired {
            Self::tell(out, EventKind::LoginRequired, (*error).clone());
        }
        self.answer_all(&error, &failed, out);
    }

    fn answer_all(&mut self, error: &Arc<Completion>, failed: &FailedFetch, out: &mut Vec<Effect>) {
        for (waiter, waiting) in self.waiters.take().into_entries() {
            let completion = match (&failed.served, waiting.want) {
                (Some(served), Want::Credentials) => served,
                _ => error,
            };
            out.push(Effect::Complete(waiter, Arc::clone(completion)));
        }
    }

    /// Only the token could not be had.
    pub(super) fn remember_token_failure(&mut self, error: &Arc<Completion>, now: Now) {
        if let Some(FailureTexts { failure, .. }) = &error.failure {
            self.cache.token_failed(error, failure, now, &mut self.rng);
        }
    }

    /// The error that answers in place of the network.
    pub(super) fn remembered_error(&self, want: Want, now: Now) -> Option<&Arc<Completion>> {
        match want {
            // The player's own deeds.
            Want::FreshCredentials | Want::UnlinkedLogin => None,
            Want::IdentityId | Want::Credentials => self.cache.remembered_error(now),
            Want::OpenIdToken => self.cache.remembered_token_error(now),
        }
    }
}
