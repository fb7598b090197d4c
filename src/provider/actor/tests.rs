//! What only the whole of a provider shows: a disk that hangs from the beginning, and who has the record. The system's
//! threads and timers are the test's: nothing runs before it says so.

use super::super::import::OtherSdk;
use super::super::options::{self, Given, OfHost};
use super::super::ports::{CachedAnswers, Carrier};
use super::super::state::LoginAnswer;
use super::*;
use crate::clock::SystemClock;
use crate::error::ResultCode;
use crate::http::{Request, Response, Transport, TransportError};
use crate::queue::Completion;
use crate::runtime::{Executor, IoJob, Job, Place, Refused};
use crate::secret::Secret;
use crate::store::memory::MemoryStore;
use crate::store::{Record, Store, claims};

const POOL: &str = "us-east-1:00000000-0000-0000-0000-00000000ac70";
const ANN: &str = "us-east-1:aaaaaaaa-0000-0000-0000-00000000000a";
const BOB: &str = "us-east-1:bbbbbbbb-0000-0000-0000-00000000000b";

/// Keeps the jobs for the test to run.
#[derive(Default)]
struct Held(Mutex<Vec<(Place, IoJob)>>);

impl Held {
    /// The disk does what it was asked for; the network stays silent.
    fn run_store_jobs(&self) {
        let is_stores = |(place, _): &(Place, IoJob)| matches!(place, Place::Directory(_));
        loop {
            let mut jobs = self.0.lock().unwrap();
            let Some(next) = jobs.iter().position(is_stores) else { return };
            let (_, job) = jobs.remove(next);
            drop(jobs);
            job(Ok(()));
        }
    }

    /// The system has no thread for the disk.
    fn refuse_store_jobs(&self) {
        let refused = Refused::new(&std::io::ErrorKind::WouldBlock.into());
        for (_, job) in std::mem::take(&mut *self.0.lock().unwrap()) {
            job(Err(refused.clone()));
        }
    }
}

impl Executor for Held {
    fn run(&self, place: Place, job: IoJob) {
        self.0.lock().unwrap().push((place, job));
    }

    fn at(&self, _at_mono_ms: u64, _job: Job) -> Timer {
        Timer::new(Box::new(|| ()))
    }
}

/// Records that several providers share, on a disk or not.
struct Shared {
    records: MemoryStore,
    is_disk: bool,
}

impl Store for Shared {
    fn load(&self, key: &Key) -> Result<Option<Record>, StoreError> {
        self.records.load(key)
    }

    fn save(&self, key: &Key, record: &Record) -> Result<(), StoreError> {
        self.records.save(key, record)
    }

    fn remove(&self, key: &Key) -> Result<(), StoreError> {
        self.records.remove(key)
    }

    fn try_lock(&self, key: &Key) -> Result<Option<Box<dyn Lock>>, StoreError> {
        self.records.try_lock(key)
    }

    fn can_hang(&self) -> bool {
        self.is_disk
    }

    fn profiles(&self, identity_pool_id: &str) -> Result<Vec<String>, StoreError> {
        self.records.profiles(identity_pool_id)
    }

    fn place(&self) -> Option<claims::Place> {
        Some(claims::Place::Directory(POOL.into()))
    }

    fn location(&self, _key: &Key) -> Option<std::path::PathBuf> {
        None
    }
}

struct Nothing;

impl CachedAnswers for Nothing {
    fn put(&self, _: Option<Arc<Completion>>, _: Option<Arc<Completion>>) {}
}

impl Transport for Nothing {
    fn send(&self, _: &Request) -> Result<Response, TransportError> {
        unreachable!("the network stays silent")
    }

    fn close(&self) {}
}

/// A machine on which Ann's identity is stored.
struct Machine {
    executor: Arc<Held>,
    store: Arc<Shared>,
    queue: Arc<Queue>,
    key: Key,
}

impl Machine {
    fn new(is_disk: bool) -> Self {
        let key = Key { identity_pool_id: POOL.to_owned(), profile: "default".to_owned() };
        let store = Arc::new(Shared { records: MemoryStore::new(), is_disk });
        let record = Record { identity_id: Some(ANN.to_owned()), credentials: None };
        store.save(&key, &record).unwrap();
        Self { executor: Arc::default(), store, queue: Queue::new(), key }
    }

    fn provider(&self) -> Arc<Provider> {
        self.provider_on(self.executor.clone())
    }

    fn provider_on(&self, executor: Arc<dyn Executor>) -> Arc<Provider> {
        let given = Given { identity_pool_id: Some(POOL.to_owned()), ..Given::default() };
        let Ok(checked) = options::check(&given, OfHost::default()) else { panic!("refused") };
        let other_sdk: Option<OtherSdk> = None;
        let ports = Ports {
            clock: Arc::new(SystemClock),
            carrier: Carrier::Blocking(Arc::new(Nothing)),
            store: self.store.clone(),
            executor,
            cached_answers: Arc::new(Nothing),
            seed: 7,
            other_sdk,
        };
        Provider::new(checked.config, self.key.clone(), ports, Arc::clone(&self.queue))
    }

    /// A provider of a player whose identity the game's own backend knows.
    fn signed_in(&self, identity_id: &'static str) -> Arc<Provider> {
        let provider = self.provider();
        let name = provider.developer_login_name().to_str().unwrap();
        provider.set_login_source(Some(Arc::new(move |request| {
            let logins = vec![(name.to_owned(), Secret::new("token").unwrap())];
            request.answer(Ok(LoginAnswer { logins, developer_identity_id: Some(identity_id.to_owned()) }));
        })));
        assert!(provider.try_get(Want::Credentials).unwrap().is_none());
        self.queue.dispatch(0, Duration::ZERO).unwrap();
        provider
    }

    fn stored(&self) -> Option<String> {
        self.store.load(&self.key).unwrap().and_then(|record| record.identity_id)
    }
}

#[test]
fn what_a_disk_that_hangs_at_the_creation_brings_in_the_end_is_used() {
    let machine = Machine::new(true);
    let provider = machine.provider();
    let look = provider.snapshot();
    assert!(look.store_degraded && !look.has_identity_id);
    machine.executor.run_store_jobs();
    let look = provider.snapshot();
    assert!(!look.store_degraded && look.has_identity_id);
}

#[test]
fn a_sign_out_does_not_wait_for_a_disk_that_is_known_to_hang() {
    let machine = Machine::new(true);
    let provider = machine.provider();
    provider.feed(Input::SignOut);
    let begun = std::time::Instant::now();
    provider.wait_for_removal();
    assert!(begun.elapsed() < REMOVAL_PATIENCE);
    machine.executor.run_store_jobs();
    assert_eq!(machine.stored(), None, "but it is made");
}

#[test]
fn the_record_is_the_players_from_the_step_on_that_signs_them_in() {
    let machine = Machine::new(false);
    let ann = machine.signed_in(ANN);
    let bob = machine.signed_in(BOB);
    machine.executor.run_store_jobs();
    assert_eq!(machine.stored().as_deref(), Some(ANN));
    assert!(bob.snapshot().store_degraded && !ann.snapshot().store_degraded);
}

#[test]
fn a_provider_that_is_dropped_ends_its_requests() {
    let machine = Machine::new(false);
    let provider = machine.provider();
    let (tell, told) = std::sync::mpsc::channel();
    let callback = move |completion: Arc<Completion>| tell.send(completion.result).unwrap();
    let completer = machine.queue.accept(Box::new(callback)).unwrap();
    provider.begin(Want::Credentials, Terms::default(), completer).unwrap();
    drop(provider);
    machine.queue.dispatch(0, Duration::ZERO).unwrap();
    assert_eq!(told.try_recv(), Ok(ResultCode::Cancelled));
}

#[test]
fn what_no_thread_could_be_had_for_is_done_before_the_end() {
    let machine = Machine::new(false);
    let provider = machine.provider();
    provider.feed(Input::SignOut);
    machine.executor.refuse_store_jobs();
    assert_eq!(machine.stored().as_deref(), Some(ANN));
    provider.close();
    provider.flush_store();
    assert_eq!(machine.stored(), None);
}

#[test]
fn without_threads_what_a_call_made_due_is_done_when_it_returns() {
    let machine = Machine::new(false);
    let provider = machine.provider_on(machine.queue.host_driven().unwrap());
    provider.feed(Input::SignOut);
    assert_eq!(machine.stored(), None);
}
