//! A request on its way to the host's callback, or to whoever asks for its answer. Invariant: nothing is handed out that
//! ceased to be right while it waited in the queue. Credentials that expired there (the device slept, or nobody dispatched
//! for long) are asked for again, once; what is of a player who left meanwhile, or of other logins, whenever that happens.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::argument::UserData;
use super::completion::{HostCallback, Place, new_place};
use super::provider_handle::PROVIDERS;
use super::queue_item::HandedOut;
use crate::clock::{self, Clock as _, HARDLY_ANY_MS, SystemClock};
use crate::error::{Failure, ResultCode};
use crate::provider::state::WaiterId;
use crate::provider::{Terms, Want};
use crate::queue::{Completer, Completion, Epoch, Item, Queue, TakeAnswer, Taker, signing};
use crate::signing::KeptOrder;

/// Who gets the answer.
#[derive(Clone, Copy)]
pub(super) enum Receiver {
    /// In a dispatch.
    Callback(HostCallback),
    /// Whoever asks the queue next; with this user data.
    Next(UserData),
}

impl Receiver {
    fn give(self, place: Place, completion: Arc<Completion>) -> Option<Item> {
        match self {
            Self::Callback(callback) => {
                callback.call(place, completion);
                None
            }
            Self::Next(user_data) => Some(HandedOut::answer(user_data, place, completion)),
        }
    }
}

/// What is needed to ask again.
pub(super) struct Asking {
    /// By its handle: it may be gone by then.
    pub(super) provider: usize,
    pub(super) want: Want,
    /// What the host wants signed with the credentials.
    pub(super) order: Option<Box<KeptOrder>>,
    pub(super) terms: Terms,
    pub(super) receiver: Receiver,
    pub(super) place: Place,
    /// By which the request can be cancelled, if the host wants to.
    pub(super) waiter: Option<Arc<AtomicU64>>,
    /// It had expired once.
    pub(super) is_late: bool,
}

impl Asking {
    /// Has the queue accept the request. `None` when it is closed.
    pub(super) fn accept(self, queue: &Arc<Queue>) -> Option<Completer> {
        queue.accept_for(self.taker())
    }

    /// Has it accepted and answered at once. `false` when the queue is closed.
    pub(super) fn answer(self, queue: &Queue, completion: Arc<Completion>) -> bool {
        queue.answer_at_once(self.taker(), completion)
    }

    fn taker(self) -> Taker {
        match self.receiver {
            Receiver::Callback(_) => Taker::Callback(Box::new(self)),
            Receiver::Next(_) => Taker::Next(Box::new(self)),
        }
    }

    fn again(self) -> Option<Item> {
        let Self { provider, want, order, terms, receiver, place, waiter, is_late } = self;
        let begun = || -> Option<WaiterId> {
            let (place, waiter) = (new_place().ok()?, waiter.clone());
            let next = Self { provider, want, order, terms, receiver, place, waiter, is_late };
            let host = PROVIDERS.pin(provider)?;
            let completer = next.accept(&host.queue)?;
            host.provider.begin(want, terms, completer).ok()
        };
        match begun() {
            Some(again) => {
                if let Some(waiter) = waiter {
                    waiter.store(again, Ordering::Release);
                }
                None
            }
            // Provider or queue is being freed: what is not answered then is cancelled.
            None => receiver.give(place, Arc::new(Completion::of_code(ResultCode::Cancelled))),
        }
    }
}

impl TakeAnswer for Asking {
    fn take(self: Box<Self>, completion: Arc<Completion>) -> Option<Item> {
        if completion.epoch.as_ref().is_some_and(Epoch::is_over) {
            self.again()
        } else if !has_expired(&completion) {
            self.receiver.give(self.place, signed(self.order.as_deref(), completion))
        } else if self.is_late {
            self.receiver.give(self.place, Arc::new(too_late()))
        } else {
            Self { is_late: true, ..*self }.again()
        }
    }
}

/// The answer with the signed request, if one was asked for.
fn signed(order: Option<&KeptOrder>, completion: Arc<Completion>) -> Arc<Completion> {
    let Some(order) = order.filter(|_| completion.failure.is_none()) else { return completion };
    Arc::new(match order.with(|order| signing::sign(order, &completion, SystemClock.now())) {
        Ok(signed) => Completion { signed_request: Some(signed), ..(*completion).clone() },
        Err(failure) => Completion::failure(failure, completion.identity_id.clone()),
    })
}

fn has_expired(completion: &Completion) -> bool {
    let at_mono_ms = completion.expires_mono_ms;
    at_mono_ms != 0
        && !completion.is_stale
        && at_mono_ms <= clock::recent_mono_ms().saturating_add(HARDLY_ANY_MS)
        && at_mono_ms <= clock::monotonic_ms()
}

fn too_late() -> Completion {
    let text = "the credentials expired before their answer was dispatched";
    let failure = Failure::local(ResultCode::DeadlineExceeded, text)
        .with_hint("Dispatch the queue more often than credentials live.");
    Completion::failure(Failure { is_retryable: true, ..failure }, None)
}
