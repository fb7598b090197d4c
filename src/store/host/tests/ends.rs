//! How a host storage comes to its end while the host is in it, and what a host may do within its own functions.

use super::*;

#[test]
fn an_end_waits_for_the_thread_that_is_in_the_host() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let store = opened(&storage, &jobs);
    let (go, gone) = std::sync::mpsc::channel::<()>();
    let (tell, told) = std::sync::mpsc::channel::<()>();
    host.0.lock().unwrap().in_save = Some(Box::new(move || {
        tell.send(()).unwrap();
        gone.recv().unwrap();
    }));
    store.save(&key(), &record("1")).unwrap();
    store.when_kept(&key(), Box::new(|_| ()));
    let waited = thread::scope(|scope| {
        scope.spawn(|| jobs.run());
        told.recv().unwrap();
        store.remove(&key()).unwrap();
        let ender = scope.spawn(|| store.end(PATIENCE));
        thread::sleep(Duration::from_millis(20));
        let waited = !ender.is_finished();
        go.send(()).unwrap();
        ender.join().unwrap();
        waited
    });
    assert!(waited, "the host was still writing");
    assert_eq!(host.calls(), ["load", "save", "remove"], "the later change too, by whichever thread");
}

/// A host whose `remove` deletes the very key it is called for, and whose `save` does as well.
struct Deleting {
    storage: Arc<Mutex<Weak<HostStorage>>>,
    calls: Arc<Mutex<Vec<&'static str>>>,
}

impl HostCalls for Deleting {
    fn load(&self, _key: &CStr) -> Result<Option<Zeroizing<Vec<u8>>>, HostFailure> {
        Ok(None)
    }

    fn save(&self, _key: &CStr, _text: &CStr) -> Result<(), HostFailure> {
        self.delete("save")
    }

    fn remove(&self, _key: &CStr) -> Result<(), HostFailure> {
        self.delete("remove")
    }
}

impl Deleting {
    fn delete(&self, name: &'static str) -> Result<(), HostFailure> {
        self.calls.lock().unwrap().push(name);
        assert!(self.calls.lock().unwrap().len() < 10, "for ever");
        let storage = self.storage.lock().unwrap().upgrade().unwrap();
        storage.delete(&key(), None).map_err(|_| HostFailure(1))
    }
}

#[test]
fn a_host_that_deletes_what_it_is_called_for_is_called_once_for_it() {
    let (shared, calls, jobs) = (Arc::default(), Arc::<Mutex<Vec<&str>>>::default(), Jobs::default());
    let deleting = Deleting { storage: Arc::clone(&shared), calls: Arc::clone(&calls) };
    let storage = HostStorage::new(Box::new(deleting));
    *shared.lock().unwrap() = Arc::downgrade(&storage);
    let called = || std::mem::take(&mut *calls.lock().unwrap());

    storage.delete(&key(), None).unwrap();
    assert_eq!(called(), ["remove"]);

    let store = opened(&storage, &jobs);
    let (told, kept) = results();
    store.save(&key(), &record("id")).unwrap();
    store.when_kept(&key(), kept());
    assert_eq!(jobs.run(), 1);
    assert_eq!(called(), ["save"], "what it changed meanwhile waits for the next run");
    assert_eq!(*told.lock().unwrap(), [Ok(())]);
    assert_eq!(jobs.run(), 1);
    assert_eq!(called(), ["remove"]);
    assert_eq!(jobs.run(), 0);
    assert_eq!(store.load(&key()), Ok(None));

    store.save(&key(), &record("id")).unwrap();
    store.end(PATIENCE);
    assert_eq!(called(), ["save", "remove"]);
}

/// A host that changes the key whenever it is called keeps no free waiting for longer than its patience.
#[test]
fn an_end_waits_no_longer_than_its_patience_for_a_host_that_goes_on() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let store = opened(&storage, &jobs);
    let other = opened(&storage, &jobs);
    store.save(&key(), &record("first")).unwrap();
    host.0.lock().unwrap().in_save = Some(Box::new(move || other.save(&key(), &record("second")).unwrap()));
    store.end(Duration::ZERO);
    assert_eq!(host.calls(), ["load", "save"]);
}

#[test]
fn the_host_gets_its_functions_back_when_the_last_one_that_may_call_them_is_gone() {
    let (host, jobs) = (SharedHost::default(), Jobs::default());
    let storage = HostStorage::new(Box::new(host.clone()));
    let (one, two) = (opened(&storage, &jobs), opened(&storage, &jobs));
    let is_used = || Arc::strong_count(&host.0) > 1;
    drop(storage);
    let lock = one.try_lock(&key()).unwrap();
    one.end(PATIENCE);
    assert!(is_used());
    two.end(PATIENCE);
    assert!(!is_used(), "though the stores and a lock are still there");
    drop((lock, one, two));
}
