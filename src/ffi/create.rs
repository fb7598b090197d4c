//! The making of a provider: options checked, then the world it lives in, then itself. Nothing starts before every
//! option was found good.

use std::ffi::c_char;
use std::sync::Arc;

use super::argument::required_out;
use super::options::{self, cognito_provider_options, read_storage, read_text};
use super::provider_handle::{HostProvider, PROVIDERS, cognito_provider};
use super::queue::{cognito_queue, pin_queue};
use super::storage::cognito_storage;
use crate::clock::SystemClock;
use crate::error::{Failure, ResultCode};
use crate::http::ureq::UreqTransport;
use crate::provider::options::{Checked, check, from_json};
use crate::provider::{Input, Ports, Provider};
use crate::queue::Queue;
use crate::queue::log::{Level, log};
use crate::runtime::Runtime;
use crate::store::file::FileStore;
use crate::store::host::HostStore;
use crate::store::location::Location;
use crate::store::memory::MemoryStore;
use crate::store::{Key, Store, StoreError};

/// # Safety
/// As the header says of `cognito_provider_new`.
pub(super) unsafe fn try_new(
    options: *const cognito_provider_options,
    queue: *mut cognito_queue,
    out: *mut *mut cognito_provider,
) -> Result<usize, Failure> {
    // SAFETY: by this function's contract.
    let queue = unsafe { places(queue, out) }?;
    // SAFETY: by this function's contract.
    let (given, storage) = unsafe { options::read(options) }?;
    create(check(&given, storage)?, queue)
}

/// # Safety
/// As the header says of `cognito_provider_new_json`.
pub(super) unsafe fn try_new_json(
    options: *const c_char,
    storage: *const cognito_storage,
    queue: *mut cognito_queue,
    out: *mut *mut cognito_provider,
) -> Result<usize, Failure> {
    // SAFETY: by this function's contract.
    let queue = unsafe { places(queue, out) }?;
    // SAFETY: by this function's contract.
    let json = unsafe { read_text("options_json", options) }?;
    let missing = "options_json: NULL; at least identity_pool_id is needed";
    let json = json.ok_or_else(|| Failure::local(ResultCode::InvalidArgument, missing))?;
    create(check(&from_json(&json)?, read_storage(storage)?)?, queue)
}

/// # Safety
/// `out` is NULL or writable.
unsafe fn places(queue: *mut cognito_queue, out: *mut *mut cognito_provider) -> Result<Arc<Queue>, Failure> {
    // SAFETY: by this function's contract.
    unsafe { required_out(out) }
        .map_err(|code| Failure::local(code, "out: NULL; give the address of a provider handle"))?;
    open_queue(queue)
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
    let Checked { mut config, key, transport, storage, mut other_sdk } = checked;
    let transport =
        UreqTransport::new(transport).map_err(|error| Failure::of_option(error.field, error.message))?;
    for warning in transport.warnings() {
        log(Level::Warning, format_args!("{}: {warning}", key.identity_pool_id));
    }
    let runtime = Runtime::acquire().map_err(|error| {
        Failure::local(ResultCode::LimitExceeded, format!("the system refused a thread: {error}"))
    })?;
    let too_many = || Failure::local(ResultCode::LimitExceeded, "too many providers exist; free some");
    let place = PROVIDERS.reserve().ok_or_else(too_many)?;
    let opened = open_store(storage, &key, &queue);
    if opened.trouble.is_some() {
        (config.initial_identity_id, other_sdk) = (None, None); // something may be stored that could not be read
    }
    let ports = Ports {
        clock: Arc::new(SystemClock),
        transport: Arc::new(transport),
        store: opened.store,
        executor: runtime,
        cached_answers: Arc::new(place.beside()),
        seed: fastrand::u64(..),
        other_sdk,
    };
    let provider = Provider::new(config, key, ports, Arc::clone(&queue));
    if let Some(trouble) = opened.trouble {
        provider.feed(Input::StoreUnreadable(trouble));
    }
    Ok(place.insert(Arc::new(HostProvider::new(provider, queue, opened.host))))
}

/// A store that is there to be used.
struct Opened {
    store: Arc<dyn Store>,
    /// The same, when it is the host's own.
    host: Option<Arc<HostStore>>,
    /// What to tell the host: the store is not the one it asked for, or was not readable.
    trouble: Option<StoreError>,
}

fn open_store(location: Location, key: &Key, queue: &Arc<Queue>) -> Opened {
    match location {
        Location::Memory => Opened::of(MemoryStore::new()),
        Location::Directory(directory) => Opened::of(FileStore::new(directory)),
        Location::PlatformDefault => FileStore::in_default_directory().map_or_else(no_directory, Opened::of),
        Location::Host(storage) => {
            let queue = Arc::clone(queue);
            let thread = Box::new(move |job| queue.post_duty(job));
            let (store, trouble) = HostStore::open(&storage, key.clone(), thread);
            Opened { store: Arc::clone(&store) as Arc<dyn Store>, host: Some(store), trouble }
        }
    }
}

fn no_directory() -> Opened {
    Opened { trouble: Some(StoreError::NoDirectory), ..Opened::of(MemoryStore::new()) }
}

impl Opened {
    fn of(store: impl Store) -> Self {
        Self { store: Arc::new(store), host: None, trouble: None }
    }
}
