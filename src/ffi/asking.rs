//! A request on its way to the host's callback. Invariant: no credentials are handed out that expired while their answer
//! waited in the queue (the device slept, or nobody dispatched for long): they are asked for again, once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use super::completion::{HostCallback, Place, new_place};
use crate::clock;
use crate::error::{Failure, ResultCode};
use crate::provider::state::WaiterId;
use crate::provider::{Provider, Want};
use crate::queue::{Callback, Completion, Queue};

/// What is needed to ask again.
pub(super) struct Asking {
    pub(super) provider: Weak<Provider>,
    pub(super) queue: Weak<Queue>,
    pub(super) want: Want,
    pub(super) deadline: Option<Duration>,
    pub(super) callback: HostCallback,
    pub(super) place: Place,
    /// By which the request can be cancelled, if the host wants to.
    pub(super) waiter: Option<Arc<AtomicU64>>,
}

impl Asking {
    /// For the queue, which calls it with the answer.
    pub(super) fn into_callback(self) -> Callback {
        Box::new(move |completion| {
            if has_expired(&completion) { self.again() } else { self.callback.call(self.place, completion) }
        })
    }

    fn again(self) {
        let Self { provider, queue, want, deadline, callback, place, waiter } = self;
        let begun = || -> Option<WaiterId> {
            let place = new_place().ok()?;
            let answer = move |completion: Arc<Completion>| {
                let completion = if has_expired(&completion) { Arc::new(too_late()) } else { completion };
                callback.call(place, completion);
            };
            let provider = provider.upgrade()?;
            let completer = queue.upgrade()?.accept(Box::new(answer))?;
            provider.begin(want, deadline, completer).ok()
        };
        match begun() {
            Some(again) => {
                if let Some(waiter) = waiter {
                    waiter.store(again, Ordering::Release);
                }
            }
            // Provider or queue is being freed: what is not answered then is cancelled.
            None => callback.call(place, Arc::new(Completion::of_code(ResultCode::Cancelled))),
        }
    }
}

fn has_expired(completion: &Completion) -> bool {
    let at_mono_ms = completion.expires_mono_ms;
    at_mono_ms != 0 && !completion.is_stale && at_mono_ms <= clock::monotonic_ms()
}

fn too_late() -> Completion {
    let text = "the credentials expired before their answer was dispatched";
    let failure = Failure::local(ResultCode::DeadlineExceeded, text)
        .with_hint("Dispatch the queue more often than credentials live.");
    Completion::failure(Failure { is_retryable: true, ..failure }, None)
}
