//! What is behind a `cognito_provider`.

use std::sync::Arc;

use super::cached_answers::SlotAnswers;
use super::handle::{Kind, Table};
use crate::error::ResultCode;
use crate::provider::Provider;
use crate::queue::Queue;
use crate::store::host::HostStore;

/// One identity pool and one profile: their identity id, their credentials, and what keeps them fresh.
#[allow(non_camel_case_types, reason = "the name in C")]
pub struct cognito_provider {
    _opaque: [u8; 0],
}

pub(super) struct HostProvider {
    pub(super) provider: Arc<Provider>,
    pub(super) queue: Arc<Queue>,
    /// Where the host keeps the identity itself.
    pub(super) storage: Option<Arc<HostStore>>,
}

pub(super) static PROVIDERS: Table<HostProvider> = Table::new();

impl Kind for HostProvider {
    const TAG: usize = 0b0111;
    type Beside = SlotAnswers;
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

pub(super) fn host_provider(provider: *mut cognito_provider) -> Result<Arc<HostProvider>, ResultCode> {
    let host = PROVIDERS.pin(provider.addr()).ok_or_else(|| PROVIDERS.refusal(provider.addr()))?;
    Ok(Arc::clone(&*host))
}
