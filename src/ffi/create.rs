//! The making of a provider: options checked, then the world it lives in, then itself. Nothing starts before every
//! option was found good.

use std::sync::Arc;

use super::argument::required_out;
use super::options::{self, Checked, Storage, cognito_provider_options};
use super::provider::{HostProvider, PROVIDERS, cognito_provider};
use super::queue::{cognito_queue, pin_queue};
use crate::clock::SystemClock;
use crate::error::{Failure, ResultCode};
use crate::http::ureq::UreqTransport;
use crate::provider::{Input, Ports, Provider};
use crate::queue::Queue;
use crate::runtime::Runtime;
use crate::store::file::FileStore;
use crate::store::memory::MemoryStore;
use crate::store::{Store, StoreError};

/// # Safety
/// As the header says of `cognito_provider_new`.
pub(super) unsafe fn try_new(
    options: *const cognito_provider_options,
    queue: *mut cognito_queue,
    out: *mut *mut cognito_provider,
) -> Result<usize, Failure> {
    // SAFETY: `out` is NULL or writable.
    unsafe { required_out(out) }
        .map_err(|code| Failure::local(code, "out: NULL; give the address of a provider handle"))?;
    let queue = open_queue(queue)?;
    // SAFETY: by this function's contract.
    create(unsafe { check(options) }?, queue)
}

/// # Safety
/// `options` is NULL or as the header says of `cognito_provider_new`.
unsafe fn check(options: *const cognito_provider_options) -> Result<Checked, Failure> {
    if options.is_null() {
        return Err(Failure::local(
            ResultCode::InvalidArgument,
            "options: NULL; at least identity_pool_id is needed",
        ));
    }
    // SAFETY: not NULL, and readable by the contract.
    unsafe { options::check(options) }
}

fn open_queue(queue: *mut cognito_queue) -> Result<Arc<Queue>, Failure> {
    let queue = pin_queue(queue).map_err(|code| {
        Failure::local(code, "queue: not a queue, or one that was freed; give a living one")
    })?;
    if queue.is_closed() {
        return Err(Failure::local(
            ResultCode::Closed,
            "queue: another thread is freeing it; give a living one",
        ));
    }
    Ok(Arc::clone(&*queue))
}

fn create(checked: Checked, queue: Arc<Queue>) -> Result<usize, Failure> {
    let Checked { config, key, transport, storage } = checked;
    let transport = UreqTransport::new(transport).map_err(|error| {
        Failure::local(ResultCode::InvalidOptions, format!("{}: {}", error.field, error.message))
    })?;
    let runtime = Runtime::acquire().map_err(|error| {
        Failure::local(ResultCode::LimitExceeded, format!("the system refused a thread: {error}"))
    })?;
    let (store, missing) = open_store(storage);
    let handle = PROVIDERS.insert_with(|shelf| {
        let ports = Ports {
            clock: Arc::new(SystemClock),
            transport: Arc::new(transport),
            store,
            executor: runtime,
            shelf: Arc::new(shelf),
            seed: fastrand::u64(..),
        };
        let provider = Provider::new(config, key, ports, Arc::clone(&queue));
        if let Some(missing) = missing {
            provider.feed(Input::StoreUnreadable(missing));
        }
        Ok(Arc::new(HostProvider { provider, queue }))
    })?;
    handle.ok_or_else(|| Failure::local(ResultCode::LimitExceeded, "too many providers exist; free some"))
}

/// The store, and what to tell the host if it is not the one it asked for.
fn open_store(storage: Storage) -> (Arc<dyn Store>, Option<StoreError>) {
    match storage {
        Storage::Memory => (Arc::new(MemoryStore::new()), None),
        Storage::Directory(directory) => (Arc::new(FileStore::new(directory)), None),
        Storage::PlatformDefault => {
            if let Some(store) = FileStore::in_default_directory() {
                return (Arc::new(store), None);
            }
            let reason =
                "this platform has no per-user data directory that is known here; set storage_directory";
            let missing = StoreError::Io {
                action: "find",
                path: "storage_directory".into(),
                reason: reason.to_owned(),
            };
            (Arc::new(MemoryStore::new()), Some(missing))
        }
    }
}
