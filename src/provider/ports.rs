//! The world as a provider sees it: what it is given, and nothing else of it does I/O.

use std::sync::Arc;

use super::host_transport::HostExchanges;
use super::import::OtherSdk;
use crate::clock::Clock;
use crate::http::Transport;
use crate::queue::Completion;
use crate::runtime::Executor;
use crate::store::Store;

/// Where the answers of the synchronous getters are put, for readers that take no lock.
pub trait CachedAnswers: Send + Sync + 'static {
    /// Replaces both. Called under the provider's lock: must not block and must not call the provider.
    fn put(&self, identity: Option<Arc<Completion>>, credentials: Option<Arc<Completion>>);
}

/// Who carries requests to the service.
pub enum Carrier {
    /// The library itself, on an I/O thread each.
    Blocking(Arc<dyn Transport>),
    /// The host, which answers later.
    Host(Arc<HostExchanges>),
}

impl Carrier {
    /// Ends what can be ended without the host's thread.
    pub(super) fn close(&self) {
        if let Self::Blocking(transport) = self {
            transport.close();
        }
    }
}

/// The world as a provider sees it.
pub struct Ports {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The way to the service.
    pub carrier: Carrier,
    /// What survives a restart.
    pub store: Arc<dyn Store>,
    /// Threads and timers.
    pub executor: Arc<dyn Executor>,
    /// What the synchronous getters read.
    pub cached_answers: Arc<dyn CachedAnswers>,
    /// Of the state machine's random numbers.
    pub seed: u64,
    /// Where another SDK may have kept the identity.
    pub other_sdk: Option<OtherSdk>,
}
