//! The failures since the last success, and how long the last one's error is the answer.

use std::sync::Arc;

use fastrand::Rng;

use crate::clock::Now;
use crate::error::{Failure, ResultCode};
use crate::provider::refresh;
use crate::queue::Completion;

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
    pub(super) fn in_a_row(&self) -> u32 {
        self.in_a_row
    }

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
    pub(super) fn answer_polls_only(&mut self) {
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
pub(super) fn is_passing(failure: &Failure) -> bool {
    failure.is_retryable || failure.code == ResultCode::InvalidResponse
}

/// Whether who asks again at once is let through. The host's own login source said no: it is the host's to say when it is
/// asked again.
pub(super) fn is_asked_again_at_once(failure: &Failure) -> bool {
    let is_hosts_word = failure.code == ResultCode::LoginRequired && failure.is_retryable;
    is_hosts_word || is_refused_here(failure)
}

/// Whether the device itself lacked a thread or a descriptor: nobody else was asked, so asking again hammers nobody, and
/// may go well a moment later.
pub(super) fn is_refused_here(failure: &Failure) -> bool {
    failure.code == ResultCode::LimitExceeded && failure.is_retryable && failure.aws_error_code.is_none()
}
