//! Makes sure that a job's reply reaches its provider. Dropped without one (a panic, a host that forgot), the guard feeds
//! the input that says so: a flight never waits for something that is no more. Holds no strong reference: a freed
//! provider is not kept alive by its exchanges.

use std::sync::{Arc, Weak};

use super::state::Input;
use crate::runtime::Executor;

/// Takes what happened: a provider.
pub(super) trait Feed: Send + Sync {
    fn feed(&self, input: Input);
}

pub(super) struct ReplyGuard {
    provider: Weak<dyn Feed>,
    executor: Arc<dyn Executor>,
    lost: Option<Box<dyn FnOnce() -> Input + Send>>,
}

impl ReplyGuard {
    pub(super) fn new(
        provider: Weak<dyn Feed>,
        executor: Arc<dyn Executor>,
        lost: impl FnOnce() -> Input + Send + 'static,
    ) -> Self {
        Self { provider, executor, lost: Some(Box::new(lost)) }
    }

    pub(super) fn reply(self, input: Input) {
        if let Some(provider) = self.disarm() {
            provider.feed(input);
        }
    }

    /// No reply is needed any more; the provider, if it still lives.
    pub(super) fn disarm(mut self) -> Option<Arc<dyn Feed>> {
        self.lost = None;
        self.provider.upgrade()
    }
}

impl Drop for ReplyGuard {
    fn drop(&mut self) {
        let Some(lost) = self.lost.take() else { return };
        let provider = self.provider.clone();
        // Not here: the executor may drop a job while the provider is locked.
        let timer = self.executor.at(
            0,
            Box::new(move || {
                if let Some(provider) = provider.upgrade() {
                    provider.feed(lost());
                }
            }),
        );
        timer.detach();
    }
}
