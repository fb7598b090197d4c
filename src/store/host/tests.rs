//! A host that notes what it is called for, and a thread of it that runs jobs when the test says so.

mod ends;

use std::collections::BTreeMap;
use std::thread;

use super::super::StoredCredentials;
use super::*;
use crate::secret::Secret;

const PATIENCE: Duration = Duration::from_secs(60);

/// What is stored, what was called, and what to do within the next load or save.
#[derive(Default)]
struct Host {
    texts: BTreeMap<CString, Vec<u8>>,
    calls: Vec<&'static str>,
    failure: Option<i32>,
    in_load: Option<Job>,
    in_save: Option<Job>,
}

#[derive(Clone, Default)]
struct SharedHost(Arc<Mutex<Host>>);

impl SharedHost {
    fn call(&self, name: &'static str) -> Result<MutexGuard<'_, Host>, HostFailure> {
        let mut host = self.0.lock().unwrap();
        host.calls.push(name);
        match host.failure {
            Some(code) => Err(HostFailure(code)),
            None => Ok(host),
        }
    }

    fn calls(&self) -> Vec<&'static str> {
        std::mem::take(&mut self.0.lock().unwrap().calls)
    }
}

impl HostCalls for SharedHost {
    fn load(&self, key: &CStr) -> Result<Option<Zeroizing<Vec<u8>>>, HostFailure> {
        let mut host = self.call("load")?;
        let text = host.texts.get(key).cloned().map(Zeroizing::new);
        let act = host.in_load.take();
        drop(host);
        if let Some(act) = act {
            act();
        }
        Ok(text)
    }

    fn save(&self, key: &CStr, text: &CStr) -> Result<(), HostFailure> {
        let mut host = self.call("save")?;
        host.texts.insert(key.to_owned(), text.to_bytes().to_vec());
        let act = host.in_save.take();
        drop(host);
        if let Some(act) = act {
            act();
        }
        Ok(())
    }

    fn remove(&self, key: &CStr) -> Result<(), HostFailure> {
        self.call("remove")?.texts.remove(key);
        Ok(())
    }
}

/// Jobs for the host's thread, run by the test.
#[derive(Clone, Default)]
struct Jobs(Arc<Mutex<Vec<Job>>>);

impl Jobs {
    fn thread(&self) -> HostThread {
        let jobs = self.clone();
        Box::new(move |job| jobs.0.lock().unwrap().push(job))
    }

    fn run(&self) -> usize {
        let jobs = std::mem::take(&mut *self.0.lock().unwrap());
        let count = jobs.len();
        for job in jobs {
            job();
        }
        count
    }
}

fn key() -> Key {
    Key { identity_pool_id: "us-east-1:p".to_owned(), profile: "Zoë".to_owned() }
}

fn record(identity_id: &str) -> Record {
    Record { identity_id: Some(identity_id.to_owned()), credentials: None }
}

fn opened(storage: &Arc<HostStorage>, jobs: &Jobs) -> Arc<HostStore> {
    let (store, error) = HostStore::open(storage, key(), jobs.thread());
    assert_eq!(error, None);
    store
}

type Results = Arc<Mutex<Vec<Result<(), StoreError>>>>;

fn results() -> (Results, impl Fn() -> Kept) {
    let told = Results::default();
    let results = Arc::clone(&told);
    (told, move || {
        let results = Arc::clone(&results);
        Box::new(move |result| results.lock().unwrap().push(result))
    })
}

#[test]
fn a_record_comes_back_from_a_line_of_ascii_under_a_plain_key() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let secret = |text: &str| Secret::new(text).unwrap();
    let credentials = StoredCredentials {
        access_key_id: secret("ASIA"),
        secret_access_key: secret("s/+="),
        session_token: secret("täken"),
        expiration_unix_ms: 3,
        fetched_unix_ms: 2,
        clock_offset_ms: -1,
        clock_doubt_ms: 4,
    };
    let whole = Record { credentials: Some(credentials), ..record("id") };
    let store = opened(&HostStorage::new(Box::new(host.clone())), &jobs);
    store.save(&key(), &whole).unwrap();
    store.end(PATIENCE);
    let text = host.0.lock().unwrap().texts.get(c"cognito-native.us-east-1_p.%5ao%c3%ab").cloned().unwrap();
    assert!(text.iter().all(|byte| (b' '..=b'~').contains(byte)));

    let store = opened(&HostStorage::new(Box::new(host.clone())), &jobs);
    assert_eq!(store.load(&key()), Ok(Some(whole)));
    assert_eq!(host.calls(), ["load", "save", "load"]);
}

#[test]
fn the_host_is_entered_only_by_its_own_thread_and_gets_the_newest() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let store = opened(&HostStorage::new(Box::new(host.clone())), &jobs);
    let (told, kept) = results();
    assert_eq!(host.calls(), ["load"]);
    for identity_id in ["1", "2"] {
        store.save(&key(), &record(identity_id)).unwrap();
        store.when_kept(&key(), kept());
    }
    assert_eq!(store.load(&key()), Ok(Some(record("2"))));
    assert!(host.calls().is_empty() && told.lock().unwrap().is_empty());
    assert_eq!(jobs.run(), 1, "one job, however many changes");
    assert_eq!(host.calls(), ["save"]);
    assert_eq!(*told.lock().unwrap(), [Ok(()), Ok(())]);
    store.when_kept(&key(), kept());
    assert_eq!(told.lock().unwrap().len(), 3, "at once when nothing is to be written");

    store.remove(&key()).unwrap();
    store.when_kept(&key(), kept());
    assert_eq!(jobs.run(), 1);
    assert_eq!(host.calls(), ["remove"]);
}

#[test]
fn a_change_within_a_save_is_written_in_the_next_run() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let store = opened(&HostStorage::new(Box::new(host.clone())), &jobs);
    let (told, kept) = results();
    let inside = Arc::clone(&store);
    let kept_inside = kept();
    host.0.lock().unwrap().in_save = Some(Box::new(move || {
        inside.remove(&key()).unwrap();
        inside.when_kept(&key(), kept_inside);
    }));
    store.save(&key(), &record("1")).unwrap();
    store.when_kept(&key(), kept());
    jobs.run();
    assert_eq!(host.calls(), ["load", "save"]);
    assert_eq!(told.lock().unwrap().len(), 1);
    assert_eq!(jobs.run(), 1);
    assert_eq!(host.calls(), ["remove"]);
    assert_eq!(told.lock().unwrap().len(), 2);
    assert_eq!(jobs.run(), 0);
}

#[test]
fn a_failure_is_told_and_memory_goes_on() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    host.0.lock().unwrap().failure = Some(-25_308);
    let storage = HostStorage::new(Box::new(host.clone()));
    let (store, error) = HostStore::open(&storage, key(), jobs.thread());
    let error = error.unwrap().to_string();
    assert!(
        error.contains("failed to load cognito-native.us-east-1_p.") && error.contains("-25308"),
        "{error}"
    );
    let (told, kept) = results();
    store.save(&key(), &record("1")).unwrap();
    store.when_kept(&key(), kept());
    jobs.run();
    assert!(matches!(told.lock().unwrap()[0], Err(StoreError::Host { action: "save", code: -25_308, .. })));
    assert_eq!(store.load(&key()), Ok(Some(record("1"))));
    assert!(storage.delete(&key(), None).is_err());
}

#[test]
fn what_is_no_record_is_told_and_stays_until_the_next_save() {
    for bad in [&b"garbage"[..], b"%", b"cognito-native-record 2 credentials:0 identity:0"] {
        let (host, jobs) = (SharedHost::default(), Jobs::default());
        let name = name_of(&key());
        host.0.lock().unwrap().texts.insert(name.clone(), bad.to_vec());
        let storage = HostStorage::new(Box::new(host.clone()));
        let (store, error) = HostStore::open(&storage, key(), jobs.thread());
        assert!(matches!(error, Some(StoreError::HostUnreadable { .. })));
        assert_eq!(store.load(&key()), Ok(None));
        assert_eq!(host.0.lock().unwrap().texts.get(&name).unwrap(), bad);
        store.save(&key(), &record("1")).unwrap();
        store.end(PATIENCE);
        assert_ne!(host.0.lock().unwrap().texts.get(&name).unwrap(), bad);
    }
}

#[test]
fn the_largest_record_comes_back_and_a_larger_one_neither_goes_nor_comes() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let store = opened(&storage, &jobs);
    let largest = record::tests::of_size(&key(), record::MAX_BYTES);
    let too_large = record::tests::of_size(&key(), record::MAX_BYTES + 1);
    let (told, kept) = results();
    for record in [&largest, &too_large] {
        store.save(&key(), record).unwrap();
        store.when_kept(&key(), kept());
        jobs.run();
    }
    assert_eq!(host.calls(), ["load", "save"]);
    let told = told.lock().unwrap();
    assert!(told[0].is_ok() && matches!(told[1], Err(StoreError::Io { action: "write", .. })), "{told:?}");
    drop((store, told));
    assert_eq!(opened(&storage, &jobs).load(&key()), Ok(Some(largest)));

    let text = text::escape(&record::encode(&key(), &too_large));
    host.0.lock().unwrap().texts.insert(name_of(&key()), text[..text.len() - 1].to_vec());
    let (_, error) = HostStore::open(&storage, key(), jobs.thread());
    assert!(matches!(error, Some(StoreError::HostUnreadable { .. })), "{error:?}");
}

#[test]
fn a_storage_is_one_place_and_knows_of_no_other_profile_and_no_file() {
    let (storages, jobs) =
        ([(); 2].map(|()| HostStorage::new(Box::<SharedHost>::default())), Jobs::default());
    let [one, two, other] = [0, 0, 1].map(|storage: usize| opened(&storages[storage], &jobs));
    assert!(one.place().is_some() && one.place() == two.place() && one.place() != other.place());
    assert_eq!((one.profiles("us-east-1:p"), one.location(&key())), (Ok(vec!["Zoë".to_owned()]), None));
}

#[test]
fn an_empty_text_is_nothing() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    host.0.lock().unwrap().texts.insert(name_of(&key()), Vec::new());
    let store = opened(&HostStorage::new(Box::new(host)), &jobs);
    assert_eq!(store.load(&key()), Ok(None));
}

#[test]
fn whoever_ends_takes_along_its_own_lock_and_no_other() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host));
    let [one, two, three] = [(); 3].map(|()| opened(&storage, &jobs));
    let held = one.try_lock(&key()).unwrap();
    assert!(held.is_some());
    two.end(PATIENCE);
    assert!(three.try_lock(&key()).unwrap().is_none(), "of one");
    one.end(PATIENCE);
    assert!(three.try_lock(&key()).unwrap().is_some());
}

#[test]
fn a_seat_that_was_dropped_is_nobodys_and_one_that_ended_is_not_counted_twice() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host));
    let (one, two) = (opened(&storage, &jobs), opened(&storage, &jobs));
    one.end(PATIENCE);
    drop(one);
    assert_eq!(storage.records.with_known(&key(), |entry| entry.users), Some(1));
    drop(two);
    assert!(storage.records.is_empty());
}

#[test]
fn who_opens_within_a_delete_keeps_its_place() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let opened_inside = Arc::new(Mutex::new(None));
    let (inside, its_storage, its_jobs) = (Arc::clone(&opened_inside), Arc::clone(&storage), jobs.clone());
    host.0.lock().unwrap().in_save = Some(Box::new(move || {
        *inside.lock().unwrap() = Some(opened(&its_storage, &its_jobs));
    }));
    storage.delete(&key(), Some(Record::default())).unwrap();
    let store = opened_inside.lock().unwrap().take().unwrap();
    assert_eq!(store.load(&key()), Ok(Some(Record::default())));
    assert!(store.try_lock(&key()).unwrap().is_some());
}

#[test]
fn who_opens_while_another_thread_reads_goes_by_what_that_one_finds() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let other = Arc::new(Mutex::new(None));
    let (thread_of, its_storage, its_jobs) = (Arc::clone(&other), Arc::clone(&storage), jobs.clone());
    host.0.lock().unwrap().in_load = Some(Box::new(move || {
        let inside = Arc::clone(&its_storage);
        *thread_of.lock().unwrap() = Some(thread::spawn(move || opened(&inside, &its_jobs)));
        while its_storage.records.with(&key(), |entry| entry.users) < 2 {
            thread::yield_now();
        }
    }));
    let one = opened(&storage, &jobs);
    let two = other.lock().unwrap().take().unwrap().join().unwrap();
    assert_eq!(host.calls(), ["load"]);
    one.save(&key(), &record("1")).unwrap();
    assert_eq!(two.load(&key()), Ok(Some(record("1"))));
}

#[test]
fn what_is_deleted_while_it_is_read_is_removed_right_behind_that() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let (its_host, inside) = (host.clone(), Arc::clone(&storage));
    host.0.lock().unwrap().in_load = Some(Box::new(move || {
        thread::spawn(move || inside.delete(&key(), None)).join().unwrap().unwrap();
        assert_eq!(its_host.calls(), ["load"], "not both at once");
    }));
    let store = opened(&storage, &jobs);
    assert_eq!(host.calls(), ["remove"]);
    assert_eq!(store.load(&key()), Ok(None));
    assert!(store.try_lock(&key()).unwrap().is_some(), "it has reached the host");
}

#[test]
fn a_load_that_deletes_what_it_loads_is_obeyed() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let first = opened(&storage, &jobs);
    first.save(&key(), &record("1")).unwrap();
    first.end(PATIENCE);
    drop(first);
    let inside = Arc::clone(&storage);
    host.0.lock().unwrap().in_load = Some(Box::new(move || inside.delete(&key(), None).unwrap()));
    host.calls();
    let store = opened(&storage, &jobs);
    assert_eq!(host.calls(), ["load", "remove"]);
    assert_eq!(store.load(&key()), Ok(None));
}

#[test]
fn two_seats_share_a_lock_and_wait_for_what_the_other_has_not_yet_written() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let (one, two) = (opened(&storage, &jobs), opened(&storage, &jobs));
    assert_eq!(host.calls(), ["load"], "the second goes by the first's");
    let lock = one.try_lock(&key()).unwrap();
    assert!(lock.is_some() && two.try_lock(&key()).unwrap().is_none());
    one.save(&key(), &record("1")).unwrap();
    one.when_kept(&key(), Box::new(|_| ()));
    drop(lock);
    assert!(two.try_lock(&key()).unwrap().is_none(), "not yet with the host");
    assert!(one.try_lock(&key()).unwrap().is_some(), "its own change is no obstacle");
    jobs.run();
    assert!(two.try_lock(&key()).unwrap().is_some());
    assert_eq!(two.load(&key()), Ok(Some(record("1"))));
}

#[test]
fn after_its_end_a_seat_changes_nothing_and_calls_nobody() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let store = opened(&storage, &jobs);
    let lock = store.try_lock(&key()).unwrap();
    store.save(&key(), &record("1")).unwrap();
    store.when_kept(&key(), Box::new(|_| ()));
    store.end(PATIENCE);
    store.end(PATIENCE);
    assert_eq!(host.calls(), ["load", "save"]);
    let next = opened(&storage, &jobs);
    let next_lock = next.try_lock(&key()).unwrap();
    assert!(next_lock.is_some(), "the lock ended with its seat");
    drop(lock);
    store.remove(&key()).unwrap();
    assert!(store.try_lock(&key()).unwrap().is_none());
    jobs.run();
    assert_eq!(host.calls(), ["load"], "of the next one");
    assert_eq!(next.load(&key()), Ok(Some(record("1"))));
    assert!(next.try_lock(&key()).unwrap().is_none(), "still held");
}

#[test]
fn an_end_within_a_save_is_the_last_call() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let store = opened(&storage, &jobs);
    let inside = Arc::clone(&store);
    host.0.lock().unwrap().in_save = Some(Box::new(move || {
        inside.remove(&key()).unwrap();
        inside.end(PATIENCE);
    }));
    store.save(&key(), &record("1")).unwrap();
    store.when_kept(&key(), Box::new(|_| ()));
    jobs.run();
    assert_eq!(host.calls(), ["load", "save"]);
    assert!(storage.records.is_empty(), "nothing is kept of a key that nobody uses");
}
