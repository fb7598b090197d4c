//! The making of a provider: from options that were found good to the world it lives in, and then itself.

use std::sync::Arc;
use std::time::Duration;

use super::actor::Provider;
use super::host_transport::HostExchanges;
use super::options::Checked;
use super::ports::{CachedAnswers, Carrier, Ports};
use super::state::Input;
use crate::clock::SystemClock;
use crate::error::{Failure, ResultCode};
use crate::http::TransportConfig;
use crate::queue::Queue;
use crate::runtime::{Executor, HAS_THREADS, Runtime};
use crate::store::file::FileStore;
use crate::store::host::HostStore;
use crate::store::location::Location;
use crate::store::memory::MemoryStore;
use crate::store::{Key, Store, StoreError};

/// How long a free waits for another thread that is writing to the host's storage.
const STORE_PATIENCE: Duration = Duration::from_millis(200);

/// A provider, and what the host lends it.
pub struct Opened {
    /// Itself.
    pub provider: Arc<Provider>,
    /// The host's own.
    pub lent: Lent,
}

/// What the host does itself, as long as the provider is there.
pub struct Lent {
    storage: Option<Arc<HostStore>>,
    exchanges: Option<Arc<HostExchanges>>,
}

impl Lent {
    /// The host sends the requests itself.
    #[must_use]
    pub fn sends_requests(&self) -> bool {
        self.exchanges.is_some()
    }

    /// Calls the host for what is left to be done, on this thread, and then never again.
    pub fn give_back(&self) {
        if let Some(exchanges) = &self.exchanges {
            exchanges.end();
        }
        if let Some(storage) = &self.storage {
            storage.end(STORE_PATIENCE);
        }
    }
}

/// Makes a provider whose answers go to `queue`.
///
/// # Errors
/// An option that only its use shows to be wrong, or the system's refusal of a thread.
pub fn open(
    checked: Checked,
    cached_answers: Arc<dyn CachedAnswers>,
    queue: Arc<Queue>,
) -> Result<Opened, Failure> {
    let Checked { mut config, key, http, transport, has_threads, storage, mut other_sdk } = checked;
    let built_in = if transport.is_none() { Some(built_in(http.clone(), &key)?) } else { None };
    let executor = executor(has_threads, &queue)?;
    let of_host = transport.map(|transport| {
        let terms = (http.request_timeout, http.user_agent);
        HostExchanges::new(transport, Arc::clone(&queue), Arc::clone(&executor), terms)
    });
    let store = open_store(storage, &key, &queue);
    if store.trouble.is_some() {
        (config.initial_identity_id, other_sdk) = (None, None); // something may be stored that could not be read
    }
    let ports = Ports {
        clock: Arc::new(SystemClock),
        carrier: built_in.or_else(|| of_host.clone().map(Carrier::Host)).ok_or_else(no_transport)?,
        store: store.store,
        executor,
        cached_answers,
        seed: seed(),
        other_sdk,
    };
    let provider = Provider::new(config, key, ports, queue);
    if let Some(trouble) = store.trouble {
        provider.feed(Input::StoreUnreadable(trouble));
    }
    Ok(Opened { provider, lent: Lent { storage: store.host, exchanges: of_host } })
}

#[cfg(feature = "builtin-http")]
fn built_in(config: TransportConfig, key: &Key) -> Result<Carrier, Failure> {
    use crate::http::ureq::UreqTransport;
    use crate::queue::log::{Level, log};

    let transport =
        UreqTransport::new(config).map_err(|error| Failure::of_option(error.field, error.message))?;
    for warning in transport.warnings() {
        log(Level::Warning, format_args!("{}: {warning}", key.identity_pool_id));
    }
    Ok(Carrier::Blocking(Arc::new(transport)))
}

#[cfg(not(feature = "builtin-http"))]
#[allow(clippy::needless_pass_by_value, reason = "the same shape as above")]
fn built_in(_config: TransportConfig, _key: &Key) -> Result<Carrier, Failure> {
    Err(no_transport())
}

#[cfg(not(target_os = "emscripten"))]
fn seed() -> u64 {
    fastrand::u64(..)
}

/// That crate's own seed would be std's clock, which a page does not have.
#[cfg(target_os = "emscripten")]
fn seed() -> u64 {
    crate::page::random()
}

fn no_transport() -> Failure {
    let fix =
        "needed: this build of the library has no HTTP of its own, so the host has to send the requests";
    Failure::of_option("transport", fix)
}

fn executor(has_threads: bool, queue: &Arc<Queue>) -> Result<Arc<dyn Executor>, Failure> {
    // The constant leaves the threads out of a build that cannot have any.
    let executor: std::io::Result<Arc<dyn Executor>> = if HAS_THREADS && has_threads {
        Runtime::acquire().map(|runtime| runtime as _)
    } else {
        queue.host_driven().map(|driven| driven as _)
    };
    executor.map_err(|error| {
        Failure::local(ResultCode::LimitExceeded, format!("the system refused a thread: {error}"))
    })
}

/// A store that is there to be used.
struct OpenStore {
    store: Arc<dyn Store>,
    /// The same, when it is the host's own.
    host: Option<Arc<HostStore>>,
    /// What to tell the host: the store is not the one it asked for, or was not readable.
    trouble: Option<StoreError>,
}

fn open_store(location: Location, key: &Key, queue: &Arc<Queue>) -> OpenStore {
    match location {
        Location::Memory => OpenStore::of(MemoryStore::new()),
        Location::Directory(directory) => OpenStore::of(FileStore::new(directory)),
        Location::PlatformDefault => {
            FileStore::in_default_directory().map_or_else(no_directory, OpenStore::of)
        }
        Location::Host(storage) => {
            let queue = Arc::clone(queue);
            let thread = Box::new(move |job| queue.post_duty(job));
            let (store, trouble) = HostStore::open(&storage, key.clone(), thread);
            OpenStore { store: Arc::clone(&store) as Arc<dyn Store>, host: Some(store), trouble }
        }
    }
}

fn no_directory() -> OpenStore {
    OpenStore { trouble: Some(StoreError::NoDirectory), ..OpenStore::of(MemoryStore::new()) }
}

impl OpenStore {
    fn of(store: impl Store) -> Self {
        Self { store: Arc::new(store), host: None, trouble: None }
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::{self, Given, OfHost};
    use super::*;
    use crate::queue::Completion;

    struct Nobody;

    impl CachedAnswers for Nobody {
        fn put(&self, _: Option<Arc<Completion>>, _: Option<Arc<Completion>>) {}
    }

    #[test]
    #[cfg(feature = "builtin-http")]
    fn what_the_host_does_not_lend_the_library_does_itself() {
        let given = Given {
            identity_pool_id: Some("us-east-1:00000000-0000-0000-0000-000000000001".to_owned()),
            storage_directory: Some(String::new()),
            ..Given::default()
        };
        let checked = options::check(&given, OfHost::default()).unwrap_or_else(|_| panic!("refused"));
        let opened = open(checked, Arc::new(Nobody), Queue::new()).unwrap_or_else(|_| panic!("refused"));
        assert!(!opened.lent.sends_requests());
    }

    #[test]
    fn without_threads_the_hosts_calls_do_the_work() {
        let queue = Queue::new();
        let driven = queue.host_driven().unwrap();
        let is_driven = |has_threads| {
            let executor = executor(has_threads, &queue).unwrap();
            std::ptr::addr_eq(Arc::as_ptr(&executor), Arc::as_ptr(&driven))
        };
        assert!(is_driven(false) && is_driven(true) != HAS_THREADS);
    }

    #[test]
    fn providers_draw_other_numbers_each_and_hear_that_there_is_no_directory() {
        assert_ne!(seed(), seed());
        assert_eq!(no_directory().trouble, Some(StoreError::NoDirectory));
    }
}
