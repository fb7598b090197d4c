//! What is behind a `cognito_provider`.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cached_answers::SlotAnswers;
use super::handle::{Kind, Pinned, Table};
use crate::error::ResultCode;
use crate::provider::open::Lent;
use crate::provider::snapshot::Snapshot;
use crate::provider::{Provider, Terms};
use crate::queue::{Completion, Queue};

/// One identity pool and one profile: their identity id, their credentials, and what keeps them fresh.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_provider {
    _opaque: [u8; 0],
}

pub(super) struct HostProvider {
    pub(super) provider: Arc<Provider>,
    pub(super) queue: Arc<Queue>,
    /// Requests answered without asking the provider.
    pub(super) answered_here: AtomicU64,
    /// What the host does itself.
    pub(super) lent: Lent,
}

pub(super) static PROVIDERS: Table<HostProvider> = Table::new();

impl Kind for HostProvider {
    const TAG: usize = 0b0111;
    type Beside = SlotAnswers;
}

impl HostProvider {
    pub(super) fn new(provider: Arc<Provider>, queue: Arc<Queue>, lent: Lent) -> Self {
        Self { provider, queue, answered_here: AtomicU64::new(0), lent }
    }

    /// The answer to a get of credentials, if the provider would do nothing but give it.
    pub(super) fn fresh_credentials(&self, cached: &SlotAnswers, terms: Terms) -> Option<Arc<Completion>> {
        let answer = terms.min_remaining.is_zero().then(|| cached.credentials.fresh_answer()).flatten()?;
        self.answered_here.fetch_add(1, Ordering::Relaxed);
        Some(answer)
    }

    /// As the provider says, with the requests that it never saw.
    pub(super) fn snapshot(&self) -> Snapshot {
        let mut snapshot = self.provider.snapshot();
        let answered_here = self.answered_here.load(Ordering::Relaxed);
        snapshot.counters.requests += answered_here;
        snapshot.counters.served_from_memory += answered_here;
        snapshot
    }
}

impl Drop for HostProvider {
    fn drop(&mut self) {
        self.provider.close();
    }
}

/// The provider behind a handle.
pub(super) fn provider_of(provider: *mut cognito_provider) -> Result<Arc<Provider>, ResultCode> {
    host_provider(provider).map(|host| Arc::clone(&host.provider))
}

pub(super) fn host_provider(
    provider: *mut cognito_provider,
) -> Result<Pinned<'static, HostProvider>, ResultCode> {
    PROVIDERS.pin(provider.addr()).ok_or_else(|| PROVIDERS.refusal(provider.addr()))
}
