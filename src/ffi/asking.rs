//! A request on its way to the host's callback. Invariant: no credentials are handed out that expired while their answer
//! waited in the queue (the device slept, or nobody dispatched for long): they are asked for again, once.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use super::completion::{HostCallback, Place, new_place};
use super::signing;
use crate::clock;
use crate::error::{Failure, ResultCode};
use crate::provider::state::WaiterId;
use crate::provider::{Provider, Terms, Want};
use crate::queue::{Callback, Completion, Queue};
use crate::signing::Order;

/// What is needed to ask again.
pub(super) struct Asking {
    pub(super) provider: Weak<Provider>,
    pub(super) queue: Weak<Queue>,
    pub(super) want: Want,
    /// What the host wants signed with the credentials.
    pub(super) order: Option<Order>,
    pub(super) terms: Terms,
    pub(super) callback: HostCallback,
    pub(super) place: Place,
    /// By which the request can be cancelled, if the host wants to.
    pub(super) waiter: Option<Arc<AtomicU64>>,
}

impl Asking {
    /// For the queue, which calls it with the answer.
    pub(super) fn into_callback(self) -> Callback {
        Box::new(move |completion| {
            if has_expired(&completion) {
                self.again();
            } else {
                self.callback.call(self.place, signed(self.order.as_ref(), completion));
            }
        })
    }

    fn again(self) {
        let Self { provider, queue, want, order, terms, callback, place, waiter } = self;
        let begun = || -> Option<WaiterId> {
            let place = new_place().ok()?;
            let answer = move |completion: Arc<Completion>| {
                let completion = if has_expired(&completion) { Arc::new(too_late()) } else { completion };
                callback.call(place, signed(order.as_ref(), completion));
            };
            let provider = provider.upgrade()?;
            let completer = queue.upgrade()?.accept(Box::new(answer))?;
            provider.begin(want, terms, completer).ok()
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

/// The answer with the signed request, if one was asked for.
fn signed(order: Option<&Order>, completion: Arc<Completion>) -> Arc<Completion> {
    let Some(order) = order.filter(|_| completion.failure.is_none()) else { return completion };
    Arc::new(match signing::sign(order, &completion) {
        Ok(signed) => Completion { signed_request: Some(Arc::new(signed)), ..(*completion).clone() },
        Err(failure) => Completion::failure(failure, completion.identity_id.clone()),
    })
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
