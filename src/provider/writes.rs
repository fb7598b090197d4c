//! One provider's writes on their way to its store, in order. Invariant: at most one waits behind the one that is being
//! made; a newer one takes its place, and does what it had to do. So a disk that hangs costs no memory.

use std::sync::{Arc, Mutex, PoisonError};

use super::reply_guard::ReplyGuard;
use super::serial_executor::SerialExecutor;
use super::state::Input;
use crate::store::claims::Claim;
use crate::store::{Key, Record, Store, StoreError};

pub(super) struct Writes {
    store: Arc<dyn Store>,
    key: Key,
    claim: Arc<Claim>,
    waiting: Arc<Mutex<Option<Write>>>,
}

/// What is to be made of the record.
pub(super) enum Change {
    /// This (`None`: nothing), whatever is there.
    Store(Option<Record>),
    /// The same, unless another identity is there than these.
    Replace(Option<Record>, Vec<String>),
    /// This, if the identity that is there is its own; credentials are not worth a wait for another process.
    Update(Record),
}

pub(super) struct Write {
    pub(super) number: u64,
    pub(super) change: Change,
    pub(super) guard: ReplyGuard,
    /// A removal that had no turn yet comes first: it also takes what was kept aside.
    pub(super) removes_first: bool,
}

impl Writes {
    pub(super) fn new(store: Arc<dyn Store>, key: Key, claim: Arc<Claim>) -> Self {
        Self { store, key, claim, waiting: Arc::default() }
    }

    pub(super) fn push(&self, mut write: Write, serial: &Arc<SerialExecutor>) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(older) = waiting.as_mut() {
            write.removes_first |= older.removes_first || matches!(older.change, Change::Store(None));
            let older = std::mem::replace(older, write);
            drop(waiting);
            drop(older.guard.disarm()); // the newer one's answer counts for both
            return;
        }
        *waiting = Some(write);
        drop(waiting);
        let (store, key, claim) = (Arc::clone(&self.store), self.key.clone(), Arc::clone(&self.claim));
        let waiting = Arc::clone(&self.waiting);
        serial.push(Box::new(move || {
            let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(write) = next {
                write.make(&store, &key, &claim);
            }
        }));
    }
}

impl Write {
    fn make(self, store: &Arc<dyn Store>, key: &Key, claim: &Claim) {
        let Self { number, change, guard, removes_first } = self;
        let removed = if removes_first { claim.write(&**store, key, None) } else { Ok(()) };
        match removed.and_then(|()| change.make(&**store, key, claim)) {
            Ok(None) => {
                store.when_kept(key, Box::new(move |result| guard.reply(Input::Stored(number, result))));
            }
            Ok(Some(other)) => guard.reply(Input::OtherStored(number, other)),
            Err(error) => guard.reply(Input::Stored(number, Err(error))),
        }
    }
}

impl Change {
    /// The record of another identity that was left alone.
    fn make(self, store: &dyn Store, key: &Key, claim: &Claim) -> Result<Option<Record>, StoreError> {
        match self {
            Self::Store(record) => claim.write(store, key, record.as_ref()).map(|()| None),
            Self::Replace(record, over) => claim.replace(store, key, record.as_ref(), &over),
            Self::Update(record) => {
                let lock = store.try_lock(key);
                if matches!(lock, Ok(None)) && record.credentials.is_some() {
                    return Ok(None); // another process is getting an identity
                }
                store.replace(key, Some(&record), &[])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Weak;

    use super::super::reply_guard::Feed;
    use super::*;
    use crate::clock::SystemClock;
    use crate::runtime::{Executor, IoJob, Job, Place, Timer};
    use crate::store::memory::MemoryStore;

    /// Keeps the jobs for the test to run: a disk that hangs.
    #[derive(Default)]
    struct Held(Mutex<Vec<IoJob>>);

    impl Executor for Held {
        fn run(&self, _place: Place, job: IoJob) {
            self.0.lock().unwrap().push(job);
        }

        fn at(&self, _at_mono_ms: u64, _job: Job) -> Timer {
            Timer::new(Box::new(|| ()))
        }
    }

    struct Nobody;

    impl Feed for Nobody {
        fn feed(&self, _: Input) {}
    }

    fn record(identity_id: &str) -> Record {
        Record { identity_id: Some(identity_id.to_owned()), credentials: None }
    }

    #[test]
    fn of_a_thousand_writes_behind_a_disk_that_hangs_the_newest_is_made() {
        let executor = Arc::new(Held::default());
        let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let key = Key { identity_pool_id: "us-east-1:p".to_owned(), profile: "default".to_owned() };
        let place = Place::Directory("".into());
        let serial = SerialExecutor::new(executor.clone(), Arc::new(SystemClock), place, Box::new(|_| ()));
        let claim = Arc::new(Claim::new(&*store, &key));
        let writes = Writes::new(Arc::clone(&store), key.clone(), claim);
        let push = |number, change| {
            let guard = ReplyGuard::new(Weak::<Nobody>::new(), executor.clone(), || Input::Tick);
            writes.push(Write { number, change, guard, removes_first: false }, &serial);
        };
        for number in 0..1_000 {
            push(number, Change::Store(Some(record("first"))));
        }
        assert_eq!(executor.0.lock().unwrap().len(), 1);
        push(1_000, Change::Replace(Some(record("last")), Vec::new()));
        store.save(&key, &record("others")).unwrap();
        let turn = executor.0.lock().unwrap().pop().unwrap();
        turn(Ok(()));
        assert_eq!(store.load(&key), Ok(Some(record("others"))), "as the newest of them said");

        push(1_001, Change::Store(None));
        push(1_002, Change::Replace(Some(record("last")), Vec::new()));
        let turn = executor.0.lock().unwrap().pop().unwrap();
        turn(Ok(()));
        assert_eq!(store.load(&key), Ok(Some(record("last"))), "the removal came first");
    }
}
