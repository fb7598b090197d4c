//! What a failed fetch means: who is told, how long its error is remembered, and when the next attempt may be made. An
//! outage never makes a loop: whoever asks again at once is answered from memory.

use std::sync::Arc;

use fastrand::Rng;

use super::{Effect, State, Want};
use crate::clock::Now;
use crate::error::{Failure, ResultCode};
use crate::provider::refresh;
use crate::queue::{Completion, Event, EventKind, FailureTexts};

/// The failures since the last success.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Failures {
    in_a_row: u32,
    last: Option<Remembered>,
}

/// The last error, for the callers of the next seconds.
#[derive(Debug)]
#[cfg_attr(test, derive(Clone))]
struct Remembered {
    error: Arc<Completion>,
    until_mono_ms: u64,
    /// Asking again would not help.
    is_final: bool,
    /// Whoever waits may ask again at once; whoever asks every frame hears it until its pause ends.
    is_for_polls: bool,
}

impl Failures {
    /// Takes note of an error; until when it is the answer.
    pub(super) fn remember(
        &mut self,
        error: &Arc<Completion>,
        is_passing: bool,
        now: Now,
        rng: &mut Rng,
    ) -> u64 {
        self.in_a_row = self.in_a_row.saturating_add(1);
        let cool_down_ms = refresh::cool_down_ms(self.in_a_row, rng);
        let pause_ms = if is_passing { cool_down_ms } else { cool_down_ms.max(refresh::remember_ms(rng)) };
        let until_mono_ms = now.mono_ms.saturating_add(pause_ms);
        let (error, is_final) = (Arc::clone(error), !is_passing);
        self.last = Some(Remembered { error, until_mono_ms, is_final, is_for_polls: false });
        until_mono_ms
    }

    /// The error that is still the answer.
    pub(super) fn answer(&self, now: Now) -> Option<&Arc<Completion>> {
        self.last
            .as_ref()
            .filter(|last| !last.is_for_polls && now.mono_ms < last.until_mono_ms)
            .map(|last| &last.error)
    }

    /// The same for those who do not wait.
    pub(super) fn poll_answer(&self, now: Now) -> Option<&Arc<Completion>> {
        self.last.as_ref().filter(|last| now.mono_ms < last.until_mono_ms).map(|last| &last.error)
    }

    /// Whoever waits is let through.
    fn answer_polls_only(&mut self) {
        if let Some(last) = self.last.as_mut() {
            last.is_for_polls = true;
        }
    }

    /// Until when it is.
    pub(super) fn answers_until_mono_ms(&self, now: Now) -> Option<u64> {
        let last = self.last.as_ref().filter(|last| !last.is_for_polls);
        last.map(|last| last.until_mono_ms).filter(|until| now.mono_ms < *until)
    }

    /// The last word was one that asking again would not change.
    pub(super) fn is_refusal(&self) -> bool {
        self.last.as_ref().is_some_and(|last| last.is_final)
    }

    /// The error is somebody else's by now; an outage is still one.
    pub(super) fn forget_error(&mut self) {
        self.last = None;
    }

    /// A success, or the host has changed what may have been the reason.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

/// Whether the same call may succeed later, so that credentials in memory are the better answer. A refusal without the
/// service's own error code (a captive portal's, a proxy's) proves nothing about the pool.
fn is_passing(failure: &Failure) -> bool {
    failure.is_retryable || failure.code == ResultCode::InvalidResponse
}

/// Whether the device itself lacked a thread or a descriptor: nobody else was asked, so asking again hammers nobody, and
/// may go well a moment later.
fn is_refused_here(failure: &Failure) -> bool {
    failure.code == ResultCode::LimitExceeded && failure.is_retryable && failure.aws_error_code.is_none()
}

impl State {
    /// The flight has failed as a whole.
    pub(super) fn report_failure(
        &mut self,
        failure: Failure,
        unasked: bool,
        now: Now,
        out: &mut Vec<Effect>,
    ) {
        self.counters.failed_fetches += 1;
        self.end_doubt(now, out);
        let is_passing = is_passing(&failure);
        let login_required = failure.code == ResultCode::LoginRequired;
        // The host's own login source said no: it is the host's to say when it is asked again.
        let is_hosts_word = login_required && failure.is_retryable;
        let is_asked_again_at_once = is_hosts_word || is_refused_here(&failure);
        let error = Arc::new(Completion::failure(failure, self.tellable_identity_id()));
        let answers_until = self.failures.remember(&error, is_passing, now, &mut self.rng);
        let cools_down_until = (is_passing && !is_asked_again_at_once).then_some(answers_until);
        if is_asked_again_at_once {
            self.failures.answer_polls_only();
        }
        let left_ms = self.cached.as_ref().map(|cached| cached.left_ms(now));
        let is_served = is_passing && left_ms.is_some_and(|left_ms| left_ms > 0 || self.config.serve_expired);
        if is_served {
            let pause_ms = refresh::backoff_ms(&mut self.rng);
            // Not beyond what there is to serve.
            let most_ms = left_ms.filter(|_| !self.config.serve_expired).unwrap_or(u64::MAX);
            self.backoff_until_mono_ms = Some(now.mono_ms.saturating_add(pause_ms.min(most_ms)));
        }
        let goes_on = self.config.keep_fresh && is_passing && (left_ms.is_some() || unasked);
        self.keep_fresh_at_mono_ms = goes_on.then(|| {
            let pause_ms =
                refresh::keep_fresh_pause_ms(self.failures.in_a_row, left_ms.unwrap_or(0), &mut self.rng);
            let at_mono_ms = now.mono_ms.saturating_add(pause_ms);
            let planned = self.keep_fresh_at_mono_ms.filter(|_| left_ms.is_some());
            planned.map_or(at_mono_ms, |planned| planned.max(at_mono_ms))
        });
        if is_served || unasked || left_ms.is_some_and(|left_ms| left_ms > 0) {
            let backs_off_until = self.backoff_until_mono_ms.filter(|_| is_served);
            let next = self.keep_fresh_at_mono_ms.or(backs_off_until).or(cools_down_until);
            let next_attempt_unix_ms = next.map(|at| self.clock.at_mono_ms(at, now));
            let event = Event { next_attempt_unix_ms, ..Event::of(EventKind::RefreshFailed) };
            out.push(Effect::Tell(Completion { event: Some(event), ..(*error).clone() }));
        }
        if login_required {
            Self::tell(out, EventKind::LoginRequired, (*error).clone());
        }
        let served = self.cached.as_ref().filter(|_| is_served).map(|cached| cached.answer(now));
        for (waiter, waiting) in self.waiters.take() {
            let completion = match (&served, waiting.want) {
                (Some(served), Want::Credentials) => served,
                _ => &error,
            };
            out.push(Effect::Complete(waiter, Arc::clone(completion)));
        }
    }

    /// Only the token could not be had.
    pub(super) fn remember_token_failure(&mut self, error: &Arc<Completion>, now: Now) {
        let Some(FailureTexts { failure, .. }) = &error.failure else { return };
        self.token_failures.remember(error, is_passing(failure), now, &mut self.rng);
        if is_refused_here(failure) {
            self.token_failures.forget_error();
        }
    }

    /// The error that answers in place of the network.
    pub(super) fn remembered_error(&self, want: Want, now: Now) -> Option<&Arc<Completion>> {
        let of_token = || self.token_failures.answer(now).filter(|_| want == Want::OpenIdToken);
        match want {
            // The player's own deeds.
            Want::FreshCredentials | Want::UnlinkedLogin => None,
            Want::IdentityId | Want::Credentials | Want::OpenIdToken => {
                of_token().or_else(|| self.failures.answer(now))
            }
        }
    }

    /// The host has changed what may have been the reason of a failure.
    pub(super) fn forget_failures(&mut self) {
        self.failures.forget();
        self.token_failures.forget();
    }
}
