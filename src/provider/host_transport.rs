//! HTTP by the host. Requests go through the queue to its own thread, and it answers when it can, from any thread.
//!
//! Invariant: the host is entered only on threads that it lends us for that (a dispatch, the free of a provider), with
//! no lock held. Whoever may still call it holds the [`HostTransport`], and lets go of it on such a thread: the last one
//! gives the host its functions back. A host that never answers costs the request its time, and nothing else.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use super::exchange::{Answer, Exchange};
use crate::clock::monotonic_ms;
use crate::http::{Request, TransportError, TransportErrorKind};
use crate::queue::{Item, Listener, Queue};
use crate::runtime::Executor;

/// Tells the host that the answer to what it knows by this number does not matter any more.
pub type Cancel = Box<dyn Fn(usize) + Send + Sync>;

/// The host's functions, for any number of providers.
pub struct HostTransport {
    listener: Listener<Arc<Exchange>>,
    cancel: Option<Cancel>,
}

impl HostTransport {
    /// Calls nothing. What the host is handed is to be said with [`Exchange::hand_over`].
    #[must_use]
    pub fn new(listener: Listener<Arc<Exchange>>, cancel: Option<Cancel>) -> Arc<Self> {
        Arc::new(Self { listener, cancel })
    }
}

/// One provider's exchanges.
pub struct HostExchanges {
    me: Weak<HostExchanges>,
    /// Until it has ended.
    transport: Mutex<Option<Arc<HostTransport>>>,
    /// It does not wait to be called, but asks.
    asks: bool,
    queue: Arc<Queue>,
    executor: Arc<dyn Executor>,
    timeout: Duration,
    user_agent: String,
    open: Mutex<Vec<Weak<Exchange>>>,
}

impl HostExchanges {
    pub(super) fn new(
        transport: Arc<HostTransport>,
        queue: Arc<Queue>,
        executor: Arc<dyn Executor>,
        (timeout, user_agent): (Duration, String),
    ) -> Arc<Self> {
        Arc::new_cyclic(|me| Self {
            me: me.clone(),
            asks: transport.listener.asks(),
            transport: Mutex::new(Some(transport)),
            queue,
            executor,
            timeout,
            user_agent,
            open: Mutex::default(),
        })
    }

    /// Sends it; `answer` hears how that ended, never within this call.
    pub(super) fn send(&self, mut request: Request, answer: Answer) {
        if !self.user_agent.is_empty() {
            request.headers.push(("user-agent", self.user_agent.clone()));
        }
        let timeout_ms = u64::try_from(self.timeout.as_millis()).unwrap_or(u64::MAX);
        let deadline_mono_ms = monotonic_ms().saturating_add(timeout_ms);
        let exchange = Exchange::new(request, deadline_mono_ms, answer);
        {
            let mut open = lock(&self.open);
            open.retain(|other| other.strong_count() > 0);
            open.push(Arc::downgrade(&exchange));
        }
        let (me, late) = (self.me.clone(), Arc::downgrade(&exchange));
        let time_out = move || {
            if let (Some(me), Some(exchange)) = (me.upgrade(), late.upgrade()) {
                me.time_out(&exchange);
            }
        };
        exchange.keep(self.executor.at(deadline_mono_ms, Box::new(time_out)));
        let me = self.me.clone();
        // A closed queue drops it, and with it the exchange: whoever waits is told that it is lost.
        if self.asks {
            self.queue.post_for_next(Box::new(move || me.upgrade()?.deliver(&exchange)));
        } else {
            self.queue.post_errand(Box::new(move || {
                let _called = me.upgrade().and_then(|me| me.deliver(&exchange));
            }));
        }
    }

    /// Ends what is under way, on a thread of the host's, which is never called again for this provider.
    pub(super) fn end(&self) {
        let Some(transport) = lock(&self.transport).take() else { return };
        let open = std::mem::take(&mut *lock(&self.open));
        for exchange in open.iter().filter_map(Weak::upgrade) {
            let message = "the provider was freed".to_owned();
            exchange.end(Err(TransportError { kind: TransportErrorKind::Aborted, message }));
            cancel(&transport, &exchange);
        }
    }

    /// On the host's thread.
    fn deliver(&self, exchange: &Arc<Exchange>) -> Option<Item> {
        let transport = self.transport()?;
        if !exchange.is_wanted() {
            return None; // nobody took it in time
        }
        let item = transport.listener.clone().tell(Arc::clone(exchange));
        cancel(&transport, exchange); // its time may have run out meanwhile
        item
    }

    fn time_out(&self, exchange: &Arc<Exchange>) {
        let message = format!("the host's transport gave no answer within {} ms", self.timeout.as_millis());
        let error = TransportError { kind: TransportErrorKind::Timeout, message };
        if !exchange.end(Err(error)) || self.asks {
            return;
        }
        let (me, exchange) = (self.me.clone(), Arc::clone(exchange));
        self.queue.post_duty(Box::new(move || {
            if let Some(transport) = me.upgrade().and_then(|me| me.transport()) {
                cancel(&transport, &exchange);
            }
        }));
    }

    /// To be dropped on a thread of the host's.
    fn transport(&self) -> Option<Arc<HostTransport>> {
        lock(&self.transport).clone()
    }
}

fn cancel(transport: &HostTransport, exchange: &Exchange) {
    if let (Some(cancel), Some(number)) = (&transport.cancel, exchange.cancel()) {
        cancel(number);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every change is a move.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
