//! The credentials in memory, what failed since they were fetched, and when the next attempt may be made.
//!
//! Invariants: what has expired is served only to a host that wants it, and marked; while an error is remembered it
//! answers in place of the network, so that an outage makes no loop; whatever replaces or takes back the credentials ends
//! what was planned for them.

mod cached;
mod failures;

use std::sync::Arc;

use fastrand::Rng;

pub(super) use self::cached::Cached;
use self::failures::Failures;
use crate::clock::Now;
use crate::error::Failure;
use crate::provider::refresh::{self, Age};
use crate::queue::Completion;

/// The third of the four parts of the state.
#[derive(Debug, Default)]
#[cfg_attr(test, derive(Clone))]
pub(super) struct Cache {
    credentials: Option<Cached>,
    /// A refresh has failed: until then it counts as failed without being tried.
    backoff_until_mono_ms: Option<u64>,
    failures: Failures,
    /// Of `GetOpenIdToken` alone.
    token_failures: Failures,
    keep_fresh_at_mono_ms: Option<u64>,
    /// A fetch that nobody asked for was due while none was to start.
    owes_unasked: bool,
}

/// What a fetch that failed depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    pub(super) keep_fresh: bool,
    pub(super) serve_expired: bool,
    /// The library began it by itself.
    pub(super) is_unasked: bool,
}

/// What is to be told of a fetch that failed.
#[derive(Debug)]
pub(super) struct FailedFetch {
    /// What serves those who wait for credentials better than the error.
    pub(super) served: Option<Arc<Completion>>,
    /// Whether events tell it.
    pub(super) is_told: bool,
    pub(super) next_attempt_mono_ms: Option<u64>,
}

/// What is there.
impl Cache {
    pub(super) fn credentials(&self) -> Option<&Cached> {
        self.credentials.as_ref()
    }

    pub(super) fn is_fresh(&self, now: Now) -> bool {
        self.credentials.as_ref().is_some_and(|cached| cached.age(now) == Age::Fresh)
    }

    /// Just fetched, or fetched by an earlier run: what failed before is over.
    pub(super) fn fill(&mut self, credentials: Cached, keep_fresh_at_mono_ms: Option<u64>) {
        self.credentials = Some(credentials);
        self.backoff_until_mono_ms = None;
        self.failures.forget();
        self.keep_fresh_at_mono_ms = keep_fresh_at_mono_ms;
    }

    /// The identity is another one. Whether `keep_fresh` had planned a refresh.
    pub(super) fn drop_credentials(&mut self) -> bool {
        self.credentials = None;
        self.backoff_until_mono_ms = None;
        self.keep_fresh_at_mono_ms.take().is_some()
    }

    /// They are no longer the player's. An error was another's too; an outage is still one.
    pub(super) fn clear(&mut self) {
        self.drop_credentials();
        self.failures.forget_error();
        self.token_failures.forget_error();
        self.owes_unasked = false;
    }

    /// The host found these refused, or whichever are there; whether they are.
    pub(super) fn invalidate(&mut self, access_key_id: Option<&str>) -> bool {
        self.credentials.as_mut().is_some_and(|cached| cached.invalidate(access_key_id))
    }

    /// The host is told that they expire soon, once.
    pub(super) fn tell_expiring(&mut self, now: Now) -> Option<Arc<Completion>> {
        self.credentials.as_mut().map(|cached| cached.tell_expiring(now))
    }
}

/// Who is served.
impl Cache {
    /// What answers a get at once. `is_offline`: a refresh is as good as failed.
    pub(super) fn answer(&self, is_offline: bool, serve_expired: bool, now: Now) -> Option<Arc<Completion>> {
        let cached = self.credentials.as_ref().filter(|cached| !cached.is_doubted())?;
        let is_offline = is_offline && !cached.is_invalidated() && !self.failures.is_refusal();
        let is_refresh_held = self.is_backing_off(now) || is_offline;
        let is_served = match cached.age(now) {
            Age::Fresh => true,
            // What the service has refused for good is not covered up.
            Age::Advisory => self.is_backing_off(now) || !self.failures.is_refusal(),
            Age::Mandatory => is_refresh_held,
            Age::Expired => is_refresh_held && serve_expired,
        };
        is_served.then(|| cached.answer(now))
    }

    /// What a get would rather replace, and has a moment to, is good enough for whoever does not wait.
    pub(super) fn valid_still(&self, now: Now) -> Option<Arc<Completion>> {
        let cached = self.credentials.as_ref().filter(|cached| cached.is_shown())?;
        (cached.age(now) != Age::Expired && !self.failures.is_refusal()).then(|| cached.answer(now))
    }

    /// What is better than no answer to whoever can wait no longer.
    pub(super) fn late_answer(&self, serve_expired: bool, now: Now) -> Option<Arc<Completion>> {
        let cached = self.credentials.as_ref().filter(|cached| !cached.is_invalidated())?;
        (cached.age(now) != Age::Expired || serve_expired).then(|| cached.answer(now))
    }

    /// Whether to refresh behind the back of those who are served.
    pub(super) fn is_refresh_due(&self, now: Now) -> bool {
        let is_old = |cached: &Cached| matches!(cached.age(now), Age::Advisory | Age::Mandatory);
        self.credentials.as_ref().is_some_and(is_old) && !self.is_backing_off(now)
    }

    fn is_backing_off(&self, now: Now) -> bool {
        self.backing_off_until_mono_ms(now).is_some()
    }

    pub(super) fn backing_off_until_mono_ms(&self, now: Now) -> Option<u64> {
        self.backoff_until_mono_ms.filter(|until| now.mono_ms < *until)
    }
}

/// The wall clock, which may know more than the monotonic one, or less.
impl Cache {
    /// Whether it alone says that they have expired.
    pub(super) fn wall_clock_differs(&self, now: Now) -> bool {
        let shown = self.credentials.as_ref().filter(|cached| cached.is_shown());
        shown.is_some_and(|cached| cached.wall_clock_differs(now))
    }

    /// Nobody is served until it has been seen whether they can be replaced.
    pub(super) fn doubt(&mut self, now: Now) {
        if let Some(cached) = &mut self.credentials {
            cached.doubt(now);
        }
    }

    pub(super) fn is_doubted(&self) -> bool {
        self.credentials.as_ref().is_some_and(Cached::is_doubted)
    }

    pub(super) fn has_doubted_long_enough(&self, now: Now) -> bool {
        let until_mono_ms = self.credentials.as_ref().and_then(Cached::doubted_until_mono_ms);
        until_mono_ms.is_some_and(|until| until <= now.mono_ms)
    }

    pub(super) fn believe_monotonic_clock(&mut self, now: Now) {
        if let Some(cached) = &mut self.credentials {
            cached.believe_monotonic_clock(now);
        }
    }
}

/// What failed.
impl Cache {
    pub(super) fn fetch_failed(
        &mut self,
        error: &Arc<Completion>,
        failure: &Failure,
        terms: Terms,
        now: Now,
        rng: &mut Rng,
    ) -> FailedFetch {
        let is_passing = failures::is_passing(failure);
        let answers_until = self.failures.remember(error, is_passing, now, rng);
        let is_asked_again_at_once = failures::is_asked_again_at_once(failure);
        if is_asked_again_at_once {
            self.failures.answer_polls_only();
        }
        let cools_down_until = (is_passing && !is_asked_again_at_once).then_some(answers_until);
        let left_ms = self.credentials.as_ref().map(|cached| cached.left_ms(now));
        let is_valid = left_ms.is_some_and(|left_ms| left_ms > 0);
        let is_served = is_passing && (is_valid || (left_ms.is_some() && terms.serve_expired));
        // What cannot pass ends an earlier one: a refusal is not covered up.
        self.backoff_until_mono_ms = is_served.then(|| {
            // Not beyond what there is to serve.
            let most_ms = left_ms.filter(|_| !terms.serve_expired).unwrap_or(u64::MAX);
            now.mono_ms.saturating_add(refresh::backoff_ms(rng).min(most_ms))
        });
        let goes_on = terms.keep_fresh && is_passing && (left_ms.is_some() || terms.is_unasked);
        self.keep_fresh_at_mono_ms = goes_on.then(|| self.next_unasked_mono_ms(left_ms, now, rng));
        FailedFetch {
            served: self.credentials.as_ref().filter(|_| is_served).map(|cached| cached.answer(now)),
            is_told: is_served || terms.is_unasked || is_valid,
            next_attempt_mono_ms: self
                .keep_fresh_at_mono_ms
                .or(self.backoff_until_mono_ms)
                .or(cools_down_until),
        }
    }

    /// Never sooner than was planned for what is still there.
    fn next_unasked_mono_ms(&self, left_ms: Option<u64>, now: Now, rng: &mut Rng) -> u64 {
        let pause_ms = refresh::keep_fresh_pause_ms(self.failures.in_a_row(), left_ms.unwrap_or(0), rng);
        let at_mono_ms = now.mono_ms.saturating_add(pause_ms);
        let planned = self.keep_fresh_at_mono_ms.filter(|_| left_ms.is_some());
        planned.map_or(at_mono_ms, |planned| planned.max(at_mono_ms))
    }

    /// Only the token could not be had.
    pub(super) fn token_failed(
        &mut self,
        error: &Arc<Completion>,
        failure: &Failure,
        now: Now,
        rng: &mut Rng,
    ) {
        self.token_failures.remember(error, failures::is_passing(failure), now, rng);
        if failures::is_refused_here(failure) {
            self.token_failures.forget_error();
        }
    }

    pub(super) fn token_came(&mut self) {
        self.token_failures.forget();
    }

    /// The error that answers in place of the network.
    pub(super) fn remembered_error(&self, now: Now) -> Option<&Arc<Completion>> {
        self.failures.answer(now)
    }

    /// The same for who wants a token.
    pub(super) fn remembered_token_error(&self, now: Now) -> Option<&Arc<Completion>> {
        self.token_failures.answer(now).or_else(|| self.failures.answer(now))
    }

    /// The same for who does not wait.
    pub(super) fn remembered_for_polls(&self, now: Now) -> Option<&Arc<Completion>> {
        self.failures.poll_answer(now)
    }

    /// The host has changed what may have been the reason.
    pub(super) fn forget_failures(&mut self) {
        self.failures.forget();
        self.token_failures.forget();
    }

    /// There is a network again: nothing is known of it.
    pub(super) fn forget_outage(&mut self) {
        self.forget_failures();
        self.backoff_until_mono_ms = None;
    }
}

/// What nobody asks for.
impl Cache {
    /// A fetch was due that was not to start.
    pub(super) fn owe_unasked(&mut self) {
        self.owes_unasked = true;
    }

    pub(super) fn takes_owed(&mut self) -> bool {
        std::mem::take(&mut self.owes_unasked)
    }

    pub(super) fn keep_fresh_at(&mut self, at_mono_ms: u64) {
        self.keep_fresh_at_mono_ms = Some(at_mono_ms);
    }

    /// Whether its moment has come; it comes once.
    pub(super) fn takes_keep_fresh(&mut self, now: Now) -> bool {
        self.keep_fresh_at_mono_ms.take_if(|at| *at <= now.mono_ms).is_some()
    }

    /// When the library fetches next, whoever asks.
    pub(super) fn next_refresh_mono_ms(&self, now: Now) -> Option<u64> {
        let cooling_down = self.failures.answers_until_mono_ms(now);
        let planned = self.keep_fresh_at_mono_ms.or(self.backing_off_until_mono_ms(now)).or(cooling_down);
        planned.or_else(|| self.credentials.as_ref().map(Cached::advisory_at_mono_ms))
    }

    /// When it wants to be woken.
    pub(super) fn wake_at_mono_ms(&self) -> Option<u64> {
        let doubt = self.credentials.as_ref().and_then(Cached::doubted_until_mono_ms);
        [self.keep_fresh_at_mono_ms, doubt].into_iter().flatten().min()
    }
}
